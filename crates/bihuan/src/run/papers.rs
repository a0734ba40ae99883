//! Which delivered file is which paper of the programme.

use std::collections::BTreeMap;

use corpus::review::decided;
use corpus::{PaperId, Reading};
use programme::{Folder, Paper};
use rayon::prelude::*;
use store::sha256;

use super::Delivered;

/// Reads every delivered paper that the programme names, the soundest copy of each.
///
/// What people decided about a reading has the last word over it. A file is known by the hash of a held copy, or else by the number or the title that its own text bears.
pub(crate) fn read_papers(folder: &Folder, delivered: &Delivered) -> BTreeMap<PaperId, Reading> {
    let papers = programme::papers(folder);
    // What cannot be read of the decisions is told where the programme is defined.
    let (decisions, _) = programme::reading_decisions(folder);
    let readings: Vec<(String, Reading)> = delivered.par_iter().map(|(name, bytes)| (sha256(bytes), corpus::read(name, bytes))).collect();
    let reading = |paper: &Paper| {
        let reading = soundest(paper, &readings)?;
        let at = readings.iter().position(|(hash, _)| *hash == reading.source.sha256)?;
        Some((paper.id.clone(), decided(reading.clone(), &delivered[at].1, &decisions.of(&paper.id.0))))
    };
    papers.iter().filter_map(reading).collect()
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
