//! Everything about one zone on one page: what it is, who is in it, how its cities were graded, what is owed, paid and learned.

use askama::Template;
use consequences::tasks::Obligation;
use programme::{Confidence, Tier, UnitId, Zone};

use super::fund::{ProjectRow, TotalRow, project_row, totals_by_year};
use super::tasks::{CountRow, Urgent, count_rows, urgent};
use super::unit::published_in;
use super::unit_duties::{PlanRows, plan};
use super::units::{ParkRow, parks};
use super::{ABSENT, frame_with, render};
use crate::cites::practice_anchor;
use crate::context::Evaluated;
use crate::cycle::Year;
use crate::number;
use crate::route::{Route, slug};
use crate::view::{Frame, Link, Links, View};
use crate::words;

#[derive(Template)]
#[template(path = "zone.html")]
struct ZonePage<'a> {
    frame: Frame<'a>,
    identity: String,
    cites: Links,
    note: String,
    members: Vec<MemberRow>,
    parks: Vec<ParkRow>,
    /// Members that were judged in some year, as the heads of the table of years.
    heads: Vec<Link>,
    years: Vec<YearRow>,
    plan: Option<PlanRows>,
    urgent: Vec<Urgent>,
    counts: Vec<CountRow>,
    totals: Vec<TotalRow>,
    projects: Vec<ProjectRow>,
    practices: Vec<PracticeRow>,
    board: Link,
}

struct MemberRow {
    unit: Link,
    since: String,
    class: String,
    score: Link,
    grade: String,
    standing: &'static str,
    cites: Links,
}

struct YearRow {
    year: i16,
    /// What was published about the zone itself.
    published: String,
    cites: Links,
    /// What the run computed for the zone as a whole.
    own: Link,
    cells: Vec<Link>,
}

struct PracticeRow {
    units: Links,
    theme: String,
    gist: Link,
    cites: Links,
}

const CONTENTS: [(&str, &str); 7] = [
    ("members", "units.members"),
    ("parks", "units.parks"),
    ("years", "unit.years"),
    ("plan", "zone.plan"),
    ("tasks", "unit.tasks"),
    ("fund", "support.ledger"),
    ("practices", "practices.title"),
];

pub(super) fn page(view: View<'_>, id: &UnitId) -> String {
    let cycle = view.context.cycle;
    let Some(zone) = cycle.programme.zone(id) else { return super::not_found::page(view) };
    let members = members_ever(view, id);
    let owed: Vec<Vec<Obligation>> = members.iter().map(|unit| view.context.obligations(unit)).collect();
    let projects: Vec<_> = cycle.proceedings.fund.projects.iter().filter(|project| project.zone == *id).collect();
    render(&ZonePage {
        frame: frame_with(view, view.of(&zone.name), &CONTENTS),
        identity: identity(view, zone),
        cites: view.cites(&zone.cite),
        note: doubt(view, zone),
        members: named(view, id).map(|member| member_row(view, member)).collect(),
        parks: parks(view, Some(id)),
        heads: members.iter().map(|unit| view.unit(unit)).collect(),
        years: years(view, id, &members),
        plan: plan(view, id),
        urgent: urgent(view, owed.iter().flatten()),
        counts: count_rows(view, &members, &owed),
        totals: totals_by_year(view, &projects),
        projects: projects.into_iter().map(|project| project_row(view, project)).collect(),
        practices: practices(view, &members),
        board: Link::new(view.text("tasks.see_board"), view.href(&Route::Tasks)),
    })
}

/// The message that names a tier.
pub(super) fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::National => "zone.national",
        Tier::Provincial => "zone.provincial",
    }
}

fn identity(view: View<'_>, zone: &Zone) -> String {
    let batch = zone.batch.map(|batch| view.fill("zone.batch", &[("batch", &batch)]));
    let parts = [view.text(tier(zone.tier)).to_owned(), view.province(&zone.id), words::validity(view.language, &zone.validity)];
    parts.into_iter().chain(batch).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn doubt(view: View<'_>, zone: &Zone) -> String {
    let confidence = match zone.confidence {
        Confidence::TwoAgree => "",
        other => view.text(words::confidence(other)),
    };
    // Members of whom a paper says only that they exist.
    let unnamed = view.context.cycle.programme.members.iter();
    let unnamed =
        unnamed.filter(|member| member.zone == zone.id && member.confidence == Confidence::NotFound).map(|member| member.note.as_str());
    [confidence, &zone.note]
        .into_iter()
        .chain(unnamed)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(view.text("layout.semicolon"))
}

/// Memberships in the zone of units that are known by name.
fn named<'a>(view: View<'a>, zone: &UnitId) -> impl Iterator<Item = &'a programme::Member> {
    view.context.cycle.programme.members.iter().filter(move |member| member.zone == *zone && member.confidence != Confidence::NotFound)
}

