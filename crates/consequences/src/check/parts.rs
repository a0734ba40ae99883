//! Rules that depend on each other, taken apart from those that do not.

use std::collections::{BTreeMap, BTreeSet};

use programme::rule::{Rule, RuleId, Rulebook};

use super::alike;
use crate::Outcome;
use crate::apply::before;

/// One rule or a pair of rules, with all on which they depend.
pub(super) struct Part {
    /// What the part is for.
    pub(super) about: BTreeSet<RuleId>,
    pub(super) alone: BTreeSet<RuleId>,
    /// The same with all removals, which end the histories of those they meet.
    pub(super) with_removals: BTreeSet<RuleId>,
}

/// Returns a part for every pair that could contradict or repeat each other, and for every rule.
pub(super) fn parts(span: &Rulebook) -> Vec<Part> {
    let rules: Vec<&Rule> = span.rules.values().collect();
    let pairs = rules.iter().enumerate().flat_map(|(at, first)| {
        let others = rules[at + 1..].iter();
        let related = others.filter(|second| alike(first, second) || first.block.outcome.opposes(second.block.outcome));
        related.map(|second| BTreeSet::from([first.id.clone(), second.id.clone()]))
    });
    let singles = rules.iter().map(|rule| BTreeSet::from([rule.id.clone()]));
    let removals: BTreeSet<RuleId> =
        rules.iter().filter(|rule| rule.block.outcome == Outcome::Removal).map(|rule| rule.id.clone()).collect();
    let part = |about: BTreeSet<RuleId>| {
        let alone = with_all_before(&about, &rules);
        let with_removals = with_all_before(&about.union(&removals).cloned().collect(), &rules);
        Part { about, alone, with_removals }
    };
    pairs.chain(singles).map(part).collect()
}

/// Returns the rules with these names.
pub(super) fn chosen(span: &Rulebook, ids: &BTreeSet<RuleId>) -> BTreeMap<RuleId, Rule> {
    span.rules.iter().filter(|(id, _)| ids.contains(id)).map(|(id, rule)| (id.clone(), rule.clone())).collect()
}

/// Returns the rules and, again and again, those that must be decided before them.
pub(super) fn with_all_before(ids: &BTreeSet<RuleId>, rules: &[&Rule]) -> BTreeSet<RuleId> {
    let mut found = ids.clone();
    let mut waiting: Vec<RuleId> = ids.iter().cloned().collect();
    while let Some(id) = waiting.pop() {
        let Some(rule) = rules.iter().find(|rule| rule.id == id) else { continue };
        let new = before(rule, rules).into_iter().filter(|id| found.insert((*id).clone()));
        waiting.extend(new.cloned().collect::<Vec<_>>());
    }
    found
}
