//! Rows, columns and sheets that a workbook hides. They are read like all others; who sent the table may not know that they go along.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Cursor, Read};

use corpus::{Finding, Location};
use memchr::memmem;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use crate::rows::column_name;
use crate::{Table, compound};

/// What the sheets of a workbook hide, by their names, and how many numbers were read of it.
#[derive(Debug, Default)]
pub(crate) struct Hidden(BTreeMap<String, HiddenParts>);

/// What a sheet hides. Rows and columns count from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct HiddenParts {
    pub(crate) sheet: bool,
    pub(crate) rows: Runs,
    pub(crate) columns: Runs,
    /// Numbers that were read of a hidden sheet.
    numbers: usize,
}

/// Runs of hidden rows or columns in ascending order: first, last, and the numbers that were read in them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Runs(Vec<(u32, u32, usize)>);

/// Runs that are kept of a sheet: a filter may leave every other row.
const MOST_RUNS: usize = 100_000;
/// Runs that a finding names.
const NAMED: usize = 12;

impl Hidden {
    /// Returns what a table hides; nothing of a text or of a file that cannot be read.
    pub(crate) fn of(table: &Table) -> Self {
        let mut sheets = match table.bytes.as_slice() {
            [b'P', b'K', 3, 4, ..] => in_archive(table).unwrap_or_default(),
            [0xd0, 0xcf, 0x11, 0xe0, ..] => compound::hidden(&table.bytes),
            _ => BTreeMap::new(),
        };
        sheets.retain(|_, parts| parts.sheet || !parts.rows.0.is_empty() || !parts.columns.0.is_empty());
        Self(sheets)
    }

    /// Whether a sheet hides anything.
    pub(crate) fn concerns(&self, sheet: Option<&str>) -> bool {
        sheet.is_some_and(|sheet| self.0.contains_key(sheet))
    }

    /// Counts a number that was read.
    pub(crate) fn count(&mut self, sheet: &str, row: u32, column: u32) {
        let Some(parts) = self.0.get_mut(sheet) else { return };
        if parts.sheet {
            parts.numbers += 1;
        } else {
            parts.rows.count(row);
            parts.columns.count(column);
        }
    }

    /// Says for each sheet what is hidden and was read all the same; what holds no number is not told.
    pub(crate) fn findings(&self, file: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (sheet, parts) in &self.0 {
            let at = |cell: Option<String>| Location { sheet: Some(sheet.clone()), cell, ..Location::file(file) };
            if parts.numbers > 0 {
                findings.push(told(at(None), "整张", "all", parts.numbers));
            }
            if let Some(rows) = parts.rows.told(u32::to_string) {
                findings.push(told(at(Some(rows.range)), &format!("第{}行", rows.named), &format!("rows {}", rows.named), rows.numbers));
            }
            if let Some(columns) = parts.columns.told(|column| column_name(*column as usize)) {
                let named = &columns.named;
                findings.push(told(at(Some(columns.range.clone())), &format!("第{named}列"), &format!("columns {named}"), columns.numbers));
            }
        }
        findings
    }
}

/// Runs in which numbers were read.
struct Told {
    range: String,
    named: String,
    numbers: usize,
}

impl HiddenParts {
    pub(crate) fn of_sheet(sheet: bool) -> Self {
        Self { sheet, ..Self::default() }
    }
}

impl Runs {
    /// Adds a run; one that follows the run before it goes on with that.
    pub(crate) fn add(&mut self, first: u32, last: u32) {
        let full = self.0.len() >= MOST_RUNS;
        match self.0.last_mut() {
            Some((_, end, _)) if end.checked_add(1) == Some(first) => *end = last,
            Some((_, end, _)) if *end >= first || full => {}
            _ => self.0.push((first, last, 0)),
        }
    }

    fn count(&mut self, at: u32) {
        let next = self.0.partition_point(|(first, ..)| *first <= at);
        if let Some((_, last, count)) = next.checked_sub(1).and_then(|run| self.0.get_mut(run))
            && *last >= at
        {
            *count += 1;
        }
    }

