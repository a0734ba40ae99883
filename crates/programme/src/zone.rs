//! Who is in: zones, their members, parks.

use corpus::{Bilingual, ClauseId};
use serde::{Deserialize, Serialize};

use crate::{Confidence, UnitId, Validity};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    National,
    /// Named by its province; shares the support.
    Provincial,
}

/// A demonstration zone: one city or several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Zone {
    /// `zone-<slug>`; a unit too, where the zone is what is judged.
    pub id: UnitId,
    pub name: Bilingual,
    pub tier: Tier,
    /// 1 for April 2017, 2 for August 2019; `None` for provincial zones.
    pub batch: Option<u8>,
    pub province: UnitId,
    pub validity: Validity,
    pub cite: Vec<ClauseId>,
    pub confidence: Confidence,
    pub note: String,
}

/// A city's or district's membership of a zone, from a day to a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    pub unit: UnitId,
    pub zone: UnitId,
    pub validity: Validity,
    pub cite: Vec<ClauseId>,
    /// [`Confidence::NotFound`] for a member that must exist but that no source names.
    pub confidence: Confidence,
    pub note: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParkKind {
    /// 产业转型升级示范园区.
    Demonstration,
    /// 县城产业转型升级示范园区.
    County,
}

/// A park that the programme supports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Park {
    /// `park-<slug>`.
    pub id: UnitId,
    pub name: Bilingual,
    pub kind: ParkKind,
    /// City, district or county it lies in.
    pub place: UnitId,
    /// Zone it belongs to; `None` for a county park.
    pub zone: Option<UnitId>,
    pub validity: Validity,
    pub cite: Vec<ClauseId>,
    pub confidence: Confidence,
    pub note: String,
}
