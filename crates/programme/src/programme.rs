//! The programme as a value.

use std::collections::{BTreeMap, BTreeSet};

use corpus::{Bilingual, ClauseId, Finding, PaperId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::rule::Rulebook;
use crate::{
    ClassMember, Clause, Confidence, Event, Fund, GradeId, Indicator, IndicatorId, IndustryFocus, Measure, Member, Method,
    OldIndustrialCity, Paper, Park, Place, Practice, PublishedCount, PublishedResult, ResultKind, Target, Task, UnitId, Validity, Zone,
};

/// Everything a programme folder says, and the findings about it.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Programme {
    pub about: About,
    /// Sorted by id.
    pub papers: BTreeMap<PaperId, Paper>,
    /// Sorted by id, then by day.
    pub places: Vec<Place>,
    pub old_industrial_cities: Vec<OldIndustrialCity>,
    pub industries: Vec<IndustryFocus>,
    pub class_members: Vec<ClassMember>,
    pub zones: Vec<Zone>,
    pub members: Vec<Member>,
    pub parks: Vec<Park>,
    pub indicators: BTreeMap<IndicatorId, Indicator>,
    pub targets: Vec<Target>,
    pub tasks: Vec<Task>,
    pub measures: Vec<Measure>,
    /// By id.
    #[serde(skip)]
    pub methods: BTreeMap<String, Method>,
    pub results: Vec<PublishedResult>,
    pub counts: Vec<PublishedCount>,
    pub funds: Vec<Fund>,
    pub practices: Vec<Practice>,
    pub events: Vec<Event>,
    /// What `rules/` says ([`crate::rule::read`]).
    pub rulebook: Rulebook,
    pub findings: Vec<Finding>,
}

/// What `programme.toml` says.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct About {
    pub id: String,
    pub name: Bilingual,
    pub description: Bilingual,
    pub editions: Vec<Edition>,
    pub unit_kinds: Vec<UnitKind>,
    pub classes: Vec<Class>,
    pub grades: Vec<Grade>,
    pub announced: Vec<Announced>,
}

/// A period of the programme with its own founding paper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edition {
    pub id: String,
    pub name: Bilingual,
    pub validity: Validity,
    pub cite: Vec<ClauseId>,
}

/// A kind of thing that is judged, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitKind {
    /// `zone`, `city`, `park`.
    pub id: String,
    pub name: Bilingual,
    /// Years judged, both inclusive; `None` is open.
    pub first_year: Option<i16>,
    pub last_year: Option<i16>,
    pub cite: Vec<ClauseId>,
}

/// A class within which units are compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Class {
    pub id: String,
    pub name: Bilingual,
    pub definition: Bilingual,
    pub cite: Vec<ClauseId>,
}

/// A grade's name; the best first in [`About::grades`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Grade {
    pub id: GradeId,
    pub name: Bilingual,
}

/// What a paper gives the number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Listed {
    NationalZones,
    /// Cities and districts of the national zones.
    Members,
    ProvincialZones,
    DemonstrationParks,
    CountyParks,
    OldIndustrialPrefectures,
    OldIndustrialDistricts,
}

/// A total that a paper announces, to check a list against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Announced {
    pub what: Listed,
    pub on: Date,
    pub count: u32,
    pub cite: Vec<ClauseId>,
}

/// A unit with its name on a day: a place, a zone or a park.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    pub id: UnitId,
    pub name: Bilingual,
    /// Code of its province.
    pub province: UnitId,
}

impl Programme {
    /// Returns the place's entry that holds on `day`.
    pub fn place(&self, id: &UnitId, day: Date) -> Option<&Place> {
        self.places.iter().find(|place| place.id == *id && place.validity.holds_on(day))
    }

    /// Returns the unit, be it a place, a zone or a park, with the name it bears on `day`, or its last name when it bears none.
    pub fn unit(&self, id: &UnitId, day: Date) -> Option<Unit> {
        let place = self.place(id, day).or_else(|| self.places.iter().rev().find(|place| place.id == *id));
        if let Some(place) = place {
            return Some(Unit { id: id.clone(), name: place.name.clone(), province: place.province.clone() });
        }
        if let Some(zone) = self.zone(id) {
            return Some(Unit { id: id.clone(), name: zone.name.clone(), province: zone.province.clone() });
        }
        let park = self.parks.iter().find(|park| park.id == *id)?;
        let province = self.place(&park.place, day)?.province.clone();
        Some(Unit { id: id.clone(), name: park.name.clone(), province })
    }

    pub fn zone(&self, id: &UnitId) -> Option<&Zone> {
        self.zones.iter().find(|zone| zone.id == *id)
    }

    /// Returns the memberships that hold on `day`, without members that no source names.
    pub fn members_on(&self, day: Date) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(move |member| member.confidence != Confidence::NotFound && member.validity.holds_on(day))
    }

    /// Returns every unit that ever was a member, sorted.
    pub fn all_members(&self) -> BTreeSet<&UnitId> {
        self.members.iter().filter(|member| member.confidence != Confidence::NotFound).map(|member| &member.unit).collect()
    }

    /// Returns the zones that `unit` belongs to on `day`.
    pub fn zones_of(&self, unit: &UnitId, day: Date) -> impl Iterator<Item = &Zone> {
        self.members_on(day).filter(move |member| member.unit == *unit).filter_map(|member| self.zone(&member.zone))
    }

    /// Returns the members of `zone` on `day`.
    pub fn members_of(&self, zone: &UnitId, day: Date) -> impl Iterator<Item = &UnitId> {
        self.members_on(day).filter(move |member| member.zone == *zone).map(|member| &member.unit)
    }

    /// Returns the class of `unit` on `day`, `None` when it has none.
    pub fn class_of(&self, unit: &UnitId, day: Date) -> Option<&str> {
        self.class_members.iter().find(|entry| entry.unit == *unit && entry.validity.holds_on(day)).map(|entry| entry.class.as_str())
    }

    /// Returns the published grade of `unit` for `year`.
    pub fn published_grade(&self, unit: &UnitId, year: i16) -> Option<&PublishedResult> {
        self.results.iter().find(|result| result.kind == ResultKind::Grade && result.unit == *unit && result.year == year)
    }

    /// Returns what `papers.toml` says about a clause.
    pub fn clause(&self, id: &ClauseId) -> Option<&Clause> {
        self.papers.get(&id.paper)?.clause(&id.path)
    }
}
