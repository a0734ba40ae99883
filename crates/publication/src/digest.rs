//! The weekly digest (周报) of a unit's tasks as an official paper: what is late or near, what was done this week, what comes next.

use std::collections::BTreeMap;

use consequences::Proceedings;
use consequences::tasks::{Obligation, TaskState};
use jiff::civil::Date;
use programme::{Programme, UnitId};

use crate::context::Context;
use crate::cycle::Cycle;
use crate::docx::{self, Align, Block, Paper};
use crate::language::Language;
use crate::paperwork::{Annex, annex_blocks, cited, day, labelled, table, template, title_of};
use crate::route::Route;
use crate::template::Filling;
use crate::view::View;
use crate::words;

/// Days that a digest looks back on.
const WEEK: i32 = 7;

/// Returns the digest of a unit for the week that ends on `day`, as DOCX in Chinese.
pub fn digest(programme: Programme, proceedings: Proceedings, templates: BTreeMap<String, String>, unit: &UnitId, day: Date) -> Vec<u8> {
    let cycle = Cycle {
        label: None,
        day,
        readings: BTreeMap::new(),
        copies: BTreeMap::new(),
        programme,
        observations: observations::Observations::default(),
        survey: observations::Survey::default(),
        ballots: evaluation::Ballots::default(),
        years: Vec::new(),
        proceedings,
        corrections: Vec::new(),
        templates,
        comparisons: Vec::new(),
        findings: BTreeMap::new(),
        inputs: Vec::new(),
    };
    let context = Context::new(&cycle);
    digest_of(&context, unit)
}

/// The same from a cycle, with its label.
pub(crate) fn digest_of(context: &Context<'_>, unit: &UnitId) -> Vec<u8> {
    docx::write(&paper(View { context, language: Language::Chinese, route: &Route::Overview }, unit))
}

fn paper(view: View<'_>, unit: &UnitId) -> Paper {
    let cycle = view.context.cycle;
    let labels: Vec<String> = view.label().map(str::to_owned).into_iter().collect();
    let first = cycle.day.checked_sub(jiff::Span::new().days(WEEK - 1)).unwrap_or(cycle.day);
    let mut tasks = view.context.obligations(unit);
    tasks.retain(Obligation::is_borne);
    let count = |state: TaskState| tasks.iter().filter(|task| task.state == state).count();
    let mut filling = Filling::default();
    filling
        .value("unit", view.unit_name(unit))
        .value("from", words::day(first))
        .value("to", words::day(cycle.day))
        .value("tasks", tasks.len());
    filling.value("done", count(TaskState::Done)).value("overdue", count(TaskState::Overdue)).value("due", count(TaskState::Due));
    filling.value("at_risk", count(TaskState::AtRisk)).value("open", count(TaskState::Open));
    filling.text("label", view.label().unwrap_or_default());
    let urgent = |task: &&Obligation| matches!(task.state, TaskState::Overdue | TaskState::Due);
    let next = |task: &&Obligation| matches!(task.state, TaskState::AtRisk | TaskState::Open) && task.by.is_some() && !task.end_of_period;
    let lines = |wanted: Vec<&Obligation>, none: &str| {
        if wanted.is_empty() { vec![Block::Text(view.text(none).to_owned())] } else { numbered(view, &wanted) }
    };
    filling.block("urgent", lines(tasks.iter().filter(urgent).collect(), "digest.nothing_urgent"));
    filling.block("week", week(view, unit, first));
    filling.block("next", lines(tasks.iter().filter(next).collect(), "digest.nothing_next"));
    let (list, tables) = annex_blocks(view, vec![annex(view, &tasks)]);
    filling.block("annexes", list);
    let blocks: Vec<Block> = labelled(view, &labels).into_iter().chain(filling.fill(&template(view, "digest"))).chain(tables).collect();
    Paper { title: title_of(&blocks), day: day(cycle), language: view.language.tag(), blocks }
}

