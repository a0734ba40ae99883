//! Everything that was found wrong with the inputs, by stage and kind.

use std::collections::BTreeMap;

use askama::Template;
use corpus::{Finding, Severity};

use super::{frame_with, render};
use crate::cycle::Stage;
use crate::view::{Frame, Link, View};
use crate::words;

#[derive(Template)]
#[template(path = "findings.html")]
struct Findings<'a> {
    frame: Frame<'a>,
    lead: String,
    stages: Vec<StageSection>,
}

struct StageSection {
    anchor: &'static str,
    name: &'static str,
    total: usize,
    groups: Vec<Group>,
}

/// Findings of one code.
struct Group {
    class: &'static str,
    severity: &'static str,
    code: String,
    open: bool,
    rows: Vec<FindingRow>,
}

pub(super) struct FindingRow {
    pub class: &'static str,
    pub severity: &'static str,
    pub location: String,
    pub message: String,
    pub hint: String,
}

const STAGES: [Stage; 5] = [Stage::Corpus, Stage::Programme, Stage::Observations, Stage::Evaluation, Stage::Consequences];

pub(super) fn anchor(stage: Stage) -> &'static str {
    match stage {
        Stage::Corpus => "corpus",
        Stage::Programme => "programme",
        Stage::Observations => "observations",
        Stage::Evaluation => "evaluation",
        Stage::Consequences => "consequences",
    }
}

pub(crate) fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Corpus => "stage.corpus",
        Stage::Programme => "stage.programme",
        Stage::Observations => "stage.observations",
        Stage::Evaluation => "stage.evaluation",
        Stage::Consequences => "stage.consequences",
    }
}

pub(super) fn page(view: View<'_>) -> String {
    let count = |severity: Severity| view.context.cycle.findings.values().flatten().filter(|finding| finding.severity == severity).count();
    let counts = [
        ("errors", &count(Severity::Error) as &dyn std::fmt::Display),
        ("warnings", &count(Severity::Warning)),
        ("infos", &count(Severity::Info)),
    ];
    let stages: Vec<StageSection> = STAGES.into_iter().map(|stage| section(view, stage)).collect();
    let mut frame = frame_with(view, view.text("layout.findings"), &[]);
    frame.contents = stages.iter().map(|stage| Link::new(stage.name, format!("#{}", stage.anchor))).collect();
    render(&Findings { frame, lead: view.fill("findings.lead", &counts), stages })
}

fn section(view: View<'_>, stage: Stage) -> StageSection {
    let findings = view.context.cycle.findings.get(&stage).map(Vec::as_slice).unwrap_or_default();
    let mut by_code: BTreeMap<(std::cmp::Reverse<Severity>, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        by_code.entry((std::cmp::Reverse(finding.severity), &finding.code)).or_default().push(finding);
    }
    let group = |((severity, code), findings): ((std::cmp::Reverse<Severity>, &str), Vec<&Finding>)| {
        let (class, name) = words::severity(severity.0);
        Group {
            class,
            severity: view.language.text(name),
            code: code.to_owned(),
            open: severity.0 == Severity::Error,
            rows: findings.into_iter().map(|finding| finding_row(view, finding)).collect(),
        }
    };
    StageSection {
        anchor: anchor(stage),
        name: view.language.text(stage_name(stage)),
        total: findings.len(),
        groups: by_code.into_iter().map(group).collect(),
    }
}

pub(super) fn finding_row(view: View<'_>, finding: &Finding) -> FindingRow {
    let (class, severity) = words::severity(finding.severity);
    FindingRow {
        class,
        severity: view.language.text(severity),
        location: finding.location.as_ref().map(ToString::to_string).unwrap_or_default(),
        message: view.of(&finding.message).to_owned(),
        hint: finding.hint.as_ref().map(|hint| view.of(hint).to_owned()).unwrap_or_default(),
    }
}
