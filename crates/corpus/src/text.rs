//! Clean text that remembers its bytes.

use std::borrow::Cow;
use std::ops::Range;

/// `[start, end)` in the bytes of the file as delivered; written in JSON as a pair.
pub type ByteRange = (u32, u32);

/// Repaired text and, for every run of its characters, the source bytes it was read from.
///
/// Runs are kept in order and cover the text; a run without source bytes (an inserted character) has an empty source range.
/// Inside a run whose clean and source lengths are equal the places correspond byte by byte; otherwise the run is one unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CleanText {
    text: String,
    runs: Vec<Run>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    /// Byte offsets in `text`.
    clean: Range<u32>,
    /// Byte offsets in the file.
    source: ByteRange,
}

impl Run {
    /// Returns the source bytes of a part of the run; the part lies within the run.
    fn source_of(&self, part: &Range<u32>) -> ByteRange {
        if self.clean.end - self.clean.start == self.source.1 - self.source.0 {
            (self.source.0 + (part.start - self.clean.start), self.source.1 - (self.clean.end - part.end))
        } else {
            self.source
        }
    }
}

/// One change to a text: what stands in `range` (byte offsets) is replaced; an empty `with` drops it, an empty range inserts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub range: Range<usize>,
    pub with: Cow<'static, str>,
}

impl Edit {
    pub fn drop(range: Range<usize>) -> Self {
        Self { range, with: Cow::Borrowed("") }
    }

    pub fn replace(range: Range<usize>, with: impl Into<Cow<'static, str>>) -> Self {
        Self { range, with: with.into() }
    }

    pub fn insert(at: usize, text: &'static str) -> Self {
        Self { range: at..at, with: Cow::Borrowed(text) }
    }
}

impl CleanText {
    /// Returns text that is the file's own, byte for byte.
    pub fn verbatim(text: String) -> Self {
        let end = text.len() as u32;
        Self { runs: Vec::from([Run { clean: 0..end, source: (0, end) }]), text }
    }

