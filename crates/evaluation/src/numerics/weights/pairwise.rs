//! Weights from comparisons in pairs: the analytic hierarchy process and RANCOM.

use nalgebra::DMatrix;

use super::normalised;
use crate::numerics::Flaw;

/// Mean consistency index of random reciprocal matrices of order 1 to 15 (Saaty 1980, *The Analytic Hierarchy Process*, table of random
/// indices).
const RANDOM_INDEX: [f64; 15] = [0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59];

/// Printed matrices carry 1/3 as 0.333: how far the product of opposite entries may lie from 1.
const RECIPROCITY_TOLERANCE: f64 = 0.02;

/// Weights with their consistency.
#[derive(Debug, Clone, PartialEq)]
pub struct PairwiseWeights {
    pub weights: Vec<f64>,
    /// Largest eigenvalue; equals the order for a consistent matrix.
    pub eigenvalue: f64,
    /// `(λ - n) / (n - 1)`.
    pub consistency_index: f64,
    /// Index over the mean index of random matrices; `None` below order 3 (always consistent) and above 15 (no table).
    pub consistency_ratio: Option<f64>,
}

/// Returns the principal right eigenvector of a reciprocal matrix (Saaty 1977; 1980).
pub fn pairwise_weights(rows: &[Vec<f64>]) -> Result<PairwiseWeights, Flaw> {
    let matrix = reciprocal_matrix(rows)?;
    let (weights, eigenvalue) = principal_eigenvector(&matrix)?;
    Ok(with_consistency(weights, eigenvalue))
}

/// Returns normalised geometric means of the rows (Crawford and Williams 1985); the eigenvalue is estimated as the mean of `(A w) / w`.
pub fn geometric_mean_weights(rows: &[Vec<f64>]) -> Result<PairwiseWeights, Flaw> {
    let matrix = reciprocal_matrix(rows)?;
    let order = matrix.nrows() as f64;
    let means: Vec<f64> = matrix.row_iter().map(|row| libm::exp(row.iter().map(|&x| libm::log(x)).sum::<f64>() / order)).collect();
    let weights = normalised(&means)?;
    let image = multiply(&matrix, &weights);
    let eigenvalue = image.iter().zip(&weights).map(|(a, w)| a / w).sum::<f64>() / order;
    Ok(with_consistency(weights, eigenvalue))
}

/// Returns RANCOM weights: row sums of a matrix of 1 (more important), 0.5 (equal) and 0 (Więckowski et al. 2023, equations 2-4).
pub fn rancom(rows: &[Vec<f64>]) -> Result<Vec<f64>, Flaw> {
    square(rows)?;
    for (i, row) in rows.iter().enumerate() {
        for (j, entry) in row.iter().enumerate() {
            if (entry + rows[j][i] - 1.0).abs() > 1e-9 {
                return Err(Flaw::NotReciprocal { row: i, column: j });
            }
        }
    }
    normalised(&rows.iter().map(|row| row.iter().sum()).collect::<Vec<f64>>())
}

fn square(rows: &[Vec<f64>]) -> Result<(), Flaw> {
    Flaw::unless_enough(1, rows.len())?;
    rows.iter().try_for_each(|row| Flaw::unless_shape(rows.len(), row.len()).and_then(|()| Flaw::unless_finite(row)))
}

fn reciprocal_matrix(rows: &[Vec<f64>]) -> Result<DMatrix<f64>, Flaw> {
    square(rows)?;
    for (i, row) in rows.iter().enumerate() {
        Flaw::unless_positive(row)?;
        if let Some(j) = (0..row.len()).find(|&j| (row[j] * rows[j][i] - 1.0).abs() > RECIPROCITY_TOLERANCE) {
            return Err(Flaw::NotReciprocal { row: i, column: j });
        }
    }
    Ok(DMatrix::from_fn(rows.len(), rows.len(), |i, j| rows[i][j]))
}

/// Iterates powers; a matrix of positive entries has one dominant eigenvalue (Perron).
fn principal_eigenvector(matrix: &DMatrix<f64>) -> Result<(Vec<f64>, f64), Flaw> {
    let iterations = 10_000;
    let mut weights = super::equal(matrix.nrows())?;
    for _ in 0..iterations {
        let image = multiply(matrix, &weights);
        let eigenvalue: f64 = image.iter().sum();
        let next: Vec<f64> = image.iter().map(|x| x / eigenvalue).collect();
        let moved = next.iter().zip(&weights).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        weights = next;
        if moved <= 4.0 * f64::EPSILON {
            return Ok((weights, eigenvalue));
        }
    }
    Err(Flaw::NoConvergence { iterations })
}

fn multiply(matrix: &DMatrix<f64>, vector: &[f64]) -> Vec<f64> {
    matrix.row_iter().map(|row| row.iter().zip(vector).map(|(a, x)| a * x).sum()).collect()
}

fn with_consistency(weights: Vec<f64>, eigenvalue: f64) -> PairwiseWeights {
    let order = weights.len();
    let consistency_index = if order < 2 { 0.0 } else { (eigenvalue - order as f64) / (order - 1) as f64 };
    let random = RANDOM_INDEX.get(order.saturating_sub(1)).copied().filter(|&random| random > 0.0);
    PairwiseWeights { weights, eigenvalue, consistency_index, consistency_ratio: random.map(|random| consistency_index / random) }
}
