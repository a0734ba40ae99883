//! An import as a tidy table, and compared with one taken in before.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::Table;
use crate::import::{Import, Value};
use crate::number::{Printed, read_number};
use crate::rows::{Next, each_row};
use crate::unit::UnitOfMeasure;

/// What differs from a tidy table taken in before.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Compared {
    pub new: usize,
    pub unchanged: usize,
    pub changed: Vec<Change>,
    /// Figures of the same indicators that only the older table has.
    pub gone: usize,
}

/// A figure that is not what it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    pub place: String,
    pub period: String,
    pub indicator: String,
    pub before: String,
    pub after: String,
    pub cell: String,
}

const HEAD: [&str; 14] = [
    "code",
    "city",
    "province",
    "year",
    "indicator",
    "value",
    "unit",
    "source",
    "note",
    "origin_file",
    "origin_sha256",
    "origin_sheet",
    "origin_cell",
    "known_on",
];

/// Returns the figures that belong to an indicator as a tidy CSV table, sorted; importing the same file again gives the same text.
///
/// A figure that stands in several sheets is written once, as it stands first.
pub fn tidy_text(import: &Import, source: &str, known_on: Option<Date>) -> String {
    write(new_rows(import, source, known_on).into_values())
}

/// Adds an import to what was kept before. Rows of the same file are replaced, figures that say nothing new are left out, a figure that
/// differs from an earlier file's stands beside it with its own day: revisions are kept, and the same import twice is kept once.
pub fn merged(before: Option<&Table>, import: &Import, source: &str, known_on: Option<Date>) -> String {
    let kept = before.map(kept_rows).unwrap_or_default();
    let (own, others): (Vec<Row>, Vec<Row>) = kept.into_iter().partition(|row| row[SHA256] == import.sha256);
    // The day on which a file became known does not change because it is read again.
    let known_on = known_on.or_else(|| own.first().and_then(|row| row[KNOWN_ON].parse().ok()));
    let mut latest: BTreeMap<[String; 3], &Row> = BTreeMap::new();
    for row in &others {
        let entry = latest.entry(key(row)).or_insert(row);
        if row[KNOWN_ON] > entry[KNOWN_ON] {
            *entry = row;
        }
    }
    let says_more = |row: &Row| latest.get(&key(row)).is_none_or(|known| known[VALUE] != row[VALUE] || known[UNIT] != row[UNIT]);
    let new: Vec<Row> = new_rows(import, source, known_on).into_values().filter(says_more).collect();
    let mut rows: Vec<Row> = others.iter().cloned().chain(new).collect();
    rows.sort_by_cached_key(|row| (key(row), row[KNOWN_ON].clone(), row[SHA256].clone()));
    write(rows.into_iter())
}

type Row = [String; 14];

const VALUE: usize = 5;
const UNIT: usize = 6;
const SHA256: usize = 10;
const KNOWN_ON: usize = 13;

/// Place, indicator, year.
fn key(row: &Row) -> [String; 3] {
    [row[0].clone(), row[4].clone(), row[3].clone()]
}

fn new_rows(import: &Import, source: &str, known_on: Option<Date>) -> BTreeMap<[String; 3], Row> {
    let mut rows = BTreeMap::new();
    for value in &import.values {
        let Some(indicator) = &value.indicator else { continue };
        let row = tidy_row(import, value, &indicator.0, source, known_on);
        rows.entry(key(&row)).or_insert(row);
    }
    rows
}

fn kept_rows(table: &Table) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut head: Option<Vec<String>> = None;
    let outcome = each_row(table, &mut |_, record| {
        match &head {
            None => head = Some(record.iter().map(|cell| cell.trim().to_owned()).collect()),
            Some(head) => {
                let field = |name: &str| head.iter().position(|known| known == name).and_then(|at| record.get(at)).unwrap_or_default();
                rows.push(HEAD.map(|name| field(name).to_owned()));
            }
        }
        Next::Row
    });
    // What cannot be read was not written by us and has nothing to keep.
    outcome.map_or_else(|_| Vec::new(), |()| rows)
}

fn write(rows: impl Iterator<Item = Row>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in std::iter::once(HEAD.map(str::to_owned)).chain(rows) {
        writer.write_record(&record).expect("writing to memory");
    }
    String::from_utf8(writer.into_inner().expect("writing to memory")).expect("records are text")
}

