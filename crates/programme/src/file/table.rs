//! CSV tables: a heading and one entry per row.

use std::collections::BTreeMap;

use corpus::{Finding, Location};
use serde::de::DeserializeOwned;

use super::{At, text};
use crate::Folder;

/// Returns the rows that can be read; none if the folder lacks the file.
pub fn rows<T: DeserializeOwned>(folder: &Folder, path: &str, findings: &mut Vec<Finding>) -> Vec<At<T>> {
    let Some(text) = text(folder, path, findings) else { return Vec::new() };
    let text = text.replace("\r\n", "\n"); // the reader would name rows one line too low
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    let mut rows = Vec::new();
    let mut flaws: BTreeMap<String, Vec<Option<u32>>> = BTreeMap::new();
    for record in reader.records() {
        match read(record, &headers, path) {
            Ok(row) => rows.push(row),
            Err((line, cause)) => flaws.entry(cause).or_default().push(line),
        }
    }
    findings.extend(flaws.iter().map(|(cause, lines)| flawed(path, cause, lines)));
    rows
}

fn read<T: DeserializeOwned>(
    record: Result<csv::StringRecord, csv::Error>,
    headers: &csv::StringRecord,
    path: &str,
) -> Result<At<T>, (Option<u32>, String)> {
    let line = |position: Option<&csv::Position>| position.map(|position| position.line() as u32);
    let record = record.map_err(|error| (line(error.position()), cause(&error)))?;
    let line = line(record.position());
    match record.deserialize(Some(headers)) {
        Ok(value) => Ok(At { value, location: Location { line, ..Location::file(path) } }),
        Err(error) => Err((line, cause(&error))),
    }
}

/// Returns the reader's message without its own account of the place, which the finding's location says better.
fn cause(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Deserialize { err, .. } => err.kind().to_string(),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => format!("{len} cells where the heading has {expected_len}"),
        _ => error.to_string(),
    }
}

/// One finding for all rows that fail in the same way, at the first of them: a misspelt heading breaks every row.
fn flawed(path: &str, cause: &str, lines: &[Option<u32>]) -> Finding {
    let (zh, en) = match lines.len() {
        1 => ("该行有误，未采用".to_owned(), "the row was left out".to_owned()),
        rows => (format!("该行起共{rows}行有误，未采用"), format!("this row and others, {rows} in all, were left out")),
    };
    let first = Location { line: lines.first().copied().flatten(), ..Location::file(path) };
    Finding::error("folder/row", format!("{zh}：{cause}"), format!("{en}: {cause}"))
        .at(first)
        .hint("请核对列数、列名和取值", "check the number of cells, the column names and the values")
}
