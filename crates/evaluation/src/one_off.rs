//! A table scored without a programme folder: first column the unit, heading the ids of the indicators.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use corpus::{Bilingual, Finding, Location};
use observations::{Figure, Flag, Observations, Origin, Printed, Reading, Table, TextRow, is_total, read_number, sha256, text_rows};
use programme::method::{self, Method};
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

/// Headings of the column that says which year a row describes; without it all rows are of the year asked for.
const YEAR: [&str; 3] = ["year", "年份", "年度"];

/// Reads a table (CSV or a workbook's first sheet); a `year` of 0 leaves the year to the table. A column with no number in it, or one that
/// names the class, holds words: an attribute of the unit. In any other column a cell that is no number is a finding, and missing.
pub fn one_off(file: &str, bytes: &[u8], method: &Method, year: i16) -> OneOff {
    let mut out = OneOff::default();
    let (rows, unread) = text_rows(&Table { name: file.to_owned(), bytes: bytes.to_vec(), known_on: None });
    out.findings.extend(unread);
    let Some((printed, rows)) = rows.split_first().filter(|(_, rows)| !rows.is_empty()) else {
        out.findings.push(
            Finding::error("table/empty", "表中没有数据行", "the table holds no row of figures")
                .at(Location::file(file))
                .hint("首行为表头，以下每行一个单位", "the first row is the heading, each row below is a unit"),
        );
        return out;
    };
    let (heading, units) = plain_heading(printed, method);
    let heading = &heading;
    let year = if year == 0 { newest_year(heading) } else { year };
    out.findings.extend(method.check_units(&|name| units.get(name).cloned()));
    let words: Vec<bool> = (0..heading.cells.len()).map(|column| holds_words(method, &heading.cells[column], column, rows)).collect();
    report_columns(file, heading, &words, method, &mut out.findings);
    let shared = Shared { file: file.into(), sha256: sha256(bytes).into(), none: "".into() };
    let mut seen = BTreeSet::new();
    for row in rows {
        let id = row.cells.first().map_or("", String::as_str);
        let row_year = year_of(heading, row).unwrap_or(year);
        if id.is_empty() || !seen.insert((id.to_owned(), row_year)) {
            out.findings.push(flawed_row(file, row, id));
            continue;
        }
        out.findings.extend(odd_row(file, heading, row, id));
        out.years.insert(row_year);
        out.take_row(heading, row, &words, row_year, &shared);
    }
    out
}

/// Headings without the unit of measure behind them (`tax（万元）`), and those units by name, where the method knows the bare name only.
fn plain_heading(printed: &TextRow, method: &Method) -> (TextRow, BTreeMap<String, String>) {
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
    (TextRow { row: printed.row, cells }, units)
}

struct Shared {
    file: Arc<str>,
    sha256: Arc<str>,
    none: Arc<str>,
}

fn flawed_row(file: &str, row: &TextRow, id: &str) -> Finding {
    let place = Location::line(file, row.row);
    if id.is_empty() {
        return Finding::error("table/no-unit", "首列没有单位名称，这一行未读入", "the first column names no unit; the row is left out")
            .at(place);
    }
    Finding::error("table/unit-twice", format!("“{id}”出现两次，以第一次为准"), format!("\"{id}\" stands twice; the first row counts"))
        .at(place)
}

/// A row that is read, but hardly as it was meant.
fn odd_row(file: &str, heading: &TextRow, row: &TextRow, id: &str) -> Option<Finding> {
    let place = || Location::line(file, row.row);
    if row.cells.iter().skip(heading.cells.len()).any(|cell| !cell.is_empty()) {
        let (found, known) = (row.cells.len(), heading.cells.len());
        return Some(
            Finding::error(
                "table/too-many-cells",
                format!("“{id}”一行有 {found} 格，表头只有 {known} 列，多出的未读入"),
                format!("the row \"{id}\" has {found} cells, the heading {known}; the rest is not read"),
            )
            .at(place())
            .hint("千分位逗号、名称中的逗号要用引号括起", "a comma inside a number or a name needs quotes around the cell"),
        );
    }
    is_total(id).then(|| {
        Finding::warning(
            "table/total",
            format!("“{id}”像是合计或平均行，目前按一个单位计算"),
            format!("\"{id}\" looks like a row of totals or means; it is scored as a unit"),
        )
        .at(place())
        .hint("从表中删去这一行", "take the row out of the table")
    })
}

fn year_of(heading: &TextRow, row: &TextRow) -> Option<i16> {
    let column = heading.cells.iter().position(|cell| YEAR.contains(&cell.as_str()))?;
    row.cells.get(column)?.trim_end_matches('年').parse().ok()
}

fn holds_words(method: &Method, name: &str, column: usize, rows: &[TextRow]) -> bool {
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
fn report_columns(file: &str, heading: &TextRow, words: &[bool], method: &Method, findings: &mut Vec<Finding>) {
    let place = || Location::line(file, heading.row);
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
    let decisive = method.names_that_decide();
    let classes = method.classes.by.as_deref().into_iter();
    for name in method.names_needed().into_iter().chain(classes).filter(|name| !dated.contains(name)) {
        let (zh, en) = (format!("表中没有办法所用的列“{name}”"), format!("the table has no column `{name}`, which the method uses"));
        // What is missing from a veto never holds, and nobody would notice.
        let finding =
            if decisive.contains(name) { Finding::error("table/no-column", zh, en) } else { Finding::warning("table/no-column", zh, en) };
        let (zh, en) = match method::nearest(name, heading.cells.iter().map(String::as_str)) {
            Some(near) => (format!("是否指“{near}”？"), format!("is `{near}` meant?")),
            None => ("补上这一列，或核对指标编号".to_owned(), "add the column, or look at the id".to_owned()),
        };
        findings.push(finding.at(place()).hint(zh, en));
    }
    let own = |name: &&String| method.parameters.contains_key(*name) || method.quantities.iter().any(|quantity| quantity.id == **name);
    for name in heading.cells.iter().filter(own) {
        findings.push(
            Finding::warning(
                "table/own-name",
                format!("列“{name}”与办法自己的参数或计算量同名，以办法为准，该列未使用"),
                format!(
                    "the method has a parameter or quantity of the column's name `{name}`; the method's counts, the column is not used"
                ),
            )
            .at(place())
            .hint("给其中一个改名", "give one of the two another name"),
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
    fn take_row(&mut self, heading: &TextRow, row: &TextRow, words: &[bool], year: i16, shared: &Shared) {
        let id = UnitId(row.cells[0].trim().to_owned());
        let unit = match self.units.iter().position(|unit| unit.id == id) {
            Some(known) => known,
            None => {
                self.units.push(Unit::new(id.as_str(), Bilingual::new(id.as_str(), id.as_str())));
                self.units.len() - 1
            }
        };
        let mut taken = BTreeSet::from(YEAR);
        for (column, name) in heading.cells.iter().enumerate().skip(1) {
            let printed = row.cells.get(column).map_or("", String::as_str);
            if name.is_empty() || !taken.insert(name) {
                continue;
            }
            if words[column] {
                if !printed.is_empty() {
                    let (name, year) = of_year(name, year);
                    self.units[unit].dated_attributes.entry(year).or_default().insert(name.to_owned(), printed.to_owned());
                }
                continue;
            }
            let cell = cell_name(column, row.row);
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
                    .at(Location { cell: Some(cell), ..Location::line(&*shared.file, row.row) })
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
fn newest_year(heading: &TextRow) -> i16 {
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
