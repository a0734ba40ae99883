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
const MEMBERS_MAX: usize = 2_000;

pub(super) fn looks_like(archive: &Archive<'_>) -> bool {
    archive.has("xl/workbook.xml")
}

pub(super) fn read(archive: &mut Archive<'_>, bytes: &[u8]) -> Unwrapped {
    let mut unwrapped = Unwrapped { kinds: vec!["xlsx"], has_paragraphs: true, ..Unwrapped::default() };
    if archive.len() > MEMBERS_MAX || !archive.is_bounded() {
        unwrapped.findings.push(too_big());
        return unwrapped;
    }
    let Ok(mut book) = Xlsx::new(Cursor::new(bytes)) else {
        unwrapped.findings.push(unreadable());
        return unwrapped;
    };
    let mut text = String::new();
    let mut left = Left { cells: CELLS_MAX, bytes: super::TEXT_MAX };
    for name in book.sheet_names() {
        let Some(rows) = rows(&mut book, &name, &mut left) else {
            unwrapped.findings.push(unreadable());
            continue;
        };
        if left.cells == 0 || left.bytes == 0 {
            unwrapped.findings.push(too_big());
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

/// How much more is read.
struct Left {
    cells: usize,
    bytes: usize,
}

/// Returns the filled cells of a sheet, one by one: a sheet with two cells may span millions of rows.
fn rows(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, left: &mut Left) -> Option<Rows> {
    let mut reader = book.worksheet_cells_reader(name).ok()?;
    let mut rows = Rows::new();
    while let Some(cell) = reader.next_cell().ok()? {
        let shown = Data::from(cell.get_value().clone()).to_string().replace(['\n', '\r', '\t'], " ");
        if shown.trim().is_empty() {
            continue;
        }
        let (row, column) = cell.get_position();
        left.cells = left.cells.saturating_sub(1);
        left.bytes = left.bytes.saturating_sub(shown.len());
        rows.entry(row).or_default().insert(column, shown);
        if left.cells == 0 || left.bytes == 0 {
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

fn too_big() -> Finding {
    super::too_big().hint("大表用 bihuan import 导入", "take a big table in with `bihuan import`")
}

fn unreadable() -> Finding {
    Finding::warning("reading/broken-container", "表格文件无法读取", "the workbook or a sheet of it cannot be read")
        .hint("重新导出文件", "export the file again")
}
