//! Everything that is published of a cycle, by the paths under which it is kept and shown.

use std::collections::BTreeMap;

use programme::UnitId;

use crate::context::Context;
use crate::cycle::Cycle;
use crate::route::slug;
use crate::{cycle_json, data_package, letter, notice, site, workbook};

pub(crate) const WORKBOOK: &str = "results.xlsx";
pub(crate) const CYCLE: &str = "cycle.json";
/// Folder of the open data package, beside the pages about the data.
pub(crate) const PACKAGE: &str = "data";

pub(crate) fn notice_path(year: i16) -> String {
    format!("notice-{year}.docx")
}

pub(crate) fn letter_path(year: i16, unit: &UnitId) -> String {
    format!("letters/{year}/{}.docx", slug(unit.as_str()))
}

/// Returns every file of the publication: the site, the notices and letters, the workbook, `cycle.json` and the data package.
pub fn publish(cycle: &Cycle) -> BTreeMap<String, Vec<u8>> {
    let mut files = site(cycle);
    files.insert(CYCLE.to_owned(), cycle_json(cycle));
    files.extend(data_package(cycle).into_iter().map(|(name, bytes)| (format!("{PACKAGE}/{name}"), bytes)));
    files.extend(documents(cycle));
    files
}

/// Returns the documents alone: the workbook, the notices and the letters.
pub fn documents(cycle: &Cycle) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    files.insert(WORKBOOK.to_owned(), workbook(cycle));
    let context = Context::new(cycle);
    for year in &cycle.years {
        files.extend(notice(cycle, year.year).map(|bytes| (notice_path(year.year), bytes)));
        files.extend(letter::letters(&context, year).into_iter().map(|(unit, bytes)| (letter_path(year.year, &unit), bytes)));
    }
    files
}
