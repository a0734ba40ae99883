//! How indicators move with each other and with the scores they are meant to feed.

use crate::numerics::linear::{correlation_matrix, dot, standardised};
use crate::numerics::{Columns, Flaw, Ties, ranks_ascending};

/// Correlation of two indicators by their positions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Association {
    pub first: usize,
    pub second: usize,
    pub correlation: f64,
}

/// Returns Pearson's correlation over the units that have both figures; at least 3 of them.
pub fn pearson(first: &[Option<f64>], second: &[Option<f64>]) -> Result<f64, Flaw> {
    let (first, second) = pairs(first, second)?;
    correlation_of(&first, &second)
}

/// Returns Spearman's rank correlation over the units that have both figures, ties by mean rank; at least 3 of them.
pub fn spearman(first: &[Option<f64>], second: &[Option<f64>]) -> Result<f64, Flaw> {
    let (first, second) = pairs(first, second)?;
    correlation_of(&ranks_ascending(&first, Ties::Mean), &ranks_ascending(&second, Ties::Mean))
}

/// Returns the Pearson correlations of all pairs of columns.
pub fn associations(columns: &Columns) -> Result<Vec<Association>, Flaw> {
    let matrix = correlation_matrix(columns)?;
    let pairs = (0..columns.width()).flat_map(|first| (first + 1..columns.width()).map(move |second| (first, second)));
    Ok(pairs.map(|(first, second)| Association { first, second, correlation: matrix[(first, second)] }).collect())
}

/// Returns the pairs that say nearly the same: correlation at or above the limit.
pub fn redundant_pairs(columns: &Columns, limit: f64) -> Result<Vec<Association>, Flaw> {
    Ok(associations(columns)?.into_iter().filter(|pair| pair.correlation >= limit).collect())
}

/// Returns the indicators whose normalised scores (higher is better) run against their own aggregate: correlation below `-limit`.
pub fn sign_conflicts(columns: &Columns, aggregate: &[f64], limit: f64) -> Result<Vec<usize>, Flaw> {
    let correlations = with_aggregate(columns, aggregate)?;
    Ok((0..correlations.len()).filter(|&at| correlations[at] < -limit).collect())
}

/// Returns the indicators that the aggregate does not hear: absolute correlation below the limit.
pub fn silent_indicators(columns: &Columns, aggregate: &[f64], limit: f64) -> Result<Vec<usize>, Flaw> {
    let correlations = with_aggregate(columns, aggregate)?;
    Ok((0..correlations.len()).filter(|&at| correlations[at].abs() < limit).collect())
}

fn with_aggregate(columns: &Columns, aggregate: &[f64]) -> Result<Vec<f64>, Flaw> {
    columns.iter().map(|column| correlation_of(column, aggregate)).collect()
}

fn correlation_of(first: &[f64], second: &[f64]) -> Result<f64, Flaw> {
    let both = standardised(&Columns::new(&[first, second])?)?;
    Ok(dot(both.column(0), both.column(1)).clamp(-1.0, 1.0))
}

fn pairs(first: &[Option<f64>], second: &[Option<f64>]) -> Result<(Vec<f64>, Vec<f64>), Flaw> {
    Flaw::unless_shape(first.len(), second.len())?;
    let both: (Vec<f64>, Vec<f64>) = first.iter().zip(second).filter_map(|(a, b)| a.zip(*b)).unzip();
    Flaw::unless_enough(3, both.0.len())?;
    Ok(both)
}
