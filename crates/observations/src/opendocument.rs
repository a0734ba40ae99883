//! How far the sheets of an `OpenDocument` spreadsheet reach, before the library lays them out.

use std::io::{BufReader, Read};

use corpus::Finding;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::workbook::{MOST_CELLS, too_large, unreadable};

/// A longer text, in bytes, stands in no cell.
const MOST_TEXT: usize = 1 << 20;

/// Refuses a document whose sheets, written out as rectangles, have more cells than a table.
pub(crate) fn check_extent(file: &str, content: &mut dyn Read) -> Result<(), Box<Finding>> {
    let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 16, content));
    let mut buffer = Vec::new();
    let mut extent = Extent::default();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => return Ok(()),
            Ok(Event::Start(element)) => extent.open(&element, false),
            Ok(Event::Empty(element)) => extent.open(&element, true),
            Ok(Event::End(element)) => match element.name().as_ref() {
                "table:table" => extent.end_sheet(),
                "table:table-row" => extent.end_row(),
                _ => {}
            },
            Ok(Event::Text(text)) if text.len() > MOST_TEXT => return Err(too_large(file)),
            Ok(_) => {}
            Err(quick_xml::Error::Io(error)) if error.kind() == std::io::ErrorKind::FileTooLarge => return Err(too_large(file)),
            Err(error) => return Err(unreadable(file, &error.to_string())),
        }
        if extent.cells() > MOST_CELLS as u64 {
            return Err(too_large(file));
        }
    }
}

/// What was seen of the document: rows and columns up to the last filled cell of the sheet at hand.
#[derive(Debug, Default)]
struct Extent {
    before: u64,
    row: u64,
    row_repeats: u64,
    column: u64,
    row_is_filled: bool,
    last_row: u64,
    last_column: u64,
}

impl Extent {
    fn open(&mut self, element: &BytesStart<'_>, empty: bool) {
        match element.name().as_ref() {
            "table:table-row" => {
                self.row_repeats = number(element, "table:number-rows-repeated");
                (self.column, self.row_is_filled) = (0, false);
                if empty {
                    self.end_row();
                }
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.column = self.column.saturating_add(number(element, "table:number-columns-repeated"));
                let holds = element.attributes().flatten().any(|attribute| attribute.key.as_ref().starts_with("office:"));
                if holds || !empty {
                    self.row_is_filled = true;
                    self.last_column = self.last_column.max(self.column);
                }
            }
            _ => {}
        }
    }

    fn end_row(&mut self) {
        self.row = self.row.saturating_add(self.row_repeats);
        if self.row_is_filled {
            self.last_row = self.row;
        }
    }

    fn end_sheet(&mut self) {
        *self = Self { before: self.cells(), ..Self::default() };
    }

    fn cells(&self) -> u64 {
        self.before.saturating_add(self.last_row.max(u64::from(self.row_is_filled)).saturating_mul(self.last_column))
    }
}

fn number(element: &BytesStart<'_>, name: &str) -> u64 {
    let attribute = element.attributes().flatten().find(|attribute| attribute.key.as_ref() == name);
    attribute.and_then(|attribute| attribute.value.parse().ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: &str, refused: bool) {
        let text = format!("<office:body><table:table table:name='S'>{rows}</table:table></office:body>");
        assert_eq!(check_extent("t.ods", &mut text.as_bytes()).is_err(), refused, "{rows}");
    }

    #[test]
    fn what_is_repeated_counts_as_often_and_empty_margins_do_not_count() {
        let cell = |repeats: u64| format!("<table:table-cell table:number-columns-repeated='{repeats}' office:value='1'/>");
        let row = |repeats: u64, cells: &str| format!("<table:table-row table:number-rows-repeated='{repeats}'>{cells}</table:table-row>");
        check(&row(1, &cell(10)), false);
        check(&row(1_048_576, &cell(50)), true);
        check(&row(1, &cell(1_000_000_000)), true);
        check(&row(1000, &cell(1000)).repeat(40), true);
        let margin = "<table:table-cell table:number-columns-repeated='16384'/>";
        check(&(row(3, &format!("{}{margin}", cell(5))) + &row(1_048_570, margin)), false);
        check(&(row(1, &cell(1)) + &row(1_048_570, margin) + &row(1, &format!("{margin}{}", cell(1)))), true);
    }
}
