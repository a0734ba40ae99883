//! Why a formula could not be applied.

use thiserror::Error;

/// What a formula cannot do with the figures it was given; positions count from 0 in the slice that was passed in.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Flaw {
    #[error("needs at least {needed} figures, found {found}")]
    TooFew { needed: usize, found: usize },
    #[error("expected {expected} entries, found {found}")]
    Shape { expected: usize, found: usize },
    #[error("figure at position {at} is not a finite number")]
    NotFinite { at: usize },
    #[error("figure at position {at} is not above zero")]
    NotPositive { at: usize },
    #[error("all figures are equal")]
    NoSpread,
    #[error("divides by zero")]
    DivisionByZero,
    #[error("weights at positions {at:?} are negative")]
    NegativeWeights { at: Vec<usize> },
    #[error("weights sum to zero")]
    NoWeight,
    #[error("the lower limit is not below the upper limit")]
    LimitsReversed,
    #[error("steps are not in ascending order")]
    StepsNotAscending,
    #[error("comparison of {row} with {column} is not the reciprocal of its opposite")]
    NotReciprocal { row: usize, column: usize },
    #[error("no convergence after {iterations} iterations")]
    NoConvergence { iterations: usize },
    #[error("the matrix has no inverse")]
    Singular,
    #[error("no solution satisfies all limits")]
    Infeasible,
    #[error("the objective has no bound")]
    Unbounded,
    #[error("`{value}` is outside what `{parameter}` allows")]
    OutOfRange { parameter: &'static str, value: f64 },
}

impl Flaw {
    /// Position of the single figure that is the cause.
    pub fn at(&self) -> Option<usize> {
        match self {
            Self::NotFinite { at } | Self::NotPositive { at } => Some(*at),
            _ => None,
        }
    }

    /// Returns the flaw of a sample smaller than `needed`, if it is.
    pub(crate) fn unless_enough(needed: usize, found: usize) -> Result<(), Flaw> {
        if found < needed { Err(Flaw::TooFew { needed, found }) } else { Ok(()) }
    }

    pub(crate) fn unless_shape(expected: usize, found: usize) -> Result<(), Flaw> {
        if expected != found { Err(Flaw::Shape { expected, found }) } else { Ok(()) }
    }

    pub(crate) fn unless_finite(values: &[f64]) -> Result<(), Flaw> {
        // Zero times a finite number is zero and times anything else is not: one test without branches for the common case.
        if super::moments::sum_of(values, |value| value * 0.0) == 0.0 {
            return Ok(());
        }
        match values.iter().position(|value| !value.is_finite()) {
            Some(at) => Err(Flaw::NotFinite { at }),
            None => Ok(()),
        }
    }

    pub(crate) fn unless_positive(values: &[f64]) -> Result<(), Flaw> {
        match values.iter().position(|value| value.is_nan() || *value <= 0.0) {
            Some(at) => Err(Flaw::NotPositive { at }),
            None => Ok(()),
        }
    }
}
