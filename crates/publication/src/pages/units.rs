//! Who is in: members by province, classes, parks, the old industrial cities.

use std::collections::BTreeMap;

use askama::Template;
use corpus::ClauseId;
use programme::{Confidence, Member, ParkKind, UnitId};

use super::{ABSENT, frame_with, render};
use crate::charts::{Caption, Chart, PLACES, Tile, tile_grid};
use crate::context::unranked_reason;
use crate::route::Route;
use crate::view::{Frame, Link, Links, View};
use crate::words;

#[derive(Template)]
#[template(path = "units.html")]
struct Units<'a> {
    frame: Frame<'a>,
    lead: String,
    tiles: Chart,
    score_note: Option<String>,
    zones: Vec<ZoneRow>,
    provinces: Vec<Province>,
    not_evaluable: Vec<(Link, String)>,
    doubts: Vec<Entry>,
    classes: Vec<Entry>,
    parks: Vec<ParkRow>,
    city_count: usize,
    cities: Vec<Entry>,
    industries: Vec<Entry>,
}

struct ZoneRow {
    zone: Link,
    province: String,
    tier: &'static str,
    since: String,
    members: Links,
    cites: Links,
}

struct Province {
    anchor: String,
    name: String,
    rows: Vec<MemberRow>,
}

struct MemberRow {
    unit: Link,
    zone: Link,
    since: String,
    class: String,
    score: Link,
    grade: String,
    standing: &'static str,
    cites: Links,
}

struct Entry {
    name: String,
    text: String,
    cites: Links,
}

pub(super) struct ParkRow {
    pub name: String,
    pub kind: &'static str,
    pub place: String,
    pub cites: Links,
}

pub(super) fn page(view: View<'_>) -> String {
    let programme = &view.context.cycle.programme;
    let provinces = provinces(view);
    let members: usize = provinces.iter().map(|province| province.rows.len()).sum();
    let last = view.context.last_year();
    let contents = [
        ("members", "units.members"),
        ("zones", "units.zones"),
        ("classes", "units.classes"),
        ("parks", "units.parks"),
        ("cities", "units.old_cities"),
        ("industries", "units.industries"),
    ];
    render(&Units {
        frame: frame_with(view, view.text("units.title"), &contents),
        lead: view.fill("units.lead", &[("members", &members), ("zones", &programme.zones.len()), ("provinces", &provinces.len())]),
        tiles: tiles(view, &provinces),
        score_note: last.map(|year| view.source(&year.evaluation)),
        zones: zones(view),
        not_evaluable: not_evaluable(view),
        doubts: doubts(view),
        classes: classes(view),
        parks: parks(view, None),
        city_count: programme.old_industrial_cities.len(),
        cities: cities(view),
        industries: industries(view),
        provinces,
    })
}

/// National members by province, in the order of the codes; units of unknown province last.
fn provinces(view: View<'_>) -> Vec<Province> {
    let programme = &view.context.cycle.programme;
    let mut by_province: BTreeMap<(String, String), Vec<MemberRow>> = BTreeMap::new();
    for member in programme.members.iter().filter(|member| member.confidence != Confidence::NotFound) {
        let code = programme.unit(&member.unit, view.context.cycle.day).map_or_else(|| "~".to_owned(), |unit| unit.province.0);
        by_province.entry((code, view.province(&member.unit))).or_default().push(member_row(view, member));
    }
    let province = |((code, name), rows): ((String, String), Vec<MemberRow>)| Province {
        anchor: format!("p-{}", crate::route::slug(&code)),
        name,
        rows,
    };
    by_province.into_iter().map(province).collect()
}

fn member_row(view: View<'_>, member: &Member) -> MemberRow {
    let context = view.context;
    let judged = context.last_year().and_then(|year| Some((year, context.evaluated(year, &member.unit)?)));
    let score_href = view.href_at(&Route::Unit(member.unit.clone()), "contributions");
    let state = context.last_year().and_then(|year| year.consequences.members.iter().find(|(unit, _)| *unit == member.unit));
    MemberRow {
        unit: view.unit(&member.unit),
        zone: view.zone(&member.zone),
        since: words::validity(view.language, &member.validity),
        class: judged.map_or_else(|| ABSENT.to_owned(), |(_, unit)| view.class(unit.outcome.class.as_deref())),
        score: judged.map_or_else(|| Link::plain(ABSENT), |(_, unit)| Link::new(words::score_with_interval(view, &unit), score_href)),
        grade: judged.map_or_else(|| ABSENT.to_owned(), |(_, unit)| words::grade_with_confidence(view, &unit)),
        standing: state.map_or(ABSENT, |(_, state)| view.language.text(words::state(*state))),
        cites: view.cites(&member.cite),
    }
}

fn zones(view: View<'_>) -> Vec<ZoneRow> {
    let programme = &view.context.cycle.programme;
    let row = |zone: &programme::Zone| {
        let members: Vec<UnitId> = programme.members_of(&zone.id, view.context.cycle.day).cloned().collect();
        ZoneRow {
            zone: view.zone(&zone.id),
            province: view.province(&zone.id),
            tier: view.language.text(super::zone::tier(zone.tier)),
            since: words::validity(view.language, &zone.validity),
            members: view.units(&members),
            cites: view.cites(&zone.cite),
        }
    };
    programme.zones.iter().map(row).collect()
}

