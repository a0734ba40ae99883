//! From leaf scores up to the total.

use std::sync::Arc;

use programme::method::{Aggregate, Content, Missing, Node, Normalise, Weigh, Within};

use crate::figures::{Column, Figures, Scored};
use crate::normalise::{compares, normalise};
use crate::numerics::Flaw;
use crate::prepare::{Fate, Prepared};
use crate::rounding::round_half_up;
use crate::{rankings, weigh};

/// Leaf scores and weights under one choice of normalisation.
#[derive(Debug, Clone)]
pub(crate) struct Basis {
    /// By node; empty for groups.
    pub scores: Vec<Arc<Column>>,
    /// By node and unit.
    pub weights: Vec<Vec<f64>>,
    /// Leaf (by node) and what stood against its normalisation; group and what stood against its weights.
    pub flaws: Vec<(usize, Struck)>,
}

/// What stood in the way, and for whom, where a single figure did.
#[derive(Debug, Clone)]
pub(crate) struct Struck {
    pub flaw: Flaw,
    pub unit: Option<usize>,
}

/// Leaf scores as the method says, or with `instead` for the leaves that compare units; `figures` may stand in for the leaves' own.
pub(crate) fn basis(prepared: &Prepared<'_>, instead: Option<&Normalise>, figures: Option<&[Column]>) -> Basis {
    let mut out = Basis { scores: vec![Arc::default(); prepared.method.nodes.len()], weights: prepared.weights.clone(), flaws: Vec::new() };
    for (index, leaf) in prepared.leaves.iter().enumerate() {
        let choice = instead.filter(|_| compares(leaf.normalise)).unwrap_or(leaf.normalise);
        let column = figures.map_or(&leaf.figures, |figures| &figures[index]);
        let (mut scores, flaw) = normalise(choice, &prepared.marks[index], leaf, column, prepared.figures(leaf.within));
        out.flaws.extend(flaw.map(|flaw| (leaf.node, flaw)));
        fill_scores(leaf.missing, &mut scores, prepared.figures(leaf.within).peers);
        finish(&prepared.method.nodes[leaf.node], prepared.method.rounding.leaf, &mut scores);
        for unit in (0..scores.len()).filter(|unit| prepared.fate[*unit] != Fate::Judged) {
            scores[unit] = None;
        }
        out.scores[leaf.node] = Arc::new(scores);
    }
    weigh_by_data(prepared, &mut out);
    out
}

/// Weights that come from the data need the scores below them, so groups are climbed on the way.
fn weigh_by_data(prepared: &Prepared<'_>, basis: &mut Basis) {
    let by_data = |node: &programme::method::Node| matches!(&node.content, Content::Group { weigh, .. } if *weigh != (Weigh::Fixed {}));
    if !prepared.method.nodes.iter().any(by_data) {
        return;
    }
    let mut scores = basis.scores.clone();
    for node in (0..prepared.method.nodes.len()).rev() {
        let Content::Group { weigh, .. } = &prepared.method.nodes[node].content else { continue };
        if *weigh != (Weigh::Fixed {}) {
            let weighed = weigh::apply(prepared, node, weigh, &scores, &mut basis.weights);
            basis.flaws.extend(weighed.err().map(|flaw| (node, Struck { flaw, unit: None })));
        }
        scores[node] = Arc::new(climb_group(prepared, basis, node, &scores, None, None));
    }
}

/// What is filled after normalisation.
fn fill_scores(missing: &Missing, scores: &mut Column, peers: &[Vec<usize>]) {
    match missing {
        Missing::Points { points } => peers.iter().flatten().for_each(|unit| scores[*unit] = scores[*unit].or(Some(*points))),
        Missing::MeanScore {} => {
            for group in peers {
                let present: Vec<f64> = group.iter().filter_map(|unit| scores[*unit]).collect();
                if !present.is_empty() {
                    let mean = present.iter().sum::<f64>() / present.len() as f64;
                    group.iter().for_each(|unit| scores[*unit] = scores[*unit].or(Some(mean)));
                }
            }
        }
        _ => {}
    }
}

/// Keeps scores within the node's bounds, then rounds them.
fn finish(node: &Node, places: Option<u32>, scores: &mut Column) {
    if node.at_least.is_some() || node.at_most.is_some() {
        let (low, high) = (node.at_least.unwrap_or(f64::NEG_INFINITY), node.at_most.unwrap_or(f64::INFINITY));
        scores.iter_mut().flatten().for_each(|score| *score = score.min(high).max(low));
    }
    if let Some(places) = node.round.or(places) {
        scores.iter_mut().flatten().for_each(|score| *score = round_half_up(*score, places));
    }
}

/// Scores of every node, leaves included. `factors` scale the weights by node, `instead` stands in for weighted means.
pub(crate) fn climb(prepared: &Prepared<'_>, basis: &Basis, factors: Option<&[f64]>, instead: Option<&Aggregate>) -> Vec<Arc<Column>> {
    let method = prepared.method;
    let mut scores = basis.scores.clone();
    for node in (0..method.nodes.len()).rev() {
        if !method.nodes[node].is_leaf() {
            scores[node] = Arc::new(climb_group(prepared, basis, node, &scores, factors, instead));
        }
    }
    scores
}

