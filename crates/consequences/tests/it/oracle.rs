//! The engine against a slow oracle written from the clauses alone, over all grade histories of five years, all sets of events and all
//! editions. The oracle knows nothing of conditions, windows or three-valued logic: it fills in every unknown in every way and looks
//! whether the answer is always the same.

use std::collections::{BTreeMap, BTreeSet};

use consequences::{Member, Verdict, replay_verdicts};
use programme::rule::{History, Record, Row, Source};
use programme::{GradeId, UnitId, Validity};

use crate::shipped::rulebook;

const GRADES: [&str; 4] = ["excellent", "good", "fair", "poor"];
const POOR: usize = 3;
const EXCELLENT: usize = 0;
const UNKNOWN: usize = 4;
const YEARS: usize = 5;

/// The last years of the pasts: under every edition alone, and with the years of earlier editions behind them.
const DECIDED: [i16; 7] = [2019, 2020, 2021, 2022, 2024, 2025, 2027];

/// Grades of five years (an index into `GRADES`, or unknown) and the events of the last year.
#[derive(Clone, Copy)]
struct Past {
    grades: [usize; YEARS],
    /// How many poor years in a row notice 866 means, which it does not say: two or three.
    meant_by_866: Option<usize>,
    problem: bool,
    criticised: bool,
    incentive: bool,
}

/// What the clauses say for a past without unknowns whose last year is `year`, and which the unit spent as a city of a national zone.
fn clauses(past: &Past, year: i16) -> BTreeMap<&'static str, bool> {
    // The first year in which somebody is out ends the story: nothing but the loss of support is said of it later.
    let first = year - YEARS as i16 + 1;
    let out_before = (0..YEARS - 1).any(|at| poor_too_long(past, at, first + at as i16));
    let mut says = BTreeMap::new();
    if year >= 2020 {
        let out_now = !out_before && (poor_too_long(past, YEARS - 1, year) || criticised_problem(past, year));
        says.insert("loss-of-support", out_before || out_now);
    }
    if out_before {
        return says;
    }
    let last = past.grades[YEARS - 1];
    let (too_long, problem) = (poor_too_long(past, YEARS - 1, year), criticised_problem(past, year));
    let out = too_long || problem;
    let three_excellent = past.grades[YEARS - 3..].iter().all(|grade| *grade == EXCELLENT);
    says.insert("commendation", last == EXCELLENT && !out);
    match year {
        2019 => {
            says.insert("removal-poor-years-2019", too_long);
        }
        2021.. => {
            says.insert("removal-poor-years-1618", too_long);
            says.insert("removal-major-problem", problem);
            says.insert("warning-poor-year", last == POOR && !out);
            says.insert("incentive-and-excellent-projects", (last == EXCELLENT || past.incentive) && !out);
            says.insert("recommendation-1618", last == EXCELLENT && !out);
        }
        _ => {}
    }
    if year == 2020 {
        says.insert("removal-poor-years-866", too_long);
        says.insert("incentive-bonus", past.incentive);
        says.insert("recommendation-866", last == EXCELLENT && !out);
    }
    if year >= 2019 {
        says.insert("larger-budget-share", last <= 1 && !out);
        says.insert("three-years-excellent-parks", three_excellent && !out);
        says.insert("three-years-excellent-city", three_excellent && !out && !stopped(year));
        if stopped(year) {
            says.insert("no-new-cities", three_excellent);
        }
    }
    if year >= 2020 {
        for rule in ["ndrc-budget-investment", "most-innovative-clusters", "miit-bases-and-centres", "mnr-land", "cdb-lending"] {
            says.insert(rule, last == EXCELLENT && !out);
        }
    }
    says
}

/// Whether the results of `year` come out while no more cities are added.
fn stopped(year: i16) -> bool {
    (2021..2025).contains(&year)
}

/// Removal for poor years that end `at` this place, as the edition for `year` has it.
fn poor_too_long(past: &Past, at: usize, year: i16) -> bool {
    let needed = match year {
        ..2019 => return false,
        2019 => 3,
        2020 => past.meant_by_866.expect("every filling says what is meant"),
        2021.. => 2,
    };
    at + 1 >= needed && past.grades[at + 1 - needed..=at].iter().all(|grade| *grade == POOR)
}

fn criticised_problem(past: &Past, year: i16) -> bool {
    year >= 2021 && past.problem && past.criticised
}

/// The verdicts that are right about a rule. Met or not met when every filling of the unknowns says so, otherwise unknown.
///
/// In some fillings the unit may have been removed before and is no longer asked. An open removal removes nobody, so the rule is asked all
/// the same; to what the other fillings agree on, `unknown` is right beside it.
fn oracle(past: &Past, year: i16) -> BTreeMap<&'static str, Vec<Verdict>> {
    let fillings = fillings(past);
    let said: Vec<BTreeMap<&str, bool>> = fillings.iter().map(|past| clauses(past, year)).collect();
    let rules: BTreeSet<&'static str> = said.iter().flat_map(|says| says.keys().copied()).collect();
    let right = |rule: &'static str| {
        let answers: Vec<bool> = said.iter().filter_map(|says| says.get(rule).copied()).collect();
        let agreed = match answers.iter().filter(|met| **met).count() {
            0 => Verdict::NotMet,
            met if met == answers.len() => Verdict::Met,
            _ => Verdict::Unknown,
        };
        let open = answers.len() < said.len() || (judged_in_parts(rule, year) && fillings.len() > 1);
        (rule, if open { vec![agreed, Verdict::Unknown] } else { vec![agreed] })
    };
    rules.into_iter().map(right).collect()
}

