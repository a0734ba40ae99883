//! What counts as suspicious: a text file of the programme folder (`data/checks.toml`).

use std::collections::BTreeMap;

use corpus::{Bilingual, Finding, Location};
use serde::{Deserialize, Serialize};

use crate::check::calibration::Calibration;
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
    /// Without it changes of boundaries explain nothing.
    #[serde(default)]
    pub boundary: Option<Boundary>,
    #[serde(default)]
    pub ratio: Vec<Ratio>,
    #[serde(default)]
    pub part: Vec<Part>,
    #[serde(default)]
    pub task_number: Vec<TaskNumber>,
    /// How often likelihoods were right when faults were put in, by kind; read from a file of its own.
    #[serde(skip)]
    pub calibration: Calibration,
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
    /// Fewest places whose common movement from year to year is taken out before a figure is held against its own years.
    pub least_peers: usize,
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
    /// A digit left out or written twice.
    pub dropped_digit: f64,
    pub swapped_digits: f64,
    pub swapped_columns: f64,
    pub unexplained: f64,
    pub copied: f64,
    pub filled: f64,
    pub equal_growth: f64,
    pub last_digits: f64,
    pub task_number: f64,
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

/// How changes of boundaries are held against figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Boundary {
    /// Headings that must move when a county comes or goes; others are explained where they jump, and not told where they do not.
    pub headings: Vec<String>,
    /// Least step that counts as one, in per cent, and the largest factor that moving counties is credited with.
    pub least_step_pct: f64,
    pub most_step: f64,
    /// How often a lasting step in such a year is due to the change.
    pub explains: f64,
    /// How often a table goes on with the old boundaries, and how often a sound figure moves by less than the least step.
    pub kept_old: f64,
    pub small: f64,
}

/// A formula over headings and the values that it can have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ratio {
    pub name: Bilingual,
    pub formula: String,
    #[serde(default)]
    pub least: Option<f64>,
    #[serde(default)]
    pub most: Option<f64>,
}

/// A heading that is part of another and cannot be larger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub part: String,
    pub whole: String,
    /// Rounding that is let pass, in per cent of the whole.
    pub tolerance_pct: f64,
}

/// What was asked for, and which figure would be just that.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskNumber {
    pub name: Bilingual,
    pub heading: String,
    /// Code of the place that was asked; all places where there is none.
    #[serde(default)]
    pub place: Option<String>,
    #[serde(default)]
    pub first_year: Option<i16>,
    #[serde(default)]
    pub last_year: Option<i16>,
    pub value: f64,
    /// Unit of `value` where it is a figure; a change is in per cent.
    #[serde(default)]
    pub unit: Option<String>,
    #[serde(default)]
    pub measure: TaskMeasure,
}

/// What of a series equals a task number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskMeasure {
    #[default]
    Value,
    YearlyChange,
    /// Change since the figure of a year.
    ChangeSince(i16),
}

impl TaskNumber {
    pub(crate) fn covers(&self, year: i16) -> bool {
        self.first_year.is_none_or(|first| first <= year) && self.last_year.is_none_or(|last| year <= last)
    }
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
        let formulas = sides.chain(self.ratio.iter().map(|ratio| &ratio.formula));
        let broken = formulas.filter_map(|side| Formula::read(side).err().map(|error| (side, error)));
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

/// Settings for tests, in which every number is chosen for the test.
#[cfg(test)]
pub(crate) fn example() -> Settings {
    let text = r#"
        format = 1
        tell_from = 0.5
        reconcile = { ratio = 1.1, odds = 3.0 }
        [history]
        least_figures = 6
        least_spread = 0.01
        fault_range = 6.0
        slips = [10, 100, 10000]
        least_peers = 8
        [prior]
        slip = 0.01
        dropped_digit = 0.002
        swapped_digits = 0.001
        swapped_columns = 0.0005
        unexplained = 0.001
        copied = 0.003
        filled = 0.003
        equal_growth = 0.003
        last_digits = 0.001
        task_number = 0.003
        chance = 0.0005
        [boundary]
        headings = ["land_area"]
        least_step_pct = 2.0
        most_step = 4.0
        explains = 0.95
        kept_old = 0.1
        small = 0.05
    "#;
    let (settings, findings) = Settings::read("example", text);
    settings.unwrap_or_else(|| panic!("{findings:?}"))
}
