//! What others learned: practices by theme, whom each city can learn from, and filters that need no script.

use std::collections::BTreeSet;

use askama::Template;
use consequences::practices::Match;
use corpus::Bilingual;
use programme::{Practice, UnitId};

use super::{frame_with, render};
use crate::charts::{Caption, Chart, Edge, network};
use crate::cites::practice_anchor;
use crate::route::{DeskPage, Route};
use crate::view::{Frame, Link, Links, View};

#[derive(Template)]
#[template(path = "practices.html")]
struct Practices<'a> {
    frame: Frame<'a>,
    finder: Link,
    /// Names of the filters' choices; the style sheet knows their numbers.
    theme_choices: Vec<String>,
    industry_choices: Vec<String>,
    themes: Vec<Theme>,
    by_city: Vec<(Link, Links)>,
    network: Option<Chart>,
    edges: Vec<EdgeRow>,
}

struct Theme {
    anchor: String,
    name: String,
    practices: Vec<Row>,
}

struct Row {
    anchor: String,
    /// Classes that the filter by industry looks for.
    classes: String,
    units: Links,
    gist: String,
    /// Empty where nobody voted.
    votes: String,
    cites: Links,
}

/// Whom a city can learn from best, and why.
struct EdgeRow {
    unit: Link,
    practice: Link,
    by: String,
    reason: String,
    cites: Links,
}

/// Most choices that the style sheet has rules for.
const CHOICES: usize = 24;

pub(super) fn page(view: View<'_>) -> String {
    let themes = themes(view);
    let mut frame = frame_with(view, view.text("practices.title"), &[]);
    frame.contents = themes.iter().map(|theme| Link::new(&theme.name, format!("#{}", theme.anchor))).collect();
    frame.contents.extend(
        [("network", "practices.network"), ("by-city", "practices.by_city")]
            .map(|(anchor, key)| Link::new(view.text(key), format!("#{anchor}"))),
    );
    let best = best(view);
    render(&Practices {
        frame,
        finder: Link::new(view.text("desk.practices"), view.href(&Route::Desk(DeskPage::Index))),
        theme_choices: themes.iter().take(CHOICES).map(|theme| theme.name.clone()).collect(),
        industry_choices: industries(view).iter().map(|(name, _)| view.of(name).to_owned()).collect(),
        by_city: by_city(view),
        network: drawn(view, &best),
        edges: best.iter().map(|(unit, found)| edge_row(view, unit, found)).collect(),
        themes,
    })
}

fn themes(view: View<'_>) -> Vec<Theme> {
    let mut themes: Vec<Theme> = Vec::new();
    let votes = view.context.cycle.proceedings.votes_by_practice();
    for practice in &view.context.cycle.programme.practices {
        let name = view.of(&practice.theme).to_owned();
        let row = row(view, practice, votes.get(&practice.id).copied().unwrap_or(0));
        match themes.iter_mut().find(|theme| theme.name == name) {
            Some(theme) => theme.practices.push(row),
            None => themes.push(Theme { anchor: format!("theme-{}", themes.len() + 1), name, practices: vec![row] }),
        }
    }
    themes
}

fn row(view: View<'_>, practice: &Practice, votes: u32) -> Row {
    let own = industries(view).into_iter().zip(1..).filter(|((_, cities), _)| practice.units.iter().any(|unit| cities.contains(unit)));
    Row {
        anchor: practice_anchor(&practice.id),
        classes: own.map(|(_, number)| format!("i{number}")).collect::<Vec<_>>().join(" "),
        units: view.units(&practice.units),
        gist: view.of(&practice.gist).to_owned(),
        votes: if votes > 0 { view.fill("practices.votes", &[("n", &votes)]) } else { String::new() },
        cites: view.cites(&practice.cite),
    }
}

/// Every industry once, with all cities that the papers name for it.
pub(super) fn industries<'a>(view: View<'a>) -> Vec<(&'a Bilingual, BTreeSet<&'a UnitId>)> {
    let mut found: Vec<(&Bilingual, BTreeSet<&UnitId>)> = Vec::new();
    for focus in &view.context.cycle.programme.industries {
        match found.iter_mut().find(|(name, _)| **name == focus.name) {
            Some((_, cities)) => cities.extend(&focus.cities),
            None => found.push((&focus.name, focus.cities.iter().collect())),
        }
    }
    found.truncate(CHOICES);
    found
}

/// Cities with the practices they are named for.
fn by_city(view: View<'_>) -> Vec<(Link, Links)> {
    let practices = &view.context.cycle.programme.practices;
    let mut units: Vec<&UnitId> = practices.iter().flat_map(|practice| &practice.units).collect();
    units.sort();
    units.dedup();
    let own = |unit: &UnitId| {
        let named = practices.iter().filter(|practice| practice.units.contains(unit));
        Links(named.map(|practice| Link::new(view.of(&practice.theme), format!("#{}", practice_anchor(&practice.id)))).collect())
    };
    units.into_iter().map(|unit| (view.units(std::slice::from_ref(unit)).0.remove(0), own(unit))).collect()
}

/// The best match of every member.
fn best(view: View<'_>) -> Vec<(UnitId, Match)> {
    let members = view.context.cycle.programme.all_members().into_iter();
    members.filter_map(|unit| Some((unit.clone(), view.context.matches(unit).into_iter().next()?))).collect()
}

fn drawn(view: View<'_>, best: &[(UnitId, Match)]) -> Option<Chart> {
    if best.is_empty() {
        return None;
    }
    let edge = |(unit, found): &(UnitId, Match)| Edge {
        from: view.unit_name(unit),
        to: view.fill("practices.of_units", &[("units", &names(view, &found.units)), ("theme", &view.of(&found.theme))]),
        reason: reasons(view, found),
    };
    let edges: Vec<Edge> = best.iter().map(edge).collect();
    let mut practices: Vec<&str> = best.iter().map(|(_, found)| found.practice.as_str()).collect();
    practices.sort_unstable();
    practices.dedup();
    let caption = Caption {
        language: view.language,
        id: "network-chart".to_owned(),
        finding: view.fill("practices.network_finding", &[("cities", &edges.len()), ("practices", &practices.len())]),
        measure: view.text("practices.network_measure").to_owned(),
        source: view.text("source.programme").to_owned(),
    };
    Some(network(caption, &edges))
}

fn edge_row(view: View<'_>, unit: &UnitId, found: &Match) -> EdgeRow {
    EdgeRow {
        unit: Link::new(view.unit_name(unit), view.href_at(&Route::Unit(unit.clone()), "practices")),
        practice: Link::new(view.of(&found.gist), format!("#{}", practice_anchor(&found.practice))),
        by: names(view, &found.units),
        reason: reasons(view, found),
        cites: view.cites(&found.cite),
    }
}

pub(super) fn reasons(view: View<'_>, found: &Match) -> String {
    found.reasons.iter().map(|reason| view.of(reason)).collect::<Vec<_>>().join(view.text("layout.semicolon"))
}

fn names(view: View<'_>, units: &[UnitId]) -> String {
    view.language.list(&units.iter().map(|unit| view.unit_name(unit)).collect::<Vec<_>>())
}
