//! The repaired paper: clean text and the tree of its clauses. What the first half of reading hands to the second.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::finding::Location;
use crate::metadata::{self, Metadata};
use crate::reading::{Contents, Heading, Quarantined};
use crate::repair::Repaired;
use crate::structure;
use crate::text::{CleanText, Edit};
use crate::{ByteRange, Finding};

/// A paper after all repairs. One line of the text is one title, heading, paragraph or item; what was set aside is not in the text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Paper {
    pub file: String,
    pub text: CleanText,
    /// What the file shows before any repair: markup and containers taken away, nothing mended.
    pub printed: CleanText,
    pub title: Option<String>,
    pub metadata: Metadata,
    /// In the order of the text; a clause stands before those it contains.
    pub clauses: Vec<Clause>,
    pub contents: Option<Contents>,
    pub repairs: BTreeMap<String, u32>,
    pub quarantined: Vec<Quarantined>,
    pub findings: Vec<Finding>,
}

/// What a clause is by its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClauseKind {
    /// 一、 （一） 1. （1） at the head of a paragraph; in laws 编 章 节.
    Heading,
    /// （1） or 一是 inside or at the head of a paragraph, counted but not a heading.
    Item,
    /// 第三条, with 款 and 项 below it.
    Article,
    /// 序言, 前言: a named part without a number.
    Preface,
    /// 专栏1.
    Box,
    /// 附件2.
    Annex,
}

/// One addressable part of a paper. All ranges are byte offsets in the clean text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Stable id, for instance `四/（一）`, `（十五）`, `专栏1`.
    pub path: String,
    pub kind: ClauseKind,
    /// 1 = 一、 2 = （一） 3 = 1. 4 = （1）.
    pub level: u8,
    /// As printed, for instance `（一）`.
    pub label: String,
    /// Without label and final mark.
    pub title: Option<String>,
    /// True when the title is the first sentence of its paragraph.
    pub run_in: bool,
    /// Index into the paper's clauses.
    pub parent: Option<usize>,
    /// Label and title with its final mark; the label alone where there is no title.
    pub heading: Range<usize>,
    /// The clause's own text after the heading, up to the next clause of any kind.
    pub body: Range<usize>,
    /// Heading, body and all clauses below it.
    pub whole: Range<usize>,
}

impl Paper {
    /// Puts the title first, then finds head, clauses and metadata.
    pub(crate) fn of(mut repaired: Repaired) -> Self {
        title_first(&mut repaired);
        let head = metadata::head(&repaired);
        let text = repaired.text.as_str();
        let signatures = metadata::signatures(text, head.end);
        let (clauses, numbering) = structure::clauses(text, &head, &signatures);
        let annexes = structure::named_annexes(text);
        let metadata = metadata::metadata(&repaired, &head, &signatures, annexes);
        let title = head.title.map(|range| text[range].to_owned());
        let mut findings = repaired.findings;
        findings.extend(numbering.into_iter().map(|(finding, range)| {
            let at = repaired.text.source_of(range);
            finding.at(Location { at, ..Location::file(repaired.file.clone()) })
        }));
        let mut contents = repaired.contents;
        findings.extend(contents.as_mut().and_then(|contents| structure::check_contents(contents, &clauses)));
        Self {
            file: repaired.file,
            text: repaired.text,
            printed: repaired.printed,
            title,
            metadata,
            clauses,
            contents,
            repairs: repaired.repairs,
            quarantined: repaired.quarantined,
            findings,
        }
    }

    /// Returns the source byte ranges of a range of the clean text.
    pub fn at(&self, range: Range<usize>) -> Vec<ByteRange> {
        self.text.source_of(range)
    }

    /// Returns what the file shows at source byte ranges, damage and all.
    pub fn printed_at(&self, at: &[ByteRange]) -> String {
        self.printed.clean_of(at).into_iter().map(|range| self.printed.whole_letters(range)).collect()
    }

    /// Returns the innermost clause that holds the given offset of the clean text.
    pub fn clause_at(&self, offset: usize) -> Option<&Clause> {
        let after = self.clauses.partition_point(|clause| clause.whole.start <= offset);
        let mut index = after.checked_sub(1);
        while let Some(clause) = index.map(|index| &self.clauses[index]) {
            if clause.whole.contains(&offset) {
                return Some(clause);
            }
            index = clause.parent;
        }
        None
    }

    /// Returns the title that governs a clause: its own, else that of the nearest clause above it that has one.
    pub fn governing_title<'a>(&'a self, clause: &'a Clause) -> Option<&'a str> {
        let mut above = Some(clause);
        while let Some(clause) = above {
            if let Some(title) = &clause.title {
                return Some(title);
            }
            above = clause.parent.map(|parent| &self.clauses[parent]);
        }
        None
    }

    /// Returns the clause with this path; a path that names the outer clauses too is accepted where numbers run through the chapters.
    pub fn find(&self, path: &str) -> Option<&Clause> {
        let exact = |path: &str| self.clauses.iter().find(|clause| clause.path == path);
        let within =
            |outer: &str, path: &str| exact(path).filter(|clause| clause.parent.is_some_and(|parent| self.clauses[parent].path == outer));
        exact(path).or_else(|| path.rsplit_once('/').and_then(|(outer, path)| within(outer, path)))
    }

    pub(crate) fn headings(&self) -> Vec<Heading> {
        let shown = |clause: &&Clause| matches!(clause.kind, ClauseKind::Heading);
        let heading = |clause: &Clause| Heading {
            level: clause.level,
            label: clause.label.clone(),
            title: clause.title.clone(),
            run_in: clause.run_in,
            clause: clause.path.clone(),
            at: self.at(clause.heading.clone()),
        };
        self.clauses.iter().filter(shown).map(heading).collect()
    }
}

/// Makes the title the first line: what stood above it goes, and its own line breaks too.
fn title_first(repaired: &mut Repaired) {
    let head = metadata::head(repaired);
    let Some(title) = head.title else { return };
    let text = repaired.text.as_str();
    // Only marks like 附件 may go; a number or an order above the title is kept.
    let kept = text[..title.start].lines().any(|line| !metadata::is_mark(line));
    let above = if kept { 0..0 } else { 0..title.start };
    let breaks = text[title.clone()].match_indices('\n').map(|(at, gap)| Edit::drop(title.start + at..title.start + at + gap.len()));
    let edits: Vec<Edit> = std::iter::once(Edit::drop(above)).filter(|edit| !edit.range.is_empty()).chain(breaks).collect();
    repaired.edit_quietly(&edits);
}
