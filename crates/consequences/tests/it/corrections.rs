//! An upheld objection to a figure, from the table to the restated grade, with the tutorial's invented libraries.

use std::collections::BTreeMap;

use consequences::objection::{
    Correction, Objection, Resolution, Subject, correct_grades, corrected_figures, figures_told, restated, rulings_told,
};
use corpus::Bilingual;
use evaluation::{Ballots, Case, Chance, Evaluation, Standing, units_of};
use jiff::civil::{Date, date};
use observations::{CorrectedFigure, FigureDecisions, Inputs, Mapping, Observations, Table};
use programme::{Indicator, Programme};

use crate::questions::{folder, programme};

const YEAR: i16 = 2024;

pub(crate) fn observed(programme: &Programme, corrections: &[CorrectedFigure]) -> Observations {
    let bytes = folder("tutorial").files["data/demonstration.csv"].clone();
    let tables = [Table { name: "demonstration.csv".to_owned(), bytes, known_on: None }];
    let indicators: Vec<Indicator> = programme.indicators.values().cloned().collect();
    let units: Vec<observations::Subject> = programme
        .all_members()
        .into_iter()
        .map(|unit| observations::Subject { codes: vec![unit.0.clone()], id: unit.clone(), names: Vec::new(), members: Vec::new() })
        .collect();
    observations::observe(&Inputs {
        tables: &tables,
        mapping: &Mapping::default(),
        indicators: &indicators,
        units: &units,
        years: 2023..=YEAR,
        decisions: &FigureDecisions::default(),
        corrections,
        as_known_on: None,
    })
}

pub(crate) fn evaluated(programme: &Programme, observations: &Observations) -> Evaluation {
    let method = &programme.methods["2023"];
    let units = units_of(programme, method, YEAR);
    let (ballots, methods) = (Ballots::default(), BTreeMap::new());
    let case = Case { units: &units, indicators: &programme.indicators, observations, ballots: &ballots, methods: &methods, year: YEAR };
    evaluation::evaluate(&case, method, Chance { seed: 1, replicates: 0 })
}

fn upheld(id: &str, subject: Subject, on: Date) -> Objection {
    let resolution = Resolution {
        on,
        upheld: true,
        by: "评估办公室".to_owned(),
        reason: "漏计流动点借阅".to_owned(),
        cite: vec!["notice 三".parse().expect("a cite")],
        value: None,
        grade: None,
        met: None,
    };
    Objection {
        id: id.to_owned(),
        unit: "nanping".into(),
        subject,
        filed_on: date(2025, 3, 1),
        by: "南坪县图书馆".to_owned(),
        grounds: String::new(),
        evidence: vec!["a.pdf".to_owned()],
        resolution: Some(resolution),
    }
}

/// 南坪 lent 1,335,000 books, 3 a head, not 752,000: the most that counts.
fn objection() -> Objection {
    let mut objection = upheld("2024-1", Subject::Figure { indicator: "loans".into(), year: YEAR }, date(2025, 3, 10));
    objection.resolution.as_mut().expect("decided").value = Some(133.5);
    objection
}

fn told(correction: &Correction) -> [&str; 5] {
    let Correction { objection, unit, item, before, after, .. } = correction;
    [objection, unit.as_str(), &item.zh, &before.zh, &after.zh]
}

#[test]
fn a_corrected_figure_and_what_is_made_of_it_are_told_as_they_were_and_as_they_are() {
    let programme = programme("tutorial");
    let all = [objection()];
    let day = date(2025, 3, 10);
    let corrected = corrected_figures(&all, day);
    assert_eq!(corrected.len(), 1);
    assert_eq!((&*corrected[0].reading.origin.file, &*corrected[0].reading.origin.printed), ("decisions/objections.toml", "133.5"));
    assert_eq!(corrected_figures(&all, date(2025, 3, 9)), []);
    let (before, after) = (observed(&programme, &[]), observed(&programme, &corrected));
    let figures = figures_told(&programme, &before, &after, &all, day);
    let said: Vec<_> = figures.iter().map(told).collect();
    let expected = [
        ["2024-1", "nanping", "借阅册次", "75.2 万册", "133.5 万册"],
        ["2024-1", "nanping", "人均借阅量（重新计算）", "1.6899 册/人", "3 册/人"],
    ];
    assert_eq!(said, expected);
    let one = &figures[0];
    assert_eq!((one.year, one.on, one.by.as_str(), one.reason.as_str()), (YEAR, day, "评估办公室", "漏计流动点借阅"));
    assert_eq!(one.cite.iter().map(ToString::to_string).collect::<Vec<_>>(), ["notice 三"]);
    assert_eq!(figures_told(&programme, &before, &before, &all, day), []);
}

