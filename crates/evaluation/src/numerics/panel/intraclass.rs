//! Intraclass correlation: how much of the spread in scores comes from the units.

use super::Ballots;
use crate::numerics::Flaw;
use crate::numerics::moments::mean;

/// The six forms of Shrout and Fleiss 1979, *Psychological Bulletin* 86, 420-428, with their mean squares.
#[derive(Debug, Clone, PartialEq)]
pub struct Intraclass {
    pub between_units: f64,
    pub within_units: f64,
    pub between_experts: f64,
    pub residual: f64,
    /// `ICC(1,1)`: every unit has other experts; reliability of a single score.
    pub one_way_single: f64,
    /// `ICC(2,1)`: the same experts, a sample of all possible ones; absolute agreement.
    pub random_single: f64,
    /// `ICC(3,1)`: these experts and no others; consistency.
    pub fixed_single: f64,
    /// `ICC(1,k)` and so on: reliability of the mean over the panel.
    pub one_way_mean: f64,
    pub random_mean: f64,
    pub fixed_mean: f64,
}

/// Returns the six intraclass correlations of complete ballots; at least two units and two experts, and some spread between units.
pub fn intraclass(ballots: &Ballots) -> Result<Intraclass, Flaw> {
    Flaw::unless_enough(2, ballots.units())?;
    Flaw::unless_enough(2, ballots.experts())?;
    let scores = ballots.complete()?;
    let (n, k) = (ballots.units() as f64, ballots.experts() as f64);
    let grand = mean(&scores)?;
    let square = |x: f64| x * x;
    let unit_means: Vec<f64> = scores.chunks_exact(ballots.experts()).map(mean).collect::<Result<_, _>>()?;
    let expert_means: Vec<f64> =
        (0..ballots.experts()).map(|expert| mean(&ballots.expert(expert).flatten().collect::<Vec<_>>())).collect::<Result<_, _>>()?;
    let total: f64 = scores.iter().map(|score| square(score - grand)).sum();
    let units: f64 = k * unit_means.iter().map(|mean| square(mean - grand)).sum::<f64>();
    let experts: f64 = n * expert_means.iter().map(|mean| square(mean - grand)).sum::<f64>();
    if units == 0.0 {
        return Err(Flaw::NoSpread);
    }
    let (bms, wms) = (units / (n - 1.0), (total - units) / (n * (k - 1.0)));
    let (jms, ems) = (experts / (k - 1.0), (total - units - experts) / ((n - 1.0) * (k - 1.0)));
    Ok(Intraclass {
        between_units: bms,
        within_units: wms,
        between_experts: jms,
        residual: ems,
        one_way_single: (bms - wms) / (bms + (k - 1.0) * wms),
        random_single: (bms - ems) / (bms + (k - 1.0) * ems + k * (jms - ems) / n),
        fixed_single: (bms - ems) / (bms + (k - 1.0) * ems),
        one_way_mean: (bms - wms) / bms,
        random_mean: (bms - ems) / (bms + (jms - ems) / n),
        fixed_mean: (bms - ems) / bms,
    })
}
