//! Fourth stage of the loop: how well it went.
//!
//! In: the programme, its observations, a method, the ballots, a seed. Out: an [`Evaluation`]: every unit's score, rank, grade, the exact
//! contribution of every figure, and how sure the grade is. What follows from a grade is not known here.
#![warn(clippy::disallowed_methods)]

mod agreement;
pub mod numerics;
mod outcome;

pub use agreement::{Agreement, agreement};
pub use outcome::{Contribution, Evaluation, NotEvaluable, Standing, Uncertainty, UnitOutcome};
