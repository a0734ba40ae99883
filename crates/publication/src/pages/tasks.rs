//! The task board: what is late, near or behind, for every unit; meetings and what they decided; plans and where they stand.

use std::collections::BTreeMap;

use askama::Template;
use consequences::meeting::{Meeting, MeetingKind};
use consequences::tasks::{Obligation, TaskState};
use programme::UnitId;

use super::unit_duties::{TaskRow, task_row};
use super::{frame_with, render};
use crate::route::Route;
use crate::view::{Frame, Link, Links, View};

#[derive(Template)]
#[template(path = "tasks.html")]
struct Board<'a> {
    frame: Frame<'a>,
    lead: String,
    reading: String,
    urgent: Vec<Urgent>,
    counts: Vec<CountRow>,
    meetings: Vec<MeetingRow>,
    plans: Vec<PlanRow>,
}

pub(super) struct Urgent {
    pub(super) units: Links,
    pub(super) task: TaskRow,
}

pub(super) struct CountRow {
    pub(super) unit: Link,
    pub(super) counts: Vec<usize>,
}

struct MeetingRow {
    when: String,
    title: String,
    kind: &'static str,
    present: String,
    decisions: Vec<MeetingDecision>,
    practices: Links,
    cites: Links,
}

struct MeetingDecision {
    what: String,
    cites: Links,
}

struct PlanRow {
    zone: Link,
    stage: String,
    on: String,
    by: String,
    versions: usize,
}

const STATES: [TaskState; 5] = [TaskState::Overdue, TaskState::Due, TaskState::AtRisk, TaskState::Open, TaskState::Done];

pub(super) fn page(view: View<'_>) -> String {
    let cycle = view.context.cycle;
    let members: Vec<_> = cycle.programme.all_members().into_iter().cloned().collect();
    let all: Vec<Vec<Obligation>> = members.iter().map(|unit| view.context.obligations(unit)).collect();
    let counts = count_rows(view, &members, &all);
    let total: usize = all.iter().map(Vec::len).sum();
    let late = all.iter().flatten().filter(|task| task.state == TaskState::Overdue).count();
    let values = [("day", &cycle.day as &dyn std::fmt::Display), ("units", &counts.len()), ("total", &total), ("late", &late)];
    let contents = [("urgent", "tasks.urgent"), ("counts", "tasks.counts"), ("meetings", "tasks.meetings"), ("plans", "tasks.plans")];
    render(&Board {
        frame: frame_with(view, view.text("tasks.title"), &contents),
        lead: view.fill("tasks.lead", &values),
        reading: view.of(&cycle.proceedings.reminders.reading).to_owned(),
        urgent: urgent(view, all.iter().flatten()),
        counts,
        meetings: cycle
            .proceedings
            .meetings
            .iter()
            .filter(|meeting| meeting.on <= cycle.day)
            .map(|meeting| meeting_row(view, meeting))
            .collect(),
        plans: plans(view),
    })
}

/// How many tasks of each state every unit has that has any.
pub(super) fn count_rows(view: View<'_>, units: &[UnitId], owed: &[Vec<Obligation>]) -> Vec<CountRow> {
    let row = |(unit, own): (&UnitId, &Vec<Obligation>)| CountRow {
        unit: Link::new(view.unit_name(unit), view.href_at(&Route::Unit(unit.clone()), "tasks")),
        counts: STATES.iter().map(|state| own.iter().filter(|task| task.state == *state).count()).collect(),
    };
    units.iter().zip(owed).filter(|(_, own)| !own.is_empty()).map(row).collect()
}

/// Each pressing task once, with all units for which it stands the same.
pub(super) fn urgent<'o>(view: View<'_>, all: impl Iterator<Item = &'o Obligation>) -> Vec<Urgent> {
    let mut by_task: BTreeMap<(TaskState, Option<jiff::civil::Date>, &str), Vec<&Obligation>> = BTreeMap::new();
    for task in all.filter(|task| matches!(task.state, TaskState::Overdue | TaskState::Due | TaskState::AtRisk)) {
        by_task.entry((task.state, task.by, &task.task)).or_default().push(task);
    }
    let row = |tasks: Vec<&Obligation>| Urgent {
        units: Links(
            tasks
                .iter()
                .map(|task| Link::new(view.unit_name(&task.unit), view.href_at(&Route::Unit(task.unit.clone()), "tasks")))
                .collect(),
        ),
        task: task_row(view, tasks[0]),
    };
    by_task.into_values().map(row).collect()
}

fn meeting_row(view: View<'_>, meeting: &Meeting) -> MeetingRow {
    let decision = |decision: &consequences::meeting::Resolved| {
        let by = decision.by.map_or_else(|| view.text("task.no_day").to_owned(), |by| by.to_string());
        let values = [("what", &view.of(&decision.what) as &dyn std::fmt::Display), ("who", &view.of(&decision.who)), ("by", &by)];
        MeetingDecision { what: view.fill("tasks.decided", &values), cites: view.cites(&decision.cite) }
    };
    let practices = meeting.practices.iter().map(|id| {
        let known = view.context.cycle.programme.practices.iter().find(|practice| practice.id == *id);
        let name = known.map_or_else(|| id.clone(), |practice| view.of(&practice.gist).to_owned());
        Link::new(name, view.href_at(&Route::Practices, &crate::cites::practice_anchor(id)))
    });
    MeetingRow {
        when: meeting.on.to_string(),
        title: view.of(&meeting.title).to_owned(),
        kind: view.language.text(match meeting.kind {
            MeetingKind::Consultation => "tasks.consultation",
            MeetingKind::JointConference => "tasks.joint_conference",
            MeetingKind::Exchange => "tasks.exchange",
            MeetingKind::Training => "tasks.training",
        }),
        present: view
            .language
            .list(&std::iter::once(meeting.chaired_by.clone()).chain(meeting.present.iter().cloned()).collect::<Vec<_>>()),
        decisions: meeting.decisions.iter().map(decision).collect(),
        practices: Links(practices.collect()),
        cites: view.cites(&meeting.cite),
    }
}

fn plans(view: View<'_>) -> Vec<PlanRow> {
    let cycle = view.context.cycle;
    let row = |plan: &consequences::plan::Plan| {
        let stands = plan.on(cycle.day);
        PlanRow {
            zone: view.zone(&plan.zone),
            stage: stands.map_or_else(|| view.text("plan.not_submitted").to_owned(), |version| view.of(&version.stage.name()).to_owned()),
            on: stands.map(|version| version.on.to_string()).unwrap_or_default(),
            by: stands.map(|version| version.by.clone()).unwrap_or_default(),
            versions: plan.versions.len(),
        }
    };
    cycle.proceedings.plans.iter().map(row).collect()
}
