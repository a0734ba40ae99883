//! What happened to a unit, in order: memberships, events, published results and grades of the run, decisions, objections, its zone's
//! plan and share of the special fund.

use std::collections::BTreeMap;

use consequences::{Decision, Outcome, Verdict};
use corpus::ClauseId;
use jiff::civil::Date;
use programme::UnitId;

use super::effect::published;
use super::unit_ledger::against;
use crate::route::Route;
use crate::view::{Link, Links, View};
use crate::words;

/// One entry: a day where it is known, else a year.
pub(super) struct Entry {
    pub(super) when: String,
    /// What sort of thing it is, in a word.
    pub(super) sort: &'static str,
    /// Whether it takes something from the unit or warns it.
    pub(super) class: &'static str,
    pub(super) what: String,
    pub(super) more: Links,
    pub(super) cites: Links,
}

pub(super) fn timeline(view: View<'_>, unit: &UnitId) -> Vec<Entry> {
    let mut entries = memberships(view, unit);
    let programme = &view.context.cycle.programme;
    let events = programme.events.iter().filter(|event| event.unit == *unit);
    entries.extend(events.map(|event| entry(view, event.on, "timeline.event", view.of(&event.what).to_owned(), &event.cite)));
    entries.extend(grades(view, unit));
    entries.extend(results(view, unit));
    entries.extend(decisions(view, unit));
    entries.extend(confirmations(view, unit));
    entries.extend(objections(view, unit));
    entries.extend(plan(view, unit));
    entries.extend(fund(view, unit));
    // What is known by its year alone stands before the days of that year; what a day brought stands in the order in which it was made.
    entries.sort_by_key(|entry| entry.when.clone());
    entries
}

fn entry(view: View<'_>, when: impl std::fmt::Display, sort: &'static str, what: String, cite: &[ClauseId]) -> Entry {
    let sort = view.language.text(sort);
    Entry { when: when.to_string(), sort, class: "plain", what, more: Links::default(), cites: view.cites(cite) }
}

/// Joining and, where it happened, leaving.
fn memberships(view: View<'_>, unit: &UnitId) -> Vec<Entry> {
    let programme = &view.context.cycle.programme;
    let mut entries = Vec::new();
    for member in programme.members.iter().filter(|member| member.unit == *unit) {
        let zone = programme.zone(&member.zone).map_or_else(|| member.zone.to_string(), |zone| view.of(&zone.name).to_owned());
        for (day, key) in [(member.validity.from, "timeline.joined"), (member.validity.to, "timeline.left")] {
            let what = view.fill(key, &[("zone", &zone)]);
            entries.extend(day.map(|day| entry(view, day, "timeline.membership", what, &member.cite)));
        }
    }
    entries
}

fn results<'a>(view: View<'a>, unit: &'a UnitId) -> impl Iterator<Item = Entry> + use<'a> {
    let results = view.context.cycle.programme.results.iter().filter(move |result| result.unit == *unit);
    results.map(move |result| {
        let when = result.published_on.map_or_else(|| result.year.to_string(), |day| day.to_string());
        let what = view.fill("timeline.published", &[("year", &result.year), ("what", &published(view, result))]);
        entry(view, when, "timeline.result", what, &result.cite)
    })
}

/// Grades of this run, each said to be so.
fn grades<'a>(view: View<'a>, unit: &'a UnitId) -> impl Iterator<Item = Entry> + use<'a> {
    view.context.cycle.years.iter().filter_map(move |year| {
        let own = view.context.evaluated(year, unit)?;
        let (grade, rank) = (words::grade_with_confidence(view, &own), words::rank_with_interval(view, &own));
        let what = view.fill("timeline.graded", &[("year", &year.year), ("grade", &grade), ("rank", &rank)]);
        let labels = view.language.list(&view.score_labels(&year.evaluation));
        let day = view.context.cycle.programme.rulebook.calendar.day_of(year.year);
        let more = Links(vec![Link::new(view.text("timeline.evaluation"), view.href(&Route::Evaluation(year.year)))]);
        let what = if labels.is_empty() { what } else { view.fill("timeline.labelled", &[("what", &what), ("labels", &labels)]) };
        Some(Entry { more, ..entry(view, day, "timeline.result", what, &[]) })
    })
}

