//! Practices by city, theme, industry and weakness.

use std::collections::BTreeSet;

use askama::Template;
use consequences::practices::{Match, weaknesses};
use programme::UnitId;

use super::super::practices::{industries, reasons};
use super::super::{frame, render};
use crate::cites::practice_anchor;
use crate::route::Route;
use crate::view::{Frame, Link, Links, View};

/// What is looked for; `None` where anything will do. Themes and industries by their Chinese names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The city that wants to learn.
    pub unit: Option<UnitId>,
    /// The city that has done it.
    pub from: Option<UnitId>,
    pub theme: Option<String>,
    pub industry: Option<String>,
    /// Only themes in which the evaluation shows a weakness of the city.
    pub weak_only: bool,
}

#[derive(Template)]
#[template(path = "desk_practices.html")]
struct Finder<'a> {
    frame: Frame<'a>,
    fields: Vec<Field>,
    weak_only: bool,
    count: String,
    rows: Vec<Row>,
}

/// A choice of the form.
struct Field {
    name: &'static str,
    label: &'static str,
    options: Vec<Choice>,
}

struct Choice {
    value: String,
    text: String,
    chosen: bool,
}

struct Row {
    theme: String,
    units: Links,
    gist: Link,
    reason: String,
    votes: u32,
    cites: Links,
}

pub(super) fn page(view: View<'_>, wanted: &Wanted) -> String {
    let found = found(view, wanted);
    render(&Finder {
        frame: frame(view, view.text("desk.practices")),
        fields: fields(view, wanted),
        weak_only: wanted.weak_only,
        count: view.fill("desk.found", &[("n", &found.len())]),
        rows: found.iter().map(|found| row(view, found)).collect(),
    })
}

/// The matches of the city, or all practices in their order where no city is named, as far as they are wanted.
fn found(view: View<'_>, wanted: &Wanted) -> Vec<Match> {
    let all = match &wanted.unit {
        Some(unit) => view.context.matches(unit),
        None => every(view),
    };
    let weak = wanted.unit.as_ref().map(|unit| weak_themes(view, unit)).unwrap_or_default();
    let industry = wanted.industry.as_ref().map(|wanted| {
        let named = industries(view).into_iter().filter(|(name, _)| name.zh == *wanted);
        named.flat_map(|(_, cities)| cities).collect::<BTreeSet<&UnitId>>()
    });
    let fits = |found: &Match| {
        wanted.theme.as_ref().is_none_or(|theme| found.theme.zh == *theme)
            && wanted.from.as_ref().is_none_or(|from| found.units.contains(from))
            && industry.as_ref().is_none_or(|cities| found.units.iter().any(|unit| cities.contains(unit)))
            && (!wanted.weak_only || weak.contains(&found.theme.zh))
    };
    all.into_iter().filter(fits).collect()
}

fn every(view: View<'_>) -> Vec<Match> {
    let votes = view.context.cycle.proceedings.votes_by_practice();
    let as_match = |practice: &programme::Practice| Match {
        practice: practice.id.clone(),
        units: practice.units.clone(),
        theme: practice.theme.clone(),
        gist: practice.gist.clone(),
        cite: practice.cite.clone(),
        score: 0.0,
        reasons: Vec::new(),
        votes: votes.get(&practice.id).copied().unwrap_or(0),
    };
    view.context.cycle.programme.practices.iter().map(as_match).collect()
}

fn weak_themes(view: View<'_>, unit: &UnitId) -> BTreeSet<String> {
    let signs = &view.context.cycle.proceedings.matching.signs;
    let year = view.context.last_evaluated(unit).map(|(year, _)| year);
    let weak = year.map(|year| weaknesses(&year.evaluation, signs, unit)).unwrap_or_default();
    weak.into_iter().map(|weakness| weakness.theme).collect()
}

fn fields(view: View<'_>, wanted: &Wanted) -> Vec<Field> {
    let programme = &view.context.cycle.programme;
    let members: BTreeSet<&UnitId> = programme.all_members();
    let doers: BTreeSet<&UnitId> = programme.practices.iter().flat_map(|practice| &practice.units).collect();
    let cities = |units: BTreeSet<&UnitId>, chosen: &Option<UnitId>| {
        let city = |unit: &UnitId| (unit.to_string(), view.unit_name(unit), chosen.as_ref() == Some(unit));
        units.into_iter().map(city).collect::<Vec<_>>()
    };
    let mut themes: Vec<(String, String, bool)> = Vec::new();
    for practice in &programme.practices {
        let theme = (practice.theme.zh.clone(), view.of(&practice.theme).to_owned(), wanted.theme.as_ref() == Some(&practice.theme.zh));
        if !themes.contains(&theme) {
            themes.push(theme);
        }
    }
    let industries = industries(view).into_iter();
    let industries = industries.map(|(name, _)| (name.zh.clone(), view.of(name).to_owned(), wanted.industry.as_ref() == Some(&name.zh)));
    vec![
        field(view, "unit", "desk.own", cities(members, &wanted.unit)),
        field(view, "theme", "column.theme", themes),
        field(view, "industry", "desk.industry", industries.collect()),
        field(view, "from", "desk.from_city", cities(doers, &wanted.from)),
    ]
}

/// A choice among those named, with "any" before them.
fn field(view: View<'_>, name: &'static str, label: &'static str, options: Vec<(String, String, bool)>) -> Field {
    let any = Choice { value: String::new(), text: view.text("desk.any").to_owned(), chosen: false };
    let options = options.into_iter().map(|(value, text, chosen)| Choice { value, text, chosen });
    Field { name, label: view.language.find(label).unwrap_or(label), options: std::iter::once(any).chain(options).collect() }
}

fn row(view: View<'_>, found: &Match) -> Row {
    Row {
        theme: view.of(&found.theme).to_owned(),
        units: view.units(&found.units),
        gist: Link::new(view.of(&found.gist), view.href_at(&Route::Practices, &practice_anchor(&found.practice))),
        reason: reasons(view, found),
        votes: found.votes,
        cites: view.cites(&found.cite),
    }
}
