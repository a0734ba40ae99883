//! Weights from what is lost when another criterion is at its best.
//!
//! Zavadskas and Podvezko 2016, *International Journal of Information Technology & Decision Making* 15(2), 267-283: CILOS (equations 8-14)
//! and IDOCRIW (equation 16), which multiplies it with entropy weights.

use nalgebra::DMatrix;
use programme::Direction;

use super::{entropy, normalised};
use crate::numerics::linear::solve;
use crate::numerics::moments::sum;
use crate::numerics::{Columns, Flaw, extent};

/// Returns criterion impact loss weights; figures above zero.
pub fn cilos(columns: &Columns, directions: &[Direction]) -> Result<Vec<f64>, Flaw> {
    Flaw::unless_shape(columns.width(), directions.len())?;
    let width = columns.width();
    let shares = shares(columns, directions)?;
    let best: Vec<usize> = shares.iter().map(|column| column.iter().position(|&x| x == extent(column).1).expect("a maximum")).collect();
    let loss = |i: usize, j: usize| {
        let highest = shares.at(best[j], j);
        (highest - shares.at(best[i], j)) / highest
    };
    let mut system = DMatrix::from_fn(width, width, loss);
    for j in 0..width {
        system[(j, j)] = -(0..width).filter(|&i| i != j).map(|i| loss(i, j)).sum::<f64>();
    }
    // The equations are dependent; the last one gives way to "the weights sum to 1".
    (0..width).for_each(|j| system[(width - 1, j)] = 1.0);
    let mut right = vec![0.0; width];
    right[width - 1] = 1.0;
    normalised(&solve(system, &right)?)
}

/// Returns integrated weights: entropy weights times CILOS weights.
pub fn idocriw(columns: &Columns, directions: &[Direction]) -> Result<Vec<f64>, Flaw> {
    let loss = cilos(columns, directions)?;
    let product: Vec<f64> = entropy(columns)?.iter().zip(&loss).map(|(a, b)| a * b).collect();
    normalised(&product)
}

/// Returns each column, turned so that more is better, as shares of its sum.
fn shares(columns: &Columns, directions: &[Direction]) -> Result<Columns, Flaw> {
    columns.try_map(|j, column| {
        Flaw::unless_positive(column)?;
        let turned: Vec<f64> = match directions[j] {
            Direction::Up => column.to_vec(),
            Direction::Down => column.iter().map(|x| extent(column).0 / x).collect(),
        };
        let total = sum(&turned);
        Ok(turned.iter().map(|x| x / total).collect())
    })
}
