//! Whether the chains of sectors in a compound file (XLS) come to an end, before the library follows them: it trusts them.

use std::collections::BTreeMap;

use crate::hidden::HiddenParts;

const END_OF_CHAIN: u32 = 0xffff_fffe;
/// Numbers from here on name no sector.
const RESERVED: u32 = 0xffff_fffa;
const HEADER: usize = 512;
/// Bytes of a directory entry, and of a sector in the short stream.
const ENTRY: usize = 128;
const SHORT_SECTOR: usize = 64;
/// Shorter streams are kept in sectors of the short stream.
const SHORT_STREAM: u64 = 4096;
/// Streams and folders that a workbook may hold.
const MOST_ENTRIES: usize = 4_096;

/// Returns whether every chain of the file ends within it.
pub(crate) fn is_sound(bytes: &[u8]) -> bool {
    File::read(bytes).is_some_and(|file| file.each_stream(&mut cells_are_usual).is_some())
}

/// Returns what the sheets of a workbook hide, by name.
pub(crate) fn hidden(bytes: &[u8]) -> BTreeMap<String, HiddenParts> {
    let mut hidden = BTreeMap::new();
    let read = File::read(bytes).and_then(|file| {
        file.each_stream(&mut |stream| {
            hidden.append(&mut hidden_in(stream));
            true
        })
    });
    // What has no chains was refused before.
    read.map(|()| hidden).unwrap_or_default()
}

struct File<'a> {
    bytes: &'a [u8],
    sector: usize,
    /// For every sector the one that follows it.
    next: Vec<u32>,
}

impl<'a> File<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let sector = match bytes.get(30..32)? {
            [9, 0] => 512,
            [12, 0] => 4096,
            _ => return None,
        };
        let mut file = Self { bytes, sector, next: Vec::new() };
        let count = bytes.len() / sector;
        if number(bytes, 44)? as usize > count || number(bytes, 64)? as usize > count {
            return None;
        }
        let mut tables: Vec<u32> = (76..HEADER).step_by(4).filter_map(|at| number(bytes, at)).collect();
        let mut at = number(bytes, 68)?;
        for _ in 0..=count {
            if at >= RESERVED {
                break;
            }
            let words: Vec<u32> = words(file.at(at)?).collect();
            let (last, rest) = words.split_last()?;
            tables.extend(rest);
            at = *last;
        }
        let mut used = tables.into_iter().filter(|table| *table < RESERVED).peekable();
        if at < RESERVED || used.peek().is_none() {
            return None;
        }
        for (at, table) in used.enumerate() {
            let words: Vec<u32> = words(file.at(table).filter(|_| at <= count)?).collect();
            file.next.extend(words);
        }
        Some(file)
    }

    fn at(&self, sector: u32) -> Option<&'a [u8]> {
        let start = (sector as usize + 1).checked_mul(self.sector)?;
        let end = (start + self.sector).min(self.bytes.len());
        self.bytes.get(start..end)
    }

    /// Shows every stream until `visit` has enough. All streams together are no longer than the file; what goes on longer runs in a ring.
    fn each_stream(&self, visit: &mut dyn FnMut(&[u8]) -> bool) -> Option<()> {
        let bytes = self.bytes;
        let all = bytes.len() / self.sector + 1;
        let directory = chain(number(bytes, 48)?, &self.next, all, all)?;
        let entries: Vec<&[u8]> = directory.iter().filter_map(|at| self.at(*at)).flat_map(|sector| sector.chunks_exact(ENTRY)).collect();
        let short_table = chain(number(bytes, 60)?, &self.next, all, number(bytes, 64)? as usize)?;
        let short_next: Vec<u32> = short_table.iter().filter_map(|at| self.at(*at)).flat_map(words).collect();
        if entries.is_empty() || entries.len() > MOST_ENTRIES {
            return None;
        }
        let (mut left, mut short_left) = (all, bytes.len() / SHORT_SECTOR + 1);
        let mut root: Vec<u8> = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            let (start, length) = (number(entry, 116)?, length(entry, self.sector)?);
            let named = entry[64..66] != [0, 0];
            if !named || length == 0 || start >= RESERVED {
                continue;
            }
            let (next, left, sector) = match length < SHORT_STREAM && at > 0 {
                true => (&short_next, &mut short_left, SHORT_SECTOR),
                false => (&self.next, &mut left, self.sector),
            };
            let needed = usize::try_from(length).ok()?.div_ceil(sector);
            let sectors = chain(start, next, *left, needed)?;
            *left = left.checked_sub(sectors.len())?;
            let stream: Vec<u8> = match sector {
                SHORT_SECTOR => sectors.iter().filter_map(|at| root.chunks(SHORT_SECTOR).nth(*at as usize)).flatten().copied().collect(),
                _ => sectors.iter().filter_map(|at| self.at(*at)).flatten().copied().collect(),
            };
            if !visit(&stream) {
                return None;
            }
            if at == 0 {
                root = stream;
            }
        }
        Some(())
    }
}

