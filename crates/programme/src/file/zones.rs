//! `zones.csv`, `members.csv`, `parks.csv`.

use corpus::{Bilingual, ClauseId, Finding};
use jiff::civil::Date;
use serde::Deserialize;

use super::cells::cites;
use super::table::rows;
use super::{At, into_domain};
use crate::{Confidence, Folder, Member, Park, ParkKind, Tier, UnitId, Validity, Zone};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ZoneRow {
    id: UnitId,
    name: String,
    name_en: String,
    tier: Tier,
    batch: Option<u8>,
    province: UnitId,
    from: Option<Date>,
    to: Option<Date>,
    #[serde(deserialize_with = "cites")]
    cite: Vec<ClauseId>,
    confidence: Confidence,
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MemberRow {
    unit: UnitId,
    zone: UnitId,
    from: Option<Date>,
    to: Option<Date>,
    #[serde(deserialize_with = "cites")]
    cite: Vec<ClauseId>,
    confidence: Confidence,
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParkRow {
    id: UnitId,
    name: String,
    name_en: String,
    kind: ParkKind,
    place: UnitId,
    zone: Option<UnitId>,
    from: Option<Date>,
    to: Option<Date>,
    #[serde(deserialize_with = "cites")]
    cite: Vec<ClauseId>,
    confidence: Confidence,
    note: String,
}

impl From<ZoneRow> for Zone {
    fn from(row: ZoneRow) -> Self {
        let ZoneRow { id, name, name_en, tier, batch, province, from, to, cite, confidence, note } = row;
        let (name, validity) = (Bilingual { zh: name, en: name_en }, Validity { from, to });
        Self { id, name, tier, batch, province, validity, cite, confidence, note }
    }
}

impl From<MemberRow> for Member {
    fn from(row: MemberRow) -> Self {
        let MemberRow { unit, zone, from, to, cite, confidence, note } = row;
        Self { unit, zone, validity: Validity { from, to }, cite, confidence, note }
    }
}

impl From<ParkRow> for Park {
    fn from(row: ParkRow) -> Self {
        let ParkRow { id, name, name_en, kind, place, zone, from, to, cite, confidence, note } = row;
        let (name, validity) = (Bilingual { zh: name, en: name_en }, Validity { from, to });
        Self { id, name, kind, place, zone, validity, cite, confidence, note }
    }
}

pub(crate) fn zones(folder: &Folder, findings: &mut Vec<Finding>) -> Vec<At<Zone>> {
    into_domain(rows::<ZoneRow>(folder, "zones.csv", findings))
}

pub(crate) fn members(folder: &Folder, findings: &mut Vec<Finding>) -> Vec<At<Member>> {
    into_domain(rows::<MemberRow>(folder, "members.csv", findings))
}

pub(crate) fn parks(folder: &Folder, findings: &mut Vec<Finding>) -> Vec<At<Park>> {
    into_domain(rows::<ParkRow>(folder, "parks.csv", findings))
}
