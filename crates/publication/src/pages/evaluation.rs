//! A year's evaluation: ranking with intervals, probabilities of the grades, the method.

use std::collections::BTreeMap;

use askama::Template;
use corpus::Finding;
use evaluation::{Contribution, UnitOutcome};
use programme::Method;
use programme::method::{Content, Node};

use super::findings::{FindingRow, finding_row};
use super::{ABSENT, frame, frame_with, render};
use crate::charts::{Caption, Chart, GradeBand, ProbabilityRow, RankRow, grade_probabilities, rank_intervals};
use crate::context::{Evaluated, missing_share, unranked_reason};
use crate::cycle::Year;
use crate::number;
use crate::route::{Route, slug};
use crate::view::{Frame, Link, Links, View};
use crate::words;

#[derive(Template)]
#[template(path = "evaluations.html")]
struct Evaluations<'a> {
    frame: Frame<'a>,
    rows: Vec<YearRow>,
}

struct YearRow {
    year: Link,
    method: String,
    evaluated: usize,
    not_evaluable: usize,
    grades: String,
    findings: usize,
}

#[derive(Template)]
#[template(path = "evaluation.html")]
struct EvaluationPage<'a> {
    frame: Frame<'a>,
    labels: Vec<String>,
    lead: String,
    audit: Option<Link>,
    classes: Vec<Class>,
    not_evaluable: Vec<NotEvaluableRow>,
    method_note: String,
    method: Vec<MethodRow>,
    findings: Vec<FindingRow>,
}

struct Class {
    anchor: String,
    name: String,
    ranks: Chart,
    probabilities: Option<Chart>,
    rows: Vec<Row>,
}

struct Row {
    anchor: String,
    rank: u32,
    unit: Link,
    score: Link,
    interval: String,
    grade: String,
    figures: String,
    missing: String,
}

struct NotEvaluableRow {
    anchor: String,
    unit: Link,
    reason: String,
    figures: String,
}

struct MethodRow {
    anchor: String,
    level: usize,
    name: String,
    weight: String,
    how: String,
    cites: Links,
}

pub(super) fn list(view: View<'_>) -> String {
    let row = |year: &Year| {
        let evaluated = year.evaluation.units.iter().filter_map(Evaluated::of).count();
        YearRow {
            year: Link::new(year.year.to_string(), view.href(&Route::Evaluation(year.year))),
            method: view.of(&year.evaluation.method_title).to_owned(),
            evaluated,
            not_evaluable: year.evaluation.units.len() - evaluated,
            grades: grade_counts(view, year),
            findings: year.evaluation.findings.len(),
        }
    };
    let rows = view.context.cycle.years.iter().rev().map(row).collect();
    render(&Evaluations { frame: frame(view, view.text("evaluations.title")), rows })
}

/// `优秀 4、良好 12`.
pub(super) fn grade_counts(view: View<'_>, year: &Year) -> String {
    let given = |grade| year.evaluation.units.iter().filter_map(Evaluated::of).filter(|unit| unit.grade == Some(grade)).count();
    let counts = view.context.grades(year).iter().map(|grade| format!("{} {}", view.grade(grade), given(grade))).collect::<Vec<_>>();
    if counts.is_empty() { view.text("phrase.no_grade").to_owned() } else { view.language.list(&counts) }
}

pub(super) fn page(view: View<'_>, year: i16) -> String {
    let Some(year) = view.context.year(year) else { return String::new() };
    let evaluation = &year.evaluation;
    let classes = classes(view, year);
    let evaluated = evaluation.units.iter().filter_map(Evaluated::of).count();
    let lead = [("year", &year.year as &dyn std::fmt::Display), ("n", &evaluated), ("method", &view.of(&evaluation.method_title))];
    let mut frame = frame_with(view, view.fill("evaluation.title", &[("year", &year.year)]), &[]);
    frame.contents = classes.iter().map(|class| Link::new(&class.name, format!("#{}", class.anchor))).collect();
    frame.contents.push(Link::new(view.text("evaluation.method"), "#method"));
    let findings: &[Finding] = &evaluation.findings;
    render(&EvaluationPage {
        frame,
        labels: view.score_labels(evaluation),
        lead: view.fill("evaluation.lead", &lead),
        audit: year.audit.as_ref().map(|_| Link::new(view.text("audit.link"), view.href(&Route::Audit(year.year)))),
        classes,
        not_evaluable: evaluation.units.iter().filter_map(|unit| not_evaluable(view, unit)).collect(),
        method_note: method_note(view, year),
        method: method(view, year),
        findings: findings.iter().map(|finding| finding_row(view, finding)).collect(),
    })
}

