//! What people decided, reported and agreed, kept as text in `decisions/` of the programme folder: confirmations, objections, progress,
//! sub-tasks, meetings, plans, the fund, votes.
//!
//! In: the folder's files. Out: [`Proceedings`], and findings for what cannot be read or names something that does not exist. Absent files
//! mean that nothing was decided.

mod check;
mod write;

use corpus::{Bilingual, ClauseId, Finding, Location};
use jiff::civil::Date;
use programme::reading::{At, Document, cites, parts, rows, units};
use programme::rule::RuleId;
use programme::{Folder, Programme, UnitId};
use serde::{Deserialize, Deserializer, Serialize};

use crate::account::Confirmation;
use crate::fund::{Budget, LumpSum, Project, SpecialFund};
use crate::meeting::Meeting;
use crate::objection::Objection;
use crate::plan::Plan;
use crate::practices::Matching;
use crate::tasks::{Progress, Reminders, Subtask};

pub use write::{add_confirmation, add_objection, add_progress, add_vote, resolve_objection};

/// Where decisions stand in a programme folder.
pub const DECISIONS: &str = "decisions/";
/// Invented decisions that come with demonstration data; only a demonstration run sees them.
pub const DEMONSTRATION_DECISIONS: &str = "data/decisions/";

/// Settings of the programme folder for following up.
const SETTINGS: &str = "follow-up.toml";

/// Everything that people decided, in the order of the files.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Proceedings {
    pub confirmations: Vec<Confirmation>,
    pub objections: Vec<Objection>,
    pub progress: Vec<Progress>,
    pub subtasks: Vec<Subtask>,
    pub meetings: Vec<Meeting>,
    pub plans: Vec<Plan>,
    pub fund: SpecialFund,
    pub votes: Vec<Vote>,
    /// When a task counts as near its day or behind.
    pub reminders: Reminders,
    /// How practices are matched.
    pub matching: Matching,
    /// The rule that gives a larger share of the fund.
    pub larger_share: Option<RuleId>,
    #[serde(skip)]
    pub findings: Vec<Finding>,
}

/// A city's word on whether a practice of others was of use to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vote {
    pub practice: String,
    pub unit: UnitId,
    pub on: Date,
    pub useful: bool,
    #[serde(default)]
    pub why: String,
}

/// Reads what was decided; `demonstration` adds the invented decisions that come with demonstration data.
pub fn proceedings(folder: &Folder, programme: &Programme, demonstration: bool) -> Proceedings {
    let mut all = Proceedings::default();
    all.settings(folder);
    let prefixes = [Some(DECISIONS), demonstration.then_some(DEMONSTRATION_DECISIONS)];
    for prefix in prefixes.into_iter().flatten() {
        all.tables(folder, prefix);
        all.documents(folder, prefix);
    }
    all.findings.extend(check::check(&all, programme));
    all
}

impl Proceedings {
    fn settings(&mut self, folder: &Folder) {
        let found = &mut self.findings;
        let Some(mut document) = Document::parse(folder, SETTINGS, found) else { return };
        if let Some(entry) = document.single::<RemindersEntry>("reminders", found) {
            let RemindersEntry { due_days, behind_pct, reading } = entry.value;
            self.reminders = Reminders { due_days, behind_pct, reading, escalations: Vec::new() };
        }
        self.reminders.escalations = values(document.entries("escalation", found));
        if let Some(entry) = document.single::<MatchingEntry>("matching", found) {
            let MatchingEntry { weakness, likeness, vote, most_votes, nearest, reading } = entry.value;
            self.matching = Matching { weakness, likeness, vote, most_votes, nearest, reading, signs: Vec::new() };
        }
        self.matching.signs = values(document.entries("sign", found));
        self.larger_share = document.single::<FundEntry>("fund", found).map(|entry| RuleId(entry.value.larger_share));
        document.finish(found);
    }

