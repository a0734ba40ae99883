//! How sure: the year judged many times under other defensible choices and with error in the figures.

use std::collections::BTreeMap;

use observations::Flag;
use programme::GradeId;
use programme::method::{Aggregate, Best, Content, Doubt};
use rayon::prelude::*;

use crate::chance::Draws;
use crate::figures::{Column, quantile};
use crate::leaves;
use crate::prepare::{Fate, Prepared};
use crate::standing::{Beside, stand};
use crate::tree::{Basis, basis, climb};
use crate::{Chance, Uncertainty};

/// What a replicate left.
struct Replicate {
    totals: Column,
    ranks: Vec<Option<u32>>,
    /// Index in `Method::grades`, by unit.
    grades: Vec<Option<usize>>,
    /// Every judged unit has a total.
    whole: bool,
}

/// What all replicates say.
pub(crate) struct Spread {
    /// By unit; `None` for who is not judged.
    pub units: Vec<Option<Uncertainty>>,
    /// P(row above column) within a class.
    pub above: Vec<Vec<Option<f64>>>,
    pub whole: u32,
    pub failed: u32,
}

/// Judges the year again and again. Replicates are independent, so any number of threads gives the same.
pub(crate) fn spread(prepared: &Prepared<'_>, beside: &Beside, doubt: &Doubt, chance: Chance) -> Spread {
    let bases: Vec<Basis> = choices(&doubt.normalise).into_iter().map(|choice| basis(prepared, choice, None)).collect();
    let noisy = !doubt.error.is_empty() || !doubt.indicator_error.is_empty() || doubt.resample_experts;
    let one = |replicate: u32| {
        let mut draws = Draws::new(chance.seed, u64::from(replicate));
        let choice = draws.one_of(bases.len());
        let aggregate = choices(&doubt.aggregate)[draws.one_of(choices(&doubt.aggregate).len())];
        let factors = factors(prepared, doubt, &bases[choice], &mut draws);
        let noisy_basis = noisy.then(|| {
            let raw = noisy_figures(prepared, doubt, &mut draws);
            let mut figures = prepared.filled_and_treated(raw, &mut |_, _| {});
            shake_imputed(prepared, doubt, &mut figures, &mut draws);
            basis(prepared, choices(&doubt.normalise)[choice], Some(&figures))
        });
        judge_once(prepared, beside, noisy_basis.as_ref().unwrap_or(&bases[choice]), &factors, aggregate)
    };
    let replicates: Vec<Replicate> = (0..chance.replicates).into_par_iter().map(one).collect();
    let whole: Vec<&Replicate> = replicates.iter().filter(|replicate| replicate.whole).collect();
    Spread {
        units: (0..prepared.case.units.len()).map(|unit| summary(prepared, &whole, unit)).collect(),
        above: above(prepared, &whole),
        whole: whole.len() as u32,
        failed: (replicates.len() - whole.len()) as u32,
    }
}

/// The alternatives, or the method's own choice where none are named.
fn choices<T>(named: &[programme::method::Short<T>]) -> Vec<Option<&T>> {
    if named.is_empty() { vec![None] } else { named.iter().map(|choice| Some(&choice.0)).collect() }
}

fn judge_once(prepared: &Prepared<'_>, beside: &Beside, basis: &Basis, factors: &[f64], aggregate: Option<&Aggregate>) -> Replicate {
    let nodes = climb(prepared, basis, Some(factors), aggregate);
    let standings = stand(prepared, beside, nodes);
    let place = |grade: &Option<&GradeId>| grade.and_then(|id| prepared.method.grades.iter().position(|grade| grade.id == *id));
    let judged = prepared.fate.iter().zip(&standings.totals).filter(|(fate, _)| **fate == Fate::Judged);
    Replicate {
        whole: judged.into_iter().all(|(_, total)| total.is_some()),
        grades: standings.grades.iter().map(place).collect(),
        totals: standings.totals,
        ranks: standings.ranks,
    }
}

/// Factor of every node's weight. With a concentration, the weights of each group are a Dirichlet draw around the method's.
fn factors(prepared: &Prepared<'_>, doubt: &Doubt, basis: &Basis, draws: &mut Draws) -> Vec<f64> {
    let nodes = &prepared.method.nodes;
    let Some(concentration) = doubt.weight_concentration else {
        let band = doubt.weight_band.unwrap_or(0.0);
        return nodes.iter().map(|_| 1.0 + band * (2.0 * draws.uniform() - 1.0)).collect();
    };
    let mut factors = vec![1.0; nodes.len()];
    for group in (0..nodes.len()).filter(|node| !nodes[*node].is_leaf()) {
        let children: Vec<usize> = prepared.method.children(group).collect();
        let weight = |child: usize| basis.weights[child].iter().copied().fold(0.0, f64::max);
        let total: f64 = children.iter().map(|child| weight(*child)).sum();
        for child in children {
            let share = if total > 0.0 { weight(child) / total } else { 0.0 };
            if share > 0.0 {
                factors[child] = draws.gamma(concentration * share) / (concentration * share);
            }
        }
    }
    factors
}

