//! What a unit must do, by which clause, for whom, until when, and whether it is late.

mod calendar;

use corpus::{Bilingual, ClauseId, Finding};
use jiff::civil::Date;
use programme::{Force, Programme, Task, Tier, UnitId, Validity};
use serde::{Deserialize, Serialize};

use crate::meeting::Meeting;
use crate::proceedings::Proceedings;

pub use calendar::calendar;

/// Whom a task is put on, as its clause names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addressee {
    City,
    ProvincialZone,
    Park,
    Province,
    Nation,
}

/// How far a unit says it is with a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    pub task: String,
    pub unit: UnitId,
    pub on: Date,
    /// 0 to 100.
    pub done_pct: f64,
    /// Who reports.
    pub by: String,
    /// Names of the files that show it.
    pub evidence: Vec<String>,
    #[serde(default)]
    pub note: String,
}

/// A part of a task, put on somebody by those who answer for the whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subtask {
    pub id: String,
    pub part_of: String,
    /// Empty where it is for all whom the whole concerns.
    pub units: Vec<UnitId>,
    pub who: Bilingual,
    pub what: Bilingual,
    /// The day of the whole where absent.
    pub by: Option<Date>,
    pub assigned_by: String,
    pub assigned_on: Date,
}

/// When a task counts as near its day and when as behind, and who is told when it is late. Without a file nothing is near or behind.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Reminders {
    /// Days before the deadline from which a task is due.
    pub due_days: i32,
    /// Percentage points that progress may stay behind the share of time that has passed.
    pub behind_pct: f64,
    pub escalations: Vec<Escalation>,
    /// Where the numbers come from.
    pub reading: Bilingual,
}

/// Who is told when a task is so many days late.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    pub after_days: i32,
    pub to: Bilingual,
}

impl Progress {
    /// Finds progress beyond its bounds, and a task called done without a file that shows it.
    pub fn check(&self) -> Option<Finding> {
        let (task, unit, done) = (&self.task, &self.unit, self.done_pct);
        if !(0.0..=100.0).contains(&done) {
            return Some(Finding::error(
                "task/progress-range",
                format!("{unit}任务{task}的进展{done}不在0至100之间"),
                format!("progress {done} of {unit} with {task} is not between 0 and 100"),
            ));
        }
        (done >= 100.0 && self.evidence.is_empty()).then(|| {
            Finding::warning(
                "task/done-without-evidence",
                format!("{unit}报告任务{task}已完成，但没有附证明材料，暂不计为完成"),
                format!("{unit} reports {task} as done without evidence: it does not count as done yet"),
            )
            .hint("在 evidence 栏写明材料文件名", "name the files in the column `evidence`")
        })
    }
}

/// Where a task stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    Overdue,
    /// The deadline is near.
    Due,
    /// Progress is behind the time that has passed.
    AtRisk,
    Open,
    Done,
}

impl TaskState {
    pub fn name(self) -> Bilingual {
        let (zh, en) = match self {
            Self::Overdue => ("逾期", "overdue"),
            Self::Due => ("临期", "due"),
            Self::AtRisk => ("滞后", "at risk"),
            Self::Open => ("进行中", "open"),
            Self::Done => ("完成", "done"),
        };
        Bilingual::new(zh, en)
    }
}

/// A task as it concerns one unit on one day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Obligation {
    pub task: String,
    pub unit: UnitId,
    /// Who must act: the unit itself, its province, or the ministries for it.
    pub addressee: Addressee,
    pub who: Bilingual,
    pub what: Bilingual,
    pub for_whom: Option<Bilingual>,
    pub condition: Option<Bilingual>,
    pub force: Force,
    pub cite: Vec<ClauseId>,
    /// `false` where the clause names other units as examples, so that it is not sure that this one is meant.
    pub named_or_general: bool,
    pub by: Option<Date>,
    /// `true` where the clause sets no day and the last day of its period is taken.
    pub end_of_period: bool,
    pub state: TaskState,
    /// Negative when overdue.
    pub days_left: Option<i32>,
    /// `None` where nothing was reported. A whole without a report of its own has the mean of its parts where one of them has one, the others
    /// as 0.
    pub done_pct: Option<f64>,
    /// The last report, where there is one.
    pub report: Option<Progress>,
    /// The task that it is a part of.
    pub part_of: Option<String>,
    /// Who is told, since it is late.
    pub escalated_to: Option<Bilingual>,
}

