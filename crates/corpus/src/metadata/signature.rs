//! The signature block: who signs, and the date below.

use std::ops::Range;

use super::dates;
use crate::organs;
use crate::repair::lines;

/// A block of organs and a date. Ranges are byte offsets in the clean text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signature {
    pub(crate) issuers: Vec<String>,
    pub(crate) date: String,
    pub(crate) range: Range<usize>,
}

/// More lines of organs stand above no date.
const LINES_MAX: usize = 20;

/// Returns the signature blocks of a paper in order; the first is the paper's own, later ones are those of annexes.
pub(crate) fn signatures(text: &str, body: usize) -> Vec<Signature> {
    let all: Vec<(usize, &str)> = lines(text).filter(|(start, line)| *start >= body && !line.is_empty()).collect();
    let dated = |index: usize| -> Option<Signature> {
        let (start, line) = all[index];
        if !line.ends_with(['日', '月']) {
            return None;
        }
        let short = line.len() <= 120;
        let date = Some(line).filter(|_| short).and_then(dates::whole_line);
        if let Some(date) = date {
            let above = all[..index].iter().rev().take(LINES_MAX).map_while(|(start, line)| signers(line).map(|organs| (*start, organs)));
            let signers: Vec<(usize, Vec<String>)> = above.collect();
            let first = signers.last().map_or(start, |(start, _)| *start);
            let issuers = signers.into_iter().rev().flat_map(|(_, organs)| organs).collect();
            return Some(Signature { issuers, date, range: first..start + line.len() });
        }
        let range = Some(line).filter(|_| short).and_then(dates::last_date).filter(|range| range.end == line.len())?;
        let issuers = organs::sequence(line[..range.start].trim())?;
        Some(Signature { issuers, date: dates::iso(&line[range])?, range: start..start + line.len() })
    };
    (0..all.len()).filter_map(dated).collect()
}

fn signers(line: &str) -> Option<Vec<String>> {
    (line.len() <= 150).then(|| organs::sequence(line.trim())).flatten()
}
