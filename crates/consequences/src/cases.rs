//! Runs the cases of rules.

use corpus::Finding;
use programme::rule::{Case, Expected, Rule, Rulebook};

use crate::timeline::{ANY, REMOVED};
use crate::{Decision, Member, Verdict, apply};

/// Returns a finding for every case that does not come out as its rule file says.
pub fn check_cases(book: &Rulebook) -> Vec<Finding> {
    book.rules.values().flat_map(|rule| rule.cases.iter().filter_map(|case| check_case(book, rule, case))).collect()
}

fn check_case(book: &Rulebook, rule: &Rule, case: &Case) -> Option<Finding> {
    let decision = decision(book, rule, case);
    let came_out = decision.as_ref().map_or(Expected::NotAsked, |decision| match decision.verdict {
        Verdict::Met => Expected::Met,
        Verdict::NotMet => Expected::NotMet,
        Verdict::Unknown => Expected::Unknown,
    });
    if came_out == case.expected {
        return None;
    }
    let (expected_zh, expected_en) = said(case.expected);
    let (came_zh, came_en) = said(came_out);
    let reason = decision.map(|decision| decision.reason).unwrap_or_default();
    let finding = Finding::error(
        "rule/case-fails",
        format!("案例“{}”应为“{expected_zh}”，实为“{came_zh}”。{}", case.title, reason.zh),
        format!("case \"{}\" should be {expected_en} but is {came_en}. {}", case.title, reason.en),
    );
    Some(finding.at(case.location.clone()))
}

/// Returns what the rule says of the case's unit; `None` if it is not asked.
fn decision(book: &Rulebook, rule: &Rule, case: &Case) -> Option<Decision> {
    let members = members(rule, case);
    let consequences = apply(book, &members, &case.history, case.year);
    consequences.decisions.into_iter().find(|decision| decision.unit == Case::unit() && decision.rule == rule.id.0)
}

/// Units whose kind the history does not tell are members of the first kind that the rule asks.
fn members(rule: &Rule, case: &Case) -> Vec<Member> {
    let usual = rule.block.kinds.iter().find(|kind| *kind != REMOVED).map_or(ANY, String::as_str);
    let case_unit = Case::unit();
    crate::member::of_history(&case.history, [&case_unit], usual)
}

fn said(expected: Expected) -> (&'static str, &'static str) {
    match expected {
        Expected::Met => ("满足", "met"),
        Expected::NotMet => ("不满足", "not met"),
        Expected::Unknown => ("不明", "unknown"),
        Expected::NotAsked => ("不适用", "not asked"),
    }
}
