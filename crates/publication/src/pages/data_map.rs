//! What is known of whom: every unit and indicator on one map, with the last year, the share of years and the worst flag of each cell.

use std::collections::BTreeMap;

use askama::Template;
use observations::{Figure, Flag};
use programme::{Indicator, IndicatorId, UnitId};

use super::data::{flag_class, flag_mark};
use super::{frame_with, render};
use crate::route::{Route, slug};
use crate::view::{Frame, Link, View};
use crate::words;

#[derive(Template)]
#[template(path = "data_map.html")]
struct Map<'a> {
    frame: Frame<'a>,
    lead: String,
    /// Years from which shares are taken.
    indicators: Vec<Head>,
    rows: Vec<Row>,
    /// Indicators that no unit has, by name.
    nowhere: String,
    legend: Vec<(&'static str, &'static str, &'static str)>,
}

struct Head {
    name: String,
    /// Units that have it.
    known: usize,
}

struct Row {
    unit: Link,
    cells: Vec<Cell>,
    known: usize,
}

struct Cell {
    class: &'static str,
    mark: &'static str,
    /// Last two digits of the last year with a figure.
    year: String,
    /// Whether years are lacking.
    partial: bool,
    /// Where the figures stand, and what is said on pointing; none where there is no figure.
    target: Option<(String, String)>,
}

pub(super) fn page(view: View<'_>) -> String {
    let cycle = view.context.cycle;
    let years: Vec<i16> = cycle.years.iter().map(|year| year.year).collect();
    let units: Vec<&UnitId> = view.context.units.iter().collect();
    let known = |id: &IndicatorId| units.iter().filter(|unit| figures(view, unit, id).is_some()).count();
    let (held, nowhere): (Vec<_>, Vec<_>) =
        cycle.programme.indicators.iter().map(|(id, indicator)| (id, indicator, known(id))).partition(|(.., known)| *known > 0);
    let rows: Vec<Row> = units.iter().map(|unit| row(view, unit, &held, years.len())).collect();
    let cells: usize = rows.iter().map(|row| row.known).sum();
    let (full, all) = (cells, rows.len() * held.len());
    let flags = [Flag::Reported, Flag::Estimated, Flag::Interpolated, Flag::Imputed, Flag::Disputed];
    let names: Vec<String> = nowhere.iter().map(|(_, indicator, _)| view.of(&indicator.name).to_owned()).collect();
    render(&Map {
        frame: frame_with(view, view.text("data_map.title"), &[]),
        lead: view.fill("data_map.lead", &[("units", &rows.len()), ("indicators", &held.len()), ("full", &full), ("all", &all)]),
        indicators: held.iter().map(|(_, indicator, known)| Head { name: view.of(&indicator.name).to_owned(), known: *known }).collect(),
        rows,
        nowhere: if names.is_empty() { String::new() } else { view.fill("data_map.nowhere", &[("names", &view.language.list(&names))]) },
        legend: flags.map(|flag| (flag_class(flag), flag_mark(view, flag), view.language.text(words::flag(flag)))).to_vec(),
    })
}

fn figures<'a>(view: View<'a>, unit: &UnitId, id: &IndicatorId) -> Option<&'a BTreeMap<i16, Figure>> {
    view.context.cycle.observations.figures.get(unit)?.get(id).filter(|years| !years.is_empty())
}

fn row(view: View<'_>, unit: &UnitId, indicators: &[(&IndicatorId, &Indicator, usize)], years: usize) -> Row {
    let cells: Vec<Cell> = indicators.iter().map(|(id, indicator, _)| cell(view, unit, id, indicator, years)).collect();
    Row {
        unit: Link::new(view.unit_name(unit), view.href(&Route::UnitData(unit.clone()))),
        known: cells.iter().filter(|cell| cell.target.is_some()).count(),
        cells,
    }
}

fn cell(view: View<'_>, unit: &UnitId, id: &IndicatorId, indicator: &Indicator, all: usize) -> Cell {
    let Some((years, last)) = figures(view, unit, id).and_then(|years| Some((years, *years.keys().next_back()?))) else {
        return Cell { class: "no-figure", mark: "", year: String::new(), partial: false, target: None };
    };
    let flag = years.values().map(|figure| figure.flag).max().unwrap_or(Flag::Reported);
    let said = view.fill(
        "data_map.cell",
        &[
            ("unit", &view.unit_name(unit)),
            ("indicator", &view.of(&indicator.name)),
            ("years", &years.len()),
            ("all", &all),
            ("last", &last),
            ("flag", &view.language.text(words::flag(flag))),
        ],
    );
    Cell {
        class: flag_class(flag),
        mark: if flag == Flag::Reported { "" } else { flag_mark(view, flag) },
        year: format!("{:02}", last.rem_euclid(100)),
        partial: years.len() < all,
        target: Some((format!("{}#{}", view.href(&Route::UnitData(unit.clone())), slug(id.as_str())), said)),
    }
}
