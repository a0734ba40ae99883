//! Workbooks as sparse sheets, read within limits: a file that asks for more memory than a table needs is refused, not obeyed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};

use calamine::{Data, DataRef, Reader as _, Sheets, Xlsx};
use corpus::{Finding, Location};

use crate::{Table, compound, opendocument};

/// A sheet: its rows from 1, each with its filled cells by column from 1.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sheet {
    /// None for a file that has no sheets (CSV).
    pub(crate) name: Option<String>,
    pub(crate) rows: Vec<(u32, Vec<(u32, Content)>)>,
    /// How many cells hold formulas; their kept values are read.
    pub(crate) formulas: usize,
    /// Cells whose formula keeps no value, row and column.
    pub(crate) hollow: Vec<(u32, u32)>,
}

impl Sheet {
    /// Returns a sheet of the same name and count of formulas without rows.
    pub(crate) fn clone_head(&self) -> Self {
        Self { name: self.name.clone(), formulas: self.formulas, ..Self::default() }
    }
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    Number(f64),
    Text(String),
}

impl Content {
    /// Returns the text of the cell; a number as the shortest text that gives the same number.
    pub(crate) fn printed(&self) -> String {
        match self {
            Self::Number(value) => value.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

/// A workbook's sheets in order.
pub(crate) struct Workbook<'a> {
    table: &'a Table,
    /// Cells that may still be read.
    cells_left: usize,
    sheets: Sheets<Cursor<&'a [u8]>>,
}

/// Most bytes that all parts of a workbook may unfold to.
const MOST_UNFOLDED: u64 = 160 << 20;
const MOST_SHEETS: usize = 256;
pub(crate) const MOST_CELLS: usize = 6_000_000;
/// Cells of a table of unknown shape: it is looked at as a whole before it is read.
pub(crate) const MOST_CELLS_OF_ANY_SHAPE: usize = 1_500_000;
pub(crate) const MOST_COLUMNS: u32 = 4_096;
/// Formulas without a value that are listed one by one.
const MOST_HOLLOW: usize = 10_000;
/// Most elements that all parts may have: a table of the most cells has fewer.
const MOST_ELEMENTS: usize = 20_000_000;
/// Old formats are unfolded by the library in one piece; their files are small.
const MOST_OLD_BYTES: usize = 32 << 20;

impl<'a> Workbook<'a> {
    /// Opens a workbook of which no more than `most_cells` are to be read.
    pub(crate) fn open(table: &'a Table, most_cells: usize) -> Result<Self, Box<Finding>> {
        let bytes = table.bytes.as_slice();
        if bytes.starts_with(b"PK") {
            check_archive(table)?;
        } else if holds_utf16(bytes, "EncryptedPackage") {
            return Err(encrypted(table));
        } else if bytes.len() > MOST_OLD_BYTES {
            return Err(too_large(&table.name));
        } else if !compound::is_sound(bytes) {
            return Err(unreadable(&table.name, "the chains of its sectors do not end"));
        }
        let sheets =
            guarded(table, || calamine::open_workbook_auto_from_rs(Cursor::new(bytes)))?.map_err(|error| match error.to_string() {
                text if text.contains("password") => encrypted(table),
                text => unreadable(&table.name, &text),
            })?;
        if sheets.sheet_names().len() > MOST_SHEETS {
            return Err(too_many_sheets(table, sheets.sheet_names().len()));
        }
        Ok(Self { table, cells_left: most_cells, sheets })
    }

    pub(crate) fn sheet_names(&self) -> Vec<String> {
        self.sheets.sheet_names()
    }

    pub(crate) fn sheet(&mut self, name: &str) -> Result<Sheet, Box<Finding>> {
        let table = self.table;
        let sheet = match &mut self.sheets {
            Sheets::Xlsx(workbook) => streamed(table, workbook, name, self.cells_left)?,
            other => {
                let range = guarded(table, || other.worksheet_range(name))?.map_err(|error| unreadable(&table.name, &error.to_string()))?;
                dense(name, &range)
            }
        };
        let cells = sheet.rows.iter().map(|(_, cells)| cells.len()).sum();
        self.cells_left = self.cells_left.checked_sub(cells).ok_or_else(|| too_large(&table.name))?;
        Ok(sheet)
    }
}

/// The library trusts the records of old workbooks, and panics where they contradict each other.
fn guarded<T>(table: &Table, read: impl FnOnce() -> T) -> Result<T, Box<Finding>> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).map_err(|_| unreadable(&table.name, "its records contradict each other"))
}

