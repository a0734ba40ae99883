//! Points beside the tree, totals, ranks and grades.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use programme::GradeId;
use programme::method::{Best, Formula, Method, TieRule, Within};

use crate::figures::{Column, Figures, Scored};
use crate::grading::{Requirements, grade_order};
use crate::points::{early_points, needs_ranks, needs_scores, points_of};
use crate::prepare::Prepared;
use crate::rounding::{round_half_up, settled};
use crate::rulings::{Ruling, rulings};

/// Where everybody stands after one pass.
#[derive(Debug, Clone)]
pub(crate) struct Standings<'a> {
    /// By node; the root is what the tree gave.
    pub nodes: Vec<Arc<Column>>,
    /// By entry of `Method::points`, with its sign; `None` where nothing was given or taken.
    pub points: Vec<Column>,
    /// What limits of points and of the total changed, by unit.
    pub limited: Vec<f64>,
    pub totals: Column,
    pub ranks: Vec<Option<u32>>,
    /// Number ranked in the unit's class.
    pub ranked: Vec<u32>,
    pub grades: Vec<Option<&'a GradeId>>,
    /// Index of the veto that decided: the one that set the total, else the first that holds.
    pub vetoes: Vec<Option<usize>>,
    /// Classes (by their first unit) where units of equal total got different grades.
    pub parted_ties: Vec<usize>,
}

/// Conditions and points that no score enters, worked out once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Beside {
    points: Vec<Option<Column>>,
    vetoes: Vec<Option<Vec<bool>>>,
    grades: Vec<Option<Requirements>>,
    ties: Vec<Option<Column>>,
}

impl Beside {
    pub(crate) fn of(prepared: &Prepared<'_>) -> Self {
        let figures = prepared.figures(Within::Class);
        let ranked = prepared.figures(prepared.method.ranking.within);
        let method = prepared.method;
        let early = |formula: &Formula| !needs_scores(formula);
        Self {
            points: method.points.iter().map(|entry| early_points(entry, figures)).collect(),
            vetoes: method.vetoes.iter().map(|veto| early(&veto.when).then(|| figures.holds(&veto.when))).collect(),
            grades: method.grades.iter().map(|grade| Requirements::early(grade, ranked)).collect(),
            ties: method.ties.by.iter().map(|formula| early(formula).then(|| ranked.numbers(formula))).collect(),
        }
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
    let (mut totals, limited) = totals(method, &nodes[0], &points);
    let rulings = rule(prepared, beside, scored, &totals);
    for (ruling, total) in rulings.iter().zip(&mut totals) {
        *total = total.map(|total| ruling.score.unwrap_or(total));
    }
    let figures = prepared.figures(method.ranking.within);
    let (orders, ranks, ranked) = rank(prepared, beside, scored, &totals);
    let here = Figures { scored: Some(Scored { totals: Some(&totals), ranks: &ranks, ranked: &ranked, ..scored }), ..figures };
    let (grades, parted_ties) = grades(prepared, beside, &orders, &totals, &ranks, &rulings, here);
    let vetoes = rulings.iter().map(|ruling| ruling.of_score.or(ruling.first)).collect();
    Standings { nodes, points, limited, totals, ranks, ranked, grades, vetoes, parted_ties }
}

/// Totals after the points that are not a group's, within the method's limits and rounded; and what the limits changed.
fn totals(method: &Method, tree: &Column, points: &[Column]) -> (Column, Vec<f64>) {
    let limits = &method.limits;
    let mut limited = vec![0.0; tree.len()];
    let total = |(unit, tree): (usize, &Option<f64>)| {
        let of_total = method.points.iter().zip(points).filter(|(entry, _)| entry.group.is_empty());
        let (mut added, mut taken) = (0.0, 0.0);
        for (entry, column) in of_total {
            *(if entry.adds { &mut added } else { &mut taken }) += column[unit].unwrap_or(0.0);
        }
        let tree = (*tree)?;
        let free = tree + (added + taken);
        let added = limits.bonus.map_or(added, |most| added.min(most));
        let taken = limits.deduction.map_or(taken, |most| taken.max(-most));
        let bound = tree + (added + taken);
        let bound = limits.high.map_or(bound, |high| bound.min(high));
        let bound = limits.low.map_or(bound, |low| bound.max(low));
        limited[unit] = bound - free;
        Some(method.rounding.score.map_or(bound, |places| round_half_up(bound, places)))
    };
    let totals = tree.iter().enumerate().map(total).collect();
    (totals, limited)
}

type Graded<'a> = (Vec<Option<&'a GradeId>>, Vec<usize>);

