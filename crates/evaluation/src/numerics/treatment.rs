//! Outliers: winsorise, or bend the scale.
//!
//! The two-stage rule of COINr 1.1.14 (`Treat`, `winsorise`, `check_SkewKurt`, `log_CT`), which follows the practice of the European
//! Commission's competence centre on composite indicators: a column whose |skewness| and kurtosis both pass their limits is an outlier
//! column; its extreme figures are pulled to the next ones, at most so many; if that does not help, the untouched column is transformed.

use super::moments::skewness_and_kurtosis;
use super::{Flaw, extent};

/// When a column counts as having outliers: both limits exceeded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShapeLimits {
    /// Of the absolute skewness.
    pub skewness: f64,
    /// Of the excess kurtosis.
    pub kurtosis: f64,
}

/// The rule for one column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TreatmentRule {
    pub limits: ShapeLimits,
    /// Most figures that may be pulled in; 0 goes straight to the transformation.
    pub winsorised_max: usize,
    /// What is done to the untouched column when pulling in was not enough.
    pub otherwise: Option<Transformation>,
}

/// A monotone bend of the scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Transformation {
    /// `ln(x)`, for positive figures.
    Logarithm,
    /// `ln(x - min + 0.01 (max - min))` (COINr `log_CT`).
    ShiftedLogarithm,
    /// `ln(x - min + 1)` (COIN Tool; COINr `log_CT_orig`).
    UnitShiftedLogarithm,
    /// `(x^λ - 1) / λ`, `ln(x)` at `λ = 0` (Box and Cox 1964, equation 1), for positive figures.
    BoxCox { lambda: f64 },
    /// The same of `x - min + 1` (COINr `boxcox` with `makepos`).
    ShiftedBoxCox { lambda: f64 },
}

/// Which end a figure was pulled in from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Low,
    High,
}

/// Skewness and excess kurtosis of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    pub skewness: f64,
    pub kurtosis: f64,
}

/// A treated column and what was done to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Treated {
    pub values: Vec<f64>,
    /// Positions that were pulled in; empty when the column was left alone or transformed.
    pub winsorised: Vec<(usize, End)>,
    pub transformed: Option<Transformation>,
    pub before: Shape,
    pub after: Shape,
    /// `false`: still outside the limits after everything the rule allows.
    pub within_limits: bool,
}

impl ShapeLimits {
    /// Returns whether a column of this shape needs no treatment.
    pub fn hold(self, shape: Shape) -> bool {
        shape.skewness.abs() <= self.skewness || shape.kurtosis <= self.kurtosis
    }
}

/// Returns skewness and kurtosis; at least 4 figures that are not all equal.
pub fn shape(values: &[f64]) -> Result<Shape, Flaw> {
    let (skewness, kurtosis) = skewness_and_kurtosis(values)?;
    Ok(Shape { skewness, kurtosis })
}

/// Returns the column treated by the two-stage rule.
pub fn treat(values: &[f64], rule: &TreatmentRule) -> Result<Treated, Flaw> {
    Flaw::unless_finite(values)?;
    let before = shape(values)?;
    let mut treated = winsorise(values, rule.limits, rule.winsorised_max, before);
    if treated.within_limits {
        return Ok(treated);
    }
    let Some(transformation) = rule.otherwise else { return Ok(treated) };
    treated.values = transform(values, transformation)?;
    treated.winsorised.clear();
    treated.transformed = Some(transformation);
    treated.after = shape(&treated.values)?;
    treated.within_limits = rule.limits.hold(treated.after);
    Ok(treated)
}

/// Returns the transformed column.
pub fn transform(values: &[f64], transformation: Transformation) -> Result<Vec<f64>, Flaw> {
    let (low, high) = extent(values);
    let shifted = |shift: f64| values.iter().map(move |value| value - low + shift);
    match transformation {
        Transformation::Logarithm => {
            Flaw::unless_positive(values)?;
            Ok(values.iter().map(|&value| libm::log(value)).collect())
        }
        Transformation::ShiftedLogarithm if low == high => Err(Flaw::NoSpread),
        Transformation::ShiftedLogarithm => Ok(shifted(0.01 * (high - low)).map(libm::log).collect()),
        Transformation::UnitShiftedLogarithm => Ok(shifted(1.0).map(libm::log).collect()),
        Transformation::BoxCox { lambda } => {
            Flaw::unless_positive(values)?;
            Ok(values.iter().map(|&value| box_cox(value, lambda)).collect())
        }
        Transformation::ShiftedBoxCox { lambda } => Ok(shifted(1.0).map(|value| box_cox(value, lambda)).collect()),
    }
}

fn box_cox(value: f64, lambda: f64) -> f64 {
    if lambda == 0.0 { libm::log(value) } else { (libm::pow(value, lambda) - 1.0) / lambda }
}

/// Pulls extreme figures in, one value at a time at the end towards which the column is skewed, until the shape holds.
fn winsorise(original: &[f64], limits: ShapeLimits, most: usize, before: Shape) -> Treated {
    let mut values = original.to_vec();
    let (mut low, mut high) = (Vec::new(), Vec::new());
    let mut after = Some(before);
    while let Some(current) = after
        && !limits.hold(current)
        && low.len() + high.len() < most
    {
        let end = if current.skewness >= 0.0 { End::High } else { End::Low };
        let pulled = pull_in(&mut values, end);
        *(if end == End::High { &mut high } else { &mut low }) = pulled;
        after = shape(&values).ok();
    }
    let Some(after) = after else {
        return untouched(original, before);
    };
    let winsorised = low.into_iter().map(|at| (at, End::Low)).chain(high.into_iter().map(|at| (at, End::High))).collect();
    Treated { values, winsorised, transformed: None, before, after, within_limits: limits.hold(after) }
}

/// Pulling in would have made all figures equal, which loses the indicator: the column stays as it was, outside the limits.
fn untouched(values: &[f64], shape: Shape) -> Treated {
    Treated { values: values.to_vec(), winsorised: Vec::new(), transformed: None, before: shape, after: shape, within_limits: false }
}

/// Sets all figures at one end to the next figure inward and returns their positions (those pulled in earlier are tied with the end).
fn pull_in(values: &mut [f64], end: End) -> Vec<usize> {
    let (low, high) = extent(values);
    let extreme = if end == End::High { high } else { low };
    let positions: Vec<usize> = (0..values.len()).filter(|&at| values[at] == extreme).collect();
    let inward = values.iter().copied().filter(|&value| value != extreme);
    let next = match end {
        End::High => inward.fold(f64::NEG_INFINITY, f64::max),
        End::Low => inward.fold(f64::INFINITY, f64::min),
    };
    positions.iter().for_each(|&at| values[at] = next);
    positions
}

#[cfg(test)]
mod tests;