fn streamed(table: &Table, workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str, most: usize) -> Result<Sheet, Box<Finding>> {
    let mut sheet = Sheet { name: Some(name.to_owned()), ..Sheet::default() };
    let fail = |error: calamine::XlsxError| unreadable(&table.name, &error.to_string());
    // A sheet without a part of its own (a chart) has no cells.
    let Ok(mut cells) = workbook.worksheet_cells_reader(name) else { return Ok(sheet) };
    let mut count = 0;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(fail)? {
        sheet.formulas += usize::from(cell.formula.is_some());
        let (row, column) = cell.pos;
        let Some(content) = content(&cell.value) else {
            if cell.formula.is_some() && sheet.hollow.len() < MOST_HOLLOW {
                sheet.hollow.push((row + 1, column + 1));
            }
            continue;
        };
        count += 1;
        if count > most || column >= MOST_COLUMNS {
            return Err(too_large(&table.name));
        }
        push(&mut sheet.rows, row + 1, column + 1, content);
    }
    sheet.rows.sort_by_key(|(row, _)| *row);
    years_of_dates(&mut sheet.rows);
    Ok(sheet)
}

/// A row or column of days that differ in the year only (the last of December, the first of January) is one of years.
fn years_of_dates(rows: &mut [(u32, Vec<(u32, Content)>)]) {
    let mut lines: BTreeMap<(bool, u32), Vec<(String, String)>> = BTreeMap::new();
    let days = rows.iter().flat_map(|(row, cells)| cells.iter().filter_map(|(column, content)| Some((*row, *column, day_of(content)?))));
    for (row, column, (year, day)) in days {
        lines.entry((true, row)).or_default().push((year.clone(), day.clone()));
        lines.entry((false, column)).or_default().push((year, day));
    }
    let of_years = |line: &(bool, u32)| {
        let Some(days) = lines.get(line) else { return false };
        let years: BTreeSet<&String> = days.iter().map(|(year, _)| year).collect();
        let days: BTreeSet<&String> = days.iter().map(|(_, day)| day).collect();
        years.len() >= 2 && days.len() == 1 && days.iter().all(|day| ["12-31", "01-01"].contains(&day.as_str()))
    };
    for (row, cells) in rows {
        for (column, content) in cells {
            let Some((year, _)) = day_of(content) else { continue };
            if of_years(&(true, *row)) || of_years(&(false, *column)) {
                *content = Content::Text(format!("{year}年"));
            }
        }
    }
}

/// Returns the year and the rest of a cell that is a day (`2018-12-31`).
fn day_of(content: &Content) -> Option<(String, String)> {
    let Content::Text(text) = content else { return None };
    let day: jiff::civil::Date = text.parse().ok().filter(|_| text.len() == 10)?;
    Some((day.year().to_string(), text[5..].to_owned()))
}

/// Writes a cell that the file calls a day as people do: `2018-12-31`.
fn day_text(value: &calamine::ExcelDateTime) -> String {
    let (year, month, day, ..) = value.to_ymd_hms_milli();
    if value.is_datetime() { format!("{year:04}-{month:02}-{day:02}") } else { value.to_string() }
}

fn push(rows: &mut Vec<(u32, Vec<(u32, Content)>)>, row: u32, column: u32, content: Content) {
    match rows.last_mut() {
        Some((last, cells)) if *last == row => cells.push((column, content)),
        _ => rows.push((row, vec![(column, content)])),
    }
}

