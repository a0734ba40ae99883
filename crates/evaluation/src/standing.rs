//! Points beside the tree, totals, ranks and grades.

use std::cmp::Ordering;
use std::sync::Arc;

use programme::GradeId;
use programme::method::{Amount, Expression, Formula, Function, Grade, Method, TieRule, Within};

use crate::figures::{Column, Figures, Scored};
use crate::prepare::Prepared;
use crate::rounding::round_half_up;

/// Where everybody stands after one pass.
#[derive(Debug, Clone)]
pub(crate) struct Standings<'a> {
    /// By node; the root is what the tree gave.
    pub nodes: Vec<Arc<Column>>,
    /// By entry of `Method::points`, with its sign; `None` where nothing was given or taken.
    pub points: Vec<Column>,
    pub totals: Column,
    pub ranks: Vec<Option<u32>>,
    /// Number ranked in the unit's class.
    pub ranked: Vec<u32>,
    pub grades: Vec<Option<&'a GradeId>>,
    /// Index of the first veto that holds.
    pub vetoes: Vec<Option<usize>>,
    /// Classes (by their first unit) where units of equal total got different grades.
    pub parted_ties: Vec<usize>,
}

/// Conditions and points that no score enters, worked out once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Beside {
    points: Vec<Option<Column>>,
    vetoes: Vec<Option<Vec<bool>>>,
    grades: Vec<Option<Vec<bool>>>,
    ties: Vec<Option<Column>>,
}

impl Beside {
    pub(crate) fn of(prepared: &Prepared<'_>) -> Self {
        let figures = prepared.figures(Within::Class);
        let method = prepared.method;
        let early = |formula: &Formula| !needs_scores(&formula.root);
        let holds = |formula: &Formula| early(formula).then(|| figures.holds(formula));
        Self {
            points: method
                .points
                .iter()
                .map(|entry| {
                    let formulas = entry.points.formula().into_iter().chain(&entry.when);
                    formulas.into_iter().all(early).then(|| points_of(entry, figures))
                })
                .collect(),
            vetoes: method.vetoes.iter().map(|veto| holds(&veto.when)).collect(),
            grades: method.grades.iter().map(|grade| holds(grade.when.as_ref()?)).collect(),
            ties: method.ties.by.iter().map(|formula| early(formula).then(|| figures.numbers(formula))).collect(),
        }
    }
}

fn needs_scores(expression: &Expression) -> bool {
    match expression {
        Expression::Number(_) | Expression::Text(_) | Expression::Name(_) => false,
        Expression::Negative(inner) | Expression::Not(inner) => needs_scores(inner),
        Expression::Binary(_, left, right) => needs_scores(left) || needs_scores(right),
        Expression::Call(Function::Score | Function::LowestChild | Function::Rank | Function::Ranked, _) => true,
        Expression::Call(_, arguments) => arguments.iter().any(needs_scores),
    }
}

