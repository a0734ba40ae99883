//! Krippendorff's alpha: agreement at any level of measurement, with missing votes.

use super::Ballots;
use crate::numerics::Flaw;

/// What differences between scores mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Nominal,
    Ordinal,
    Interval,
    Ratio,
}

/// Returns `1 - D_o / D_e` (Krippendorff 2011, *Computing Krippendorff's Alpha-Reliability*, sections A to E). Units with fewer than two votes
/// say nothing and are left out.
pub fn krippendorff_alpha(ballots: &Ballots, level: Level) -> Result<f64, Flaw> {
    let units: Vec<Vec<f64>> = paired_units(ballots);
    alpha_of(units.iter().map(Vec::as_slice), level)
}

fn paired_units(ballots: &Ballots) -> Vec<Vec<f64>> {
    let votes = |unit: usize| ballots.unit(unit).iter().flatten().copied().collect::<Vec<f64>>();
    (0..ballots.units()).map(votes).filter(|votes| votes.len() > 1).collect()
}

fn alpha_of<'a>(units: impl Iterator<Item = &'a [f64]> + Clone, level: Level) -> Result<f64, Flaw> {
    let scale = Values::of(units.clone(), level);
    let total: f64 = scale.counts.iter().sum();
    Flaw::unless_enough(2, total as usize)?;
    let within = |votes: &[f64]| {
        let pairs = votes.iter().enumerate().flat_map(|(i, &a)| votes[i + 1..].iter().map(move |&b| (a, b)));
        2.0 * pairs.map(|(a, b)| scale.difference(scale.index(a), scale.index(b))).sum::<f64>() / (votes.len() - 1) as f64
    };
    let observed: f64 = units.map(within).sum::<f64>() / total;
    let values = scale.values.len();
    let pairs = (0..values).flat_map(|c| (c + 1..values).map(move |k| (c, k)));
    let expected: f64 = 2.0 * pairs.map(|(c, k)| scale.counts[c] * scale.counts[k] * scale.difference(c, k)).sum::<f64>();
    if expected == 0.0 {
        return Err(Flaw::NoSpread);
    }
    Ok(1.0 - observed * total * (total - 1.0) / expected)
}

/// The distinct values that occur, how often, and how many lie below.
struct Values {
    level: Level,
    values: Vec<f64>,
    counts: Vec<f64>,
    below: Vec<f64>,
}

impl Values {
    fn of<'a>(units: impl Iterator<Item = &'a [f64]>, level: Level) -> Self {
        let mut all: Vec<f64> = units.flatten().map(|vote| vote + 0.0).collect();
        all.sort_unstable_by(f64::total_cmp);
        let groups: Vec<(f64, usize)> = all.chunk_by(|a, b| a == b).map(|group| (group[0], group.len())).collect();
        let counts: Vec<f64> = groups.iter().map(|(_, count)| *count as f64).collect();
        let below = counts.iter().scan(0.0, |sum, count| Some(std::mem::replace(sum, *sum + count))).collect();
        Self { level, values: groups.into_iter().map(|(value, _)| value).collect(), counts, below }
    }

    fn index(&self, value: f64) -> usize {
        self.values.partition_point(|&other| other < value)
    }

    /// Returns the squared difference between two values by their indexes.
    fn difference(&self, a: usize, b: usize) -> f64 {
        if a == b {
            return 0.0;
        }
        let (x, y) = (self.values[a], self.values[b]);
        let gap = match self.level {
            Level::Nominal => 1.0,
            Level::Interval => x - y,
            Level::Ratio => (x - y) / (x + y),
            // Votes between the two values, counting half of each end.
            Level::Ordinal => self.below[b] + self.counts[b] / 2.0 - self.below[a] - self.counts[a] / 2.0,
        };
        gap * gap
    }
}
