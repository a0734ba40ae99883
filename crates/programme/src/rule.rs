//! Rules: what follows from a grade, an event, a rank or a history of them.
//!
//! A rule is a Markdown file of `rules/`: the gist of its clause in Chinese and English, one typed block, and cases that run as tests.
//! What all rules of a folder share (words, the days on which results were decided, whose grades are inherited) stands in
//! `rules/rulebook.toml`. The deciding is the `consequences` stage's; here a rule is only a value.

mod book;
mod case;
mod condition;
mod history;
mod markdown;
mod read;

use corpus::{Bilingual, ClauseId, Location};
use serde::{Deserialize, Serialize};

pub use book::{Calendar, Decided, Otherwise, Rulebook, Succession, Word};
pub use case::{Case, Expected};
pub use condition::{
    Condition, CountTest, DecidedTest, EventTest, GradeTest, Group, Number, RankTest, ScoreTest, Silence, Since, Times, Window,
};
pub use history::{History, Place, Record, Row, Source};
pub use read::read;

use crate::Validity;

/// Identity of a rule: the name of its file without `.md`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleId(pub String);

impl std::fmt::Display for RuleId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

/// What a rule gives or takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Honour,
    Recommendation,
    Entitlement,
    Bonus,
    Warning,
    Removal,
    Embargo,
    AdmissionRight,
    LossOfSupport,
    /// The published result may be objected to while it lasts.
    ObjectionRight,
}

impl Outcome {
    /// Returns whether both cannot be true of one unit in one year: nobody is removed and honoured by the same notice.
    pub fn opposes(self, other: Self) -> bool {
        use Outcome::{AdmissionRight, Embargo, Entitlement, Honour, LossOfSupport, Recommendation, Removal};
        let gives = |outcome| matches!(outcome, Honour | Recommendation | Entitlement | AdmissionRight);
        let one_way = |taking: Self, giving: Self| match taking {
            Removal => gives(giving),
            LossOfSupport => matches!(giving, Entitlement | AdmissionRight),
            Embargo => giving == AdmissionRight,
            _ => false,
        };
        one_way(self, other) || one_way(other, self)
    }
}

/// One rule of `rules/*.md`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rule {
    pub id: RuleId,
    pub title: Bilingual,
    /// What the clause says, in our own words.
    pub gist: Bilingual,
    pub block: Block,
    pub cases: Vec<Case>,
    /// Where the typed block stands.
    pub location: Location,
}

/// The typed block of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    pub format: u32,
    pub outcome: Outcome,
    /// What is given or taken, in a few words.
    pub effect: Bilingual,
    /// Who gives it (`国家发展改革委`).
    #[serde(default)]
    pub supporter: Option<String>,
    pub cite: Vec<ClauseId>,
    /// Days on which results must be decided for the rule to hold: `from` inclusive, `to` exclusive.
    #[serde(default)]
    pub from: Option<jiff::civil::Date>,
    #[serde(default)]
    pub to: Option<jiff::civil::Date>,
    /// The rule of which this is one edition, where papers changed it: at most one edition is in force on a day. Its own id when absent.
    #[serde(default)]
    pub edition_of: Option<String>,
    /// Kinds of members that are asked (`national`, `provincial`, `county_park`); the kind `removed` stands for those removed in earlier years.
    #[serde(rename = "for")]
    pub kinds: Vec<String>,
    pub when: Condition,
    /// An exception inside the rule.
    #[serde(default)]
    pub unless: Option<Condition>,
    /// Rules that give way where this one is met.
    #[serde(default)]
    pub overrides: Vec<RuleId>,
    /// Rules that give way by what they give or take.
    #[serde(default)]
    pub overrides_outcomes: Vec<Outcome>,
    /// How long the outcome holds, in years from the day it is decided; open when absent.
    #[serde(default)]
    pub lasts_years: Option<i16>,
    /// The same in days.
    #[serde(default)]
    pub lasts_days: Option<i32>,
    /// What the beneficiary must still meet before it can be claimed, as the clause says.
    #[serde(default)]
    pub still_to_meet: Vec<Bilingual>,
    /// Where the clause leaves something open: how it is read here, and why.
    #[serde(default)]
    pub reading: Option<Bilingual>,
}

impl Block {
    pub fn validity(&self) -> Validity {
        Validity { from: self.from, to: self.to }
    }
}

impl Rule {
    /// Returns whether `other` gives way where this rule is met.
    pub fn goes_before(&self, other: &Self) -> bool {
        self.block.overrides.contains(&other.id) || self.block.overrides_outcomes.contains(&other.block.outcome)
    }

    /// Returns the day on which an outcome decided on `day` ends; `None` when it is open.
    pub fn lasts_until(&self, day: jiff::civil::Date) -> Option<jiff::civil::Date> {
        let span = match (self.block.lasts_years, self.block.lasts_days) {
            (None, None) => return None,
            (years, days) => jiff::Span::new().years(years.unwrap_or(0)).days(days.unwrap_or(0)),
        };
        day.checked_add(span).ok()
    }

    /// Returns the rule of which this is an edition.
    pub fn matter(&self) -> &str {
        self.block.edition_of.as_deref().unwrap_or(&self.id.0)
    }
}
