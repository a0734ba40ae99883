//! A table scored without a programme folder: first column the unit, heading the ids of the indicators.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use corpus::{Bilingual, Finding, Location};
use observations::{Figure, Flag, Observations, Origin, Printed, Reading, read_number};
use programme::method::Method;
use programme::{IndicatorId, UnitId};

use crate::Unit;

/// Units and figures of a table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OneOff {
    /// In the order of the table.
    pub units: Vec<Unit>,
    pub observations: Observations,
    /// Years of the `year` column, or the year asked for.
    pub years: BTreeSet<i16>,
    pub findings: Vec<Finding>,
}

/// Heading of the column that says which year a row describes; without it all rows are of the year asked for.
const YEAR: &str = "year";

/// Reads a CSV table; a `year` of 0 leaves the year to the table. A column with no number in it, or one that names the class, holds words: an attribute of the unit. In any other column a
/// cell that is no number is a finding, and missing.
pub fn one_off(file: &str, sha256: &str, text: &str, method: &Method, year: i16) -> OneOff {
    let mut out = OneOff::default();
    let rows = rows(file, text, &mut out.findings);
    let Some((printed, rows)) = rows.split_first() else { return out };
    let (heading, units) = plain_heading(printed, method);
    let heading = &heading;
    let year = if year == 0 { newest_year(heading) } else { year };
    out.findings.extend(method.check_units(&|name| units.get(name).cloned()));
    let words: Vec<bool> = (0..heading.cells.len()).map(|column| holds_words(method, &heading.cells[column], column, rows)).collect();
    report_columns(file, heading, &words, method, &mut out.findings);
    let shared = Shared { file: file.into(), sha256: sha256.into(), none: "".into() };
    let mut seen = BTreeSet::new();
    for row in rows {
        let id = row.cells.first().map_or("", |id| id.trim());
        let row_year = year_of(heading, row).unwrap_or(year);
        if id.is_empty() || !seen.insert((id.to_owned(), row_year)) {
            out.findings.push(flawed_row(file, row, id));
            continue;
        }
        out.years.insert(row_year);
        out.take_row(heading, row, &words, row_year, &shared);
    }
    out
}

/// Headings without the unit of measure behind them (`tax（万元）`), and those units by name, where the method knows the bare name only.
fn plain_heading(printed: &Row, method: &Method) -> (Row, BTreeMap<String, String>) {
    let needed = method.names_needed();
    let mut units = BTreeMap::new();
    let plain = |cell: &String| {
        let bare = cell.strip_suffix(['）', ')']).and_then(|cell| cell.rsplit_once(['（', '(']));
        match bare
            .map(|(name, unit)| (name.trim(), unit.trim()))
            .filter(|(name, _)| !needed.contains(cell.as_str()) && needed.contains(name))
        {
            Some((name, unit)) => {
                units.insert(name.to_owned(), unit.to_owned());
                name.to_owned()
            }
            None => cell.clone(),
        }
    };
    let cells = printed.cells.iter().map(plain).collect();
    (Row { line: printed.line, cells }, units)
}

struct Row {
    line: u32,
    cells: Vec<String>,
}

struct Shared {
    file: Arc<str>,
    sha256: Arc<str>,
    none: Arc<str>,
}

fn rows(file: &str, text: &str, findings: &mut Vec<Finding>) -> Vec<Row> {
    let text = text.trim_start_matches('\u{feff}');
    let text = text.replace("\r\n", "\n"); // the reader would name rows one line too low
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line) as u32;
                rows.push(Row { line, cells: record.iter().map(str::to_owned).collect() });
            }
            Err(error) => findings
                .push(Finding::error("table/row", "这一行无法读取", format!("this row cannot be read: {error}")).at(Location::file(file))),
        }
    }
    rows
}

fn flawed_row(file: &str, row: &Row, id: &str) -> Finding {
    let place = Location::line(file, row.line);
    if id.is_empty() {
        return Finding::error("table/no-unit", "首列没有单位名称，这一行未读入", "the first column names no unit; the row is left out")
            .at(place);
    }
    Finding::error("table/unit-twice", format!("“{id}”出现两次，以第一次为准"), format!("\"{id}\" stands twice; the first row counts"))
        .at(place)
}

fn year_of(heading: &Row, row: &Row) -> Option<i16> {
    let column = heading.cells.iter().position(|cell| cell == YEAR)?;
    row.cells.get(column)?.parse().ok()
}

fn holds_words(method: &Method, name: &str, column: usize, rows: &[Row]) -> bool {
    if column == 0 || method.classes.by.as_deref() == Some(name) {
        return true;
    }
    let cells = rows.iter().filter_map(|row| row.cells.get(column));
    let (mut numbers, mut texts) = (0, 0);
    for cell in cells {
        match read_number(cell) {
            Printed::Number { suffix, .. } if is_bare(&suffix) => numbers += 1,
            Printed::Missing => {}
            _ => texts += 1,
        }
    }
    numbers == 0 && texts > 0
}

