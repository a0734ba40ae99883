//! Means of one unit's scores.
//!
//! Weights need not sum to 1: a unit with missing scores passes what it has, and the weights that remain are brought to their own sum
//! (Handbook, section 6.9: additive, geometric; Hardy, Littlewood and Pólya 1934: power means).

use crate::numerics::Flaw;
use crate::numerics::weights::normalised;

/// Divisor of a variance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Divisor {
    /// `n`, as Mazziotta and Pareto define their index.
    Population,
    /// `n - 1`, as Compind's `ci_mpi` computes it.
    Sample,
}

/// Which way an uneven profile counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Penalty {
    /// Uneven profiles lose; for phenomena where more is better.
    Subtract,
    /// Uneven profiles gain; for phenomena where more is worse.
    Add,
}

/// Returns `Σ w s / Σ w`.
pub fn arithmetic(scores: &[f64], weights: &[f64]) -> Result<f64, Flaw> {
    check(scores, weights)?;
    let (sum, total) = weighted_sums(scores, weights, |score| score);
    if total == 0.0 { Err(Flaw::NoWeight) } else { Ok(sum / total) }
}

/// Returns `Π s^(w / Σw)`; a score of weight above zero must be positive.
pub fn geometric(scores: &[f64], weights: &[f64]) -> Result<f64, Flaw> {
    check(scores, weights)?;
    unless_positive_where_weighted(scores, weights)?;
    let (sum, total) = weighted_sums(scores, weights, libm::log);
    if total == 0.0 { Err(Flaw::NoWeight) } else { Ok(libm::exp(sum / total)) }
}

/// Returns `Σ w / Σ (w / s)`; a score of weight above zero must be positive.
pub fn harmonic(scores: &[f64], weights: &[f64]) -> Result<f64, Flaw> {
    check(scores, weights)?;
    unless_positive_where_weighted(scores, weights)?;
    let (sum, total) = weighted_sums(scores, weights, |score| 1.0 / score);
    if total == 0.0 { Err(Flaw::NoWeight) } else { Ok(total / sum) }
}

/// Returns `(Σ w s^p / Σ w)^(1/p)`, the geometric mean at `p = 0`. Scores must be positive where `p` asks for it: zero is allowed only for
/// `p > 0`, a negative score never unless `p = 1`.
pub fn power_mean(scores: &[f64], weights: &[f64], exponent: f64) -> Result<f64, Flaw> {
    if exponent == 1.0 {
        return arithmetic(scores, weights);
    }
    if exponent == 0.0 {
        return geometric(scores, weights);
    }
    check(scores, weights)?;
    if exponent < 0.0 {
        unless_positive_where_weighted(scores, weights)?;
    } else if let Some(at) = scores.iter().position(|&score| score < 0.0) {
        return Err(Flaw::NotPositive { at });
    }
    let (sum, total) = weighted_sums(scores, weights, |score| libm::pow(score, exponent));
    if total == 0.0 { Err(Flaw::NoWeight) } else { Ok(libm::pow(sum / total, 1.0 / exponent)) }
}

/// Returns the Mazziotta-Pareto index `M ∓ S²/M` of one unit's scores, which lie around 100 with deviation 10 (Mazziotta and Pareto 2016,
/// *Social Indicators Research* 127, equations 2-4).
///
/// Weighted, `M` and `S` are the weighted mean and deviation; the published index weighs equally.
pub fn mazziotta_pareto(scores: &[f64], weights: &[f64], divisor: Divisor, penalty: Penalty) -> Result<f64, Flaw> {
    check(scores, weights)?;
    Flaw::unless_enough(2, scores.len())?;
    let shares = normalised(weights)?;
    let mean = arithmetic(scores, weights)?;
    if mean == 0.0 {
        return Err(Flaw::DivisionByZero);
    }
    let variance: f64 = scores.iter().zip(&shares).map(|(score, share)| share * (score - mean) * (score - mean)).sum();
    let n = scores.len() as f64;
    let variance = if divisor == Divisor::Sample { variance * n / (n - 1.0) } else { variance };
    Ok(if penalty == Penalty::Subtract { mean - variance / mean } else { mean + variance / mean })
}

/// Adds `weight · score` of a whole column to the running totals of all units; the fast path of a method without gaps.
pub fn add_weighted(totals: &mut [f64], column: &[f64], weight: f64) {
    totals.iter_mut().zip(column).for_each(|(total, score)| *total += weight * score);
}

fn check(scores: &[f64], weights: &[f64]) -> Result<(), Flaw> {
    Flaw::unless_enough(1, scores.len())?;
    Flaw::unless_shape(scores.len(), weights.len())?;
    Flaw::unless_finite(scores)?;
    Flaw::unless_finite(weights)?;
    if weights.iter().all(|&weight| weight >= 0.0) {
        return Ok(());
    }
    Err(Flaw::NegativeWeights { at: (0..weights.len()).filter(|&at| weights[at] < 0.0).collect() })
}

fn unless_positive_where_weighted(scores: &[f64], weights: &[f64]) -> Result<(), Flaw> {
    match (0..scores.len()).find(|&at| scores[at] <= 0.0 && weights[at] > 0.0) {
        Some(at) => Err(Flaw::NotPositive { at }),
        None => Ok(()),
    }
}

/// Returns `Σ w f(s)` and `Σ w` over the scores that weigh anything.
fn weighted_sums(scores: &[f64], weights: &[f64], term: impl Fn(f64) -> f64) -> (f64, f64) {
    let weighed = scores.iter().zip(weights).filter(|(_, weight)| **weight > 0.0);
    weighed.fold((0.0, 0.0), |(sum, total), (score, weight)| (sum + weight * term(*score), total + weight))
}
