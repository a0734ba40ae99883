//! From totals in order to grades: cut-offs, shares, quotas, conditions.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use programme::GradeId;
use programme::method::{Amount, Fractions, Grade, Method};

use crate::figures::{Column, Figures};
use crate::points::needs_scores;
use crate::rounding::settled;
use crate::rulings::Ruling;

/// What a grade asks for, worked out by unit; `None` asks for nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Requirements {
    from: Option<Column>,
    to: Option<Column>,
    /// Of a class: the number of its best unit counts.
    share: Option<Column>,
    share_of: Option<Column>,
    quota: Option<Column>,
    when: Option<Vec<bool>>,
}

impl Requirements {
    /// Requirements that no score enters, or none.
    pub(crate) fn early(grade: &Grade, figures: Figures<'_>) -> Option<Self> {
        let amounts = [&grade.from, &grade.to, &grade.share, &grade.quota].into_iter().flatten();
        let formulas = amounts.filter_map(Amount::formula).chain(&grade.when).chain(&grade.share_of);
        formulas.into_iter().all(|formula| !needs_scores(formula)).then(|| Self::of(grade, figures))
    }

    pub(crate) fn of(grade: &Grade, figures: Figures<'_>) -> Self {
        let column = |amount: &Option<Amount>| amount.as_ref().map(|amount| figures.amount(amount));
        Self {
            from: column(&grade.from),
            to: column(&grade.to),
            share: column(&grade.share),
            share_of: grade.share_of.as_ref().map(|formula| figures.numbers(formula)),
            quota: column(&grade.quota),
            when: grade.when.as_ref().map(|when| figures.holds(when)),
        }
    }

    /// Whether a unit meets the bounds and the condition; a share or a quota may still leave it no place.
    pub(crate) fn met(&self, unit: usize, total: Option<f64>) -> bool {
        let reached = |bound: &Option<Column>, holds: fn(f64, f64) -> bool| {
            bound.as_ref().is_none_or(|bound| total.zip(bound[unit]).is_some_and(|(total, bound)| holds(settled(total), settled(bound))))
        };
        let allowed = self.when.as_ref().is_none_or(|when| when[unit]);
        allowed && reached(&self.from, |total, from| total >= from) && reached(&self.to, |total, to| total <= to)
    }

    /// Nothing that a total or a condition could fail.
    fn asks_nothing(&self) -> bool {
        self.from.is_none() && self.to.is_none() && self.when.is_none()
    }

    fn of_class(column: &Option<Column>, first: Option<&usize>) -> Option<f64> {
        column.as_ref()?[*first?]
    }
}

