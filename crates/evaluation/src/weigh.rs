//! Weights that come from the data, from comparisons or from experts' budgets.

use std::sync::Arc;

use programme::Direction;
use programme::method::{Normalise, Weigh};

use crate::figures::Column;
use crate::numerics::{Columns, Flaw, weights};
use crate::prepare::{Fate, Prepared};

/// Writes the weights of a group's children; a child that a unit is not asked about keeps its 0.
pub(crate) fn apply(prepared: &Prepared<'_>, node: usize, weigh: &Weigh, scores: &[Arc<Column>], out: &mut [Vec<f64>]) -> Result<(), Flaw> {
    let asked = |child: &usize| out[*child].iter().any(|weight| *weight > 0.0);
    // A child without any score (all figures equal, say) tells nobody from another.
    let tells = |child: &usize| !needs_scores(weigh) || scores[*child].iter().any(Option::is_some);
    let children: Vec<usize> = prepared.method.children(node).filter(asked).filter(tells).collect();
    let found = worked_out(prepared, weigh, &children, scores)?;
    for (child, weight) in children.iter().zip(found) {
        out[*child].iter_mut().filter(|old| **old > 0.0).for_each(|old| *old = weight);
    }
    Ok(())
}

fn worked_out(prepared: &Prepared<'_>, weigh: &Weigh, children: &[usize], scores: &[Arc<Column>]) -> Result<Vec<f64>, Flaw> {
    let columns = || complete_rows(prepared, children, scores);
    match weigh {
        Weigh::Fixed {} => Ok(children.iter().map(|child| prepared.method.nodes[*child].weight.fixed(None).unwrap_or(1.0)).collect()),
        Weigh::Equal {} => weights::equal(children.len()),
        Weigh::Entropy {} => weights::entropy(&columns()?),
        Weigh::Critic {} => weights::critic(&columns()?, &directions(prepared, children)),
        Weigh::StandardDeviation {} => weights::standard_deviation(&columns()?),
        Weigh::Pca {} => weights::principal_weights(&columns()?),
        Weigh::Ahp { matrix, geometric_mean: false, .. } => weights::pairwise_weights(matrix).map(|found| found.weights),
        Weigh::Ahp { matrix, geometric_mean: true, .. } => weights::geometric_mean_weights(matrix).map(|found| found.weights),
        Weigh::Budget { ballots } => weights::budget_allocation(ballots),
        Weigh::Mix { of, shares, product } => {
            let parts: Vec<Vec<f64>> = of.iter().map(|part| worked_out(prepared, &part.0, children, scores)).collect::<Result<_, _>>()?;
            let sources: Vec<(&[f64], f64)> = parts.iter().zip(shares).map(|(part, share)| (part.as_slice(), *share)).collect();
            if *product { weights::combine_multiplicative(&sources) } else { weights::combine_linear(&sources) }
        }
    }
}

/// Ways that look at the scores; the others count a table's rows.
fn needs_scores(weigh: &Weigh) -> bool {
    match weigh {
        Weigh::Entropy {} | Weigh::Critic {} | Weigh::StandardDeviation {} | Weigh::Pca {} => true,
        Weigh::Mix { of, .. } => of.iter().all(|part| needs_scores(&part.0)),
        Weigh::Fixed {} | Weigh::Equal {} | Weigh::Ahp { .. } | Weigh::Budget { .. } => false,
    }
}

/// Scores of the judged units that have every child.
fn complete_rows(prepared: &Prepared<'_>, children: &[usize], scores: &[Arc<Column>]) -> Result<Columns, Flaw> {
    let judged = (0..prepared.case.units.len()).filter(|unit| prepared.fate[*unit] == Fate::Judged);
    let rows: Vec<Vec<f64>> = judged.filter_map(|unit| children.iter().map(|child| scores[*child][unit]).collect()).collect();
    Flaw::unless_enough(2, rows.len())?;
    Columns::from_rows(&rows)
}

/// Normalised scores rise with merit; figures that stand as they are keep their indicator's direction.
pub(crate) fn directions(prepared: &Prepared<'_>, children: &[usize]) -> Vec<Direction> {
    let of_child = |child: &usize| {
        let leaf = prepared.leaves.iter().find(|leaf| leaf.node == *child && matches!(leaf.normalise, Normalise::None {}));
        leaf.map_or(Direction::Up, |leaf| leaf.direction)
    };
    children.iter().map(of_child).collect()
}

/// Returns the consistency ratio of a table of comparisons that is above what the method lets pass (Saaty 1980), with that bound.
pub(crate) fn inconsistency(weigh: &Weigh) -> Option<(f64, f64)> {
    match weigh {
        Weigh::Ahp { matrix, consistency: Some(most), .. } => {
            let ratio = weights::pairwise_weights(matrix).ok()?.consistency_ratio?;
            (ratio > *most).then_some((ratio, *most))
        }
        Weigh::Mix { of, .. } => of.iter().find_map(|part| inconsistency(&part.0)),
        _ => None,
    }
}
