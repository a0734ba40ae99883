//! Asks every rule in force about every unit, year by year.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use corpus::{Bilingual, Finding};
use jiff::civil::Date;
use programme::UnitId;
use programme::rule::{Condition, History, Outcome, Record, Rule, RuleId, Rulebook};

use crate::judge::{Judgement, Question, judge};
use crate::ledger::Ledger;
use crate::timeline::{ANY, REMOVED, Timeline, fact};
use crate::words;
use crate::{Consequences, Decision, Fact, Member, State, Verdict};

/// Returns what follows for `year`, after replaying the years before it.
///
/// `history` holds grades and events up to and including `year`, whether cited or computed by the run. A rule applies to a year when it is
/// in force on the day its results are decided (`book.calendar`).
pub fn apply(book: &Rulebook, members: &[Member], history: &History, year: i16) -> Consequences {
    let first = history.rows.iter().map(|row| row.year).chain(history.begins).chain([year]).min().unwrap_or(year);
    replay(book, members, history, first..=year).pop().unwrap_or_default()
}

/// Returns what follows for each of `years`, in order. Decisions of earlier years are looked back upon by later ones.
pub fn replay(book: &Rulebook, members: &[Member], history: &History, years: RangeInclusive<i16>) -> Vec<Consequences> {
    replayed(book, members, history, years, true)
}

/// The same without facts and reasons, for asking many histories.
pub fn replay_verdicts(book: &Rulebook, members: &[Member], history: &History, years: RangeInclusive<i16>) -> Vec<Consequences> {
    replayed(book, members, history, years, false)
}

fn replayed(book: &Rulebook, members: &[Member], history: &History, years: RangeInclusive<i16>, explain: bool) -> Vec<Consequences> {
    let timeline = Timeline::new(book, members, history);
    let mut ledger = Ledger::default();
    years.map(|year| decide(&timeline, &mut ledger, year, explain)).collect()
}

fn decide(timeline: &Timeline<'_>, ledger: &mut Ledger, year: i16, explain: bool) -> Consequences {
    let book = timeline.book;
    let day = book.calendar.day_of(year);
    let rules: Vec<&Rule> = book.in_force(day).collect();
    let mut findings = Vec::new();
    let mut decisions = Vec::new();
    for rule in in_order(&rules, &mut findings) {
        let asked = words::describe(&rule.block.when, book);
        for unit in timeline.units() {
            let Some(kind) = kind_of(timeline, ledger, unit, year, day) else { continue };
            if kind != ANY && !rule.block.kinds.iter().any(|asked| asked == kind) {
                continue;
            }
            let question = Question { timeline, ledger, unit, year, explain };
            let decision = decision(rule, question, &asked, day);
            ledger.push(&rule.id, &decision);
            decisions.push(decision);
        }
    }
    decisions.sort_by(|a, b| (&a.unit, &a.rule).cmp(&(&b.unit, &b.rule)));
    if explain {
        findings.extend(conflicts(book, &decisions));
    }
    let members = timeline.units().map(|unit| (unit.clone(), standing(timeline, ledger, unit, year, day))).collect();
    Consequences { year, decisions, members, findings }
}

/// Returns the unit's kind on the day; `removed` if it was removed for an earlier year.
fn kind_of<'a>(timeline: &Timeline<'a>, ledger: &Ledger, unit: &UnitId, year: i16, day: Date) -> Option<&'a str> {
    let (kind, _) = timeline.kind(unit, year, day)?;
    Some(if removed(timeline, ledger, unit, year, day) { REMOVED } else { kind })
}

/// Returns whether a removal for a year before `year` holds on the day and the unit was not taken in again since.
pub(crate) fn removed(timeline: &Timeline<'_>, ledger: &Ledger, unit: &UnitId, year: i16, day: Date) -> bool {
    ledger.removed_before(unit, year, day).is_some_and(|left| !timeline.taken_in_again(unit, left, year))
}

