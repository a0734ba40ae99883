//! Delivered tables as rows of text: CSV (plain or gzipped, UTF-8 or GB 18030), XLSX, XLS, ODS.

use std::io::Read;

use corpus::Finding;
use csv::StringRecord;
use sha2::{Digest as _, Sha256};

use crate::Table;
use crate::workbook::{Content, MOST_CELLS, MOST_CELLS_OF_ANY_SHAPE, MOST_COLUMNS, Sheet, Workbook, too_large, unreadable};

/// Where a row stands; rows count from 1, the heading included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RowPlace<'a> {
    pub(crate) sheet: Option<&'a str>,
    pub(crate) row: u32,
}

/// What a visitor wants next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    Row,
    Sheet,
}

/// Shows every row of a table to `visit`, sheet by sheet. The error is a finding that says why the table cannot be read on.
pub(crate) fn each_row(table: &Table, visit: &mut dyn FnMut(RowPlace<'_>, &StringRecord) -> Next) -> Result<(), Box<Finding>> {
    match kind(&table.bytes) {
        Kind::Gzip => {
            // A table of text shrinks ten- to twentyfold; what would grow a hundredfold past the first pages is a bomb, not a table.
            let most = (table.bytes.len() as u64 * 100).max(1 << 26);
            let mut unzipped = flate2::read::MultiGzDecoder::new(table.bytes.as_slice()).take(most);
            each_row_of(&table.name, &mut unzipped, visit)?;
            if unzipped.limit() == 0 { Err(too_large(&table.name)) } else { Ok(()) }
        }
        Kind::Workbook => each_workbook_row(table, visit),
        Kind::Text => each_row_of(&table.name, &mut table.bytes.as_slice(), visit),
    }
}

/// A row as text: its place (from 1) and its cells, without blanks around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextRow {
    pub row: u32,
    pub cells: Vec<String>,
}

/// Returns the rows of a table's first sheet with anything on it, blank ones left out, as far as they can be read.
pub fn text_rows(table: &Table) -> (Vec<TextRow>, Vec<Finding>) {
    let mut rows: Vec<TextRow> = Vec::new();
    let mut own_sheet: Option<Option<String>> = None;
    let read = each_row(table, &mut |place, record| {
        let sheet = place.sheet.map(str::to_owned);
        if own_sheet.as_ref().is_some_and(|own| *own != sheet) {
            return Next::Sheet;
        }
        let cells: Vec<String> = record.iter().map(|cell| cell.trim().trim_start_matches('\u{feff}').to_owned()).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            own_sheet.get_or_insert(sheet);
            rows.push(TextRow { row: place.row, cells });
        }
        Next::Row
    });
    (rows, read.err().map(|finding| *finding).into_iter().collect())
}

/// Returns the SHA-256 of the delivered bytes, hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the name that spreadsheets give to a cell; both count from 1.
pub(crate) fn cell_name(row: u32, column: usize) -> String {
    format!("{}{row}", column_name(column))
}

pub(crate) fn column_name(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.reverse();
    String::from_utf8(letters).expect("letters are ASCII")
}

enum Kind {
    Gzip,
    Workbook,
    Text,
}

fn kind(bytes: &[u8]) -> Kind {
    match bytes {
        [0x1f, 0x8b, ..] => Kind::Gzip,
        [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] => Kind::Workbook,
        _ => Kind::Text,
    }
}

/// Bytes that are decoded at a time, so that a table of any length needs little room.
const BLOCK: usize = 4 << 20;
/// A record longer than this is no row of a table.
const MOST_RECORD: usize = 8 << 20;
/// Sixteen-bit texts are decoded whole; no office keeps millions of rows in one.
const MOST_WIDE: usize = 32 << 20;