/// Cells that the largest sheet of the format has.
const MOST_CELLS: u64 = 65_536 * 256;

/// Returns whether a record of a sheet's extent says neither more cells than a sheet can have nor fewer than none: the library makes room for
/// as many as are said.
fn extent_is_usual(data: &[u8]) -> bool {
    let small = |at: usize| data.get(at..at + 2).map(|word| u64::from(u16::from_le_bytes([word[0], word[1]])));
    let long = |at: usize| number(data, at).map(u64::from);
    let (first, end, left, right) = match data.len() {
        14.. => (long(0), long(4), small(8), small(10)),
        _ => (small(0), small(2), small(4), small(6)),
    };
    let (Some(first), Some(end), Some(left), Some(right)) = (first, end, left, right) else { return true };
    let left = if left > 0xff || right < left { 0 } else { left };
    end == 0 || right == 0 || (end >= first && (end - first).saturating_mul(right - left) <= MOST_CELLS)
}

/// A record of a workbook: where it begins, its kind and its data.
type Record<'a> = (usize, (u8, u8), &'a [u8]);

/// Walks the records of a workbook; other streams have none.
fn records(stream: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let is_workbook = matches!(stream, [9, 0 | 2 | 4 | 8, ..]);
    let mut at = if is_workbook { 0 } else { stream.len() };
    std::iter::from_fn(move || {
        let &[kind, group, low, high] = stream.get(at..at + 4)? else { return None };
        let begin = at;
        let data = &stream[at + 4..(at + 4 + usize::from(u16::from_le_bytes([low, high]))).min(stream.len())];
        at += 4 + data.len();
        Some((begin, (group, kind), data))
    })
}

/// Walks the records of a workbook and returns what each sheet hides.
fn hidden_in(stream: &[u8]) -> BTreeMap<String, HiddenParts> {
    let small = |data: &[u8], at: usize| data.get(at..at + 2).map_or(0, |word| u32::from(u16::from_le_bytes([word[0], word[1]])));
    let mut names: BTreeMap<usize, (String, bool)> = BTreeMap::new();
    let mut hidden: BTreeMap<String, HiddenParts> = BTreeMap::new();
    let mut sheet: Option<String> = None;
    for (begin, kind, data) in records(stream) {
        match kind {
            (0 | 2 | 4 | 8, 9) => {
                sheet = names.get(&begin).map(|(name, _)| name.clone());
                if let Some((name, is_hidden)) = names.get(&begin) {
                    hidden.insert(name.clone(), HiddenParts::of_sheet(*is_hidden));
                }
            }
            (0, 0x85) => {
                if let (Some(place), Some(state), Some(name)) = (number(data, 0), data.get(4), sheet_name(data)) {
                    names.insert(place as usize, (name, state & 0b11 != 0));
                }
            }
            (2, 8) if data.get(12).is_some_and(|flags| flags & 0x20 != 0) => {
                if let Some(parts) = sheet.as_ref().and_then(|name| hidden.get_mut(name)) {
                    let row = small(data, 0) + 1;
                    parts.rows.add(row, row);
                }
            }
            (0, 0x7d) if data.get(8).is_some_and(|flags| flags & 1 != 0) => {
                if let Some(parts) = sheet.as_ref().and_then(|name| hidden.get_mut(name)) {
                    parts.columns.add(small(data, 0) + 1, small(data, 2) + 1);
                }
            }
            _ => {}
        }
    }
    hidden
}

