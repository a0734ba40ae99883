//! Everything about one unit on one page, every number a link to where it comes from.

use std::collections::BTreeMap;

use askama::Template;
use consequences::Decision;
use corpus::ClauseId;
use evaluation::Standing;
use programme::{Target, TargetScope, UnitId};

use super::effect::published;
use super::unit_score::{Contributions, ScoreVerdict, contributions, verdict};
use super::unit_timeline::{Entry, timeline};
use super::unit_years::{YearRow, ranks, years};
use super::{ABSENT, frame_with, render, targets};
use crate::charts::Chart;
use crate::likeness;
use crate::number;
use crate::route::Route;
use crate::view::{Frame, Link, Links, View};
use crate::words;

#[derive(Template)]
#[template(path = "unit.html")]
struct UnitPage<'a> {
    frame: Frame<'a>,
    identity: String,
    identity_cites: Links,
    verdict: Option<ScoreVerdict>,
    not_judged: String,
    scored: Option<Contributions>,
    ranks: Option<Chart>,
    years: Vec<YearRow>,
    timeline: Vec<Entry>,
    targets: Vec<TargetRow>,
    standing: Option<String>,
    decisions: Vec<DecisionGroup>,
    tasks: Vec<Cited>,
    practices: Vec<PracticeGroup>,
    all_figures: Link,
}

struct TargetRow {
    name: Link,
    goal: String,
    deadline: String,
    baseline: Link,
    latest: Link,
    cites: Links,
}

struct DecisionGroup {
    title: String,
    decisions: Vec<DecisionRow>,
}

struct DecisionRow {
    verdict_class: &'static str,
    verdict: &'static str,
    title: Link,
    term: String,
    cites: Links,
    reason: String,
    facts: Vec<Cited>,
}

struct Cited {
    text: String,
    cites: Links,
}

struct PracticeGroup {
    unit: Link,
    reason: String,
    practices: Vec<Cited>,
}

const CONTENTS: [(&str, &str); 8] = [
    ("contributions", "unit.contributions"),
    ("years", "unit.years"),
    ("timeline", "unit.timeline"),
    ("targets", "unit.targets"),
    ("follows", "unit.follows"),
    ("tasks", "unit.tasks"),
    ("practices", "unit.practices"),
    ("figures", "unit.all_figures"),
];

pub(super) fn page(view: View<'_>, unit: &UnitId) -> String {
    let (identity, identity_cites) = identity(view, unit);
    let scored = contributions(view, unit);
    let contents = if scored.is_some() { &CONTENTS[..] } else { &CONTENTS[1..] };
    let figures = view.context.cycle.observations.figures.get(unit);
    let all_figures: usize = figures.map_or(0, |indicators| indicators.values().map(BTreeMap::len).sum());
    render(&UnitPage {
        frame: frame_with(view, view.unit_name(unit), contents),
        identity,
        identity_cites,
        verdict: verdict(view, unit),
        not_judged: not_judged(view, unit),
        scored,
        ranks: ranks(view, unit),
        years: years(view, unit),
        timeline: timeline(view, unit),
        targets: target_rows(view, unit),
        standing: standing(view, unit),
        decisions: decisions(view, unit),
        tasks: tasks(view, unit),
        practices: practices(view, unit),
        all_figures: Link::new(view.fill("unit.see_figures", &[("n", &all_figures)]), view.href(&Route::UnitData(unit.clone()))),
    })
}

/// Province, zones and what was published about it, with the clauses that say so.
fn identity(view: View<'_>, unit: &UnitId) -> (String, Links) {
    let programme = &view.context.cycle.programme;
    let memberships: Vec<_> = programme.members.iter().filter(|member| member.unit == *unit).collect();
    let zone = |member: &&programme::Member| {
        let zone = programme.zone(&member.zone).map_or_else(|| member.zone.to_string(), |zone| view.of(&zone.name).to_owned());
        format!("{zone} {}", words::validity(view.language, &member.validity)).trim().to_owned()
    };
    let mut parts = vec![view.province(unit)];
    parts.extend(memberships.iter().map(zone));
    let cites: Vec<ClauseId> = memberships.iter().flat_map(|member| member.cite.iter().cloned()).collect();
    (parts.join(" · "), view.cites(&cites))
}

