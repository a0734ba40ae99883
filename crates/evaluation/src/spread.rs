//! How sure: the year judged many times under other defensible choices and with error in the figures.

use std::collections::BTreeMap;

use corpus::{Bilingual, Finding};
use programme::UnitId;
use programme::method::{Best, Within};
use rayon::prelude::*;

use crate::figures::quantile;
use crate::numerics::Stream;
use crate::outcome::TopSet;
use crate::prepare::Prepared;
use crate::standing::Standings;
use crate::trials::{Failure, Trial, Trials};
use crate::{Chance, Uncertainty};

/// What all replicates say.
pub(crate) struct Spread {
    /// By unit; `None` for who is not judged.
    pub units: Vec<Option<Uncertainty>>,
    /// P(row above column) within a class.
    pub above: Vec<Vec<Option<f64>>>,
    pub top_sets: Vec<TopSet>,
    pub whole: u32,
    /// By the choices drawn: how many failed, and a unit without a total.
    pub failures: BTreeMap<String, (u32, UnitId)>,
}

/// The interval that is shown holds nine tenths.
const LOW: f64 = 0.05;
/// A unit belongs to the robust top set from this probability on.
const SURE: f64 = 0.95;

/// Judges the year again and again. Replicates are independent, so any number of threads gives the same.
pub(crate) fn spread(prepared: &Prepared<'_>, standings: &Standings<'_>, trials: &Trials<'_>, chance: Chance) -> Spread {
    let one = |replicate: u32| {
        let mut draws = Stream::new(chance.seed, u64::from(replicate));
        let point: Vec<f64> = trials.factors().iter().map(|_| draws.uniform()).collect();
        trials.judge(&point)
    };
    let replicates: Vec<Trial> = (0..chance.replicates).into_par_iter().map(one).collect();
    let whole: Vec<&Trial> = replicates.iter().filter(|trial| trial.failure.is_none()).collect();
    Spread {
        units: (0..prepared.case.units.len()).into_par_iter().map(|unit| summary(prepared, &whole, unit)).collect(),
        above: above(prepared, &whole),
        top_sets: prepared.ranked_together().iter().filter_map(|group| top_set(prepared, standings, trials.top(), &whole, group)).collect(),
        whole: whole.len() as u32,
        failures: failures(prepared, replicates.iter().filter_map(|trial| trial.failure.as_ref())),
    }
}

fn summary(prepared: &Prepared<'_>, replicates: &[&Trial], unit: usize) -> Option<Uncertainty> {
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

fn above(prepared: &Prepared<'_>, replicates: &[&Trial]) -> Vec<Vec<Option<f64>>> {
    let count = prepared.case.units.len();
    let low_is_best = prepared.method.ranking.best == Best::Low;
    let mut peers: Vec<&[usize]> = vec![&[]; count];
    for group in prepared.ranked_together() {
        group.iter().for_each(|unit| peers[*unit] = group);
    }
    let share = |a: usize, b: usize| {
        let wins = |replicate: &&Trial| match (replicate.totals[a], replicate.totals[b]) {
            (Some(a), Some(b)) if (a > b) != low_is_best && a != b => 1.0,
            (Some(a), Some(b)) if a == b => 0.5,
            _ => 0.0,
        };
        (!replicates.is_empty()).then(|| replicates.iter().map(wins).sum::<f64>() / replicates.len() as f64)
    };
    let row = |a: usize| {
        let mut row = vec![None; count];
        peers[a].iter().filter(|b| **b != a).for_each(|b| row[*b] = share(a, *b));
        row
    };
    (0..count).into_par_iter().map(row).collect()
}

/// The best of a class: as many as asked for, else as many as bear the best grade, at least one.
fn top_set(
    prepared: &Prepared<'_>,
    standings: &Standings<'_>,
    asked: Option<u32>,
    replicates: &[&Trial],
    group: &[usize],
) -> Option<TopSet> {
    let first = *group.first()?;
    if replicates.is_empty() {
        return None;
    }
    let best = prepared.method.grades.first().map(|grade| &grade.id);
    let of_best_grade = group.iter().filter(|unit| best.is_some() && standings.grades[**unit] == best).count() as u32;
    let size = asked.unwrap_or(of_best_grade).max(1);
    let share = |unit: usize| {
        let within = replicates.iter().filter(|replicate| replicate.ranks[unit].is_some_and(|rank| rank <= size)).count();
        within as f64 / replicates.len() as f64
    };
    let probability: BTreeMap<UnitId, f64> = group.iter().map(|unit| (prepared.case.units[*unit].id.clone(), share(*unit))).collect();
    let among = |low: f64, high: f64| {
        probability.iter().filter(|(_, share)| low <= **share && **share < high).map(|(unit, _)| unit.clone()).collect()
    };
    Some(TopSet {
        class: prepared.classes[first].clone().filter(|_| prepared.method.ranking.within == Within::Class),
        size,
        sure: among(SURE, f64::INFINITY),
        possible: among(1.0 - SURE, SURE),
        probability,
    })
}

fn failures<'t>(prepared: &Prepared<'_>, failed: impl Iterator<Item = &'t Failure>) -> BTreeMap<String, (u32, UnitId)> {
    let mut out: BTreeMap<String, (u32, UnitId)> = BTreeMap::new();
    for failure in failed {
        out.entry(failure.choices.clone()).or_insert_with(|| (0, prepared.case.units[failure.unit].id.clone())).0 += 1;
    }
    out
}

impl Spread {
    /// One finding for every combination of choices under which replicates failed.
    pub(crate) fn findings(&self) -> impl Iterator<Item = Finding> + '_ {
        let all = self.whole + self.failures.values().map(|(count, _)| count).sum::<u32>();
        self.failures.iter().map(move |(choices, (count, unit))| {
            let under = if choices.is_empty() {
                Bilingual::default()
            } else {
                Bilingual::new(format!("（{choices}）"), format!(" under {choices}"))
            };
            Finding::warning(
                "evaluation/failed-replicates",
                format!("不确定性分析的 {all} 次重算中有 {count} 次{}未能给出全部总分（如“{unit}”），未计入", under.zh),
                format!(
                    "{count} of {all} replicates{} gave no total for some unit (for instance \"{unit}\") and are not counted",
                    under.en
                ),
            )
            .hint(
                "几何、调和平均遇到负值时没有结果；请为其选用不产生负值的标准化方法",
                "geometric and harmonic means have no value where a score is negative: pair them with a normalisation that gives none",
            )
        })
    }
}