fn dense(name: &str, range: &calamine::Range<Data>) -> Sheet {
    let mut sheet = Sheet { name: Some(name.to_owned()), ..Sheet::default() };
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        if let Some(content) = owned_content(value) {
            push(&mut sheet.rows, top + row as u32 + 1, left + column as u32 + 1, content);
        }
    }
    years_of_dates(&mut sheet.rows);
    sheet
}

fn content(value: &DataRef<'_>) -> Option<Content> {
    match value {
        DataRef::Int(value) => Some(Content::Number(*value as f64)),
        DataRef::Float(value) => value.is_finite().then_some(Content::Number(*value)),
        DataRef::DateTimeIso(text) => filled(text.strip_suffix("T00:00:00").unwrap_or(text)),
        DataRef::String(text) | DataRef::DurationIso(text) => filled(text),
        DataRef::SharedString(text) => filled(text),
        DataRef::Bool(value) => filled(&value.to_string()),
        DataRef::DateTime(value) => filled(&day_text(value)),
        DataRef::Error(error) => filled(&error.to_string()),
        DataRef::Empty => None,
    }
}

fn owned_content(value: &Data) -> Option<Content> {
    match value {
        Data::Int(value) => Some(Content::Number(*value as f64)),
        Data::Float(value) => value.is_finite().then_some(Content::Number(*value)),
        Data::DateTime(value) => filled(&day_text(value)),
        Data::DateTimeIso(text) => filled(text.strip_suffix("T00:00:00").unwrap_or(text)),
        other => filled(&other.to_string()),
    }
}

fn filled(text: &str) -> Option<Content> {
    (!text.trim().is_empty()).then(|| Content::Text(text.to_owned()))
}

/// Unfolds every part of the archive into nothing, up to the limit: what the directory says about sizes may be a lie.
fn check_archive(table: &Table) -> Result<(), Box<Finding>> {
    let mut archive =
        zip::ZipArchive::new(Cursor::new(table.bytes.as_slice())).map_err(|error| unreadable(&table.name, &error.to_string()))?;
    let mut left = MOST_UNFOLDED;
    let (mut sheets, mut elements) = (0, 0);
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| unreadable(&table.name, &error.to_string()))?;
        sheets += usize::from(part.name().starts_with("xl/worksheets/"));
        if sheets > MOST_SHEETS {
            return Err(too_many_sheets(table, sheets));
        }
        if part.name() == "xl/workbook.bin" {
            return Err(binary(table));
        }
        // What a part says of its size may be a lie, but who says too much is believed.
        if part.size() > left {
            return Err(too_large(&table.name));
        }
        let content = part.name() == "content.xml";
        let mut counted = Counted { inner: part.take(left + 1), bytes: 0, elements: 0, most: MOST_ELEMENTS - elements };
        if content {
            // A repeated cell takes a few bytes in the file and the library writes it out.
            opendocument::check_extent(&table.name, &mut counted)?;
        }
        std::io::copy(&mut counted, &mut std::io::sink()).map_err(|error| match error.kind() {
            std::io::ErrorKind::FileTooLarge => too_large(&table.name),
            _ => unreadable(&table.name, &error.to_string()),
        })?;
        elements += counted.elements;
        left = left.checked_sub(counted.bytes).ok_or_else(|| too_large(&table.name))?;
    }
    Ok(())
}

/// Counts what passes through it and stops at too many elements.
struct Counted<R> {
    inner: R,
    bytes: u64,
    elements: usize,
    most: usize,
}

impl<R: std::io::Read> std::io::Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes += read as u64;
        self.elements += buffer[..read].iter().filter(|&&byte| byte == b'<').count();
        if self.elements > self.most {
            return Err(std::io::Error::from(std::io::ErrorKind::FileTooLarge));
        }
        Ok(read)
    }
}

