//! One sentence with what it needs to be understood: its segments and its clause.

use std::ops::Range;

use super::cues::Cues;
use super::outline::{Outline, Sentence};
use crate::paper::{Clause, Paper};

/// A sentence, seen from its clause.
pub(super) struct Statement<'a> {
    pub(super) paper: &'a Paper,
    pub(super) text: &'a str,
    pub(super) range: Range<usize>,
    pub(super) segments: &'a [Range<usize>],
    cues: &'a [Cues],
    clause: Option<&'a Clause>,
}

impl<'a> Statement<'a> {
    pub(super) fn new(paper: &'a Paper, outline: &'a Outline, sentence: &Sentence) -> Self {
        let clause = paper.clause_at(sentence.range.start);
        Self {
            paper,
            text: paper.text.as_str(),
            range: sentence.range.clone(),
            segments: &outline.segments[sentence.segments.clone()],
            cues: &outline.cues[sentence.segments.clone()],
            clause,
        }
    }

    pub(super) fn segment(&self, index: usize) -> &'a str {
        &self.text[self.segments[index].clone()]
    }

    pub(super) fn has(&self, index: usize, cue: Cues) -> bool {
        self.cues[index].has(cue)
    }

    /// Returns whether any segment has the cue.
    pub(super) fn has_any(&self, cue: Cues) -> bool {
        self.cues.iter().any(|cues| cues.has(cue))
    }

    pub(super) fn clause(&self) -> Option<&'a Clause> {
        self.clause
    }

    pub(super) fn clause_path(&self) -> String {
        self.clause.map(|clause| clause.path.clone()).unwrap_or_default()
    }

    pub(super) fn clause_title(&self) -> Option<&'a str> {
        self.paper.governing_title(self.clause?)
    }

    /// Returns whom the sentence is about at a segment: what an earlier segment puts before it (`对...城市`, `...的示范区城市`).
    pub(super) fn addressed(&self, index: usize) -> Option<&'a str> {
        const KINDS: [&str; 14] =
            ["城市", "地区", "部门", "政府", "单位", "机构", "企业", "园区", "省（区、市）", "委", "市", "县", "区", "产业"];
        (0..index).rev().map(|before| self.segment(before)).find_map(|words| {
            let words = words.trim_start_matches("对于").trim_start_matches('对');
            KINDS.iter().any(|kind| words.ends_with(kind)).then_some(words)
        })
    }

    /// Returns the segment before an offset that says when or under which circumstances (`在...工作中`, `...时`).
    pub(super) fn circumstance(&self, offset: usize) -> Option<&'a str> {
        let before = self.segments.iter().take_while(|segment| segment.end <= offset).last()?;
        let words = &self.text[before.clone()];
        let start = words.match_indices('在').map(|(at, _)| at).find(|at| !words[..*at].ends_with(['所', '存', '内', '现', '正']))?;
        ["工作中", "过程中", "时", "期间", "前"].iter().any(|end| words.ends_with(end)).then(|| &words[start..])
    }
}
