//! Clean text that remembers its bytes.

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

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the source byte ranges of a range of the clean text (byte offsets), in order, neighbours joined.
    pub fn source_of(&self, range: Range<usize>) -> Vec<ByteRange> {
        let (start, end) = (range.start as u32, range.end as u32);
        let first = self.runs.partition_point(|run| run.clean.end <= start);
        let mut out: Vec<ByteRange> = Vec::new();
        for run in self.runs[first..].iter().take_while(|run| run.clean.start < end) {
            let piece = if run.clean.end - run.clean.start == run.source.1 - run.source.0 {
                (run.source.0 + start.saturating_sub(run.clean.start), run.source.1 - run.clean.end.saturating_sub(end))
            } else {
                run.source
            };
            match out.last_mut() {
                _ if piece.0 == piece.1 => {}
                Some(last) if last.1 == piece.0 => last.1 = piece.1,
                _ => out.push(piece),
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
