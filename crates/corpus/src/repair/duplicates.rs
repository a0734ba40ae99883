//! Garbled duplicates: a passage that comes twice, once sound and once not. The unsound copy is set aside, and nothing is taken from it.

use std::collections::HashSet;
use std::ops::Range;

use super::{Repaired, lines};
use crate::Finding;
use crate::chars;
use crate::reading::Quarantined;
use crate::text::Edit;

/// Characters of a piece that two passages are compared by.
const PIECE: usize = 4;
/// Share of the pieces of a passage that must come again in its twin.
const OVERLAP_MIN: f64 = 0.45;
/// Shorter paragraphs are no passages.
const LENGTH_MIN: usize = 20;

pub(super) fn set_aside(paper: &mut Repaired) {
    while let Some((garbled, rival)) = garbled_pair(paper.text.as_str()) {
        let (at, rival_at) = (paper.text.source_of(garbled.clone()), paper.text.source_of(rival.clone()));
        let hull = |ranges: &[crate::ByteRange]| match (ranges.first(), ranges.last()) {
            (Some(first), Some(last)) => vec![(first.0, last.1)],
            _ => Vec::new(),
        };
        let reason =
            "garbled duplicate: most of the passage comes again elsewhere, and this copy breaks off, has open brackets or lacks its head";
        let finding = Finding::warning(
            "reading/garbled-duplicate",
            "同一段落出现两次，此处文字残缺、与另一处不一致，已隔离，不从中取用任何内容",
            "a passage comes twice; this copy is unsound and differs from the other, so it is set aside and nothing is taken from it",
        );
        paper.find(
            finding.hint("以另一处完好的文字为准，并与原件核对", "rely on the sound copy and check against the original"),
            garbled.clone(),
        );
        paper.quarantined.push(Quarantined { at: hull(&at), reason: reason.to_owned(), rival: hull(&rival_at) });
        paper.edit("quarantine", &[Edit::drop(garbled)]);
    }
}

/// Returns the first unsound passage that has a sound twin, and the twin.
fn garbled_pair(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let paragraphs: Vec<(usize, &str)> = lines(text).filter(|(_, line)| !line.is_empty()).collect();
    let suspects: Vec<usize> = (0..paragraphs.len()).filter(|index| defects(paragraphs[*index].1) > 0).collect();
    suspects.into_iter().find_map(|suspect| grown(text, &paragraphs, suspect))
}

/// Signs that a paragraph is not whole: brackets that do not pair, no end, no beginning.
fn defects(line: &str) -> usize {
    if chars::count(line) < LENGTH_MIN {
        return 0;
    }
    let unpaired = [('（', '）'), ('《', '》'), ('“', '”'), ('〔', '〕')]
        .iter()
        .filter(|(open, close)| line.matches(*open).count() != line.matches(*close).count())
        .count();
    let unended = usize::from(line.ends_with(|c: char| chars::is_han(c) || matches!(c, '，' | '、')) && line.contains(['，', '。']));
    let headless = usize::from(line.starts_with(['，', '。', '）', '、', '》', '；']));
    unpaired + unended + headless
}

fn grown(text: &str, paragraphs: &[(usize, &str)], suspect: usize) -> Option<(Range<usize>, Range<usize>)> {
    let twin = twin_of(paragraphs, suspect)?;
    let offset = twin as isize - suspect as isize;
    let pair = |index: isize| -> bool {
        let other = index + offset;
        let within = |at: isize| at >= 0 && (at as usize) < paragraphs.len();
        within(index) && within(other) && overlap(paragraphs[index as usize].1, paragraphs[other as usize].1) >= OVERLAP_MIN
    };
    let reach = offset.abs();
    let (mut first, mut last) = (suspect as isize, suspect as isize);
    while last - first + 1 < reach && pair(first - 1) {
        first -= 1;
    }
    while last - first + 1 < reach && pair(last + 1) {
        last += 1;
    }
    let total = |from: isize, to: isize| (from..=to).map(|index| defects(paragraphs[index as usize].1)).sum::<usize>();
    let sounder = total(first + offset, last + offset) < total(first, last);
    if first == last || !sounder {
        return None;
    }
    let span = |from: isize, to: isize| {
        let end = paragraphs[to as usize].0 + paragraphs[to as usize].1.len();
        paragraphs[from as usize].0..end
    };
    let garbled = span(first, last);
    let garbled = garbled.start..(garbled.end + 1).min(text.len());
    Some((garbled, span(first + offset, last + offset)))
}

fn twin_of(paragraphs: &[(usize, &str)], suspect: usize) -> Option<usize> {
    let line = paragraphs[suspect].1;
    (0..paragraphs.len())
        .filter(|index| *index != suspect && chars::count(paragraphs[*index].1) >= LENGTH_MIN)
        .map(|index| (overlap(line, paragraphs[index].1), index))
        .filter(|(overlap, _)| *overlap >= OVERLAP_MIN)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
        .map(|(_, index)| index)
}

/// Share of the pieces of one paragraph that the other has too.
fn overlap(line: &str, other: &str) -> f64 {
    let own = pieces(line);
    if own.is_empty() || chars::count(line) < LENGTH_MIN {
        return 0.0;
    }
    let others = pieces(other);
    own.intersection(&others).count() as f64 / own.len() as f64
}

fn pieces(line: &str) -> HashSet<[char; PIECE]> {
    let kept: Vec<char> = line.chars().filter(|c| chars::is_han(*c) || c.is_ascii_digit()).collect();
    kept.windows(PIECE).map(|window| std::array::from_fn(|index| window[index])).collect()
}
