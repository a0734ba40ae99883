//! The rules: gist, what is asked, cases, and who is met and why.

use askama::Template;
use consequences::words as rule_words;
use consequences::{Decision, Verdict};
use corpus::Bilingual;
use programme::rule::{Case, Expected, Place, Record, Rule, RuleId};

use super::{ABSENT, frame, frame_with, render};
use crate::cites::rule_anchor;
use crate::number;
use crate::route::Route;
use crate::view::{Frame, Link, Links, View};
use crate::words;

#[derive(Template)]
#[template(path = "rules.html")]
struct Rules<'a> {
    frame: Frame<'a>,
    rules: Vec<Row>,
}

struct Row {
    title: Link,
    outcome: &'static str,
    term: String,
    supporter: String,
    met: usize,
    cites: Links,
}

#[derive(Template)]
#[template(path = "rule.html")]
struct RulePage<'a> {
    frame: Frame<'a>,
    gist: String,
    about: Vec<(&'static str, String)>,
    cites: Links,
    editions: Vec<Link>,
    cases: Vec<CaseRow>,
    years: Vec<YearGroup>,
}

struct CaseRow {
    title: String,
    year: i16,
    history: String,
    expected: &'static str,
}

struct YearGroup {
    title: Link,
    rows: Vec<DecisionRow>,
}

struct DecisionRow {
    unit: Link,
    class: &'static str,
    verdict: &'static str,
    reason: String,
}

pub(super) fn list(view: View<'_>) -> String {
    let rules = view.context.cycle.programme.rulebook.rules.values().map(|rule| row(view, rule)).collect();
    render(&Rules { frame: frame(view, view.text("rules.title")), rules })
}

fn row(view: View<'_>, rule: &Rule) -> Row {
    let term = words::validity(view.language, &rule.block.validity());
    Row {
        title: Link::new(view.of(&rule.title), view.href(&Route::Rule(rule.id.clone()))),
        outcome: view.language.text(words::outcome(rule.block.outcome)),
        term: if term.is_empty() { ABSENT.to_owned() } else { term },
        supporter: rule.block.supporter.clone().unwrap_or_else(|| ABSENT.to_owned()),
        met: decisions(view, &rule.id).filter(|decision| decision.verdict == Verdict::Met).count(),
        cites: view.cites(&rule.block.cite),
    }
}

fn decisions<'a>(view: View<'a>, rule: &RuleId) -> impl Iterator<Item = &'a Decision> {
    let decisions = view.context.cycle.years.iter().rev().flat_map(|year| &year.consequences.decisions);
    decisions.filter(move |decision| decision.rule == rule.0)
}

pub(super) fn page(view: View<'_>, id: &RuleId) -> String {
    let book = &view.context.cycle.programme.rulebook;
    let Some(rule) = book.rules.get(id) else { return String::new() };
    let contents = [("asked", "rules.asked"), ("met", "rules.who"), ("cases", "rules.cases")];
    let editions = book.rules.values().filter(|other| other.matter() == rule.matter() && other.id != rule.id);
    render(&RulePage {
        frame: frame_with(view, view.of(&rule.title), &contents),
        gist: view.of(&rule.gist).to_owned(),
        about: about(view, rule),
        cites: view.cites(&rule.block.cite),
        editions: editions.map(|other| Link::new(view.of(&other.title), view.href(&Route::Rule(other.id.clone())))).collect(),
        cases: rule.cases.iter().map(|case| case_row(view, case)).collect(),
        years: years(view, rule),
    })
}

fn about(view: View<'_>, rule: &Rule) -> Vec<(&'static str, String)> {
    let block = &rule.block;
    let book = &view.context.cycle.programme.rulebook;
    let said = |text: &Bilingual| Some(view.of(text).to_owned()).filter(|text| !text.is_empty());
    let kinds: Vec<String> = block.kinds.iter().map(|kind| view.of(&book.say(kind)).to_owned()).collect();
    let still: Vec<String> = block.still_to_meet.iter().map(|item| view.of(item).to_owned()).collect();
    let lasts = block.lasts_years.map(|years| view.fill("rules.lasts", &[("n", &years)]));
    let rows = [
        ("rules.outcome", Some(view.text(words::outcome(block.outcome)).to_owned())),
        ("rules.effect", said(&block.effect)),
        ("rules.when", said(&rule_words::describe(&block.when, book))),
        ("rules.unless", block.unless.as_ref().and_then(|unless| said(&rule_words::describe(unless, book)))),
        ("rules.kinds", Some(view.language.list(&kinds)).filter(|kinds| !kinds.is_empty())),
        ("rules.supporter", block.supporter.clone()),
        ("rules.term", Some(words::validity(view.language, &block.validity())).filter(|term| !term.is_empty())),
        ("rules.duration", lasts),
        ("rules.still_to_meet", Some(view.language.list(&still)).filter(|still| !still.is_empty())),
        ("rules.reading", block.reading.as_ref().and_then(said)),
    ];
    rows.into_iter().filter_map(|(key, value)| Some((view.language.text(key), value?))).collect()
}

