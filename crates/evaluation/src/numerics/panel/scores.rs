//! From ballots to one score a unit.

use super::Ballots;
use crate::numerics::moments::{mean, sample_deviation};
use crate::numerics::{Flaw, extent};

/// Returns the mean after dropping the `dropped` highest and as many lowest scores (去掉最高分和最低分).
pub fn trimmed_mean(scores: &[f64], dropped: usize) -> Result<f64, Flaw> {
    Flaw::unless_finite(scores)?;
    Flaw::unless_enough(2 * dropped + 1, scores.len())?;
    let mut sorted = scores.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    mean(&sorted[dropped..sorted.len() - dropped])
}

/// Returns every unit's trimmed mean over the experts who voted on it; the flaw where too few did.
pub fn unit_means(ballots: &Ballots, dropped: usize) -> Vec<Result<f64, Flaw>> {
    let votes = |unit: usize| ballots.unit(unit).iter().flatten().copied().collect::<Vec<f64>>();
    (0..ballots.units()).map(|unit| trimmed_mean(&votes(unit), dropped)).collect()
}

/// Returns ballots in which every expert's scores have the given mean and standard deviation, so that strict and lenient, cautious and bold
/// experts count alike. Refused where an expert cast fewer than `votes_min` votes or gave everyone the same.
pub fn standardised_per_expert(ballots: &Ballots, centre: f64, deviation: f64, votes_min: usize) -> Result<Ballots, Flaw> {
    let mut rows: Vec<Vec<Option<f64>>> = (0..ballots.units()).map(|unit| ballots.unit(unit).to_vec()).collect();
    for expert in 0..ballots.experts() {
        let votes: Vec<f64> = ballots.expert(expert).flatten().collect();
        Flaw::unless_enough(votes_min.max(2), votes.len())?;
        let (low, high) = extent(&votes);
        if low == high {
            return Err(Flaw::NoSpread);
        }
        let (own_mean, own_deviation) = (mean(&votes)?, sample_deviation(&votes)?);
        for vote in rows.iter_mut().filter_map(|row| row[expert].as_mut()) {
            *vote = centre + deviation * (*vote - own_mean) / own_deviation;
        }
    }
    Ballots::from_rows(&rows)
}

/// Returns what `statistic` says of the panel without each expert in turn.
pub fn leave_one_expert_out<T>(ballots: &Ballots, statistic: impl Fn(&Ballots) -> Result<T, Flaw>) -> Vec<Result<T, Flaw>> {
    (0..ballots.experts()).map(|expert| statistic(&ballots.without(expert)?)).collect()
}
