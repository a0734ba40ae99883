//! CSV tables: a heading and one entry per row.

use corpus::{Finding, Location};
use serde::de::DeserializeOwned;

use super::{At, text};
use crate::Folder;

/// Returns the rows that can be read; none if the folder lacks the file.
pub(crate) fn rows<T: DeserializeOwned>(folder: &Folder, path: &str, findings: &mut Vec<Finding>) -> Vec<At<T>> {
    let Some(text) = text(folder, path, findings) else { return Vec::new() };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let location = Location::line(path, record.position().map_or(0, |position| position.line() as u32));
                match record.deserialize(Some(&headers)) {
                    Ok(value) => rows.push(At { value, location }),
                    Err(error) => findings.push(flawed(location, &cause(&error))),
                }
            }
            Err(error) => {
                let line = error.position().map(|position| position.line() as u32);
                findings.push(flawed(Location { line, ..Location::file(path) }, &cause(&error)));
            }
        }
    }
    rows
}

/// Returns the reader's message without its own account of the place, which the finding's location says better.
fn cause(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Deserialize { err, .. } => err.kind().to_string(),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => format!("{len} cells where the heading has {expected_len}"),
        _ => error.to_string(),
    }
}

fn flawed(location: Location, message: &str) -> Finding {
    Finding::error("folder/row", format!("该行有误，未采用：{message}"), format!("the row was left out: {message}"))
        .at(location)
        .hint("请核对列数、列名和取值", "check the number of cells, the column names and the values")
}
