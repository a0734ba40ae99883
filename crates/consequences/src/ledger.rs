//! Decisions taken so far, as later ones look back on them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use programme::UnitId;
use programme::rule::{DecidedTest, Outcome, RuleId};

use crate::judge::{Judgement, Question};
use crate::{Decision, Fact, Verdict, words};

/// What was decided, or could not be, by unit in the order of years and rules. What is not met is not kept.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    entries: BTreeMap<UnitId, Vec<Entry>>,
}

#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) year: i16,
    pub(crate) rule: RuleId,
    pub(crate) outcome: Outcome,
    pub(crate) verdict: Verdict,
    from: Option<Date>,
    to: Option<Date>,
    fact: Fact,
    /// What that decision rests on.
    because: Vec<Fact>,
}

impl Entry {
    pub(crate) fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day < to)
    }
}

impl Ledger {
    pub(crate) fn push(&mut self, rule: &RuleId, decision: &Decision) {
        if decision.verdict == Verdict::NotMet {
            return;
        }
        let what = words::decided(decision);
        let fact = Fact { cite: decision.clause.clone(), ..Fact::computed(Some(decision.year), what) };
        self.entries.entry(decision.unit.clone()).or_default().push(Entry {
            year: decision.year,
            rule: rule.clone(),
            outcome: decision.outcome,
            verdict: decision.verdict,
            from: decision.from,
            to: decision.to,
            fact,
            because: decision.because.clone(),
        });
    }

    pub(crate) fn of(&self, unit: &UnitId) -> &[Entry] {
        self.entries.get(unit).map_or(&[], Vec::as_slice)
    }

    /// Returns the year in which the unit was removed, if that was before `year`.
    pub(crate) fn removed_before(&self, unit: &UnitId, year: i16) -> Option<i16> {
        let removed = |entry: &&Entry| entry.outcome == Outcome::Removal && entry.verdict == Verdict::Met && entry.year < year;
        self.of(unit).iter().find(removed).map(|entry| entry.year)
    }

    /// Returns met, or else unknown, if an entry of the group answers the test; `None` if there is no such entry.
    pub(crate) fn find(
        &self,
        question: Question<'_>,
        group: &BTreeSet<&UnitId>,
        test: &DecidedTest,
        when: impl Fn(&Entry) -> bool,
    ) -> Option<Judgement> {
        let answers = |entry: &&Entry| {
            when(entry)
                && test.rule.as_ref().is_none_or(|rule| *rule == entry.rule)
                && test.outcome.is_none_or(|outcome| outcome == entry.outcome)
        };
        let mut open = None;
        for entry in group.iter().flat_map(|unit| self.of(unit)).filter(answers) {
            if entry.verdict == Verdict::Met {
                let mut met = question.met(|| entry.fact.clone());
                if question.explain {
                    met.because.extend(entry.because.iter().cloned());
                }
                return Some(met);
            }
            open = Some(question.unknown(|| words::open_decision(&entry.fact)));
        }
        open
    }
}
