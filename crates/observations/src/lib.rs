//! Third stage of the loop: what was measured.
//!
//! In: tables as people send them. Out: [`Observations`]: one [`Figure`] per unit, indicator and year, each with its origin, its flag and
//! its rivals; missing stays missing; and findings.
#![warn(clippy::disallowed_methods)]

pub mod check;
mod choose;
mod compound;
mod decide;
mod decisions;
mod derive;
mod figure;
mod formula;
mod hidden;
pub mod import;
mod inputs;
mod lights;
mod limit;
mod mapping;
mod number;
mod observe;
mod opendocument;
mod pieces;
mod plan;
mod rows;
mod survey;
mod targets;
mod tidy;
pub mod typing;
mod unit;
mod unit_name;
mod workbook;

pub use decisions::{Action, FILE as DECISIONS, FigureDecision, FigureDecisions, with_decision};
pub use figure::{Figure, Flag, Observations, Origin, Reading};
pub use formula::{Formula, FormulaError, UnitError};
pub use import::is_total;
pub use inputs::{CorrectedFigure, Inputs, Subject, Table};
pub use lights::{Colour, Level, Light, Lights};
pub use mapping::{Entry, Mapping, MissingMembers, Note};
pub use number::{Printed, read_number};
pub use observe::observe;
pub use rows::{TextRow, decoded, sha256, text_rows};
pub use survey::{LIGHTS, Survey, TYPING, survey};
pub use targets::{Attainment, Projection, State, attainment};
pub use unit::{Dimension, UnitOfMeasure};
pub use unit_name::{unit_in_chinese, unit_in_english};
