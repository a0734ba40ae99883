//! The review queue: what a reading is unsure of, ordered by what hangs on it, and the decisions people made.
//!
//! In: a reading, how often the programme folder cites each clause, and the decisions so far. Out: the open items. An item is known by its
//! code and its bytes in the file as delivered; neither changes when the program reads the file better, so a decision survives re-reading.
//! Decisions are kept as a small text file; this module knows its form, not where it lies.

mod apply;
mod decisions;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use apply::read_with;
pub use decisions::{Decision, Decisions, Verdict};

use crate::ByteRange;
use crate::finding::{Bilingual, Finding, Severity};
use crate::reading::Reading;

/// Something a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Code and bytes, for instance `reading/shifted-bytes@1204-1210`.
    pub id: String,
    pub code: String,
    pub severity: Severity,
    pub message: Bilingual,
    pub hint: Option<Bilingual>,
    /// Path of the clause it stands in; none outside of all clauses.
    pub clause: Option<String>,
    pub at: Vec<ByteRange>,
    /// How much hangs on it: entries of the programme folder that cite the clause, then facts read from its sentence.
    pub effect: Effect,
}

/// Compared by citing entries first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Effect {
    pub cited_by: u32,
    pub facts: u32,
}

/// Returns the open items of a reading, those with the greatest effect first.
///
/// `cited` tells how many entries of the programme folder cite each clause of this paper, by the clause's path.
pub fn queue(reading: &Reading, cited: &BTreeMap<String, u32>, decisions: &Decisions) -> Vec<Item> {
    let doubtful = reading.findings.iter().filter(|finding| finding.severity > Severity::Info);
    let items = doubtful.filter_map(|finding| item(reading, finding, cited));
    let mut open: Vec<Item> = items.filter(|item| decisions.on(&reading.source.sha256, &item.id).is_none()).collect();
    open.sort_by(|a, b| {
        b.effect.cmp(&a.effect).then(b.severity.cmp(&a.severity)).then_with(|| a.at.cmp(&b.at)).then_with(|| a.id.cmp(&b.id))
    });
    open.dedup_by(|a, b| a.id == b.id);
    open
}

fn item(reading: &Reading, finding: &Finding, cited: &BTreeMap<String, u32>) -> Option<Item> {
    let at = finding.location.as_ref()?.at.clone();
    let id = id(finding)?;
    let clause = clause_of(reading, &at);
    let cited_by = clause.as_ref().map_or(0, |path| citing(cited, path));
    let facts = facts_at(reading, &at);
    Some(Item {
        id,
        code: finding.code.to_string(),
        severity: finding.severity,
        message: finding.message.clone(),
        hint: finding.hint.clone(),
        clause,
        at,
        effect: Effect { cited_by, facts },
    })
}

/// Returns the id of a finding that has a place in the file.
pub(crate) fn id(finding: &Finding) -> Option<String> {
    let at = &finding.location.as_ref()?.at;
    let (first, last) = (at.first()?, at.last()?);
    Some(format!("{}@{}-{}", finding.code, first.0, last.1))
}

/// Entries that cite the clause, one above it, or name it without its chapter.
fn citing(cited: &BTreeMap<String, u32>, path: &str) -> u32 {
    let holds = |cite: &str| {
        cite == path
            || path.strip_prefix(cite).is_some_and(|rest| rest.starts_with('/'))
            || path.rsplit_once('/').is_some_and(|(_, own)| own == cite)
    };
    cited.iter().filter(|(cite, _)| holds(cite)).map(|(_, count)| count).sum()
}

fn clause_of(reading: &Reading, at: &[ByteRange]) -> Option<String> {
    let start = reading.paper.text.clean_of(at).first()?.start;
    reading.paper.clause_at(start).map(|clause| clause.path.clone())
}

/// Counts the facts whose bytes overlap.
fn facts_at(reading: &Reading, at: &[ByteRange]) -> u32 {
    let overlaps = |other: &[ByteRange]| at.iter().any(|here| other.iter().any(|there| here.0 < there.1 && there.0 < here.1));
    let ranges = reading.places.iter().map(|fact| &fact.at);
    let ranges = ranges.chain(reading.quantities.iter().map(|fact| &fact.at)).chain(reading.targets.iter().map(|fact| &fact.quantity.at));
    let ranges = ranges.chain(reading.practices.iter().map(|fact| &fact.at)).chain(reading.measures.iter().map(|fact| &fact.at));
    let ranges = ranges.chain(reading.rules.iter().map(|fact| &fact.at)).chain(reading.obligations.iter().map(|fact| &fact.at));
    let ranges = ranges.chain(reading.boxes.iter().flat_map(|list| list.rows.iter().map(|row| &row.at)));
    ranges.filter(|range| overlaps(range)).count() as u32
}
