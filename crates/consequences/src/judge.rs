//! Decides a condition with three values and says what decided it.
//!
//! Kleene's strong logic: an unknown part matters only where the known parts leave the answer open.

use corpus::Bilingual;
use jiff::civil::Date;
use programme::UnitId;
use programme::rule::{Condition, CountTest, DecidedTest, EventTest, GradeTest, Record, ScoreTest, Since, Times, Window};

use crate::ledger::Ledger;
use crate::timeline::{Known, Timeline, fact};
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
}

impl Judgement {
    pub(crate) fn met(fact: Fact) -> Self {
        Self { verdict: Verdict::Met, because: vec![fact], progress: Vec::new(), unknown: Vec::new() }
    }

    pub(crate) fn not_met(because: impl IntoIterator<Item = Fact>) -> Self {
        Self { verdict: Verdict::NotMet, because: because.into_iter().collect(), progress: Vec::new(), unknown: Vec::new() }
    }

    pub(crate) fn unknown(missing: Bilingual) -> Self {
        Self { verdict: Verdict::Unknown, because: Vec::new(), progress: Vec::new(), unknown: vec![missing] }
    }

    pub(crate) fn from_truth(is_true: bool, fact: Fact) -> Self {
        if is_true { Self::met(fact) } else { Self::not_met([fact]) }
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
        let mut whole = Self { verdict, because: Vec::new(), progress: Vec::new(), unknown: Vec::new() };
        for part in parts.into_iter().filter(|part| part.verdict == verdict) {
            whole.because.extend(part.because);
            whole.progress.extend(part.progress);
            whole.unknown.extend(part.unknown);
        }
        whole
    }

    fn with_progress(mut self, progress: Bilingual) -> Self {
        self.progress = vec![progress];
        self
    }
}

/// Returns whether `condition` holds for the unit and year of `question`.
pub(crate) fn judge(condition: &Condition, question: Question<'_>) -> Judgement {
    match condition {
        Condition::All(parts) => all(parts.iter().map(|part| judge(part, question)).collect()),
        Condition::Any(parts) => any(parts.iter().map(|part| judge(part, question)).collect()),
        Condition::Not(part) => judge(part, question).negated(),
        Condition::Grade(test) => over(&test.over, question, condition, |year| grade(test, question, year)),
        Condition::Event(test) => over(&test.over, question, condition, |year| event(test, question, year)),
        Condition::Rank(test) => over(&test.over, question, condition, |year| place::judge(test, question, year)),
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
            let shorter = consecutive(least, year, &test);
            if least == most || shorter.verdict == Verdict::NotMet {
                return shorter;
            }
            let longer = consecutive(most, year, &test);
            if longer.verdict == Verdict::Met {
                return longer;
            }
            let open = words::unstated_number(condition, question.timeline.book, least, most);
            let mut unknown = shorter.unknown.clone();
            unknown.push(open);
            Judgement { verdict: Verdict::Unknown, unknown, ..shorter }
        }
        Window::Times(times) => some_times(*times, year, &test),
        Window::Since(since) => some_since(*since, question, &test),
    }
}

/// All of the last `count` years. What counts is the unbroken run that ends with `year`.
fn consecutive(count: i16, year: i16, test: &impl Fn(i16) -> Judgement) -> Judgement {
    let mut parts = Vec::new();
    for back in 0..count {
        let part = test(year - back);
        let broken = part.verdict == Verdict::NotMet;
        parts.push(part);
        if broken {
            break;
        }
    }
    let run = parts.iter().take_while(|part| part.verdict == Verdict::Met).count();
    let progress = words::run(run, count);
    let because: Vec<Fact> = parts.iter().flat_map(|part| part.because.iter().cloned()).collect();
    let whole = all(parts);
    Judgement { because, ..whole }.with_progress(progress)
}

fn some_times(times: Times, year: i16, test: &impl Fn(i16) -> Judgement) -> Judgement {
    let parts = (0..times.of_last).map(|back| test(year - back)).collect();
    enough(times.at_least, parts, |met| words::times(met, times))
}

/// At least so many years whose results were decided on or after the day.
fn some_since(since: Since, question: Question<'_>, test: &impl Fn(i16) -> Judgement) -> Judgement {
    let calendar = &question.timeline.book.calendar;
    let reach = since.day.year().saturating_sub(EARLIEST_RESULT_YEARS)..=question.year;
    let years = reach.rev().filter(|year| calendar.day_of(*year) >= since.day);
    enough(since.at_least, years.map(test).collect(), |met| words::since(met, since))
}

/// Results decided on a day can be those of so many years before.
const EARLIEST_RESULT_YEARS: i16 = 5;

/// At least `needed` of the parts, whatever the unknown ones turn out to be.
fn enough(needed: i16, parts: Vec<Judgement>, progress: impl Fn(i16) -> Bilingual) -> Judgement {
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
    Judgement { because, ..Judgement::gather(verdict, parts) }.with_progress(progress(met))
}

