//! Second stage of the loop: the programme as a value.
//!
//! In: the readings of the papers and a folder of text files. Out: a [`Programme`]: who is in, what they must reach and do, what support
//! they get, by which methods they are judged and by which rules something follows; every entry cited and dated; and findings.
#![warn(clippy::disallowed_methods)]

mod check;
mod citing;
mod confidence;
mod define;
mod duty;
mod file;
mod folder;
mod id;
mod indicator;
pub mod method;
mod paper;
mod place;
mod programme;
mod record;
pub mod rule;
mod validity;
mod zone;

pub use citing::citing;
pub use confidence::Confidence;
pub use define::{define, papers, reading_decisions};
pub use duty::{Beneficiary, Force, Measure, Target, TargetKind, TargetScope, Task};
pub use folder::Folder;

/// How files of a folder are read entry by entry, for stages that keep files of their own in it.
pub mod reading {
    pub use crate::file::{At, Document, cites, parts, rows, units};
}

pub use id::{GradeId, IndicatorId, UnitId};
pub use indicator::{DefinitionBreak, Direction, Indicator, Over};
pub use method::Method;
pub use paper::{Clause, HeldCopy, Paper};
pub use place::{CityGroup, ClassMember, IndustryFocus, OldIndustrialCity, Place, PlaceLevel};
pub use programme::{About, Announced, Class, Edition, Grade, Listed, Programme, Unit, UnitKind};
pub use record::{Covers, Event, EventKind, Fund, Practice, PublishedCount, PublishedResult, ResultKind};
pub use validity::Validity;
pub use zone::{Member, Park, ParkKind, Tier, Zone};
