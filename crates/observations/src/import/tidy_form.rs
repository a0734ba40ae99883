//! An import as a tidy table, and compared with one taken in before.

use std::collections::BTreeMap;

use crate::Table;
use crate::import::{Import, Value};
use crate::number::{Printed, read_number};
use crate::rows::{Next, each_row};
use crate::unit::UnitOfMeasure;

/// What differs from a tidy table taken in before.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Compared {
    pub new: usize,
    pub unchanged: usize,
    pub changed: Vec<Change>,
    /// Figures of the same indicators that only the older table has.
    pub gone: usize,
}

/// A figure that is not what it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub place: String,
    pub period: String,
    pub indicator: String,
    pub before: String,
    pub after: String,
    pub cell: String,
}

const HEAD: [&str; 13] = [
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
];

/// Returns the figures that belong to an indicator as a tidy CSV table, sorted; importing the same file again gives the same text.
///
/// A figure that stands in several sheets is written once, as it stands first.
pub fn tidy_text(import: &Import, source: &str) -> String {
    let mut rows: BTreeMap<(String, String, String), [String; 13]> = BTreeMap::new();
    for value in &import.values {
        let Some(indicator) = &value.indicator else { continue };
        let key = (value.code.clone(), indicator.0.clone(), value.period.clone());
        rows.entry(key).or_insert_with(|| tidy_row(import, value, &indicator.0, source));
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in std::iter::once(&HEAD.map(str::to_owned)).chain(rows.values()) {
        writer.write_record(record).expect("writing to memory");
    }
    String::from_utf8(writer.into_inner().expect("writing to memory")).expect("records are text")
}

fn tidy_row(import: &Import, value: &Value, indicator: &str, source: &str) -> [String; 13] {
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

fn rows_by_key(table: &Table) -> BTreeMap<(String, String, String), (f64, String)> {
    let mut rows = BTreeMap::new();
    let mut head: Option<Vec<String>> = None;
    let outcome = each_row(table, &mut |_, record| {
        match &head {
            None => head = Some(record.iter().map(|cell| cell.trim().to_lowercase()).collect()),
            Some(head) => {
                let field =
                    |name: &str| head.iter().position(|known| known == name).and_then(|at| record.get(at)).unwrap_or_default().trim();
                insert(&mut rows, &field);
            }
        }
        Next::Row
    });
    // A table that cannot be read has nothing to compare with.
    outcome.map_or_else(|_| BTreeMap::new(), |()| rows)
}

fn insert<'a>(rows: &mut BTreeMap<(String, String, String), (f64, String)>, field: &dyn Fn(&str) -> &'a str) {
    if let Printed::Number { value, .. } = read_number(field("value")) {
        let key = (field("code").to_owned(), field("indicator").to_owned(), field("year").to_owned());
        rows.entry(key).or_insert_with(|| (value, field("unit").to_owned()));
    }
}
