//! Decisions applied to chosen figures.

use std::sync::Arc;

use corpus::{Finding, Location};

use crate::choose::Figures;
use crate::decisions::{Action, FILE, FigureDecision, FigureDecisions};
use crate::plan::Plan;
use crate::rows::cell_name;
use crate::unit::UnitOfMeasure;
use crate::{Figure, Flag, Origin, Reading};

/// Column of the corrected value in the file of decisions.
const VALUE_COLUMN: usize = 9;

/// Applies what was decided: a corrected figure keeps the table's as rival, a figure that was asked back is disputed.
pub(crate) fn decide(figures: &mut Figures, plan: &Plan<'_>) -> Vec<Finding> {
    let decisions = plan.inputs.decisions;
    if decisions.is_empty() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for ((unit, indicator, year), figure) in figures.iter_mut() {
        let subject = &plan.inputs.units[*unit];
        let places: Vec<&str> = subject.codes.iter().chain(&subject.names).map(String::as_str).collect();
        let id = plan.indicators[*indicator].definition.id.as_str();
        let heading = figure.from.first().map(|reading| Arc::clone(&reading.origin.heading)).unwrap_or_default();
        let Some(decision) = decisions.about(&places, [&*heading, id].into_iter(), *year) else { continue };
        let stated = plan.indicators[*indicator].unit.as_ref();
        findings.extend(apply(figure, decision, decisions, stated));
    }
    findings
}

fn apply(figure: &mut Figure, decision: &FigureDecision, decisions: &FigureDecisions, stated: Option<&UnitOfMeasure>) -> Option<Finding> {
    let chosen = figure.from.first()?.clone();
    let printed_unit = UnitOfMeasure::read(if decision.unit.is_empty() { &chosen.origin.unit } else { &decision.unit });
    let convert = |value: f64| match (printed_unit.as_ref(), stated) {
        (Some(from), Some(to)) => from.convert(value, to),
        _ => Some(value),
    };
    // The figure as it was seen, within what printing loses.
    let seen = convert(decision.seen)?;
    if (seen - chosen.value).abs() > 1e-6 * seen.abs().max(chosen.value.abs()) {
        return Some(stale(decision, &chosen));
    }
    match decision.action {
        Action::Accept => None,
        Action::AskBack => {
            figure.flag = Flag::Disputed;
            figure.from[0].flag = Flag::Disputed;
            None
        }
        Action::Correct(value) => {
            let value = convert(value)?;
            let corrected = Reading { value, flag: Flag::Estimated, note: note(decision), origin: origin(decision, decisions, &chosen) };
            figure.rivals.insert(0, chosen);
            (figure.value, figure.flag, figure.from) = (value, Flag::Estimated, vec![corrected]);
            None
        }
    }
}

fn note(decision: &FigureDecision) -> Arc<str> {
    Arc::from(format!("{}（{}，{}）", decision.why, decision.who, decision.day))
}

fn origin(decision: &FigureDecision, decisions: &FigureDecisions, chosen: &Reading) -> Origin {
    let printed = if let Action::Correct(value) = decision.action { value.to_string() } else { String::new() };
    Origin {
        file: Arc::from(FILE),
        sha256: Arc::from(decisions.sha256.as_str()),
        sheet: None,
        cell: cell_name(decision.row, VALUE_COLUMN),
        printed,
        heading: Arc::clone(&chosen.origin.heading),
        unit: if decision.unit.is_empty() { Arc::clone(&chosen.origin.unit) } else { Arc::from(decision.unit.as_str()) },
        source: Arc::from(decision.who.as_str()),
        known_on: Some(decision.day),
    }
}

fn stale(decision: &FigureDecision, chosen: &Reading) -> Finding {
    let FigureDecision { place, indicator, year, seen, .. } = decision;
    let now = &chosen.origin.printed;
    Finding::warning(
        "decision/stale",
        format!("对{place} {indicator} {year}年的决定针对的是{seen}，现在的数据是{now}，决定未采用"),
        format!("the decision on `{indicator}` of {place} in {year} was about {seen}, the table now says {now}; it is not used"),
    )
    .at(Location::line(FILE, decision.row))
    .hint("重新核实后再作决定", "check the figure and decide again")
}
