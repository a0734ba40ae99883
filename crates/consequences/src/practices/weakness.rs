//! Themes in which a unit's evaluation is weak.

use corpus::Bilingual;
use evaluation::{Contribution, Evaluation, Standing, UnitOutcome};
use programme::UnitId;

use super::Sign;

/// A theme whose indicators are below the mean of the unit's class.
#[derive(Debug, Clone, PartialEq)]
pub struct Weakness {
    /// In Chinese, as the sign names it.
    pub theme: String,
    /// Points of the score below the mean of the class, all its indicators together.
    pub below: f64,
    /// The indicator that is furthest below.
    pub indicator: Bilingual,
}

impl Weakness {
    pub(super) fn said(&self) -> Bilingual {
        let Self { below, indicator, .. } = self;
        Bilingual::new(
            format!("评估显示的弱项：{}等比同类平均低{below:.2}分", indicator.zh),
            format!("a weakness that the evaluation shows: {} and the like, {below:.2} points below the mean of the class", indicator.en),
        )
    }
}

/// Returns the weak themes of a unit, the weakest first.
pub fn weaknesses(evaluation: &Evaluation, signs: &[Sign], unit: &UnitId) -> Vec<Weakness> {
    let Some(own) = evaluation.units.iter().find(|outcome| outcome.unit == *unit) else { return Vec::new() };
    let peers: Vec<&[Contribution]> =
        evaluation.units.iter().filter(|outcome| outcome.class == own.class).filter_map(contributions).collect();
    let Some(own) = contributions(own) else { return Vec::new() };
    let mut found: Vec<Weakness> = signs.iter().filter_map(|sign| weakness(sign, own, &peers)).collect();
    found.sort_by(|a, b| b.below.total_cmp(&a.below).then_with(|| a.theme.cmp(&b.theme)));
    found
}

fn contributions(outcome: &UnitOutcome) -> Option<&[Contribution]> {
    match &outcome.standing {
        Standing::Evaluated { contributions, .. } => Some(contributions),
        Standing::Special { .. } | Standing::NotEvaluable(_) => None,
    }
}

fn weakness(sign: &Sign, own: &[Contribution], peers: &[&[Contribution]]) -> Option<Weakness> {
    let meant = |one: &&Contribution| known(one) && one.indicator.as_ref().is_some_and(|indicator| sign.indicators.contains(indicator));
    let below: Vec<(f64, &Contribution)> = own.iter().filter(meant).map(|one| (mean(&one.path, peers) - one.points, one)).collect();
    let (_, worst) = below.iter().max_by(|a, b| a.0.total_cmp(&b.0))?;
    let sum: f64 = below.iter().map(|(below, _)| below).sum();
    (sum > 0.0).then(|| Weakness { theme: sign.theme.clone(), below: sum, indicator: worst.name.clone() })
}

/// A missing figure adds no points, but shows no weakness.
fn known(one: &Contribution) -> bool {
    one.normalised.is_some()
}

/// Mean points of a leaf over the units that have its figure.
fn mean(path: &str, peers: &[&[Contribution]]) -> f64 {
    let of_leaf = peers.iter().flat_map(|one| one.iter()).filter(|one| one.path == path && known(one));
    let points: Vec<f64> = of_leaf.map(|one| one.points).collect();
    points.iter().sum::<f64>() / points.len().max(1) as f64
}
