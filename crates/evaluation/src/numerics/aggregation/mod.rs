//! Aggregation: many scores of a unit become one, or many rankings become one.
//!
//! Means work on one unit's scores; the methods that compare units with each other ([`topsis`], [`decision`]) take a [`Decision`]; voting
//! ([`borda`], [`copeland`], [`kemeny`]) takes an outranking matrix.

pub mod decision;
mod ideal;
mod kemeny;
mod means;
mod taxonomic;
mod voting;

pub use ideal::{GreyRelation, Topsis, Vikor, grey_relation, topsis, topsis_by, vikor};
pub use kemeny::{Kemeny, kemeny};
pub use means::{Divisor, Penalty, add_weighted, arithmetic, geometric, harmonic, mazziotta_pareto, power_mean};
pub use taxonomic::wroclaw;
pub use voting::{Outranking, borda, copeland};

use programme::Direction;

use super::{Columns, Flaw};

/// A table of raw figures with what a method must know of every column.
#[derive(Debug, Clone, Copy)]
pub struct Decision<'a> {
    pub columns: &'a Columns,
    pub weights: &'a [f64],
    pub directions: &'a [Direction],
}

impl<'a> Decision<'a> {
    /// Returns the decision after checking that weights are not negative and that every column has its weight and direction.
    pub fn new(columns: &'a Columns, weights: &'a [f64], directions: &'a [Direction]) -> Result<Self, Flaw> {
        Flaw::unless_shape(columns.width(), weights.len())?;
        Flaw::unless_shape(columns.width(), directions.len())?;
        // The weights are used as given: methods differ in whether they sum to 1.
        super::weights::normalised(weights)?;
        Ok(Self { columns, weights, directions })
    }

    pub(crate) fn units(&self) -> usize {
        self.columns.rows()
    }

    /// Runs over the criteria: column, weight, direction.
    pub(crate) fn criteria(&self) -> impl Iterator<Item = (&'a [f64], f64, Direction)> {
        let (columns, weights, directions) = (self.columns, self.weights, self.directions);
        (0..columns.width()).map(move |j| (columns.column(j), weights[j], directions[j]))
    }

    /// Returns lowest and highest figure of a column as (worst, best).
    pub(crate) fn worst_and_best(column: &[f64], direction: Direction) -> (f64, f64) {
        let (low, high) = super::extent(column);
        if direction == Direction::Up { (low, high) } else { (high, low) }
    }
}

#[cfg(test)]
mod tests;
