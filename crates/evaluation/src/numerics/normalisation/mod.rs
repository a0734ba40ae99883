//! From a raw figure to a score on a common scale.
//!
//! A [`Normalisation`] is what a method says; [`Normalisation::fit`] learns from a sample what the method leaves to the data (extent, mean,
//! ranks) and gives a [`Scale`] that scores single figures. The sample may be the units of one year, of a class, or of all years. Formulas
//! follow the OECD/JRC *Handbook on Constructing Composite Indicators* (2008), section 5, and COINr 1.1.14 (`n_*` functions); efficacy
//! functions follow the Chinese 功效系数法. A `Down` indicator is reflected, so that the better figure always has the higher score.

mod decision;
mod scale;

pub use decision::{DecisionNormalisation, normalise_for_decision};
pub use scale::Scale;

use programme::Direction;

use super::{Flaw, Ties, extent, mean, sample_deviation};

/// An interval of scores or of raw figures, `low` below `high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// How scores outside the scale are treated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Caps {
    pub low: Option<f64>,
    pub high: Option<f64>,
}

impl Caps {
    pub const NONE: Caps = Caps { low: None, high: None };

    pub fn both(interval: Interval) -> Self {
        Caps { low: Some(interval.low), high: Some(interval.high) }
    }

    fn apply(self, score: f64) -> f64 {
        let raised = self.low.map_or(score, |low| score.max(low));
        self.high.map_or(raised, |high| raised.min(high))
    }
}

/// The raw figures between which a score runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limits {
    /// Worst and best of the sample.
    Sample,
    /// Given by the method; `worst` lies above `best` for an indicator that is better when low.
    Fixed { worst: f64, best: f64 },
}

/// One corner of a piecewise score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Knot {
    pub at: f64,
    pub score: f64,
}

/// How a method brings raw figures onto a common scale.
#[derive(Debug, Clone, PartialEq)]
pub enum Normalisation {
    /// `onto.low + (x - worst) / (best - worst) · (onto.high - onto.low)` with worst and best of the sample (Handbook 5.4).
    MinMax { onto: Interval },
    /// The same between fixed goalposts, with caps where the method has them (Human Development Report; COINr `n_goalposts`).
    Goalposts { worst: f64, best: f64, onto: Interval, caps: Caps },
    /// `mean + deviation · (x - x̄) / s` with `s` of divisor `n - 1` (Handbook 5.3).
    ZScore { mean: f64, deviation: f64 },
    /// Rank counted from the worst, so that the highest score is best (COINr `n_rank` with [`Ties::Lowest`]).
    Rank { ties: Ties },
    /// `(rank - 1) / (n - 1)` onto an interval (COINr `n_prank`).
    Percentile { ties: Ties, onto: Interval },
    /// `rank - 1`: the number of units left behind (COINr `n_borda`).
    Borda { ties: Ties },
    /// `1 - (best - x) / (best - worst)` with best and worst of the sample (COINr `n_dist2max`).
    DistanceToBest,
    /// `1 - (reference - x) / (reference - worst)` with the worst of the sample (COINr `n_dist2ref`, `n_dist2targ`).
    DistanceToReference { reference: f64, caps: Caps },
    /// `x / max`; for `Down` `min / x` (Handbook 5.5; Hwang and Yoon 1981, linear scale). COINr's `n_fracmax` has no meaning for `Down`.
    ShareOfMaximum,
    /// 功效系数法: `base + span · (x - worst) / (best - worst)`, customarily 60 and 40; not capped unless the method says so.
    EfficacyLinear { limits: Limits, base: f64, span: f64, caps: Caps },
    /// 指数型功效函数: `base · (top / base)^((x - worst) / (best - worst))`, customarily 60 and 100.
    EfficacyExponential { limits: Limits, base: f64, top: f64, caps: Caps },
    /// `full · x / benchmark`, for `Down` `full · benchmark / x`.
    RatioToBenchmark { benchmark: f64, full: f64, caps: Caps },
    /// Piecewise linear in the attainment `(x - baseline) / (target - baseline)`; without a baseline `x / target`, for `Down` `target / x`.
    TargetAttainment { target: f64, baseline: Option<f64>, knots: Vec<Knot> },
    /// Piecewise linear in the raw figure itself, flat beyond the outer corners.
    Piecewise { knots: Vec<Knot> },
    /// The score of the last band whose lower bound the figure reaches; figures below the first bound get `below`.
    StepBands { below: f64, bands: Vec<Knot> },
}

