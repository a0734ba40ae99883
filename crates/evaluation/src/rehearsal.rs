//! A year judged again and again: what an interactive page and a benchmark need, without the telling.

use programme::method::Method;

use crate::Case;
use crate::figures::Column;
use crate::prepare::{Prepared, prepare};
use crate::standing::{Beside, stand};
use crate::tree::{Basis, basis, climb};

/// A case made ready; units must be sorted by id.
pub struct Rehearsal<'a> {
    prepared: Prepared<'a>,
    beside: Beside,
    basis: Basis,
}

/// Totals and ranks within the class, in the order of the units.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    pub totals: Column,
    pub ranks: Vec<Option<u32>>,
}

impl<'a> Rehearsal<'a> {
    pub fn new(case: &'a Case<'a>, method: &'a Method) -> Self {
        let prepared = prepare(case, method, &|_| vec![None; case.units.len()]);
        let beside = Beside::of(&prepared);
        let basis = basis(&prepared, None, None);
        Self { prepared, beside, basis }
    }

    /// Ranks with the weight of every node (in the order of the method) times its factor; normalisation stays.
    pub fn with_weights(&self, factors: &[f64]) -> Ranking {
        self.rank(&self.basis, Some(factors))
    }

    /// Normalises, weighs, aggregates and ranks.
    pub fn from_prepared(&self) -> Ranking {
        self.rank(&basis(&self.prepared, None, None), None)
    }

    /// Fills, treats, normalises, weighs, aggregates and ranks.
    pub fn from_raw(&self) -> Ranking {
        let figures = self.prepared.filled_and_treated(self.prepared.raw.clone(), &mut |_, _| {});
        self.rank(&basis(&self.prepared, None, Some(&figures)), None)
    }

    fn rank(&self, basis: &Basis, factors: Option<&[f64]>) -> Ranking {
        let standings = stand(&self.prepared, &self.beside, climb(&self.prepared, basis, factors, None));
        Ranking { totals: standings.totals, ranks: standings.ranks }
    }
}
