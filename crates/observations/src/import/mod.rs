//! Tables as people send them: title rows, merged heads, units in headings, years across or down, totals, footnotes, texts for numbers.
//!
//! In: a table, a vocabulary of headings, what was confirmed before. Out: an [`Import`]: every figure with the place, year, heading and
//! unit that belong to it, exactly as the file has it; what could not be understood and why; and findings. Nothing is converted here.

mod blocks;
mod heading;
mod heads;
mod kept;
mod layout;
mod places;
mod sheet;
mod tidy_form;
mod vocabulary;

use std::collections::BTreeMap;

use corpus::{Finding, Location};
use programme::IndicatorId;
use serde::Serialize;

pub use kept::{Kept, KeptHeading, KeptSheet};
pub use places::is_total;
pub use tidy_form::{Change, Compared, compare, merged, tidy_text};
pub use vocabulary::Vocabulary;

use crate::Table;
use crate::hidden::Hidden;
use crate::rows::{sha256, sheets};
use crate::workbook::Sheet;

/// A table, understood as far as possible.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Import {
    pub format: u32,
    pub file: String,
    pub sha256: String,
    pub values: Vec<Value>,
    pub unmatched: Vec<Unmatched>,
    /// Numbers that are no figures: years, codes, row numbers, sheets that the kept mapping passes over.
    pub skipped: Vec<Skipped>,
    pub findings: Vec<Finding>,
    /// How each heading was understood, in the order of the file.
    pub headings: Vec<Heading>,
}

/// A figure as the file has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Value {
    /// Full official name.
    pub place: String,
    /// GB/T 2260.
    pub code: String,
    /// A year (`2020`), or part of one as printed (`2020年上半年`).
    pub period: String,
    pub heading: String,
    pub indicator: Option<IndicatorId>,
    pub value: f64,
    /// As printed; none where the table states none.
    pub unit: Option<String>,
    pub sheet: Option<String>,
    pub cell: String,
    /// The text of the cell.
    pub printed: String,
}

/// A cell that was not understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unmatched {
    pub sheet: Option<String>,
    pub cell: String,
    pub text: String,
    pub why: corpus::Bilingual,
}

/// Numbers that were passed over on purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Skipped {
    pub sheet: Option<String>,
    /// First and last cell.
    pub range: String,
    /// How many cells with a number are in it.
    pub cells: usize,
    pub why: corpus::Bilingual,
}

/// How a heading was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Heading {
    pub sheet: Option<String>,
    pub heading: String,
    pub indicator: Option<IndicatorId>,
    pub unit: Option<String>,
    /// Whether the heading was only found alike and waits for a person.
    pub confirm: bool,
    pub figures: usize,
}

/// Returns what there is to say of a file that is too long to be looked at as a whole.
pub fn too_long(file: &str) -> Import {
    Import { findings: vec![*crate::workbook::too_large(file)], ..nothing(file, String::new()) }
}

fn nothing(file: &str, sha256: String) -> Import {
    Import {
        format: 1,
        file: file.to_owned(),
        sha256,
        values: Vec::new(),
        unmatched: Vec::new(),
        skipped: Vec::new(),
        findings: Vec::new(),
        headings: Vec::new(),
    }
}

/// Reads a table of any shape.
pub fn import(table: &Table, vocabulary: &Vocabulary, kept: &Kept) -> Import {
    let mut import = nothing(&table.name, sha256(&table.bytes));
    import.findings.extend(crate::workbook::remarks(table));
    match sheets(table) {
        Ok(sheets) => {
            import.findings.extend(hidden(table, &sheets));
            for sheet in &sheets {
                sheet::read(sheet, vocabulary, kept, &mut import);
            }
        }
        Err(finding) => import.findings.push(*finding),
    }
    if import.values.is_empty() && import.findings.iter().all(|finding| finding.severity < corpus::Severity::Error) {
        import.findings.push(nothing_found(&table.name));
    }
    import.findings.extend(contradictions(&import));
    import
}

impl Import {
    /// Returns the mapping that this reading proposes, to be corrected, kept and used again.
    /// What `kept` already says stays as it is.
    pub fn proposal(&self, kept: &Kept) -> Kept {
        let mut kept = kept.clone();
        for heading in &self.headings {
            let entry = KeptHeading { indicator: heading.indicator.clone(), unit: heading.unit.clone() };
            kept.headings.entry(heading::without_year(&heading.heading)).or_insert(entry);
        }
        kept
    }
}

/// What is hidden is read like the rest, and told.
fn hidden(table: &Table, sheets: &[Sheet]) -> Vec<Finding> {
    let mut hidden = Hidden::of(table);
    for sheet in sheets.iter().filter(|sheet| hidden.concerns(sheet.name.as_deref())).collect::<Vec<_>>() {
        for (row, column, _) in sheet::numbers(sheet) {
            hidden.count(sheet.name.as_deref().unwrap_or_default(), row, column);
        }
    }
    hidden.findings(&table.name)
}

/// A figure that stands in two sheets of one file should be the same in both.
fn contradictions(import: &Import) -> Vec<Finding> {
    let mut first: BTreeMap<(&str, &str, &str), &Value> = BTreeMap::new();
    let mut findings = crate::limit::Limited::new(&import.file);
    for value in &import.values {
        let key = (value.code.as_str(), value.period.as_str(), value.heading.as_str());
        match first.get(&key) {
            None => {
                first.insert(key, value);
            }
            Some(earlier) if earlier.value != value.value => findings.push(contradiction(import, earlier, value)),
            Some(_) => {}
        }
    }
    findings.finish()
}

fn contradiction(import: &Import, earlier: &Value, later: &Value) -> Finding {
    let Value { place, period, heading, .. } = later;
    let (one, two) = (place_of(earlier), place_of(later));
    let location = Location { sheet: later.sheet.clone(), cell: Some(later.cell.clone()), ..Location::file(&import.file) };
    Finding::warning(
        "import/contradiction",
        format!("{place}{period}年“{heading}”在同一文件中有两个数：{}（{one}）和{}（{two}）", earlier.printed, later.printed),
        format!("`{heading}` of {place} for {period} stands twice in the file: {} ({one}) and {} ({two})", earlier.printed, later.printed),
    )
    .at(location)
    .hint("核实后只保留一个", "check, and keep one of them")
}

fn place_of(value: &Value) -> String {
    value.sheet.as_ref().map_or_else(|| value.cell.clone(), |sheet| format!("{sheet}!{}", value.cell))
}

fn nothing_found(file: &str) -> Finding {
    Finding::error("import/nothing", "没有找到可以读取的数据区", "no block of figures was found").at(Location::file(file)).hint(
        "表中应有地区（行或列）和年份（行、列或标题），数字在其交叉处",
        "a table has places (down or across) and years (down, across or in the title), with figures where they cross",
    )
}
