//! What counts as suspicious: a text file of the programme folder (`data/checks.toml`).

use std::collections::BTreeMap;

use corpus::{Bilingual, Finding, Location};
use serde::{Deserialize, Serialize};

use crate::formula::Formula;

/// Settings of the checks. There is no default: thresholds and priors are chosen by the programme and stand in its folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub format: u32,
    /// Least likelihood of a fault that is told, from 0 to 1.
    pub tell_from: f64,
    pub history: History,
    /// Without it every heading is judged by its own years only.
    #[serde(default)]
    pub companions: Option<Companions>,
    pub prior: Prior,
    pub reconcile: Reconcile,
    #[serde(default)]
    pub range: Vec<Range>,
    #[serde(default)]
    pub identity: Vec<Identity>,
}

/// How a figure is held against its own history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// Fewest figures of a series that can be judged.
    pub least_figures: usize,
    /// Smallest spread that a series is credited with, in powers of ten.
    pub least_spread: f64,
    /// Range over which an unexplained fault may lie, in powers of ten.
    pub fault_range: f64,
    /// Factors of slips of the unit.
    pub slips: Vec<f64>,
}

/// How a figure is held against another heading that has always gone with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Companions {
    /// How many times less the ratio of two headings must move than the one by itself.
    pub closer: f64,
    /// Smallest spread that a ratio is credited with, in powers of ten.
    pub least_spread: f64,
}

/// How frequent each kind of fault is held to be before looking, as a share of all figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prior {
    pub slip: f64,
    pub swapped_digits: f64,
    pub swapped_columns: f64,
    pub unexplained: f64,
    pub copied: f64,
    pub filled: f64,
    pub equal_growth: f64,
    /// Least share of figures that repeat, lie on a line or grow alike by chance.
    pub chance: f64,
}

/// When two sources disagree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reconcile {
    /// Ratio of the larger to the smaller figure above which they disagree.
    pub ratio: f64,
    /// How many times likelier one side must be wrong than the other to be named.
    pub odds: f64,
}

/// The values that an indicator can have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    pub heading: String,
    #[serde(default)]
    pub least: Option<f64>,
    #[serde(default)]
    pub most: Option<f64>,
}

/// Two formulas over headings that must give the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    pub name: Bilingual,
    pub left: String,
    pub right: String,
    /// Largest difference that is let pass, in per cent of the larger side.
    pub tolerance_pct: f64,
}

impl Settings {
    /// Reads a settings file; nothing is checked with a broken one.
    pub fn read(name: &str, text: &str) -> (Option<Self>, Vec<Finding>) {
        match toml::from_str::<Self>(text) {
            Ok(settings) if settings.format == 1 => {
                let findings = settings.broken_formulas(name);
                (Some(settings), findings)
            }
            Ok(settings) => (None, vec![unusable(name, &format!("format {}", settings.format))]),
            Err(error) => (None, vec![unusable(name, error.message())]),
        }
    }

    fn broken_formulas(&self, name: &str) -> Vec<Finding> {
        let sides = self.identity.iter().flat_map(|identity| [&identity.left, &identity.right]);
        let broken = sides.filter_map(|side| Formula::read(side).err().map(|error| (side, error)));
        broken.map(|(side, error)| unusable(name, &format!("`{side}`: {error}"))).collect()
    }

    /// Returns the ranges by heading.
    pub(crate) fn ranges(&self) -> BTreeMap<&str, &Range> {
        self.range.iter().map(|range| (range.heading.as_str(), range)).collect()
    }
}

fn unusable(name: &str, reason: &str) -> Finding {
    Finding::error("checks/unusable", format!("核查设置不能使用：{reason}"), format!("the settings of the checks cannot be used: {reason}"))
        .at(Location::file(name))
        .hint("改正后重新运行", "mend them and run again")
}
