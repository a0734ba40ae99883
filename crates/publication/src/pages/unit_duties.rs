//! What a unit must do, what its zone has planned, and whom it can learn from.

use consequences::tasks::{Obligation, TaskState};
use programme::UnitId;

use super::ABSENT;
use super::unit::Cited;
use crate::cites::practice_anchor;
use crate::route::Route;
use crate::view::{Link, Links, View};

pub(super) struct TaskRow {
    pub(super) class: &'static str,
    pub(super) state: String,
    pub(super) by: String,
    pub(super) what: String,
    pub(super) who: String,
    pub(super) for_whom: String,
    pub(super) done: String,
    pub(super) told: String,
    pub(super) cites: Links,
}

/// Tasks that the unit bears, and those that others must do for it by a stated day; the most urgent first.
pub(super) fn tasks(view: View<'_>, unit: &UnitId) -> Vec<TaskRow> {
    view.context
        .obligations(unit)
        .iter()
        .filter(|task| task.by.is_some() && (!task.end_of_period || task.report.is_some()))
        .map(|task| task_row(view, task))
        .collect()
}

pub(super) fn task_row(view: View<'_>, task: &Obligation) -> TaskRow {
    let part = if task.part_of.is_some() { view.text("task.part") } else { "" };
    let evidence = task.report.as_ref().map(|report| report.evidence.join(view.text("layout.semicolon"))).unwrap_or_default();
    let done = task.done_pct.map_or_else(|| ABSENT.to_owned(), |done| format!("{done:.0}%"));
    let text = |text: &Option<corpus::Bilingual>| text.as_ref().map_or_else(|| ABSENT.to_owned(), |text| view.of(text).to_owned());
    TaskRow {
        class: state_class(task.state),
        state: view.of(&task.state.name()).to_owned(),
        by: task.by.map_or_else(|| view.text("task.no_day").to_owned(), |by| by.to_string()),
        what: format!("{part}{}", view.of(&task.what)),
        who: view.of(&task.who).to_owned(),
        for_whom: text(&task.for_whom),
        done: if evidence.is_empty() { done } else { view.fill("task.with_evidence", &[("done", &done), ("evidence", &evidence)]) },
        told: text(&task.escalated_to),
        cites: view.cites(&task.cite),
    }
}

/// A class that the style sheet knows: what is late stands out by colour and by its word.
fn state_class(state: TaskState) -> &'static str {
    match state {
        TaskState::Overdue => "late",
        TaskState::Due | TaskState::AtRisk => "unknown",
        TaskState::Done => "met",
        TaskState::Open => "not-met",
    }
}

pub(super) struct PracticeRow {
    pub(super) units: Links,
    pub(super) theme: String,
    pub(super) gist: Link,
    pub(super) reasons: String,
    pub(super) votes: u32,
    pub(super) cites: Links,
}

/// The practices that fit best, each with its reasons.
pub(super) fn practices(view: View<'_>, unit: &UnitId) -> Vec<PracticeRow> {
    const SHOWN: usize = 8;
    let row = |found: consequences::practices::Match| {
        let reasons: Vec<&str> = found.reasons.iter().map(|reason| view.of(reason)).collect();
        PracticeRow {
            units: view.units(&found.units),
            theme: view.of(&found.theme).to_owned(),
            gist: Link::new(view.of(&found.gist), view.href_at(&Route::Practices, &practice_anchor(&found.practice))),
            reasons: reasons.join(view.text("layout.semicolon")),
            votes: found.votes,
            cites: view.cites(&found.cite),
        }
    };
    view.context.matches(unit).into_iter().take(SHOWN).map(row).collect()
}

pub(super) struct PlanRows {
    pub(super) stands: String,
    pub(super) versions: Vec<PlanVersion>,
    pub(super) carries: Vec<Cited>,
}

pub(super) struct PlanVersion {
    pub(super) on: String,
    pub(super) stage: String,
    pub(super) by: String,
    pub(super) note: String,
    pub(super) cites: Links,
}

/// The construction plan of the unit's zone, or of the zone that the unit is.
pub(super) fn plan(view: View<'_>, unit: &UnitId) -> Option<PlanRows> {
    let cycle = view.context.cycle;
    let zones: Vec<&UnitId> = cycle.programme.zones_of(unit, cycle.day).map(|zone| &zone.id).chain([unit]).collect();
    let plan = cycle.proceedings.plans.iter().find(|plan| zones.contains(&&plan.zone))?;
    let stage =
        plan.on(cycle.day).map_or_else(|| view.text("plan.not_submitted").to_owned(), |version| view.of(&version.stage.name()).to_owned());
    let version = |version: &consequences::plan::Version| PlanVersion {
        on: version.on.to_string(),
        stage: view.of(&version.stage.name()).to_owned(),
        by: version.by.clone(),
        note: version.note.clone(),
        cites: view.cites(&version.cite),
    };
    let targets = cycle.programme.targets.iter().filter(|target| plan.targets.contains(&target.id));
    let targets = targets.map(|target| Cited { text: view.of(&target.name).to_owned(), cites: view.cites(&target.cite) });
    let tasks = cycle.programme.tasks.iter().filter(|task| plan.tasks.contains(&task.id));
    let tasks = tasks.map(|task| Cited { text: view.of(&task.what).to_owned(), cites: view.cites(&task.cite) });
    Some(PlanRows {
        stands: view.fill("plan.stands", &[("zone", &view.unit_name(&plan.zone)), ("stage", &stage), ("day", &cycle.day)]),
        versions: plan.versions.iter().map(version).collect(),
        carries: targets.chain(tasks).collect(),
    })
}