/// Grades, and the first unit of every order in which equal units got different ones.
fn grades<'a>(
    prepared: &Prepared<'a>,
    beside: &Beside,
    orders: &[Vec<usize>],
    totals: &[Option<f64>],
    ranks: &[Option<u32>],
    rulings: &[Ruling<'a>],
    figures: Figures<'_>,
) -> Graded<'a> {
    let method = prepared.method;
    let early = method.grades.iter().zip(&beside.grades);
    let requirements: Vec<Cow<'_, Requirements>> =
        early.map(|(grade, early)| early.as_ref().map_or_else(|| Cow::Owned(Requirements::of(grade, figures)), Cow::Borrowed)).collect();
    let mut grades: Vec<Option<&GradeId>> = vec![None; totals.len()];
    let mut parted_ties = Vec::new();
    for order in orders {
        grade_order(method, order, totals, &requirements, rulings, &prepared.classes, &mut grades);
        let place = |unit: usize| method.grades.iter().position(|grade| Some(&grade.id) == grades[unit]);
        // Both meet what the better grade asks for, and only one of them got a place in it.
        let better = |better: usize, other: usize| {
            place(better).is_some_and(|place| requirements[place].met(other, totals[other]))
                && place(other).is_none_or(|of| Some(of) > place(better))
        };
        let parts = |first: usize, second: usize| {
            ranks[first] == ranks[second]
                && rulings[first].first.is_none()
                && rulings[second].first.is_none()
                && (better(first, second) || better(second, first))
        };
        if order.windows(2).any(|pair| parts(pair[0], pair[1])) {
            parted_ties.push(order[0]);
        }
    }
    (grades, parted_ties)
}

/// What the vetoes say; they see the totals, and the ranks, as they would be without them.
fn rule<'a>(prepared: &Prepared<'a>, beside: &Beside, scored: Scored<'_>, totals: &Column) -> Vec<Ruling<'a>> {
    let method = prepared.method;
    let (ranks, ranked) = if method.vetoes.iter().any(|veto| needs_ranks(&veto.when)) {
        let (_, ranks, ranked) = rank(prepared, beside, scored, totals);
        (ranks, ranked)
    } else {
        (Vec::new(), Vec::new())
    };
    let scored = Scored { totals: Some(totals), ranks: &ranks, ranked: &ranked, ..scored };
    let here = Figures { scored: Some(scored), ..prepared.figures(Within::Class) };
    rulings(method, totals.len(), |index, veto| beside.vetoes[index].clone().unwrap_or_else(|| here.holds(&veto.when)))
}

type Ranking = (Vec<Vec<usize>>, Vec<Option<u32>>, Vec<u32>);

/// Orders each class from the best down, with ranks by the method's tie rule.
fn rank(prepared: &Prepared<'_>, beside: &Beside, scored: Scored<'_>, totals: &[Option<f64>]) -> Ranking {
    let ties = &prepared.method.ties.by;
    let here = Figures { scored: Some(Scored { totals: Some(totals), ..scored }), ..prepared.figures(prepared.method.ranking.within) };
    let breaker = |(formula, early): (&Formula, &Option<Column>)| early.clone().unwrap_or_else(|| here.numbers(formula));
    let breakers: Vec<Column> = ties.iter().zip(&beside.ties).map(breaker).map(|column| without_noise(&column)).collect();
    let totals = &without_noise(totals);
    let mut ranks = vec![None; totals.len()];
    let mut ranked = vec![0; totals.len()];
    let better = |a: usize, b: usize| {
        let by = |column: &[Option<f64>]| compare(column[b], column[a]);
        let first = if prepared.method.ranking.best == Best::High { by(totals) } else { worse_low(totals[a], totals[b]) };
        breakers.iter().fold(first, |so_far, column| so_far.then_with(|| by(column)))
    };
    let mut orders = Vec::new();
    for group in prepared.ranked_together() {
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

fn without_noise(column: &[Option<f64>]) -> Column {
    column.iter().map(|cell| cell.map(settled)).collect()
}

/// Where less is better; who has no total still comes last.
fn worse_low(a: Option<f64>, b: Option<f64>) -> Ordering {
    match (a, b) {
        (Some(_), Some(_)) => compare(a, b),
        _ => compare(b, a),
    }
}

fn compare(a: Option<f64>, b: Option<f64>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}
