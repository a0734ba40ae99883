//! Access of the tests to published cases that lie beside the project.

use std::collections::BTreeMap;
use std::path::PathBuf;

use programme::Direction;

use super::Columns;

/// A comma-separated table: header and rows, cells trimmed.
pub(crate) struct Table {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Returns the figures of a named column; an empty cell or `NA` is `None`.
    pub(crate) fn cells(&self, name: &str) -> Vec<Option<f64>> {
        let column = self.header.iter().position(|header| header == name).unwrap_or_else(|| panic!("column `{name}`"));
        self.rows.iter().map(|row| row[column].parse().ok()).collect()
    }

    /// Returns the figures of a named column that has no gap.
    pub(crate) fn column(&self, name: &str) -> Vec<f64> {
        self.cells(name).into_iter().map(|cell| cell.unwrap_or_else(|| panic!("gap in `{name}`"))).collect()
    }

    pub(crate) fn text(&self, name: &str) -> Vec<&str> {
        let column = self.header.iter().position(|header| header == name).unwrap_or_else(|| panic!("column `{name}`"));
        self.rows.iter().map(|row| row[column].as_str()).collect()
    }

    /// Returns figures by a key column.
    pub(crate) fn by(&self, key: &str, name: &str) -> BTreeMap<&str, f64> {
        self.text(key).into_iter().zip(self.column(name)).collect()
    }
}

/// Returns the table of a case, or `None` with a note where the cases are absent.
pub(crate) fn table(name: &str) -> Option<Table> {
    let text = text(name)?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.unwrap().iter().map(|cell| cell.trim().to_owned()).collect()).collect();
    Some(Table { header, rows })
}

/// Returns the text of a case, or `None` with a note where the cases are absent.
#[expect(clippy::disallowed_methods, reason = "tests read published cases from disk")]
pub(crate) fn text(name: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/evaluation").join(name);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("skipped: {} is absent", path.display());
    }
    text
}

/// Asserts that two lists agree within an absolute tolerance.
#[track_caller]
pub(crate) fn assert_close(actual: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(actual.len(), expected.len(), "lengths differ");
    for (at, (a, e)) in actual.iter().zip(expected).enumerate() {
        assert!((a - e).abs() <= tolerance, "position {at}: {a} is not within {tolerance} of {e}\n{actual:?}\n{expected:?}");
    }
}

/// One case of the pymcdm test suite.
pub(crate) struct Published(pub serde_json::Value);

impl Published {
    pub(crate) fn rows(&self) -> Vec<Vec<f64>> {
        self.get("matrix")
    }

    pub(crate) fn columns(&self) -> Columns {
        Columns::from_rows(&self.rows()).unwrap()
    }

    pub(crate) fn weights(&self) -> Vec<f64> {
        self.get("weights")
    }

    /// Returns `Up` for all where the case names no types.
    pub(crate) fn directions(&self) -> Vec<Direction> {
        let all_up = || vec![1.0; self.rows()[0].len()];
        let types: Vec<f64> = serde_json::from_value(self.0["data"]["types"].clone()).unwrap_or_else(|_| all_up());
        types.into_iter().map(|sign| if sign < 0.0 { Direction::Down } else { Direction::Up }).collect()
    }

    pub(crate) fn output(&self) -> Vec<f64> {
        let data = &self.0["data"];
        let output = if data["output"].is_null() { &data["expected"] } else { &data["output"] };
        serde_json::from_value(output.clone()).unwrap()
    }

    pub(crate) fn get<T: serde::de::DeserializeOwned>(&self, key: &str) -> T {
        serde_json::from_value(self.0["data"][key].clone()).unwrap_or_else(|error| panic!("{key}: {error}"))
    }
}

/// Returns the cases of one class of the pymcdm test suite; none where the cases are absent.
pub(crate) fn published(class: &str) -> Vec<Published> {
    let Some(text) = text("pymcdm_published_cases.json") else { return Vec::new() };
    let cases: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    let found: Vec<Published> = cases.into_iter().filter(|case| case["class"] == class).map(Published).collect();
    assert!(!found.is_empty(), "no case `{class}`");
    found
}

/// Asserts that figures agree with printed ones to half a unit of the last decimal that any of them prints.
#[track_caller]
pub(crate) fn assert_rounded(name: &str, actual: &[f64], printed: &[f64]) {
    let decimals = printed.iter().map(|figure| figure.to_string().split_once('.').map_or(0, |(_, tail)| tail.len())).max().unwrap_or(0);
    let tolerance = 0.5 * 10f64.powi(-(decimals as i32)) + 1e-12;
    eprintln!("{name}: {decimals} decimals");
    assert_close(actual, printed, tolerance);
}
