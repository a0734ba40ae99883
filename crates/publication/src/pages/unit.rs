//! Everything about one unit on one page, every number a link to where it comes from.

use std::collections::BTreeMap;

use askama::Template;
use consequences::Decision;
use corpus::ClauseId;
use evaluation::Standing;
use programme::{Target, TargetScope, UnitId};

use super::effect::published;
use super::unit_duties::{PlanRows, PracticeRow, TaskRow, plan, practices, tasks};
use super::unit_ledger::{CorrectionRow, Holding, ObjectionRow, corrections, holdings, objections};
use super::unit_reasons::{Reasons, reasons};
use super::unit_score::{Contributions, ScoreVerdict, contributions, verdict};
use super::unit_timeline::{Entry, timeline};
use super::unit_years::{YearRow, ranks, years};
use super::{ABSENT, frame_with, render, targets};
use crate::charts::Chart;
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
    reasons: Option<Reasons>,
    ranks: Option<Chart>,
    years: Vec<YearRow>,
    timeline: Vec<Entry>,
    targets: Vec<TargetRow>,
    standing: Option<String>,
    decisions: Vec<DecisionGroup>,
    ledger: Vec<Holding>,
    objections: Vec<ObjectionRow>,
    corrections: Vec<CorrectionRow>,
    tasks: Vec<TaskRow>,
    practices: Vec<PracticeRow>,
    plan: Option<PlanRows>,
    board: Link,
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

pub(super) struct Cited {
    pub(super) text: String,
    pub(super) cites: Links,
}

const CONTENTS: [(&str, &str); 11] = [
    ("contributions", "unit.contributions"),
    ("years", "unit.years"),
    ("timeline", "unit.timeline"),
    ("targets", "unit.targets"),
    ("holdings", "unit.holdings"),
    ("follows", "unit.follows"),
    ("objections", "unit.objections"),
    ("tasks", "unit.tasks"),
    ("plan", "unit.plan"),
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
        reasons: reasons(view, unit),
        ranks: ranks(view, unit),
        years: years(view, unit),
        timeline: timeline(view, unit),
        targets: target_rows(view, unit),
        standing: standing(view, unit),
        decisions: decisions(view, unit),
        ledger: holdings(view, unit),
        objections: objections(view, unit),
        corrections: corrections(view, unit),
        tasks: tasks(view, unit),
        practices: practices(view, unit),
        plan: plan(view, unit),
        board: Link::new(view.text("tasks.see_board"), view.href(&Route::Tasks)),
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
        goal: targets::goal(view, target),
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
