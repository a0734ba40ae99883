//! Tables too long to be held: cut by place into files of bounded size, each read and checked by itself.
//!
//! A block holds some hundred places, enough for what all places did in a year and for what is usual under a heading. Memory depends on the size
//! of a block and not on the length of the table.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use corpus::Finding;
use observations::check::{Panel, Settings, Suspect, Suspicion, check};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::On;
use crate::failure::Failure;
use crate::folders;

/// About how long a block is.
const BLOCK: u64 = 96 << 20;
pub(super) const CODES: [&str; 4] = ["code", "代码", "行政区划代码", "区划代码"];

/// Whether the table is a text so long that it is cut.
pub(super) fn is_long(table: &Path) -> bool {
    let text = table.extension().is_some_and(|extension| extension == "csv");
    text && fs::metadata(table).is_ok_and(|file| file.len() > folders::LONG_TABLE)
}

/// What is left of all blocks.
#[derive(Debug, Default)]
pub(super) struct Counted {
    pub(super) figures: usize,
    pub(super) doubted: usize,
    pub(super) kinds: BTreeMap<Suspect, usize>,
    /// What there is to say about the table itself.
    pub(super) findings: Vec<Finding>,
    /// The likeliest faults.
    pub(super) first: Vec<Suspicion>,
}

/// Checks a long table block by block; `each` sees every suspicion, with the row it has in the table.
pub(super) fn check_blocks(on: &On, settings: &Settings, each: &mut dyn FnMut(&Suspicion)) -> Result<Counted, Failure> {
    checked(&Blocks::cut(&on.table, BLOCK)?, on, settings, each)
}

fn checked(blocks: &Blocks, on: &On, settings: &Settings, each: &mut dyn FnMut(&Suspicion)) -> Result<Counted, Failure> {
    let mut counted = Counted::default();
    for at in 0..blocks.count {
        let (panel, findings, rows) = blocks.read(at, on)?;
        for finding in findings {
            // Every block has the head of the table, and the same to say about it.
            if !counted.findings.contains(&finding) {
                counted.findings.push(finding);
            }
        }
        let mut found = check(&panel, settings);
        for one in &mut found {
            // The first row of a block is its head.
            one.row = rows.get(one.row as usize - 2).copied().unwrap_or(one.row);
            *counted.kinds.entry(one.suspect).or_default() += 1;
            each(one);
        }
        let mut figures: Vec<(u32, &str)> =
            found.iter().filter(|one| one.suspect != Suspect::NewBoundary).map(|one| (one.row, one.heading.as_str())).collect();
        figures.sort_unstable();
        figures.dedup();
        counted.doubted += figures.len();
        counted.figures += panel.figures();
        counted.first.append(&mut found);
        counted.first.sort_by(|a, b| b.likelihood.total_cmp(&a.likelihood).then_with(|| a.row.cmp(&b.row)));
        counted.first.truncate(on.most);
    }
    Ok(counted)
}

/// Blocks in a folder of their own, which goes when they do.
struct Blocks {
    folder: TempDir,
    count: usize,
}

impl Blocks {
    fn cut(table: &Path, block: u64) -> Result<Self, Failure> {
        let length = fs::metadata(table).map_err(|error| Failure::reading(table, &error))?.len();
        let count = length.div_ceil(block) as usize;
        let folder = TempDir::with_prefix("bihuan-").map_err(|error| Failure::reading(&std::env::temp_dir(), &error))?;
        let blocks = Self { folder, count };
        blocks.fill(table)?;
        Ok(blocks)
    }