/// Completes a climbed tree.
pub(crate) fn stand<'a>(prepared: &Prepared<'a>, beside: &Beside, nodes: Vec<Arc<Column>>) -> Standings<'a> {
    let method = prepared.method;
    let figures = prepared.figures(Within::Class);
    let scored = Scored { nodes: &nodes, totals: None, ranks: &[], ranked: &[] };
    let here = Figures { scored: Some(scored), ..figures };
    let points: Vec<Column> =
        method.points.iter().zip(&beside.points).map(|(entry, early)| early.clone().unwrap_or_else(|| points_of(entry, here))).collect();
    let mut totals = nodes[0].to_vec();
    for (unit, total) in totals.iter_mut().enumerate() {
        if let Some(total) = total {
            *total += points.iter().filter_map(|column| column[unit]).sum::<f64>();
            *total = method.rounding.score.map_or(*total, |places| round_half_up(*total, places));
        }
    }
    let vetoes = vetoes(prepared, beside, Figures { scored: Some(Scored { totals: Some(&totals), ..scored }), ..figures });
    for (unit, veto) in vetoes.iter().enumerate() {
        if let (Some(score), Some(total)) = (veto.and_then(|veto| method.vetoes[veto].score), &mut totals[unit]) {
            *total = score;
        }
    }
    let here = Figures { scored: Some(Scored { totals: Some(&totals), ..scored }), ..figures };
    let breakers: Vec<Column> =
        method.ties.by.iter().zip(&beside.ties).map(|(formula, early)| early.clone().unwrap_or_else(|| here.numbers(formula))).collect();
    let (orders, ranks, ranked) = rank(prepared, &totals, &breakers);
    let here = Figures { scored: Some(Scored { totals: Some(&totals), ranks: &ranks, ranked: &ranked, ..scored }), ..figures };
    let conditions: Vec<Option<Vec<bool>>> = method
        .grades
        .iter()
        .zip(&beside.grades)
        .map(|(grade, early)| early.clone().or_else(|| Some(here.holds(grade.when.as_ref()?))))
        .collect();
    let mut grades: Vec<Option<&GradeId>> = vec![None; totals.len()];
    let mut parted_ties = Vec::new();
    for order in &orders {
        grade_class(method, order, &totals, &conditions, &vetoes, &mut grades);
        let parts = |pair: &[usize]| ranks[pair[0]] == ranks[pair[1]] && grades[pair[0]] != grades[pair[1]];
        if order.windows(2).any(|pair| parts(pair) && vetoes[pair[0]].is_none() && vetoes[pair[1]].is_none()) {
            parted_ties.push(order[0]);
        }
    }
    Standings { nodes, points, totals, ranks, ranked, grades, vetoes, parted_ties }
}

fn points_of(entry: &programme::method::Points, figures: Figures<'_>) -> Column {
    let holds = entry.when.as_ref().map(|when| figures.holds(when));
    let sign = if entry.adds { 1.0 } else { -1.0 };
    let size = |(unit, points): (usize, Option<f64>)| {
        let given = holds.as_ref().is_none_or(|holds| holds[unit]);
        let points = points.filter(|_| given)?;
        let capped = entry.cap.map_or(points, |cap| points.min(cap));
        (capped != 0.0).then_some(sign * capped)
    };
    amount(&entry.points, figures).into_iter().enumerate().map(size).collect()
}

fn amount(amount: &Amount, figures: Figures<'_>) -> Column {
    figures.amount(amount)
}

fn vetoes(prepared: &Prepared<'_>, beside: &Beside, figures: Figures<'_>) -> Vec<Option<usize>> {
    let mut out = vec![None; prepared.case.units.len()];
    for (index, veto) in prepared.method.vetoes.iter().enumerate() {
        let holds = beside.vetoes[index].clone().unwrap_or_else(|| figures.holds(&veto.when));
        for (unit, holds) in holds.into_iter().enumerate() {
            if holds && out[unit].is_none() {
                out[unit] = Some(index);
            }
        }
    }
    out
}

type Ranking = (Vec<Vec<usize>>, Vec<Option<u32>>, Vec<u32>);

/// Orders each class from the best down, with ranks by the method's tie rule.
fn rank(prepared: &Prepared<'_>, totals: &[Option<f64>], breakers: &[Column]) -> Ranking {
    let mut ranks = vec![None; totals.len()];
    let mut ranked = vec![0; totals.len()];
    let better = |a: usize, b: usize| {
        let by = |column: &[Option<f64>]| compare(column[b], column[a]);
        breakers.iter().fold(by(totals), |so_far, column| so_far.then_with(|| by(column)))
    };
    let mut orders = Vec::new();
    for group in &prepared.by_class {
        let mut order: Vec<usize> = group.iter().copied().filter(|unit| totals[*unit].is_some()).collect();
        order.sort_by(|a, b| better(*a, *b).then(a.cmp(b)));
        let mut distinct = 0;
        let mut start = 0;
        while start < order.len() {
            let same = order[start..].iter().take_while(|unit| better(order[start], **unit) == Ordering::Equal).count();
            distinct += 1;
            let rank = match prepared.method.ties.rank {
                TieRule::Shared => start + 1,
                TieRule::Dense => distinct,
                TieRule::Worst => start + same,
            };
            order[start..start + same].iter().for_each(|unit| ranks[*unit] = Some(rank as u32));
            start += same;
        }
        order.iter().for_each(|unit| ranked[*unit] = order.len() as u32);
        orders.push(order);
    }
    (orders, ranks, ranked)
}

