//! The little linear algebra that weights and audit need, on `nalgebra` built without machine-dependent kernels.

use nalgebra::{DMatrix, DVector};

use super::moments::{mean, sum_of};
use super::{Columns, Flaw};

/// Eigenvalues from the largest to the smallest, with unit eigenvectors in the same order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Eigen {
    pub(crate) values: Vec<f64>,
    /// Each oriented so that its entries sum to a figure that is not negative.
    pub(crate) vectors: Vec<Vec<f64>>,
}

/// Returns the matrix of Pearson correlations; every column needs spread.
pub(crate) fn correlation_matrix(columns: &Columns) -> Result<DMatrix<f64>, Flaw> {
    let standardised = standardised(columns)?;
    let width = columns.width();
    Ok(DMatrix::from_fn(
        width,
        width,
        |i, j| {
            if i == j { 1.0 } else { dot(standardised.column(i), standardised.column(j)).clamp(-1.0, 1.0) }
        },
    ))
}

/// Returns columns with mean 0 and length 1, so that products of two columns are correlations.
pub(crate) fn standardised(columns: &Columns) -> Result<Columns, Flaw> {
    Flaw::unless_enough(2, columns.rows())?;
    columns.try_map(|_, column| {
        let centre = mean(column)?;
        let length = sum_of(column, |x| (x - centre) * (x - centre)).sqrt();
        if length == 0.0 || super::extent(column).0 == super::extent(column).1 {
            return Err(Flaw::NoSpread);
        }
        Ok(column.iter().map(|x| (x - centre) / length).collect())
    })
}

pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Returns eigenvalues and eigenvectors of a symmetric matrix.
pub(crate) fn symmetric_eigen(matrix: &DMatrix<f64>) -> Result<Eigen, Flaw> {
    Flaw::unless_shape(matrix.nrows(), matrix.ncols())?;
    let iterations = 10_000;
    let eigen = nalgebra::SymmetricEigen::try_new(matrix.clone(), f64::EPSILON, iterations).ok_or(Flaw::NoConvergence { iterations })?;
    let order = super::order_descending(eigen.eigenvalues.as_slice());
    let vectors = order.iter().map(|&at| oriented(eigen.eigenvectors.column(at).iter().copied().collect())).collect();
    Ok(Eigen { values: order.iter().map(|&at| eigen.eigenvalues[at]).collect(), vectors })
}

/// Returns the solution of `matrix · x = right`.
pub(crate) fn solve(matrix: DMatrix<f64>, right: &[f64]) -> Result<Vec<f64>, Flaw> {
    let solution = matrix.lu().solve(&DVector::from_column_slice(right)).ok_or(Flaw::Singular)?;
    if solution.iter().all(|x| x.is_finite()) { Ok(solution.as_slice().to_vec()) } else { Err(Flaw::Singular) }
}

fn oriented(vector: Vec<f64>) -> Vec<f64> {
    if vector.iter().sum::<f64>() < 0.0 { vector.into_iter().map(|x| -x).collect() } else { vector }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::cases::assert_close;

    #[test]
    fn a_known_symmetric_matrix_has_its_known_eigenvalues() {
        let eigen = symmetric_eigen(&DMatrix::from_row_slice(2, 2, &[2.0, 1.0, 1.0, 2.0])).unwrap();
        assert_close(&eigen.values, &[3.0, 1.0], 1e-14);
        assert_close(&eigen.vectors[0], &[0.5f64.sqrt(), 0.5f64.sqrt()], 1e-14);
    }

    #[test]
    fn correlation_is_one_with_itself_and_minus_one_with_its_mirror() {
        let columns = Columns::new(&[[1.0, 2.0, 5.0], [-1.0, -2.0, -5.0]]).unwrap();
        assert!((correlation_matrix(&columns).unwrap()[(0, 1)] + 1.0).abs() < 1e-15);
        assert_eq!(correlation_matrix(&Columns::new(&[[1.0, 1.0]]).unwrap()), Err(Flaw::NoSpread));
    }
}
