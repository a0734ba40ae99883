//! Meetings (部门会商, 联席会议) and exchanges of experience; what a meeting decides becomes a task.

use corpus::{Bilingual, ClauseId};
use jiff::civil::Date;
use programme::{Force, Task, UnitId, Validity};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeetingKind {
    /// 部门会商.
    Consultation,
    /// 联席会议.
    JointConference,
    /// 经验交流.
    Exchange,
    /// 培训.
    Training,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    pub id: String,
    pub kind: MeetingKind,
    pub on: Date,
    pub title: Bilingual,
    pub chaired_by: String,
    #[serde(default)]
    pub present: Vec<String>,
    /// Practices that were presented, by id.
    #[serde(default)]
    pub practices: Vec<String>,
    /// Clauses under which it was held.
    #[serde(default)]
    pub cite: Vec<ClauseId>,
    #[serde(default, rename = "decision")]
    pub decisions: Vec<Resolved>,
}

/// What a meeting decided: who must do what, by when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resolved {
    pub id: String,
    pub who: Bilingual,
    pub what: Bilingual,
    #[serde(default)]
    pub for_whom: Option<Bilingual>,
    /// Empty where all members are meant.
    #[serde(default)]
    pub units: Vec<UnitId>,
    #[serde(default)]
    pub by: Option<Date>,
    /// The clause that it carries out.
    pub cite: Vec<ClauseId>,
}

impl Meeting {
    /// Returns what was decided as tasks, owed from the day of the meeting on.
    pub fn tasks(&self) -> impl Iterator<Item = Task> {
        self.decisions.iter().map(|decision| Task {
            id: decision.id.clone(),
            who: decision.who.clone(),
            with: None,
            what: decision.what.clone(),
            for_whom: decision.for_whom.clone(),
            condition: None,
            force: Force::Must,
            units: decision.units.clone(),
            open_list: false,
            by: decision.by,
            cite: decision.cite.clone(),
            validity: Validity { from: Some(self.on), to: None },
        })
    }
}
