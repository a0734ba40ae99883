//! Agreement on categories beyond chance.

use crate::numerics::Flaw;
use crate::numerics::distribution::normal_two_sided;

/// Fleiss' kappa with its test against no agreement beyond chance.
#[derive(Debug, Clone, PartialEq)]
pub struct FleissKappa {
    pub kappa: f64,
    pub z: f64,
    pub probability: f64,
}

/// Returns Fleiss' kappa (Fleiss 1971, *Psychological Bulletin* 76, 378-382); its standard error after Fleiss, Nee and Landis 1979,
/// equation 12.
///
/// One row a unit, one entry a category: how many experts chose it. Every unit has the same number of experts, at least two.
pub fn fleiss_kappa(counts: &[Vec<u32>]) -> Result<FleissKappa, Flaw> {
    Flaw::unless_enough(1, counts.len())?;
    let raters: u32 = counts[0].iter().sum();
    Flaw::unless_enough(2, raters as usize)?;
    for row in counts {
        Flaw::unless_shape(counts[0].len(), row.len())?;
        Flaw::unless_shape(raters as usize, row.iter().sum::<u32>() as usize)?;
    }
    let (n, m) = (counts.len() as f64, f64::from(raters));
    let square = |count: &u32| f64::from(*count) * f64::from(*count);
    let agreement = counts.iter().flatten().map(square).sum::<f64>();
    let observed = (agreement - n * m) / (n * m * (m - 1.0));
    let share = |category: usize| counts.iter().map(|row| f64::from(row[category])).sum::<f64>() / (n * m);
    let shares: Vec<f64> = (0..counts[0].len()).map(share).collect();
    let spread: f64 = shares.iter().map(|p| p * (1.0 - p)).sum();
    if spread == 0.0 {
        return Err(Flaw::NoSpread);
    }
    let kappa = (observed - (1.0 - spread)) / spread;
    let skew: f64 = shares.iter().map(|p| p * (1.0 - p) * (1.0 - 2.0 * p)).sum();
    let error = (2.0 * (spread * spread - skew) / (n * m * (m - 1.0))).sqrt() / spread;
    let z = kappa / error;
    Ok(FleissKappa { kappa, z, probability: normal_two_sided(z) })
}
