//! Which delivered file is which paper of the programme.

use std::collections::BTreeMap;

use corpus::review::decided;
use corpus::{PaperId, Reading};
use programme::{Folder, Paper};
use publication::OtherCopy;
use rayon::prelude::*;
use store::sha256;

use super::Delivered;

/// The papers of a programme as they were delivered.
pub(crate) struct Papers {
    /// The soundest copy of each.
    pub(crate) readings: BTreeMap<PaperId, Reading>,
    /// The other copies, each held against the soundest.
    pub(crate) copies: BTreeMap<PaperId, Vec<OtherCopy>>,
}

/// Reads every delivered paper that the programme names, the soundest copy of each.
pub(crate) fn read_papers(folder: &Folder, delivered: &Delivered) -> BTreeMap<PaperId, Reading> {
    soundest_readings(folder, &programme::papers(folder), delivered, &read_all(delivered))
}

/// Reads every delivered paper that the programme names, and compares its other copies with the soundest.
pub(crate) fn read_papers_and_copies(folder: &Folder, delivered: &Delivered) -> Papers {
    let (papers, all) = (programme::papers(folder), read_all(delivered));
    let readings = soundest_readings(folder, &papers, delivered, &all);
    let copies = papers.iter().filter_map(|paper| Some((paper.id.clone(), other_copies(paper, readings.get(&paper.id)?, &all))));
    let copies = copies.filter(|(_, copies)| !copies.is_empty()).collect();
    Papers { readings, copies }
}

fn read_all(delivered: &Delivered) -> Vec<(String, Reading)> {
    delivered.par_iter().map(|(name, bytes)| (sha256(bytes), corpus::read(name, bytes))).collect()
}

/// What people decided about a reading has the last word over it. A file is known by the hash of a held copy, or else by the number or
/// the title that its own text bears.
fn soundest_readings(folder: &Folder, papers: &[Paper], delivered: &Delivered, all: &[(String, Reading)]) -> BTreeMap<PaperId, Reading> {
    // What cannot be read of the decisions is told where the programme is defined.
    let (decisions, _) = programme::reading_decisions(folder);
    let reading = |paper: &Paper| {
        let reading = soundest(paper, all)?;
        let at = all.iter().position(|(hash, _)| *hash == reading.source.sha256)?;
        Some((paper.id.clone(), decided(reading.clone(), &delivered[at].1, &decisions.of(&paper.id.0))))
    };
    papers.iter().filter_map(reading).collect()
}

fn other_copies(paper: &Paper, soundest: &Reading, all: &[(String, Reading)]) -> Vec<OtherCopy> {
    let held = |hash: &String| paper.held.iter().any(|copy| copy.sha256 == *hash);
    let same = |(hash, reading): &&(String, Reading)| {
        *hash != soundest.source.sha256 && (held(hash) || bears_number(paper, reading) || bears_title(paper, reading))
    };
    let compared = |(hash, reading): &(String, Reading)| OtherCopy {
        file: reading.source.file.clone(),
        sha256: hash.clone(),
        comparison: corpus::compare::compare(soundest, reading),
    };
    all.iter().filter(same).map(compared).collect()
}

/// The copies in `papers.toml` stand in the order of their soundness; a copy we do not know comes after those we know.
fn soundest<'a>(paper: &Paper, readings: &'a [(String, Reading)]) -> Option<&'a Reading> {
    let known = paper.held.iter().find_map(|copy| readings.iter().find(|(hash, _)| *hash == copy.sha256));
    let by_text = || readings.iter().find(|(_, reading)| bears_number(paper, reading) || bears_title(paper, reading));
    known.or_else(by_text).map(|(_, reading)| reading)
}

fn bears_number(paper: &Paper, reading: &Reading) -> bool {
    paper.number.is_some() && paper.number == reading.metadata.number
}

fn bears_title(paper: &Paper, reading: &Reading) -> bool {
    let bare = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
    reading.title.as_deref().is_some_and(|title| bare(title) == bare(&paper.title.zh))
}
