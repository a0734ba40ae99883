//! `targets.toml`, `tasks.toml`, `measures.toml`.

use corpus::{Bilingual, ClauseId, Finding};
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::toml_file::Document;
use super::{At, into_domain};
use crate::{Beneficiary, Folder, Force, IndicatorId, Measure, Target, TargetKind, TargetScope, Task, UnitId, Validity};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetEntry {
    id: String,
    name: Bilingual,
    indicator: IndicatorId,
    value: f64,
    unit: String,
    kind: TargetKind,
    baseline_year: Option<i16>,
    deadline: Date,
    scope: TargetScope,
    cite: Vec<ClauseId>,
    from: Option<Date>,
    to: Option<Date>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TaskEntry {
    id: String,
    who: Bilingual,
    with: Option<Bilingual>,
    what: Bilingual,
    for_whom: Option<Bilingual>,
    condition: Option<Bilingual>,
    force: Force,
    #[serde(default)]
    units: Vec<UnitId>,
    #[serde(default)]
    open_list: bool,
    by: Option<Date>,
    cite: Vec<ClauseId>,
    from: Option<Date>,
    to: Option<Date>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeasureEntry {
    id: String,
    supporter: Option<Bilingual>,
    instrument: Bilingual,
    beneficiary: Beneficiary,
    for_whom: Bilingual,
    condition: Option<Bilingual>,
    #[serde(default)]
    units: Vec<UnitId>,
    #[serde(default)]
    open_list: bool,
    cite: Vec<ClauseId>,
    from: Option<Date>,
    to: Option<Date>,
}

impl From<TargetEntry> for Target {
    fn from(entry: TargetEntry) -> Self {
        let TargetEntry { id, name, indicator, value, unit, kind, baseline_year, deadline, scope, cite, from, to } = entry;
        Self { id, name, indicator, value, unit, kind, baseline_year, deadline, scope, cite, validity: Validity { from, to } }
    }
}

impl From<TaskEntry> for Task {
    fn from(entry: TaskEntry) -> Self {
        let TaskEntry { id, who, with, what, for_whom, condition, force, units, open_list, by, cite, from, to } = entry;
        Self { id, who, with, what, for_whom, condition, force, units, open_list, by, cite, validity: Validity { from, to } }
    }
}

impl From<MeasureEntry> for Measure {
    fn from(entry: MeasureEntry) -> Self {
        let MeasureEntry { id, supporter, instrument, beneficiary, for_whom, condition, units, open_list, cite, from, to } = entry;
        Self { id, supporter, instrument, beneficiary, for_whom, condition, units, open_list, cite, validity: Validity { from, to } }
    }
}

pub(crate) fn targets(folder: &Folder, findings: &mut Vec<Finding>) -> Vec<At<Target>> {
    list::<TargetEntry, _>(folder, "targets.toml", "targets", findings)
}

pub(crate) fn tasks(folder: &Folder, findings: &mut Vec<Finding>) -> Vec<At<Task>> {
    list::<TaskEntry, _>(folder, "tasks.toml", "tasks", findings)
}

pub(crate) fn measures(folder: &Folder, findings: &mut Vec<Finding>) -> Vec<At<Measure>> {
    list::<MeasureEntry, _>(folder, "measures.toml", "measures", findings)
}

fn list<W: DeserializeOwned, D: From<W>>(folder: &Folder, path: &str, key: &str, findings: &mut Vec<Finding>) -> Vec<At<D>> {
    let Some(mut document) = Document::parse(folder, path, findings) else { return Vec::new() };
    let entries: Vec<At<W>> = document.entries(key, findings);
    document.finish(findings);
    into_domain(entries)
}
