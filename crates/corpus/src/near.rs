//! Near-duplicates among many papers: `MinHash` over the repaired text, with bands that bring likely twins together.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::chars;
use crate::compare::{Soundness, soundness};
use crate::reading::{Reading, Rule};

/// Hashes in a sketch; the estimate of likeness errs by about one over its root.
const HASHES: usize = 128;
/// Hashes in a band: papers that agree on all hashes of any band are compared.
const BAND: usize = 4;
/// Characters in a piece of text.
const PIECE: usize = 5;

/// The sketch of one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sketch(Vec<u32>);

/// A slot of a text without any piece.
const EMPTY: u32 = u32::MAX;

impl Sketch {
    /// Sketches a text; only Chinese characters, letters and digits count.
    pub fn of(text: &str) -> Self {
        let kept: Vec<u32> = text.chars().filter(|c| chars::is_han(*c) || c.is_ascii_alphanumeric()).map(u32::from).collect();
        let mut least = vec![EMPTY; HASHES];
        for window in kept.windows(PIECE.min(kept.len()).max(1)) {
            let piece = window.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, c| (hash ^ u64::from(*c)).wrapping_mul(0x0100_0000_01b3));
            // One permutation: the piece falls into one slot and keeps the least there.
            let mixed = mix(piece);
            let slot = (mixed % HASHES as u64) as usize;
            least[slot] = least[slot].min((mixed >> 32) as u32);
        }
        fill_empty(&mut least);
        Self(least)
    }

    /// Returns the estimated share of pieces that two texts have in common, from 0 to 1.
    pub fn likeness(&self, other: &Self) -> f64 {
        let equal = self.0.iter().zip(&other.0).filter(|(a, b)| a == b && **a != EMPTY).count();
        equal as f64 / HASHES as f64
    }

    /// Returns one key per band; papers that share a key may be near-duplicates, papers that share none hardly are.
    pub fn bands(&self) -> impl Iterator<Item = u64> {
        let key = |(band, hashes): (usize, &[u32])| hashes.iter().fold(mix(band as u64), |hash, value| mix(hash ^ u64::from(*value)));
        self.0.chunks_exact(BAND).enumerate().map(key)
    }

    /// Returns the sketch as bytes, for keeping.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|hash| hash.to_le_bytes()).collect()
    }

    /// Returns a kept sketch; none if the bytes are none.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let hashes = || bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]));
        (bytes.len() == HASHES * 4).then(|| Self(hashes().collect()))
    }
}

/// Slots that no piece fell into borrow from the next that has one, with the distance mixed in.
fn fill_empty(least: &mut [u32]) {
    let full = least.to_vec();
    if full.iter().all(|value| *value == EMPTY) {
        return;
    }
    for (slot, value) in least.iter_mut().enumerate().filter(|(_, value)| **value == EMPTY) {
        let mut steps = 1;
        while full[(slot + steps) % HASHES] == EMPTY {
            steps += 1;
        }
        *value = (mix(u64::from(full[(slot + steps) % HASHES]) ^ ((steps as u64) << 32)) >> 32) as u32;
    }
}

/// The finaliser of splitmix64.
fn mix(mut value: u64) -> u64 {
    value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// What a store of papers keeps of a reading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    pub format: u32,
    pub file: String,
    pub sha256: String,
    pub title: Option<String>,
    pub kind: Option<String>,
    pub number: Option<String>,
    pub issuers: Vec<String>,
    /// Day of signature, else of publication, as ISO date or month.
    pub dated: Option<String>,
    pub characters: usize,
    pub clauses: usize,
    pub soundness: Soundness,
    pub rules: Vec<Rule>,
}

impl Card {
    pub fn of(reading: &Reading) -> Self {
        let metadata = &reading.metadata;
        Self {
            format: 1,
            file: reading.source.file.clone(),
            sha256: reading.source.sha256.clone(),
            title: reading.title.clone(),
            kind: metadata.kind.clone(),
            number: metadata.number.clone(),
            issuers: metadata.issuers.clone(),
            dated: metadata.signed_on.clone().or_else(|| metadata.published_on.clone()),
            characters: chars::count(&reading.text),
            clauses: reading.headings.len(),
            soundness: soundness(reading),
            rules: reading.rules.clone(),
        }
    }

    /// Orders copies of one paper, the soundest first; of equally sound ones the longest.
    pub fn sounder_first(a: &Self, b: &Self) -> std::cmp::Ordering {
        let by_score = b.soundness.score.total_cmp(&a.soundness.score);
        by_score.then(b.characters.cmp(&a.characters)).then_with(|| a.sha256.cmp(&b.sha256))
    }
}

/// Sketches of many papers, by name.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    papers: Vec<(String, Sketch)>,
    bands: BTreeMap<u64, Vec<u32>>,
}

/// A paper that is nearly the one asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Near {
    pub paper: String,
    pub likeness: f64,
}

impl Shelf {
    pub fn add(&mut self, paper: impl Into<String>, sketch: Sketch) {
        let index = self.papers.len() as u32;
        for band in sketch.bands() {
            self.bands.entry(band).or_default().push(index);
        }
        self.papers.push((paper.into(), sketch));
    }

    pub fn len(&self) -> usize {
        self.papers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.papers.is_empty()
    }

    /// Returns the papers at least as like as `least`, the likest first.
    pub fn near(&self, sketch: &Sketch, least: f64) -> Vec<Near> {
        let mut candidates: Vec<u32> = sketch.bands().filter_map(|band| self.bands.get(&band)).flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        let near = |index: u32| {
            let (paper, other) = &self.papers[index as usize];
            Near { paper: paper.clone(), likeness: sketch.likeness(other) }
        };
        let mut found: Vec<Near> = candidates.into_iter().map(near).filter(|near| near.likeness >= least).collect();
        found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then_with(|| a.paper.cmp(&b.paper)));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(seed: u32, length: u32) -> String {
        (0..length)
            .filter_map(|index| char::from_u32(0x4e00 + (index.wrapping_mul(2_654_435_761).wrapping_add(seed.wrapping_mul(97))) % 5_000))
            .collect()
    }

    #[test]
    fn a_copy_with_a_few_changes_is_found_and_another_paper_is_not() {
        let mut shelf = Shelf::default();
        for seed in 0..200 {
            shelf.add(format!("paper {seed}"), Sketch::of(&text(seed, 2_000)));
        }
        let mut copy = text(7, 2_000);
        copy.truncate(copy.len() - 300);
        let found = shelf.near(&Sketch::of(&copy), 0.7);
        assert_eq!(found.first().map(|near| near.paper.as_str()), Some("paper 7"));
        assert!(shelf.near(&Sketch::of("与库中任何文件都不相同的一段文字"), 0.3).is_empty());
    }

    #[test]
    fn a_kept_sketch_is_the_same_sketch() {
        let sketch = Sketch::of(&text(3, 500));
        assert_eq!(Sketch::from_bytes(&sketch.to_bytes()), Some(sketch));
        assert_eq!(Sketch::from_bytes(b"rubbish"), None);
    }

    #[test]
    fn the_same_text_is_wholly_alike() {
        let sketch = Sketch::of("产业转型升级示范区建设年度评估");
        assert!((sketch.likeness(&sketch) - 1.0).abs() < 1e-12);
    }
}
