//! Other weights tried out: what a page with a slider for every weight asks, and gets in a moment.

use std::collections::BTreeMap;

use corpus::Finding;
use programme::method::{Amount, Method};
use programme::{GradeId, UnitId};
use serde::{Deserialize, Serialize};

use crate::{Case, Chance, Standing, UnitOutcome, evaluate};

/// The order of the units under other weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reweighed {
    /// Ranked units, by class, the best first.
    pub units: Vec<Reranked>,
    /// Weights that name no node or are no weights; those are left as they were.
    pub findings: Vec<Finding>,
}

/// Where a unit stands under other weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reranked {
    pub unit: UnitId,
    pub class: Option<String>,
    pub score: f64,
    pub rank: u32,
    /// Number of units ranked in the class.
    pub of: u32,
    pub grade: Option<GradeId>,
    /// 5th and 95th percentile over the replicates; `None` where the method names no uncertainty or no replicate was asked for.
    pub rank_interval: Option<(u32, u32)>,
    pub grade_probability: BTreeMap<GradeId, f64>,
}

/// Judges the case with other weights, given by the path of the node (`economy`, `economy/growth`); ratios among siblings count.
///
/// Everything else is the method's, its uncertainty included, so that the intervals are those of the new weights.
pub fn reweigh(case: &Case<'_>, method: &Method, weights: &BTreeMap<String, f64>, chance: Chance) -> Reweighed {
    let (method, findings) = with_weights(method, weights);
    let mut units: Vec<Reranked> = evaluate(case, &method, chance).units.iter().filter_map(reranked).collect();
    units.sort_by(|a, b| a.class.cmp(&b.class).then(a.rank.cmp(&b.rank)).then_with(|| a.unit.cmp(&b.unit)));
    Reweighed { units, findings }
}

/// Returns a copy of the method in which the named nodes have one weight for all classes.
pub fn with_weights(method: &Method, weights: &BTreeMap<String, f64>) -> (Method, Vec<Finding>) {
    let mut method = method.clone();
    let mut findings = Vec::new();
    for (path, weight) in weights {
        match method.node(path).filter(|node| *node > 0) {
            None => findings.push(
                Finding::error("weights/unknown-node", format!("办法中没有“{path}”"), format!("the method has no node \"{path}\""))
                    .hint("写节点的路径，例如 economy/gdp_growth", "write the path of a node, for instance economy/gdp_growth"),
            ),
            Some(_) if !weight.is_finite() || *weight < 0.0 => findings.push(Finding::error(
                "weights/not-a-weight",
                format!("“{path}”的权重 {weight} 不是非负数"),
                format!("the weight {weight} of \"{path}\" is not a number of 0 or more"),
            )),
            Some(node) => {
                let own = method.nodes[node].path.clone();
                method.classes.entries.iter_mut().for_each(|class| class.weights.retain(|key, _| *key != own && key != path));
                method.nodes[node].weight = Amount::Fixed(*weight);
            }
        }
    }
    (method, findings)
}

fn reranked(outcome: &UnitOutcome) -> Option<Reranked> {
    let Standing::Evaluated { score, rank, of, grade, uncertainty, .. } = &outcome.standing else { return None };
    Some(Reranked {
        unit: outcome.unit.clone(),
        class: outcome.class.clone(),
        score: *score,
        rank: *rank,
        of: *of,
        grade: grade.clone(),
        rank_interval: uncertainty.as_ref().map(|doubt| (doubt.rank_low, doubt.rank_high)),
        grade_probability: uncertainty.as_ref().map(|doubt| doubt.grade_probability.clone()).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::with_case;

    const BODY: &str = "[leaf]\nnormalise = \"none\"\n[[indicator]]\nid = \"a\"\nweight = 60\n[[indicator]]\nid = \"b\"\nweight = 40\n[[grade]]\nid = \"up\"\nname = { zh = \"\", en = \"\" }\nshare = 0.5\n[[grade]]\nid = \"low\"\nname = { zh = \"\", en = \"\" }\n[uncertainty]\nweight_band = 0.25\n";

    fn check(weights: &[(&str, f64)], expected: &[(&str, f64)], flaws: usize) {
        let weights = weights.iter().map(|(path, weight)| ((*path).to_owned(), *weight)).collect();
        let chance = Chance { seed: 1, replicates: 50 };
        let found = with_case(BODY, "unit,a,b\nx,90,10\ny,50,60\n", |case, method| reweigh(case, method, &weights, chance));
        let scores: Vec<(&str, f64)> = found.units.iter().map(|unit| (unit.unit.as_str(), unit.score)).collect();
        assert_eq!(scores, expected);
        assert_eq!(found.findings.len(), flaws);
        assert!(found.units.iter().all(|unit| unit.rank_interval.is_some_and(|(low, high)| low <= unit.rank && unit.rank <= high)));
    }

    #[test]
    fn other_weights_reorder_the_units() {
        check(&[], &[("x", 58.0), ("y", 54.0)], 0);
        check(&[("b", 60.0), ("a", 40.0)], &[("y", 56.0), ("x", 42.0)], 0);
    }

    #[test]
    fn a_weight_of_nobody_or_below_zero_is_a_finding_and_changes_nothing() {
        check(&[("c", 5.0), ("a", -1.0)], &[("x", 58.0), ("y", 54.0)], 2);
    }
}
