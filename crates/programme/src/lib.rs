//! Second stage of the loop: the programme as a value.
//!
//! In: the readings of the papers and a folder of text files. Out: a [`Programme`]: who is in, what they must reach and do, what support
//! they get, by which methods they are judged and by which rules something follows; every entry cited and dated; and findings.
#![warn(clippy::disallowed_methods)]

mod folder;
mod id;
mod indicator;
mod validity;

pub use folder::Folder;
pub use id::{GradeId, IndicatorId, UnitId};
pub use indicator::{Direction, Indicator, Over};
pub use validity::Validity;
