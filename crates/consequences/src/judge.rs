//! Decides a condition with three values and says what decided it.
//!
//! Kleene's strong logic: an unknown part matters only where the known parts leave the answer open.

use std::collections::BTreeMap;

use corpus::Bilingual;
use evaluation::settled;
use jiff::civil::Date;
use programme::UnitId;
use programme::rule::{Condition, CountTest, DecidedTest, EventTest, GradeTest, RankTest, Record, Row, ScoreTest, Silence, Since, Window};

use crate::apply::removed;
use crate::ledger::Ledger;
use crate::timeline::{Known, Timeline, Why, fact};
use crate::{Fact, Verdict, place, words};

/// A verdict, the facts that led to it, how far it got, and what is missing for one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Judgement {
    pub(crate) verdict: Verdict,
    pub(crate) because: Vec<Fact>,
    pub(crate) progress: Vec<Bilingual>,
    pub(crate) unknown: Vec<Bilingual>,
}

/// Whom a condition is asked about, and when.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) timeline: &'a Timeline<'a>,
    pub(crate) ledger: &'a Ledger,
    pub(crate) unit: &'a UnitId,
    pub(crate) year: i16,
    /// Whether facts and reasons are wanted beside the verdict; without them millions of histories can be asked.
    pub(crate) explain: bool,
}

impl Question<'_> {
    pub(crate) fn met(&self, fact: impl FnOnce() -> Fact) -> Judgement {
        let because = if self.explain { vec![fact()] } else { Vec::new() };
        Judgement { because, ..Judgement::bare(Verdict::Met) }
    }

    pub(crate) fn not_met(&self, fact: impl FnOnce() -> Fact) -> Judgement {
        Judgement { verdict: Verdict::NotMet, ..self.met(fact) }
    }

    pub(crate) fn truth(&self, is_true: bool, fact: impl FnOnce() -> Fact) -> Judgement {
        if is_true { self.met(fact) } else { self.not_met(fact) }
    }

    pub(crate) fn unknown(&self, missing: impl FnOnce() -> Bilingual) -> Judgement {
        let unknown = if self.explain { vec![missing()] } else { Vec::new() };
        Judgement { unknown, ..Judgement::bare(Verdict::Unknown) }
    }

    fn progress(&self, judgement: Judgement, progress: impl FnOnce() -> Bilingual) -> Judgement {
        if self.explain { Judgement { progress: vec![progress()], ..judgement } } else { judgement }
    }
}

impl Judgement {
    pub(crate) fn bare(verdict: Verdict) -> Self {
        Self { verdict, because: Vec::new(), progress: Vec::new(), unknown: Vec::new() }
    }

    fn negated(self) -> Self {
        let verdict = match self.verdict {
            Verdict::Met => Verdict::NotMet,
            Verdict::NotMet => Verdict::Met,
            Verdict::Unknown => Verdict::Unknown,
        };
        Self { verdict, ..self }
    }

    /// Puts the parts that speak for `verdict` together.
    fn gather(verdict: Verdict, parts: impl IntoIterator<Item = Self>) -> Self {
        let mut whole = Self::bare(verdict);
        for part in parts.into_iter().filter(|part| part.verdict == verdict) {
            whole.because.extend(part.because);
            whole.progress.extend(part.progress);
            whole.unknown.extend(part.unknown);
        }
        whole
    }
}

/// Returns whether `condition` holds for the unit and year of `question`.
pub(crate) fn judge(condition: &Condition, question: Question<'_>) -> Judgement {
    match condition {
        Condition::All(parts) => all(parts.iter().map(|part| judge(part, question)).collect()),
        Condition::Any(parts) => any(parts.iter().map(|part| judge(part, question)).collect()),
        Condition::Not(part) => judge(part, question).negated(),
        Condition::Grade(test) => over(&test.over, question, condition, |year| grade(test, question, year)),
        Condition::Event(test) => match &test.over {
            Window::Since(since) => events_since(test, *since, question),
            window => over(window, question, condition, |year| event(test, question, year)),
        },
        Condition::Rank(test) => rank(test, question, condition),
        Condition::Score(test) => over(&test.over, question, condition, |year| score(test, question, year)),
        Condition::Decided(test) => decided(test, question, condition),
        Condition::Stratum(names) => stratum(names, question),
        Condition::Member(kinds) => member(kinds, question),
        Condition::Count(test) => count(test, question),
    }
}