/// The name in the record of a sheet: its length, whether a character takes two bytes, the characters.
fn sheet_name(data: &[u8]) -> Option<String> {
    let (length, wide) = (usize::from(*data.get(6)?), data.get(7)? & 1 != 0);
    let text = data.get(8..8 + if wide { 2 * length } else { length })?;
    let letters: Vec<u16> = match wide {
        true => text.chunks_exact(2).map(|letter| u16::from_le_bytes([letter[0], letter[1]])).collect(),
        false => text.iter().map(|letter| u16::from(*letter)).collect(),
    };
    Some(String::from_utf16_lossy(&letters))
}

/// Cells that the rectangle around a sheet's cells may have: the library writes it out.
const MOST_IN_RECTANGLE: u64 = 6_000_000;

/// Walks the records of a workbook and returns whether the cells of each part lie within a rectangle of usual size, and whether every sheet
/// begins where a part begins. Other streams have no such records.
fn cells_are_usual(stream: &[u8]) -> bool {
    let (mut parts, mut sheets) = (Vec::new(), Vec::new());
    let mut rectangle: Option<[u64; 4]> = None;
    for (at, (group, kind), data) in records(stream) {
        match (group, kind) {
            (0 | 2 | 4 | 8, 9) => {
                parts.push(at);
                rectangle = None;
            }
            (2, 0) if !extent_is_usual(data) => return false,
            (0, 0x85) => sheets.extend(number(data, 0).map(|place| place as usize)),
            (2, 1..=5 | 0x7e) | (0, 6 | 0xbd | 0xbe | 0xd6 | 0xfd) if data.len() >= 4 => {
                let row = u64::from(u16::from_le_bytes([data[0], data[1]]));
                // Several cells of a row stand in one record, the last one's column at its end.
                let first = u64::from(u16::from_le_bytes([data[2], data[3]]));
                let several = data.len().saturating_sub(6) as u64;
                let last = match kind {
                    0xbd => first + (several / 6).saturating_sub(1),
                    0xbe => first + (several / 2).saturating_sub(1),
                    _ => first,
                };
                let [top, bottom, left, right] = rectangle.unwrap_or([row, row, first, last]);
                let grown = [top.min(row), bottom.max(row), left.min(first), right.max(last)];
                if (grown[1] - grown[0] + 1) * (grown[3] - grown[2] + 1) > MOST_IN_RECTANGLE {
                    return false;
                }
                rectangle = Some(grown);
            }
            _ => {}
        }
    }
    sheets.iter().all(|sheet| parts.contains(sheet))
}

