//! From totals in order to grades: cut-offs, shares, quotas, conditions.

use std::borrow::Cow;
use std::cmp::Ordering;

use programme::GradeId;
use programme::method::{Amount, Fractions, Grade, Method};

use crate::figures::{Column, Figures};
use crate::points::needs_scores;

/// What a grade asks for, worked out by unit; `None` asks for nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Requirements {
    from: Option<Column>,
    to: Option<Column>,
    /// Of a class: the number of its best unit counts.
    share: Option<Column>,
    quota: Option<Column>,
    when: Option<Vec<bool>>,
}

impl Requirements {
    /// Requirements that no score enters, or none.
    pub(crate) fn early(grade: &Grade, figures: Figures<'_>) -> Option<Self> {
        let amounts = [&grade.from, &grade.to, &grade.share, &grade.quota].into_iter().flatten();
        let formulas = amounts.filter_map(Amount::formula).chain(&grade.when);
        formulas.into_iter().all(|formula| !needs_scores(formula)).then(|| Self::of(grade, figures))
    }

    pub(crate) fn of(grade: &Grade, figures: Figures<'_>) -> Self {
        let column = |amount: &Option<Amount>| amount.as_ref().map(|amount| figures.amount(amount));
        Self {
            from: column(&grade.from),
            to: column(&grade.to),
            share: column(&grade.share),
            quota: column(&grade.quota),
            when: grade.when.as_ref().map(|when| figures.holds(when)),
        }
    }

    fn met(&self, unit: usize, total: Option<f64>) -> bool {
        let reached = |bound: &Option<Column>, holds: fn(f64, f64) -> bool| {
            bound.as_ref().is_none_or(|bound| total.zip(bound[unit]).is_some_and(|(total, bound)| holds(total, bound)))
        };
        let allowed = self.when.as_ref().is_none_or(|when| when[unit]);
        allowed && reached(&self.from, |total, from| total >= from) && reached(&self.to, |total, to| total <= to)
    }

    fn of_class(column: &Option<Column>, first: Option<&usize>) -> Option<f64> {
        column.as_ref()?[*first?]
    }
}

/// Gives every unit of an order (best first) its grade; `vetoes` has the index of each unit's veto.
pub(crate) fn grade_order<'a>(
    method: &'a Method,
    order: &[usize],
    totals: &[Option<f64>],
    requirements: &[Cow<'_, Requirements>],
    vetoes: &[Option<usize>],
    grades: &mut [Option<&'a GradeId>],
) {
    let place = |id: &GradeId| method.grades.iter().position(|grade| grade.id == *id);
    let veto = |unit: usize| vetoes[unit].map(|veto| &method.vetoes[veto]);
    let mut open: Vec<usize> = Vec::new();
    for unit in order {
        match veto(*unit).and_then(|veto| veto.grade.as_ref()) {
            Some(grade) => grades[*unit] = Some(grade),
            None => open.push(*unit),
        }
    }
    let of_class = |column: fn(&Requirements) -> &Option<Column>| -> Vec<Option<f64>> {
        requirements.iter().map(|grade| Requirements::of_class(column(grade), order.first())).collect()
    };
    let counts = counts(&of_class(|grade| &grade.share), open.len(), method.ranking.shares);
    let quotas = of_class(|grade| &grade.quota);
    let (mut graded, mut may_be_graded) = (0, 0);
    for (index, grade) in method.grades.iter().enumerate() {
        let is_last = index + 1 == method.grades.len();
        may_be_graded += counts[index].unwrap_or(0);
        let mut of_this = 0;
        for unit in open.iter().copied() {
            let full = counts[index].is_some() && graded >= may_be_graded || quotas[index].is_some_and(|quota| f64::from(of_this) >= quota);
            let barred = veto(unit).and_then(|veto| place(veto.at_most.as_ref()?)).is_some_and(|at_most| index < at_most);
            if grades[unit].is_none() && (is_last || (!full && requirements[index].met(unit, totals[unit]) && !barred)) {
                grades[unit] = Some(&grade.id);
                graded += 1;
                of_this += 1;
            }
        }
    }
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
