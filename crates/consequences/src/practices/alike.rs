//! Which units are most alike, seen through the figures they are judged by.

use std::collections::BTreeMap;

use evaluation::{Contribution, Evaluation, Standing};
use programme::UnitId;

/// A unit like another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Alike {
    pub unit: UnitId,
    /// Indicators that both have.
    pub shared: usize,
    /// Root mean square difference of the normalised figures, on the method's common scale.
    pub distance: f64,
}

/// Returns the other units of an evaluation, the most alike first; units that share fewer than half of the indicators are left out.
pub fn alike(evaluation: &Evaluation, unit: &UnitId) -> Vec<Alike> {
    let judged = evaluation.units.iter().filter_map(|outcome| match &outcome.standing {
        Standing::Evaluated { contributions, .. } => Some((&outcome.unit, profile(contributions))),
        Standing::Special { .. } | Standing::NotEvaluable(_) => None,
    });
    let profiles: BTreeMap<&UnitId, BTreeMap<&str, f64>> = judged.collect();
    let Some(own) = profiles.get(unit) else { return Vec::new() };
    let alike = |(other, profile): (&&UnitId, &BTreeMap<&str, f64>)| {
        let (shared, distance) = distance(own, profile)?;
        (shared * 2 >= own.len()).then(|| Alike { unit: (*other).clone(), shared, distance })
    };
    let mut alike: Vec<Alike> = profiles.iter().filter(|(other, _)| **other != unit).filter_map(alike).collect();
    alike.sort_by(|a, b| a.distance.total_cmp(&b.distance).then_with(|| a.unit.cmp(&b.unit)));
    alike
}

fn profile(contributions: &[Contribution]) -> BTreeMap<&str, f64> {
    let indicators = contributions.iter().filter(|contribution| contribution.indicator.is_some());
    indicators.filter_map(|contribution| Some((contribution.path.as_str(), contribution.normalised?))).collect()
}

fn distance(a: &BTreeMap<&str, f64>, b: &BTreeMap<&str, f64>) -> Option<(usize, f64)> {
    let squares: Vec<f64> = a.iter().filter_map(|(path, value)| Some((value - b.get(path)?).powi(2))).collect();
    let shared = squares.len();
    (shared > 0).then(|| (shared, (squares.iter().sum::<f64>() / shared as f64).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_counts_only_what_both_have() {
        let a = BTreeMap::from([("x", 1.0), ("y", 4.0), ("z", 9.0)]);
        let b = BTreeMap::from([("x", 4.0), ("y", 8.0)]);
        assert_eq!(distance(&a, &b), Some((2, 12.5_f64.sqrt())));
        assert_eq!(distance(&a, &BTreeMap::new()), None);
    }
}
