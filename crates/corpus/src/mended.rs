//! Where the clean text differs from what the file shows: the places a reader wants to check against the original.
//!
//! Changes of script and of width alone are left out: they would mark whole papers.

use std::ops::Range;

use crate::chars;
use crate::paper::Paper;

/// One place of the clean text and what the file shows there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// Byte offsets in the clean text.
    pub range: Range<usize>,
    pub printed: String,
    /// True if the text was restored by guess; false if something that does not belong there was taken out.
    pub guessed: bool,
}

/// What was taken out between two characters is shown up to this length; more is another passage.
const GAP_MAX: usize = 24;

struct Printed {
    at: u32,
    end: u32,
    letter: char,
}

impl Paper {
    /// Returns the places that were mended, in the order of the text.
    pub fn mended(&self) -> Vec<Mended> {
        let printed = printed(self);
        let guessed: Vec<Range<usize>> = self.guessed();
        let mut places: Vec<Mended> = Vec::new();
        let mut done: Option<(usize, u32)> = None;
        for (at, letter) in self.text.as_str().char_indices() {
            let range = at..at + letter.len_utf8();
            let Some((start, end)) = ends(&self.text.source_of(range.clone())) else { continue };
            let here: String = between(&printed, start, end);
            if let Some((before, last)) = done.replace((at, end))
                && let Some(gap) = taken_out(&printed, last, start)
                && !guessed.iter().any(|guess| guess.contains(&before) || guess.contains(&at))
            {
                let with = format!("{}{gap}", between(&printed, printed_start(&printed, last), last));
                places.push(Mended { range: before..at, printed: with, guessed: false });
            }
            if let Some(guess) = guessed.iter().find(|guess| guess.contains(&at)) {
                match places.last_mut().filter(|place| place.guessed && guess.contains(&place.range.start)) {
                    Some(place) => place.range.end = range.end,
                    None => places.push(Mended { range, printed: here, guessed: true }),
                }
            }
        }
        places
    }

    /// The stretches of the clean text that were restored by guess.
    fn guessed(&self) -> Vec<Range<usize>> {
        let shifted = self.findings.iter().filter(|finding| finding.code == "reading/shifted-bytes");
        shifted.filter_map(|finding| finding.location.as_ref()).flat_map(|location| self.text.clean_of(&location.at)).collect()
    }
}

/// What the file shows, character by character, in the order of the bytes.
fn printed(paper: &Paper) -> Vec<Printed> {
    let letter = |(at, letter): (usize, char)| {
        let (start, end) = ends(&paper.printed.source_of(at..at + letter.len_utf8()))?;
        Some(Printed { at: start, end, letter })
    };
    let mut printed: Vec<Printed> = paper.printed.as_str().char_indices().filter_map(letter).collect();
    printed.sort_by_key(|letter| letter.at);
    printed
}

fn ends(at: &[crate::ByteRange]) -> Option<(u32, u32)> {
    Some((at.iter().map(|range| range.0).min()?, at.iter().map(|range| range.1).max()?))
}

fn between(printed: &[Printed], start: u32, end: u32) -> String {
    let first = printed.partition_point(|letter| letter.at < start);
    printed[first..].iter().take_while(|letter| letter.at < end).map(|letter| letter.letter).collect()
}

/// Where the character begins that ends with this byte.
fn printed_start(printed: &[Printed], end: u32) -> u32 {
    let behind = printed.partition_point(|letter| letter.at < end);
    behind.checked_sub(1).map_or(end, |index| printed[index].at)
}

/// What the file shows between two characters and the text does not; white space and long passages are none.
fn taken_out(printed: &[Printed], from: u32, to: u32) -> Option<String> {
    if to <= from {
        return None;
    }
    let first = printed.partition_point(|letter| letter.at < from);
    let gap = printed[first..].iter().take_while(|letter| letter.end <= to).take(GAP_MAX + 1);
    let gap: String = gap.map(|letter| letter.letter).collect();
    let shown = gap.trim();
    (!shown.is_empty() && chars::count(&gap) <= GAP_MAX).then(|| shown.to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_was_taken_out_and_what_was_guessed_is_told_apart() {
        let reading = crate::read("paper.txt", "推动产业(yè)转型，推动5G网络规?；渴?，争取至2025年。".as_bytes());
        let mended = reading.paper.mended();
        let text = reading.paper.text.as_str();
        let shown: Vec<(&str, &str, bool)> =
            mended.iter().map(|place| (&text[place.range.clone()], place.printed.as_str(), place.guessed)).collect();
        assert_eq!(shown, [("业", "业(yè)", false), ("模化部署", "?；渴?", true)]);
    }

    #[test]
    fn a_sound_paper_is_not_marked() {
        let reading = crate::read("paper.txt", "推动产业转型，\n争取至2025年。".as_bytes());
        assert!(reading.paper.mended().is_empty());
    }
}
