//! The ledger of consequences: what holds for whom on a day, since when, until when, by which clause, confirmed by whom.

use corpus::{Bilingual, ClauseId};
use jiff::civil::Date;
use programme::UnitId;
use programme::rule::{Outcome, RuleId, Rulebook};
use serde::{Deserialize, Serialize};

use crate::{Consequences, Decision, Fact, Verdict};

/// The person or body that confirmed a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    pub unit: UnitId,
    pub year: i16,
    pub rule: String,
    pub by: String,
    pub on: Date,
    #[serde(default)]
    pub note: String,
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    pub unit: UnitId,
    pub year: i16,
    pub rule: String,
    pub title: Bilingual,
    pub outcome: Outcome,
    pub clause: Vec<ClauseId>,
    pub because: Vec<Fact>,
    pub supporter: Option<String>,
    pub from: Option<Date>,
    /// First day on which it no longer holds: its own end, or the loss of support.
    pub to: Option<Date>,
    pub still_to_meet: Vec<Bilingual>,
    /// `None` while nobody has confirmed it.
    pub confirmed: Option<Confirmation>,
}

/// Returns every met decision of the years as a line, by unit, year and rule. An entitlement ends early on the day support is lost.
pub fn ledger(book: &Rulebook, years: &[Consequences], confirmations: &[Confirmation]) -> Vec<Entry> {
    let decisions = || years.iter().flat_map(|consequences| &consequences.decisions).filter(|decision| decision.verdict == Verdict::Met);
    let mut entries: Vec<Entry> = decisions()
        .map(|decision| {
            let lost = decisions().filter(|other| other.unit == decision.unit && other.outcome == Outcome::LossOfSupport);
            let lost = lost.filter_map(|other| other.from).filter(|day| decision.from.is_none_or(|from| from <= *day)).min();
            let rule = book.rules.get(&RuleId(decision.rule.clone()));
            Entry {
                to: if is_support(decision) { earlier(decision.to, lost) } else { decision.to },
                still_to_meet: rule.map(|rule| rule.block.still_to_meet.clone()).unwrap_or_default(),
                confirmed: confirmations.iter().find(|confirmation| confirms(confirmation, decision)).cloned(),
                unit: decision.unit.clone(),
                year: decision.year,
                rule: decision.rule.clone(),
                title: decision.title.clone(),
                outcome: decision.outcome,
                clause: decision.clause.clone(),
                because: decision.because.clone(),
                supporter: decision.supporter.clone(),
                from: decision.from,
            }
        })
        .collect();
    entries.sort_by(|a, b| (&a.unit, a.year, &a.rule).cmp(&(&b.unit, b.year, &b.rule)));
    entries
}

/// Returns the lines that hold on a day.
pub fn in_force(ledger: &[Entry], day: Date) -> impl Iterator<Item = &Entry> {
    ledger.iter().filter(move |entry| entry.from.is_none_or(|from| from <= day) && entry.to.is_none_or(|to| day < to))
}

fn is_support(decision: &Decision) -> bool {
    matches!(decision.outcome, Outcome::Entitlement | Outcome::AdmissionRight | Outcome::Recommendation)
}

fn earlier(one: Option<Date>, other: Option<Date>) -> Option<Date> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

fn confirms(confirmation: &Confirmation, decision: &Decision) -> bool {
    confirmation.unit == decision.unit && confirmation.year == decision.year && confirmation.rule == decision.rule
}
