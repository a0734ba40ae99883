//! Weights that experts hand out, and weights put together from several sources.

use super::normalised;
use crate::numerics::Flaw;

/// Returns the mean of the experts' allocations, each brought to the same total first (Handbook 6.6, budget allocation process).
///
/// One row an expert, one entry a criterion; an expert whose points do not sum to the agreed budget still has one voice.
pub fn budget_allocation(allocations: &[Vec<f64>]) -> Result<Vec<f64>, Flaw> {
    Flaw::unless_enough(1, allocations.len())?;
    combine_linear(&allocations.iter().map(|points| (points.as_slice(), 1.0)).collect::<Vec<_>>())
}

/// Returns `Σ share · weights` with the shares brought to sum 1: for instance half expert weights, half entropy weights.
pub fn combine_linear(sources: &[(&[f64], f64)]) -> Result<Vec<f64>, Flaw> {
    let shares = shares_of(sources)?;
    let mut combined = vec![0.0; sources[0].0.len()];
    for ((weights, _), share) in sources.iter().zip(shares) {
        combined.iter_mut().zip(normalised(weights)?).for_each(|(sum, weight)| *sum += share * weight);
    }
    normalised(&combined)
}

/// Returns `Π weights^share`, brought to sum 1 (乘法合成); shares of 1 give the plain product.
pub fn combine_multiplicative(sources: &[(&[f64], f64)]) -> Result<Vec<f64>, Flaw> {
    shares_of(sources)?;
    let mut combined = vec![1.0; sources[0].0.len()];
    for (weights, share) in sources {
        combined.iter_mut().zip(normalised(weights)?).for_each(|(product, weight)| *product *= libm::pow(weight, *share));
    }
    normalised(&combined)
}

fn shares_of(sources: &[(&[f64], f64)]) -> Result<Vec<f64>, Flaw> {
    Flaw::unless_enough(1, sources.len())?;
    sources.iter().try_for_each(|(weights, _)| Flaw::unless_shape(sources[0].0.len(), weights.len()))?;
    normalised(&sources.iter().map(|(_, share)| *share).collect::<Vec<_>>())
}
