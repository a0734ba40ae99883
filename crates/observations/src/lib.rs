//! Third stage of the loop: what was measured.
//!
//! In: tables as people send them. Out: [`Observations`]: one [`Figure`] per unit, indicator and year, each with its origin, its flag and
//! its rivals; missing stays missing; and findings.
#![warn(clippy::disallowed_methods)]

mod figure;
mod inputs;
mod mapping;

pub use figure::{Figure, Flag, Observations, Origin, Reading};
pub use inputs::{Inputs, Subject, Table};
pub use mapping::{Entry, Mapping, MissingMembers, Note};
