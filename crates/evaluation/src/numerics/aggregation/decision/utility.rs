//! Methods that compare units with an optimal unit, or with the whole ladder of ideals.

use programme::Direction;

use super::{Decision, finite};
use crate::numerics::Flaw;
use crate::numerics::moments::{mean, sum_of};
use crate::numerics::normalisation::{DecisionNormalisation, normalise_for_decision};

/// Returns ARAS utility degrees against an optimal unit: the best of each column, or the given figures (Zavadskas and Turskis 2010,
/// equations 1-9).
pub fn aras(decision: &Decision, optimal: Option<&[f64]>) -> Result<Vec<f64>, Flaw> {
    if let Some(optimal) = optimal {
        Flaw::unless_shape(decision.columns.width(), optimal.len())?;
    }
    let mut totals = vec![0.0; decision.units() + 1];
    for (j, (column, weight, direction)) in decision.criteria().enumerate() {
        let best = optimal.map_or_else(|| Decision::worst_and_best(column, direction).1, |optimal| optimal[j]);
        let extended: Vec<f64> = std::iter::once(best).chain(column.iter().copied()).collect();
        let scores = normalise_for_decision(&extended, direction, DecisionNormalisation::Sum)?;
        super::super::add_weighted(&mut totals, &scores, weight);
    }
    finite(totals[1..].iter().map(|total| total / totals[0]).collect())
}

/// Returns MARCOS utility functions between the ideal and the anti-ideal unit (Stević et al. 2020, equations 3-12).
pub fn marcos(decision: &Decision) -> Result<Vec<f64>, Flaw> {
    let mut totals = vec![0.0; decision.units()];
    let (mut ideal, mut anti_ideal) = (0.0, 0.0);
    for (column, weight, direction) in decision.criteria() {
        Flaw::unless_positive(column)?;
        let (worst, best) = Decision::worst_and_best(column, direction);
        let share = |x: f64| if direction == Direction::Up { x / best } else { best / x };
        totals.iter_mut().zip(column).for_each(|(total, &x)| *total += weight * share(x));
        ideal += weight;
        anti_ideal += weight * share(worst);
    }
    let utility = |total: &f64| {
        let (low, high) = (total / anti_ideal, total / ideal);
        let (of_low, of_high) = (high / (high + low), low / (high + low));
        (high + low) / (1.0 + (1.0 - of_high) / of_high + (1.0 - of_low) / of_low)
    };
    finite(totals.iter().map(utility).collect())
}

/// Returns PROBID scores from the distances to every ideal and to the average (Wang, Rangaiah and Wang 2021, equations 4-9).
pub fn probid(decision: &Decision) -> Result<Vec<f64>, Flaw> {
    let ladder = Ladder::of(decision)?;
    let rungs = ladder.units;
    let half = rungs.div_ceil(2);
    let score = |unit: usize| {
        let best: f64 = (1..=half).map(|k| ladder.distance(unit, k) / k as f64).sum();
        let worst: f64 = (half..=rungs).map(|k| ladder.distance(unit, k) / (rungs - k + 1) as f64).sum();
        let ratio = best / worst;
        1.0 / (1.0 + ratio * ratio) + ladder.to_average(unit)
    };
    finite((0..rungs).map(score).collect())
}

/// Returns sPROBID scores: the nearest quarter of the ladder's ends only; at least 4 units (same paper, section 2.3).
pub fn simplified_probid(decision: &Decision) -> Result<Vec<f64>, Flaw> {
    let ladder = Ladder::of(decision)?;
    let rungs = ladder.units;
    Flaw::unless_enough(4, rungs)?;
    let quarter = rungs / 4;
    let score = |unit: usize| {
        let best: f64 = (1..=quarter).map(|k| ladder.distance(unit, k) / k as f64).sum();
        let worst: f64 = (rungs + 1 - quarter..=rungs).map(|k| ladder.distance(unit, k) / (rungs - k + 1) as f64).sum();
        worst / best
    };
    finite((0..rungs).map(score).collect())
}

/// Vector-normalised weighted figures beside the same figures sorted from best to worst in every criterion.
struct Ladder {
    units: usize,
    figures: Vec<Vec<f64>>,
    sorted: Vec<Vec<f64>>,
}

impl Ladder {
    fn of(decision: &Decision) -> Result<Self, Flaw> {
        let (mut figures, mut sorted) = (Vec::new(), Vec::new());
        for (column, weight, direction) in decision.criteria() {
            let length = sum_of(column, |x| x * x).sqrt();
            if length == 0.0 {
                return Err(Flaw::DivisionByZero);
            }
            let scaled: Vec<f64> = column.iter().map(|x| weight * x / length).collect();
            let mut ladder = scaled.clone();
            ladder.sort_unstable_by(f64::total_cmp);
            if direction == Direction::Up {
                ladder.reverse();
            }
            figures.push(scaled);
            sorted.push(ladder);
        }
        Ok(Self { units: decision.units(), figures, sorted })
    }

    /// Returns the distance of a unit to the `rung`th ideal, counted from 1.
    fn distance(&self, unit: usize, rung: usize) -> f64 {
        self.figures.iter().zip(&self.sorted).map(|(own, ladder)| (own[unit] - ladder[rung - 1]).powi(2)).sum::<f64>().sqrt()
    }

    fn to_average(&self, unit: usize) -> f64 {
        let gap = |own: &Vec<f64>| own[unit] - mean(own).unwrap_or_default();
        self.figures.iter().map(|own| gap(own) * gap(own)).sum::<f64>().sqrt()
    }
}
