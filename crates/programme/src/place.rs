//! Places and their histories.

use corpus::{Bilingual, ClauseId};
use serde::{Deserialize, Serialize};

use crate::{Confidence, UnitId, Validity};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceLevel {
    Province,
    Prefecture,
    /// A district of a city.
    District,
    /// A county or a county-level city.
    County,
    /// Not an administrative division, for instance an industrial base.
    Base,
}

/// A name and a code that a place bore from a day to a day. A renamed place has several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// GB/T 2260 code, or a slug where there is none.
    pub id: UnitId,
    /// Full official name.
    pub name: Bilingual,
    pub level: PlaceLevel,
    /// Code of the province (`430000`).
    pub province: UnitId,
    /// Place it belongs to; `None` for a province.
    pub parent: Option<UnitId>,
    pub validity: Validity,
    pub cite: Vec<ClauseId>,
}

/// Which of the two groups of the 120 old industrial cities a place belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CityGroup {
    Prefecture,
    DistrictOfLargeCity,
}

/// One of the identified old industrial cities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OldIndustrialCity {
    pub unit: UnitId,
    /// As the paper prints it (`襄阳`, `天津市原塘沽区`).
    pub printed: String,
    pub group: CityGroup,
    pub cite: Vec<ClauseId>,
}

/// Cities that a box of the plan names for one focus of an industry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndustryFocus {
    pub industry: String,
    pub name: Bilingual,
    /// `true` for the emerging industries, `false` for the traditional ones.
    pub emerging: bool,
    pub cities: Vec<UnitId>,
    pub focus: Bilingual,
    pub cite: Vec<ClauseId>,
}

/// A class within which units are compared, and who is in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassMember {
    pub unit: UnitId,
    /// Id of a class of `programme.toml`.
    pub class: String,
    pub validity: Validity,
    pub cite: Vec<ClauseId>,
    pub confidence: Confidence,
}
