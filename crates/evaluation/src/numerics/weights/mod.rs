//! Weights: given, asked for, or taken from the data. Every result sums to 1 and has no negative entry.

mod budget;
mod dispersion;
mod loss;
mod pairwise;
mod principal;

pub use budget::{budget_allocation, combine_linear, combine_multiplicative};
pub use dispersion::{angle, critic, entropy, gini, merec, standard_deviation, variance};
pub use loss::{cilos, idocriw};
pub use pairwise::{PairwiseWeights, geometric_mean_weights, pairwise_weights, rancom};
pub use principal::{PrincipalComponent, principal_component, principal_weights};

use super::Flaw;

/// Returns the same weight for every criterion.
pub fn equal(criteria: usize) -> Result<Vec<f64>, Flaw> {
    Flaw::unless_enough(1, criteria)?;
    Ok(vec![1.0 / criteria as f64; criteria])
}

/// Returns the weights divided by their sum; negative ones are refused by position.
pub fn normalised(weights: &[f64]) -> Result<Vec<f64>, Flaw> {
    Flaw::unless_finite(weights)?;
    let at: Vec<usize> = (0..weights.len()).filter(|&at| weights[at] < 0.0).collect();
    if !at.is_empty() {
        return Err(Flaw::NegativeWeights { at });
    }
    let total: f64 = weights.iter().sum();
    if total == 0.0 { Err(Flaw::NoWeight) } else { Ok(weights.iter().map(|weight| weight / total).collect()) }
}

#[cfg(test)]
mod tests;
