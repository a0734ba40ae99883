//! Who is asked, and what is known of their past.

use std::collections::BTreeSet;

use corpus::ClauseId;
use programme::rule::{History, Record};
use programme::{UnitId, Validity};
use serde::{Deserialize, Serialize};

/// A unit's membership over a span of days. A unit may have several, one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub unit: UnitId,
    /// As rules name it in `for` (`national`, `provincial`, `county_park`).
    pub kind: String,
    /// The zone it is part of: its grades of the years before the graded unit changed are those of the zone.
    pub zone: Option<UnitId>,
    pub province: Option<String>,
    /// An open end is "as far back, or ahead, as the history goes".
    pub validity: Validity,
    /// Where the membership is said.
    pub cite: Vec<ClauseId>,
}

/// Returns a membership of the `usual` kind for every unit of the history whose kind no row tells.
pub(crate) fn of_history<'a>(history: &'a History, others: impl IntoIterator<Item = &'a UnitId>, usual: &str) -> Vec<Member> {
    let told: BTreeSet<&UnitId> = history.rows.iter().filter(|row| matches!(row.record, Record::Member(_))).map(|row| &row.unit).collect();
    let units: BTreeSet<&UnitId> = history.rows.iter().map(|row| &row.unit).chain(others).collect();
    let member = |unit: &&UnitId| Member {
        unit: (*unit).clone(),
        kind: usual.to_owned(),
        zone: None,
        province: None,
        validity: Validity::default(),
        cite: Vec::new(),
    };
    units.difference(&told).map(member).collect()
}