impl Obligation {
    /// Returns whether the unit itself must act, or the clause does its part for it by a stated day.
    pub fn is_borne(&self) -> bool {
        !matches!(self.addressee, Addressee::Province | Addressee::Nation) || (self.by.is_some() && !self.end_of_period)
    }
}

/// Returns what must be done by or for a unit on a day, most urgent first: the clauses' tasks, their parts, and what meetings decided.
pub fn obligations(programme: &Programme, proceedings: &Proceedings, unit: &UnitId, day: Date) -> Vec<Obligation> {
    let agreed: Vec<Task> = proceedings.meetings.iter().filter(|meeting| meeting.on <= day).flat_map(Meeting::tasks).collect();
    let all = || programme.tasks.iter().chain(&agreed);
    let owed = |task: &&Task| task.validity.holds_on(day) || is_overdue_candidate(task, day);
    let concerning: Vec<&Task> = all().filter(owed).filter(|task| concerns(programme, task, unit, day)).collect();
    let mut obligations = Vec::new();
    for task in concerning {
        let parts = parts(task, proceedings, unit, day);
        let parts: Vec<Obligation> = parts.iter().map(|(part, of)| part_obligation(part, of, proceedings, unit, day)).collect();
        let mut whole = obligation(task, unit, proceedings, day);
        if whole.report.is_none() && parts.iter().any(|part| part.done_pct.is_some()) {
            let done: f64 = parts.iter().filter_map(|part| part.done_pct).sum();
            whole.done_pct = Some(done / parts.len() as f64);
            whole.state = state(task.validity.from, whole.by, whole.done_pct, day, &proceedings.reminders);
        }
        obligations.push(whole);
        obligations.extend(parts);
    }
    for obligation in &mut obligations {
        obligation.escalated_to = escalated(obligation, &proceedings.reminders);
    }
    // Of the same day they stand as the clauses do.
    obligations.sort_by_key(|one| (one.state, one.by.is_none(), one.by));
    obligations
}

/// The parts of a task that a unit bears, as tasks.
fn parts<'a>(task: &'a Task, proceedings: &Proceedings, unit: &UnitId, day: Date) -> Vec<(Task, &'a Task)> {
    let own = proceedings.subtasks.iter().filter(|part| part.part_of == task.id && part.assigned_on <= day);
    let for_unit = own.filter(|part| part.units.is_empty() || part.units.contains(unit));
    let as_task = |part: &Subtask| Task {
        id: part.id.clone(),
        who: part.who.clone(),
        what: part.what.clone(),
        by: part.by.or(task.by),
        validity: Validity { from: Some(part.assigned_on), to: task.validity.to },
        ..task.clone()
    };
    for_unit.map(|part| (as_task(part), task)).collect()
}

fn part_obligation(part: &Task, of: &Task, proceedings: &Proceedings, unit: &UnitId, day: Date) -> Obligation {
    Obligation { addressee: addressee(of), part_of: Some(of.id.clone()), ..obligation(part, unit, proceedings, day) }
}

/// Returns the last of those who are told by now.
fn escalated(obligation: &Obligation, reminders: &Reminders) -> Option<Bilingual> {
    let late = -obligation.days_left.filter(|_| obligation.state == TaskState::Overdue)?;
    let told = reminders.escalations.iter().filter(|step| late >= step.after_days);
    told.max_by_key(|step| step.after_days).map(|step| step.to.clone())
}

/// Returns the obligations whose deadline is on or before a day, or that are already late.
pub fn until(obligations: &[Obligation], last_day: Date) -> Vec<&Obligation> {
    let falls = |obligation: &&Obligation| obligation.state != TaskState::Done && obligation.by.is_some_and(|by| by <= last_day);
    obligations.iter().filter(falls).collect()
}

/// A task with a stated day stays owed after its period.
fn is_overdue_candidate(task: &Task, day: Date) -> bool {
    task.by.is_some_and(|by| by < day) && task.validity.from.is_none_or(|from| from <= day)
}

fn concerns(programme: &Programme, task: &Task, unit: &UnitId, day: Date) -> bool {
    if task.units.contains(unit) {
        return true;
    }
    if !task.units.is_empty() && !task.open_list {
        return false;
    }
    match addressee(task) {
        Addressee::ProvincialZone => programme.zones_of(unit, day).any(|zone| zone.tier == Tier::Provincial),
        Addressee::Park => programme.parks.iter().any(|park| park.id == *unit || park.place == *unit),
        Addressee::City => programme.zones_of(unit, day).any(|zone| zone.tier == Tier::National),
        Addressee::Province | Addressee::Nation => programme.zones_of(unit, day).next().is_some(),
    }
}

