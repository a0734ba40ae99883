//! Repairs: each is a layer of edits over the text as delivered, counted, never silent; the bytes themselves are not changed.
//!
//! In: an unwrapped file. Out: clean text, what was set aside, and findings about every guess. Repairs do not know what a clause says.

mod contents_page;
mod duplicates;
mod flattened;
mod joins;
mod lexicon;
mod pairs;
mod pinyin;
mod portal;
mod script;
mod shifted;
mod spaces;
mod width;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::containers::Unwrapped;
use crate::finding::{Finding, Location};
use crate::reading::{Contents, Quarantined};
use crate::text::{CleanText, Edit};

pub(crate) use flattened::chinese;
pub(crate) use joins::{is_caption, is_part};

/// A paper under repair.
pub(crate) struct Repaired {
    pub(crate) file: String,
    pub(crate) kinds: Vec<&'static str>,
    pub(crate) text: CleanText,
    /// The text before all repairs.
    pub(crate) printed: CleanText,
    pub(crate) has_paragraphs: bool,
    /// What the page or file says about the paper beside its text: name of the field and value.
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) repairs: BTreeMap<String, u32>,
    pub(crate) contents: Option<Contents>,
    pub(crate) quarantined: Vec<Quarantined>,
    pub(crate) findings: Vec<Finding>,
}

/// Makes all repairs, in the order in which one needs the other.
pub(crate) fn repair(file: &str, unwrapped: Unwrapped) -> Repaired {
    let links = unwrapped.links;
    let mut paper = Repaired {
        file: file.to_owned(),
        kinds: unwrapped.kinds,
        printed: unwrapped.text.clone(),
        text: unwrapped.text,
        has_paragraphs: unwrapped.has_paragraphs,
        fields: unwrapped.fields,
        repairs: BTreeMap::new(),
        contents: None,
        quarantined: Vec::new(),
        findings: unwrapped.findings,
    };
    portal::drop_navigation(&mut paper, &links);
    spaces::tidy(&mut paper);
    shifted::undo(&mut paper);
    pinyin::remove(&mut paper);
    script::simplify(&mut paper);
    width::widen(&mut paper);
    portal::take_fields(&mut paper);
    portal::drop_boilerplate(&mut paper);
    flattened::split(&mut paper);
    contents_page::take(&mut paper);
    joins::join(&mut paper);
    duplicates::set_aside(&mut paper);
    spaces::close_gaps(&mut paper);
    paper
}

impl Repaired {
    /// Makes a layer of edits and counts it as one kind of repair.
    fn edit(&mut self, kind: &str, edits: &[Edit]) {
        if edits.is_empty() {
            return;
        }
        self.count(kind, edits.len());
        self.text = self.text.edited(edits);
    }

    /// Makes a layer of edits that is no repair: white space that no reader sees.
    pub(crate) fn edit_quietly(&mut self, edits: &[Edit]) {
        if !edits.is_empty() {
            self.text = self.text.edited(edits);
        }
    }

    fn count(&mut self, kind: &str, count: usize) {
        *self.repairs.entry(kind.to_owned()).or_default() += count as u32;
    }

    fn find(&mut self, finding: Finding, range: Range<usize>) {
        let at = self.text.source_of(range);
        self.findings.push(finding.at(Location { at, ..Location::file(self.file.clone()) }));
    }
}

/// Returns the lines of a text with their byte offsets, without their line breaks.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0;
    text.split('\n').map(move |line| {
        let start = offset;
        offset += line.len() + 1;
        (start, line)
    })
}