    /// Appends `text`, read from `source`. Neighbours that correspond byte by byte are kept as one run.
    pub fn push(&mut self, text: &str, source: ByteRange) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len() as u32;
        self.text.push_str(text);
        let end = self.text.len() as u32;
        let verbatim = |clean: &Range<u32>, source: ByteRange| clean.end - clean.start == source.1 - source.0;
        if let Some(last) = self.runs.last_mut()
            && last.source.1 == source.0
            && verbatim(&last.clean, last.source)
            && verbatim(&(start..end), source)
        {
            last.clean.end = end;
            last.source.1 = source.1;
            return;
        }
        self.runs.push(Run { clean: start..end, source });
    }

    /// Appends a piece of another clean text, with its source bytes.
    fn push_piece(&mut self, from: &CleanText, range: Range<usize>, hint: &mut usize) {
        let (start, end) = (range.start as u32, range.end as u32);
        while *hint > 0 && from.runs.get(*hint).is_none_or(|run| run.clean.start > start) {
            *hint -= 1;
        }
        while from.runs.get(*hint).is_some_and(|run| run.clean.end <= start) {
            *hint += 1;
        }
        for run in from.runs[*hint..].iter().take_while(|run| run.clean.start < end) {
            let piece = run.clean.start.max(start)..run.clean.end.min(end);
            let source = run.source_of(&piece);
            self.push(&from.text[piece.start as usize..piece.end as usize], source);
        }
    }

    /// Returns the text with a layer of edits made. Edits are in order and do not overlap.
    ///
    /// What is put in place of a range leads back to all the bytes of the range; what is inserted leads back to no bytes.
    pub fn edited(&self, edits: &[Edit]) -> Self {
        let mut out = Self { text: String::with_capacity(self.text.len()), runs: Vec::with_capacity(self.runs.len() + edits.len()) };
        let (mut cursor, mut hint) = (0, 0);
        for edit in edits {
            out.push_piece(self, cursor..edit.range.start, &mut hint);
            cursor = edit.range.end;
            if edit.with.is_empty() {
                continue;
            }
            let sources = self.source_of(edit.range.clone());
            let source = match (sources.first(), sources.last()) {
                (Some(first), Some(last)) => (first.0.min(last.0), last.1.max(first.1)),
                _ => out.runs.last().map_or((0, 0), |run| (run.source.1, run.source.1)),
            };
            out.push(&edit.with, source);
        }
        out.push_piece(self, cursor..self.text.len(), &mut hint);
        out
    }

    /// Replaces characters one for one by characters of the same length in UTF-8; the span map stays as it is.
    pub(crate) fn replace_in_place(&mut self, text: String) {
        debug_assert_eq!(text.len(), self.text.len(), "the span map holds for texts of the same length");
        self.text = text;
    }

    pub fn len(&self) -> usize {
        self.text.len()
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Returns the text of a range, widened to whole characters.
    pub fn whole_letters(&self, range: Range<usize>) -> &str {
        let (mut start, mut end) = (range.start.min(self.text.len()), range.end.min(self.text.len()));
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        &self.text[start..end]
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the source byte ranges of a range of the clean text (byte offsets), in order, neighbours joined.
    pub fn source_of(&self, range: Range<usize>) -> Vec<ByteRange> {
        let (start, end) = (range.start as u32, range.end as u32);
        let first = self.runs.partition_point(|run| run.clean.end <= start);
        let mut out: Vec<ByteRange> = Vec::new();
        for run in self.runs[first..].iter().take_while(|run| run.clean.start < end) {
            let piece = run.source_of(&(run.clean.start.max(start)..run.clean.end.min(end)));
            match out.last_mut() {
                _ if piece.0 == piece.1 => {}
                Some(last) if last.1 == piece.0 => last.1 = piece.1,
                _ => out.push(piece),
            }
        }
        out
    }

    /// Returns the ranges of the clean text (byte offsets) that were read from source byte ranges, in order, neighbours joined.
    pub fn clean_of(&self, source: &[ByteRange]) -> Vec<Range<usize>> {
        let mut out: Vec<Range<usize>> = Vec::new();
        for run in &self.runs {
            for (start, end) in source.iter().filter(|(start, end)| *start < run.source.1 && run.source.0 < *end) {
                let piece = if run.clean.end - run.clean.start == run.source.1 - run.source.0 {
                    run.clean.start + start.saturating_sub(run.source.0)..run.clean.end - run.source.1.saturating_sub(*end)
                } else {
                    run.clean.clone()
                };
                match out.last_mut() {
                    Some(last) if last.end == piece.start as usize => last.end = piece.end as usize,
                    _ => out.push(piece.start as usize..piece.end as usize),
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_leads_back_to_its_bytes_around_a_dropped_piece() {
        let mut text = CleanText::default();
        text.push("业", (0, 3));
        text.push("城市", (9, 15));
        assert_eq!(text.source_of(0..9), [(0, 3), (9, 15)]);
        assert_eq!(text.source_of(3..6), [(9, 12)]);
        assert_eq!(text.source_of(6..9), [(12, 15)]);
    }

    #[test]
    fn an_edited_text_still_leads_back_to_its_bytes() {
        let text = CleanText::verbatim("業(yè)城\n市".to_owned());
        let edited = text.edited(&[Edit::replace(0..3, "业"), Edit::drop(3..8), Edit::drop(11..12), Edit::insert(15, "。")]);
        assert_eq!(edited.as_str(), "业城市。");
        assert_eq!(edited.source_of(0..9), [(0, 3), (8, 11), (12, 15)]);
        assert_eq!(edited.source_of(9..12), []);
        let again = edited.edited(&[Edit::drop(3..6)]);
        assert_eq!(again.as_str(), "业市。");
        assert_eq!(again.source_of(0..6), [(0, 3), (12, 15)]);
    }

    #[test]
    fn bytes_lead_to_the_text_read_from_them() {
        let mut text = CleanText::default();
        text.push("业", (0, 3));
        text.push("城市", (9, 15));
        assert_eq!(text.clean_of(&[(0, 3), (9, 12)]), vec![0..6]);
        assert_eq!(text.clean_of(&[(12, 15)]), vec![6..9]);
        assert!(text.clean_of(&[(3, 9)]).is_empty());
    }

    #[test]
    fn a_replaced_run_is_one_unit_and_an_inserted_one_has_no_bytes() {
        let mut text = CleanText::default();
        text.push("省", (0, 1));
        text.push("。", (1, 1));
        text.push("区", (1, 4));
        assert_eq!(text.source_of(0..3), [(0, 1)]);
        assert_eq!(text.source_of(3..6), []);
        assert_eq!(text.source_of(0..9), [(0, 4)]);
    }
}