/// Names of the method that no column bears, and columns twice.
fn report_columns(file: &str, heading: &Row, words: &[bool], method: &Method, findings: &mut Vec<Finding>) {
    let place = || Location::line(file, heading.line);
    let mut seen = BTreeSet::new();
    let dated: BTreeSet<&str> = heading.cells.iter().map(|cell| of_year(cell, 0).0).collect();
    for name in heading.cells.iter().filter(|name| !name.is_empty() && !seen.insert(name.as_str())) {
        findings.push(
            Finding::error(
                "table/column-twice",
                format!("列“{name}”重复，以第一列为准"),
                format!("the column `{name}` stands twice; the first counts"),
            )
            .at(place()),
        );
    }
    for name in method.names_needed().into_iter().filter(|name| !dated.contains(name)) {
        findings.push(
            Finding::warning(
                "table/no-column",
                format!("表中没有办法所用的列“{name}”"),
                format!("the table has no column `{name}`, which the method uses"),
            )
            .at(place())
            .hint("补上这一列，或核对指标编号", "add the column, or look at the id"),
        );
    }
    let needed = method.names_needed();
    let asked: BTreeSet<&str> = method.nodes.iter().filter_map(leaf_indicator).filter(|name| needed.contains(name)).collect();
    for (name, _) in heading.cells.iter().zip(words).filter(|(name, words)| **words && asked.contains(name.as_str())) {
        findings.push(
            Finding::error(
                "table/words",
                format!("指标列“{name}”中没有数字"),
                format!("the column `{name}` of an indicator holds no number"),
            )
            .at(place()),
        );
    }
}

fn leaf_indicator(node: &programme::method::Node) -> Option<&str> {
    match &node.content {
        programme::method::Content::Indicator { indicator, value: None, .. } => Some(indicator.as_str()),
        _ => None,
    }
}

impl OneOff {
    fn take_row(&mut self, heading: &Row, row: &Row, words: &[bool], year: i16, shared: &Shared) {
        let id = UnitId(row.cells[0].trim().to_owned());
        let unit = match self.units.iter().position(|unit| unit.id == id) {
            Some(known) => known,
            None => {
                self.units.push(Unit::new(id.as_str(), Bilingual::new(id.as_str(), id.as_str())));
                self.units.len() - 1
            }
        };
        let mut taken = BTreeSet::from([YEAR]);
        for (column, name) in heading.cells.iter().enumerate().skip(1) {
            let printed = row.cells.get(column).map_or("", String::as_str);
            if name.is_empty() || !taken.insert(name) {
                continue;
            }
            if words[column] {
                if !printed.is_empty() {
                    self.units[unit].attributes.insert(name.clone(), printed.to_owned());
                }
                continue;
            }
            let cell = cell_name(column, row.line);
            let (name, year) = of_year(name, year);
            match read_number(printed) {
                Printed::Missing => {}
                Printed::Number { value, suffix } if is_bare(&suffix) && value.is_finite() => {
                    let figure = figure(value, printed, cell, name, shared);
                    let of_unit = self.observations.figures.entry(id.clone()).or_default();
                    of_unit.entry(IndicatorId(name.to_owned())).or_default().insert(year, figure);
                }
                _ => self.findings.push(
                    Finding::error(
                        "table/not-a-number",
                        format!("“{printed}”不是数字，按缺失处理"),
                        format!("\"{printed}\" is no number and counts as missing"),
                    )
                    .at(Location { cell: Some(cell), ..Location::line(&*shared.file, row.line) })
                    .hint("只写数字，单位写在表头之外", "write the bare number; units do not stand in the cell"),
                ),
            }
        }
    }
}

/// `gdp@2019` is the figure of 2019 whatever year the row has.
fn of_year(name: &str, year: i16) -> (&str, i16) {
    name.rsplit_once('@').and_then(|(name, year)| Some((name, year.parse().ok()?))).unwrap_or((name, year))
}

/// Year of columns that name none, where neither the caller nor a column of years says it: the year after the newest that a heading names,
/// or that one itself where no figure of it stands without a year.
fn newest_year(heading: &Row) -> i16 {
    let dated = |cell: &&String| of_year(cell, 0).1 != 0;
    let newest = heading.cells.iter().map(|cell| of_year(cell, 0).1).max().unwrap_or(0);
    let goes_on = heading.cells.iter().filter(dated).any(|cell| heading.cells.iter().any(|other| other == of_year(cell, 0).0));
    newest + i16::from(newest != 0 && goes_on)
}

/// A percent sign says nothing that a column of percentages does not say; any other unit does not stand in a cell.
fn is_bare(suffix: &str) -> bool {
    matches!(suffix.trim(), "" | "%" | "％")
}

fn figure(value: f64, printed: &str, cell: String, name: &str, shared: &Shared) -> Figure {
    let origin = Origin {
        file: shared.file.clone(),
        sha256: shared.sha256.clone(),
        sheet: None,
        cell,
        printed: printed.to_owned(),
        heading: name.into(),
        unit: shared.none.clone(),
        source: shared.none.clone(),
        known_on: None,
    };
    let reading = Reading { value, flag: Flag::Reported, note: shared.none.clone(), origin };
    Figure { value, flag: Flag::Reported, from: vec![reading], rivals: Vec::new(), formula: None }
}

/// As spreadsheets name it: `AB12`.
fn cell_name(column: usize, line: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.iter().rev().collect();
    format!("{letters}{line}")
}
