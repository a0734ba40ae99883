//! What must be reached and done.

use askama::Template;
use jiff::civil::Date;
use programme::{Force, Target, TargetKind, TargetScope, Task};

use super::{ABSENT, frame_with, render};
use crate::cites::{target_anchor, task_anchor};
use crate::number;
use crate::view::{Frame, Links, View};

#[derive(Template)]
#[template(path = "targets.html")]
struct Targets<'a> {
    frame: Frame<'a>,
    targets: Vec<TargetRow>,
    tasks: Vec<TaskRow>,
}

struct TargetRow {
    anchor: String,
    name: String,
    goal: String,
    kind: String,
    deadline: String,
    scope: &'static str,
    cites: Links,
}

struct TaskRow {
    anchor: String,
    what: String,
    who: String,
    for_whom: String,
    by: String,
    force: &'static str,
    cites: Links,
}

pub(super) fn page(view: View<'_>) -> String {
    let programme = &view.context.cycle.programme;
    render(&Targets {
        frame: frame_with(view, view.text("targets.title"), &[("targets", "targets.targets"), ("tasks", "targets.tasks")]),
        targets: programme.targets.iter().map(|target| target_row(view, target)).collect(),
        tasks: programme.tasks.iter().map(|task| task_row(view, task)).collect(),
    })
}

/// The value with its unit, signed where it is a change.
pub(super) fn goal(target: &Target) -> String {
    let value = match target.kind {
        TargetKind::ChangeAgainstBaseline if target.value > 0.0 => format!("+{}", number::figure(target.value)),
        _ => number::figure(target.value),
    };
    format!("{value} {}", target.unit)
}

fn target_row(view: View<'_>, target: &Target) -> TargetRow {
    let kind = match target.kind {
        TargetKind::Level => "target.level",
        TargetKind::ChangeAgainstBaseline => "target.change",
        TargetKind::Cumulative => "target.cumulative",
    };
    let baseline = target.baseline_year.map(|year| view.fill("target.against", &[("year", &year)])).unwrap_or_default();
    TargetRow {
        anchor: target_anchor(&target.id),
        name: view.of(&target.name).to_owned(),
        goal: goal(target),
        kind: view.text(kind).to_owned() + &baseline,
        deadline: target.deadline.to_string(),
        scope: view.language.text(match target.scope {
            TargetScope::OldIndustrialCities => "target.old_industrial_cities",
            TargetScope::ZoneCities => "target.zone_cities",
            TargetScope::Parks => "target.parks",
        }),
        cites: view.cites(&target.cite),
    }
}

fn task_row(view: View<'_>, task: &Task) -> TaskRow {
    let with = task.with.as_ref().map(|with| view.fill("task.with", &[("with", &view.of(with))])).unwrap_or_default();
    let named: Vec<String> = task.units.iter().map(|unit| view.unit_name(unit)).collect();
    let named = (!named.is_empty()).then(|| view.language.list(&named));
    let for_whom = task.for_whom.as_ref().map(|whom| view.of(whom).to_owned()).or(named);
    TaskRow {
        anchor: task_anchor(&task.id),
        what: what(view, task),
        who: view.of(&task.who).to_owned() + &with,
        for_whom: for_whom.unwrap_or_else(|| ABSENT.to_owned()),
        by: task.by.map_or_else(|| view.text("task.no_day").to_owned(), |by| due(view, by)),
        force: view.language.text(match task.force {
            Force::Must => "force.must",
            Force::Requested => "force.requested",
            Force::Promoted => "force.promoted",
            Force::Encouraged => "force.encouraged",
        }),
        cites: view.cites(&task.cite),
    }
}

/// The task, and its condition where there is one.
pub(super) fn what(view: View<'_>, task: &Task) -> String {
    match &task.condition {
        Some(condition) => view.fill("task.on_condition", &[("what", &view.of(&task.what)), ("condition", &view.of(condition))]),
        None => view.of(&task.what).to_owned(),
    }
}

/// The day, and whether it is past on the day of the cycle.
pub(super) fn due(view: View<'_>, by: Date) -> String {
    let key = if by < view.context.cycle.day { "task.past" } else { "task.open" };
    format!("{by} {}", view.text(key))
}
