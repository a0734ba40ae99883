//! Delivered tables as rows of text: CSV (plain or gzipped, UTF-8 or GB 18030), XLSX, XLS, ODS.

use std::io::Read as _;

use corpus::Finding;
use csv::StringRecord;
use sha2::{Digest as _, Sha256};

use crate::Table;
use crate::workbook::{Content, Sheet, Workbook, too_large, unreadable};

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
        Kind::Gzip => each_csv_row(table, &unzipped(table)?, visit),
        Kind::Workbook => each_workbook_row(table, visit),
        Kind::Text => each_csv_row(table, &table.bytes, visit),
    }
}

/// Returns the SHA-256 of the delivered bytes, hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the name that spreadsheets give to a cell; both count from 1.
pub(crate) fn cell_name(row: u32, column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.reverse();
    format!("{}{row}", String::from_utf8(letters).expect("letters are ASCII"))
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

fn unzipped(table: &Table) -> Result<Vec<u8>, Box<Finding>> {
    let mut bytes = Vec::with_capacity(table.bytes.len() * 8);
    // A table of text shrinks ten- to twentyfold; what would grow a hundredfold past the first pages is a bomb, not a table.
    let most = (table.bytes.len() as u64 * 100).max(1 << 26);
    let mut reader = flate2::read::GzDecoder::new(table.bytes.as_slice()).take(most + 1);
    reader.read_to_end(&mut bytes).map_err(|error| unreadable(table, &error.to_string()))?;
    if bytes.len() as u64 > most {
        return Err(too_large(table));
    }
    Ok(bytes)
}

fn each_csv_row(table: &Table, bytes: &[u8], visit: &mut dyn FnMut(RowPlace<'_>, &StringRecord) -> Next) -> Result<(), Box<Finding>> {
    // The CSV reader counts a line at its line feed, which it leaves for the next record after a carriage return: with both, every row
    // would be named one too low.
    let text = decoded(bytes);
    let text = if text.contains("\r\n") { std::borrow::Cow::Owned(text.replace("\r\n", "\n")) } else { text };
    let bytes = text.as_bytes();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter(bytes)).from_reader(bytes);
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| unreadable(table, &error.to_string()))? {
        // Blank lines are rows of a spreadsheet, though the CSV reader passes over them: a record's place is before those that precede it.
        let row = record.position().map_or(0, |place| {
            let blank = bytes[place.byte() as usize..].iter().take_while(|&&byte| byte == b'\n').count();
            (place.line() as usize + blank) as u32
        });
        if visit(RowPlace { sheet: None, row }, &record) == Next::Sheet {
            break;
        }
    }
    Ok(())
}

/// Chinese offices save CSV in UTF-8 with or without a mark, in UTF-16, or in GB 18030.
fn decoded(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
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
    let mut workbook = Workbook::open(table)?;
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
        let mut workbook = Workbook::open(table)?;
        return workbook.sheet_names().iter().map(|name| workbook.sheet(name)).collect();
    }
    let mut sheet = Sheet::default();
    each_row(table, &mut |place, record| {
        let cells = (1..).zip(record).filter(|(_, text)| !text.trim().is_empty());
        sheet.rows.push((place.row, cells.map(|(column, text)| (column, Content::Text(text.to_owned()))).collect()));
        Next::Row
    })?;
    Ok(vec![sheet])
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
    fn a_bomb_is_a_finding() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&vec![b'0'; 1 << 27]).expect("in memory");
        let table = Table { name: "b.gz".to_owned(), bytes: gzip.finish().expect("in memory"), known_on: None };
        let finding = each_row(&table, &mut |_, _| Next::Row).expect_err("a bomb");
        assert_eq!(finding.code, "table/too-large");
    }
}
