//! XLSX annexes: one line for each row, a tab between cells, the name of each sheet above it.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::Unwrapped;
use super::archive::Archive;
use crate::Finding;
use crate::text::CleanText;

/// More cells are no annex of a paper.
const CELLS_MAX: usize = 100_000;

pub(super) fn looks_like(archive: &Archive<'_>) -> bool {
    archive.has("xl/workbook.xml")
}

pub(super) fn read(archive: &mut Archive<'_>, bytes: &[u8]) -> Unwrapped {
    let mut unwrapped = Unwrapped { kinds: vec!["xlsx"], has_paragraphs: true, ..Unwrapped::default() };
    if !archive.is_bounded() {
        unwrapped.findings.push(super::too_big());
        return unwrapped;
    }
    let Ok(mut book) = Xlsx::new(Cursor::new(bytes)) else {
        unwrapped.findings.push(unreadable());
        return unwrapped;
    };
    let (mut text, mut cells) = (String::new(), 0);
    for name in book.sheet_names() {
        let Some(rows) = rows(&mut book, &name) else {
            unwrapped.findings.push(unreadable());
            continue;
        };
        cells += rows.values().map(BTreeMap::len).sum::<usize>();
        if cells > CELLS_MAX {
            unwrapped.findings.push(super::too_big());
            break;
        }
        text.push_str(&name);
        text.push('\n');
        for row in rows.values() {
            text.push_str(&line(row));
            text.push('\n');
        }
    }
    unwrapped.text = CleanText::default();
    unwrapped.text.push(&text, (0, bytes.len() as u32));
    unwrapped
}

type Rows = BTreeMap<u32, BTreeMap<u32, String>>;

/// Returns the filled cells of a sheet, one by one: a sheet with two cells may span millions of rows.
fn rows(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Option<Rows> {
    let mut reader = book.worksheet_cells_reader(name).ok()?;
    let mut rows = Rows::new();
    let mut cells = 0;
    while let Some(cell) = reader.next_cell().ok()? {
        let shown = Data::from(cell.get_value().clone()).to_string().replace(['\n', '\r', '\t'], " ");
        if shown.trim().is_empty() {
            continue;
        }
        let (row, column) = cell.get_position();
        rows.entry(row).or_default().insert(column, shown);
        cells += 1;
        if cells > CELLS_MAX {
            break;
        }
    }
    Some(rows)
}

/// Cells in their columns; far columns move up.
fn line(row: &BTreeMap<u32, String>) -> String {
    const COLUMNS_APART_MAX: u32 = 64;
    let mut line = String::new();
    let mut last = 0;
    for (column, shown) in row {
        (last..*column).take(COLUMNS_APART_MAX as usize).for_each(|_| line.push('\t'));
        last = *column;
        line.push_str(shown);
    }
    line
}

fn unreadable() -> Finding {
    Finding::warning("reading/broken-container", "表格文件无法读取", "the workbook or a sheet of it cannot be read")
        .hint("重新导出文件", "export the file again")
}