/// Units by class, best first.
fn classes(view: View<'_>, year: &Year) -> Vec<Class> {
    let mut classes: BTreeMap<Option<&str>, Vec<Evaluated<'_>>> = BTreeMap::new();
    for unit in year.evaluation.units.iter().filter_map(Evaluated::of) {
        classes.entry(unit.outcome.class.as_deref()).or_default().push(unit);
    }
    for units in classes.values_mut() {
        units.sort_by(|a, b| a.rank.cmp(&b.rank).then_with(|| a.outcome.unit.cmp(&b.outcome.unit)));
    }
    classes.into_iter().map(|(class, units)| class_section(view, year, class, &units)).collect()
}

fn class_section(view: View<'_>, year: &Year, class: Option<&str>, units: &[Evaluated<'_>]) -> Class {
    let anchor = class.map_or_else(|| "all".to_owned(), |class| format!("class-{}", slug(class)));
    Class {
        name: if class.is_none() { view.text("evaluation.all_units").to_owned() } else { view.class(class) },
        ranks: rank_chart(view, year, &anchor, units),
        probabilities: probability_chart(view, year, &anchor, units),
        rows: units.iter().map(|unit| row(view, unit)).collect(),
        anchor,
    }
}

fn rank_chart(view: View<'_>, year: &Year, anchor: &str, units: &[Evaluated<'_>]) -> Chart {
    let row = |unit: &Evaluated<'_>| RankRow {
        name: view.unit_name(&unit.outcome.unit),
        href: view.href(&Route::Unit(unit.outcome.unit.clone())),
        rank: unit.rank,
        interval: unit.uncertainty.map(|doubt| (doubt.rank_low, doubt.rank_median, doubt.rank_high)),
        grade: unit.grade.map_or_else(String::new, |grade| view.grade(grade)),
    };
    let rows: Vec<RankRow> = units.iter().map(row).collect();
    let of = units.first().map_or(1, |unit| unit.of);
    let first = rows.first().map(|row| row.name.clone()).unwrap_or_default();
    let wide = rows.iter().filter(|row| row.interval.is_some_and(|(low, _, high)| (high - low) * 3 > of)).count();
    let caption = Caption {
        language: view.language,
        id: format!("ranks-{anchor}"),
        finding: view.fill("evaluation.ranks_finding", &[("first", &first), ("n", &rows.len()), ("wide", &wide)]),
        measure: view.text("evaluation.ranks_measure").to_owned(),
        source: view.source(&year.evaluation),
    };
    rank_intervals(caption, &rows, of)
}

fn probability_chart(view: View<'_>, year: &Year, anchor: &str, units: &[Evaluated<'_>]) -> Option<Chart> {
    let grades = view.context.grades(year);
    let row = |unit: &Evaluated<'_>| {
        let probability = &unit.uncertainty?.grade_probability;
        Some(ProbabilityRow {
            name: view.unit_name(&unit.outcome.unit),
            href: view.href(&Route::Unit(unit.outcome.unit.clone())),
            shares: grades.iter().map(|grade| probability.get(grade).copied().unwrap_or(0.0)).collect(),
            grade: unit.grade.and_then(|given| grades.iter().position(|grade| grade == given)),
        })
    };
    let rows: Vec<ProbabilityRow> = units.iter().filter_map(row).collect();
    if rows.is_empty() || grades.is_empty() {
        return None;
    }
    let sure = rows.iter().filter(|row| row.shares.iter().any(|share| *share >= 0.9)).count();
    let bands: Vec<GradeBand> = grades.iter().map(|grade| GradeBand { name: view.grade(grade) }).collect();
    let caption = Caption {
        language: view.language,
        id: format!("probabilities-{anchor}"),
        finding: view.fill("evaluation.probabilities_finding", &[("sure", &sure), ("n", &rows.len())]),
        measure: view.text("evaluation.probabilities_measure").to_owned(),
        source: view.source(&year.evaluation),
    };
    Some(grade_probabilities(caption, &bands, &rows))
}

fn row(view: View<'_>, unit: &Evaluated<'_>) -> Row {
    let id = &unit.outcome.unit;
    let interval = |doubt: &evaluation::Uncertainty| format!("{}–{}", doubt.rank_low, doubt.rank_high);
    let score = Link::new(words::score_with_interval(view, unit), view.href_at(&Route::Unit(id.clone()), "contributions"));
    Row {
        anchor: format!("u-{}", slug(id.as_str())),
        rank: unit.rank,
        unit: view.unit(id),
        score,
        interval: unit.uncertainty.map_or_else(|| ABSENT.to_owned(), interval),
        grade: words::grade_with_confidence(view, unit),
        figures: words::figures(unit.outcome),
        missing: number::percent(unit.missing_share()),
    }
}

