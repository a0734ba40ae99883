//! Cues: words that must stand in a segment before it is worth a closer look. One scan finds them all.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use daachorse::{DoubleArrayAhoCorasick, DoubleArrayAhoCorasickBuilder};

use super::{measures, obligations, rules};

/// Which kinds of cue a segment or sentence holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cues(u8);

impl Cues {
    pub(super) const SUPPORT: Self = Self(1);
    pub(super) const CONSEQUENCE: Self = Self(1 << 1);
    pub(super) const PROHIBITION: Self = Self(1 << 2);
    pub(super) const ALL_OF_A_KIND: Self = Self(1 << 3);
    pub(super) const DUTY: Self = Self(1 << 4);
    pub(super) const DATE: Self = Self(1 << 5);
    pub(super) const REPORT: Self = Self(1 << 6);
    pub(super) const JOINTLY: Self = Self(1 << 7);

    pub(super) fn has(self, cue: Self) -> bool {
        self.0 & cue.0 != 0
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

static AUTOMATON: LazyLock<DoubleArrayAhoCorasick<u8>> = LazyLock::new(|| {
    let mut words: BTreeMap<&'static str, u8> = BTreeMap::new();
    let kinds: [(Cues, &[&[&'static str]]); 8] = [
        (Cues::SUPPORT, &[&measures::GIVEN, &measures::ACTS]),
        (Cues::CONSEQUENCE, &[&rules::CONSEQUENCES]),
        (Cues::PROHIBITION, &[&rules::PROHIBITIONS]),
        (Cues::ALL_OF_A_KIND, &[&rules::ALL]),
        (Cues::DUTY, &[&obligations::MODAL_WORDS]),
        (Cues::DATE, &[&["年", "五”"]]),
        (Cues::REPORT, &[&obligations::REPORTS]),
        (Cues::JOINTLY, &[&obligations::JOINTS]),
    ];
    for (kind, lists) in kinds {
        for word in lists.iter().copied().flatten() {
            *words.entry(word).or_default() |= kind.0;
        }
    }
    DoubleArrayAhoCorasickBuilder::new().build_with_values(words).expect("the words are distinct and not empty")
});

/// Returns the cues of each segment.
pub(super) fn of(text: &str, segments: &[Range<usize>]) -> Vec<Cues> {
    let mut cues = vec![Cues::default(); segments.len()];
    let mut index = 0;
    // Matches come in the order of their ends.
    for found in AUTOMATON.find_overlapping_iter(text) {
        while index < segments.len() && segments[index].end < found.end() {
            index += 1;
        }
        let Some(segment) = segments.get(index) else { break };
        if segment.start <= found.start() {
            cues[index].0 |= found.value();
        }
    }
    cues
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_has_the_cues_of_its_own_words() {
        let text = "应当支持，不得";
        let cues = of(text, &[0..12, 15..21]);
        assert!(cues[0].has(Cues::DUTY) && cues[0].has(Cues::SUPPORT) && !cues[0].has(Cues::PROHIBITION));
        assert_eq!(cues[1], Cues::PROHIBITION);
    }
}
