//! Garbled duplicates: a passage that comes twice, once sound and once not. The unsound copy is set aside, and nothing is taken from it.

use std::collections::HashMap;
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
/// A passage that is set aside has at least so many characters: lines of a head that resemble each other are no copies.
const PASSAGE_LENGTH_MIN: usize = 120;
/// A piece that more paragraphs hold than this tells none of them from the others.
const HOLDERS_MAX: usize = 500;
/// A passage has no more paragraphs than this.
const PASSAGE_MAX: isize = 500;
/// No more passages than this are set aside.
const PASSAGES_MAX: usize = 50;

pub(super) fn set_aside(paper: &mut Repaired) {
    for _ in 0..PASSAGES_MAX {
        let Some((garbled, rival)) = garbled_pair(paper.text.as_str()) else { return };
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
    if suspects.is_empty() {
        return None;
    }
    let passages = Passages::of(text, paragraphs, &suspects);
    suspects.into_iter().find_map(|suspect| passages.grown(suspect))
}

/// Signs that a paragraph is not whole: brackets that do not pair, no end, no beginning.
fn defects(line: &str) -> usize {
    if line.len() < LENGTH_MIN || chars::count(line) < LENGTH_MIN {
        return 0;
    }
    let (mut balance, mut stops) = ([0_i32; 4], false);
    for c in line.chars() {
        match c {
            '（' => balance[0] += 1,
            '）' => balance[0] -= 1,
            '《' => balance[1] += 1,
            '》' => balance[1] -= 1,
            '“' => balance[2] += 1,
            '”' => balance[2] -= 1,
            '〔' => balance[3] += 1,
            '〕' => balance[3] -= 1,
            '，' | '。' => stops = true,
            _ => {}
        }
    }
    let unpaired = balance.iter().filter(|open| **open != 0).count();
    let unended = usize::from(stops && line.ends_with(|c: char| chars::is_han(c) || matches!(c, '，' | '、')));
    let headless = usize::from(line.starts_with(['，', '。', '）', '、', '》', '；']));
    unpaired + unended + headless
}

/// The paragraphs of a text by the pieces of unsound paragraphs that they hold.
struct Passages<'a> {
    text: &'a str,
    paragraphs: Vec<(usize, &'a str)>,
    /// Pieces of the unsound paragraphs in order, and the paragraphs that hold each.
    pieces: Vec<u128>,
    holders: Vec<Vec<u32>>,
}

impl<'a> Passages<'a> {
    fn of(text: &'a str, paragraphs: Vec<(usize, &'a str)>, suspects: &[usize]) -> Self {
        let mut wanted: Vec<u128> = suspects.iter().flat_map(|suspect| pieces(paragraphs[*suspect].1)).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut holders = vec![Vec::new(); wanted.len()];
        for (index, (_, line)) in paragraphs.iter().enumerate() {
            for place in windows(line).filter_map(|piece| wanted.binary_search(&piece).ok()) {
                let holders: &mut Vec<u32> = &mut holders[place];
                if holders.last() != Some(&(index as u32)) {
                    holders.push(index as u32);
                }
            }
        }
        Self { text, paragraphs, pieces: wanted, holders }
    }

    /// Returns the passage around an unsound paragraph and its twin, if the twin is sounder.
    fn grown(&self, suspect: usize) -> Option<(Range<usize>, Range<usize>)> {
        let twin = self.twin_of(suspect)?;
        let offset = twin as isize - suspect as isize;
        let pair = |index: isize| -> bool {
            let within = |at: isize| at >= 0 && (at as usize) < self.paragraphs.len();
            within(index) && within(index + offset) && self.overlap(index as usize, (index + offset) as usize) >= OVERLAP_MIN
        };
        let reach = offset.abs().min(PASSAGE_MAX);
        let (mut first, mut last) = (suspect as isize, suspect as isize);
        while last - first + 1 < reach && pair(first - 1) {
            first -= 1;
        }
        while last - first + 1 < reach && pair(last + 1) {
            last += 1;
        }
        let total = |from: isize, to: isize| (from..=to).map(|index| defects(self.paragraphs[index as usize].1)).sum::<usize>();
        let sounder = total(first + offset, last + offset) < total(first, last);
        let length: usize = (first..=last).map(|index| chars::count(self.paragraphs[index as usize].1)).sum();
        if first == last || !sounder || length < PASSAGE_LENGTH_MIN {
            return None;
        }
        let span = |from: isize, to: isize| {
            let end = self.paragraphs[to as usize].0 + self.paragraphs[to as usize].1.len();
            self.paragraphs[from as usize].0..end
        };
        let garbled = span(first, last);
        let garbled = garbled.start..(garbled.end + 1).min(self.text.len());
        Some((garbled, span(first + offset, last + offset)))
    }

    /// Returns the paragraph that holds most of a paragraph's pieces, if it holds enough.
    fn twin_of(&self, suspect: usize) -> Option<usize> {
        let mut shared: HashMap<u32, usize> = HashMap::new();
        let own = pieces(self.paragraphs[suspect].1);
        let holders = own.iter().filter_map(|piece| self.pieces.binary_search(piece).ok()).map(|place| &self.holders[place]);
        for holder in holders.filter(|holders| holders.len() <= HOLDERS_MAX).flatten().filter(|holder| **holder as usize != suspect) {
            *shared.entry(*holder).or_default() += 1;
        }
        let (twin, _) = shared.into_iter().max_by_key(|(index, count)| (*count, std::cmp::Reverse(*index)))?;
        (self.overlap(suspect, twin as usize) >= OVERLAP_MIN).then_some(twin as usize)
    }

    /// Share of the pieces of one paragraph that the other has too.
    fn overlap(&self, index: usize, other: usize) -> f64 {
        let (own, others) = (pieces(self.paragraphs[index].1), pieces(self.paragraphs[other].1));
        let shared = own.iter().filter(|piece| others.binary_search(piece).is_ok()).count();
        if own.is_empty() { 0.0 } else { shared as f64 / own.len() as f64 }
    }
}

/// Distinct pieces of a paragraph in order.
fn pieces(line: &str) -> Vec<u128> {
    let mut pieces: Vec<u128> = windows(line).collect();
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

/// Runs of four characters without punctuation; none for a paragraph too short to be a passage.
fn windows(line: &str) -> impl Iterator<Item = u128> {
    let long = line.len() >= LENGTH_MIN && chars::count(line) >= LENGTH_MIN;
    let kept = line.chars().filter(move |c| long && (chars::is_han(*c) || c.is_ascii_digit()));
    let piece = |piece: &mut u128, c: char| {
        *piece = *piece << 32 | u128::from(u32::from(c));
        Some(*piece)
    };
    kept.scan(0, piece).skip(PIECE - 1)
}