/// Every member that the zone has or had, in the order of the folder.
fn members_ever(view: View<'_>, zone: &UnitId) -> Vec<UnitId> {
    let mut units: Vec<UnitId> = Vec::new();
    for member in named(view, zone) {
        if !units.contains(&member.unit) {
            units.push(member.unit.clone());
        }
    }
    units
}

fn member_row(view: View<'_>, member: &programme::Member) -> MemberRow {
    let found = view.context.last_evaluated(&member.unit);
    let judged = found.as_ref().map(|(_, unit)| unit);
    let last = view.context.last_year();
    let state = last.and_then(|year| year.consequences.members.iter().find(|(unit, _)| *unit == member.unit));
    MemberRow {
        unit: view.units(std::slice::from_ref(&member.unit)).0.remove(0),
        since: words::validity(view.language, &member.validity),
        class: judged.map_or_else(|| ABSENT.to_owned(), |unit| view.class(unit.outcome.class.as_deref())),
        score: found.as_ref().map_or_else(
            || Link::plain(ABSENT),
            |(year, unit)| Link::new(words::score_with_interval(view, unit), ranking(view, year, &member.unit)),
        ),
        grade: judged.map_or_else(|| ABSENT.to_owned(), |unit| words::grade_with_confidence(view, unit)),
        standing: state.map_or(ABSENT, |(_, state)| view.language.text(words::state(*state))),
        cites: view.cites(&member.cite),
    }
}

/// Years of which something was published or computed, the latest first.
fn years(view: View<'_>, zone: &UnitId, members: &[UnitId]) -> Vec<YearRow> {
    let cycle = view.context.cycle;
    let published = cycle.programme.results.iter().filter(|result| result.unit == *zone).map(|result| result.year);
    let mut years: Vec<i16> = published.chain(cycle.years.iter().map(|year| year.year)).collect();
    years.sort_unstable();
    years.dedup();
    let row = |year: i16| {
        let (published, cites) = published_in(view, zone, year);
        let judged = view.context.year(year);
        let computed = |unit: &UnitId| judged.and_then(|judged| Some(Link::new(grade(view, judged, unit)?, ranking(view, judged, unit))));
        let or_absent = |found: Option<Link>| found.unwrap_or_else(|| Link::plain(ABSENT));
        let own = computed(zone);
        let (published, own) = if published.is_empty() {
            (String::new(), or_absent(own))
        } else {
            (view.fill("zone.published", &[("what", &published)]), own.unwrap_or_else(|| Link::plain("")))
        };
        YearRow { year, published, cites, own, cells: members.iter().map(|unit| or_absent(computed(unit))).collect() }
    };
    years.into_iter().rev().map(row).collect()
}

/// Where the unit stands in the ranking of a year.
fn ranking(view: View<'_>, year: &Year, unit: &UnitId) -> String {
    view.href_at(&Route::Evaluation(year.year), &format!("u-{}", slug(unit.as_str())))
}

fn grade(view: View<'_>, year: &Year, unit: &UnitId) -> Option<String> {
    let outcome = year.evaluation.units.iter().find(|outcome| outcome.unit == *unit)?;
    let own = Evaluated::of(outcome)?;
    let grade = words::grade_with_confidence(view, &own);
    Some(view.fill("zone.computed", &[("score", &number::score(own.score)), ("grade", &grade)]))
}

fn practices(view: View<'_>, members: &[UnitId]) -> Vec<PracticeRow> {
    let own = view.context.cycle.programme.practices.iter();
    let own = own.filter(|practice| practice.units.iter().any(|unit| members.contains(unit)));
    let row = |practice: &programme::Practice| PracticeRow {
        units: view.units(&practice.units),
        theme: view.of(&practice.theme).to_owned(),
        gist: Link::new(view.of(&practice.gist), view.href_at(&Route::Practices, &practice_anchor(&practice.id))),
        cites: view.cites(&practice.cite),
    };
    own.map(row).collect()
}
