//! Aggregations that look at all units of a class at once.

use std::sync::Arc;

use programme::Direction;
use programme::method::Aggregate;

use crate::figures::Column;
use crate::numerics::aggregation::{Decision, Outranking, borda, copeland, grey_relation, kemeny, topsis, vikor};
use crate::numerics::frontier::{ShareLimits, ShareOf, benefit_of_the_doubt};
use crate::numerics::normalisation::Interval;
use crate::numerics::{Columns, Flaw};
use crate::prepare::Prepared;
use crate::weigh::directions;

/// Whether a unit's value depends on the others.
pub(crate) fn compares(aggregate: &Aggregate) -> bool {
    matches!(
        aggregate,
        Aggregate::Topsis {}
            | Aggregate::Vikor { .. }
            | Aggregate::GreyRelation { .. }
            | Aggregate::Copeland {}
            | Aggregate::Borda {}
            | Aggregate::Kemeny {}
            | Aggregate::BenefitOfTheDoubt { .. }
    )
}

/// Values of a group's children put together class by class; a unit without all of them has none, and a child that nobody has is left out.
pub(crate) fn aggregate(
    prepared: &Prepared<'_>,
    aggregate: &Aggregate,
    children: &[usize],
    scores: &[Arc<Column>],
    weight: &impl Fn(usize, usize) -> f64,
) -> Column {
    let mut out: Column = vec![None; prepared.case.units.len()];
    for group in &prepared.by_class {
        let Some(first) = group.first() else { continue };
        let tells = |child: &usize| group.iter().any(|unit| scores[*child].get(*unit).is_some_and(Option::is_some));
        let asked: Vec<usize> = children.iter().copied().filter(|child| weight(*child, *first) > 0.0).filter(tells).collect();
        let row = |unit: usize| asked.iter().map(|child| scores[*child][unit]).collect::<Option<Vec<f64>>>();
        let whole: Vec<(usize, Vec<f64>)> = group.iter().filter_map(|unit| Some((*unit, row(*unit)?))).collect();
        let weights: Vec<f64> = asked.iter().map(|child| weight(*child, *first)).collect();
        let rows: Vec<&Vec<f64>> = whole.iter().map(|(_, row)| row).collect();
        if let Ok(values) = values(aggregate, &rows, &weights, &directions(prepared, &asked)) {
            whole.iter().zip(values).for_each(|((unit, _), value)| out[*unit] = Some(value));
        }
    }
    out
}

/// One value a row, more is better.
fn values(aggregate: &Aggregate, rows: &[&Vec<f64>], weights: &[f64], directions: &[Direction]) -> Result<Vec<f64>, Flaw> {
    let columns = Columns::from_rows(rows)?;
    let total: f64 = weights.iter().sum();
    let weights: Vec<f64> = weights.iter().map(|weight| weight / total).collect();
    let decision = Decision::new(&columns, &weights, directions)?;
    match aggregate {
        Aggregate::Topsis {} => topsis(&decision).map(|found| found.closeness),
        // The compromise is a distance from the ideal, 0 for the best.
        Aggregate::Vikor { majority } => vikor(&decision, *majority).map(|found| found.compromise.iter().map(|q| 1.0 - q).collect()),
        Aggregate::GreyRelation { distinguishing } => grey_relation(&decision, *distinguishing).map(|found| found.grades),
        Aggregate::Copeland {} => Ok(copeland(&Outranking::of(&decision))),
        Aggregate::Borda {} => Ok(borda(&decision)),
        Aggregate::Kemeny {} => {
            let order = kemeny(&Outranking::of(&decision))?.order;
            let mut left_behind = vec![0.0; order.len()];
            order.iter().enumerate().for_each(|(place, unit)| left_behind[*unit] = (order.len() - 1 - place) as f64);
            Ok(left_behind)
        }
        Aggregate::BenefitOfTheDoubt { share_low, share_high } => {
            let limit = Interval { low: share_low.unwrap_or(0.0), high: share_high.unwrap_or(1.0) };
            let limits = ShareLimits { of: ShareOf::Contributions, limits: vec![limit; columns.width()] };
            let limits = (share_low.is_some() || share_high.is_some()).then_some(&limits);
            Ok(benefit_of_the_doubt(&columns, limits)?.into_iter().map(|found| found.score).collect())
        }
        _ => Err(Flaw::TooFew { needed: 1, found: 0 }),
    }
}