/// Shows the rows of a text of comma-separated values, read as it comes.
pub(crate) fn each_row_of(
    name: &str,
    reader: &mut dyn Read,
    visit: &mut dyn FnMut(RowPlace<'_>, &StringRecord) -> Next,
) -> Result<(), Box<Finding>> {
    let mut pending: Vec<u8> = Vec::new();
    let mut seen = Seen::default();
    loop {
        let before = pending.len();
        (&mut *reader).take(BLOCK as u64).read_to_end(&mut pending).map_err(|error| unreadable(name, &error.to_string()))?;
        let ended = pending.len() == before;
        let wide = matches!(pending.get(..2), Some([0xff, 0xfe] | [0xfe, 0xff])) && seen.lines == 0;
        let end = match (ended, wide) {
            (true, _) => pending.len(),
            (false, true) => 0,
            (false, false) => end_of_last_record(&pending),
        };
        if end == 0 && pending.len() > if wide { MOST_WIDE } else { MOST_RECORD } {
            return Err(too_large(name));
        }
        if end > 0 && each_row_of_block(name, &pending[..end], &mut seen, visit)? == Next::Sheet {
            return Ok(());
        }
        pending.drain(..end);
        if ended {
            return Ok(());
        }
    }
}

/// What was seen of a text before the block at hand.
#[derive(Default)]
struct Seen {
    lines: usize,
    delimiter: Option<u8>,
}

/// Returns the place behind the last line feed that stands outside quotes; 0 if there is none.
fn end_of_last_record(bytes: &[u8]) -> usize {
    let (mut quoted, mut end) = (false, 0);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => end = at + 1,
            _ => {}
        }
    }
    end
}

fn each_row_of_block(
    name: &str,
    bytes: &[u8],
    seen: &mut Seen,
    visit: &mut dyn FnMut(RowPlace<'_>, &StringRecord) -> Next,
) -> Result<Next, Box<Finding>> {
    // The CSV reader counts a line at its line feed, which it leaves for the next record after a carriage return: with both, every row
    // would be named one too low.
    let text = decoded(bytes);
    let text = if text.contains("\r\n") { std::borrow::Cow::Owned(text.replace("\r\n", "\n")) } else { text };
    let bytes = text.as_bytes();
    let delimiter = *seen.delimiter.get_or_insert_with(|| delimiter(bytes));
    // Each field takes room before it can be counted; commas within quotes are allowed for.
    if bytes.split(|&byte| byte == b'\n').any(|line| line.iter().filter(|&&byte| byte == delimiter).count() > 10 * MOST_COLUMNS as usize) {
        return Err(too_large(name));
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| unreadable(name, &error.to_string()))? {
        if record.len() > MOST_COLUMNS as usize {
            return Err(too_large(name));
        }
        // Blank lines are rows of a spreadsheet, though the CSV reader passes over them: a record's place is before those that precede it.
        let row = record.position().map_or(0, |place| {
            let blank = bytes[place.byte() as usize..].iter().take_while(|&&byte| byte == b'\n').count();
            (seen.lines + place.line() as usize + blank) as u32
        });
        if visit(RowPlace { sheet: None, row }, &record) == Next::Sheet {
            return Ok(Next::Sheet);
        }
    }
    seen.lines += bytes.iter().filter(|&&byte| byte == b'\n').count();
    Ok(Next::Row)
}

/// Returns the text of a table: Chinese offices save CSV in UTF-8 with or without a mark, in UTF-16, or in GB 18030.
pub fn decoded(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => std::borrow::Cow::Borrowed(text),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(bytes).0,
    }
}

fn delimiter(bytes: &[u8]) -> u8 {
    let head = &bytes[..bytes.len().min(4096)];
    let count = |mark: u8| head.iter().filter(|&&byte| byte == mark).count();
    [b'\t', b';'].into_iter().find(|&mark| count(mark) > count(b',')).unwrap_or(b',')
}

