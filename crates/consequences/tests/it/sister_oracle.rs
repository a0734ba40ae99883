//! The rules of the national economic development zones against a slow oracle written from the clauses alone.
//!
//! One part asks all histories of five years of published ranks under both editions, with the approval, the embargo and the promotion that
//! hang on an exit; the other ranks zones by their scores within their regions. Like the oracle of the demonstration zones it fills in
//! every unknown in every way and looks whether the answer is always the same.

use std::collections::{BTreeMap, BTreeSet};

use consequences::{Consequences, Decision, Member, Verdict, replay, replay_verdicts};
use programme::rule::{History, Place, Record, Row, Source};
use programme::{UnitId, Validity};

use crate::shipped::rulebook;

const YEARS: usize = 5;
/// The 2016 edition alone, the 2021 edition with years of the other behind it, and the 2021 edition alone.
const DECIDED: [i16; 7] = [2018, 2020, 2021, 2022, 2023, 2024, 2025];
const FIRST_OF_2021: i16 = 2021;

/// Whether something was so in a year; `None` where it is not known.
type Five = [Option<bool>; YEARS];

/// Whether the zone was among the last five, and whether its exit was approved.
#[derive(Debug, Clone, Copy)]
struct Past {
    among_last: Five,
    approved: Five,
}

/// All years known, ending with `year`.
#[derive(Clone, Copy)]
struct Story {
    among_last: [bool; YEARS],
    approved: [bool; YEARS],
    year: i16,
}

impl Story {
    fn year_at(&self, at: usize) -> i16 {
        self.year - (YEARS - 1 - at) as i16
    }

    fn times_in_three_years(&self, at: usize) -> usize {
        (at.saturating_sub(2)..=at).filter(|at| self.among_last[*at]).count()
    }

    fn leaves(&self, at: usize) -> bool {
        if self.year_at(at) < FIRST_OF_2021 {
            at > 0 && self.among_last[at - 1] && self.among_last[at]
        } else {
            self.times_in_three_years(at) >= 2 && self.approved[at]
        }
    }

    fn left(&self) -> Option<i16> {
        (0..YEARS).find(|at| self.leaves(*at)).map(|at| self.year_at(at))
    }

    /// What is said of the zone in the last year; nothing of one that left before.
    fn of_zone(&self) -> BTreeMap<&'static str, bool> {
        let leaves = match self.left() {
            Some(left) if left < self.year => return BTreeMap::new(),
            left => left.is_some(),
        };
        if self.year < FIRST_OF_2021 {
            return BTreeMap::from([("exit-2016", leaves)]);
        }
        let last = YEARS - 1;
        BTreeMap::from([
            ("exit-2021", leaves),
            ("exit-list-2021", self.times_in_three_years(last) >= 2),
            ("low-rank-talk", self.among_last[last]),
            ("embargo-after-exit", leaves),
        ])
    }

    /// Whether another zone of the province may be nominated in the last year: not in the two years after an exit under the 2021 edition.
    fn of_candidate(&self) -> BTreeMap<&'static str, bool> {
        let recent = self.left().is_some_and(|left| left >= FIRST_OF_2021 && left >= self.year - 1);
        if self.year < FIRST_OF_2021 { BTreeMap::new() } else { BTreeMap::from([("promotion", !recent)]) }
    }
}

/// The past with every unknown filled in every way. An approval matters under the 2021 edition alone.
fn stories(past: &Past, year: i16) -> Vec<Story> {
    let first = year - (YEARS - 1) as i16;
    let mut stories = vec![Story { among_last: [false; YEARS], approved: [false; YEARS], year }];
    for at in 0..YEARS {
        let approvals = if first + (at as i16) < FIRST_OF_2021 { vec![false] } else { ways(past.approved[at]) };
        let filled = |story: &Story| {
            let mut more = Vec::new();
            for among_last in ways(past.among_last[at]) {
                for approved in &approvals {
                    let mut next = *story;
                    (next.among_last[at], next.approved[at]) = (among_last, *approved);
                    more.push(next);
                }
            }
            more
        };
        stories = stories.iter().flat_map(filled).collect();
    }
    stories
}