fn numbered(view: View<'_>, tasks: &[&Obligation]) -> Vec<Block> {
    let line = |(place, task): (usize, &&Obligation)| {
        let clauses: Vec<String> = task.cite.iter().map(|clause| cited(view, clause)).collect();
        let left = task.days_left.map_or_else(String::new, |left| {
            let key = if left < 0 { "digest.late" } else { "digest.left" };
            view.fill(key, &[("days", &left.abs())])
        });
        let told = task.escalated_to.as_ref().map(|to| view.fill("digest.told", &[("to", &view.of(to))])).unwrap_or_default();
        let values = [
            ("n", &(place + 1) as &dyn std::fmt::Display),
            ("what", &view.of(&task.what)),
            ("who", &view.of(&task.who)),
            ("by", &task.by.map(words::day).unwrap_or_default()),
            ("left", &left),
            ("clauses", &view.language.list(&clauses)),
            ("told", &told),
        ];
        Block::Text(view.fill("digest.line", &values))
    };
    tasks.iter().enumerate().map(line).collect()
}

/// What was reported and what was agreed in the week.
fn week(view: View<'_>, unit: &UnitId, first: Date) -> Vec<Block> {
    let Cycle { proceedings, programme, day, .. } = view.context.cycle;
    let within = |on: Date| (first..=*day).contains(&on);
    let name = |id: &str| {
        let agreed =
            proceedings.meetings.iter().flat_map(|meeting| &meeting.decisions).find(|decision| decision.id == id).map(|one| &one.what);
        let part = proceedings.subtasks.iter().find(|part| part.id == id).map(|part| &part.what);
        let task = programme.tasks.iter().find(|task| task.id == id).map(|task| &task.what);
        task.or(part).or(agreed).map_or_else(|| id.to_owned(), |what| view.of(what).to_owned())
    };
    let reports = proceedings.progress.iter().filter(|report| report.unit == *unit && within(report.on)).map(|report| {
        let values = [
            ("by", &report.by as &dyn std::fmt::Display),
            ("on", &words::day(report.on)),
            ("what", &name(&report.task)),
            ("done", &report.done_pct),
        ];
        Block::Text(view.fill("digest.report", &values))
    });
    let meetings = proceedings.meetings.iter().filter(|meeting| within(meeting.on)).map(|meeting| {
        let values = [
            ("on", &words::day(meeting.on) as &dyn std::fmt::Display),
            ("title", &view.of(&meeting.title)),
            ("n", &meeting.decisions.len()),
        ];
        Block::Text(view.fill("digest.meeting", &values))
    });
    let blocks: Vec<Block> = reports.chain(meetings).collect();
    if blocks.is_empty() { vec![Block::Text(view.text("digest.nothing_happened").to_owned())] } else { blocks }
}

fn annex(view: View<'_>, tasks: &[Obligation]) -> Annex {
    let row = |task: &Obligation| {
        let clauses: Vec<String> = task.cite.iter().map(|clause| cited(view, clause)).collect();
        vec![
            view.of(&task.what).to_owned(),
            view.of(&task.who).to_owned(),
            task.by.map_or_else(|| "—".to_owned(), |by| by.to_string()),
            view.of(&task.state.name()).to_owned(),
            task.done_pct.map_or_else(|| "—".to_owned(), |done| format!("{done:.0}%")),
            view.language.list(&clauses),
        ]
    };
    let head = ["column.task", "column.who", "column.deadline", "column.state", "column.done", "column.cite"];
    let align = [Align::Left, Align::Left, Align::Centre, Align::Centre, Align::Right, Align::Left];
    let table = table(view, &head, &[0.31, 0.15, 0.14, 0.09, 0.08, 0.23], &align, tasks.iter().map(row).collect());
    Annex { title: view.text("digest.annex").to_owned(), blocks: vec![Block::Table(table)] }
}