fn all(parts: Vec<Judgement>) -> Judgement {
    let verdict = if parts.iter().any(|part| part.verdict == Verdict::NotMet) {
        Verdict::NotMet
    } else if parts.iter().any(|part| part.verdict == Verdict::Unknown) {
        Verdict::Unknown
    } else {
        Verdict::Met
    };
    Judgement::gather(verdict, parts)
}

fn any(parts: Vec<Judgement>) -> Judgement {
    all(parts.into_iter().map(Judgement::negated).collect()).negated()
}

/// Asks a yearly test for every year of a window.
fn over(window: &Window, question: Question<'_>, condition: &Condition, test: impl Fn(i16) -> Judgement) -> Judgement {
    let year = question.year;
    match window {
        Window::ThisYear => test(year),
        Window::Consecutive(number) => {
            let (least, most) = number.bounds();
            let shorter = consecutive(least, question, &test);
            if least == most || shorter.verdict == Verdict::NotMet {
                return shorter;
            }
            let longer = consecutive(most, question, &test);
            if longer.verdict == Verdict::Met {
                return longer;
            }
            let open = question.unknown(|| words::unstated_number(condition, question.timeline.book, least, most));
            let unknown = shorter.unknown.iter().cloned().chain(open.unknown).collect();
            Judgement { verdict: Verdict::Unknown, unknown, ..shorter }
        }
        Window::Times(times) => {
            let parts = (0..times.of_last).map(|back| test(year - back)).collect();
            enough(times.at_least, parts, question, |met| words::times(met, *times))
        }
        Window::Since(since) => {
            enough(since.at_least, years_since(*since, question).map(test).collect(), question, |met| words::since(met, *since))
        }
    }
}

/// Results decided on a day can be those of so many years before.
const LATEST_RESULT_YEARS: i16 = 5;

/// Returns the years whose results were decided on or after the day.
fn years_since(since: Since, question: Question<'_>) -> impl Iterator<Item = i16> {
    let calendar = &question.timeline.book.calendar;
    let reach = since.day.year().saturating_sub(LATEST_RESULT_YEARS)..=question.year;
    reach.rev().filter(move |year| calendar.day_of(*year) >= since.day)
}

/// All of the last `count` years. What counts is the unbroken run that ends with this year.
fn consecutive(count: i16, question: Question<'_>, test: &impl Fn(i16) -> Judgement) -> Judgement {
    let mut parts = Vec::new();
    for back in 0..count {
        let part = test(question.year - back);
        let broken = part.verdict == Verdict::NotMet;
        parts.push(part);
        if broken {
            break;
        }
    }
    let run = parts.iter().take_while(|part| part.verdict == Verdict::Met).count();
    let because: Vec<Fact> = parts.iter().flat_map(|part| part.because.iter().cloned()).collect();
    question.progress(Judgement { because, ..all(parts) }, || words::run(run, count))
}

/// At least `needed` of the parts, whatever the unknown ones turn out to be.
fn enough(needed: i16, parts: Vec<Judgement>, question: Question<'_>, progress: impl FnOnce(i16) -> Bilingual) -> Judgement {
    let count = |verdict| parts.iter().filter(|part| part.verdict == verdict).count() as i16;
    let (met, unknown) = (count(Verdict::Met), count(Verdict::Unknown));
    let verdict = if met >= needed {
        Verdict::Met
    } else if met + unknown < needed {
        Verdict::NotMet
    } else {
        Verdict::Unknown
    };
    let because = parts.iter().flat_map(|part| part.because.iter().cloned()).collect();
    question.progress(Judgement { because, ..Judgement::gather(verdict, parts) }, || progress(met))
}