impl Normalisation {
    /// Returns the scale for a sample of present figures.
    pub fn fit(&self, sample: &[f64], direction: Direction) -> Result<Scale, Flaw> {
        Flaw::unless_finite(sample)?;
        match self {
            Self::MinMax { onto } => between(limits_of(Limits::Sample, sample, direction)?, onto.low, onto.high - onto.low, Caps::NONE),
            Self::Goalposts { worst, best, onto, caps } => between((*worst, *best), onto.low, onto.high - onto.low, *caps),
            Self::ZScore { mean: centre, deviation } => standardise(sample, direction, *centre, *deviation),
            Self::Rank { ties } => Scale::ranks(sample, direction, *ties, |_| (0.0, 1.0)),
            Self::Borda { ties } => Scale::ranks(sample, direction, *ties, |_| (-1.0, 1.0)),
            Self::Percentile { ties, onto } => percentile(sample, direction, *ties, *onto),
            Self::DistanceToBest => between(limits_of(Limits::Sample, sample, direction)?, 0.0, 1.0, Caps::NONE),
            Self::DistanceToReference { reference, caps } => {
                let worst = worst_of(sample, direction)?;
                between((worst, *reference), 0.0, 1.0, *caps)
            }
            Self::ShareOfMaximum => share_of_maximum(sample, direction),
            Self::EfficacyLinear { limits, base, span, caps } => between(limits_of(*limits, sample, direction)?, *base, *span, *caps),
            Self::EfficacyExponential { limits, base, top, caps } => {
                Scale::exponential(limits_of(*limits, sample, direction)?, *base, *top, *caps)
            }
            Self::RatioToBenchmark { benchmark, full, caps } => ratio(*benchmark, direction, *full, *caps),
            Self::TargetAttainment { target, baseline, knots } => attainment(*target, *baseline, direction)?.then_knots(knots),
            Self::Piecewise { knots } => Scale::identity().then_knots(knots),
            Self::StepBands { below, bands } => Scale::bands(*below, bands),
        }
    }
}

/// Returns how far a figure lies outside the range that counts as best (0 inside); score it as `Down`.
pub fn distance_outside(figure: f64, best: Interval) -> f64 {
    (best.low - figure).max(figure - best.high).max(0.0)
}

fn between((worst, best): (f64, f64), base: f64, span: f64, caps: Caps) -> Result<Scale, Flaw> {
    if worst == best {
        return Err(Flaw::NoSpread);
    }
    Ok(Scale::linear(worst, span / (best - worst), base, caps))
}

fn limits_of(limits: Limits, sample: &[f64], direction: Direction) -> Result<(f64, f64), Flaw> {
    if let Limits::Fixed { worst, best } = limits {
        return Ok((worst, best));
    }
    Flaw::unless_enough(1, sample.len())?;
    let (low, high) = extent(sample);
    match direction {
        Direction::Up => Ok((low, high)),
        Direction::Down => Ok((high, low)),
    }
}

fn worst_of(sample: &[f64], direction: Direction) -> Result<f64, Flaw> {
    Ok(limits_of(Limits::Sample, sample, direction)?.0)
}

fn standardise(sample: &[f64], direction: Direction, centre: f64, deviation: f64) -> Result<Scale, Flaw> {
    let spread = sample_deviation(sample)?;
    if spread == 0.0 {
        return Err(Flaw::NoSpread);
    }
    let sign = if direction == Direction::Up { 1.0 } else { -1.0 };
    Ok(Scale::linear(mean(sample)?, sign * deviation / spread, centre, Caps::NONE))
}

fn percentile(sample: &[f64], direction: Direction, ties: Ties, onto: Interval) -> Result<Scale, Flaw> {
    Flaw::unless_enough(2, sample.len())?;
    let step = (onto.high - onto.low) / (sample.len() - 1) as f64;
    Scale::ranks(sample, direction, ties, |_| (onto.low - step, step))
}

fn share_of_maximum(sample: &[f64], direction: Direction) -> Result<Scale, Flaw> {
    Flaw::unless_enough(1, sample.len())?;
    let (low, high) = extent(sample);
    match direction {
        // A share of a largest figure below zero would put the worst first.
        Direction::Up if high < 0.0 => Err(Flaw::NotPositive { at: sample.iter().position(|x| *x == high).unwrap_or(0) }),
        Direction::Up => ratio(high, direction, 1.0, Caps::NONE),
        Direction::Down => {
            Flaw::unless_positive(sample)?;
            ratio(low, direction, 1.0, Caps::NONE)
        }
    }
}

fn ratio(benchmark: f64, direction: Direction, full: f64, caps: Caps) -> Result<Scale, Flaw> {
    if benchmark == 0.0 {
        return Err(Flaw::DivisionByZero);
    }
    match direction {
        Direction::Up => Ok(Scale::linear(0.0, full / benchmark, 0.0, caps)),
        Direction::Down => Ok(Scale::reciprocal(full * benchmark, caps)),
    }
}

fn attainment(target: f64, baseline: Option<f64>, direction: Direction) -> Result<Scale, Flaw> {
    match baseline {
        Some(baseline) => between((baseline, target), 0.0, 1.0, Caps::NONE),
        None => ratio(target, direction, 1.0, Caps::NONE),
    }
}

#[cfg(test)]
mod tests;
