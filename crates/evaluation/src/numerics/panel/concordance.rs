//! Kendall's coefficient of concordance.

use super::Ballots;
use crate::numerics::distribution::chi_square_above;
use crate::numerics::{Flaw, Ties, mean, ranks_ascending};

/// How far the experts order the units alike, 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Concordance {
    pub w: f64,
    /// `m (n - 1) W`, with `n - 1` degrees of freedom.
    pub chi_square: f64,
    pub probability: f64,
}

/// Returns Kendall's W of complete ballots (Kendall and Babington Smith 1939), corrected for ties where asked (Siegel and Castellan 1988,
/// equation 9.19).
pub fn kendall_w(ballots: &Ballots, correct_ties: bool) -> Result<Concordance, Flaw> {
    Flaw::unless_enough(2, ballots.units())?;
    Flaw::unless_enough(2, ballots.experts())?;
    ballots.complete()?;
    let (n, m) = (ballots.units() as f64, ballots.experts() as f64);
    let mut rank_sums = vec![0.0; ballots.units()];
    let mut ties = 0.0;
    for expert in 0..ballots.experts() {
        let ranks = ranks_ascending(&ballots.expert(expert).flatten().collect::<Vec<_>>(), Ties::Mean);
        rank_sums.iter_mut().zip(&ranks).for_each(|(sum, rank)| *sum += rank);
        ties += tie_term(ranks);
    }
    let centre = mean(&rank_sums)?;
    let spread: f64 = rank_sums.iter().map(|sum| (sum - centre) * (sum - centre)).sum();
    let most = m * m * (n * n * n - n) - if correct_ties { m * ties } else { 0.0 };
    if most <= 0.0 {
        return Err(Flaw::NoSpread);
    }
    let w = 12.0 * spread / most;
    let chi_square = m * (n - 1.0) * w;
    Ok(Concordance { w, chi_square, probability: chi_square_above(chi_square, n - 1.0) })
}

/// Returns `Σ (t³ - t)` over the groups of equal ranks.
fn tie_term(mut ranks: Vec<f64>) -> f64 {
    ranks.sort_unstable_by(f64::total_cmp);
    ranks.chunk_by(|a, b| a == b).map(|group| (group.len() as f64).powi(3) - group.len() as f64).sum()
}
