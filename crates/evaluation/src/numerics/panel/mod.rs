//! Expert panels: from ballots to scores, and how far the experts agree.

mod agreement;
mod concordance;
mod intraclass;
mod krippendorff;
mod rasch;
mod resampled;
mod scores;

pub use agreement::{FleissKappa, fleiss_kappa};
pub use concordance::{Concordance, kendall_w};
pub use intraclass::{Intraclass, intraclass};
pub use krippendorff::{Level, krippendorff_alpha};
pub use rasch::{FacetElement, Judgement, Rasch, many_facet_rasch};
pub use resampled::{Resampling, over_experts, over_units};
pub use scores::{leave_one_expert_out, standardised_per_expert, trimmed_mean, unit_means};

use super::Flaw;

/// Who gave what: one row a unit, one column an expert; `None` where an expert did not vote or had to stand back.
#[derive(Debug, Clone, PartialEq)]
pub struct Ballots {
    experts: usize,
    cells: Vec<Option<f64>>,
}

impl Ballots {
    /// Returns the ballots of the given rows, one a unit, all as long as there are experts.
    pub fn from_rows(rows: &[Vec<Option<f64>>]) -> Result<Self, Flaw> {
        Flaw::unless_enough(1, rows.len())?;
        let experts = rows[0].len();
        Flaw::unless_enough(1, experts)?;
        for row in rows {
            Flaw::unless_shape(experts, row.len())?;
        }
        let cells = rows.concat();
        match cells.iter().position(|cell| cell.is_some_and(|score| !score.is_finite())) {
            Some(at) => Err(Flaw::NotFinite { at }),
            None => Ok(Self { experts, cells }),
        }
    }

    pub fn units(&self) -> usize {
        self.cells.len() / self.experts
    }

    pub fn experts(&self) -> usize {
        self.experts
    }

    pub fn unit(&self, unit: usize) -> &[Option<f64>] {
        &self.cells[unit * self.experts..(unit + 1) * self.experts]
    }

    /// Returns the votes of one expert, unit after unit.
    pub fn expert(&self, expert: usize) -> impl Iterator<Item = Option<f64>> + '_ {
        self.cells.iter().skip(expert).step_by(self.experts).copied()
    }

    /// Returns the ballots without one expert.
    pub fn without(&self, expert: usize) -> Result<Self, Flaw> {
        let keep = |unit: usize| self.unit(unit).iter().enumerate().filter(move |(at, _)| *at != expert).map(|(_, cell)| *cell).collect();
        Self::from_rows(&(0..self.units()).map(keep).collect::<Vec<_>>())
    }

    /// Returns all scores, unit after unit; refused where one is missing.
    pub(crate) fn complete(&self) -> Result<Vec<f64>, Flaw> {
        let present: Vec<f64> = self.cells.iter().flatten().copied().collect();
        if present.len() == self.cells.len() { Ok(present) } else { Err(Flaw::Shape { expected: self.cells.len(), found: present.len() }) }
    }
}

#[cfg(test)]
mod tests;