    fn tables(&mut self, folder: &Folder, prefix: &str) {
        let found = &mut self.findings;
        let path = |name: &str| format!("{prefix}{name}.csv");
        self.confirmations.extend(values(rows(folder, &path("confirmations"), found)));
        self.progress.extend(values(rows::<ProgressRow>(folder, &path("progress"), found)).into_iter().map(Progress::from));
        self.subtasks.extend(values(rows::<SubtaskRow>(folder, &path("subtasks"), found)).into_iter().map(Subtask::from));
        self.votes.extend(values(rows(folder, &path("votes"), found)));
        self.fund.budgets.extend(values(rows::<BudgetRow>(folder, &path("fund-budgets"), found)).into_iter().map(Budget::from));
        self.fund.lump_sums.extend(values(rows::<LumpSum>(folder, &path("fund-lump-sums"), found)));
        self.fund.projects.extend(values(rows::<Project>(folder, &path("fund-projects"), found)));
    }

    fn documents(&mut self, folder: &Folder, prefix: &str) {
        let found = &mut self.findings;
        self.objections.extend(entries(folder, &format!("{prefix}objections.toml"), "objection", found));
        self.meetings.extend(entries(folder, &format!("{prefix}meetings.toml"), "meeting", found));
        self.plans.extend(entries(folder, &format!("{prefix}plans.toml"), "plan", found));
    }

    /// Returns how many cities found each practice useful: the last word of each city counts.
    pub fn votes_by_practice(&self) -> std::collections::BTreeMap<String, u32> {
        let mut last = std::collections::BTreeMap::new();
        for vote in &self.votes {
            let word = last.entry((&vote.practice, &vote.unit)).or_insert((vote.on, vote.useful));
            if vote.on >= word.0 {
                *word = (vote.on, vote.useful);
            }
        }
        let mut counts = std::collections::BTreeMap::new();
        for ((practice, _), _) in last.into_iter().filter(|(_, (_, useful))| *useful) {
            *counts.entry(practice.clone()).or_default() += 1;
        }
        counts
    }
}

fn values<T>(entries: Vec<At<T>>) -> Vec<T> {
    entries.into_iter().map(|entry| entry.value).collect()
}

fn entries<T: serde::de::DeserializeOwned>(folder: &Folder, path: &str, key: &str, findings: &mut Vec<Finding>) -> Vec<T> {
    let Some(mut document) = Document::parse(folder, path, findings) else { return Vec::new() };
    let entries = document.entries(key, findings);
    document.finish(findings);
    values(entries)
}

pub(crate) fn located(finding: Finding, file: &str) -> Finding {
    finding.at(Location::file(format!("{DECISIONS}{file}")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RemindersEntry {
    due_days: i32,
    behind_pct: f64,
    reading: Bilingual,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MatchingEntry {
    weakness: f64,
    likeness: f64,
    vote: f64,
    most_votes: u32,
    nearest: usize,
    reading: Bilingual,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FundEntry {
    larger_share: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProgressRow {
    task: String,
    unit: UnitId,
    on: Date,
    done_pct: f64,
    by: String,
    #[serde(deserialize_with = "list")]
    evidence: Vec<String>,
    note: String,
}

impl From<ProgressRow> for Progress {
    fn from(row: ProgressRow) -> Self {
        let ProgressRow { task, unit, on, done_pct, by, evidence, note } = row;
        Self { task, unit, on, done_pct, by, evidence, note }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SubtaskRow {
    id: String,
    part_of: String,
    #[serde(deserialize_with = "units")]
    units: Vec<UnitId>,
    who: String,
    who_en: String,
    what: String,
    what_en: String,
    by: Option<Date>,
    assigned_by: String,
    assigned_on: Date,
}

impl From<SubtaskRow> for Subtask {
    fn from(row: SubtaskRow) -> Self {
        Self {
            id: row.id,
            part_of: row.part_of,
            units: row.units,
            who: Bilingual::new(row.who, row.who_en),
            what: Bilingual::new(row.what, row.what_en),
            by: row.by,
            assigned_by: row.assigned_by,
            assigned_on: row.assigned_on,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BudgetRow {
    year: i16,
    amount_wan: i64,
    #[serde(deserialize_with = "cites")]
    cite: Vec<ClauseId>,
}

impl From<BudgetRow> for Budget {
    fn from(row: BudgetRow) -> Self {
        Self { year: row.year, amount_wan: row.amount_wan, cite: row.cite }
    }
}

/// Reads `a.pdf; b.pdf`.
fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let cell = String::deserialize(deserializer)?;
    Ok(parts(&cell).map(str::to_owned).collect())
}
