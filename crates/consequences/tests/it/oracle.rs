//! The engine against a slow oracle written from the clauses alone, over all grade histories of five years, all sets of events and all
//! editions. The oracle knows nothing of conditions, windows or three-valued logic: it fills in every unknown in every way and looks
//! whether the answer is always the same.

use std::collections::BTreeMap;

use consequences::{Member, Verdict, replay_verdicts};
use programme::rule::{History, Record, Row, Source};
use programme::{GradeId, UnitId, Validity};

use crate::shipped::rulebook;

const GRADES: [&str; 4] = ["excellent", "good", "fair", "poor"];
const POOR: usize = 3;
const EXCELLENT: usize = 0;
const UNKNOWN: usize = 4;
const YEARS: usize = 5;

/// Grades of five years (an index into `GRADES`, or unknown) and the events of the last year.
#[derive(Clone, Copy)]
struct Past {
    grades: [usize; YEARS],
    problem: bool,
    criticised: bool,
    incentive: bool,
}

/// What the clauses say for a past without unknowns whose last year is `year`, and which the unit spent as a city of a national zone.
fn clauses(past: &Past, year: i16) -> BTreeMap<&'static str, bool> {
    // The first year in which somebody is out ends the story: nothing but the loss of support is said of it later.
    let first = year - YEARS as i16 + 1;
    let out_before = (0..YEARS - 1).any(|at| poor_too_long(&past.grades[..=at], first + at as i16));
    let mut says = BTreeMap::new();
    if year >= 2020 {
        let out_now = !out_before && (poor_too_long(&past.grades, year) || criticised_problem(past, year));
        says.insert("loss-of-support", out_before || out_now);
    }
    if out_before {
        return says;
    }
    let last = past.grades[YEARS - 1];
    let (too_long, problem) = (poor_too_long(&past.grades, year), criticised_problem(past, year));
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
        says.insert("incentive-bonus", past.incentive);
        says.insert("recommendation-866", last == EXCELLENT && !out);
    }
    if year >= 2019 {
        says.insert("larger-budget-share", last <= 1 && !out);
        says.insert("three-years-excellent-parks", three_excellent && !out);
        let stopped = (2021..2025).contains(&year);
        says.insert("three-years-excellent-city", three_excellent && !out && !stopped);
        if stopped {
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

/// Removal for poor years as the edition of `year` has it; 866 (for 2020) gives no number and is asked about apart.
fn poor_too_long(grades: &[usize], year: i16) -> bool {
    let needed = match year {
        2019 => 3,
        2021.. => 2,
        _ => return false,
    };
    grades.len() >= needed && grades[grades.len() - needed..].iter().all(|grade| *grade == POOR)
}

fn criticised_problem(past: &Past, year: i16) -> bool {
    year >= 2021 && past.problem && past.criticised
}

/// Met or not met when every filling of the unknowns says so, otherwise unknown. Rules that some filling no longer asks are left out.
fn oracle(past: &Past, year: i16) -> BTreeMap<&'static str, Verdict> {
    let fillings = fillings(past);
    let said: Vec<BTreeMap<&str, bool>> = fillings.iter().map(|past| clauses(past, year)).collect();
    let mut verdicts = BTreeMap::new();
    for rule in said[0].keys().filter(|rule| said.iter().all(|says| says.contains_key(*rule))) {
        let met = said.iter().filter(|says| says[rule]).count();
        let verdict = match met {
            0 => Verdict::NotMet,
            all if all == said.len() => Verdict::Met,
            _ => Verdict::Unknown,
        };
        verdicts.insert(*rule, verdict);
    }
    verdicts
}

fn fillings(past: &Past) -> Vec<Past> {
    match past.grades.iter().position(|grade| *grade == UNKNOWN) {
        None => vec![*past],
        Some(at) => (0..GRADES.len())
            .flat_map(|grade| {
                let mut filled = *past;
                filled.grades[at] = grade;
                fillings(&filled)
            })
            .collect(),
    }
}

fn all_pasts(letters: usize) -> Vec<Past> {
    let mut pasts = Vec::new();
    for number in 0..letters.pow(YEARS as u32) {
        let grades = std::array::from_fn(|at| number / letters.pow(at as u32) % letters);
        for events in 0..8 {
            pasts.push(Past { grades, problem: events & 1 != 0, criticised: events & 2 != 0, incentive: events & 4 != 0 });
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

/// Compares the engine with the oracle for all pasts that end with `year`; returns how many answers were compared.
fn check(year: i16, letters: usize, passes_over: &dyn Fn(&Past) -> bool) -> usize {
    let (book, _) = rulebook("demonstration-zones");
    let pasts: Vec<Past> = all_pasts(letters).into_iter().filter(|past| !passes_over(past)).collect();
    let units: Vec<UnitId> = (0..pasts.len()).map(|number| UnitId(format!("{number:06}"))).collect();
    let first = year - YEARS as i16 + 1;
    let history = History { rows: units.iter().zip(&pasts).flat_map(|(unit, past)| rows(unit, past, year)).collect(), begins: Some(first) };
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
    for (unit, past) in units.iter().zip(&pasts) {
        for (rule, expected) in oracle(past, year) {
            let verdict = found.get(unit).and_then(|rules| rules.get(rule));
            assert_eq!(
                verdict,
                Some(&expected),
                "{rule} for {:?} {} {} {} in {year}",
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
    for year in [2019, 2021, 2023, 2025] {
        // A removal open under 866 in 2020 makes later years open; it has its own test.
        let open_in_2020 = |past: &Past| year > 2020 && touches_866(past, year);
        assert!(check(year, GRADES.len(), &open_in_2020) > 10_000);
    }
}

#[test]
fn the_engine_is_unknown_exactly_when_the_unknown_matters() {
    // In 2019 no earlier edition can have removed anybody, so that what an unknown grade decides is decided in this year alone.
    assert!(check(2019, GRADES.len() + 1, &|_| false) > 50_000);
}

/// Whether 2020 lies in the past and ends a run of poor years to which 866 applies.
fn touches_866(past: &Past, year: i16) -> bool {
    let Ok(at) = usize::try_from(2020 - (year - YEARS as i16 + 1)) else { return false };
    (1..YEARS).contains(&at) && past.grades[at] == POOR && past.grades[at - 1] == POOR
}

#[test]
fn under_866_two_poor_years_are_open_and_three_are_out() {
    let (book, _) = rulebook("demonstration-zones");
    for past in all_pasts(GRADES.len()).iter().filter(|past| !past.problem && !past.criticised && !past.incentive) {
        let unit = UnitId::from("city");
        let history = History { rows: rows(&unit, past, 2020), begins: Some(2016) };
        let kind = "national".to_owned();
        let member = Member { unit, kind, zone: None, province: None, validity: Validity::default(), cite: Vec::new() };
        let run = past.grades.iter().rev().take_while(|grade| **grade == POOR).count();
        let out_in_2019 = past.grades[1..4].iter().all(|grade| *grade == POOR);
        let expected = match run {
            _ if out_in_2019 => None,
            0 | 1 => Some(Verdict::NotMet),
            2 => Some(Verdict::Unknown),
            _ => Some(Verdict::Met),
        };
        let last = replay_verdicts(&book, &[member], &history, 2016..=2020).pop().expect("a year");
        let found = last.decisions.iter().find(|decision| decision.rule == "removal-poor-years-866").map(|decision| decision.verdict);
        assert_eq!(found, expected, "{:?}", past.grades);
    }
}
