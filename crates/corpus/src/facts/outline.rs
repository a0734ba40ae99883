//! Lines, sentences and segments of the clean text, found in one pass.

use std::ops::Range;

use super::cues::{self, Cues};
use crate::paper::Paper;

/// A sentence without its final mark and without the label or run-in heading before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sentence {
    /// Byte offsets in the clean text.
    pub(crate) range: Range<usize>,
    /// Its segments: what stands between commas, as indices into [`Outline::segments`].
    pub(crate) segments: Range<usize>,
}

/// The sentences of a paper. Commas inside brackets and quotation marks do not part segments.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) segments: Vec<Range<usize>>,
    pub(super) cues: Vec<Cues>,
}

/// No sentence is longer, in bytes; what runs on without an end is parted here, so that facts are looked for among neighbours only.
const SENTENCE_MAX: usize = 6_000;

impl Outline {
    pub(crate) fn of(paper: &Paper) -> Self {
        let mut outline = Self::default();
        let mut headings = paper.clauses.iter().map(|clause| clause.heading.clone()).peekable();
        let mut line_start = 0;
        for line in paper.text.as_str().split_inclusive('\n') {
            let end = line_start + line.trim_end().len();
            let mut start = line_start;
            while let Some(heading) = headings.next_if(|heading| heading.start < end) {
                outline.split(paper.text.as_str(), start..heading.start.max(start));
                start = heading.end.clamp(start, end);
            }
            outline.split(paper.text.as_str(), start..end);
            line_start += line.len();
        }
        outline.cues = cues::of(paper.text.as_str(), &outline.segments);
        outline
    }

    /// Returns the sentence that holds an offset of the clean text.
    pub(crate) fn sentence_at(&self, offset: usize) -> Option<&Sentence> {
        let after = self.sentences.partition_point(|sentence| sentence.range.start <= offset);
        self.sentences[..after].last().filter(|sentence| sentence.range.contains(&offset))
    }

    /// Returns the segment that holds an offset of the clean text.
    pub(crate) fn segment_at(&self, offset: usize) -> Option<&Range<usize>> {
        let after = self.segments.partition_point(|segment| segment.start <= offset);
        self.segments[..after].last().filter(|segment| segment.contains(&offset))
    }

    fn split(&mut self, text: &str, range: Range<usize>) {
        let bytes = text.as_bytes();
        let (mut depth, mut at) = (0_u32, range.start);
        let (mut sentence, mut segment, mut first) = (range.start, range.start, self.segments.len());
        while at < range.end {
            if at - sentence > SENTENCE_MAX && text.is_char_boundary(at) {
                self.push_segment(text, segment..at);
                self.push_sentence(text, sentence..at, first);
                (sentence, segment, first) = (at, at, self.segments.len());
            }
            if bytes[at] < 0xE2 {
                at += 1;
                continue;
            }
            let mark = mark(&bytes[at..range.end.min(at + 3)]);
            match mark {
                Mark::None => {}
                Mark::Open => depth += 1,
                Mark::Close => depth = depth.saturating_sub(1),
                Mark::Comma | Mark::End if depth > 0 => {}
                Mark::Comma => {
                    self.push_segment(text, segment..at);
                    segment = at + 3;
                }
                Mark::End => {
                    self.push_segment(text, segment..at);
                    self.push_sentence(text, sentence..at, first);
                    (sentence, segment, first) = (at + 3, at + 3, self.segments.len());
                }
            }
            at += if bytes[at] >= 0xF0 { 4 } else { 3 };
        }
        self.push_segment(text, segment..range.end);
        self.push_sentence(text, sentence..range.end, first);
    }

    fn push_segment(&mut self, text: &str, range: Range<usize>) {
        let range = trimmed(text, range);
        if !range.is_empty() {
            self.segments.push(range);
        }
    }

    fn push_sentence(&mut self, text: &str, range: Range<usize>, first: usize) {
        let range = trimmed(text, range);
        if !range.is_empty() && first < self.segments.len() {
            self.sentences.push(Sentence { range, segments: first..self.segments.len() });
        }
    }
}

#[derive(Clone, Copy)]
enum Mark {
    None,
    Open,
    Close,
    Comma,
    End,
}

/// Looks at one character of three bytes; a longer one (four bytes) never looks like a mark.
fn mark(bytes: &[u8]) -> Mark {
    match bytes {
        [0xEF, 0xBC, 0x88] | [0xE2, 0x80, 0x9C] | [0xE3, 0x80, 0x8A] => Mark::Open,
        [0xEF, 0xBC, 0x89] | [0xE2, 0x80, 0x9D] | [0xE3, 0x80, 0x8B] => Mark::Close,
        [0xEF, 0xBC, 0x8C] => Mark::Comma,
        [0xE3, 0x80, 0x82] | [0xEF, 0xBC, 0x9B] | [0xEF, 0xBC, 0x81] | [0xEF, 0xBC, 0x9F] => Mark::End,
        _ => Mark::None,
    }
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    start..start + piece.trim().len()
}
