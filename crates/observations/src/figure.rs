//! A figure and where it comes from.

use std::collections::BTreeMap;
use std::sync::Arc;

use corpus::Finding;
use jiff::civil::Date;
use programme::{IndicatorId, UnitId};
use serde::{Deserialize, Serialize};

/// How a figure came about; anything but `Reported` follows the figure into every output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    Reported,
    Estimated,
    Interpolated,
    Imputed,
    Disputed,
}

/// The cell a figure was read from. Texts that thousands of cells have in common are shared, not copied.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// Name of the delivered file.
    pub file: Arc<str>,
    /// SHA-256 of the delivered file, hexadecimal.
    pub sha256: Arc<str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<Arc<str>>,
    /// As spreadsheets name it (`F1203`); rows from 1, the heading included.
    pub cell: String,
    /// Exactly as it stands in the cell.
    pub printed: String,
    /// Name of the column or table entry it was filed under (`gdp_c`), before it became our indicator.
    pub heading: Arc<str>,
    /// Unit of measure as printed, before conversion.
    pub unit: Arc<str>,
    /// Compiler or department, as the table or its mapping says (`A`, `C1`).
    pub source: Arc<str>,
    /// When the file became known; `None` if the table does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_on: Option<Date>,
}

/// One source's value for a unit, an indicator and a year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// In the indicator's unit.
    pub value: f64,
    pub flag: Flag,
    /// The table's own remark, as printed.
    #[serde(skip_serializing_if = "str::is_empty", default)]
    pub note: Arc<str>,
    pub origin: Origin,
}

/// What is believed about a unit, an indicator and a year, and what else was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// In the indicator's unit.
    pub value: f64,
    pub flag: Flag,
    /// Where the value comes from: one reading when measured, the readings of all inputs when derived by formula or aggregated.
    pub from: Vec<Reading>,
    /// Readings of other sources that were not chosen.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub rivals: Vec<Reading>,
    /// Formula or aggregation that made it, in the indicators' ids; `None` when measured.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub formula: Option<String>,
}

/// All figures of a run. Year is the calendar year that the figure describes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Observations {
    pub figures: BTreeMap<UnitId, BTreeMap<IndicatorId, BTreeMap<i16, Figure>>>,
    pub findings: Vec<Finding>,
}

impl Observations {
    pub fn figure(&self, unit: &UnitId, indicator: &IndicatorId, year: i16) -> Option<&Figure> {
        self.figures.get(unit)?.get(indicator)?.get(&year)
    }
}