/// Returns the level that a clause names. Its own words say it: a province's bodies bear 省, cities 城市, parks 园区.
pub fn addressee(task: &Task) -> Addressee {
    let who = task.who.zh.as_str();
    if who.contains("省级示范区") {
        Addressee::ProvincialZone
    } else if who.contains("园区") {
        Addressee::Park
    } else if who.contains('省') {
        Addressee::Province
    } else if who.contains("城市") {
        Addressee::City
    } else {
        Addressee::Nation
    }
}

fn obligation(task: &Task, unit: &UnitId, proceedings: &Proceedings, day: Date) -> Obligation {
    let of_task = proceedings.progress.iter().filter(|report| report.task == task.id && report.unit == *unit && report.on <= day);
    let report = of_task.max_by_key(|report| report.on);
    let done_pct = report.map(believed);
    let end_of_period = task.validity.to.and_then(|to| to.yesterday().ok());
    let by = task.by.or(end_of_period);
    Obligation {
        task: task.id.clone(),
        unit: unit.clone(),
        addressee: addressee(task),
        who: task.who.clone(),
        what: task.what.clone(),
        for_whom: task.for_whom.clone(),
        condition: task.condition.clone(),
        force: task.force,
        cite: task.cite.clone(),
        named_or_general: task.units.is_empty() || task.units.contains(unit),
        by,
        end_of_period: task.by.is_none() && by.is_some(),
        state: state(task.validity.from, by, done_pct, day, &proceedings.reminders),
        days_left: by.map(|by| days_between(day, by)),
        done_pct,
        report: report.cloned(),
        part_of: None,
        escalated_to: None,
    }
}

/// What is called done without a file that shows it is only nearly done.
fn believed(report: &Progress) -> f64 {
    const NEARLY: f64 = 99.0;
    if report.evidence.is_empty() { report.done_pct.min(NEARLY) } else { report.done_pct }
}

