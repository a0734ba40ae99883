//! What is to be judged.

use std::collections::BTreeMap;

use corpus::Bilingual;
use jiff::civil::date;
use observations::Observations;
use programme::{Indicator, IndicatorId, Method, Programme, Tier, UnitId};
use serde::{Deserialize, Serialize};

use crate::Ballots;

/// Units, their figures and the experts' ballots, for one year.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    pub units: &'a [Unit],
    /// Names, directions and cites of the indicators; a method needs no entry here for what it names itself.
    pub indicators: &'a BTreeMap<IndicatorId, Indicator>,
    pub observations: &'a Observations,
    pub ballots: &'a Ballots,
    /// Methods that a method may use as leaves, by id.
    pub methods: &'a BTreeMap<String, Method>,
    pub year: i16,
}

/// Something that can be judged: a city, a zone, a firm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    pub id: UnitId,
    pub name: Bilingual,
    /// What it is: `class`, `province` and whatever else the method asks for.
    pub attributes: BTreeMap<String, String>,
    /// The same where it changes from year to year.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dated_attributes: BTreeMap<i16, BTreeMap<String, String>>,
    /// Number of times that something happened to it in the year, by kind.
    pub events: BTreeMap<String, f64>,
}

/// How often a year is judged anew to see how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chance {
    pub seed: u64,
    /// 0 leaves the uncertainty analysis out.
    pub replicates: u32,
}

impl Unit {
    pub fn new(id: &str, name: Bilingual) -> Self {
        Self { id: id.into(), name, attributes: BTreeMap::new(), dated_attributes: BTreeMap::new(), events: BTreeMap::new() }
    }

    /// The unit with the attributes that it has in a year, as if they never changed.
    pub fn as_of(&self, year: i16) -> Self {
        let mut own = self.clone();
        own.attributes.extend(own.dated_attributes.remove(&year).unwrap_or_default());
        own.dated_attributes.clear();
        own
    }

    /// What an attribute says in a year.
    pub fn word(&self, name: &str, year: i16) -> Option<&str> {
        let dated = self.dated_attributes.get(&year).and_then(|words| words.get(name));
        dated.or_else(|| self.attributes.get(name)).map(String::as_str)
    }
}

/// Kind of unit for which zones are judged as wholes.
pub const ZONE: &str = "zone";

/// Returns the units of a programme that a method judges in a year, with class, province and published honours, as of the year's end.
pub fn units_of(programme: &Programme, method: &Method, year: i16) -> Vec<Unit> {
    let day = date(year, 12, 31);
    let mut ids: Vec<&UnitId> = match method.unit_kind.as_deref() {
        Some(ZONE) => {
            programme.zones.iter().filter(|zone| zone.tier == Tier::National && zone.validity.holds_on(day)).map(|zone| &zone.id).collect()
        }
        _ => programme.members_on(day).map(|member| &member.unit).collect(),
    };
    ids.sort();
    ids.dedup();
    let unit = |id: &UnitId| {
        let known = programme.unit(id, day)?;
        let class = programme.class_of(id, day).map(|class| ("class".to_owned(), class.to_owned()));
        let attributes = class.into_iter().chain([("province".to_owned(), known.province.0)]).collect();
        Some(Unit {
            id: id.clone(),
            name: known.name,
            attributes,
            dated_attributes: BTreeMap::new(),
            events: events_of(programme, id, year),
        })
    };
    ids.into_iter().filter_map(unit).collect()
}

fn events_of(programme: &Programme, id: &UnitId, year: i16) -> BTreeMap<String, f64> {
    let mut events = BTreeMap::new();
    for result in programme.results.iter().filter(|result| result.unit == *id && result.year == year) {
        let Some(kind) = result.kind.event() else { continue };
        *events.entry(kind.to_owned()).or_insert(0.0) += 1.0;
    }
    events
}