fn grade(test: &GradeTest, question: Question<'_>, year: i16) -> Judgement {
    let book = question.timeline.book;
    match question.timeline.grade(question.unit, year) {
        Known::None(why, row) => {
            let of_row = row.map(|row| fact(row, why.clone()));
            Judgement::not_met([of_row.unwrap_or_else(|| Fact::computed(Some(year), why))])
        }
        Known::Grade { grades, row } => {
            let within = grades.iter().filter(|grade| test.is.contains(grade)).count();
            if within > 0 && within < grades.len() {
                return Judgement::unknown(words::narrowed_grade(year, grades, book));
            }
            let zone = (row.unit != *question.unit).then_some(&row.unit);
            Judgement::from_truth(within > 0, words::grade_fact(row, grades, zone, book))
        }
        Known::Missing => Judgement::unknown(words::missing(year, "等次", "grade")),
    }
}

fn event(test: &EventTest, question: Question<'_>, year: i16) -> Judgement {
    let book = question.timeline.book;
    let starts = match &test.over {
        Window::Since(since) => Date::MIN.max(since.day),
        _ => Date::MIN,
    };
    let mut doubtful = None;
    for row in question.timeline.rows(question.unit, year) {
        let Record::Event { event, doubtful: doubt } = &row.record else { continue };
        if !test.is.contains(event) || row.day.is_some_and(|day| day < starts) {
            continue;
        }
        if !doubt {
            return Judgement::met(fact(row, words::happened(year, &book.say(event))));
        }
        doubtful = Some(words::doubtful(year, &book.say(event)));
    }
    match doubtful {
        Some(missing) => Judgement::unknown(missing),
        None => Judgement::not_met([Fact::computed(Some(year), words::no_event(year, &test.is, book))]),
    }
}

fn score(test: &ScoreTest, question: Question<'_>, year: i16) -> Judgement {
    let found = question.timeline.rows(question.unit, year).find_map(|row| match row.record {
        Record::Score(score) => Some((score, row)),
        _ => None,
    });
    match found {
        Some((score, row)) => {
            let holds = test.at_least.is_none_or(|least| score >= least) && test.below.is_none_or(|limit| score < limit);
            Judgement::from_truth(holds, fact(row, words::score(year, score)))
        }
        None => Judgement::unknown(words::missing(year, "得分", "score")),
    }
}

fn decided(test: &DecidedTest, question: Question<'_>, condition: &Condition) -> Judgement {
    let Some(group) = question.timeline.group(question.unit, test.of, question.year) else {
        return Judgement::unknown(words::missing(question.year, "所在地区", "province or group"));
    };
    if test.in_force {
        let day = question.timeline.book.calendar.day_of(question.year);
        let found = question.ledger.find(&group, test, |entry| entry.year <= question.year && entry.holds_on(day));
        return found.unwrap_or_else(|| nothing_decided(question.year, condition, question));
    }
    over(&test.over, question, condition, |year| {
        question.ledger.find(&group, test, |entry| entry.year == year).unwrap_or_else(|| nothing_decided(year, condition, question))
    })
}

fn nothing_decided(year: i16, condition: &Condition, question: Question<'_>) -> Judgement {
    Judgement::not_met([Fact::computed(Some(year), words::nothing_decided(year, condition, question.timeline.book))])
}

fn stratum(names: &[String], question: Question<'_>) -> Judgement {
    match question.timeline.stratum(question.unit, question.year) {
        Some((name, row)) => {
            let holds = names.iter().any(|wanted| wanted == name);
            Judgement::from_truth(holds, fact(row, question.timeline.book.say(name)))
        }
        None => Judgement::unknown(words::missing(question.year, "分组", "class or region")),
    }
}

fn member(kinds: &[String], question: Question<'_>) -> Judgement {
    let day = question.timeline.book.calendar.day_of(question.year);
    match question.timeline.kind(question.unit, question.year, day) {
        Some((kind, cite)) => {
            let holds = kinds.iter().any(|wanted| wanted == kind);
            let fact = Fact { cite, ..Fact::computed(Some(question.year), question.timeline.book.say(kind)) };
            Judgement::from_truth(holds, fact)
        }
        None => Judgement::not_met([Fact::computed(Some(question.year), words::no_member())]),
    }
}

fn count(test: &CountTest, question: Question<'_>) -> Judgement {
    let Some(group) = question.timeline.group(question.unit, test.among, question.year) else {
        return Judgement::unknown(words::missing(question.year, "所在分组", "group"));
    };
    let parts: Vec<Judgement> = group.into_iter().map(|unit| judge(&test.of, Question { unit, ..question })).collect();
    let count = |verdict| parts.iter().filter(|part| part.verdict == verdict).count() as u32;
    let (sure, open) = (count(Verdict::Met), count(Verdict::Unknown));
    let holds = |count: u32| test.at_least.is_none_or(|least| count >= least) && test.at_most.is_none_or(|most| count <= most);
    let possible: Vec<bool> = (sure..=sure + open).map(holds).collect();
    let fact = Fact::computed(Some(question.year), words::counted(sure, open));
    match (possible.iter().any(|holds| *holds), possible.iter().all(|holds| *holds)) {
        (_, true) => Judgement::met(fact),
        (false, _) => Judgement::not_met([fact]),
        (true, false) => Judgement { because: vec![fact], ..Judgement::gather(Verdict::Unknown, parts) },
    }
}