fn grade(test: &GradeTest, question: Question<'_>, year: i16) -> Judgement {
    let book = question.timeline.book;
    match known_grade(question, year) {
        Known::None(why, row) => question.not_met(|| {
            let what = words::none(year, why);
            row.map_or_else(|| Fact::computed(Some(year), what.clone()), |row| fact(row, what.clone()))
        }),
        Known::Grade { grades, row } => {
            let within = grades.iter().filter(|grade| test.is.contains(grade)).count();
            if within > 0 && within < grades.len() {
                return question.unknown(|| words::narrowed_grade(year, grades, book));
            }
            let zone = (row.unit != *question.unit).then_some(&row.unit);
            question.truth(within > 0, || words::grade_fact(row, grades, zone, book))
        }
        Known::Missing => question.unknown(|| words::missing(year, "等次", "grade")),
    }
}

/// Returns the grade of the unit. A year that it spent removed is one without a grade, unless the history gives one.
pub(crate) fn known_grade<'a>(question: Question<'a>, year: i16) -> Known<'a> {
    let Question { timeline, ledger, unit, .. } = question;
    match timeline.grade(unit, year) {
        Known::Missing if removed(timeline, ledger, unit, year, timeline.book.calendar.day_of(year)) => Known::None(Why::Removed, None),
        known => known,
    }
}

fn event(test: &EventTest, question: Question<'_>, year: i16) -> Judgement {
    let book = question.timeline.book;
    let starts = match &test.over {
        Window::Since(since) => since.day,
        _ => Date::MIN,
    };
    let mut doubted = None;
    for row in question.timeline.rows(question.unit, year) {
        let Record::Event { event, doubtful } = &row.record else { continue };
        if !test.is.contains(event) || row.day.is_some_and(|day| day < starts) {
            continue;
        }
        if !doubtful {
            return question.met(|| fact(row, words::happened(year, &book.say(event))));
        }
        doubted = Some(event);
    }
    match doubted {
        Some(event) => question.unknown(|| words::doubtful(year, &book.say(event))),
        None if test.silence == Silence::Unknown => question.unknown(|| words::not_told(year, &test.is, book)),
        None => question.not_met(|| Fact::computed(Some(year), words::no_event(year, &test.is, book))),
    }
}

/// Since a day events count one by one, the same event of one day once.
fn events_since(test: &EventTest, since: Since, question: Question<'_>) -> Judgement {
    let book = question.timeline.book;
    let mut parts = Vec::new();
    for year in years_since(since, question) {
        let mut counted: BTreeMap<(&str, Option<Date>), (bool, &Row)> = BTreeMap::new();
        for row in question.timeline.rows(question.unit, year) {
            let Record::Event { event, doubtful } = &row.record else { continue };
            if test.is.contains(event) && row.day.is_none_or(|day| day >= since.day) {
                let known = counted.entry((event, row.day)).or_insert((*doubtful, row));
                if known.0 && !doubtful {
                    *known = (false, row);
                }
            }
        }
        if counted.is_empty() {
            parts.push(event(test, question, year));
        }
        parts.extend(counted.into_iter().map(|((event, _), (doubtful, row))| {
            let said = book.say(event);
            if doubtful {
                question.unknown(|| words::doubtful(year, &said))
            } else {
                question.met(|| fact(row, words::happened(year, &said)))
            }
        }));
    }
    enough(since.at_least, parts, question, |met| words::since(met, since))
}

