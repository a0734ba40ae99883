//! Decisions taken so far, as later ones look back on them.

use std::collections::{BTreeMap, BTreeSet};

use corpus::Bilingual;
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
    /// What it could not be decided without.
    unknown: Vec<Bilingual>,
}

impl Entry {
    pub(crate) fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day < to)
    }

    /// Returns that the decision is open and, after it, the inputs that it lacks; `of` names its unit where another one asks.
    pub(crate) fn open(&self, of: Option<&UnitId>) -> Vec<Bilingual> {
        let named = |text: &Bilingual| match of {
            None => text.clone(),
            Some(unit) => words::of_unit(unit, text),
        };
        std::iter::once(&words::open_decision(&self.fact)).chain(&self.unknown).map(named).collect()
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
            unknown: decision.unknown.clone(),
        });
    }

    pub(crate) fn of(&self, unit: &UnitId) -> &[Entry] {
        self.entries.get(unit).map_or(&[], Vec::as_slice)
    }

    /// Returns the last year before `year` for which the unit was removed, if that removal still holds on the day.
    pub(crate) fn removed_before(&self, unit: &UnitId, year: i16, day: Date) -> Option<i16> {
        let removed = |entry: &&Entry| entry.outcome == Outcome::Removal && entry.verdict == Verdict::Met && entry.year < year;
        let still = self.of(unit).iter().filter(removed).filter(|entry| entry.to.is_none_or(|to| day < to));
        still.map(|entry| entry.year).max()
    }

    /// Returns met, or else unknown, if an entry of the group answers the test; `None` if there is no such entry.
    pub(crate) fn find(
        &self,
        question: Question<'_>,
        group: &BTreeSet<&UnitId>,
        test: &DecidedTest,
        when: impl Fn(&Entry) -> bool,
    ) -> Option<Judgement> {
        let answers = |entry: &Entry| {
            when(entry)
                && test.rule.as_ref().is_none_or(|rule| *rule == entry.rule)
                && test.outcome.is_none_or(|outcome| outcome == entry.outcome)
        };
        let mut open = None;
        let entries = group.iter().flat_map(|unit| self.of(unit).iter().map(move |entry| (*unit, entry)));
        for (unit, entry) in entries.filter(|(_, entry)| answers(entry)) {
            if entry.verdict == Verdict::Met {
                let mut met = question.met(|| entry.fact.clone());
                if question.explain {
                    met.because.extend(entry.because.iter().cloned());
                }
                return Some(met);
            }
            let other = (unit != question.unit).then_some(unit);
            let unknown = if question.explain { entry.open(other) } else { Vec::new() };
            open = Some(Judgement { unknown, ..Judgement::bare(Verdict::Unknown) });
        }
        open
    }
}
