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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn decided(unit: &str, year: i16, rule: &str, outcome: Outcome, to: Option<Date>) -> Decision {
        Decision { from: Some(date(year, 6, 1)), to, ..Decision::met(unit, year, rule, outcome) }
    }

    fn entries(decisions: Vec<Decision>, confirmations: &[Confirmation]) -> Vec<Entry> {
        ledger(&Rulebook::default(), &[Consequences { decisions, ..Consequences::default() }], confirmations)
    }

    #[test]
    fn support_ends_on_the_day_it_is_lost_and_nothing_else_does() {
        let kinds = [Outcome::Entitlement, Outcome::AdmissionRight, Outcome::Recommendation, Outcome::Honour, Outcome::Removal];
        let ends = |lost: &[(&str, i16)], to: Option<Date>| {
            let given = kinds.into_iter().enumerate().map(|(at, outcome)| decided("a", 2020, &format!("{at}"), outcome, to));
            let lost = lost.iter().map(|(unit, year)| decided(unit, *year, "lost", Outcome::LossOfSupport, None));
            let own = |entry: &Entry| entry.unit.as_str() == "a" && entry.rule != "lost";
            entries(given.chain(lost).collect(), &[]).iter().filter(|entry| own(entry)).map(|entry| entry.to).collect::<Vec<_>>()
        };
        let (lost, later) = (Some(date(2021, 6, 1)), Some(date(2023, 6, 1)));
        assert_eq!(ends(&[("a", 2021)], None), [lost, lost, lost, None, None]);
        assert_eq!(ends(&[("a", 2022), ("a", 2021)], later), [lost, lost, lost, later, later]);
        assert_eq!(ends(&[("a", 2021)], Some(date(2021, 1, 1))), [Some(date(2021, 1, 1)); 5]);
        // What another unit lost, or what was lost before, ends nothing.
        assert_eq!(ends(&[("b", 2021), ("a", 2019)], None), [None; 5]);
        assert_eq!(ends(&[("a", 2020)], None)[0], Some(date(2020, 6, 1)));
    }

    #[test]
    fn a_line_holds_from_its_first_day_until_before_its_last() {
        let lines = entries(vec![decided("a", 2020, "r", Outcome::Honour, Some(date(2021, 6, 1)))], &[]);
        let holds = |day| in_force(&lines, day).count() == 1;
        assert_eq!([date(2020, 5, 31), date(2020, 6, 1), date(2021, 5, 31), date(2021, 6, 1)].map(holds), [false, true, true, false]);
    }

    #[test]
    fn a_confirmation_is_of_one_unit_year_and_rule() {
        let confirmed = |unit: &str, year: i16, rule: &str| {
            let (by, on, note) = ("office".to_owned(), date(2021, 1, 1), String::new());
            let confirmation = Confirmation { unit: unit.into(), year, rule: rule.to_owned(), by, on, note };
            entries(vec![decided("a", 2020, "r", Outcome::Honour, None)], &[confirmation])[0].confirmed.is_some()
        };
        assert!(confirmed("a", 2020, "r"));
        assert!(!confirmed("b", 2020, "r") && !confirmed("a", 2021, "r") && !confirmed("a", 2020, "s"));
    }

    #[test]
    fn what_is_not_met_or_unknown_is_no_line() {
        let with = |verdict| entries(vec![Decision { verdict, ..decided("a", 2020, "r", Outcome::Honour, None) }], &[]).len();
        assert_eq!([Verdict::Met, Verdict::NotMet, Verdict::Unknown].map(with), [1, 0, 0]);
    }
}