/// Rules of which one unknown grade decides two parts: poor and not removed for being poor, excellent and not stopped although excellent.
/// Each part is judged by itself, so such a rule may stay unknown although the parts exclude each other.
fn judged_in_parts(rule: &str, year: i16) -> bool {
    rule == "warning-poor-year" || (rule == "three-years-excellent-city" && stopped(year))
}

fn fillings(past: &Past) -> Vec<Past> {
    if let Some(at) = past.grades.iter().position(|grade| *grade == UNKNOWN) {
        let filled = (0..GRADES.len()).map(|grade| {
            let mut filled = *past;
            filled.grades[at] = grade;
            filled
        });
        return filled.flat_map(|filled| fillings(&filled)).collect();
    }
    match past.meant_by_866 {
        None => [2, 3].map(|years| Past { meant_by_866: Some(years), ..*past }).to_vec(),
        Some(_) => vec![*past],
    }
}

/// All sequences of so many letters, with each of these sets of events (bits: problem, criticism, incentive).
fn all_pasts(letters: usize, events: &[u8]) -> Vec<Past> {
    let mut pasts = Vec::new();
    for number in 0..letters.pow(YEARS as u32) {
        let grades = std::array::from_fn(|at| number / letters.pow(at as u32) % letters);
        for events in events {
            let [problem, criticised, incentive] = [1, 2, 4].map(|bit| events & bit != 0);
            pasts.push(Past { grades, meant_by_866: None, problem, criticised, incentive });
        }
    }
    pasts
}

fn rows(unit: &UnitId, past: &Past, year: i16) -> Vec<Row> {
    let row = |year, record| Row { unit: unit.clone(), year, day: None, record, source: Source::Computed };
    let first = year - YEARS as i16 + 1;
    let grade = |grade: usize| Record::Grade(GRADES.get(grade).map(|id| GradeId::from(*id)).into_iter().collect());
    let graded = past.grades.iter().zip(first..).map(|(letter, year)| row(year, grade(*letter)));
    let events = [(past.problem, "major_problem"), (past.criticised, "public_criticism"), (past.incentive, "state_council_incentive")];
    let happened = events.into_iter().filter(|(happened, _)| *happened);
    let events = happened.map(|(_, event)| row(year, Record::Event { event: event.to_owned(), doubtful: false }));
    graded.chain(events).collect()
}

/// Compares the engine with the oracle for these pasts, ending with `year`; returns how many answers were compared.
fn check(year: i16, pasts: &[Past]) -> usize {
    let (book, _) = rulebook("demonstration-zones");
    let units: Vec<UnitId> = (0..pasts.len()).map(|number| UnitId(format!("{number:06}"))).collect();
    let first = year - YEARS as i16 + 1;
    let history = History { rows: units.iter().zip(pasts).flat_map(|(unit, past)| rows(unit, past, year)).collect(), begins: Some(first) };
    let member = |unit: &UnitId| Member {
        unit: unit.clone(),
        kind: "national".to_owned(),
        zone: None,
        province: None,
        validity: Validity::default(),
        cite: Vec::new(),
    };
    let members: Vec<Member> = units.iter().map(member).collect();
    let last = replay_verdicts(&book, &members, &history, first..=year).pop().expect("a year");
    let mut found: BTreeMap<&UnitId, BTreeMap<&str, Verdict>> = BTreeMap::new();
    for decision in &last.decisions {
        found.entry(&decision.unit).or_default().insert(&decision.rule, decision.verdict);
    }
    let mut compared = 0;
    for (unit, past) in units.iter().zip(pasts) {
        for (rule, right) in oracle(past, year) {
            let verdict = found.get(unit).and_then(|rules| rules.get(rule));
            assert!(
                verdict.is_some_and(|verdict| right.contains(verdict)),
                "{rule} for {:?} {} {} {} in {year}: {verdict:?}, right is {right:?}",
                past.grades,
                past.problem,
                past.criticised,
                past.incentive
            );
            compared += 1;
        }
    }
    compared
}

#[test]
fn the_engine_says_what_the_clauses_say_when_all_is_known() {
    let pasts = all_pasts(GRADES.len(), &[0, 1, 2, 3, 4, 5, 6, 7]);
    for year in DECIDED {
        assert!(check(year, &pasts) > 10_000);
    }
}

#[test]
fn the_engine_is_unknown_exactly_when_the_unknown_matters() {
    // No event or all of them: the other sets are asked with known grades.
    let pasts = all_pasts(GRADES.len() + 1, &[0, 7]);
    let unknown: Vec<Past> = pasts.into_iter().filter(|past| past.grades.contains(&UNKNOWN)).collect();
    for year in DECIDED {
        assert!(check(year, &unknown) > 10_000);
    }
}