    fn fill(&self, table: &Path) -> Result<(), Failure> {
        let wrong = |error: &dyn std::fmt::Display| {
            Failure::input(format!("`{}` 读不下去：{error}", table.display()), format!("`{}` cannot be read on: {error}", table.display()))
        };
        let file = File::open(table).map_err(|error| Failure::reading(table, &error))?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(BufReader::new(file));
        let head = reader.byte_headers().map_err(|error| wrong(&error))?.clone();
        let is_code =
            |cell: &[u8]| CODES.iter().any(|code| String::from_utf8_lossy(cell).trim_matches(['\u{feff}', ' ']).eq_ignore_ascii_case(code));
        let place = head.iter().position(is_code).unwrap_or(0);
        let create = |path: PathBuf| File::create(&path).map(BufWriter::new).map_err(|error| Failure::reading(&path, &error));
        let mut writers = Vec::new();
        for at in 0..self.count {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(create(self.path(at))?);
            writer.write_byte_record(&head).map_err(|error| wrong(&error))?;
            writers.push((writer, create(self.rows(at))?));
        }
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record).map_err(|error| wrong(&error))? {
            let row = record.position().map_or(0, csv::Position::line) as u32;
            let (writer, rows) = &mut writers[block_of(record.get(place).unwrap_or_default(), self.count)];
            writer.write_byte_record(&record).map_err(|error| wrong(&error))?;
            rows.write_all(&row.to_le_bytes()).map_err(|error| wrong(&error))?;
        }
        for (mut writer, mut rows) in writers {
            writer.flush().and_then(|()| rows.flush()).map_err(|error| wrong(&error))?;
        }
        Ok(())
    }

    /// Returns a block, what there is to say about it, and the rows that its rows have in the table.
    fn read(&self, at: usize, on: &On) -> Result<(Panel, Vec<Finding>, Vec<u32>), Failure> {
        let path = self.path(at);
        let file = File::open(&path).map_err(|error| Failure::reading(&path, &error))?;
        let (panel, findings) = Panel::read_from(&folders::file_name(&on.table), &mut BufReader::new(file), on.as_known_on);
        let rows = folders::read_file(&self.rows(at))?;
        Ok((panel, findings, rows.chunks_exact(4).map(|row| u32::from_le_bytes([row[0], row[1], row[2], row[3]])).collect()))
    }

    fn path(&self, at: usize) -> PathBuf {
        self.folder.path().join(format!("{at}.csv"))
    }

    fn rows(&self, at: usize) -> PathBuf {
        self.folder.path().join(format!("{at}.rows"))
    }
}

/// The same place goes to the same block, whatever it was built with.
fn block_of(place: &[u8], blocks: usize) -> usize {
    let digest = Sha256::digest(place);
    let first = u64::from_be_bytes(std::array::from_fn(|at| digest[at]));
    (first % blocks as u64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_is_in_one_block_with_the_row_it_has_in_the_table() {
        let folder = tempfile::tempdir().expect("a folder");
        let table = folder.path().join("long.csv");
        let lines = (0..500).map(|at| format!("{},{},gdp,{}\n", 430_100 + at % 50 * 100, 2000 + at / 50, at));
        let text: String = std::iter::once("code,year,indicator,value\n".to_owned()).chain(lines).collect();
        fs::write(&table, &text).expect("written");
        let on = On { table: table.clone(), programme: PathBuf::new(), json: false, most: 9, as_known_on: None };
        let blocks = Blocks::cut(&table, 1000).expect("cut");
        assert!(blocks.count > 5);
        let mut seen = BTreeMap::new();
        for at in 0..blocks.count {
            let (panel, _, rows) = blocks.read(at, &on).expect("a block");
            for series in &panel.series {
                assert_eq!(series.points.len(), 10, "a place stands in one block with all its years");
                seen.extend(series.points.iter().map(|point| (rows[point.row as usize - 2], point.value)));
            }
        }
        // The head is row 1, and the value counts the rows.
        assert_eq!(seen.len(), 500);
        assert!(seen.iter().all(|(row, value)| f64::from(*row - 2) == *value), "{seen:?}");
        let left = blocks.folder.path().to_owned();
        drop(blocks);
        assert!(!left.exists());
    }
    #[test]
    fn what_is_wrong_with_the_head_is_told_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let table = folder.path().join("long.csv");
        fs::write(&table, "no,head,here\n".repeat(500)).expect("written");
        let on = On { table: table.clone(), programme: PathBuf::new(), json: false, most: 9, as_known_on: None };
        let blocks = Blocks::cut(&table, 1000).expect("cut");
        let settings = Settings::read("checks.toml", include_str!("../../../../../programmes/demonstration-zones/data/checks.toml")).0;
        let counted = checked(&blocks, &on, &settings.expect("settings"), &mut |_| {}).expect("checked");
        assert_eq!((counted.figures, counted.findings.len()), (0, 1), "{:?}", counted.findings);
    }
}
