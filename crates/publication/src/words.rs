//! Phrases that several pages and papers share: a score with its interval, a grade with its confidence, a term of validity.

use consequences::{Outcome, State, Verdict};
use corpus::Severity;
use observations::Flag;
use programme::{Confidence, Validity};

use crate::context::Evaluated;
use crate::language::Language;
use crate::number;
use crate::view::View;

/// `72.31（68.20—75.94）`: never a score without its interval where there is one.
pub(crate) fn score_with_interval(view: View<'_>, unit: &Evaluated<'_>) -> String {
    let score = number::score(unit.score);
    match unit.uncertainty {
        Some(doubt) => {
            let (low, high) = (number::score(doubt.score_low), number::score(doubt.score_high));
            view.fill("phrase.with_interval", &[("value", &score), ("low", &low), ("high", &high)])
        }
        None => score,
    }
}

/// `优秀（把握78%）`.
pub(crate) fn grade_with_confidence(view: View<'_>, unit: &Evaluated<'_>) -> String {
    let Some(grade) = unit.grade else { return view.text("phrase.no_grade").to_owned() };
    let grade = view.grade(grade);
    match unit.confidence() {
        Some(confidence) => view.fill("phrase.with_confidence", &[("grade", &grade), ("confidence", &number::percent(confidence))]),
        None => grade,
    }
}

/// `3/12（2—6）`.
pub(crate) fn rank_with_interval(view: View<'_>, unit: &Evaluated<'_>) -> String {
    let rank = format!("{}/{}", unit.rank, unit.of);
    match unit.uncertainty {
        Some(doubt) => view.fill("phrase.with_interval", &[("value", &rank), ("low", &doubt.rank_low), ("high", &doubt.rank_high)]),
        None => rank,
    }
}

/// The same as papers write days.
pub(crate) fn paper_term(view: View<'_>, from: Option<jiff::civil::Date>, to: Option<jiff::civil::Date>) -> String {
    let last = to.and_then(|to| to.yesterday().ok());
    match (from, last) {
        (Some(from), Some(last)) => view.fill("letter.from_to", &[("from", &day(from)), ("to", &day(last))]),
        (Some(from), None) => view.fill("letter.from", &[("from", &day(from))]),
        _ => view.text("letter.no_term").to_owned(),
    }
}

/// A day as Chinese papers write it.
pub(crate) fn day(day: jiff::civil::Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

pub(crate) fn figures(unit: &evaluation::UnitOutcome) -> String {
    format!("{}/{}", unit.n_present, unit.n_asked)
}

/// From when until when; the last day is the one before the first on which it no longer holds.
pub(crate) fn term(language: Language, from: Option<jiff::civil::Date>, to: Option<jiff::civil::Date>) -> String {
    match (from, to.and_then(|to| to.yesterday().ok())) {
        (Some(from), Some(to)) => language.fill("phrase.from_to", &[("from", &from), ("to", &to)]),
        (Some(from), None) => language.fill("phrase.from", &[("from", &from)]),
        (None, Some(to)) => language.fill("phrase.to", &[("to", &to)]),
        (None, None) => String::new(),
    }
}

pub(crate) fn validity(language: Language, validity: &Validity) -> String {
    term(language, validity.from, validity.to)
}

pub(crate) fn flag(flag: Flag) -> &'static str {
    match flag {
        Flag::Reported => "flag.reported",
        Flag::Estimated => "flag.estimated",
        Flag::Interpolated => "flag.interpolated",
        Flag::Imputed => "flag.imputed",
        Flag::Disputed => "flag.disputed",
    }
}

pub(crate) fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::TwoAgree => "confidence.two_agree",
        Confidence::OneSource => "confidence.one_source",
        Confidence::Inferred => "confidence.inferred",
        Confidence::Chosen => "confidence.chosen",
        Confidence::NotFound => "confidence.not_found",
    }
}

pub(crate) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Honour => "outcome.honour",
        Outcome::Recommendation => "outcome.recommendation",
        Outcome::Entitlement => "outcome.entitlement",
        Outcome::Bonus => "outcome.bonus",
        Outcome::Warning => "outcome.warning",
        Outcome::Removal => "outcome.removal",
        Outcome::Embargo => "outcome.embargo",
        Outcome::AdmissionRight => "outcome.admission_right",
        Outcome::ObjectionRight => "outcome.objection_right",
        Outcome::LossOfSupport => "outcome.loss_of_support",
    }
}

pub(crate) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "verdict.met",
        Verdict::NotMet => "verdict.not_met",
        Verdict::Unknown => "verdict.unknown",
    }
}

/// Class of the style sheet.
pub(crate) fn verdict_class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::NotMet => "not-met",
        Verdict::Unknown => "unknown",
    }
}

/// What is met comes first, then what is unknown.
pub(crate) fn verdict_order(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Met => 0,
        Verdict::Unknown => 1,
        Verdict::NotMet => 2,
    }
}

pub(crate) fn state(state: State) -> &'static str {
    match state {
        State::Member => "state.member",
        State::Warned => "state.warned",
        State::Removed => "state.removed",
        State::NeverAdmitted => "state.never_admitted",
    }
}

pub(crate) fn severity(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Error => ("error", "severity.error"),
        Severity::Warning => ("warning", "severity.warning"),
        Severity::Info => ("info", "severity.info"),
    }
}