fn tiles(view: View<'_>, provinces: &[Province]) -> Chart {
    let tile = |place: &(&'static str, &'static str, u8, u8)| {
        let name = view.province_name(place.0);
        let here = provinces.iter().find(|province| province.name == name);
        let href = here.map(|province| format!("#{}", province.anchor));
        Tile { province: place.0, count: here.map_or(0, |province| province.rows.len()), href, name }
    };
    let tiles: Vec<Tile> = PLACES.iter().map(tile).collect();
    let most = tiles.iter().max_by_key(|tile| tile.count).map(|tile| (tile.name.clone(), tile.count)).unwrap_or_default();
    let shown = tiles.iter().filter(|tile| tile.count > 0).count();
    let caption = Caption {
        language: view.language,
        id: "tiles".to_owned(),
        finding: view.fill("units.tiles_finding", &[("n", &shown), ("most", &most.0), ("count", &most.1)]),
        measure: view.text("units.tiles_measure").to_owned(),
        source: view.text("source.programme").to_owned(),
    };
    tile_grid(caption, &tiles)
}

fn not_evaluable(view: View<'_>) -> Vec<(Link, String)> {
    let Some(year) = view.context.last_year() else { return Vec::new() };
    let reason = |outcome: &evaluation::UnitOutcome| Some((view.unit(&outcome.unit), view.of(unranked_reason(outcome)?).to_owned()));
    year.evaluation.units.iter().filter_map(reason).collect()
}

/// Whatever the sources leave in doubt stays visible.
fn doubts(view: View<'_>) -> Vec<Entry> {
    let programme = &view.context.cycle.programme;
    let entry = |name: String, note: &str, confidence: Confidence, cite: &[ClauseId]| {
        let confidence = view.text(words::confidence(confidence));
        let parts = [name.as_str(), confidence, note].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        Entry { name: String::new(), text: parts.join(" · "), cites: view.cites(cite) }
    };
    let doubted = |confidence: Confidence| confidence >= Confidence::Inferred;
    let zones = programme.zones.iter().filter(|zone| doubted(zone.confidence));
    let zones = zones.map(|zone| entry(view.of(&zone.name).to_owned(), &zone.note, zone.confidence, &zone.cite));
    let members = programme.members.iter().filter(|member| doubted(member.confidence));
    let members = members.map(|member| entry(view.unit_name(&member.unit), &member.note, member.confidence, &member.cite));
    zones.chain(members).collect()
}

fn classes(view: View<'_>) -> Vec<Entry> {
    let classes = &view.context.cycle.programme.about.classes;
    let entry = |class: &programme::Class| Entry {
        name: view.of(&class.name).to_owned(),
        text: view.of(&class.definition).to_owned(),
        cites: view.cites(&class.cite),
    };
    classes.iter().map(entry).collect()
}

/// The parks of a zone, or all.
pub(super) fn parks(view: View<'_>, zone: Option<&UnitId>) -> Vec<ParkRow> {
    let asked = |park: &&programme::Park| zone.is_none_or(|zone| park.zone.as_ref() == Some(zone));
    let row = |park: &programme::Park| ParkRow {
        name: view.of(&park.name).to_owned(),
        kind: view.language.text(park_kind(park.kind)),
        place: view.unit_name(&park.place),
        cites: view.cites(&park.cite),
    };
    view.context.cycle.programme.parks.iter().filter(asked).map(row).collect()
}

/// The message that names a kind of park.
pub(super) fn park_kind(kind: ParkKind) -> &'static str {
    match kind {
        ParkKind::Demonstration => "park.demonstration",
        ParkKind::County => "park.county",
    }
}

/// The identified old industrial cities, one line a province.
fn cities(view: View<'_>) -> Vec<Entry> {
    let programme = &view.context.cycle.programme;
    let mut by_province: BTreeMap<UnitId, (Vec<String>, Vec<ClauseId>)> = BTreeMap::new();
    for city in &programme.old_industrial_cities {
        let province = programme.unit(&city.unit, view.context.cycle.day).map_or_else(|| UnitId::from("~"), |unit| unit.province);
        let (names, cite) = by_province.entry(province).or_default();
        names.push(city.printed.clone());
        cite.extend(city.cite.iter().cloned());
    }
    let entry = |(province, (names, mut cite)): (UnitId, (Vec<String>, Vec<ClauseId>))| {
        cite.sort();
        cite.dedup();
        Entry { name: view.unit_name(&province), text: view.language.list(&names), cites: view.cites(&cite) }
    };
    by_province.into_iter().map(entry).collect()
}

fn industries(view: View<'_>) -> Vec<Entry> {
    let entry = |focus: &programme::IndustryFocus| {
        let cities: Vec<String> = focus.cities.iter().map(|city| view.unit_name(city)).collect();
        let text = format!("{}{}{}", view.of(&focus.focus), view.text("layout.colon"), view.language.list(&cities));
        Entry { name: view.of(&focus.name).to_owned(), text, cites: view.cites(&focus.cite) }
    };
    view.context.cycle.programme.industries.iter().map(entry).collect()
}
