//! What must be so for a rule to be met.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Outcome, RuleId};
use crate::GradeId;

/// A condition over a unit's history. Decided with three values: what is not known stays unknown unless it cannot matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Every one; an empty list is always met.
    All(Vec<Condition>),
    /// At least one.
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Grade(GradeTest),
    Event(EventTest),
    Rank(RankTest),
    Score(ScoreTest),
    /// The unit's class or region this year is one of these.
    Stratum(Vec<String>),
    /// The unit's kind of membership is one of these.
    Member(Vec<String>),
    /// Another rule was met before, or is met this year.
    Decided(DecidedTest),
    Count(CountTest),
}

/// The grade is one of `is`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeTest {
    pub is: Vec<GradeId>,
    #[serde(default)]
    pub over: Window,
}

/// One of the events `is` happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventTest {
    pub is: Vec<String>,
    /// What it means when no such event is on record.
    #[serde(default)]
    pub silence: Silence,
    #[serde(default)]
    pub over: Window,
}

/// What the absence of a record means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// It did not happen.
    #[default]
    No,
    /// It may have happened: a decision of somebody else that the history need not hold.
    Unknown,
}

/// The rank is among the first or the last so many.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankTest {
    #[serde(default)]
    pub first: Option<u32>,
    #[serde(default)]
    pub last: Option<u32>,
    /// `all` or `stratum`.
    pub within: Group,
    #[serde(default)]
    pub over: Window,
}

/// The score, or its mean over some years, is at least, or below, a number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreTest {
    #[serde(default)]
    pub at_least: Option<f64>,
    #[serde(default)]
    pub below: Option<f64>,
    /// Takes the mean over so many years, the year asked about the last; the score of that year alone if absent.
    #[serde(default)]
    pub mean_of_last: Option<i16>,
    #[serde(default)]
    pub over: Window,
}

/// A rule (by id or by outcome) was met by the unit, or by any unit of its group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecidedTest {
    #[serde(default)]
    pub rule: Option<RuleId>,
    #[serde(default)]
    pub outcome: Option<Outcome>,
    #[serde(default = "itself")]
    pub of: Group,
    /// `true` asks whether the decision still holds on the day, rather than for the years of `over`.
    #[serde(default)]
    pub in_force: bool,
    #[serde(default)]
    pub over: Window,
}

/// So many units of a group meet a condition this year, the unit itself included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountTest {
    pub among: Group,
    #[serde(default)]
    pub at_least: Option<u32>,
    #[serde(default)]
    pub at_most: Option<u32>,
    pub of: Box<Condition>,
}

/// Whom a rank or a count is taken among.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    Unit,
    Zone,
    Province,
    Stratum,
    All,
}

fn itself() -> Group {
    Group::Unit
}

/// The years a test is made for.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    #[default]
    ThisYear,
    /// So many years in a row, this one the last.
    Consecutive(Number),
    Times(Times),
    Since(Since),
}

/// At least k of the last n years, this one included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Times {
    pub at_least: i16,
    pub of_last: i16,
}

/// At least k times since a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Since {
    pub day: Date,
    pub at_least: i16,
}

/// A number that the clause states, or one that it leaves open between two that other editions state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Number {
    Stated(i16),
    Unstated(Bounds),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    pub at_least: i16,
    pub at_most: i16,
}

impl Number {
    /// Returns the least and the greatest number it can be.
    pub fn bounds(self) -> (i16, i16) {
        match self {
            Self::Stated(number) => (number, number),
            Self::Unstated(Bounds { at_least, at_most }) => (at_least, at_most),
        }
    }
}

impl Window {
    /// Returns how many years back the window looks, this year included; `None` when it has no fixed length.
    pub fn length(&self) -> Option<i16> {
        match self {
            Self::ThisYear => Some(1),
            Self::Consecutive(number) => Some(number.bounds().1),
            Self::Times(times) => Some(times.of_last),
            Self::Since(_) => None,
        }
    }
}

impl Condition {
    /// Calls `visit` for this condition and everything inside it.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.walk(visit)),
            Self::Not(part) => part.walk(visit),
            Self::Count(test) => test.of.walk(visit),
            _ => {}
        }
    }

    /// Returns the window of a test that has one.
    pub fn window(&self) -> Option<&Window> {
        match self {
            Self::Grade(GradeTest { over, .. })
            | Self::Event(EventTest { over, .. })
            | Self::Rank(RankTest { over, .. })
            | Self::Score(ScoreTest { over, .. })
            | Self::Decided(DecidedTest { over, .. }) => Some(over),
            _ => None,
        }
    }
}