fn compare(a: Option<f64>, b: Option<f64>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}

fn grade_class<'a>(
    method: &'a Method,
    order: &[usize],
    totals: &[Option<f64>],
    conditions: &[Option<Vec<bool>>],
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
    let counts = shares(&method.grades, open.len());
    let (mut graded, mut may_be_graded) = (0, 0);
    for (index, grade) in method.grades.iter().enumerate() {
        let is_last = index + 1 == method.grades.len();
        may_be_graded += counts[index].unwrap_or(0);
        let mut of_this = 0;
        for unit in open.iter().copied() {
            let full = counts[index].is_some() && graded >= may_be_graded || grade.quota.is_some_and(|quota| of_this >= quota);
            let reached = grade.from.is_none_or(|from| totals[unit].is_some_and(|total| total >= from));
            let meets = conditions[index].as_ref().is_none_or(|holds| holds[unit]);
            let barred = veto(unit).and_then(|veto| place(veto.at_most.as_ref()?)).is_some_and(|at_most| index < at_most);
            if grades[unit].is_none() && (is_last || (!full && reached && meets && !barred)) {
                grades[unit] = Some(&grade.id);
                graded += 1;
                of_this += 1;
            }
        }
    }
}

/// Numbers of units for the grades that have a share, by largest remainders; an equal remainder goes to the better grade.
pub(crate) fn shares(grades: &[Grade], units: usize) -> Vec<Option<usize>> {
    let rest = 1.0 - grades.iter().filter_map(|grade| grade.share).sum::<f64>();
    let wanted: Vec<f64> =
        grades.iter().map(|grade| grade.share.unwrap_or(0.0)).chain([rest.max(0.0)]).map(|share| share * units as f64).collect();
    // 0.1 * 30 is a little more than 3; nobody means a fraction of a billionth of a unit.
    let whole: Vec<usize> = wanted.iter().map(|wanted| (wanted + 1e-9).floor() as usize).collect();
    let mut out = whole.clone();
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| {
        let remainder = |index: usize| wanted[index] - whole[index] as f64;
        remainder(*b).partial_cmp(&remainder(*a)).unwrap_or(Ordering::Equal).then(a.cmp(b))
    });
    let left = units.saturating_sub(whole.iter().sum());
    order.iter().filter(|index| wanted[**index] > 0.0).take(left).for_each(|index| out[*index] += 1);
    grades.iter().zip(out).map(|(grade, count)| grade.share.map(|_| count)).collect()
}

#[cfg(test)]
mod tests {
    use corpus::Bilingual;

    use super::*;

    fn check(given: &[Option<f64>], units: usize, expected: &[Option<usize>]) {
        let grade = |share: &Option<f64>| Grade {
            id: "g".into(),
            name: Bilingual::default(),
            from: None,
            share: *share,
            quota: None,
            when: None,
            cite: Vec::new(),
        };
        assert_eq!(shares(&given.iter().map(grade).collect::<Vec<_>>(), units), expected);
    }

    #[test]
    fn odd_units_go_to_the_largest_remainders() {
        check(&[Some(0.2), Some(0.4), Some(0.35), None], 20, &[Some(4), Some(8), Some(7), None]);
        check(&[Some(0.2), Some(0.4), Some(0.35), None], 7, &[Some(1), Some(3), Some(3), None]);
        check(&[Some(0.1), None], 30, &[Some(3), None]);
        check(&[Some(0.5), Some(0.5)], 3, &[Some(2), Some(1)]);
    }
}