    fn told(&self, name: impl Fn(&u32) -> String) -> Option<Told> {
        let runs: Vec<&(u32, u32, usize)> = self.0.iter().filter(|(.., numbers)| *numbers > 0).collect();
        let named = runs.iter().take(NAMED).map(|(first, last, _)| match first == last {
            true => name(first),
            false => format!("{}—{}", name(first), name(last)),
        });
        let mut named = named.collect::<Vec<_>>().join("、");
        if runs.len() > NAMED {
            named.push('…');
        }
        let (first, last) = (runs.first()?.0, runs.last()?.1);
        let numbers = runs.iter().map(|(.., numbers)| numbers).sum();
        Some(Told { range: format!("{}:{}", name(&first), name(&last)), named, numbers })
    }
}

fn told(location: Location, zh: &str, en: &str, numbers: usize) -> Finding {
    let sheet = location.sheet.clone().unwrap_or_default();
    Finding::warning(
        "table/hidden",
        format!("工作表“{sheet}”{zh}隐藏，其中{numbers}个数字照样读取"),
        format!("{en} of the sheet `{sheet}` hidden; {numbers} numbers there are read all the same"),
    )
    .at(location)
    .hint(
        "取消隐藏后核对；不该报送的应删去后重新提交，隐藏的内容会一并送出",
        "unhide and check; what is not to be sent must be deleted, because hidden cells go along with the file",
    )
}

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

fn in_archive(table: &Table) -> Option<BTreeMap<String, HiddenParts>> {
    let mut archive = ZipArchive::new(Cursor::new(table.bytes.as_slice())).ok()?;
    if archive.index_for_name("content.xml").is_some() {
        return in_document(&mut archive);
    }
    let mut hidden = BTreeMap::new();
    for (name, path, is_hidden) in sheets_of(&mut archive)? {
        let mut parts =
            if mentions_hidden(&mut archive, &path) { in_sheet(&mut archive, &path).unwrap_or_default() } else { HiddenParts::default() };
        parts.sheet = is_hidden;
        hidden.insert(name, parts);
    }
    Some(hidden)
}

/// Most bytes of a part that says how the others hang together.
const MOST_OF_DIRECTORY: u64 = 4 << 20;

/// Sheets of a workbook: name, path in the archive, whether it is hidden.
fn sheets_of(archive: &mut Archive<'_>) -> Option<Vec<(String, String, bool)>> {
    let mut paths = BTreeMap::new();
    each_element(archive, "xl/_rels/workbook.xml.rels", MOST_OF_DIRECTORY, &mut |element| {
        if let (true, Some(id), Some(target)) = (is(element, "Relationship"), value(element, "Id"), value(element, "Target")) {
            let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            paths.insert(id, path);
        }
    })?;
    let mut sheets = Vec::new();
    each_element(archive, "xl/workbook.xml", MOST_OF_DIRECTORY, &mut |element| {
        let id = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == "id");
        let id = id.and_then(|id| id.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned));
        if let (true, Some(name), Some(path)) = (is(element, "sheet"), value(element, "name"), id.and_then(|id| paths.get(&id))) {
            let state = value(element, "state").unwrap_or_default();
            sheets.push((name, path.clone(), state == "hidden" || state == "veryHidden"));
        }
    })?;
    Some(sheets)
}

/// Looks for the word before the sheet is taken apart: most sheets hide nothing.
fn mentions_hidden(archive: &mut Archive<'_>, path: &str) -> bool {
    const WORD: &[u8] = b" hidden=";
    let Ok(mut part) = archive.by_name(path) else { return false };
    let mut buffer = vec![0; 1 << 16];
    let mut kept = 0;
    loop {
        let Ok(read) = part.read(&mut buffer[kept..]) else { return false };
        if read == 0 {
            return false;
        }
        let filled = kept + read;
        if memmem::find(&buffer[..filled], WORD).is_some() {
            return true;
        }
        kept = filled.min(WORD.len() - 1);
        buffer.copy_within(filled - kept..filled, 0);
    }
}

