//! What was measured: coverage, indicators, and for every unit each figure with the cell it was read from.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use observations::{Figure, Flag, Reading};
use programme::{DefinitionBreak, Direction, IndicatorId, Over, UnitId};

use super::{ABSENT, frame_with, render};
use crate::charts::{Caption, Chart, CoverageRow, SeriesBreak, SeriesPoint, coverage, series};
use crate::context::Evaluated;
use crate::number;
use crate::route::{Route, slug};
use crate::view::{Frame, Link, Links, View, figure_anchor};
use crate::words;

#[derive(Template)]
#[template(path = "data.html")]
struct Data<'a> {
    frame: Frame<'a>,
    lead: String,
    /// The map of all units, and the types of cities.
    map: Link,
    types: Link,
    coverage: Option<Chart>,
    units: Vec<(Link, usize)>,
    indicators: Vec<IndicatorRow>,
}

struct IndicatorRow {
    anchor: String,
    name: String,
    unit: String,
    direction: &'static str,
    definition: String,
    formula: Option<String>,
    /// How members make a whole, and parts of a year a year.
    over_space: String,
    over_time: String,
    cites: Links,
}

#[derive(Template)]
#[template(path = "unit_data.html")]
struct UnitData<'a> {
    frame: Frame<'a>,
    lead: String,
    matrix: Matrix,
    indicators: Vec<IndicatorSection>,
    files: BTreeSet<(String, String)>,
}