fn not_judged(view: View<'_>, unit: &UnitId) -> String {
    let outcome = view.context.last_year().and_then(|year| year.evaluation.units.iter().find(|outcome| outcome.unit == *unit));
    match outcome.map(|outcome| &outcome.standing) {
        Some(Standing::NotEvaluable(why)) => {
            let missing: Vec<String> = why.missing.iter().map(|indicator| indicator_name(view, indicator)).collect();
            let reason = view.of(&why.reason).to_owned();
            if missing.is_empty() {
                reason
            } else {
                view.fill("unit.missing", &[("reason", &reason), ("missing", &view.language.list(&missing))])
            }
        }
        Some(Standing::Special { reason, .. }) => view.of(reason).to_owned(),
        _ => view.text("unit.not_judged").to_owned(),
    }
}

pub(super) fn indicator_name(view: View<'_>, id: &programme::IndicatorId) -> String {
    view.context.cycle.programme.indicators.get(id).map_or_else(|| id.to_string(), |indicator| view.of(&indicator.name).to_owned())
}

/// The programme's targets beside the unit's own figures. They bind the programme as a whole, and the page says so.
fn target_rows(view: View<'_>, unit: &UnitId) -> Vec<TargetRow> {
    let programme = &view.context.cycle.programme;
    let old = programme.old_industrial_cities.iter().any(|city| city.unit == *unit);
    let holds = |target: &&Target| match target.scope {
        TargetScope::OldIndustrialCities => old,
        TargetScope::ZoneCities | TargetScope::Parks => true,
    };
    programme.targets.iter().filter(holds).map(|target| target_row(view, unit, target)).collect()
}

fn target_row(view: View<'_>, unit: &UnitId, target: &Target) -> TargetRow {
    let figures = view.context.cycle.observations.figures.get(unit).and_then(|indicators| indicators.get(&target.indicator));
    let last_year = view.context.last_year().map_or(i16::MAX, |year| year.year);
    let shown = |year: i16| {
        let figure = figures?.get(&year)?;
        let text = format!("{} ({year})", number::figure(figure.value));
        Some(Link::new(text, view.origin(unit, &target.indicator, year).unwrap_or_default()))
    };
    let latest = figures.and_then(|years| years.range(..=last_year.min(target.deadline.year())).next_back()).map(|(year, _)| *year);
    TargetRow {
        name: Link::new(view.of(&target.name), view.href_at(&Route::Targets, &crate::cites::target_anchor(&target.id))),
        goal: targets::goal(target),
        deadline: target.deadline.to_string(),
        baseline: target.baseline_year.and_then(shown).unwrap_or_else(|| Link::plain(ABSENT)),
        latest: latest.and_then(shown).unwrap_or_else(|| Link::plain(view.text("unit.no_figure"))),
        cites: view.cites(&target.cite),
    }
}

fn standing(view: View<'_>, unit: &UnitId) -> Option<String> {
    let year = view.context.last_year()?;
    let (_, state) = year.consequences.members.iter().find(|(member, _)| member == unit)?;
    Some(view.fill("unit.standing", &[("year", &year.year), ("state", &view.text(words::state(*state)))]))
}

/// Decisions by year, the latest first; what is met before what is unknown before what is not met.
fn decisions(view: View<'_>, unit: &UnitId) -> Vec<DecisionGroup> {
    let group = |year: &crate::Year| {
        let mut own: Vec<&Decision> = year.consequences.decisions.iter().filter(|decision| decision.unit == *unit).collect();
        own.sort_by_key(|decision| words::verdict_order(decision.verdict));
        let decisions: Vec<DecisionRow> = own.into_iter().map(|decision| decision_row(view, decision)).collect();
        DecisionGroup { title: view.fill("unit.decisions_of", &[("year", &year.year)]), decisions }
    };
    view.context.cycle.years.iter().rev().map(group).filter(|group| !group.decisions.is_empty()).collect()
}