fn state(from: Option<Date>, by: Option<Date>, done_pct: Option<f64>, day: Date, reminders: &Reminders) -> TaskState {
    if done_pct.is_some_and(|done| done >= 100.0) {
        return TaskState::Done;
    }
    let Some(by) = by else { return TaskState::Open };
    let left = days_between(day, by);
    if left < 0 {
        return TaskState::Overdue;
    }
    if left <= reminders.due_days {
        return TaskState::Due;
    }
    let behind = from.zip(done_pct).is_some_and(|(from, done)| {
        let whole = f64::from(days_between(from, by)).max(1.0);
        f64::from(days_between(from, day)) / whole * 100.0 - done > reminders.behind_pct
    });
    if behind { TaskState::AtRisk } else { TaskState::Open }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn reminders() -> Reminders {
        Reminders { due_days: 90, behind_pct: 20.0, ..Reminders::default() }
    }

    fn check(done: Option<f64>, day: Date, expected: TaskState) {
        let found = state(Some(date(2021, 1, 1)), Some(date(2025, 12, 31)), done, day, &reminders());
        assert_eq!(found, expected, "{done:?} on {day}");
    }

    #[test]
    fn a_task_is_late_by_the_calendar_and_at_risk_by_its_progress() {
        check(None, date(2023, 7, 1), TaskState::Open);
        check(Some(50.0), date(2023, 7, 1), TaskState::Open);
        check(Some(20.0), date(2023, 7, 1), TaskState::AtRisk);
        check(Some(20.0), date(2025, 10, 2), TaskState::Due);
        check(Some(20.0), date(2025, 10, 1), TaskState::AtRisk);
        check(Some(99.0), date(2025, 12, 31), TaskState::Due);
        check(Some(99.0), date(2026, 1, 1), TaskState::Overdue);
        check(Some(100.0), date(2026, 1, 1), TaskState::Done);
    }

    #[test]
    fn a_task_without_a_day_is_never_late() {
        assert_eq!(state(None, None, None, date(2030, 1, 1), &reminders()), TaskState::Open);
    }

    fn task(id: &str, by: Option<Date>) -> Task {
        Task {
            id: id.to_owned(),
            who: Bilingual::new("城市", "cities"),
            with: None,
            what: Bilingual::new(id, id),
            for_whom: None,
            condition: None,
            force: Force::Must,
            units: vec!["a".into()],
            open_list: false,
            by,
            cite: Vec::new(),
            validity: Validity { from: Some(date(2021, 1, 1)), to: None },
        }
    }

    fn report(task: &str, done_pct: f64, evidence: &[&str]) -> Progress {
        let evidence = evidence.iter().map(ToString::to_string).collect();
        Progress {
            task: task.to_owned(),
            unit: "a".into(),
            on: date(2022, 1, 1),
            done_pct,
            by: String::new(),
            evidence,
            note: String::new(),
        }
    }

    fn part(id: &str) -> Subtask {
        Subtask {
            id: id.to_owned(),
            part_of: "t".to_owned(),
            units: Vec::new(),
            who: Bilingual::new("市发展改革委", "the city's commission"),
            what: Bilingual::new(id, id),
            by: None,
            assigned_by: String::new(),
            assigned_on: date(2021, 3, 1),
        }
    }

    fn found(proceedings: &Proceedings, day: Date) -> Vec<(String, TaskState, Option<f64>, Option<String>)> {
        let programme = Programme { tasks: vec![task("t", Some(date(2022, 6, 30)))], ..Programme::default() };
        let all = obligations(&programme, proceedings, &"a".into(), day);
        all.into_iter().map(|one| (one.task, one.state, one.done_pct, one.escalated_to.map(|to| to.zh))).collect()
    }

    #[test]
    fn a_whole_has_the_mean_of_its_parts_until_it_reports_itself() {
        let (subtasks, progress) = (vec![part("t-1"), part("t-2")], vec![report("t-1", 100.0, &["a.pdf"])]);
        let parts = Proceedings { subtasks, progress, reminders: reminders(), ..Proceedings::default() };
        // Two thirds of the time have passed, half is done: within the margin of twenty points.
        let day = date(2022, 1, 1);
        let state = |id: &str, state, done| (id.to_owned(), state, done, None);
        let expected =
            [state("t", TaskState::Open, Some(50.0)), state("t-2", TaskState::Open, None), state("t-1", TaskState::Done, Some(100.0))];
        assert_eq!(found(&parts, day), expected);
    }

    #[test]
    fn done_without_evidence_is_not_done() {
        let with = |evidence: &[&str]| Proceedings { progress: vec![report("t", 100.0, evidence)], ..Proceedings::default() };
        let day = date(2022, 7, 1);
        assert_eq!(found(&with(&["a.pdf"]), day)[0].1, TaskState::Done);
        assert_eq!(found(&with(&[]), day)[0].1, TaskState::Overdue);
    }

    #[test]
    fn the_longer_it_is_late_the_higher_it_goes() {
        let step = |after_days, to: &str| Escalation { after_days, to: Bilingual::new(to, to) };
        let reminders = Reminders { escalations: vec![step(1, "省"), step(30, "国家")], ..reminders() };
        let proceedings = Proceedings { reminders, ..Proceedings::default() };
        let check = |day: Date, expected: Option<&str>| assert_eq!(found(&proceedings, day)[0].3.as_deref(), expected, "{day}");
        check(date(2022, 6, 30), None);
        check(date(2022, 7, 1), Some("省"));
        check(date(2022, 7, 29), Some("省"));
        check(date(2022, 7, 30), Some("国家"));
    }

    #[test]
    fn what_a_meeting_decides_is_owed_from_its_day_on() {
        let decided = crate::meeting::Resolved {
            id: "m-1".to_owned(),
            who: Bilingual::new("城市", "cities"),
            what: Bilingual::default(),
            for_whom: None,
            units: vec!["a".into()],
            by: Some(date(2022, 5, 1)),
            cite: Vec::new(),
        };
        let meeting = Meeting {
            id: "m".to_owned(),
            kind: crate::meeting::MeetingKind::Consultation,
            on: date(2022, 3, 1),
            title: Bilingual::default(),
            chaired_by: String::new(),
            present: Vec::new(),
            practices: Vec::new(),
            cite: Vec::new(),
            decisions: vec![decided],
        };
        let proceedings = Proceedings { meetings: vec![meeting], ..Proceedings::default() };
        let ids = |day| found(&proceedings, day).into_iter().map(|one| one.0).collect::<Vec<_>>();
        assert_eq!(ids(date(2022, 2, 28)), ["t"]);
        assert_eq!(ids(date(2022, 3, 1)), ["m-1", "t"]);
    }
}
