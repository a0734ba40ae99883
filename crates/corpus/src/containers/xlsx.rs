//! XLSX annexes: one line for each row, a tab between cells, the name of each sheet above it.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::Unwrapped;
use super::archive::Archive;
use crate::Finding;
use crate::text::CleanText;

/// More cells are no annex of a paper.
const CELLS_MAX: usize = 2_000_000;

pub(super) fn looks_like(archive: &Archive<'_>) -> bool {
    archive.has("xl/workbook.xml")
}

pub(super) fn read(bytes: &[u8]) -> Unwrapped {
    let mut unwrapped = Unwrapped { kinds: vec!["xlsx"], has_paragraphs: true, ..Unwrapped::default() };
    let Ok(mut book) = Xlsx::new(Cursor::new(bytes)) else {
        unwrapped.findings.push(unreadable());
        return unwrapped;
    };
    let mut text = String::new();
    let mut cells = 0;
    for name in book.sheet_names() {
        let Ok(sheet) = book.worksheet_range(&name) else {
            unwrapped.findings.push(unreadable());
            continue;
        };
        text.push_str(&name);
        text.push('\n');
        for row in sheet.rows().filter(|row| row.iter().any(|cell| !matches!(cell, Data::Empty))) {
            cells += row.len();
            if cells > CELLS_MAX {
                unwrapped.findings.push(super::too_big());
                break;
            }
            let shown: Vec<String> = row.iter().map(|cell| cell.to_string().replace(['\n', '\r', '\t'], " ")).collect();
            text.push_str(shown.join("\t").trim_end());
            text.push('\n');
        }
    }
    unwrapped.text = CleanText::default();
    unwrapped.text.push(&text, (0, bytes.len() as u32));
    unwrapped
}

fn unreadable() -> Finding {
    Finding::warning("reading/broken-container", "表格文件无法读取", "the workbook or a sheet of it cannot be read")
        .hint("重新导出文件", "export the file again")
}
