//! Of a table too long for a run the rows that it goes by: those of the programme's units and of the counties within them.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read};
use std::path::{Path, PathBuf};

use programme::Programme;

use super::streamed::CODES;
use crate::failure::Failure;
use crate::folders;
use crate::terminal::{Language, say};

#[derive(Debug, clap::Args)]
pub(super) struct Narrow {
    /// 逐条数据表（CSV，可为 .gz）/ tidy table (CSV, gzipped or not)
    #[arg(long)]
    table: PathBuf,
    /// 方案目录 / programme folder
    #[arg(long, default_value = "programmes/demonstration-zones")]
    programme: PathBuf,
    /// 写出的表（CSV）/ table to write (CSV)
    #[arg(long)]
    out: PathBuf,
}

const NAMES: [&str; 7] = ["city", "unit_name", "place", "城市", "地区", "地市", "名称"];

pub(super) fn execute(narrow: &Narrow, language: Language) -> Result<(), Failure> {
    let programme = programme::define(&Default::default(), &folders::read_programme(&narrow.programme)?);
    let (kept, all) = copy(&narrow.table, &narrow.out, &Places::of(&programme))?;
    say(match language {
        Language::Zh => format!("{all} 行中留下 {kept} 行：方案各单位及其所辖县区"),
        Language::En => format!("{kept} of {all} rows kept: units of the programme and their counties"),
    });
    Ok(())
}

/// Units of the programme: the first four digits of their codes, and their names.
struct Places {
    cities: BTreeSet<String>,
    names: BTreeSet<String>,
}

impl Places {
    fn of(programme: &Programme) -> Self {
        let named = programme.old_industrial_cities.iter().map(|city| &city.unit);
        let units: BTreeSet<_> = programme.all_members().into_iter().chain(named).collect();
        let cities = units.iter().filter_map(|unit| unit.0.get(..4).map(str::to_owned)).collect();
        let names = programme.places.iter().filter(|place| units.contains(&place.id)).map(|place| place.name.zh.clone()).collect();
        Self { cities, names }
    }

    fn hold(&self, code: &str, name: &str) -> bool {
        if code.is_empty() { self.names.contains(name) } else { code.get(..4).is_some_and(|city| self.cities.contains(city)) }
    }
}

/// Copies the rows of the places as they come; memory does not depend on the length of the table. Returns how many were kept, and of how many.
///
/// They are written beside and then renamed: a table that breaks off leaves no half one, and a table may take its own place.
fn copy(table: &Path, out: &Path, places: &Places) -> Result<(usize, usize), Failure> {
    let beside = folders::sibling(out, "part");
    let counted = copy_to(table, &beside, places);
    let Ok(counted) = counted else {
        // What went wrong is told already.
        fs::remove_file(&beside).ok();
        return counted;
    };
    fs::rename(&beside, out).map_err(|error| Failure::writing(out, &error))?;
    Ok(counted)
}

fn copy_to(table: &Path, out: &Path, places: &Places) -> Result<(usize, usize), Failure> {
    let wrong = |error: &dyn std::fmt::Display| {
        Failure::input(format!("`{}` 读不下去：{error}", table.display()), format!("`{}` cannot be read on: {error}", table.display()))
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(open(table)?);
    let head = reader.byte_headers().map_err(|error| wrong(&error))?.clone();
    let column = |names: &[&str]| {
        let is = |cell: &[u8]| {
            let cell = String::from_utf8_lossy(cell).trim_matches(['\u{feff}', ' ']).to_lowercase();
            names.contains(&cell.as_str())
        };
        head.iter().position(is)
    };
    let (code, name) = (column(&CODES), column(&NAMES));
    if code.is_none() && name.is_none() {
        return Err(Failure::input(
            format!("`{}` 没有代码栏或城市栏，不是逐条数据表", table.display()),
            format!("`{}` has no column of codes or cities: it is not a tidy table", table.display()),
        ));
    }
    let file = File::create(out).map_err(|error| Failure::writing(out, &error))?;
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(BufWriter::new(file));
    writer.write_byte_record(&head).map_err(|error| wrong(&error))?;
    let (mut kept, mut all) = (0, 0);
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(|error| wrong(&error))? {
        all += 1;
        let field = |at: Option<usize>| String::from_utf8_lossy(at.and_then(|at| record.get(at)).unwrap_or_default()).trim().to_owned();
        if places.hold(&field(code), &field(name)) {
            kept += 1;
            writer.write_byte_record(&record).map_err(|error| wrong(&error))?;
        }
    }
    let file = writer.into_inner().map_err(|error| wrong(&error))?.into_inner().map_err(|error| Failure::writing(out, error.error()))?;
    file.sync_all().map_err(|error| Failure::writing(out, &error))?;
    Ok((kept, all))
}

fn open(table: &Path) -> Result<Box<dyn Read>, Failure> {
    let file = BufReader::new(File::open(table).map_err(|error| Failure::reading(table, &error))?);
    let zipped = table.extension().is_some_and(|extension| extension == "gz");
    Ok(if zipped { Box::new(flate2::bufread::MultiGzDecoder::new(file)) } else { Box::new(file) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_the_units_and_of_their_counties_are_kept_as_they_are() {
        let folder = tempfile::tempdir().expect("a folder");
        let (table, out) = (folder.path().join("long.csv"), folder.path().join("short.csv"));
        let text =
            "code,city,year,indicator,value\n430300,湘潭市,2020,gdp,\"2,343.1\"\n430321,湘潭县,2020,gdp,1\n440300,深圳市,2020,gdp,2\n";
        std::fs::write(&table, text).expect("written");
        let places = Places { cities: BTreeSet::from(["4303".to_owned()]), names: BTreeSet::new() };
        assert_eq!(copy(&table, &out, &places).expect("copied"), (2, 3));
        let kept = std::fs::read_to_string(&out).expect("written");
        let right = text.lines().take(3).map(|line| format!("{line}\n")).collect::<String>();
        assert_eq!(kept, right);
        assert_eq!(copy(&table, &table, &places).expect("copied over itself"), (2, 3));
        assert_eq!(std::fs::read_to_string(&table).expect("written"), right);
    }

    #[test]
    fn a_table_that_breaks_off_leaves_what_was_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let (table, out) = (folder.path().join("long.csv.gz"), folder.path().join("short.csv"));
        // The head of a zipped file and nothing behind it.
        std::fs::write(&table, [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b]).expect("written");
        std::fs::write(&out, "before").expect("written");
        let places = Places { cities: BTreeSet::new(), names: BTreeSet::new() };
        assert!(copy(&table, &out, &places).is_err());
        assert_eq!(std::fs::read_to_string(&out).expect("kept"), "before");
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 2, "nothing is left beside");
    }
}