fn climb_group(
    prepared: &Prepared<'_>,
    basis: &Basis,
    node: usize,
    scores: &[Arc<Column>],
    factors: Option<&[f64]>,
    instead: Option<&Aggregate>,
) -> Column {
    let method = prepared.method;
    let Content::Group { aggregate, .. } = &method.nodes[node].content else { return Vec::new() };
    let aggregate = instead.filter(|_| is_mean(aggregate)).unwrap_or(aggregate);
    let children: Vec<usize> = method.children(node).collect();
    let weight = |child: usize, unit: usize| basis.weights[child][unit] * factors.map_or(1.0, |factors| factors[child]);
    let mut column = match aggregate {
        Aggregate::Formula { formula } => {
            let scored = Scored { nodes: scores, totals: None, ranks: &[], ranked: &[] };
            let figures = Figures { scored: Some(scored), ..prepared.figures(Within::Class) };
            figures.numbers(formula)
        }
        Aggregate::Arithmetic {} => weighted_mean(prepared.case.units.len(), &children, scores, &weight),
        _ if rankings::compares(aggregate) => rankings::aggregate(prepared, aggregate, &children, scores, &weight),
        _ => (0..prepared.case.units.len()).map(|unit| of_unit(aggregate, &children, unit, scores, &weight)).collect(),
    };
    for unit in (0..column.len()).filter(|unit| prepared.fate[*unit] != Fate::Judged) {
        column[unit] = None;
    }
    for entry in prepared.group_points.iter().filter(|entry| entry.node == node) {
        let points = entry.points(prepared, scores);
        column.iter_mut().zip(points).for_each(|(score, points)| *score = score.map(|score| score + points.unwrap_or(0.0)));
    }
    finish(&method.nodes[node], method.rounding.group, &mut column);
    column
}

/// The arithmetic mean child by child, which is what most groups are; children are added in the order of the file.
fn weighted_mean(units: usize, children: &[usize], scores: &[Arc<Column>], weight: &impl Fn(usize, usize) -> f64) -> Column {
    let mut sums = vec![(0.0, 0.0); units];
    for child in children {
        for (unit, (sum, score)) in sums.iter_mut().zip(scores[*child].iter()).enumerate() {
            if let Some(score) = score {
                let weight = weight(*child, unit);
                sum.0 += weight * score;
                sum.1 += weight;
            }
        }
    }
    sums.into_iter().map(|(sum, total)| (total > 0.0).then(|| sum / total).filter(|mean| mean.is_finite())).collect()
}

/// Weighted means may stand in for each other.
pub(crate) fn is_mean(aggregate: &Aggregate) -> bool {
    matches!(aggregate, Aggregate::Arithmetic {} | Aggregate::Geometric {} | Aggregate::Harmonic {} | Aggregate::Power { .. })
}

fn of_unit(
    aggregate: &Aggregate,
    children: &[usize],
    unit: usize,
    scores: &[Arc<Column>],
    weight: &impl Fn(usize, usize) -> f64,
) -> Option<f64> {
    let asked = children.iter().map(|child| (weight(*child, unit), scores[*child].get(unit).copied().flatten()));
    let present: Vec<(f64, f64)> = asked.filter(|(weight, _)| *weight > 0.0).filter_map(|(weight, score)| Some((weight, score?))).collect();
    mean_of(aggregate, &present)
}

/// Value of an aggregation over pairs of weight and score; `None` where there is nothing, or no such mean.
pub(crate) fn mean_of(aggregate: &Aggregate, present: &[(f64, f64)]) -> Option<f64> {
    if present.is_empty() {
        return None;
    }
    let total: f64 = present.iter().map(|(weight, _)| weight).sum();
    let sum = |term: &dyn Fn(f64) -> f64| present.iter().map(|(weight, score)| weight * term(*score)).sum::<f64>() / total;
    let lowest = present.iter().map(|(_, score)| *score).fold(f64::INFINITY, f64::min);
    let value = match aggregate {
        Aggregate::Arithmetic {} => sum(&|score| score),
        Aggregate::Geometric {} | Aggregate::Harmonic {} | Aggregate::Power { .. } if lowest < 0.0 => return None,
        Aggregate::Geometric {} if lowest == 0.0 => 0.0,
        Aggregate::Geometric {} => libm::exp(sum(&libm::log)),
        Aggregate::Harmonic {} if lowest == 0.0 => 0.0,
        Aggregate::Harmonic {} => 1.0 / sum(&|score| 1.0 / score),
        Aggregate::Power { exponent } if *exponent == 0.0 => return mean_of(&Aggregate::Geometric {}, present),
        Aggregate::Power { exponent } if *exponent < 0.0 && lowest == 0.0 => 0.0,
        Aggregate::Power { exponent } => libm::pow(sum(&|score| libm::pow(score, *exponent)), 1.0 / exponent),
        Aggregate::Sum { full } => present.iter().map(|(weight, score)| weight * score / full.unwrap_or(1.0)).sum(),
        Aggregate::Product {} => present.iter().map(|(_, score)| score).product(),
        Aggregate::Minimum {} => lowest,
        Aggregate::Maximum {} => present.iter().map(|(_, score)| *score).fold(f64::NEG_INFINITY, f64::max),
        Aggregate::MazziottaPareto { plus } => {
            let mean = sum(&|score| score);
            let spread = sum(&|score| (score - mean) * (score - mean)) / mean;
            if *plus { mean + spread } else { mean - spread }
        }
        _ => return None,
    };
    value.is_finite().then_some(value)
}
