//! What a year's rules say.

use corpus::{Bilingual, ClauseId, Finding, Location};
use jiff::civil::Date;
use programme::UnitId;
use programme::rule::Outcome;
use serde::{Deserialize, Serialize};

/// What follows for all units in one year.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Consequences {
    pub year: i16,
    /// Sorted by unit, then rule.
    pub decisions: Vec<Decision>,
    /// Standing of every member after this year's decisions, sorted by unit.
    pub members: Vec<(UnitId, State)>,
    pub findings: Vec<Finding>,
}

/// One rule asked about one unit in one year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    pub unit: UnitId,
    pub year: i16,
    /// Identity of the rule, the name of its file in `rules/`.
    pub rule: String,
    pub title: Bilingual,
    pub clause: Vec<ClauseId>,
    pub outcome: Outcome,
    pub verdict: Verdict,
    /// The facts that met the rule, or that kept it from being met.
    pub because: Vec<Fact>,
    /// In words: "not yet, because ...", or why it is met.
    pub reason: Bilingual,
    /// Inputs without which the rule cannot be decided; only with `Verdict::Unknown`.
    pub unknown: Vec<Bilingual>,
    /// Who gives it, for an entitlement (`国家发展改革委`).
    pub supporter: Option<String>,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

#[cfg(test)]
impl Decision {
    /// A rule that is met, bare of words and facts.
    pub(crate) fn met(unit: &str, year: i16, rule: &str, outcome: Outcome) -> Self {
        Self {
            unit: unit.into(),
            year,
            rule: rule.to_owned(),
            title: Bilingual::default(),
            clause: Vec::new(),
            outcome,
            verdict: Verdict::Met,
            because: Vec::new(),
            reason: Bilingual::default(),
            unknown: Vec::new(),
            supporter: None,
            from: None,
            to: None,
        }
    }
}

/// Three-valued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Met,
    NotMet,
    Unknown,
}

/// A grade, event, membership or count that a decision rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    pub year: Option<i16>,
    pub what: Bilingual,
    /// Where it comes from: the clause or source that says it, or none when this run computed it.
    pub cite: Vec<ClauseId>,
    /// The row of a delivered history, where it came in that way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Location>,
}

impl Fact {
    /// Returns a fact that the run itself found.
    pub fn computed(year: Option<i16>, what: Bilingual) -> Self {
        Self { year, what, cite: Vec::new(), at: None }
    }
}

/// Standing of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Member,
    Warned,
    Removed,
    NeverAdmitted,
}
