//! Methods with reference values that the method gives, so that scores do not depend on who else is assessed.

use programme::Direction;

use super::{Decision, finite};
use crate::numerics::Flaw;
use crate::numerics::moments::sum;
use crate::numerics::normalisation::Interval;

/// Range of a criterion and the part of it that counts as ideal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReferenceRange {
    pub range: Interval,
    pub ideal: Interval,
}

/// What the limits-on-properties method demands of a criterion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PropertyLimit {
    AtLeast(f64),
    AtMost(f64),
    Target(f64),
}

/// Returns SPOTIS distances from the ideal within fixed bounds; lower is better (Dezert, Tchamova, Han and Tacnet 2020, equations 2-4).
///
/// Without `expected` the ideal is the better bound of each criterion.
pub fn spotis(decision: &Decision, bounds: &[Interval], expected: Option<&[f64]>) -> Result<Vec<f64>, Flaw> {
    Flaw::unless_shape(decision.columns.width(), bounds.len())?;
    if let Some(expected) = expected {
        Flaw::unless_shape(bounds.len(), expected.len())?;
    }
    let mut distances = vec![0.0; decision.units()];
    for (j, (column, weight, direction)) in decision.criteria().enumerate() {
        let Interval { low, high } = bounds[j];
        if low >= high {
            return Err(Flaw::LimitsReversed);
        }
        let better = if direction == Direction::Up { high } else { low };
        let ideal = expected.map_or(better, |expected| expected[j]);
        distances.iter_mut().zip(column).for_each(|(total, x)| *total += weight * (x - ideal).abs() / (high - low));
    }
    Ok(distances)
}

/// Returns RIM closeness to a reference ideal that may lie inside the range (Cables, Lamata and Verdegay 2016, equations 1-6).
pub fn rim(decision: &Decision, references: &[ReferenceRange]) -> Result<Vec<f64>, Flaw> {
    Flaw::unless_shape(decision.columns.width(), references.len())?;
    let (mut to_ideal, mut to_worst) = (vec![0.0; decision.units()], vec![0.0; decision.units()]);
    for ((column, weight, _), reference) in decision.criteria().zip(references) {
        for (unit, &figure) in column.iter().enumerate() {
            let score = weight * ideal_share(figure, reference)?;
            to_ideal[unit] += (score - weight) * (score - weight);
            to_worst[unit] += score * score;
        }
    }
    let closeness = |(plus, minus): (&f64, &f64)| minus.sqrt() / (plus.sqrt() + minus.sqrt());
    finite(to_ideal.iter().zip(&to_worst).map(closeness).collect())
}

/// Returns ERVD closeness with a value function that weighs losses against a reference point more than gains (Shyur, Yin, Shih and Cheng
/// 2015, equations 3-9); `loss` customarily 2.25, `exponent` 0.88.
pub fn ervd(decision: &Decision, reference: &[f64], loss: f64, exponent: f64) -> Result<Vec<f64>, Flaw> {
    Flaw::unless_shape(decision.columns.width(), reference.len())?;
    let (mut to_best, mut to_worst) = (vec![0.0; decision.units()], vec![0.0; decision.units()]);
    for ((column, weight, direction), reference) in decision.criteria().zip(reference) {
        let total = sum(column);
        if total == 0.0 {
            return Err(Flaw::DivisionByZero);
        }
        let sign = if direction == Direction::Up { 1.0 } else { -1.0 };
        let value = |x: &f64| {
            let gain = sign * (x - reference) / total;
            if gain > 0.0 { libm::pow(gain, exponent) } else { -loss * libm::pow(-gain, exponent) }
        };
        let values: Vec<f64> = column.iter().map(value).collect();
        let (worst, best) = crate::numerics::extent(&values);
        for (unit, value) in values.iter().enumerate() {
            to_best[unit] += weight * (best - value);
            to_worst[unit] += weight * (value - worst);
        }
    }
    finite(to_best.iter().zip(&to_worst).map(|(best, worst)| worst / (best + worst)).collect())
}

/// Returns merit parameters of the limits-on-properties method; lower is better (Farag 2020, *Materials and Process Selection for Engineering
/// Design*, section 9.5).
pub fn limits_on_properties(decision: &Decision, limits: &[PropertyLimit]) -> Result<Vec<f64>, Flaw> {
    Flaw::unless_shape(decision.columns.width(), limits.len())?;
    let mut merit = vec![0.0; decision.units()];
    for ((column, weight, _), limit) in decision.criteria().zip(limits) {
        let share = |x: f64| match limit {
            PropertyLimit::AtLeast(limit) => limit / x,
            PropertyLimit::AtMost(limit) => x / limit,
            PropertyLimit::Target(target) => (x / target - 1.0).abs(),
        };
        merit.iter_mut().zip(column).for_each(|(total, &x)| *total += weight * share(x));
    }
    finite(merit)
}

/// Returns 1 inside the ideal, falling to 0 at the ends of the range.
fn ideal_share(figure: f64, ReferenceRange { range, ideal }: &ReferenceRange) -> Result<f64, Flaw> {
    if figure < range.low || figure > range.high {
        return Err(Flaw::OutOfRange { parameter: "range of the criterion", value: figure });
    }
    if figure < ideal.low {
        return Ok(1.0 - (ideal.low - figure).min((ideal.high - figure).abs()) / (ideal.low - range.low));
    }
    if figure > ideal.high {
        return Ok(1.0 - (figure - ideal.high).min((figure - ideal.low).abs()) / (range.high - ideal.high));
    }
    Ok(1.0)
}
