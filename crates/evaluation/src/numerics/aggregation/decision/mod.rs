//! Further methods of multi-criteria decision analysis, each after its paper.
//!
//! All take a [`Decision`](super::Decision) of raw figures and return one score a unit; the doc says where lower is better.

mod additive;
mod average;
mod characteristic;
mod pairwise;
mod reference;
mod utility;

pub use additive::{aroman, cocoso, copras, lmaw, moora, ram, waspas, weighted_product, weighted_sum};
pub use average::{codas, edas, mabac, mairca, ocra};
pub use characteristic::comet;
pub use pairwise::promethee_usual;
pub use reference::{PropertyLimit, ReferenceRange, ervd, limits_on_properties, rim, spotis};
pub use utility::{aras, marcos, probid, simplified_probid};

use super::Decision;
use crate::numerics::Flaw;
use crate::numerics::normalisation::{DecisionNormalisation, normalise_for_decision};

/// Calls `add(unit, score, weight)` for every normalised score.
fn each_score(decision: &Decision, normalisation: DecisionNormalisation, mut add: impl FnMut(usize, f64, f64)) -> Result<(), Flaw> {
    for (column, weight, direction) in decision.criteria() {
        let scores = normalise_for_decision(column, direction, normalisation)?;
        scores.into_iter().enumerate().for_each(|(unit, score)| add(unit, score, weight));
    }
    Ok(())
}

/// Returns the sums of the criteria that are better when high and of those better when low, after dividing each column by `scale`.
fn sums_by_direction(decision: &Decision, scale: impl Fn(&[f64]) -> f64) -> Result<(Vec<f64>, Vec<f64>), Flaw> {
    let (mut up, mut down) = (vec![0.0; decision.units()], vec![0.0; decision.units()]);
    for (column, weight, direction) in decision.criteria() {
        let divisor = scale(column);
        if divisor == 0.0 {
            return Err(Flaw::DivisionByZero);
        }
        let totals = if direction == programme::Direction::Up { &mut up } else { &mut down };
        super::add_weighted(totals, column, weight / divisor);
    }
    Ok((up, down))
}

/// Returns the list with its non-finite entries refused.
fn finite(scores: Vec<f64>) -> Result<Vec<f64>, Flaw> {
    Flaw::unless_finite(&scores)?;
    Ok(scores)
}

#[cfg(test)]
mod tests;
