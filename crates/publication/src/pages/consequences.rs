//! What followed: decisions of every year, rule by rule, and the standing of the members.

use std::collections::BTreeMap;

use askama::Template;
use consequences::{Decision, Outcome, State, Verdict};

use super::{frame, frame_with, render};
use crate::cites::rule_anchor;
use crate::cycle::Year;
use crate::route::Route;
use crate::view::{Frame, Link, Links, View};
use crate::words;

#[derive(Template)]
#[template(path = "consequences.html")]
struct List<'a> {
    frame: Frame<'a>,
    years: Vec<YearRow>,
    rules: Link,
}

struct YearRow {
    year: Link,
    met: usize,
    unknown: usize,
    not_met: usize,
    outcomes: String,
}

#[derive(Template)]
#[template(path = "year_consequences.html")]
struct YearPage<'a> {
    frame: Frame<'a>,
    lead: String,
    rules: Vec<RuleSection>,
    members: Vec<(&'static str, Links)>,
}

struct RuleSection {
    anchor: String,
    title: String,
    /// The rule's own page, if the programme has it.
    page: Option<Link>,
    outcome: &'static str,
    supporter: Option<String>,
    cites: Links,
    met: Vec<UnitReason>,
    unknown: Vec<UnitReason>,
    not_met: Vec<UnitReason>,
}

struct UnitReason {
    link: Link,
    reason: String,
}

pub(super) fn list(view: View<'_>) -> String {
    let row = |year: &Year| YearRow {
        year: Link::new(year.year.to_string(), view.href(&Route::YearConsequences(year.year))),
        met: count(year, Verdict::Met),
        unknown: count(year, Verdict::Unknown),
        not_met: count(year, Verdict::NotMet),
        outcomes: outcomes(view, year),
    };
    let years = view.context.cycle.years.iter().rev().map(row).collect();
    let rules = Link::new(
        view.fill("consequences.all_rules", &[("n", &view.context.cycle.programme.rulebook.rules.len())]),
        view.href(&Route::Rules),
    );
    render(&List { frame: frame(view, view.text("loop.consequences")), years, rules })
}

fn count(year: &Year, verdict: Verdict) -> usize {
    year.consequences.decisions.iter().filter(|decision| decision.verdict == verdict).count()
}

/// What was met, counted by kind.
fn outcomes(view: View<'_>, year: &Year) -> String {
    let mut counts: BTreeMap<Outcome, usize> = BTreeMap::new();
    for decision in year.consequences.decisions.iter().filter(|decision| decision.verdict == Verdict::Met) {
        *counts.entry(decision.outcome).or_default() += 1;
    }
    let counts: Vec<String> = counts.into_iter().map(|(outcome, n)| format!("{} {n}", view.text(words::outcome(outcome)))).collect();
    view.language.list(&counts)
}

pub(super) fn page(view: View<'_>, year: i16) -> String {
    let Some(year) = view.context.year(year) else { return String::new() };
    let mut by_rule: BTreeMap<&str, Vec<&Decision>> = BTreeMap::new();
    for decision in &year.consequences.decisions {
        by_rule.entry(&decision.rule).or_default().push(decision);
    }
    let rules: Vec<RuleSection> = by_rule.into_iter().map(|(rule, decisions)| section(view, rule, &decisions)).collect();
    let mut frame = frame_with(view, view.fill("consequences.title", &[("year", &year.year)]), &[]);
    frame.contents = rules.iter().map(|rule| Link::new(&rule.title, format!("#{}", rule.anchor))).collect();
    frame.contents.push(Link::new(view.text("consequences.standing"), "#standing"));
    let counts = [("year", &year.year as &dyn std::fmt::Display), ("rules", &rules.len()), ("met", &count(year, Verdict::Met))];
    let lead = view.fill("consequences.year_lead", &counts);
    render(&YearPage { frame, lead, rules, members: members(view, year) })
}

fn section(view: View<'_>, rule: &str, decisions: &[&Decision]) -> RuleSection {
    let first = decisions[0];
    let with = |verdict: Verdict| {
        let reason = |decision: &&Decision| UnitReason {
            link: Link::new(view.unit_name(&decision.unit), view.href_at(&Route::Unit(decision.unit.clone()), "follows")),
            reason: view.of(&decision.reason).to_owned(),
        };
        decisions.iter().filter(|decision| decision.verdict == verdict).map(reason).collect()
    };
    RuleSection {
        anchor: rule_anchor(rule),
        title: view.of(&first.title).to_owned(),
        page: rule_page(view, rule),
        outcome: view.language.text(words::outcome(first.outcome)),
        supporter: first.supporter.clone(),
        cites: view.cites(&first.clause),
        met: with(Verdict::Met),
        unknown: with(Verdict::Unknown),
        not_met: with(Verdict::NotMet),
    }
}

fn rule_page(view: View<'_>, rule: &str) -> Option<Link> {
    let (id, _) = view.context.cycle.programme.rulebook.rules.iter().find(|(id, _)| id.0 == rule)?;
    Some(Link::new(view.text("consequences.see_rule"), view.href(&Route::Rule(id.clone()))))
}

fn members(view: View<'_>, year: &Year) -> Vec<(&'static str, Links)> {
    let mut by_state: BTreeMap<State, Vec<Link>> = BTreeMap::new();
    for (unit, state) in &year.consequences.members {
        by_state.entry(*state).or_default().push(view.unit(unit));
    }
    by_state.into_iter().map(|(state, units)| (view.language.text(words::state(state)), Links(units))).collect()
}