fn not_evaluable(view: View<'_>, outcome: &UnitOutcome) -> Option<NotEvaluableRow> {
    let reason = unranked_reason(outcome)?;
    Some(NotEvaluableRow {
        anchor: format!("u-{}", slug(outcome.unit.as_str())),
        unit: view.unit(&outcome.unit),
        reason: view.of(reason).to_owned(),
        figures: format!("{} ({})", words::figures(outcome), number::percent(missing_share(outcome))),
    })
}

fn method_of<'a>(view: View<'a>, year: &Year) -> Option<&'a Method> {
    view.context.cycle.programme.methods.get(&year.evaluation.method)
}

fn method_note(view: View<'_>, year: &Year) -> String {
    let title = view.of(&year.evaluation.method_title).to_owned();
    let note = method_of(view, year).map(|method| view.of(&method.note).to_owned()).unwrap_or_default();
    let illustrative = if year.evaluation.illustrative { view.text("evaluation.illustrative_note") } else { "" };
    [title.as_str(), illustrative, &note].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(view.text("layout.stop"))
}

pub(super) fn node_anchor(path: &str) -> String {
    format!("node-{}", path.replace('/', "."))
}

/// The tree of the method; where the method itself is not at hand, the leaves that the contributions name.
fn method(view: View<'_>, year: &Year) -> Vec<MethodRow> {
    match method_of(view, year) {
        Some(method) => method_rows(view, year, method),
        None => leaves(view, year),
    }
}

fn method_rows(view: View<'_>, year: &Year, method: &Method) -> Vec<MethodRow> {
    let mut rows: Vec<MethodRow> = (1..method.nodes.len()).map(|index| node_row(view, method, index)).collect();
    let beside = leaves(view, year).into_iter().filter(|leaf| !rows.iter().any(|row| row.anchor == leaf.anchor)).collect::<Vec<_>>();
    rows.extend(beside);
    rows
}

fn node_row(view: View<'_>, method: &Method, index: usize) -> MethodRow {
    let node = &method.nodes[index];
    MethodRow {
        anchor: node_anchor(&node.path),
        level: node.path.matches('/').count() + 1,
        name: node_name(view, node),
        weight: weight(method, index),
        how: how(view, node),
        cites: view.cites(&node.cite),
    }
}

fn node_name(view: View<'_>, node: &Node) -> String {
    let indicator = match &node.content {
        Content::Indicator { indicator, .. } => view.context.cycle.programme.indicators.get(indicator),
        _ => None,
    };
    let name = node.name.as_ref().or(indicator.map(|indicator| &indicator.name));
    name.map_or_else(|| node.path.clone(), |name| view.of(name).to_owned())
}

fn weight(method: &Method, index: usize) -> String {
    let classes: Vec<Option<&str>> =
        std::iter::once(None).chain(method.classes.entries.iter().map(|class| Some(class.id.as_str()))).collect();
    let mut weights: Vec<String> = classes.into_iter().filter_map(|class| method.weight(index, class)).map(number::figure).collect();
    weights.dedup();
    if weights.is_empty() { ABSENT.to_owned() } else { weights.join(" / ") }
}

fn how(view: View<'_>, node: &Node) -> String {
    let key = match &node.content {
        Content::Group { .. } => "method.group",
        Content::Indicator { .. } => "method.indicator",
        Content::Criterion { .. } => "method.criterion",
        Content::Method { .. } => "method.method",
    };
    view.text(key).to_owned()
}

fn leaves(view: View<'_>, year: &Year) -> Vec<MethodRow> {
    let mut seen: BTreeMap<&str, &Contribution> = BTreeMap::new();
    for unit in year.evaluation.units.iter().filter_map(Evaluated::of) {
        for contribution in unit.contributions {
            seen.entry(contribution.path.as_str()).or_insert(contribution);
        }
    }
    let row = |(path, contribution): (&str, &Contribution)| MethodRow {
        anchor: node_anchor(path),
        level: path.matches('/').count() + 1,
        name: view.of(&contribution.name).to_owned(),
        weight: ABSENT.to_owned(),
        how: view.text(if contribution.weight.is_some() { "method.indicator" } else { "method.beside" }).to_owned(),
        cites: view.cites(&contribution.cite),
    };
    seen.into_iter().map(row).collect()
}
