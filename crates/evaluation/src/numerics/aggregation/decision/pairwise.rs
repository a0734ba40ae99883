//! Outranking flows.

use programme::Direction;

use super::Decision;
use crate::numerics::Flaw;

/// Returns PROMETHEE II net flows with the usual criterion: any difference is a full preference (Brans and Vincke 1985, equations 5-8).
pub fn promethee_usual(decision: &Decision) -> Result<Vec<f64>, Flaw> {
    Flaw::unless_enough(2, decision.units())?;
    let mut flows = vec![0.0; decision.units()];
    for (column, weight, direction) in decision.criteria() {
        let mut sorted = column.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        for (flow, &figure) in flows.iter_mut().zip(column) {
            let lower = sorted.partition_point(|&other| other < figure) as f64;
            let higher = (sorted.len() - sorted.partition_point(|&other| other <= figure)) as f64;
            *flow += weight * if direction == Direction::Up { lower - higher } else { higher - lower };
        }
    }
    let others = (decision.units() - 1) as f64;
    Ok(flows.into_iter().map(|flow| flow / others).collect())
}