fn ways(known: Option<bool>) -> Vec<bool> {
    known.map_or_else(|| vec![false, true], |known| vec![known])
}

fn agreed(answers: impl IntoIterator<Item = bool>) -> Verdict {
    let answers: BTreeSet<bool> = answers.into_iter().collect();
    match (answers.contains(&true), answers.contains(&false)) {
        (true, false) => Verdict::Met,
        (false, true) => Verdict::NotMet,
        _ => Verdict::Unknown,
    }
}

/// The verdicts that are right. An open exit removes nobody: where the zone has left in some fillings only, the rules are asked as of a
/// zone, and `unknown` is right beside what the other fillings agree on.
fn right(past: &Past, year: i16) -> BTreeMap<&'static str, Vec<Verdict>> {
    let stories = stories(past, year);
    let left_before = |story: &&Story, year: i16| story.left().is_some_and(|left| left < year);
    let inside: Vec<&Story> = stories.iter().filter(|story| !left_before(story, year)).collect();
    let open = inside.len() < stories.len();
    let mut right = BTreeMap::new();
    for rule in inside.first().map(|story| story.of_zone()).unwrap_or_default().into_keys() {
        let verdict = agreed(inside.iter().map(|story| story.of_zone()[rule]));
        right.insert(rule, if open { vec![verdict, Verdict::Unknown] } else { vec![verdict] });
    }
    if year >= FIRST_OF_2021 {
        let promoted = |story: &&Story| story.of_candidate()["promotion"];
        let gone = |story: &&Story| left_before(story, FIRST_OF_2021.max(year - 1));
        let asked: Vec<&Story> = stories.iter().filter(|story| !gone(story)).collect();
        let mut verdicts = vec![agreed(stories.iter().map(|story| promoted(&story)))];
        if open {
            verdicts.push(Verdict::Unknown);
        }
        if !asked.is_empty() {
            verdicts.push(agreed(asked.iter().map(promoted)));
        }
        right.insert("promotion", verdicts);
    }
    right
}

fn row(unit: &UnitId, year: i16, record: Record) -> Row {
    Row { unit: unit.clone(), year, day: None, record, source: Source::Computed }
}

fn event(name: &str) -> Record {
    Record::Event { event: name.to_owned(), doubtful: false }
}

/// The past as rows, the rank in one of the forms in which it is published.
fn rows(zone: &UnitId, past: &Past, year: i16) -> Vec<Row> {
    let mut rows = Vec::new();
    for (at, year) in (year - (YEARS - 1) as i16..=year).enumerate() {
        let place = |among_last: bool| match (among_last, at % 3) {
            (true, 0) => Place::AmongLast(5),
            (true, 1) => Place::FromEnd(5),
            (true, _) => Place::FromTop { rank: 68, of: Some(72) },
            (false, 0) => Place::FromEnd(6),
            (false, _) => Place::FromTop { rank: 67, of: Some(72) },
        };
        rows.extend(past.among_last[at].map(|among_last| row(zone, year, Record::Rank(place(among_last)))));
        rows.extend(past.approved[at].map(|approved| row(zone, year, event(if approved { "exit_approved" } else { "exit_refused" }))));
    }
    rows
}

fn member(unit: &UnitId, kind: &str, province: Option<&UnitId>) -> Member {
    Member {
        unit: unit.clone(),
        kind: kind.to_owned(),
        zone: None,
        province: province.map(ToString::to_string),
        validity: Validity::default(),
        cite: Vec::new(),
    }
}