fn tidy_row(import: &Import, value: &Value, indicator: &str, source: &str, known_on: Option<Date>) -> Row {
    let province = corpus::gazetteer::Gazetteer::shared().history(&value.code).last().map_or("", |place| place.province);
    [
        value.code.clone(),
        value.place.clone(),
        province.to_owned(),
        value.period.clone(),
        indicator.to_owned(),
        value.value.to_string(),
        value.unit.clone().unwrap_or_default(),
        source.to_owned(),
        String::new(),
        import.file.clone(),
        import.sha256.clone(),
        value.sheet.clone().unwrap_or_default(),
        value.cell.clone(),
        known_on.map(|day| day.to_string()).unwrap_or_default(),
    ]
}

/// Compares an import with a tidy table. Figures in different units are compared after conversion; a unit that is not stated counts as the same.
pub fn compare(import: &Import, before: &Table) -> Compared {
    let mut older = rows_by_key(before);
    let mut compared = Compared::default();
    let mut seen = std::collections::BTreeSet::new();
    for value in &import.values {
        let Some(indicator) = &value.indicator else { continue };
        let key = (value.code.clone(), indicator.0.clone(), value.period.clone());
        if !seen.insert(key.clone()) {
            continue;
        }
        match older.remove(&key) {
            None => compared.new += 1,
            Some((before, unit)) if is_same(value, before, &unit) => compared.unchanged += 1,
            Some((before, unit)) => compared.changed.push(Change {
                place: value.place.clone(),
                period: value.period.clone(),
                indicator: indicator.0.clone(),
                before: format!("{before} {unit}"),
                after: format!("{} {}", value.value, value.unit.as_deref().unwrap_or_default()),
                cell: value.cell.clone(),
            }),
        }
    }
    let indicators: std::collections::BTreeSet<&String> = seen.iter().map(|(_, indicator, _)| indicator).collect();
    compared.gone = older.keys().filter(|(_, indicator, _)| indicators.contains(indicator)).count();
    compared
}

fn is_same(value: &Value, before: f64, unit: &str) -> bool {
    let now = match (value.unit.as_deref().and_then(UnitOfMeasure::read), UnitOfMeasure::read(unit)) {
        (Some(from), Some(to)) => from.convert(value.value, &to),
        _ => Some(value.value),
    };
    // A figure kept in single precision (`0.140000000596`) is the same figure.
    now.is_some_and(|now| (now - before).abs() <= before.abs().max(now.abs()) * 1e-6)
}

/// Figures by place, indicator and year, the latest known of several.
fn rows_by_key(table: &Table) -> BTreeMap<(String, String, String), (f64, String)> {
    let mut rows: BTreeMap<(String, String, String), (String, f64, String)> = BTreeMap::new();
    for row in kept_rows(table) {
        let Printed::Number { value, .. } = read_number(&row[VALUE]) else { continue };
        let key = (row[0].clone(), row[4].clone(), row[3].clone());
        let older = rows.get(&key).is_none_or(|(known_on, ..)| *known_on < row[KNOWN_ON]);
        if older {
            rows.insert(key, (row[KNOWN_ON].clone(), value, row[UNIT].clone()));
        }
    }
    rows.into_iter().map(|(key, (_, value, unit))| (key, (value, unit))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Kept, Vocabulary, import};

    fn table(name: &str, text: &str) -> Table {
        Table { name: name.to_owned(), bytes: text.as_bytes().to_vec(), known_on: None }
    }

    fn take(before: &str, text: &str, day: &str) -> String {
        let import = import(&table("a.csv", text), &Vocabulary::shipped(), &Kept::nothing());
        merged(Some(&table("kept.csv", before)), &import, "局", day.parse().ok())
    }

    #[test]
    fn a_revision_is_kept_beside_what_it_revises_and_nothing_is_kept_twice() {
        let first = take("", "城市,年份,GDP（亿元）\n湘潭市,2019,2257.6\n湘潭市,2020,2343.1\n", "2021-03-01");
        let revised = "城市,年份,GDP（亿元）\n湘潭市,2019,2257.6\n湘潭市,2020,2340.0\n";
        let second = take(&first, revised, "2022-03-01");
        let values: Vec<&str> = second.lines().skip(1).map(|line| line.split(',').nth(5).unwrap_or_default()).collect();
        assert_eq!(values, ["2257.6", "2343.1", "2340"]);
        assert_eq!(take(&second, revised, ""), second, "taken in again on a later day it keeps its day");
        let compared = compare(&import(&table("a.csv", revised), &Vocabulary::shipped(), &Kept::nothing()), &table("kept.csv", &second));
        assert_eq!((compared.new, compared.unchanged, compared.changed.len(), compared.gone), (0, 2, 0, 0));
    }
}