fn decision(rule: &Rule, question: Question<'_>, asked: &Bilingual, day: Date) -> Decision {
    let mut judgement = judge_rule(rule, question);
    let mut named = BTreeSet::new();
    judgement.unknown.retain(|missing| named.insert(missing.clone()));
    let (title, clause, reason, supporter) = if question.explain {
        (rule.title.clone(), rule.block.cite.clone(), words::reason(&judgement, asked), rule.block.supporter.clone())
    } else {
        Default::default()
    };
    let takes_effect = judgement.verdict != Verdict::NotMet;
    Decision {
        unit: question.unit.clone(),
        year: question.year,
        rule: rule.id.0.clone(),
        title,
        clause,
        outcome: rule.block.outcome,
        verdict: judgement.verdict,
        because: judgement.because,
        reason,
        unknown: judgement.unknown,
        supporter,
        from: takes_effect.then_some(day),
        to: if takes_effect { rule.lasts_until(day) } else { None },
    }
}

/// The condition, unless its exception holds or another rule takes precedence.
fn judge_rule(rule: &Rule, question: Question<'_>) -> Judgement {
    if let Some(ruling) = ruling(rule, question) {
        return ruling;
    }
    let judgement = judge(&rule.block.when, question);
    if judgement.verdict == Verdict::NotMet {
        return judgement;
    }
    let book = question.timeline.book;
    let judgement = match &rule.block.unless {
        None => judgement,
        Some(exception) => {
            let excepted = || words::excepted(&words::describe(exception, book));
            yield_to(judgement, judge(exception, question), question, excepted)
        }
    };
    let stronger = book.rules.values().filter(|other| other.id != rule.id && other.goes_before(rule));
    stronger.fold(judgement, |judgement, other| {
        let entry = question.ledger.of(question.unit).iter().find(|entry| entry.rule == other.id && entry.year == question.year);
        let Some(entry) = entry else { return judgement };
        let why = || words::gives_way(&other.title);
        let stronger = match entry.verdict {
            Verdict::Met => question.met(|| Fact { cite: other.block.cite.clone(), ..Fact::computed(Some(question.year), why()) }),
            _ if question.explain => Judgement { unknown: entry.open(None), ..Judgement::bare(Verdict::Unknown) },
            _ => Judgement::bare(Verdict::Unknown),
        };
        yield_to(judgement, stronger, question, why)
    })
}

/// A ruling on an objection goes before everything that the rules say.
fn ruling(rule: &Rule, question: Question<'_>) -> Option<Judgement> {
    question.timeline.rows(question.unit, question.year).find_map(|row| match &row.record {
        Record::Ruled { rule: ruled, met } if *ruled == rule.id => Some(question.truth(*met, || fact(row, words::ruled(row.year, *met)))),
        _ => None,
    })
}

/// Returns `judgement`, or its refusal where `obstacle` is met; open where the obstacle is unknown. What is refused stays refused.
fn yield_to(judgement: Judgement, obstacle: Judgement, question: Question<'_>, why: impl FnOnce() -> Bilingual) -> Judgement {
    if judgement.verdict == Verdict::NotMet {
        return judgement;
    }
    match obstacle.verdict {
        Verdict::NotMet => judgement,
        Verdict::Met => {
            let progress = if question.explain { vec![why()] } else { Vec::new() };
            Judgement { because: obstacle.because, progress, ..Judgement::bare(Verdict::NotMet) }
        }
        Verdict::Unknown => {
            let unknown = judgement.unknown.into_iter().chain(obstacle.unknown).collect();
            Judgement { verdict: Verdict::Unknown, unknown, ..judgement }
        }
    }
}