/// Compares the engine with the oracle; every zone has a province of its own in which one other zone seeks promotion.
fn check(year: i16, pasts: &[Past]) -> usize {
    let (book, _) = rulebook("economic-development-zones");
    let mut history = History { rows: Vec::new(), begins: Some(year - (YEARS - 1) as i16) };
    let mut members = Vec::new();
    let name = |at: usize| (UnitId(format!("z{at:03}")), UnitId(format!("c{at:03}")));
    for (at, past) in pasts.iter().enumerate() {
        let (zone, candidate) = name(at);
        history.rows.extend(rows(&zone, past, year));
        history.rows.push(row(&candidate, year, event("promotion_nominated")));
        members.extend([member(&zone, "zone", Some(&zone)), member(&candidate, "candidate", Some(&zone))]);
    }
    let last = replay_verdicts(&book, &members, &history, year - (YEARS - 1) as i16..=year).pop().expect("a year");
    let found = verdicts(&last);
    let mut compared = 0;
    for (at, past) in pasts.iter().enumerate() {
        let (zone, candidate) = name(at);
        let right = right(past, year);
        for (rule, right) in &right {
            let unit = if *rule == "promotion" { &candidate } else { &zone };
            let verdict = found.get(&(unit, *rule));
            assert!(verdict.is_some_and(|verdict| right.contains(verdict)), "{rule} in {year}, {past:?}: {verdict:?}, right is {right:?}");
            compared += 1;
        }
        let said = last.decisions.iter().filter(|decision| decision.unit == zone || decision.unit == candidate);
        assert!(
            said.clone().all(|decision| right.contains_key(decision.rule.as_str())),
            "{year}, {past:?}: {:?}",
            said.collect::<Vec<_>>()
        );
    }
    compared
}

fn verdicts(year: &Consequences) -> BTreeMap<(&UnitId, &str), Verdict> {
    year.decisions.iter().map(|decision| ((&decision.unit, decision.rule.as_str()), decision.verdict)).collect()
}

/// All sequences of five of these letters.
fn sequences(letters: &[Option<bool>]) -> Vec<Five> {
    let count = letters.len();
    (0..count.pow(YEARS as u32)).map(|number| std::array::from_fn(|at| letters[number / count.pow(at as u32) % count])).collect()
}

fn check_all(ranks: &[Option<bool>], approvals: &[Five]) {
    let pasts: Vec<Past> = sequences(ranks)
        .into_iter()
        .flat_map(|among_last| approvals.iter().map(move |approved| Past { among_last, approved: *approved }))
        .collect();
    for year in DECIDED {
        // A few at a time: a province is looked for among all units.
        let compared: usize = pasts.chunks(60).map(|pasts| check(year, pasts)).sum();
        assert!(compared > 300, "{year}: {compared}");
    }
}

#[test]
fn every_history_of_ranks_and_approvals_ends_as_the_clauses_say() {
    check_all(&[Some(false), Some(true)], &sequences(&[Some(false), Some(true), None]));
}

#[test]
fn a_history_with_unknown_ranks_is_open_exactly_where_they_matter() {
    let lately: BTreeSet<Five> = sequences(&[Some(false), Some(true), None])
        .into_iter()
        .map(|five| [Some(false), Some(false), Some(false), five[3], five[4]])
        .collect();
    check_all(&[Some(false), Some(true), None], &lately.into_iter().collect::<Vec<_>>());
}

const REGIONS: [&str; 2] = ["east", "west"];
const ZONES: usize = 15;
const EVALUATED: std::ops::RangeInclusive<i16> = 2021..=2025;

/// Region and score (`None` where it is missing) of every zone in one year.
type Field = Vec<(usize, Option<f64>)>;

/// Numbers that look random and are the same everywhere (a linear congruential generator).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Five years of scores with many ties, some missing, and a zone that changes its region.
fn fields(dice: &mut Dice) -> Vec<Field> {
    let mut zone = |zone: usize| {
        let region = if zone == 0 { dice.below(2) as usize } else { zone % 2 };
        let score = if dice.below(10) == 0 { None } else { Some(40.0 + dice.below(8) as f64) };
        (region, score)
    };
    EVALUATED.map(|_| (0..ZONES).map(&mut zone).collect()).collect()
}