fn in_sheet(archive: &mut Archive<'_>, path: &str) -> Option<HiddenParts> {
    let mut parts = HiddenParts::default();
    let mut row = 0;
    each_element(archive, path, u64::MAX, &mut |element| {
        let number = |name: &str| value(element, name).and_then(|text| text.parse::<u32>().ok());
        let hides = || value(element, "hidden").is_some_and(|text| text == "1" || text == "true");
        if is(element, "row") {
            row = number("r").unwrap_or(row + 1);
            if hides() {
                parts.rows.add(row, row);
            }
        } else if is(element, "col")
            && hides()
            && let (Some(first), Some(last)) = (number("min"), number("max"))
        {
            parts.columns.add(first, last);
        }
    })?;
    Some(parts)
}

fn in_document(archive: &mut Archive<'_>) -> Option<BTreeMap<String, HiddenParts>> {
    let mut hidden = BTreeMap::new();
    let mut hiding_styles = BTreeSet::new();
    let (mut style, mut name) = (String::new(), String::new());
    let (mut row, mut column) = (0_u32, 0_u32);
    each_element(archive, "content.xml", u64::MAX, &mut |element| {
        let repeats = |name: &str| value(element, name).and_then(|text| text.parse::<u32>().ok()).unwrap_or(1);
        let hides = || value(element, "table:visibility").is_some_and(|text| text != "visible");
        match element.name().as_ref() {
            "style:style" => style = value(element, "style:name").unwrap_or_default(),
            "style:table-properties" if value(element, "table:display").is_some_and(|shown| shown == "false") => {
                hiding_styles.insert(style.clone());
            }
            "table:table" => {
                name = value(element, "table:name").unwrap_or_default();
                (row, column) = (0, 0);
                let sheet = value(element, "table:style-name").is_some_and(|style| hiding_styles.contains(&style));
                hidden.insert(name.clone(), HiddenParts::of_sheet(sheet));
            }
            "table:table-column" => {
                let first = column.saturating_add(1);
                column = column.saturating_add(repeats("table:number-columns-repeated"));
                if let (true, Some(parts)) = (hides(), hidden.get_mut(&name)) {
                    parts.columns.add(first, column);
                }
            }
            "table:table-row" => {
                let first = row.saturating_add(1);
                row = row.saturating_add(repeats("table:number-rows-repeated"));
                if let (true, Some(parts)) = (hides(), hidden.get_mut(&name)) {
                    parts.rows.add(first, row);
                }
            }
            _ => {}
        }
    })?;
    Some(hidden)
}

/// Shows every element of a part.
fn each_element(archive: &mut Archive<'_>, path: &str, most: u64, visit: &mut dyn FnMut(&BytesStart<'_>)) -> Option<()> {
    let part = archive.by_name(path).ok()?;
    let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 16, part.take(most)));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Eof => return Some(()),
            Event::Start(element) | Event::Empty(element) => visit(&element),
            _ => {}
        }
    }
}

fn is(element: &BytesStart<'_>, name: &str) -> bool {
    element.local_name().as_ref() == name
}

fn value(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
    attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_goes_on_and_only_what_holds_numbers_is_told() {
        let mut runs = Runs::default();
        for (first, last) in [(2, 2), (3, 4), (9, 9), (20, 30)] {
            runs.add(first, last);
        }
        for row in [1, 3, 4, 5, 25, 31] {
            runs.count(row);
        }
        let told = runs.told(u32::to_string).expect("numbers were read");
        assert_eq!((told.range.as_str(), told.named.as_str(), told.numbers), ("2:30", "2—4、20—30", 3));
        assert!(Runs::default().told(u32::to_string).is_none());
    }
}
