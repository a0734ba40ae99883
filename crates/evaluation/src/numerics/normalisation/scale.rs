//! What a normalisation has become once it has seen its sample.

use programme::Direction;

use super::{Caps, Knot};
use crate::numerics::Flaw;
use crate::numerics::ranks::{Ties, compare, rank_of_tie};
use crate::rounding::settled;

/// Scores single figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    curve: Curve,
    caps: Caps,
    /// Corners that the result is read off, for piecewise scores.
    knots: Option<Vec<Knot>>,
}

#[derive(Debug, Clone, PartialEq)]
enum Curve {
    /// `(x - origin) · slope + offset`.
    Linear {
        origin: f64,
        slope: f64,
        offset: f64,
    },
    /// `numerator / x`.
    Reciprocal {
        numerator: f64,
    },
    /// `base · exp((x - origin) · rate)`.
    Exponential {
        origin: f64,
        rate: f64,
        base: f64,
    },
    /// `offset + step · rank` among the sorted sample, rank 1 the worst.
    Ranks {
        sorted: Vec<f64>,
        direction: Direction,
        ties: Ties,
        offset: f64,
        step: f64,
    },
    Bands {
        below: f64,
        bands: Vec<Knot>,
    },
}

impl Scale {
    /// Returns the score, or `None` where the formula has none for this figure (a ratio by zero or by a figure of the other sign).
    pub fn score(&self, figure: f64) -> Option<f64> {
        let value = match &self.curve {
            Curve::Linear { origin, slope, offset } => (figure - origin) * slope + offset,
            Curve::Reciprocal { numerator } if figure * numerator > 0.0 => numerator / figure,
            // Nothing at all of what should be little: beyond any cap.
            Curve::Reciprocal { .. } if figure == 0.0 => self.caps.high?,
            Curve::Reciprocal { .. } => return None,
            Curve::Exponential { origin, rate, base } => base * libm::exp((figure - origin) * rate),
            Curve::Ranks { sorted, direction, ties, offset, step } => offset + step * rank_among(sorted, *direction, *ties, figure),
            Curve::Bands { below, bands } => {
                let figure = settled(figure);
                bands.iter().rev().find(|band| figure >= band.at).map_or(*below, |band| band.score)
            }
        };
        let capped = self.caps.apply(value);
        let score = self.knots.as_ref().map_or(capped, |knots| interpolate(knots, capped));
        score.is_finite().then_some(score)
    }

    /// Writes the scores of a column; straight lines run without a branch per figure.
    pub fn score_into(&self, figures: &[f64], scores: &mut [f64]) -> Result<(), Flaw> {
        Flaw::unless_shape(figures.len(), scores.len())?;
        if let (Some((origin, slope, offset)), None) = (self.line(), &self.knots) {
            let (low, high) = (self.caps.low.unwrap_or(f64::NEG_INFINITY), self.caps.high.unwrap_or(f64::INFINITY));
            for (score, figure) in scores.iter_mut().zip(figures) {
                *score = ((figure - origin) * slope + offset).max(low).min(high);
            }
            return Flaw::unless_finite(scores);
        }
        for (at, (score, figure)) in scores.iter_mut().zip(figures).enumerate() {
            *score = self.score(*figure).ok_or(Flaw::NotFinite { at })?;
        }
        Ok(())
    }

    /// Returns `(origin, slope, offset)` where the score is a straight line `(x - origin) · slope + offset` before caps.
    pub fn line(&self) -> Option<(f64, f64, f64)> {
        match self.curve {
            Curve::Linear { origin, slope, offset } => Some((origin, slope, offset)),
            _ => None,
        }
    }

    pub(super) fn identity() -> Self {
        Self::linear(0.0, 1.0, 0.0, Caps::NONE)
    }

    pub(super) fn linear(origin: f64, slope: f64, offset: f64, caps: Caps) -> Self {
        Self { curve: Curve::Linear { origin, slope, offset }, caps, knots: None }
    }

    pub(super) fn reciprocal(numerator: f64, caps: Caps) -> Self {
        Self { curve: Curve::Reciprocal { numerator }, caps, knots: None }
    }

    pub(super) fn exponential((worst, best): (f64, f64), base: f64, top: f64, caps: Caps) -> Result<Self, Flaw> {
        if worst == best {
            return Err(Flaw::NoSpread);
        }
        Flaw::unless_positive(&[base, top])?;
        let rate = libm::log(top / base) / (best - worst);
        Ok(Self { curve: Curve::Exponential { origin: worst, rate, base }, caps, knots: None })
    }

    /// Returns a scale by rank; `place` gives offset and step for a sample of that size.
    pub(super) fn ranks(sample: &[f64], direction: Direction, ties: Ties, place: impl Fn(usize) -> (f64, f64)) -> Result<Self, Flaw> {
        Flaw::unless_enough(1, sample.len())?;
        let mut sorted = sample.to_vec();
        sorted.sort_unstable_by(|a, b| compare(*a, *b));
        let (offset, step) = place(sample.len());
        Ok(Self { curve: Curve::Ranks { sorted, direction, ties, offset, step }, caps: Caps::NONE, knots: None })
    }

    pub(super) fn bands(below: f64, bands: &[Knot]) -> Result<Self, Flaw> {
        unless_ascending(bands)?;
        Ok(Self { curve: Curve::Bands { below, bands: bands.to_vec() }, caps: Caps::NONE, knots: None })
    }

    /// Returns this scale with its result read off a piecewise linear curve.
    pub(super) fn then_knots(self, knots: &[Knot]) -> Result<Self, Flaw> {
        unless_ascending(knots)?;
        Ok(Self { knots: Some(knots.to_vec()), ..self })
    }
}

fn unless_ascending(knots: &[Knot]) -> Result<(), Flaw> {
    Flaw::unless_enough(1, knots.len())?;
    if knots.windows(2).all(|pair| pair[0].at < pair[1].at) { Ok(()) } else { Err(Flaw::StepsNotAscending) }
}

/// Returns the rank of a figure among the sample, 1 for the worst; a figure that is not in the sample ranks as if it were added.
fn rank_among(sorted: &[f64], direction: Direction, ties: Ties, figure: f64) -> f64 {
    let below = sorted.partition_point(|&other| other < figure);
    let not_above = sorted.partition_point(|&other| other <= figure);
    let before = if direction == Direction::Up { below } else { sorted.len() - not_above };
    let distinct = if ties == Ties::Dense { distinct_before(sorted, direction, below, not_above) + 1 } else { 0 };
    rank_of_tie(ties, before, (not_above - below).max(1), distinct)
}

fn distinct_before(sorted: &[f64], direction: Direction, below: usize, not_above: usize) -> usize {
    let worse = if direction == Direction::Up { &sorted[..below] } else { &sorted[not_above..] };
    worse.chunk_by(|a, b| a == b).count()
}

/// Reads a piecewise linear curve, flat beyond its ends.
fn interpolate(knots: &[Knot], at: f64) -> f64 {
    let next = knots.partition_point(|knot| knot.at <= at);
    match (next.checked_sub(1).map(|before| knots[before]), knots.get(next)) {
        (None, Some(first)) => first.score,
        (Some(last), None) => last.score,
        (Some(before), Some(after)) => before.score + (at - before.at) / (after.at - before.at) * (after.score - before.score),
        (None, None) => f64::NAN,
    }
}
