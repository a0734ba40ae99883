//! The shipped folder against the papers themselves, where they are at hand.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use corpus::{PaperId, Reading, Severity};
use programme::define;

use crate::folder::shipped;

/// Reads every copy that `papers.toml` lists; `None` where the papers are not at hand.
fn readings(copy: usize) -> Option<BTreeMap<PaperId, Reading>> {
    let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    if !corpus.is_dir() {
        eprintln!("skipped: the papers are not at hand");
        return None;
    }
    let programme = define(&BTreeMap::new(), &shipped("demonstration-zones"));
    let held = programme.papers.into_values().filter_map(|paper| Some((paper.id, paper.held.into_iter().nth(copy)?)));
    Some(held.map(|(id, copy)| (id, corpus::read(&copy.file, &fs::read(corpus.join(&copy.file)).expect("a paper")))).collect())
}

fn check(copy: usize, papers: usize) {
    let Some(readings) = readings(copy) else { return };
    assert_eq!(readings.len(), papers);
    let programme = define(&readings, &shipped("demonstration-zones"));
    let doubtful = programme.findings.iter().filter(|finding| finding.severity > Severity::Info);
    let doubtful: Vec<&str> = doubtful.map(|finding| finding.message.en.as_str()).collect();
    assert!(doubtful.is_empty(), "{}", doubtful.join("\n"));
}

#[test]
fn every_clause_that_is_told_stands_in_its_paper() {
    check(0, 4);
}

#[test]
fn the_damaged_copy_has_the_same_clauses() {
    check(1, 1);
}

#[test]
fn the_boxes_name_the_same_cities_as_the_plan() {
    let Some(readings) = readings(0) else { return };
    let programme = define(&readings, &shipped("demonstration-zones"));
    let plan = &readings[&PaperId("plan2013".to_owned())];
    let text = |path: &str| plan.clause(path).expect("a box").text;
    for city in &programme.old_industrial_cities {
        assert!(text("专栏1").contains(&city.printed), "{}", city.printed);
    }
    for industry in &programme.industries {
        let text = text(&industry.cite[0].path);
        assert!(text.contains(&industry.name.zh), "{}", industry.name.zh);
        for unit in &industry.cities {
            let city = programme.old_industrial_cities.iter().find(|city| city.unit == *unit).expect("a city of the plan");
            assert!(text.contains(&city.printed), "{} {}", industry.name.zh, city.printed);
        }
    }
}

#[test]
fn sixty_practices_name_their_cities_in_their_clauses() {
    let Some(readings) = readings(0) else { return };
    let programme = define(&readings, &shipped("demonstration-zones"));
    let paper = &readings[&PaperId("practices".to_owned())];
    assert_eq!(programme.practices.len(), 60);
    for practice in &programme.practices {
        let clause = paper.clause(&practice.cite[0].path).expect("a clause");
        for unit in &practice.units {
            let name = programme.unit(unit, jiff::civil::date(2021, 10, 19)).expect("a unit").name.zh;
            assert!(clause.text.contains(&name), "{} {name}", practice.id);
        }
    }
}