/// Figures before filling and treatment, with an error of the size that their flag or indicator says; criteria with the experts drawn anew.
fn noisy_figures(prepared: &Prepared<'_>, doubt: &Doubt, draws: &mut Draws) -> Vec<Column> {
    let experts = doubt.resample_experts.then(|| resampled(prepared, draws));
    let of_leaf = |(leaf, raw): (&leaves::Leaf<'_>, &Column)| {
        if let (Content::Criterion { .. }, Some(experts)) = (&prepared.method.nodes[leaf.node].content, &experts) {
            return leaves::criterion_figures(prepared.case, prepared.method, leaf.node, Some(experts));
        }
        let own = leaf.indicator.and_then(|indicator| doubt.indicator_error.get(indicator));
        let noisy = |(value, note): (&Option<f64>, &leaves::CellNote)| {
            let by_flag = doubt.error.get(flag_name(note)).copied();
            let error = own.copied().or(by_flag).filter(|_| leaf.indicator.is_some());
            value.map(|value| value * (1.0 + error.map_or(0.0, |error| error * draws.normal())))
        };
        raw.iter().zip(&leaf.notes).map(noisy).collect()
    };
    prepared.leaves.iter().zip(&prepared.raw).map(of_leaf).collect()
}

/// What was filled is less sure than what it was filled from.
fn shake_imputed(prepared: &Prepared<'_>, doubt: &Doubt, figures: &mut [Column], draws: &mut Draws) {
    let Some(error) = doubt.error.get("imputed") else { return };
    for ((leaf, raw), column) in prepared.leaves.iter().zip(&prepared.raw).zip(figures) {
        for unit in (0..raw.len()).filter(|unit| raw[*unit].is_none() && leaf.indicator.is_some()) {
            column[unit] = column[unit].map(|value| value * (1.0 + error * draws.normal()));
        }
    }
}

fn flag_name(note: &leaves::CellNote) -> &'static str {
    match note.flag {
        _ if note.imputed => "imputed",
        Some(Flag::Estimated) => "estimated",
        Some(Flag::Interpolated) => "interpolated",
        Some(Flag::Imputed) => "imputed",
        Some(Flag::Disputed) => "disputed",
        Some(Flag::Reported) | None => "reported",
    }
}

/// How many times each expert is drawn, with replacement.
fn resampled(prepared: &Prepared<'_>, draws: &mut Draws) -> BTreeMap<String, u32> {
    let names: std::collections::BTreeSet<&str> = prepared.case.ballots.ballots.iter().map(|ballot| ballot.expert.as_str()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let mut times = BTreeMap::new();
    for _ in 0..names.len() {
        *times.entry(names[draws.one_of(names.len())].to_owned()).or_insert(0) += 1;
    }
    times
}

fn summary(prepared: &Prepared<'_>, replicates: &[&Replicate], unit: usize) -> Option<Uncertainty> {
    let sorted = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values
    };
    let scores = sorted(replicates.iter().filter_map(|replicate| replicate.totals[unit]).collect());
    let ranks = sorted(replicates.iter().filter_map(|replicate| replicate.ranks[unit].map(f64::from)).collect());
    // Ranks are whole: outwards to the next one.
    let rank = |share: f64, whole: fn(f64) -> f64| Some(whole(quantile(&ranks, share)?) as u32);
    let mut grade_probability = BTreeMap::new();
    for (index, grade) in prepared.method.grades.iter().enumerate() {
        let count = replicates.iter().filter(|replicate| replicate.grades[unit] == Some(index)).count();
        grade_probability.insert(grade.id.clone(), count as f64 / replicates.len() as f64);
    }
    Some(Uncertainty {
        score_low: quantile(&scores, LOW)?,
        score_high: quantile(&scores, 1.0 - LOW)?,
        rank_low: rank(LOW, f64::floor)?,
        rank_median: rank(0.5, f64::round)?,
        rank_high: rank(1.0 - LOW, f64::ceil)?,
        grade_probability,
    })
}

/// The interval that is shown holds nine tenths.
const LOW: f64 = 0.05;

fn above(prepared: &Prepared<'_>, replicates: &[&Replicate]) -> Vec<Vec<Option<f64>>> {
    let count = prepared.case.units.len();
    let mut out = vec![vec![None; count]; count];
    let low_is_best = prepared.method.ranking.best == Best::Low;
    for group in prepared.ranked_together() {
        for (a, b) in group.iter().flat_map(|a| group.iter().map(move |b| (*a, *b))).filter(|(a, b)| a != b) {
            let wins = |replicate: &&&Replicate| match (replicate.totals[a], replicate.totals[b]) {
                (Some(a), Some(b)) if if low_is_best { a < b } else { a > b } => 1.0,
                (Some(a), Some(b)) if a == b => 0.5,
                _ => 0.0,
            };
            if !replicates.is_empty() {
                out[a][b] = Some(replicates.iter().map(|replicate| wins(&replicate)).sum::<f64>() / replicates.len() as f64);
            }
        }
    }
    out
}