fn each_workbook_row(table: &Table, visit: &mut dyn FnMut(RowPlace<'_>, &StringRecord) -> Next) -> Result<(), Box<Finding>> {
    let mut workbook = Workbook::open(table, MOST_CELLS)?;
    for name in workbook.sheet_names() {
        for (row, cells) in workbook.sheet(&name)?.rows {
            if visit(RowPlace { sheet: Some(&name), row }, &record(&cells)) == Next::Sheet {
                break;
            }
        }
    }
    Ok(())
}

fn record(cells: &[(u32, Content)]) -> StringRecord {
    let mut record = StringRecord::new();
    for (column, content) in cells {
        while record.len() + 1 < *column as usize {
            record.push_field("");
        }
        record.push_field(&content.printed());
    }
    record
}

/// Returns the sheets of a table of any kind, sparse; a CSV file is one sheet without a name.
pub(crate) fn sheets(table: &Table) -> Result<Vec<Sheet>, Box<Finding>> {
    if matches!(kind(&table.bytes), Kind::Workbook) {
        let mut workbook = Workbook::open(table, MOST_CELLS_OF_ANY_SHAPE)?;
        return workbook.sheet_names().iter().map(|name| workbook.sheet(name)).collect();
    }
    let mut sheet = Sheet::default();
    let mut filled = 0;
    each_row(table, &mut |place, record| {
        let cells = (1..).zip(record).filter(|(_, text)| !text.trim().is_empty());
        let cells: Vec<(u32, Content)> = cells.map(|(column, text)| (column, Content::Text(text.to_owned()))).collect();
        filled += cells.len();
        sheet.rows.push((place.row, cells));
        if filled > MOST_CELLS_OF_ANY_SHAPE || sheet.rows.len() > MOST_CELLS_OF_ANY_SHAPE { Next::Sheet } else { Next::Row }
    })?;
    if filled > MOST_CELLS_OF_ANY_SHAPE || sheet.rows.len() > MOST_CELLS_OF_ANY_SHAPE {
        Err(too_large(&table.name))
    } else {
        Ok(vec![sheet])
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
        let table = Table { name: "t".to_owned(), bytes: bytes.to_vec(), known_on: None };
        let mut rows = Vec::new();
        each_row(&table, &mut |_, record| {
            rows.push(record.iter().map(str::to_owned).collect());
            Next::Row
        })
        .expect("a table");
        rows
    }

    #[test]
    fn cells_are_named_as_in_a_spreadsheet() {
        for (column, name) in [(1, "A7"), (26, "Z7"), (27, "AA7"), (702, "ZZ7"), (703, "AAA7")] {
            assert_eq!(cell_name(7, column), name);
        }
    }

    #[test]
    fn a_row_is_named_alike_with_both_kinds_of_line_ends_and_after_blank_lines() {
        for text in ["a,b\n1,2\n\n3,4\n", "a,b\r\n1,2\r\n\r\n3,4\r\n"] {
            let table = Table { name: "t".to_owned(), bytes: text.as_bytes().to_vec(), known_on: None };
            let mut named = Vec::new();
            each_row(&table, &mut |place, _| {
                named.push(place.row);
                Next::Row
            })
            .expect("a table");
            assert_eq!(named, [1, 2, 4], "{text:?}");
        }
    }

    #[test]
    fn the_encodings_of_offices_give_the_same_rows() {
        let text = "城市,数值\n襄阳市,5309.43\n";
        let expected = vec![vec!["城市".to_owned(), "数值".to_owned()], vec!["襄阳市".to_owned(), "5309.43".to_owned()]];
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(text.as_bytes()).expect("in memory");
        assert_eq!(rows(text.as_bytes()), expected);
        assert_eq!(rows(format!("\u{feff}{text}").as_bytes()), expected);
        assert_eq!(rows(&encoding_rs::GB18030.encode(text).0), expected);
        assert_eq!(rows(&utf16), expected);
        assert_eq!(rows(&gzip.finish().expect("in memory")), expected);
        assert_eq!(rows(text.replace(',', "\t").as_bytes()), expected);
    }

    #[test]
    fn rows_keep_their_names_across_blocks() {
        let mut text = String::from("a,b\n");
        for row in 0..400_000 {
            text.push_str(&format!("{row},\"x\ny\"\r\n"));
        }
        let table = Table { name: "t".to_owned(), bytes: text.into_bytes(), known_on: None };
        let mut last = (0, 0, String::new());
        each_row(&table, &mut |place, record| {
            last = (last.0 + 1, place.row, record[0].to_owned());
            Next::Row
        })
        .expect("a table");
        assert_eq!(last, (400_001, 2 * 399_999 + 2, "399999".to_owned()));
    }

    #[test]
    fn a_row_of_a_million_columns_is_a_finding() {
        let table = Table { name: "t".to_owned(), bytes: b"1,".repeat(1_000_000), known_on: None };
        assert_eq!(each_row(&table, &mut |_, _| Next::Row).expect_err("too wide").code, "table/too-large");
    }

    #[test]
    fn a_bomb_is_a_finding() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&vec![b'0'; 1 << 27]).expect("in memory");
        let table = Table { name: "b.gz".to_owned(), bytes: gzip.finish().expect("in memory"), known_on: None };
        let finding = each_row(&table, &mut |_, _| Next::Row).expect_err("a bomb");
        assert_eq!(finding.code, "table/too-large");
    }
}
