//! Near-duplicates among 100,000 papers: how long sketches and questions take, and what is found.
//!
//! usage: cargo run --release -p bihuan-corpus --example near -- FOLDER
//!
//! Each paper of the folder founds a family: copies with one, four or twelve characters in a hundred changed. Every founder asks for papers at
//! least 0.8 alike; what is truly so alike is told by comparing all pieces of five characters.
#![expect(clippy::print_stdout, reason = "a program that measures prints what it finds")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use corpus::near::{Shelf, Sketch};

const PAPERS: usize = 100_000;
/// Characters of a paper that take part.
const LENGTH: usize = 2_000;
/// Papers at least so alike are near-duplicates.
const LEAST: f64 = 0.8;
/// Characters changed in a thousand, by turns.
const CHANGES: [u64; 3] = [10, 40, 120];
/// Families that ask.
const QUESTIONS: usize = 500;

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let founders = founders(Path::new(&folder));
    if founders.is_empty() {
        println!("no papers in {folder}");
        std::process::exit(1);
    }
    let paper = |index: usize| changed(&founders[index % founders.len()], index / founders.len());
    let start = Instant::now();
    let mut shelf = Shelf::default();
    for index in 0..PAPERS {
        shelf.add(index.to_string(), Sketch::of(&paper(index)));
    }
    println!(
        "{PAPERS} papers of {LENGTH} characters of {} families: sketched and shelved in {:.1} s",
        founders.len(),
        start.elapsed().as_secs_f64()
    );
    let start = Instant::now();
    let asked = founders.len().min(QUESTIONS);
    let answers: Vec<BTreeSet<usize>> = (0..asked)
        .map(|index| shelf.near(&Sketch::of(&paper(index)), LEAST).into_iter().filter_map(|near| near.paper.parse().ok()).collect())
        .collect();
    println!("{asked} questions: {:.2} ms each", start.elapsed().as_secs_f64() * 1e3 / asked as f64);
    let (mut found, mut right, mut wanted) = (0, 0, 0);
    for (index, answer) in answers.iter().enumerate() {
        let own = pieces(&paper(index));
        let family: BTreeSet<usize> = (index..PAPERS).step_by(founders.len()).collect();
        let alike = |other: &usize| likeness(&own, &pieces(&paper(*other))) >= LEAST;
        let truth: BTreeSet<usize> = family.union(answer).copied().filter(alike).collect();
        found += answer.len();
        wanted += truth.len();
        right += answer.intersection(&truth).count();
    }
    println!(
        "truly alike {wanted}, found {found}: recall {:.4}, precision {:.4}",
        right as f64 / wanted as f64,
        right as f64 / found as f64
    );
}

/// The texts of a folder that are long enough, as they are read.
fn founders(folder: &Path) -> Vec<String> {
    let mut open = vec![folder.to_owned()];
    let mut paths: Vec<PathBuf> = Vec::new();
    while let Some(folder) = open.pop() {
        for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() { open.push(path) } else { paths.push(path) }
        }
    }
    paths.sort();
    let text = |path: &PathBuf| {
        let bytes = std::fs::read(path).ok()?;
        let text: String = corpus::read(&path.to_string_lossy(), &bytes).text.chars().filter(|c| !c.is_whitespace()).take(LENGTH).collect();
        (text.chars().count() == LENGTH).then_some(text)
    };
    paths.iter().filter_map(text).collect()
}

/// The copy of a paper with this number; copy 0 is the paper itself.
fn changed(paper: &str, copy: usize) -> String {
    let per_thousand = if copy == 0 { 0 } else { CHANGES[copy % CHANGES.len()] };
    let mut state = copy as u64;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 32
    };
    let change = |c: char| if next() % 1_000 < per_thousand { char::from_u32(0x4e00 + (next() % 5_000) as u32).unwrap_or(c) } else { c };
    paper.chars().map(change).collect()
}

fn pieces(text: &str) -> BTreeSet<u64> {
    let letters: Vec<u64> = text.chars().filter(|c| c.is_alphanumeric()).map(|c| u64::from(u32::from(c))).collect();
    letters.windows(5).map(|piece| piece.iter().fold(0, |all, letter| (all ^ letter).wrapping_mul(0x0100_0000_01b3))).collect()
}

fn likeness(a: &BTreeSet<u64>, b: &BTreeSet<u64>) -> f64 {
    let shared = a.intersection(b).count() as f64;
    shared / (a.len() as f64 + b.len() as f64 - shared)
}