/// What a unit has and what it lacks: indicators down, years across, the flag of each figure.
struct Matrix {
    years: Vec<i16>,
    rows: Vec<MatrixRow>,
    /// Marks with what they mean.
    legend: Vec<(&'static str, &'static str, &'static str)>,
}

struct MatrixRow {
    name: String,
    anchor: String,
    cells: Vec<MatrixCell>,
    known: usize,
}

struct MatrixCell {
    class: &'static str,
    mark: &'static str,
    /// Where the figure stands on the page, and what is said on pointing at it; none where there is no figure.
    figure: Option<(String, String)>,
}

struct IndicatorSection {
    anchor: String,
    name: String,
    /// Head of the column of values: measure unit.
    head: String,
    formula: Option<String>,
    breaks: Vec<String>,
    /// Drawn where there is something to see: rivals, doubtful figures, a change of definition.
    chart: Option<Chart>,
    rows: Vec<FigureRow>,
}

struct FigureRow {
    anchor: String,
    year: i16,
    value: String,
    flag: &'static str,
    cells: Vec<Cell>,
    rivals: Vec<Cell>,
}

struct Cell {
    place: String,
    printed: String,
    value: String,
    sha256: String,
}

pub(super) fn page(view: View<'_>) -> String {
    let cycle = view.context.cycle;
    let counts: Vec<(Link, usize)> = view.context.units.iter().map(|unit| (data_link(view, unit), count(view, unit))).collect();
    let with: usize = counts.iter().filter(|(_, count)| *count > 0).count();
    let all: usize = counts.iter().map(|(_, count)| count).sum();
    let contents = [("coverage", "data.coverage"), ("units", "data.by_unit"), ("indicators", "data.indicators")];
    let chart = coverage_chart(view);
    let contents = if chart.is_some() { &contents[..] } else { &contents[1..] };
    render(&Data {
        frame: frame_with(view, view.text("data.title"), contents),
        lead: view.fill("data.lead", &[("figures", &all), ("units", &with), ("indicators", &cycle.programme.indicators.len())]),
        map: Link::new(view.text("data.map_link"), view.href(&Route::DataMap)),
        types: Link::new(view.text("data.types_link"), view.href(&Route::DataTypes)),
        coverage: chart,
        units: counts,
        indicators: cycle.programme.indicators.values().map(|indicator| indicator_row(view, indicator)).collect(),
    })
}

fn data_link(view: View<'_>, unit: &UnitId) -> Link {
    Link::new(view.unit_name(unit), view.href(&Route::UnitData(unit.clone())))
}

fn count(view: View<'_>, unit: &UnitId) -> usize {
    view.context.cycle.observations.figures.get(unit).map_or(0, |indicators| indicators.values().map(BTreeMap::len).sum())
}

fn indicator_row(view: View<'_>, indicator: &programme::Indicator) -> IndicatorRow {
    IndicatorRow {
        anchor: format!("indicator-{}", slug(indicator.id.as_str())),
        name: view.of(&indicator.name).to_owned(),
        unit: view.measure(&indicator.unit),
        direction: view.language.text(match indicator.direction {
            Some(Direction::Up) => "direction.up",
            Some(Direction::Down) => "direction.down",
            None => "direction.none",
        }),
        definition: view.of(&indicator.definition).to_owned(),
        formula: indicator.formula.clone(),
        over_space: over(view, &indicator.over_space),
        over_time: over(view, &indicator.over_time),
        cites: view.cites(&indicator.cite),
    }
}

fn over(view: View<'_>, over: &Over) -> String {
    match over {
        Over::Sum => view.text("data.over_sum").to_owned(),
        Over::MeanBy(weight) => view.fill("data.over_mean", &[("weight", &indicator_name(view, weight))]),
        Over::Last => view.text("data.over_last").to_owned(),
        Over::None => view.text("data.over_none").to_owned(),
    }
}

/// Share of judged units that have a figure, for the indicators that the years' methods ask for.
fn coverage_chart(view: View<'_>) -> Option<Chart> {
    let cycle = view.context.cycle;
    let years: Vec<i16> = cycle.years.iter().map(|year| year.year).collect();
    let units: BTreeSet<&UnitId> = cycle.years.iter().flat_map(|year| year.evaluation.units.iter().map(|outcome| &outcome.unit)).collect();
    let asked: BTreeSet<&IndicatorId> = cycle
        .years
        .iter()
        .flat_map(|year| year.evaluation.units.iter().filter_map(Evaluated::of))
        .flat_map(|unit| unit.contributions.iter().filter_map(|contribution| contribution.indicator.as_ref()))
        .collect();
    if units.is_empty() || asked.is_empty() {
        return None;
    }
    let share = |indicator: &IndicatorId, year: i16| {
        let known = units.iter().filter(|unit| cycle.observations.figure(unit, indicator, year).is_some()).count();
        known as f64 / units.len() as f64
    };
    let row = |indicator: &&IndicatorId| CoverageRow {
        name: indicator_name(view, indicator),
        shares: years.iter().map(|year| share(indicator, *year)).collect(),
    };
    let rows: Vec<CoverageRow> = asked.iter().map(row).collect();
    let thin = rows.iter().filter(|row| row.shares.iter().any(|share| *share < 0.9)).count();
    let caption = Caption {
        language: view.language,
        id: "coverage-chart".to_owned(),
        finding: view.fill("data.coverage_finding", &[("thin", &thin), ("n", &rows.len())]),
        measure: view.fill("data.coverage_measure", &[("units", &units.len())]),
        source: view.text("source.observations").to_owned(),
    };
    Some(coverage(caption, &years, &rows))
}

fn indicator_name(view: View<'_>, id: &IndicatorId) -> String {
    view.context.cycle.programme.indicators.get(id).map_or_else(|| id.to_string(), |indicator| view.of(&indicator.name).to_owned())
}

pub(super) fn unit_page(view: View<'_>, unit: &UnitId) -> String {
    let name = view.unit_name(unit);
    let figures = view.context.cycle.observations.figures.get(unit);
    let indicators: Vec<IndicatorSection> =
        figures.into_iter().flatten().map(|(indicator, years)| section(view, indicator, years)).collect();
    let readings = figures
        .into_iter()
        .flat_map(BTreeMap::values)
        .flat_map(BTreeMap::values)
        .flat_map(|figure| figure.from.iter().chain(&figure.rivals));
    let files = readings.map(|reading| (reading.origin.file.to_string(), reading.origin.sha256.to_string())).collect();
    let mut frame = frame_with(view, view.fill("data.unit_title", &[("unit", &name)]), &[]);
    frame.contents = (!indicators.is_empty()).then(|| Link::new(view.text("data.matrix"), "#matrix".to_owned())).into_iter().collect();
    frame.contents.extend(indicators.iter().map(|indicator| Link::new(&indicator.name, format!("#{}", indicator.anchor))));
    let lead = view.fill("data.unit_lead", &[("unit", &name), ("n", &count(view, unit))]);
    render(&UnitData { frame, lead, matrix: matrix(view, unit), indicators, files })
}

/// Every indicator of the programme is a row, so that what was never delivered is seen too.
fn matrix(view: View<'_>, unit: &UnitId) -> Matrix {
    let figures = view.context.cycle.observations.figures.get(unit);
    let years: BTreeSet<i16> = figures.into_iter().flatten().flat_map(|(_, years)| years.keys().copied()).collect();
    let years: Vec<i16> = years.into_iter().collect();
    let row = |(id, indicator): (&IndicatorId, &programme::Indicator)| {
        let known = figures.and_then(|figures| figures.get(id));
        MatrixRow {
            name: view.of(&indicator.name).to_owned(),
            anchor: slug(id.as_str()),
            cells: years.iter().map(|year| matrix_cell(view, id, *year, known.and_then(|known| known.get(year)))).collect(),
            known: known.map_or(0, BTreeMap::len),
        }
    };
    let rows = if years.is_empty() { Vec::new() } else { view.context.cycle.programme.indicators.iter().map(row).collect() };
    let used: BTreeSet<Flag> = figures.into_iter().flatten().flat_map(|(_, years)| years.values().map(|figure| figure.flag)).collect();
    let legend = used.into_iter().map(|flag| (flag_class(flag), flag_mark(view, flag), view.language.text(words::flag(flag)))).collect();
    Matrix { years, rows, legend }
}

fn matrix_cell(view: View<'_>, id: &IndicatorId, year: i16, figure: Option<&Figure>) -> MatrixCell {
    let Some(figure) = figure else { return MatrixCell { class: "no-figure", mark: "", figure: None } };
    let said = format!("{year} {} {}", number::figure(figure.value), view.language.text(words::flag(figure.flag)));
    MatrixCell { class: flag_class(figure.flag), mark: flag_mark(view, figure.flag), figure: Some((figure_anchor(id, year), said)) }
}

pub(super) fn flag_class(flag: Flag) -> &'static str {
    match flag {
        Flag::Reported => "is-reported",
        Flag::Estimated => "is-estimated",
        Flag::Interpolated => "is-interpolated",
        Flag::Imputed => "is-imputed",
        Flag::Disputed => "is-disputed",
    }
}

