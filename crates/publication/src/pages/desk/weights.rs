//! Other weights tried on a year: who would stand where, and how surely.

use std::collections::BTreeMap;

use askama::Template;
use corpus::Finding;
use evaluation::{Reranked, Reweighed};
use programme::UnitId;

use super::super::findings::{FindingRow, finding_row};
use super::super::{ABSENT, frame, render};
use crate::context::Evaluated;
use crate::number;
use crate::reweigh::Dial;
use crate::route::Route;
use crate::view::{Frame, Link, View};

#[derive(Template)]
#[template(path = "desk_weights.html")]
struct Weights<'a> {
    frame: Frame<'a>,
    labels: Vec<String>,
    years: Vec<(i16, bool)>,
    year: i16,
    dials: Vec<DialRow>,
    classes: Vec<Class>,
    moved: String,
    findings: Vec<FindingRow>,
    evaluation: Link,
}

struct DialRow {
    path: String,
    name: String,
    level: usize,
    weight: String,
    before: String,
    changed: bool,
}

struct Class {
    name: String,
    rows: Vec<Row>,
}

struct Row {
    unit: Link,
    rank: String,
    interval: String,
    before: String,
    /// Places won, with its sign.
    change: String,
    score: String,
    grade: String,
    grade_before: String,
}

/// Rank and grade under the method's own weights.
type Before<'a> = BTreeMap<&'a UnitId, Evaluated<'a>>;

pub(super) fn page(view: View<'_>, year: i16, dials: &[Dial], weights: &BTreeMap<String, f64>, found: &Reweighed) -> String {
    let Some(judged) = view.context.year(year) else { return String::new() };
    let before: Before<'_> = judged.evaluation.units.iter().filter_map(|unit| Some((&unit.unit, Evaluated::of(unit)?))).collect();
    let mut classes: Vec<Class> = Vec::new();
    let mut last = None;
    for unit in &found.units {
        if last != Some(&unit.class) {
            classes.push(Class { name: view.class(unit.class.as_deref()), rows: Vec::new() });
            last = Some(&unit.class);
        }
        if let Some(class) = classes.last_mut() {
            class.rows.push(row(view, unit, before.get(&unit.unit)));
        }
    }
    let findings: &[Finding] = &found.findings;
    let moved = found.units.iter().filter(|unit| before.get(&unit.unit).is_some_and(|old| old.grade != unit.grade.as_ref())).count();
    render(&Weights {
        frame: frame(view, view.text("desk.weights")),
        labels: view.score_labels(&judged.evaluation),
        years: view.context.cycle.years.iter().map(|other| (other.year, other.year == year)).collect(),
        year,
        dials: dials.iter().map(|dial| dial_row(view, dial, weights)).collect(),
        classes,
        moved: view.fill("desk.moved", &[("n", &moved), ("of", &found.units.len())]),
        findings: findings.iter().map(|finding| finding_row(view, finding)).collect(),
        evaluation: Link::new(view.text("desk.published_order"), view.href(&Route::Evaluation(year))),
    })
}

fn dial_row(view: View<'_>, dial: &Dial, weights: &BTreeMap<String, f64>) -> DialRow {
    let weight = weights.get(&dial.path).copied().unwrap_or(dial.weight);
    DialRow {
        path: dial.path.clone(),
        name: view.of(&dial.name).to_owned(),
        level: dial.level,
        weight: shortest(weight),
        before: shortest(dial.weight),
        changed: (weight - dial.weight).abs() > f64::EPSILON,
    }
}

/// As a person would type it.
fn shortest(weight: f64) -> String {
    let text = format!("{weight:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn row(view: View<'_>, unit: &Reranked, before: Option<&Evaluated<'_>>) -> Row {
    let change = before.map(|old| i64::from(old.rank) - i64::from(unit.rank));
    Row {
        unit: view.unit(&unit.unit),
        rank: format!("{}/{}", unit.rank, unit.of),
        interval: unit.rank_interval.map_or_else(|| ABSENT.to_owned(), |(low, high)| format!("{low}—{high}")),
        before: before.map_or_else(|| ABSENT.to_owned(), |old| old.rank.to_string()),
        change: change.filter(|places| *places != 0).map(|places| format!("{places:+}")).unwrap_or_default(),
        score: number::score(unit.score),
        grade: unit.grade.as_ref().map_or_else(|| ABSENT.to_owned(), |grade| view.grade(grade)),
        grade_before: match before.map(|old| old.grade) {
            Some(old) if old != unit.grade.as_ref() => old.map_or_else(|| ABSENT.to_owned(), |grade| view.grade(grade)),
            _ => String::new(),
        },
    }
}
