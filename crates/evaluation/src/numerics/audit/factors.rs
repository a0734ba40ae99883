//! Principal components, their rotation, and whether the figures are fit for them.

use super::consistency::inverse_correlation;
use crate::numerics::distribution::chi_square_above;
use crate::numerics::linear::{correlation_matrix, symmetric_eigen};
use crate::numerics::weights::normalised;
use crate::numerics::{Columns, Flaw};

/// Principal components of the correlation matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Factors {
    /// All eigenvalues from the largest; they sum to the number of indicators.
    pub eigenvalues: Vec<f64>,
    /// One list a component kept: its correlation with every indicator.
    pub loadings: Vec<Vec<f64>>,
}

/// Kaiser, Meyer and Olkin's measure of sampling adequacy.
#[derive(Debug, Clone, PartialEq)]
pub struct KaiserMeyerOlkin {
    pub overall: f64,
    pub indicators: Vec<f64>,
}

/// Bartlett's test that no indicator correlates with any other.
#[derive(Debug, Clone, PartialEq)]
pub struct Bartlett {
    pub chi_square: f64,
    pub freedom: f64,
    pub probability: f64,
}

/// Returns the eigenvalues and the loadings of the first `kept` components (Hotelling 1933; Handbook, section 4.1).
pub fn principal_factors(columns: &Columns, kept: usize) -> Result<Factors, Flaw> {
    Flaw::unless_enough(kept, columns.width())?;
    let eigen = symmetric_eigen(&correlation_matrix(columns)?)?;
    let loading = |at: usize| {
        let length = eigen.values[at].max(0.0).sqrt();
        eigen.vectors[at].iter().map(|entry| entry * length).collect()
    };
    Ok(Factors { loadings: (0..kept).map(loading).collect(), eigenvalues: eigen.values })
}

/// Returns loadings rotated so that each indicator loads on few factors: Kaiser's normalised varimax (Kaiser 1958, *Psychometrika* 23,
/// 187-200). Factors keep their order; each is oriented so that its loadings do not sum below zero.
pub fn varimax(loadings: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, Flaw> {
    Flaw::unless_enough(1, loadings.len())?;
    let indicators = loadings[0].len();
    loadings.iter().try_for_each(|factor| Flaw::unless_shape(indicators, factor.len()))?;
    let length = |at: usize| loadings.iter().map(|factor| factor[at] * factor[at]).sum::<f64>().sqrt();
    let lengths: Vec<f64> = (0..indicators).map(length).map(|length| if length > 0.0 { length } else { 1.0 }).collect();
    let mut rotated: Vec<Vec<f64>> = loadings.iter().map(|factor| factor.iter().zip(&lengths).map(|(l, h)| l / h).collect()).collect();
    rotate_until_settled(&mut rotated)?;
    for factor in &mut rotated {
        factor.iter_mut().zip(&lengths).for_each(|(loading, length)| *loading *= length);
        if factor.iter().sum::<f64>() < 0.0 {
            factor.iter_mut().for_each(|loading| *loading = -*loading);
        }
    }
    Ok(rotated)
}

/// Returns weights from rotated loadings (Nicoletti, Scarpetta and Boylaud 2000; Handbook, section 6.1).
///
/// Each indicator belongs to the factor it loads on most, weighs there by its squared loading's share of the factor, and the factor by its
/// share of the variance explained; the factor's own sum cancels, so that weights are in proportion to the squared loadings.
pub fn factor_weights(rotated: &[Vec<f64>]) -> Result<Vec<f64>, Flaw> {
    Flaw::unless_enough(1, rotated.len())?;
    let largest = |indicator: usize| rotated.iter().map(|factor| factor[indicator] * factor[indicator]).fold(0.0, f64::max);
    normalised(&(0..rotated[0].len()).map(largest).collect::<Vec<_>>())
}

/// Returns the measure of sampling adequacy, overall and by indicator (Kaiser 1974, *Psychometrika* 39, 31-36).
pub fn kaiser_meyer_olkin(columns: &Columns) -> Result<KaiserMeyerOlkin, Flaw> {
    Flaw::unless_enough(2, columns.width())?;
    let correlation = correlation_matrix(columns)?;
    let inverse = inverse_correlation(columns)?;
    let width = columns.width();
    let squares = |at: usize| {
        let others = (0..width).filter(move |&other| other != at);
        others.fold((0.0, 0.0), |(simple, partial), other| {
            let r = correlation[(at, other)];
            let p = inverse[(at, other)] / (inverse[(at, at)] * inverse[(other, other)]).sqrt();
            (simple + r * r, partial + p * p)
        })
    };
    let sums: Vec<(f64, f64)> = (0..width).map(squares).collect();
    let (simple, partial) = sums.iter().fold((0.0, 0.0), |(a, b), (c, d)| (a + c, b + d));
    if simple + partial == 0.0 {
        return Err(Flaw::DivisionByZero);
    }
    Ok(KaiserMeyerOlkin { overall: simple / (simple + partial), indicators: sums.iter().map(|(r, p)| r / (r + p)).collect() })
}

/// Returns `-(n - 1 - (2p + 5)/6) ln |R|` with its probability (Bartlett 1950).
pub fn bartlett_sphericity(columns: &Columns) -> Result<Bartlett, Flaw> {
    let eigen = symmetric_eigen(&correlation_matrix(columns)?)?;
    if eigen.values.iter().any(|value| *value <= 1e-12) {
        return Err(Flaw::Singular);
    }
    let (n, p) = (columns.rows() as f64, columns.width() as f64);
    let logarithm: f64 = eigen.values.iter().map(|&value| libm::log(value)).sum();
    let chi_square = -(n - 1.0 - (2.0 * p + 5.0) / 6.0) * logarithm;
    let freedom = p * (p - 1.0) / 2.0;
    Ok(Bartlett { chi_square, freedom, probability: chi_square_above(chi_square, freedom) })
}

/// Rotates pairs of factors in their plane until no pair gains.
fn rotate_until_settled(factors: &mut [Vec<f64>]) -> Result<(), Flaw> {
    let sweeps = 1_000;
    for _ in 0..sweeps {
        let mut largest = 0.0f64;
        for first in 0..factors.len() {
            for second in first + 1..factors.len() {
                let angle = best_angle(&factors[first], &factors[second]);
                let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
                for at in 0..factors[first].len() {
                    let (x, y) = (factors[first][at], factors[second][at]);
                    factors[first][at] = cosine * x + sine * y;
                    factors[second][at] = cosine * y - sine * x;
                }
                largest = largest.max(angle.abs());
            }
        }
        if largest < 1e-12 {
            return Ok(());
        }
    }
    Err(Flaw::NoConvergence { iterations: sweeps })
}

/// Kaiser's equation for the angle that maximises the variance of squared loadings.
fn best_angle(first: &[f64], second: &[f64]) -> f64 {
    let n = first.len() as f64;
    let (mut sum_u, mut sum_v, mut sum_uv, mut sum_difference) = (0.0, 0.0, 0.0, 0.0);
    for (x, y) in first.iter().zip(second) {
        let (u, v) = (x * x - y * y, 2.0 * x * y);
        sum_u += u;
        sum_v += v;
        sum_uv += u * v;
        sum_difference += u * u - v * v;
    }
    let numerator = 2.0 * (sum_uv - sum_u * sum_v / n);
    let denominator = sum_difference - (sum_u * sum_u - sum_v * sum_v) / n;
    libm::atan2(numerator, denominator) / 4.0
}