/// Returns what a workbook holds beside its figures that a reader should know of.
pub(crate) fn remarks(table: &Table) -> Vec<Finding> {
    let Ok(archive) = zip::ZipArchive::new(Cursor::new(table.bytes.as_slice())) else { return Vec::new() };
    let links = archive.file_names().filter(|name| name.starts_with("xl/externalLinks/external")).count();
    if links == 0 {
        return Vec::new();
    }
    let finding = Finding::warning(
        "table/external-links",
        format!("工作簿链接到{links}个其他文件；只采用其中保存的结果，不打开链接"),
        format!("the workbook links to {links} other files; only kept results are read, no link is followed"),
    );
    vec![
        finding
            .at(Location::file(&table.name))
            .hint("把链接的数据粘贴为数值后再提交", "paste the linked figures as values and send it again"),
    ]
}

fn binary(table: &Table) -> Box<Finding> {
    let finding = Finding::error("table/binary", "不支持 XLSB（二进制工作簿）", "binary workbooks (XLSB) are not read")
        .at(Location::file(&table.name))
        .hint("另存为 XLSX 再提交", "save it as XLSX and send it again");
    Box::new(finding)
}

fn holds_utf16(bytes: &[u8], text: &str) -> bool {
    let wanted: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

pub(crate) fn unreadable(file: &str, reason: &str) -> Box<Finding> {
    let finding = Finding::error("table/unreadable", format!("表格无法读取：{reason}"), format!("the table cannot be read: {reason}"))
        .at(Location::file(file))
        .hint("用表格软件打开后另存为 XLSX 或 CSV（UTF-8）再提交", "open it in a spreadsheet program and save it as XLSX or CSV (UTF-8)");
    Box::new(finding)
}

pub(crate) fn too_large(file: &str) -> Box<Finding> {
    let finding = Finding::error(
        "table/too-large",
        "文件展开后过大，未予读取",
        "the file unfolds to far more than a table; it was not read",
    )
    .at(Location::file(file))
    .hint(
        "删去空行空列后另存；逐条数据表（一行一个数）不必导入，运行时用 --table 直接给出",
        "delete empty rows and columns and save again; a tidy table (one figure a row) need not be imported: give it to a run with --table",
    );
    Box::new(finding)
}

fn too_many_sheets(table: &Table, count: usize) -> Box<Finding> {
    let finding = Finding::error(
        "table/too-many-sheets",
        format!("工作簿有{count}张以上工作表，超过{MOST_SHEETS}张，未予读取"),
        format!("the workbook has {count} or more sheets, more than {MOST_SHEETS}; it was not read"),
    )
    .at(Location::file(&table.name))
    .hint("拆成几个文件", "split it into several files");
    Box::new(finding)
}

fn encrypted(table: &Table) -> Box<Finding> {
    let finding = Finding::error("table/encrypted", "文件已加密，无法读取", "the file is encrypted and cannot be read")
        .at(Location::file(&table.name))
        .hint("去掉密码后另存再提交", "save it without a password and send it again");
    Box::new(finding)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(days: &[&str]) -> Vec<String> {
        let cells = days.iter().zip(1..).map(|(day, row)| (row, vec![(1, Content::Text((*day).to_owned()))]));
        let mut rows: Vec<(u32, Vec<(u32, Content)>)> = cells.collect();
        years_of_dates(&mut rows);
        rows.iter().flat_map(|(_, cells)| cells).map(|(_, content)| content.printed()).collect()
    }

    #[test]
    fn days_that_stand_for_years_are_years_and_others_stay_days() {
        assert_eq!(column(&["年份", "2018-12-31", "2019-12-31"]), ["年份", "2018年", "2019年"]);
        assert_eq!(column(&["2018-01-01", "2019-01-01"]), ["2018年", "2019年"]);
        // Months, and the day of an imprint.
        assert_eq!(column(&["2018-11-30", "2018-12-31"]), ["2018-11-30", "2018-12-31"]);
        assert_eq!(column(&["2021-03-05"]), ["2021-03-05"]);
    }
}
