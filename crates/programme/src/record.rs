//! What is on record: published grades and honours, money, practices, events.

use corpus::{Bilingual, ClauseId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Confidence, GradeId, UnitId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResultKind {
    /// Grade of the annual evaluation; `grade` is set.
    Grade,
    /// Neither 优秀 nor 良好, the exact grade unknown.
    BelowGood,
    /// State Council incentive (督查激励).
    StateCouncilIncentive,
    /// Shown publicly as a nominee for it.
    IncentiveNominee,
    /// Commended by the National Development and Reform Commission.
    NdrcCommendation,
    /// Commended by the ministries in a single field (单项表扬).
    FieldCommendation,
    CommendedPark,
    CommendedProject,
}

impl ResultKind {
    /// Returns the name under which rules and methods count it as an event of a year; `None` for what is a grade.
    pub fn event(self) -> Option<&'static str> {
        match self {
            Self::Grade | Self::BelowGood => None,
            Self::StateCouncilIncentive => Some("state_council_incentive"),
            Self::IncentiveNominee => Some("incentive_nominee"),
            Self::NdrcCommendation => Some("ndrc_commendation"),
            Self::FieldCommendation => Some("field_commendation"),
            Self::CommendedPark => Some("commended_park"),
            Self::CommendedProject => Some("commended_project"),
        }
    }

    pub const ALL: [Self; 8] = [
        Self::Grade,
        Self::BelowGood,
        Self::StateCouncilIncentive,
        Self::IncentiveNominee,
        Self::NdrcCommendation,
        Self::FieldCommendation,
        Self::CommendedPark,
        Self::CommendedProject,
    ];
}

/// A published result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublishedResult {
    /// Year that was judged, not the year of publication.
    pub year: i16,
    pub kind: ResultKind,
    /// City, zone, or the place of the park or project.
    pub unit: UnitId,
    pub grade: Option<GradeId>,
    /// Name of the park or project; empty for a unit's own result.
    pub subject: String,
    /// Day on which it was published, where known.
    pub published_on: Option<Date>,
    pub cite: Vec<ClauseId>,
    pub confidence: Confidence,
    pub note: String,
}

/// Published counts of a year's results, for checking: how many units got what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublishedCount {
    pub year: i16,
    pub what: Bilingual,
    pub kind: ResultKind,
    pub grade: Option<GradeId>,
    pub count: u32,
    pub cite: Vec<ClauseId>,
    pub confidence: Confidence,
}

/// Of what a published amount is the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Covers {
    /// All of the programme's fund in those years.
    Programme,
    /// What a zone or a province got.
    Unit(UnitId),
    /// Something else, such as another fund or a part of this one: no total of the ledger compares with it.
    Other,
}

/// A published amount of the special fund.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fund {
    pub from_year: i16,
    pub to_year: i16,
    pub what: Bilingual,
    /// In 亿元.
    pub amount_100m_yuan: f64,
    /// `true` where the source says "about".
    pub approximate: bool,
    pub scope: Bilingual,
    pub covers: Covers,
    pub note: Bilingual,
    pub cite: Vec<ClauseId>,
    pub confidence: Confidence,
}

/// What somebody did well, told in our own words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Practice {
    pub id: String,
    pub units: Vec<UnitId>,
    /// Sub-theme, which is the clause's own.
    pub theme: Bilingual,
    pub gist: Bilingual,
    pub cite: Vec<ClauseId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A major problem that was publicly criticised (出现重大问题并被通报批评).
    MajorProblemCriticised,
    /// A project or measure that deserves notice but has no grade.
    Note,
}

/// Something that happened to a unit on a day and that a rule may ask about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub unit: UnitId,
    pub on: Date,
    pub kind: EventKind,
    pub what: Bilingual,
    pub cite: Vec<ClauseId>,
    /// `true` for an invented event of the demonstration data (`data/events.csv`): only a demonstration run may see it.
    pub demonstration: bool,
}
