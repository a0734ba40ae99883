//! What the stage takes in.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use programme::{Indicator, IndicatorId, UnitId};

use crate::{FigureDecisions, Mapping, Reading};

/// A table as delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Name of the file, as origins and findings show it.
    pub name: String,
    pub bytes: Vec<u8>,
    /// When the file became known, if that was recorded.
    pub known_on: Option<Date>,
}

/// A unit whose figures are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub id: UnitId,
    /// Every code the unit has held, GB/T 2260 or other.
    pub codes: Vec<String>,
    /// Every name a table may use for it; needed only for tables without codes.
    pub names: Vec<String>,
    /// Members of a composite unit (a zone), whose figures are put together as each indicator allows; empty for a unit measured itself.
    pub members: Vec<UnitId>,
}

/// A figure that was put in the place of another, in the indicator's unit.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrectedFigure {
    pub unit: UnitId,
    pub indicator: IndicatorId,
    pub year: i16,
    pub reading: Reading,
}

/// What to read, for whom, and when.
#[derive(Debug, Clone)]
pub struct Inputs<'a> {
    pub tables: &'a [Table],
    pub mapping: &'a Mapping,
    pub indicators: &'a [Indicator],
    /// Members of composite units stand in this list too.
    pub units: &'a [Subject],
    /// Years asked for; the years before them that formulas look back to are read as well.
    pub years: RangeInclusive<i16>,
    /// What people decided about single figures.
    pub decisions: &'a FigureDecisions,
    /// Figures that go before those of the tables; what is derived from them is computed anew.
    pub corrections: &'a [CorrectedFigure],
    /// Readings that became known later are not used; all are where there is no day.
    pub as_known_on: Option<Date>,
}