/// Gives every unit of an order (best first) its grade. Shares are of all units of the order; who is graded by a veto takes no place of the others.
pub(crate) fn grade_order<'a>(
    method: &'a Method,
    order: &[usize],
    totals: &[Option<f64>],
    requirements: &[Cow<'_, Requirements>],
    rulings: &[Ruling<'a>],
    classes: &[Option<String>],
    grades: &mut [Option<&'a GradeId>],
) {
    let open: Vec<usize> = order.iter().copied().filter(|unit| rulings[*unit].grade.is_none()).collect();
    let shares: Vec<Option<f64>> = requirements.iter().map(|grade| Requirements::of_class(&grade.share, order.first())).collect();
    let by_number: Vec<Option<f64>> =
        requirements.iter().zip(&shares).map(|(grade, share)| share.filter(|_| grade.share_of.is_none())).collect();
    let counts = counts(&by_number, order.len(), method.ranking.shares);
    let mut earned: Vec<Option<usize>> = vec![None; grades.len()];
    let (mut graded, mut may_be_graded, mut share_so_far) = (0, 0, 0.0);
    for (index, requirement) in requirements.iter().enumerate() {
        let is_last = index + 1 == method.grades.len() && requirement.asks_nothing();
        may_be_graded += counts[index].unwrap_or(0);
        share_so_far += shares[index].unwrap_or(0.0);
        let within = requirement.share_of.as_ref().map(|amounts| within_share(&open, order, amounts, share_so_far));
        let mut of_class = BTreeMap::<Option<&str>, u32>::new();
        for unit in open.iter().copied() {
            let of_this = of_class.entry(classes[unit].as_deref()).or_insert(0);
            let quota = requirement.quota.as_ref().and_then(|quota| quota[unit]);
            let full = counts[index].is_some() && graded >= may_be_graded
                || quota.is_some_and(|quota| f64::from(*of_this) >= quota)
                || within.as_ref().is_some_and(|within| !within.contains(&unit));
            let barred = index < rulings[unit].at_most;
            if earned[unit].is_none() && (is_last || (!full && requirement.met(unit, totals[unit]) && !barred)) {
                earned[unit] = Some(index);
                graded += 1;
                *of_this += 1;
            }
        }
    }
    for unit in order.iter().copied() {
        grades[unit] = rulings[unit].decide(method, earned[unit]);
    }
}

/// Units from the best down while their amounts together stay within a share of the sum over all units of the order.
fn within_share(best_first: &[usize], order: &[usize], amounts: &[Option<f64>], share: f64) -> BTreeSet<usize> {
    let amount = |unit: &usize| amounts[*unit].unwrap_or(0.0);
    let most = share * order.iter().map(amount).sum::<f64>();
    let mut so_far = 0.0;
    let fits = |unit: &&usize| {
        so_far += amount(unit);
        settled(so_far) <= settled(most)
    };
    best_first.iter().take_while(fits).copied().collect()
}

/// 0.1 * 30 is a little more than 3; nobody means a fraction of a billionth of a unit.
const FORGIVEN: f64 = 1e-9;

/// Numbers of units for the grades that have a share.
///
/// By largest remainders an equal remainder goes to the better grade; the other rules round the number down to each grade's end, counted
/// from the top, so that shares still add up.
pub(crate) fn counts(shares: &[Option<f64>], units: usize, fractions: Fractions) -> Vec<Option<usize>> {
    let whole: fn(f64) -> f64 = match fractions {
        Fractions::LargestRemainder => return by_remainders(shares, units),
        Fractions::Down => |wanted| (wanted + FORGIVEN).floor(),
        Fractions::Up => |wanted| (wanted - FORGIVEN).ceil(),
        Fractions::Nearest => |wanted| (wanted + 0.5 + FORGIVEN).floor(),
    };
    let mut given = 0;
    let mut so_far = 0.0;
    let count = |share: &Option<f64>| {
        so_far += (*share)?;
        let end = (whole(so_far * units as f64) as usize).min(units).max(given);
        let count = end - given;
        given = end;
        Some(count)
    };
    shares.iter().map(count).collect()
}

fn by_remainders(shares: &[Option<f64>], units: usize) -> Vec<Option<usize>> {
    let rest = 1.0 - shares.iter().flatten().sum::<f64>();
    let wanted: Vec<f64> =
        shares.iter().map(|share| share.unwrap_or(0.0)).chain([rest.max(0.0)]).map(|share| share * units as f64).collect();
    let whole: Vec<usize> = wanted.iter().map(|wanted| (wanted + FORGIVEN).floor() as usize).collect();
    let mut out = whole.clone();
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| {
        let remainder = |index: usize| wanted[index] - whole[index] as f64;
        remainder(*b).partial_cmp(&remainder(*a)).unwrap_or(Ordering::Equal).then(a.cmp(b))
    });
    let left = units.saturating_sub(whole.iter().sum());
    order.iter().filter(|index| wanted[**index] > 0.0).take(left).for_each(|index| out[*index] += 1);
    shares.iter().zip(out).map(|(share, count)| share.map(|_| count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(shares: &[Option<f64>], units: usize, fractions: Fractions, expected: &[Option<usize>]) {
        assert_eq!(counts(shares, units, fractions), expected);
    }

    #[test]
    fn odd_units_go_to_the_largest_remainders() {
        let by = Fractions::LargestRemainder;
        check(&[Some(0.2), Some(0.4), Some(0.35), None], 20, by, &[Some(4), Some(8), Some(7), None]);
        check(&[Some(0.2), Some(0.4), Some(0.35), None], 7, by, &[Some(1), Some(3), Some(3), None]);
        check(&[Some(0.1), None], 30, by, &[Some(3), None]);
        check(&[Some(0.5), Some(0.5)], 3, by, &[Some(2), Some(1)]);
    }

    #[test]
    fn at_most_a_share_gives_the_fraction_to_the_grade_below() {
        // 20 % of 14 is 2.8, 60 % is 8.4.
        check(&[Some(0.2), Some(0.4), None], 14, Fractions::Down, &[Some(2), Some(6), None]);
        check(&[Some(0.2), Some(0.4), None], 14, Fractions::Up, &[Some(3), Some(6), None]);
        check(&[Some(0.2), Some(0.4), None], 14, Fractions::Nearest, &[Some(3), Some(5), None]);
        check(&[Some(0.1)], 30, Fractions::Down, &[Some(3)]);
        check(&[Some(0.1)], 30, Fractions::Up, &[Some(3)]);
    }
}