/// In which ways a zone can stand to the last five of its region: every missing score is tried between and beside all others.
fn standings(field: &Field, zone: usize) -> BTreeSet<bool> {
    let region = field[zone].0;
    let group: Vec<usize> = (0..ZONES).filter(|other| field[*other].0 == region).collect();
    let mut scores: Vec<Vec<f64>> = vec![Vec::new()];
    for member in &group {
        let tried = match field[*member].1 {
            Some(score) => vec![score],
            None => (0..17).map(|step| 39.5 + f64::from(step) / 2.0).collect(),
        };
        scores = scores.iter().flat_map(|given| tried.iter().map(move |score| [given.as_slice(), &[*score]].concat())).collect();
    }
    let place = group.iter().position(|member| *member == zone).expect("in its group");
    let stands = |scores: Vec<f64>| {
        let own = scores[place];
        let mut sorted = scores;
        sorted.sort_by(|a, b| b.total_cmp(a));
        // Ties share the better rank: the first place at which the score stands.
        let rank = sorted.iter().position(|score| *score == own).expect("sorted") + 1;
        sorted.len() - rank < 5
    };
    scores.into_iter().map(stands).collect()
}

fn history(fields: &[Field]) -> History {
    let mut rows = Vec::new();
    for (year, field) in EVALUATED.zip(fields) {
        for (zone, (region, score)) in field.iter().enumerate() {
            let unit = UnitId(format!("z{zone:02}"));
            rows.push(row(&unit, year, Record::Stratum(REGIONS[*region].to_owned())));
            rows.extend(score.map(|score| row(&unit, year, Record::Score(score))));
            rows.push(row(&unit, year, event("exit_refused")));
        }
    }
    History { rows, begins: Some(*EVALUATED.start()) }
}

/// The mean that a decision gives, if it gives one.
fn mean(decision: &Decision) -> Option<f64> {
    let told = decision.because.iter().find(|fact| fact.what.en.starts_with("mean score"))?;
    told.what.en.rsplit(' ').next()?.parse().ok()
}

#[test]
fn zones_are_ranked_by_their_scores_within_their_region_of_the_year() {
    let (book, _) = rulebook("economic-development-zones");
    let members: Vec<Member> = (0..ZONES).map(|zone| member(&UnitId(format!("z{zone:02}")), "zone", None)).collect();
    let mut dice = Dice(2021);
    let mut counts = BTreeMap::new();
    for _ in 0..40 {
        let fields = fields(&mut dice);
        let years = replay(&book, &members, &history(&fields), EVALUATED);
        let standings: Vec<Vec<BTreeSet<bool>>> =
            fields.iter().map(|field| (0..ZONES).map(|zone| standings(field, zone)).collect()).collect();
        for (at, decided) in years.iter().enumerate() {
            for decision in
                decided.decisions.iter().filter(|decision| ["exit-list-2021", "low-rank-talk"].contains(&decision.rule.as_str()))
            {
                let zone: usize = decision.unit.as_str()[1..].parse().expect("a number");
                let listed = decision.rule == "exit-list-2021";
                let first = if listed { at.saturating_sub(2) } else { at };
                let mut times = BTreeSet::from([0]);
                for standing in &standings[first..=at] {
                    times = times.iter().flat_map(|so_far| standing[zone].iter().map(move |last| so_far + usize::from(*last))).collect();
                }
                let right = agreed(times.into_iter().map(|times| times >= if listed { 2 } else { 1 }));
                assert_eq!(decision.verdict, right, "{} {} {}: {:?}", decision.rule, decision.unit, decision.year, decision.because);
                *counts.entry((decision.rule.clone(), right)).or_insert(0) += 1;
                if listed && right == Verdict::Met {
                    let counted = (first..=at).filter(|year| standings[*year][zone] == BTreeSet::from([true]));
                    let scores: Option<Vec<f64>> = counted.map(|year| fields[year][zone].1).collect();
                    let right = scores.map(|scores| scores.iter().sum::<f64>() / scores.len() as f64);
                    assert_eq!(mean(decision).map(|mean| (mean * 1e6).round()), right.map(|mean| (mean * 1e6).round()), "{decision:?}");
                }
            }
        }
    }
    assert_eq!(counts.len(), 6, "each verdict of each rule occurs: {counts:?}");
}