/// What was decided on one day with one outcome is one entry.
fn decisions(view: View<'_>, unit: &UnitId) -> Vec<Entry> {
    let all = view.context.cycle.years.iter().flat_map(|year| &year.consequences.decisions);
    let mut together: BTreeMap<(i16, Option<Date>, Outcome), Vec<&Decision>> = BTreeMap::new();
    let own = all.filter(|decision| decision.unit == *unit && decision.verdict == Verdict::Met);
    for decision in own.filter(|decision| decision.outcome != Outcome::ObjectionRight) {
        together.entry((decision.year, decision.from, decision.outcome)).or_default().push(decision);
    }
    let row = |((year, from, outcome), decisions): ((i16, Option<Date>, Outcome), Vec<&Decision>)| {
        let when = from.map_or_else(|| year.to_string(), |day| day.to_string());
        let titles: Vec<&str> = decisions.iter().map(|decision| view.of(&decision.title)).collect();
        let what = view.fill("timeline.decided", &[("year", &year), ("title", &titles.join(view.text("layout.semicolon")))]);
        let mut cite: Vec<ClauseId> = decisions.iter().flat_map(|decision| decision.clause.iter().cloned()).collect();
        cite.sort();
        cite.dedup();
        Entry { class: class(outcome), ..entry(view, when, words::outcome(outcome), what, &cite) }
    };
    together.into_iter().map(row).collect()
}

fn class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Removal | Outcome::LossOfSupport => "late",
        Outcome::Warning | Outcome::Embargo => "unknown",
        _ => "met",
    }
}

fn confirmations<'a>(view: View<'a>, unit: &'a UnitId) -> impl Iterator<Item = Entry> + use<'a> {
    let cycle = view.context.cycle;
    let own = cycle.proceedings.confirmations.iter().filter(move |one| one.unit == *unit && one.on <= cycle.day);
    own.map(move |one| {
        let rule = super::unit_ledger::rule_title(view, &one.rule);
        let what = view.fill("timeline.confirmed", &[("year", &one.year), ("rule", &rule), ("by", &one.by)]);
        entry(view, one.on, "timeline.confirmation", what, &[])
    })
}

/// Filing and, where it came to it, the decision.
fn objections(view: View<'_>, unit: &UnitId) -> Vec<Entry> {
    let cycle = view.context.cycle;
    let mut entries = Vec::new();
    for one in cycle.proceedings.objections.iter().filter(|one| one.unit == *unit && one.filed_on <= cycle.day) {
        let against = against(view, &one.subject);
        let filed = view.fill("timeline.objected", &[("against", &against), ("by", &one.by), ("grounds", &one.grounds)]);
        entries.push(entry(view, one.filed_on, "timeline.objection", filed, &[]));
        if let Some(resolution) = one.resolution.as_ref().filter(|resolution| resolution.on <= cycle.day) {
            let key = if resolution.upheld { "timeline.upheld" } else { "timeline.refused" };
            let what = view.fill(key, &[("against", &against), ("by", &resolution.by), ("reason", &resolution.reason)]);
            entries.push(entry(view, resolution.on, "timeline.objection", what, &resolution.cite));
        }
    }
    entries
}

/// Versions of the plans of the zones to which the unit belongs.
fn plan(view: View<'_>, unit: &UnitId) -> Vec<Entry> {
    let cycle = view.context.cycle;
    let zones: Vec<&UnitId> = cycle.programme.zones_of(unit, cycle.day).map(|zone| &zone.id).collect();
    let mut entries = Vec::new();
    for plan in cycle.proceedings.plans.iter().filter(|plan| zones.contains(&&plan.zone)) {
        for version in plan.versions.iter().filter(|version| version.on <= cycle.day) {
            let (zone, stage) = (view.unit_name(&plan.zone), view.of(&version.stage.name()).to_owned());
            let what = view.fill("timeline.plan_version", &[("zone", &zone), ("stage", &stage), ("by", &version.by)]);
            entries.push(entry(view, version.on, "timeline.plan", what, &version.cite));
        }
    }
    entries
}

/// Projects of the special fund in the unit's zones, summed up by year.
fn fund(view: View<'_>, unit: &UnitId) -> Vec<Entry> {
    let cycle = view.context.cycle;
    let mut entries = Vec::new();
    for zone in cycle.programme.zones_of(unit, cycle.day) {
        let mut years: BTreeMap<i16, (usize, i64, i64)> = BTreeMap::new();
        for project in cycle.proceedings.fund.projects.iter().filter(|project| project.zone == zone.id) {
            let (projects, amount, spent) = years.entry(project.year).or_default();
            (*projects, *amount, *spent) = (*projects + 1, *amount + project.amount_wan, *spent + project.spent_wan);
        }
        for (year, (projects, amount, spent)) in years {
            let values: [(&str, &dyn std::fmt::Display); 4] =
                [("zone", &view.of(&zone.name)), ("n", &projects), ("amount", &amount), ("spent", &spent)];
            let more = Links(vec![Link::new(view.text("timeline.to_zone"), view.href(&Route::Zone(zone.id.clone())))]);
            entries.push(Entry { more, ..entry(view, year, "timeline.fund", view.fill("timeline.funded", &values), &[]) });
        }
    }
    entries
}