/// Returns the rules so that each comes after those it looks at or gives way to. Rules that wait for each other come last, by id.
fn in_order<'a>(rules: &[&'a Rule], findings: &mut Vec<Finding>) -> Vec<&'a Rule> {
    let mut waiting: BTreeMap<&RuleId, (&'a Rule, BTreeSet<&RuleId>)> =
        rules.iter().map(|rule| (&rule.id, (*rule, before(rule, rules)))).collect();
    let mut sorted = Vec::with_capacity(rules.len());
    while !waiting.is_empty() {
        let free: Vec<&RuleId> = waiting.iter().filter(|(_, (_, before))| before.is_empty()).map(|(id, _)| *id).collect();
        if free.is_empty() {
            let ids = waiting.keys().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            findings.push(Finding::error(
                "rule/circle",
                format!("规则互相等待，无法确定先后：{ids}"),
                format!("rules wait for each other: {ids}"),
            ));
            sorted.extend(waiting.values().map(|(rule, _)| *rule));
            break;
        }
        for id in free {
            sorted.extend(waiting.remove(id).map(|(rule, _)| rule));
            waiting.values_mut().for_each(|(_, before)| {
                before.remove(id);
            });
        }
    }
    sorted
}

/// Returns the rules that must be decided before this one in the same year.
pub(crate) fn before<'a>(rule: &Rule, rules: &[&'a Rule]) -> BTreeSet<&'a RuleId> {
    let mut looks_at: Vec<(&Option<RuleId>, Option<Outcome>)> = Vec::new();
    for condition in std::iter::once(&rule.block.when).chain(&rule.block.unless) {
        condition.walk(&mut |part| {
            if let Condition::Decided(test) = part {
                looks_at.push((&test.rule, test.outcome));
            }
        });
    }
    let comes_first = |other: &&&Rule| {
        let looked_at = looks_at.iter().any(|(id, outcome)| {
            id.as_ref().is_none_or(|id| *id == other.id) && outcome.is_none_or(|outcome| outcome == other.block.outcome)
        });
        other.id != rule.id && (looked_at || other.goes_before(rule))
    };
    rules.iter().filter(comes_first).map(|other| &other.id).collect()
}

/// Finds rules that say opposite things of one unit, with both clauses.
fn conflicts(book: &Rulebook, decisions: &[Decision]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let met: Vec<&Decision> = decisions.iter().filter(|decision| decision.verdict == Verdict::Met).collect();
    for (at, first) in met.iter().enumerate() {
        let same_unit = met[at + 1..].iter().take_while(|second| second.unit == first.unit);
        for second in same_unit.filter(|second| first.outcome.opposes(second.outcome)) {
            let clauses = |decision: &Decision| decision.clause.iter().map(ToString::to_string).collect::<Vec<_>>().join("、");
            let (one, other) = (clauses(first), clauses(second));
            let finding = Finding::error(
                "rule/conflict",
                format!(
                    "{}年度对{}的两条规则相互矛盾：“{}”（{one}）与“{}”（{other}）",
                    first.year, first.unit, first.title.zh, second.title.zh
                ),
                format!(
                    "two rules contradict each other for {} in {}: \"{}\" ({one}) and \"{}\" ({other})",
                    first.unit, first.year, first.title.en, second.title.en
                ),
            );
            let finding =
                finding.hint("在其中一条规则中写明 overrides 或 unless", "say in one of them which gives way (`overrides`, `unless`)");
            let place = book.rules.get(&RuleId(first.rule.clone())).map(|rule| rule.location.clone());
            findings.push(match place {
                Some(place) => finding.at(place),
                None => finding,
            });
        }
    }
    findings
}

fn standing(timeline: &Timeline<'_>, ledger: &Ledger, unit: &UnitId, year: i16, day: Date) -> State {
    if removed(timeline, ledger, unit, year.saturating_add(1), day) {
        return State::Removed;
    }
    if timeline.kind(unit, year, day).is_none() {
        return State::NeverAdmitted;
    }
    let warned =
        ledger.of(unit).iter().any(|entry| entry.year == year && entry.outcome == Outcome::Warning && entry.verdict == Verdict::Met);
    if warned { State::Warned } else { State::Member }
}
