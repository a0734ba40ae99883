//! All histories that a set of rules can tell apart.

use std::collections::{BTreeMap, BTreeSet};

use programme::rule::{
    Condition, DecidedTest, EventTest, GradeTest, Group, History, Outcome, Place, RankTest, Record, Row, Rule, RuleId, Rulebook, ScoreTest,
    Source, Window,
};
use programme::{GradeId, UnitId, Validity};

use crate::Member;
use crate::timeline::{ANY, REMOVED};

/// Histories of as many units, each a case.
pub(super) struct Space {
    pub(super) members: Vec<Member>,
    pub(super) history: History,
    pub(super) cases: Vec<Case>,
    pub(super) first_year: i16,
    pub(super) last_year: i16,
}

/// One history.
pub(super) struct Case {
    pub(super) unit: UnitId,
    pub(super) kind: String,
    /// The last grade.
    pub(super) grade: Option<String>,
    /// As a rule's case would write it.
    pub(super) written: String,
}

/// A choice of what happens in one respect: the rows it adds, each so many years back.
type Choice = Vec<(i16, Record)>;

/// Which grades a space goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grades {
    /// All that the rulebook declares.
    Every,
    /// One of those that no test of the rules tells apart.
    ToldApart,
}

/// Returns the space, or how many histories it would have where that is more than `most`.
pub(super) fn histories(book: &Rulebook, grades: Grades, most: usize) -> Result<Space, usize> {
    let words = Words::of(book, grades);
    let axes = words.axes();
    let kinds = kinds(book);
    let per_kind = axes.iter().map(Vec::len).try_fold(1, usize::checked_mul).unwrap_or(usize::MAX);
    let size = per_kind.saturating_mul(kinds.len());
    if size > most {
        return Err(size);
    }
    let last_year = words.earliest_year + words.longest;
    let mut space = Space {
        members: Vec::with_capacity(size),
        history: History { rows: Vec::new(), begins: Some(words.earliest_year) },
        cases: Vec::with_capacity(size),
        first_year: words.earliest_year,
        last_year,
    };
    for kind in kinds {
        for number in 0..per_kind {
            space.add(&kind, &axes, number);
        }
    }
    Ok(space)
}

fn kinds(book: &Rulebook) -> BTreeSet<String> {
    let named: BTreeSet<String> = book.rules.values().flat_map(|rule| &rule.block.kinds).filter(|kind| *kind != REMOVED).cloned().collect();
    if named.is_empty() { BTreeSet::from([ANY.to_owned()]) } else { named }
}

impl Space {
    /// Adds the history with this number in the product of the axes.
    fn add(&mut self, kind: &str, axes: &[Vec<Choice>], mut number: usize) {
        let unit = UnitId(format!("{kind}-{number:06}"));
        let mut written = Vec::new();
        let mut grade = None;
        for axis in axes {
            let choice = &axis[number % axis.len()];
            number /= axis.len();
            for (back, record) in choice {
                let year = self.last_year - back;
                let (name, value) = record.written();
                written.push(format!("{year} {name} {value}"));
                if let (0, Record::Grade(grades)) = (back, record) {
                    grade = grades.first().map(|grade| grade.0.clone());
                }
                self.history.rows.push(Row { unit: unit.clone(), year, day: None, record: record.clone(), source: Source::Computed });
            }
        }
        let (zone, province, validity, cite) = (None, None, Validity::default(), Vec::new());
        self.members.push(Member { unit: unit.clone(), kind: kind.to_owned(), zone, province, validity, cite });
        self.cases.push(Case { unit, kind: kind.to_owned(), grade, written: written.join("; ") });
    }
}

/// The words that the rules name, with the longest window each is asked over.
#[derive(Default)]
struct Words {
    grades: Vec<GradeId>,
    grade_years: i16,
    /// Years by name of event.
    events: BTreeMap<String, i16>,
    ranks: BTreeSet<(bool, u32)>,
    rank_years: i16,
    score_limits: Vec<f64>,
    score_years: i16,
    strata: BTreeSet<String>,
    longest: i16,
    earliest_year: i16,
}

impl Words {
    fn of(book: &Rulebook, grades: Grades) -> Self {
        let mut words = Self { earliest_year: 2000, ..Self::default() };
        let mut named = Vec::new();
        for rule in book.rules.values() {
            for condition in std::iter::once(&rule.block.when).chain(&rule.block.unless) {
                condition.walk(&mut |part| words.take(part, &mut named));
            }
        }
        words.grades = match grades {
            Grades::Every if !book.grades.is_empty() => book.grades.iter().map(|grade| GradeId(grade.id.clone())).collect(),
            _ => told_apart(book, &named),
        };
        let mut path = Vec::new();
        words.deepen(book.rules.values().map(|rule| reach(rule, book, &mut path)).max().unwrap_or(0));
        words.score_limits.sort_by(f64::total_cmp);
        words.score_limits.dedup();
        words
    }

