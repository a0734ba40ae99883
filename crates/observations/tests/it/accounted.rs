//! No number of a sheet is lost: whatever its shape, each is a figure, listed as not understood, or passed over for a stated reason.

use std::collections::BTreeSet;

use observations::import::{Import, Kept, Vocabulary, import};
use observations::{Printed, Table, read_number};

/// What may stand in a cell of a sheet that nobody designed.
const CELLS: [&str; 36] = [
    "",
    "",
    "",
    "湘潭市",
    "株洲市",
    "娄底市",
    "沈阳市",
    "铁西区",
    "湖南省",
    "合计",
    "其中：市辖区",
    "地区",
    "年份",
    "指标",
    "单位",
    "序号",
    "地区生产总值（亿元）",
    "常住人口",
    "比上年±%",
    "2019年",
    "2020",
    "2021",
    "1-9月",
    "430300",
    "12.5",
    "3,105.8",
    "－3.2",
    "1.2亿",
    "（15）",
    "7",
    "8",
    "亿元",
    "单位：万元",
    "注：快报数",
    "…",
    "持平",
];

/// Steele, Lea and Flood's `SplitMix64`.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }
}

/// A sheet of chance, or a sound table of which some cells were changed by chance.
fn sheet(chance: &mut Chance) -> Vec<Vec<&'static str>> {
    let sound = [
        vec!["城市", "年份", "地区生产总值（亿元）", "常住人口（万人）", "备注"],
        vec!["湘潭市", "2019", "2257.6", "288.2", ""],
        vec!["", "2020", "2343.1", "272.6", ""],
        vec!["株洲市", "2019", "3003.1", "402.9", ""],
        vec!["", "2020", "3105.8", "390.3", "2"],
        vec!["合计", "2020", "5448.9", "662.9", ""],
    ];
    let mut rows: Vec<Vec<&str>> = match chance.below(3) {
        0 => (0..2 + chance.below(9)).map(|_| vec![""; 2 + chance.below(6)]).collect(),
        _ => sound.to_vec(),
    };
    let all: usize = rows.iter().map(Vec::len).sum();
    let changes = if rows[0][0].is_empty() { all } else { 1 + chance.below(8) };
    for _ in 0..changes {
        let row = chance.below(rows.len());
        let column = chance.below(rows[row].len());
        rows[row][column] = CELLS[chance.below(CELLS.len())];
    }
    rows
}

fn is_number(text: &str) -> bool {
    matches!(read_number(text), Printed::Number { .. })
}

/// Returns the cells with a number that are figures or listed, and how many were passed over.
fn told(import: &Import) -> (usize, BTreeSet<&str>, usize) {
    let figures = import.values.iter().map(|one| one.cell.as_str());
    let listed = import.unmatched.iter().filter(|one| is_number(&one.text)).map(|one| one.cell.as_str());
    let all: Vec<&str> = figures.chain(listed).collect();
    (all.len(), all.into_iter().collect(), import.skipped.iter().map(|one| one.cells).sum())
}

#[test]
fn every_number_of_any_sheet_is_accounted_for_once() {
    let mut chance = Chance(5);
    for _ in 0..3_000 {
        let rows = sheet(&mut chance);
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        rows.iter().for_each(|row| writer.write_record(row).expect("in memory"));
        let bytes = writer.into_inner().expect("in memory");
        let text = String::from_utf8(bytes.clone()).expect("text");
        let import = import(&Table { name: "t.csv".to_owned(), bytes, known_on: None }, &Vocabulary::shipped(), &Kept::nothing());
        let numbers = rows.iter().flatten().filter(|cell| is_number(cell)).count();
        let (times, cells, passed) = told(&import);
        assert_eq!(times, cells.len(), "a number is told twice:\n{text}\n{import:#?}");
        assert_eq!(cells.len() + passed, numbers, "a number is lost:\n{text}\n{import:#?}");
    }
}