fn decision_row(view: View<'_>, decision: &Decision) -> DecisionRow {
    let facts = decision.because.iter().map(|fact| Cited { text: view.of(&fact.what).to_owned(), cites: view.cites(&fact.cite) });
    let unknown = decision
        .unknown
        .iter()
        .map(|input| Cited { text: view.fill("unit.unknown_input", &[("input", &view.of(input))]), cites: Links::default() });
    let supporter = decision.supporter.as_ref().map(|supporter| format!(" · {supporter}")).unwrap_or_default();
    DecisionRow {
        verdict_class: words::verdict_class(decision.verdict),
        verdict: view.language.text(words::verdict(decision.verdict)),
        title: Link::new(
            format!("{}{supporter}", view.of(&decision.title)),
            view.href_at(&Route::YearConsequences(decision.year), &crate::cites::rule_anchor(&decision.rule)),
        ),
        term: words::term(view.language, decision.from, decision.to),
        cites: view.cites(&decision.clause),
        reason: view.of(&decision.reason).to_owned(),
        facts: facts.chain(unknown).collect(),
    }
}

/// Tasks that name the unit, and those still open that bind every member.
fn tasks(view: View<'_>, unit: &UnitId) -> Vec<Cited> {
    let day = view.context.cycle.day;
    let concerns = |task: &&programme::Task| {
        task.units.contains(unit) || (task.units.is_empty() && task.by.is_some_and(|by| by >= day) && task.validity.holds_on(day))
    };
    let cited = |task: &programme::Task| {
        let by = task.by.map_or_else(|| view.text("task.no_day").to_owned(), |by| targets::due(view, by));
        let text = [("who", &view.of(&task.who) as &dyn std::fmt::Display), ("what", &targets::what(view, task)), ("by", &by)];
        Cited { text: view.fill("unit.task", &text), cites: view.cites(&task.cite) }
    };
    view.context.cycle.programme.tasks.iter().filter(concerns).map(cited).collect()
}

/// The unit's own practices, then those of the units most like it.
fn practices(view: View<'_>, unit: &UnitId) -> Vec<PracticeGroup> {
    let own = std::iter::once((unit.clone(), view.text("unit.own_practices").to_owned()));
    let alike = likeness::nearest(view.context, unit).into_iter().map(|alike| {
        let distance = number::score(alike.distance);
        let reason = view.fill("unit.like", &[("year", &alike.year), ("n", &alike.shared), ("distance", &distance)]);
        (alike.unit, reason)
    });
    let group = |(unit, reason): (UnitId, String)| {
        let practices = view.context.cycle.programme.practices.iter().filter(|practice| practice.units.contains(&unit));
        let cited = |practice: &programme::Practice| Cited { text: view.of(&practice.gist).to_owned(), cites: view.cites(&practice.cite) };
        PracticeGroup { unit: view.unit(&unit), reason, practices: practices.map(cited).collect() }
    };
    own.chain(alike).map(group).filter(|group| !group.practices.is_empty()).take(4).collect()
}

/// What was published about a unit in a year.
pub(super) fn published_in(view: View<'_>, unit: &UnitId, year: i16) -> (String, Links) {
    let results: Vec<_> =
        view.context.cycle.programme.results.iter().filter(|result| result.unit == *unit && result.year == year).collect();
    let texts: Vec<String> = results.iter().map(|result| published(view, result)).collect();
    let mut cites: Vec<ClauseId> = results.iter().flat_map(|result| result.cite.iter().cloned()).collect();
    cites.sort();
    cites.dedup();
    (view.language.list(&texts), view.cites(&cites))
}
