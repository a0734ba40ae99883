//! The rules of the national economic development zones, replayed against the exits that were published.

use std::collections::BTreeSet;
use std::path::Path;

use consequences::{Outcome, Verdict, read_history, replay_history};

use crate::shipped::rulebook;

fn data(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes/economic-development-zones/data").join(name);
    std::fs::read(path).expect("the file ships")
}

fn exits(history: &[u8]) -> BTreeSet<(String, i16)> {
    let (book, _) = rulebook("economic-development-zones");
    let (history, findings) = read_history("history.csv", history, &book);
    assert!(findings.is_empty(), "{findings:?}");
    let (replayed, _) = replay_history(&book, &history, &[]);
    let removed = replayed.iter().filter(|row| row.outcome == Outcome::Removal && row.verdict == Verdict::Met);
    removed.map(|row| (row.unit.to_string(), row.year)).collect()
}

#[test]
fn the_rules_remove_exactly_the_zones_that_were_removed() {
    let published = String::from_utf8(data("published_exits.csv")).expect("UTF-8");
    let row = |line: &str| {
        let mut cells = line.split(',');
        let unit = cells.next().expect("a unit").to_owned();
        (unit, cells.next().expect("a year").parse().expect("a year"))
    };
    let published: BTreeSet<(String, i16)> = published.lines().skip(1).map(row).collect();
    assert_eq!(exits(&data("history.csv")), published);
}

#[test]
fn the_same_ranks_remove_nobody_under_the_2021_edition_without_approval() {
    let later =
        String::from_utf8(data("history.csv")).expect("UTF-8").replace("2018", "2021").replace("2019", "2022").replace("2020", "2023");
    assert_eq!(exits(later.as_bytes()), BTreeSet::new());
}
