//! The points of a group split among its children.
//!
//! Weighted sums split exactly. Anything else is split by Shapley values (Shapley 1953): the mean, over all orders in which the children
//! come in, of what each adds; a child that is not in yet stands at 0, as a child without any merit would.

use programme::method::{Aggregate, Content};

use crate::numerics::sensitivity::shapley_exact;
use crate::prepare::Prepared;
use crate::standing::Standings;
use crate::tree::{Basis, mean_of};

/// Beyond this many children the sum over all subsets is too long, and the split is in proportion to weight times score.
const MOST_CHILDREN: usize = 12;

/// Returns the parts of `points`, one for every child; they sum to `points`.
pub(crate) fn split(
    prepared: &Prepared<'_>,
    basis: &Basis,
    standings: &Standings<'_>,
    node: usize,
    unit: usize,
    children: &[usize],
    points: f64,
) -> Vec<f64> {
    let Content::Group { aggregate, .. } = &prepared.method.nodes[node].content else { return Vec::new() };
    let scores: Vec<(f64, Option<f64>)> =
        children.iter().map(|child| (basis.weights[*child][unit], standings.nodes[*child][unit])).collect();
    let proportional = || {
        let terms: Vec<f64> = scores.iter().map(|(weight, score)| weight * score.unwrap_or(0.0)).collect();
        in_proportion(&terms, &scores, points)
    };
    match aggregate {
        Aggregate::Arithmetic {} | Aggregate::Sum { .. } => proportional(),
        _ if children.len() > MOST_CHILDREN => proportional(),
        _ => shapley(aggregate, &scores).map_or_else(proportional, |values| in_proportion(&values, &scores, points)),
    }
}

/// Scales the terms to a sum of `points`; where they sum to 0 the points are spread by weight.
fn in_proportion(terms: &[f64], scores: &[(f64, Option<f64>)], points: f64) -> Vec<f64> {
    let total: f64 = terms.iter().sum();
    if total != 0.0 {
        return terms.iter().map(|term| term / total * points).collect();
    }
    let weights: Vec<f64> = scores.iter().map(|(weight, score)| if score.is_some() { *weight } else { 0.0 }).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| if sum > 0.0 { weight / sum * points } else { 0.0 }).collect()
}

/// `None` where a subset has no value.
fn shapley(aggregate: &Aggregate, scores: &[(f64, Option<f64>)]) -> Option<Vec<f64>> {
    let value = |present: u32| {
        let pairs: Vec<(f64, f64)> = scores
            .iter()
            .enumerate()
            .filter_map(|(index, (weight, score))| score.map(|score| (*weight, if present & (1 << index) == 0 { 0.0 } else { score })))
            .collect();
        mean_of(aggregate, &pairs).unwrap_or(f64::NAN)
    };
    shapley_exact(scores.len(), value).ok().map(|found| found.shares)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(aggregate: &Aggregate, scores: &[(f64, Option<f64>)], expected: &[f64]) {
        let found = shapley(aggregate, scores).expect("values");
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }

    #[test]
    fn a_weighted_mean_splits_into_its_terms() {
        check(&Aggregate::Arithmetic {}, &[(1.0, Some(80.0)), (3.0, Some(40.0))], &[20.0, 30.0]);
    }

    #[test]
    fn a_minimum_is_owed_to_the_one_that_holds_it_down_and_to_the_others_alike() {
        check(&Aggregate::Minimum {}, &[(1.0, Some(6.0)), (1.0, Some(10.0))], &[3.0, 3.0]);
        check(&Aggregate::Maximum {}, &[(1.0, Some(6.0)), (1.0, Some(10.0))], &[3.0, 7.0]);
    }
}