fn case_row(view: View<'_>, case: &Case) -> CaseRow {
    let rows: Vec<String> = case.history.rows.iter().map(|row| format!("{} {}", row.year, record(view, &row.record))).collect();
    CaseRow {
        title: case.title.clone(),
        year: case.year,
        history: view.language.list(&rows),
        expected: view.language.text(match case.expected {
            Expected::Met => "verdict.met",
            Expected::NotMet => "verdict.not_met",
            Expected::Unknown => "verdict.unknown",
            Expected::NotAsked => "rules.not_asked",
        }),
    }
}

/// What a row of a case says; a grade that is not known has several names, or none.
fn record(view: View<'_>, record: &Record) -> String {
    let book = &view.context.cycle.programme.rulebook;
    match record {
        Record::Grade(grades) if grades.is_empty() => view.text("record.grade_unknown").to_owned(),
        Record::Grade(grades) => grades.iter().map(|grade| view.of(&book.say(grade.as_str())).to_owned()).collect::<Vec<_>>().join(" / "),
        Record::NotGraded => view.text("record.not_graded").to_owned(),
        Record::Event { event, doubtful } => {
            let key = if *doubtful { "record.event_in_doubt" } else { "record.event" };
            view.fill(key, &[("event", &view.of(&book.say(event)))])
        }
        Record::Rank(place) => place_text(view, *place),
        Record::Stratum(stratum) => view.of(&book.say(stratum)).to_owned(),
        Record::Score(score) => view.fill("record.score", &[("score", &number::figure(*score))]),
        Record::Member(kind) => view.fill("record.member", &[("kind", &view.of(&book.say(kind)))]),
        Record::Province(province) => province.clone(),
        Record::Zone(zone) => view.unit_name(zone),
        Record::Ruled { rule, met } => view.fill(if *met { "record.ruling_met" } else { "record.ruling_set_aside" }, &[("rule", &rule.0)]),
    }
}

fn place_text(view: View<'_>, place: Place) -> String {
    match place {
        Place::FromTop { rank, of: Some(of) } => view.fill("record.rank_of", &[("rank", &rank), ("of", &of)]),
        Place::FromTop { rank, of: None } => view.fill("record.rank", &[("rank", &rank)]),
        Place::FromEnd(rank) => view.fill("record.rank_from_end", &[("rank", &rank)]),
        Place::AmongFirst(n) => view.fill("record.among_first", &[("n", &n)]),
        Place::AmongLast(n) => view.fill("record.among_last", &[("n", &n)]),
    }
}

/// Every year in which the rule was asked: those met first.
fn years(view: View<'_>, rule: &Rule) -> Vec<YearGroup> {
    let group = |year: &crate::Year| {
        let own = year.consequences.decisions.iter().filter(|decision| decision.rule == rule.id.0);
        let mut own: Vec<&Decision> = own.collect();
        own.sort_by_key(|decision| words::verdict_order(decision.verdict));
        let title = Link::new(year.year.to_string(), view.href_at(&Route::YearConsequences(year.year), &rule_anchor(&rule.id.0)));
        YearGroup { title, rows: own.into_iter().map(|decision| decision_row(view, decision)).collect() }
    };
    view.context.cycle.years.iter().rev().map(group).filter(|group| !group.rows.is_empty()).collect()
}

fn decision_row(view: View<'_>, decision: &Decision) -> DecisionRow {
    DecisionRow {
        unit: Link::new(view.unit_name(&decision.unit), view.href_at(&Route::Unit(decision.unit.clone()), "follows")),
        class: words::verdict_class(decision.verdict),
        verdict: view.language.text(words::verdict(decision.verdict)),
        reason: view.of(&decision.reason).to_owned(),
    }
}