#[test]
fn a_year_that_is_judged_again_tells_everybody_whose_result_moved() {
    let programme = programme("tutorial");
    let all = [objection()];
    let day = date(2025, 3, 10);
    let (earlier, later) = (observed(&programme, &[]), observed(&programme, &corrected_figures(&all, day)));
    let because = figures_told(&programme, &earlier, &later, &all, day);
    let (before, after) = (evaluated(&programme, &earlier), evaluated(&programme, &later));
    let moved = restated(&programme, &before, &after, &because);
    let said: Vec<_> = moved.iter().map(told).collect();
    // 南坪: 0.6 (60 · 1.68989/3 + 40 · 20/28) + 0.4 · 58.2 = 60.70, and with 3 a head 76.42; 东山 keeps its 71.65 and is passed.
    let item = "得分、位次和等次（重新计算）";
    let expected = [
        ["2024-1", "dongshan", item, "71.65分，第3/6名，良好", "71.65分，第4/6名，良好"],
        ["2024-1", "nanping", item, "60.70分，第4/6名，合格", "76.42分，第3/6名，良好"],
    ];
    assert_eq!(said, expected);
    assert_eq!((moved[0].year, moved[0].on), (YEAR, day));
    assert_eq!(restated(&programme, &before, &before, &because), []);
    let of_another_year: Vec<Correction> = because.iter().map(|one| Correction { year: 2023, ..one.clone() }).collect();
    assert_eq!(restated(&programme, &before, &after, &of_another_year), []);
}

#[test]
fn an_upheld_objection_to_a_score_puts_its_grade_in_place() {
    let programme = programme("tutorial");
    let mut evaluation = evaluated(&programme, &observed(&programme, &[]));
    let mut objection = upheld("2024-2", Subject::Score { year: YEAR }, date(2025, 3, 10));
    objection.resolution.as_mut().expect("decided").grade = Some("good".into());
    let other_year = Objection { subject: Subject::Score { year: 2023 }, ..objection.clone() };
    assert_eq!(correct_grades(&mut evaluation, &programme, &[other_year], date(2025, 4, 1)), []);
    assert_eq!(correct_grades(&mut evaluation, &programme, std::slice::from_ref(&objection), date(2025, 3, 9)), []);
    let made = correct_grades(&mut evaluation, &programme, &[objection], date(2025, 3, 10));
    assert_eq!(made.iter().map(told).collect::<Vec<_>>(), [["2024-2", "nanping", "评估等次", "合格", "良好"]]);
    let graded = evaluation.units.iter().find(|outcome| outcome.unit.as_str() == "nanping").expect("judged");
    assert!(matches!(&graded.standing, Standing::Evaluated { grade: Some(grade), .. } if grade.as_str() == "good"));
}

#[test]
fn a_ruling_is_told_as_a_correction_of_the_rule_it_sets_aside() {
    let programme = programme("tutorial");
    let ruled = |rule: &str, met| {
        let mut objection = upheld("2024-3", Subject::Decision { rule: rule.to_owned(), year: YEAR }, date(2025, 3, 10));
        objection.resolution.as_mut().expect("decided").met = met;
        let made = rulings_told(&programme, &[objection], date(2025, 3, 10));
        made.iter().map(|one| [&one.item, &one.before, &one.after].map(|text: &Bilingual| text.en.clone())).collect::<Vec<_>>()
    };
    let title = programme.rulebook.rules.values().find(|rule| rule.id.0 == "leaving").map(|rule| rule.title.en.clone()).expect("ships");
    assert_eq!(ruled("leaving", None), [[title.as_str(), "met", "not met"]]);
    assert_eq!(ruled("leaving", Some(true)), [[title.as_str(), "not met", "met"]]);
    assert_eq!(ruled("of-old", None)[0][0], "of-old");
}
