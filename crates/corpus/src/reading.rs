//! What `bihuan read` says about a paper: the published form of a reading, key by key.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::metadata::Metadata;
use crate::paper::Paper;
use crate::review::Decided;
use crate::{ByteRange, Finding};

/// A paper, read. Every `at` is a list of byte ranges of the file as delivered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub format: u32,
    pub source: Source,
    pub title: Option<String>,
    pub metadata: Metadata,
    pub text: String,
    pub headings: Vec<Heading>,
    pub places: Vec<Place>,
    pub quantities: Vec<Quantity>,
    pub targets: Vec<Target>,
    pub practices: Vec<Practice>,
    pub measures: Vec<Measure>,
    pub rules: Vec<Rule>,
    pub obligations: Vec<Obligation>,
    pub boxes: Vec<BoxedList>,
    /// Papers that the paper cites, each once.
    pub citations: Vec<Citation>,
    pub contents: Option<Contents>,
    pub repairs: Vec<Repair>,
    pub quarantined: Vec<Quarantined>,
    pub findings: Vec<Finding>,
    /// What people decided about this reading; there only if they did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decided>,
    /// The repaired paper itself: clean text with its span map, and the tree of clauses.
    #[serde(skip)]
    pub paper: Paper,
}

/// The file as delivered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub file: String,
    pub sha256: String,
    pub charset: Option<String>,
    /// What the file turned out to be, for instance `front-matter`, `html`, `flattened`.
    pub kinds: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// 1 = 一、 2 = （一） 3 = 1. 4 = （1）; in laws 1 = 章, 2 = 节, 3 = 条.
    pub level: u8,
    /// As printed, for instance `一、` or `（三）`.
    pub label: String,
    /// Without its final mark; none for a numbered clause without a title.
    pub title: Option<String>,
    /// True when the title is the first sentence of its paragraph.
    pub run_in: bool,
    /// Stable path, for instance `四/（一）`.
    pub clause: String,
    pub at: Vec<ByteRange>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaceLevel {
    Province,
    Prefecture,
    District,
    County,
    Park,
    Zone,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Full official name.
    pub name: String,
    pub level: PlaceLevel,
    pub province: Option<String>,
    /// GB/T 2260.
    pub code: Option<String>,
    /// As printed where first mentioned.
    pub surface: String,
    pub at: Vec<ByteRange>,
    pub mentions: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    Approx,
    MoreThan,
    LessThan,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    pub value: f64,
    /// As printed.
    pub unit: String,
    pub value_base: f64,
    pub unit_base: String,
    pub bound: Option<Bound>,
    pub indicator: Option<String>,
    pub owner: Option<String>,
    pub quote: String,
    pub at: Vec<ByteRange>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    Level,
    Decrease,
    IncreaseTo,
    IncreaseBy,
    Cumulative,
}

/// A quantity that is a goal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Target {
    #[serde(flatten)]
    pub quantity: Quantity,
    pub kind: TargetKind,
    pub baseline_year: Option<i16>,
    pub deadline_year: Option<i16>,
    pub clause: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Practice {
    pub chapter: String,
    pub clause: String,
    pub theme: Option<String>,
    /// Full official names.
    pub places: Vec<String>,
    pub quote: String,
    pub at: Vec<ByteRange>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    pub supporter: Option<String>,
    pub instrument: Option<String>,
    pub beneficiary: Option<String>,
    pub condition: Option<String>,
    pub clause: String,
    pub quote: String,
    pub at: Vec<ByteRange>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub condition: Option<String>,
    pub consequence: Option<String>,
    pub subject: Option<String>,
    pub clause: String,
    pub quote: String,
    pub at: Vec<ByteRange>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Obligation {
    pub who: Option<String>,
    pub with: Vec<String>,
    pub modal: Option<String>,
    pub what: Option<String>,
    pub to: Option<String>,
    pub when: Option<String>,
    pub clause: String,
    pub quote: String,
    pub at: Vec<ByteRange>,
}

/// A boxed list (专栏).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoxedList {
    /// As printed without spaces, for instance `专栏1`.
    pub label: String,
    pub title: Option<String>,
    pub rows: Vec<BoxRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoxRow {
    pub industry: Option<String>,
    pub places: Vec<String>,
    pub focus: Option<String>,
    pub quote: String,
    pub at: Vec<ByteRange>,
}

/// A paper that the paper cites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// Without 《》.
    pub title: String,
    pub number: Option<String>,
    pub quote: String,
    pub at: Vec<ByteRange>,
}

/// The contents page, checked against the body.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contents {
    pub entries: Vec<ContentsEntry>,
    /// Entries that the body does not have.
    pub missing: Vec<ContentsEntry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContentsEntry {
    pub level: u8,
    pub label: String,
    pub title: String,
    /// Path of the clause it announces.
    pub clause: String,
    pub page: Option<u32>,
}

/// How often one kind of repair was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repair {
    pub kind: String,
    pub count: u32,
}

/// A span that is set aside: nothing is taken from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quarantined {
    pub at: Vec<ByteRange>,
    pub reason: String,
    /// The sound copy of the same passage.
    pub rival: Vec<ByteRange>,
}

/// The clean text of a cited clause and where it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseText<'a> {
    pub text: &'a str,
    pub at: Vec<ByteRange>,
    /// Byte offsets in the reading's text.
    pub range: Range<usize>,
}

impl Reading {
    /// Puts the two halves of a reading together: the repaired paper and the facts taken from it.
    pub(crate) fn of(source: Source, paper: Paper, facts: Facts) -> Self {
        let mut findings = paper.findings.clone();
        findings.extend(facts.findings);
        Self {
            format: 1,
            source,
            title: paper.title.clone(),
            metadata: paper.metadata.clone(),
            text: paper.text.as_str().to_owned(),
            headings: paper.headings(),
            places: facts.places,
            quantities: facts.quantities,
            targets: facts.targets,
            practices: facts.practices,
            measures: facts.measures,
            rules: facts.rules,
            obligations: facts.obligations,
            boxes: facts.boxes,
            citations: facts.citations,
            contents: paper.contents.clone(),
            repairs: paper.repairs.iter().map(|(kind, count)| Repair { kind: kind.clone(), count: *count }).collect(),
            quarantined: paper.quarantined.clone(),
            findings,
            decisions: Vec::new(),
            paper,
        }
    }

    /// Returns the text of a clause with all that stands under it, or none if the paper has no such clause.
    ///
    /// The path is that of a heading (`四/（一）`), a box (`专栏1`), an annex (`附件2`) or an article (`第三条`); where the numbers run
    /// through the chapters both `（十五）` and `五/（十五）` name the clause; an empty path is the whole paper.
    pub fn clause(&self, path: &str) -> Option<ClauseText<'_>> {
        let range = if path.is_empty() { 0..self.paper.text.as_str().len() } else { self.paper.find(path)?.whole.clone() };
        Some(ClauseText { text: &self.paper.text.as_str()[range.clone()], at: self.paper.text.source_of(range.clone()), range })
    }
}