/// A letter beside the colour, so that the flag is told without it.
pub(super) fn flag_mark(view: View<'_>, flag: Flag) -> &'static str {
    view.language.text(match flag {
        Flag::Reported => "flag_mark.reported",
        Flag::Estimated => "flag_mark.estimated",
        Flag::Interpolated => "flag_mark.interpolated",
        Flag::Imputed => "flag_mark.imputed",
        Flag::Disputed => "flag_mark.disputed",
    })
}

fn section(view: View<'_>, id: &IndicatorId, years: &BTreeMap<i16, Figure>) -> IndicatorSection {
    let indicator = view.context.cycle.programme.indicators.get(id);
    IndicatorSection {
        anchor: slug(id.as_str()),
        name: indicator_name(view, id),
        head: indicator.map_or_else(|| view.text("column.figure").to_owned(), |indicator| view.measure(&indicator.unit)),
        formula: years.values().find_map(|figure| figure.formula.clone()),
        breaks: indicator.into_iter().flat_map(|indicator| &indicator.breaks).map(|one| break_text(view, one)).collect(),
        chart: series_chart(view, id, years),
        rows: years.iter().map(|(year, figure)| figure_row(view, id, *year, figure)).collect(),
    }
}

fn break_text(view: View<'_>, one: &DefinitionBreak) -> String {
    view.fill("data.break", &[("year", &one.year), ("what", &view.of(&one.what))])
}

/// Fewest figures that make a series worth drawing.
const LEAST_POINTS: usize = 3;

fn series_chart(view: View<'_>, id: &IndicatorId, years: &BTreeMap<i16, Figure>) -> Option<Chart> {
    let indicator = view.context.cycle.programme.indicators.get(id)?;
    let breaks: Vec<SeriesBreak> = indicator
        .breaks
        .iter()
        .filter(|one| years.range(..one.year).next().is_some() && years.contains_key(&one.year))
        .map(|one| SeriesBreak { year: one.year, what: view.of(&one.what).to_owned() })
        .collect();
    let points: Vec<SeriesPoint> = years.iter().map(|(year, figure)| series_point(view, *year, figure)).collect();
    let rivals = points.iter().filter(|point| !point.rivals.is_empty()).count();
    let doubtful = points.iter().filter(|point| !point.sound).count();
    if points.len() < LEAST_POINTS || (rivals == 0 && doubtful == 0 && breaks.is_empty()) {
        return None;
    }
    let counts = [("rivals", &rivals as &dyn std::fmt::Display), ("doubtful", &doubtful), ("breaks", &breaks.len())];
    let caption = Caption {
        language: view.language,
        id: format!("series-{}", slug(id.as_str())),
        finding: view.fill("data.series_finding", &counts),
        measure: format!("{} ({})", view.of(&indicator.name), view.measure(&indicator.unit)),
        source: view.text("source.observations").to_owned(),
    };
    Some(series(caption, &points, &breaks))
}

/// Rivals that say the same are not drawn.
fn series_point(view: View<'_>, year: i16, figure: &Figure) -> SeriesPoint {
    let differs = |value: f64| (value - figure.value).abs() > figure.value.abs() * 1e-6;
    SeriesPoint {
        year,
        value: figure.value,
        sound: figure.flag == Flag::Reported,
        flag: view.language.text(words::flag(figure.flag)).to_owned(),
        rivals: figure.rivals.iter().map(|rival| rival.value).filter(|value| differs(*value)).collect(),
    }
}

fn figure_row(view: View<'_>, id: &IndicatorId, year: i16, figure: &Figure) -> FigureRow {
    FigureRow {
        anchor: figure_anchor(id, year),
        year,
        value: number::figure(figure.value),
        flag: view.language.text(words::flag(figure.flag)),
        cells: figure.from.iter().map(|reading| cell(view, reading)).collect(),
        rivals: figure.rivals.iter().map(|reading| cell(view, reading)).collect(),
    }
}

/// `panel.csv F1203（C1）`, with the sheet before the cell where there is one, and the table's own remark.
fn cell(view: View<'_>, reading: &Reading) -> Cell {
    let origin = &reading.origin;
    let sheet = origin.sheet.as_ref().map(|sheet| format!("{sheet}!")).unwrap_or_default();
    let place = view.fill("data.cell", &[("file", &origin.file), ("cell", &format!("{sheet}{}", origin.cell)), ("source", &origin.source)]);
    let printed = if reading.note.is_empty() { origin.printed.clone() } else { format!("{} [{}]", origin.printed, reading.note) };
    let printed = if printed.is_empty() { ABSENT.to_owned() } else { printed };
    Cell { place, printed, value: number::figure(reading.value), sha256: origin.sha256.to_string() }
}