/// Returns the sectors of a chain up to `needed`; nothing if it has more than `most` or leaves the table.
fn chain(start: u32, next: &[u32], most: usize, needed: usize) -> Option<Vec<u32>> {
    let mut sectors = Vec::new();
    let mut at = start;
    while at != END_OF_CHAIN && sectors.len() < needed {
        let following = *next.get(at as usize)?;
        sectors.push(at);
        if sectors.len() > most {
            return None;
        }
        at = following;
    }
    // A chain that goes on after what is needed may still be a ring: whoever reads it whole must be able to.
    (needed < most || at == END_OF_CHAIN).then_some(sectors)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// Old versions keep 32 bits of the length; what stands behind them means nothing.
fn length(entry: &[u8], sector: usize) -> Option<u64> {
    let long = u64::from_le_bytes(entry.get(120..128)?.try_into().ok()?);
    Some(if sector == 512 { long & 0xffff_ffff } else { long })
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of a table of chains, a directory whose root is followed by one stream, and the stream's sectors.
    fn file(next: &[u32], length: u32) -> Vec<u8> {
        let mut bytes = vec![0; 512];
        bytes[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
        bytes[30] = 9;
        let mut put = |at: usize, value: u32| bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        put(44, 1);
        put(48, 1);
        put(60, END_OF_CHAIN);
        put(68, END_OF_CHAIN);
        (76..512).step_by(4).for_each(|at| put(at, u32::MAX));
        put(76, 0);
        let table = next.iter().copied().chain(std::iter::repeat(u32::MAX)).take(128);
        bytes.extend(table.flat_map(u32::to_le_bytes));
        let mut entry = [0; 128];
        entry[64] = 4;
        entry[116..120].copy_from_slice(&2_u32.to_le_bytes());
        entry[120..124].copy_from_slice(&length.to_le_bytes());
        bytes.extend([[0; 128], entry, [0; 128], [0; 128]].concat());
        bytes.extend(vec![1; 512 * 10]);
        bytes
    }

    #[test]
    fn a_sheet_that_says_it_has_more_cells_than_a_sheet_can_have_is_refused() {
        let record = |first: u32, end: u32| {
            [vec![0, 2, 14, 0], first.to_le_bytes().to_vec(), end.to_le_bytes().to_vec(), vec![0, 0, 8, 0, 0, 0]].concat()
        };
        let usual = |record: &[u8]| cells_are_usual(&[&[9, 8, 2, 0, 0, 6], record].concat());
        assert!(usual(&record(0, 65_536)));
        assert!(!usual(&record(0, u32::MAX)));
        assert!(!usual(&record(9, 5)));
        assert!(usual(b"\0\x02\x0e\0 cut"));
        // The same bytes inside a text are no record.
        let inside = record(9, 5);
        assert!(usual(&[vec![4, 2, inside.len() as u8, 0], inside].concat()));
    }

    #[test]
    fn two_cells_far_apart_and_a_sheet_that_begins_nowhere_are_refused() {
        let part = [9, 8, 2, 0, 0, 6];
        let cell = |row: u16, column: u16| [vec![3, 2, 4, 0], row.to_le_bytes().to_vec(), column.to_le_bytes().to_vec()].concat();
        assert!(cells_are_usual(&[part.to_vec(), cell(0, 0), cell(65_000, 50)].concat()));
        assert!(!cells_are_usual(&[part.to_vec(), cell(0, 0), cell(65_000, 60_000)].concat()));
        let sheet = |place: u8| [0x85, 0, 4, 0, place, 0, 0, 0].to_vec();
        assert!(cells_are_usual(&[part.to_vec(), sheet(14), part.to_vec()].concat()));
        assert!(!cells_are_usual(&[part.to_vec(), sheet(13), part.to_vec()].concat()));
    }

    #[test]
    fn a_chain_must_end_within_the_file() {
        let straight: Vec<u32> = [u32::MAX - 2, END_OF_CHAIN].into_iter().chain(3..12).chain([END_OF_CHAIN]).collect();
        assert!(is_sound(&file(&straight, 5_000)));
        let mut ring = straight.clone();
        ring[11] = 2;
        assert!(!is_sound(&file(&ring, 50_000)), "the stream runs in a ring");
        let mut directory = straight.clone();
        directory[1] = 1;
        assert!(!is_sound(&file(&directory, 5_000)), "the directory runs in a ring");
        let mut outside = straight;
        outside[5] = 4_000;
        assert!(!is_sound(&file(&outside, 5_000)), "the chain leaves the table");
        assert!(!is_sound(&[0; 600]));
    }
}
