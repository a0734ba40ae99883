//! How sure a figure of reliability is: the panel drawn anew, with replacement.

use super::Ballots;
use crate::numerics::Flaw;
use crate::numerics::random::{BootstrapInterval, Stream};

/// How often the panel is drawn, the share that the interval holds, and the seed; replicate `k` draws from stream `k`.
#[derive(Debug, Clone, Copy)]
pub struct Resampling {
    pub replicates: usize,
    pub share: f64,
    pub seed: u64,
}

/// Returns the percentile interval of a figure over resampled units (Efron 1979; for alpha Zapf, Castell, Morawietz and Karch 2016, *BMC
/// Medical Research Methodology* 16:93).
///
/// A replicate without the figure (all votes equal, say) is counted as failed. `None` where all failed; refused for fewer than two units.
pub fn over_units(
    ballots: &Ballots,
    resampling: Resampling,
    figure: impl Fn(&Ballots) -> Result<f64, Flaw>,
) -> Result<Option<BootstrapInterval>, Flaw> {
    Flaw::unless_enough(2, ballots.units())?;
    Ok(interval(resampling, |stream| {
        let drawn: Vec<Vec<Option<f64>>> = (0..ballots.units()).map(|_| ballots.unit(stream.below(ballots.units())).to_vec()).collect();
        figure(&Ballots::from_rows(&drawn)?)
    }))
}

/// Returns the percentile interval of a figure over resampled experts: for rank statistics, which a unit drawn twice would fill with ties.
///
/// Refused for fewer than two experts; a replicate that drew one expert only is counted as failed.
pub fn over_experts(
    ballots: &Ballots,
    resampling: Resampling,
    figure: impl Fn(&Ballots) -> Result<f64, Flaw>,
) -> Result<Option<BootstrapInterval>, Flaw> {
    Flaw::unless_enough(2, ballots.experts())?;
    Ok(interval(resampling, |stream| {
        let drawn: Vec<usize> = (0..ballots.experts()).map(|_| stream.below(ballots.experts())).collect();
        Flaw::unless_enough(2, drawn.iter().filter(|expert| **expert != drawn[0]).count() + 1)?;
        let row = |unit: usize| drawn.iter().map(|expert| ballots.unit(unit)[*expert]).collect();
        figure(&Ballots::from_rows(&(0..ballots.units()).map(row).collect::<Vec<_>>())?)
    }))
}

fn interval(resampling: Resampling, replicate: impl Fn(&mut Stream) -> Result<f64, Flaw>) -> Option<BootstrapInterval> {
    let Resampling { replicates, share, seed } = resampling;
    let values = (0..replicates).filter_map(|number| replicate(&mut Stream::new(seed, number as u64)).ok());
    BootstrapInterval::of(values.collect(), replicates, share)
}
