//! What would follow otherwise: another grade, another edition of a rule, another set of rules; unit by unit.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use corpus::ClauseId;
use programme::UnitId;
use programme::rule::{History, Record, Row, RuleId, Rulebook};
use serde::Serialize;

use crate::{Consequences, Decision, Member, Outcome, Verdict, replay};

/// A decision that comes out differently.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    pub unit: UnitId,
    pub year: i16,
    /// The rule of which editions are compared, or the rule itself.
    pub matter: String,
    pub outcome: Outcome,
    /// `None` where it was not asked.
    pub before: Option<Side>,
    pub after: Option<Side>,
}

/// One side of a change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Side {
    pub rule: String,
    pub verdict: Verdict,
    pub clause: Vec<ClauseId>,
}

impl Side {
    /// What comes of it: to be refused is the same as not to be asked.
    fn comes_to(side: Option<&Self>) -> Option<Verdict> {
        side.map(|side| side.verdict).filter(|verdict| *verdict != Verdict::NotMet)
    }
}

/// Returns the rules as if one edition of a rule had always been in force, and its other editions never. `None` if there is no such rule.
pub fn with_edition(book: &Rulebook, edition: &RuleId) -> Option<Rulebook> {
    let chosen = book.rules.get(edition)?;
    let matter = chosen.matter().to_owned();
    let mut other = book.clone();
    other.rules.retain(|id, rule| id == edition || rule.matter() != matter);
    let block = &mut other.rules.get_mut(edition)?.block;
    (block.from, block.to) = (None, None);
    Some(other)
}

/// Returns the history with a grade replaced, or added where there was none.
pub fn with_grade(history: &History, changed: Row) -> History {
    let mut other = history.clone();
    let is_grade = |record: &Record| matches!(record, Record::Grade(_) | Record::NotGraded);
    other.rows.retain(|row| !(row.unit == changed.unit && row.year == changed.year && is_grade(&row.record)));
    other.begins = other.begins.map(|begins| begins.min(changed.year));
    other.rows.push(changed);
    other
}

/// Returns what two sets of rules say differently about one history.
pub fn difference(before: &Rulebook, after: &Rulebook, members: &[Member], history: &History, years: RangeInclusive<i16>) -> Vec<Change> {
    let (first, second) = (replay(before, members, history, years.clone()), replay(after, members, history, years));
    changes((before, &first), (after, &second))
}

/// Returns what one set of rules says differently about two histories.
pub fn what_if(book: &Rulebook, members: &[Member], history: &History, otherwise: &History, years: RangeInclusive<i16>) -> Vec<Change> {
    let (first, second) = (replay(book, members, history, years.clone()), replay(book, members, otherwise, years));
    changes((book, &first), (book, &second))
}

type Key<'a> = (i16, &'a UnitId, String);

fn changes(before: (&Rulebook, &[Consequences]), after: (&Rulebook, &[Consequences])) -> Vec<Change> {
    let (first, second) = (by_matter(before.0, before.1), by_matter(after.0, after.1));
    let mut keys: Vec<&Key<'_>> = first.keys().chain(second.keys()).collect();
    keys.sort();
    keys.dedup();
    let change = |key: &Key<'_>| {
        let (one, other) = (first.get(key), second.get(key));
        let outcome = one.or(other)?.outcome;
        let (before, after) = (one.map(|decision| side(decision)), other.map(|decision| side(decision)));
        let differs = Side::comes_to(before.as_ref()) != Side::comes_to(after.as_ref());
        differs.then(|| Change { unit: key.1.clone(), year: key.0, matter: key.2.clone(), outcome, before, after })
    };
    keys.into_iter().filter_map(change).collect()
}

fn side(decision: &Decision) -> Side {
    Side { rule: decision.rule.clone(), verdict: decision.verdict, clause: decision.clause.clone() }
}

fn by_matter<'a>(book: &Rulebook, years: &'a [Consequences]) -> BTreeMap<Key<'a>, &'a Decision> {
    let decisions = years.iter().flat_map(|consequences| &consequences.decisions);
    let matter = |decision: &Decision| {
        let rule = book.rules.get(&RuleId(decision.rule.clone()));
        rule.map_or_else(|| decision.rule.clone(), |rule| rule.matter().to_owned())
    };
    decisions.map(|decision| ((decision.year, &decision.unit, matter(decision)), decision)).collect()
}
