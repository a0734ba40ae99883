//! One turn of the loop, as it is handed over to be told.

use std::collections::BTreeMap;

use consequences::objection::Correction;
use consequences::{Consequences, Proceedings};
use corpus::{Bilingual, ClauseId, Finding, PaperId, Reading};
use evaluation::{Agreement, Audit, Ballots, Difference, Evaluation, Lift};
use jiff::civil::Date;
use observations::{Observations, Survey};
use programme::{Programme, UnitId};
use serde::{Deserialize, Serialize};

/// Everything one run knows. The publication adds nothing to it but words, order and rounding.
#[derive(Debug, Clone, PartialEq)]
pub struct Cycle {
    /// Stands on every page and in every file, for instance 演示数据; `None` where the data are what was delivered.
    pub label: Option<Bilingual>,
    /// The day the run speaks for: the date of the notice, and "today" for deadlines. Comes in as an argument, never from a clock.
    pub day: Date,
    /// The papers that were supplied, read; a paper that is only cited has no reading.
    pub readings: BTreeMap<PaperId, Reading>,
    /// Other copies of these papers that were supplied too.
    pub copies: BTreeMap<PaperId, Vec<OtherCopy>>,
    pub programme: Programme,
    pub observations: Observations,
    /// The tables as wholes: types of cities, rules of the traffic light.
    pub survey: Survey,
    /// What the experts wrote down, all years.
    pub ballots: Ballots,
    /// In ascending order, each year once.
    pub years: Vec<Year>,
    /// What people decided: confirmations, objections, progress, meetings, plans, the fund.
    pub proceedings: Proceedings,
    /// What upheld objections changed, before and after.
    pub corrections: Vec<Correction>,
    /// The office's own templates of papers, by name (`notice.md`); those that ship are used for the others.
    pub templates: BTreeMap<String, String>,
    /// How far our ranks agree with grades that were published, where both exist.
    pub comparisons: Vec<Comparison>,
    /// What every stage found wrong with its input.
    pub findings: BTreeMap<Stage, Vec<Finding>>,
    /// Every file that went in.
    pub inputs: Vec<Input>,
}

/// A copy of a paper beside the one that is read, and where it differs.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherCopy {
    pub file: String,
    /// Hexadecimal.
    pub sha256: String,
    /// The copy that is read is `a`, this one `b`.
    pub comparison: corpus::compare::Comparison,
}

/// One year, judged and acted upon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Year {
    pub year: i16,
    pub evaluation: Evaluation,
    /// Statistical audit of the evaluation.
    #[serde(default)]
    pub audit: Option<Audit>,
    /// Why scores differ from the last year that was judged before, of units that both years judged; only for the cycle's last year.
    #[serde(default)]
    pub differences: BTreeMap<UnitId, Difference>,
    /// What it would take to reach a better grade, of units that do not have the best; only for the cycle's last year.
    #[serde(default)]
    pub lifts: BTreeMap<UnitId, Lift>,
    pub consequences: Consequences,
}

/// Stages that read input and may find it flawed, in the order of the loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Corpus,
    Programme,
    Observations,
    Evaluation,
    Consequences,
}

/// A file that went in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    pub kind: InputKind,
    /// As named on the command line or inside the programme folder, never an absolute path.
    pub name: String,
    /// Hexadecimal.
    pub sha256: String,
    pub bytes: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputKind {
    Paper,
    Programme,
    Table,
    Ballots,
}

/// How far the order of our scores agrees with grades that were published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    pub year: i16,
    /// Where the published grades stand.
    pub cite: Vec<ClauseId>,
    pub agreement: Agreement,
    /// What this does and does not show.
    pub meaning: Bilingual,
}
