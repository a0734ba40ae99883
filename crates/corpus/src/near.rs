//! Near-duplicates among many papers: `MinHash` over the repaired text, with bands that bring likely twins together.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::chars;

/// Hashes in a sketch; the estimate of likeness errs by about one over its root.
const HASHES: usize = 128;
/// Hashes in a band: papers that agree on all hashes of any band are compared.
const BAND: usize = 4;
/// Characters in a piece of text.
const PIECE: usize = 5;

/// The sketch of one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sketch(Vec<u64>);

impl Sketch {
    /// Sketches a text; only Chinese characters, letters and digits count.
    pub fn of(text: &str) -> Self {
        let kept: Vec<u32> = text.chars().filter(|c| chars::is_han(*c) || c.is_ascii_alphanumeric()).map(u32::from).collect();
        let mut least = vec![u64::MAX; HASHES];
        for window in kept.windows(PIECE.min(kept.len()).max(1)) {
            let piece = window.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, c| (hash ^ u64::from(*c)).wrapping_mul(0x0100_0000_01b3));
            // One permutation: the piece falls into one slot and keeps the least there.
            let mixed = mix(piece);
            let slot = (mixed % HASHES as u64) as usize;
            least[slot] = least[slot].min(mixed / HASHES as u64);
        }
        fill_empty(&mut least);
        Self(least)
    }

    /// Returns the estimated share of pieces that two texts have in common, from 0 to 1.
    pub fn likeness(&self, other: &Self) -> f64 {
        let equal = self.0.iter().zip(&other.0).filter(|(a, b)| a == b && **a != u64::MAX).count();
        equal as f64 / HASHES as f64
    }

    fn bands(&self) -> impl Iterator<Item = (usize, u64)> {
        self.0
            .chunks_exact(BAND)
            .enumerate()
            .map(|(band, hashes)| (band, hashes.iter().fold(band as u64, |hash, value| mix(hash ^ *value))))
    }
}

/// Slots that no piece fell into borrow from the next that has one, with the distance mixed in.
fn fill_empty(least: &mut [u64]) {
    let full = least.to_vec();
    if full.iter().all(|value| *value == u64::MAX) {
        return;
    }
    for (slot, value) in least.iter_mut().enumerate().filter(|(_, value)| **value == u64::MAX) {
        let mut steps = 1;
        while full[(slot + steps) % HASHES] == u64::MAX {
            steps += 1;
        }
        *value = mix(full[(slot + steps) % HASHES] ^ steps as u64) / HASHES as u64;
    }
}

/// The finaliser of splitmix64.
fn mix(mut value: u64) -> u64 {
    value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// Sketches of many papers, by name.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    papers: Vec<(String, Sketch)>,
    bands: BTreeMap<(usize, u64), Vec<u32>>,
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
    fn the_same_text_is_wholly_alike() {
        let sketch = Sketch::of("产业转型升级示范区建设年度评估");
        assert!((sketch.likeness(&sketch) - 1.0).abs() < 1e-12);
    }
}
