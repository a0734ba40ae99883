//! Last stage of the loop: how it is told.
//!
//! In: a [`Cycle`], everything one run knows. Out: bytes: pages, charts, the notice, the workbook, `cycle.json`. Nothing is computed here
//! but order, words and rounding; the same cycle gives the same bytes.
#![warn(clippy::disallowed_methods)]

mod cycle;

pub use cycle::{Comparison, Cycle, Input, InputKind, Stage, Year};
