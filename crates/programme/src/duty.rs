//! What must be reached and done, and what support is given.

use corpus::{Bilingual, ClauseId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{IndicatorId, UnitId, Validity};

/// How a target's value is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// The indicator itself reaches the value.
    Level,
    /// The indicator has changed by the value, in per cent of the baseline year.
    ChangeAgainstBaseline,
    /// Yearly figures from the baseline year to the deadline sum up to the value.
    Cumulative,
}

/// For whom a target holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetScope {
    /// All 120 old industrial cities together, not each of them.
    OldIndustrialCities,
    /// All zone cities together.
    ZoneCities,
    /// All eligible parks together.
    Parks,
}

/// A goal with its number, baseline and deadline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Target {
    pub id: String,
    pub name: Bilingual,
    pub indicator: IndicatorId,
    /// In `unit`; a fall is negative where `kind` is a change.
    pub value: f64,
    pub unit: String,
    pub kind: TargetKind,
    pub baseline_year: Option<i16>,
    /// Last day on which it can be reached.
    pub deadline: Date,
    pub scope: TargetScope,
    pub cite: Vec<ClauseId>,
    pub validity: Validity,
}

/// How binding the paper's words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Force {
    /// 要, 必须, 确保.
    Must,
    /// 请.
    Requested,
    /// 支持, 推动, 加快.
    Promoted,
    /// 鼓励, 探索.
    Encouraged,
}

/// Who must do what, for whom, by when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    pub id: String,
    pub who: Bilingual,
    /// Those who act together with `who`.
    pub with: Option<Bilingual>,
    pub what: Bilingual,
    pub for_whom: Option<Bilingual>,
    /// Under which condition.
    pub condition: Option<Bilingual>,
    pub force: Force,
    /// Units that the clause names; empty when it means all.
    pub units: Vec<UnitId>,
    /// `true` where the named units are only examples (等).
    pub open_list: bool,
    /// `None` where the paper sets no day.
    pub by: Option<Date>,
    pub cite: Vec<ClauseId>,
    pub validity: Validity,
}

/// Who may have a support measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beneficiary {
    /// Every member of a zone.
    Members,
    /// Members whose grade of the year is 优秀.
    ExcellentMembers,
    /// Winners of the State Council incentive, and members graded 优秀.
    IncentiveWinnersAndExcellentMembers,
    /// The units that the clause names.
    Named,
    /// Parks of zones, and county parks.
    Parks,
    /// Provincial zones.
    ProvincialZones,
    /// Firms in the zone cities.
    Firms,
}

/// A support measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    pub id: String,
    /// `None` where the clause names nobody.
    pub supporter: Option<Bilingual>,
    pub instrument: Bilingual,
    pub beneficiary: Beneficiary,
    pub for_whom: Bilingual,
    pub condition: Option<Bilingual>,
    /// Units that the clause names; empty when it means all.
    pub units: Vec<UnitId>,
    pub open_list: bool,
    pub cite: Vec<ClauseId>,
    pub validity: Validity,
}