fn score(test: &ScoreTest, question: Question<'_>, year: i16) -> Judgement {
    let (mut scores, mut facts, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    let years: Vec<i16> = (0..test.mean_of_last.unwrap_or(1)).map(|back| year - back).collect();
    for year in &years {
        match question.timeline.score(question.unit, *year) {
            Some((score, row)) => {
                scores.push(score);
                facts.push((row, score));
            }
            None => match known_grade(question, *year) {
                Known::None(why, _) => return question.not_met(|| Fact::computed(Some(*year), words::none(*year, why))),
                _ => missing.push(*year),
            },
        }
    }
    if !missing.is_empty() {
        let unknown = missing.into_iter().map(|year| words::missing(year, "得分", "score")).collect();
        return if question.explain {
            Judgement { unknown, ..Judgement::bare(Verdict::Unknown) }
        } else {
            Judgement::bare(Verdict::Unknown)
        };
    }
    let mean = settled(scores.iter().sum::<f64>() / scores.len() as f64);
    let holds = test.at_least.is_none_or(|least| mean >= settled(least)) && test.below.is_none_or(|limit| mean < settled(limit));
    let mut judgement = Judgement::bare(if holds { Verdict::Met } else { Verdict::NotMet });
    if question.explain {
        judgement.because = facts.into_iter().map(|(row, score)| fact(row, words::score(row.year, score))).collect();
        judgement.because.extend((years.len() > 1).then(|| Fact::computed(None, words::mean_score(&years, mean))));
    }
    judgement
}

fn rank(test: &RankTest, question: Question<'_>, condition: &Condition) -> Judgement {
    let mut judgement = over(&test.over, question, condition, |year| place::judge(test, question, year));
    if let (Window::Times(times), Verdict::Met, true) = (&test.over, judgement.verdict, question.explain) {
        let years = (0..times.of_last).map(|back| question.year - back);
        let counted: Vec<i16> = years.filter(|year| place::judge(test, question, *year).verdict == Verdict::Met).collect();
        judgement.because.extend(mean_score(question, &counted));
    }
    judgement
}

/// Returns the mean of the scores of the years that counted, where all are known: those who met the rule are put in its order.
fn mean_score(question: Question<'_>, years: &[i16]) -> Option<Fact> {
    let scores = years.iter().map(|year| question.timeline.score(question.unit, *year).map(|(score, _)| score));
    let scores: Vec<f64> = scores.collect::<Option<_>>()?;
    let mean = scores.iter().sum::<f64>() / scores.len() as f64;
    Some(Fact::computed(None, words::mean_score(years, mean)))
}

fn decided(test: &DecidedTest, question: Question<'_>, condition: &Condition) -> Judgement {
    let Some(group) = question.timeline.group(question.unit, test.of, question.year) else {
        return question.unknown(|| words::missing(question.year, "所在地区", "province or group"));
    };
    let book = question.timeline.book;
    let nothing = |year| question.not_met(|| Fact::computed(Some(year), words::nothing_decided(year, condition, book)));
    if test.in_force {
        let day = book.calendar.day_of(question.year);
        let found = question.ledger.find(question, &group, test, |entry| entry.year <= question.year && entry.holds_on(day));
        return found.unwrap_or_else(|| nothing(question.year));
    }
    over(&test.over, question, condition, |year| {
        question.ledger.find(question, &group, test, |entry| entry.year == year).unwrap_or_else(|| nothing(year))
    })
}

fn stratum(names: &[String], question: Question<'_>) -> Judgement {
    match question.timeline.stratum(question.unit, question.year) {
        Some((name, row)) => {
            let holds = names.iter().any(|wanted| wanted == name);
            question.truth(holds, || fact(row, question.timeline.book.say(name)))
        }
        None => question.unknown(|| words::missing(question.year, "分组", "class or region")),
    }
}

fn member(kinds: &[String], question: Question<'_>) -> Judgement {
    let day = question.timeline.book.calendar.day_of(question.year);
    match question.timeline.kind(question.unit, question.year, day) {
        Some((kind, cite)) => {
            let holds = kinds.iter().any(|wanted| wanted == kind);
            question.truth(holds, || Fact { cite: cite.to_vec(), ..Fact::computed(Some(question.year), question.timeline.book.say(kind)) })
        }
        None => question.not_met(|| Fact::computed(Some(question.year), words::no_member())),
    }
}

fn count(test: &CountTest, question: Question<'_>) -> Judgement {
    let Some(group) = question.timeline.group(question.unit, test.among, question.year) else {
        return question.unknown(|| words::missing(question.year, "所在分组", "group"));
    };
    let parts: Vec<Judgement> = group.into_iter().map(|unit| judge(&test.of, Question { unit, ..question })).collect();
    let count = |verdict| parts.iter().filter(|part| part.verdict == verdict).count() as u32;
    let (sure, open) = (count(Verdict::Met), count(Verdict::Unknown));
    let holds = |count: u32| test.at_least.is_none_or(|least| count >= least) && test.at_most.is_none_or(|most| count <= most);
    let possible = || (sure..=sure + open).map(holds);
    let fact = || Fact::computed(Some(question.year), words::counted(sure, open));
    if possible().all(|holds| holds) {
        question.met(fact)
    } else if possible().all(|holds| !holds) {
        question.not_met(fact)
    } else {
        Judgement { because: vec![fact()], ..Judgement::gather(Verdict::Unknown, parts) }
    }
}
