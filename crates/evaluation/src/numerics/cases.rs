//! Access of the tests to published cases that lie beside the project.

use std::collections::BTreeMap;
use std::path::PathBuf;

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
