//! `places.csv`, `cities.csv`, `industries.csv`, `classes.csv`.

use corpus::{Bilingual, ClauseId, Finding};
use jiff::civil::Date;
use serde::Deserialize;

use super::cells::{cites, units};
use super::table::rows;
use super::{At, into_domain};
use crate::{CityGroup, ClassMember, Confidence, Folder, IndustryFocus, OldIndustrialCity, Place, PlaceLevel, UnitId, Validity};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceRow {
    id: UnitId,
    name: String,
    name_en: String,
    level: PlaceLevel,
    province: UnitId,
    parent: Option<UnitId>,
    from: Option<Date>,
    to: Option<Date>,
    #[serde(deserialize_with = "cites")]
    cite: Vec<ClauseId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CityRow {
    unit: UnitId,
    printed: String,
    group: CityGroup,
    #[serde(deserialize_with = "cites")]
    cite: Vec<ClauseId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IndustryRow {
    industry: String,
    name: String,
    name_en: String,
    emerging: bool,
    #[serde(deserialize_with = "units")]
    cities: Vec<UnitId>,
    focus: String,
    focus_en: String,
    #[serde(deserialize_with = "cites")]
    cite: Vec<ClauseId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassRow {
    unit: UnitId,
    class: String,
    from: Option<Date>,
    to: Option<Date>,
    #[serde(deserialize_with = "cites")]
    cite: Vec<ClauseId>,
    confidence: Confidence,
}

impl From<PlaceRow> for Place {
    fn from(row: PlaceRow) -> Self {
        let PlaceRow { id, name, name_en, level, province, parent, from, to, cite } = row;
        Self { id, name: Bilingual { zh: name, en: name_en }, level, province, parent, validity: Validity { from, to }, cite }
    }
}

impl From<CityRow> for OldIndustrialCity {
    fn from(row: CityRow) -> Self {
        let CityRow { unit, printed, group, cite } = row;
        Self { unit, printed, group, cite }
    }
}

impl From<IndustryRow> for IndustryFocus {
    fn from(row: IndustryRow) -> Self {
        let IndustryRow { industry, name, name_en, emerging, cities, focus, focus_en, cite } = row;
        let (name, focus) = (Bilingual { zh: name, en: name_en }, Bilingual { zh: focus, en: focus_en });
        Self { industry, name, emerging, cities, focus, cite }
    }
}

impl From<ClassRow> for ClassMember {
    fn from(row: ClassRow) -> Self {
        let ClassRow { unit, class, from, to, cite, confidence } = row;
        Self { unit, class, validity: Validity { from, to }, cite, confidence }
    }
}

pub(crate) fn places(folder: &Folder, findings: &mut Vec<Finding>) -> Vec<At<Place>> {
    into_domain(rows::<PlaceRow>(folder, "places.csv", findings))
}

pub(crate) fn old_industrial_cities(folder: &Folder, findings: &mut Vec<Finding>) -> Vec<At<OldIndustrialCity>> {
    into_domain(rows::<CityRow>(folder, "cities.csv", findings))
}

pub(crate) fn industries(folder: &Folder, findings: &mut Vec<Finding>) -> Vec<At<IndustryFocus>> {
    into_domain(rows::<IndustryRow>(folder, "industries.csv", findings))
}

pub(crate) fn class_members(folder: &Folder, findings: &mut Vec<Finding>) -> Vec<At<ClassMember>> {
    into_domain(rows::<ClassRow>(folder, "classes.csv", findings))
}
