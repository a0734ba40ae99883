//! What a unit must do, by which clause, for whom, until when, and whether it is late.

mod calendar;

use corpus::{Bilingual, ClauseId};
use jiff::civil::Date;
use programme::{Force, Programme, Task, Tier, UnitId};
use serde::{Deserialize, Serialize};

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
    /// Names of the files that show it.
    pub evidence: Vec<String>,
}

/// When a task counts as near its day, and when as behind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reminders {
    /// Days before the deadline from which a task is due.
    pub due_days: i32,
    /// Percentage points that progress may stay behind the share of time that has passed.
    pub behind_pct: f64,
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
    /// `None` where nothing was reported.
    pub done_pct: Option<f64>,
}

/// Returns what must be done by or for a unit on a day, most urgent first.
pub fn obligations(programme: &Programme, unit: &UnitId, progress: &[Progress], day: Date, reminders: Reminders) -> Vec<Obligation> {
    let in_force = programme.tasks.iter().filter(|task| task.validity.holds_on(day) || is_overdue_candidate(task, day));
    let concerning = in_force.filter(|task| concerns(programme, task, unit, day));
    let mut obligations: Vec<Obligation> = concerning.map(|task| obligation(task, unit, progress, day, reminders)).collect();
    obligations.sort_by(|a, b| (a.state, a.by.is_none(), a.by, &a.task).cmp(&(b.state, b.by.is_none(), b.by, &b.task)));
    obligations
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

fn obligation(task: &Task, unit: &UnitId, progress: &[Progress], day: Date, reminders: Reminders) -> Obligation {
    let of_task = progress.iter().filter(|report| report.task == task.id && report.unit == *unit && report.on <= day);
    let done_pct = of_task.max_by_key(|report| report.on).map(|report| report.done_pct);
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
        state: state(task.validity.from, by, done_pct, day, reminders),
        days_left: by.map(|by| days_between(day, by)),
        done_pct,
    }
}

fn state(from: Option<Date>, by: Option<Date>, done_pct: Option<f64>, day: Date, reminders: Reminders) -> TaskState {
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

    fn check(done: Option<f64>, day: Date, expected: TaskState) {
        let reminders = Reminders { due_days: 90, behind_pct: 20.0 };
        let found = state(Some(date(2021, 1, 1)), Some(date(2025, 12, 31)), done, day, reminders);
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
        let reminders = Reminders { due_days: 90, behind_pct: 20.0 };
        assert_eq!(state(None, None, None, date(2030, 1, 1), reminders), TaskState::Open);
    }
}