    fn take<'a>(&mut self, condition: &'a Condition, grades: &mut Vec<&'a [GradeId]>) {
        if let Some(Window::Since(since)) = condition.window() {
            self.earliest_year = self.earliest_year.max(since.day.year());
        }
        match condition {
            Condition::Grade(GradeTest { is, over }) => {
                grades.push(is);
                self.grade_years = self.grade_years.max(span(over));
            }
            Condition::Event(EventTest { is, over, .. }) => {
                for event in is {
                    let known = self.events.entry(event.clone()).or_default();
                    *known = (*known).max(span(over));
                }
            }
            Condition::Rank(RankTest { first, last, over, .. }) => {
                self.ranks.extend(first.iter().map(|count| (true, *count)).chain(last.iter().map(|count| (false, *count))));
                self.rank_years = self.rank_years.max(span(over));
            }
            Condition::Score(ScoreTest { at_least, below, mean_of_last, over }) => {
                self.score_limits.extend(at_least.iter().chain(below));
                self.score_years = self.score_years.max(span(over) + mean_of_last.unwrap_or(1) - 1);
            }
            Condition::Stratum(names) => self.strata.extend(names.iter().cloned()),
            _ => {}
        }
    }

    /// Adds the years before, in which what is looked back on was decided, to everything that is asked of a year.
    fn deepen(&mut self, before: i16) {
        let asked = self.events.values_mut().chain([&mut self.grade_years, &mut self.rank_years, &mut self.score_years]);
        self.longest = 1 + before;
        for years in asked.filter(|years| **years > 0) {
            *years += before;
            self.longest = self.longest.max(*years);
        }
    }

    /// Returns what can happen in each respect, independently of the others.
    fn axes(&self) -> Vec<Vec<Choice>> {
        let mut axes = Vec::new();
        let grades: Vec<Record> = self.grades.iter().map(|grade| Record::Grade(vec![grade.clone()])).collect();
        axes.extend((0..self.grade_years).filter(|_| !grades.is_empty()).map(|back| yearly(&grades, back)));
        let places = self.places();
        axes.extend((0..self.rank_years).map(|back| yearly(&places, back)));
        let scores = self.scores();
        axes.extend((0..self.score_years).map(|back| yearly(&scores, back)));
        for (event, years) in &self.events {
            axes.extend((0..*years).map(|back| {
                let happens = (back, Record::Event { event: event.clone(), doubtful: false });
                vec![Vec::new(), vec![happens]]
            }));
        }
        if !self.strata.is_empty() {
            axes.push(self.strata.iter().map(|name| vec![(0, Record::Stratum(name.clone()))]).collect());
        }
        axes
    }

    /// One place inside and one outside every limit.
    fn places(&self) -> Vec<Record> {
        let mut places = Vec::new();
        for (from_top, count) in &self.ranks {
            let place = |rank| if *from_top { Place::FromTop { rank, of: Some(u32::MAX) } } else { Place::FromEnd(rank) };
            places.extend([place(*count), place(count + 1)].map(Record::Rank));
        }
        places
    }

    /// One score on every limit, one below all of them.
    fn scores(&self) -> Vec<Record> {
        let below = self.score_limits.first().map(|least| least - 1.0);
        below.into_iter().chain(self.score_limits.iter().copied()).map(Record::Score).collect()
    }
}

/// Returns one grade for each set of tests that it passes; those that pass none are one as well.
fn told_apart(book: &Rulebook, tests: &[&[GradeId]]) -> Vec<GradeId> {
    let declared = book.grades.iter().map(|grade| GradeId(grade.id.clone()));
    let all: BTreeSet<GradeId> = tests.iter().flat_map(|test| test.iter().cloned()).chain(declared).collect();
    let passes = |grade: &GradeId| tests.iter().map(|test| test.contains(grade)).collect::<Vec<bool>>();
    let by_tests: BTreeMap<Vec<bool>, GradeId> = all.into_iter().map(|grade| (passes(&grade), grade)).collect();
    by_tests.into_values().collect()
}

/// Returns how many years before its own a rule looks back on decisions, and these in their turn. `path` are the rules on the way to it.
fn reach<'a>(rule: &'a Rule, book: &'a Rulebook, path: &mut Vec<&'a RuleId>) -> i16 {
    if path.contains(&&rule.id) {
        return 0;
    }
    path.push(&rule.id);
    let mut farthest = 0;
    for test in decided_tests(rule) {
        let asked = |other: &&Rule| {
            test.rule.as_ref().is_none_or(|id| *id == other.id) && test.outcome.is_none_or(|outcome| outcome == other.block.outcome)
        };
        for other in book.rules.values().filter(asked) {
            let before = if test.in_force { other.block.lasts_years.unwrap_or(1) } else { span(&test.over) - 1 };
            farthest = farthest.max(before + reach(other, book, path));
        }
    }
    if rule.block.kinds.iter().all(|kind| kind == REMOVED) {
        let removals = book.rules.values().filter(|other| other.block.outcome == Outcome::Removal);
        farthest = farthest.max(removals.map(|removal| 1 + reach(removal, book, path)).max().unwrap_or(0));
    }
    path.pop();
    farthest
}

/// The tests of a rule that look back on decisions about the unit itself.
fn decided_tests(rule: &Rule) -> Vec<&DecidedTest> {
    let mut tests = Vec::new();
    for condition in std::iter::once(&rule.block.when).chain(&rule.block.unless) {
        condition.walk(&mut |part| match part {
            Condition::Decided(test) if test.of == Group::Unit => tests.push(test),
            _ => {}
        });
    }
    tests
}

/// Years that a window looks at; as few as can meet it where it has no fixed length.
fn span(window: &Window) -> i16 {
    match window {
        Window::Since(since) => since.at_least,
        other => other.length().unwrap_or(1),
    }
}

fn yearly(records: &[Record], back: i16) -> Vec<Choice> {
    records.iter().map(|record| vec![(back, record.clone())]).collect()
}
