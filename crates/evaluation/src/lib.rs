//! Fourth stage of the loop: how well it went.
//!
//! In: the programme, its observations, a method, the ballots, a seed. Out: an [`Evaluation`]: every unit's score, rank, grade, the exact
//! contribution of every figure, and how sure the grade is. What follows from a grade is not known here.
#![warn(clippy::disallowed_methods)]

mod agreement;
mod asked;
mod audit;
mod ballots;
mod case;
mod cell_error;
mod contribution;
mod difference;
mod evaluate;
#[cfg(test)]
mod examples;
mod figures;
mod flaws;
mod functions;
mod grading;
mod impute;
mod influence;
mod leaves;
mod lift;
mod mismatch;
mod normalise;
pub mod numerics;
mod one_off;
mod outcome;
mod plan;
mod points;
mod prepare;
mod rankings;
mod rehearsal;
mod reweigh;
mod rounding;
mod rulings;
mod sensitivity;
mod severity;
mod shapley;
pub mod specimen;
mod spread;
mod stability;
mod standing;
mod treat;
mod tree;
mod trials;
mod weigh;

pub use agreement::{Agreement, agreement};
pub use audit::{
    AddedValue, Audit, AuditSettings, BartlettTest, Correlation, Coverage, CriterionAudit, Filled, GroupAudit, Importance, IntraclassForm,
    Leniency, Recalculation, Relation, Share, audit,
};
pub use ballots::{Ballot, Ballots, panel_score};
pub use case::{Case, Chance, Unit, ZONE, units_of};
pub use difference::{Difference, Seat, Side, difference};
pub use evaluate::{evaluate, prepared_columns};
pub use figures::Column;
pub use influence::{Removal, Step, removals, smallest_changes};
pub use lift::{Change, Lift, LiftSettings, Others, lift};
pub use one_off::{OneOff, one_off};
pub use outcome::{Contribution, Evaluation, NotEvaluable, Standing, TopSet, Uncertainty, UnitOutcome};
pub use rehearsal::{Notebook, Ranking, Rehearsal};
pub use reweigh::{Reranked, Reweighed, reweigh, with_weights};
pub use rounding::{round_half_up, settled};
pub use sensitivity::{FactorName, FactorShare, Indices, Sensitivity, Step as ConvergenceStep, UnitSensitivity, sensitivity};
pub use stability::{Reversal, WeightChange, reversals, smallest_weight_changes, weight_changes};
pub use treat::TreatedCell;

#[cfg(test)]
mod tests;
