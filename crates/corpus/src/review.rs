//! The review queue: what a reading is unsure of, ordered by what hangs on it, and the decisions people made.
//!
//! In: a reading, how often the programme folder cites each clause, and the decisions so far. Out: the open items. An item is a finding with
//! a place, or a fact that lacks a part which the folder would need. It is known by what the file shows, not by where it stands: paper,
//! kind, clause and quote make its id, so a decision survives another copy of the paper and a better reading of it.
//! Decisions are kept as a table (`decisions/reading.csv`); this module knows its form, not where it lies.

mod apply;
mod decisions;
mod fact;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub use apply::{decided, read_with};
pub use decisions::{Decided, Decision, Decisions, FILE, Verdict};
use fact::Fact;

use crate::ByteRange;
use crate::finding::{Bilingual, Finding, Severity};
use crate::reading::Reading;

/// Something a person should look at, or may decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Kind and a hash of clause and quote, for instance `shifted-bytes-1f0c93ab`.
    pub id: String,
    /// Code of the finding; for a fact `fact/target`, `fact/rule` and so on.
    pub code: String,
    pub severity: Severity,
    pub message: Bilingual,
    pub hint: Option<Bilingual>,
    /// Path of the clause it stands in; none outside of all clauses.
    pub clause: Option<String>,
    /// As the file shows it, of a fact as the reading quotes it.
    pub quote: String,
    pub at: Vec<ByteRange>,
    /// How much hangs on it.
    pub effect: Effect,
    /// Parts of a fact that the text did not give; a bare correction fills the first.
    pub missing: Vec<String>,
}

/// How many entries of the programme folder cite the clause, by kind, and how many facts were read from the same bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    pub cited_by: BTreeMap<String, u32>,
    pub facts: u32,
}

impl Effect {
    /// Entries first, then facts.
    pub fn rank(&self) -> (u32, u32) {
        (self.cited_by.values().sum(), self.facts)
    }
}

/// Kinds of entries (`rule`, `target`) that cite a clause, with their number, by the clause's path as cited.
pub type Citing = BTreeMap<String, BTreeMap<String, u32>>;

/// Returns the open items of a reading, those with the greatest effect first.
///
/// What was decided ([`decided`]) is not open.
pub fn queue(reading: &Reading, citing: &Citing) -> Vec<Item> {
    let open = |item: &Item| !reading.decisions.iter().any(|decided| decided.item == item.id);
    sorted(items(reading, citing).into_iter().filter(|item| doubtful(item) && open(item)).collect())
}

/// Returns everything in a reading that can be decided, sure or not, in the order of the queue.
pub fn everything(reading: &Reading, citing: &Citing) -> Vec<Item> {
    sorted(items(reading, citing))
}

/// A note that nothing is wrong needs no person; a guess does, however sure it is.
fn doubtful(item: &Item) -> bool {
    if item.code.starts_with("fact/") {
        !item.missing.is_empty()
    } else {
        item.severity > Severity::Info || item.code.starts_with("reading/")
    }
}

fn sorted(mut items: Vec<Item>) -> Vec<Item> {
    let rank = |item: &Item| (item.effect.rank().0, item.severity, item.effect.rank().1);
    items.sort_by(|a, b| rank(b).cmp(&rank(a)).then_with(|| a.at.cmp(&b.at)).then_with(|| a.id.cmp(&b.id)));
    items
}

/// All items in the order of findings, then facts; the second of the same kind, clause and quote is told apart by its number.
pub(crate) fn items(reading: &Reading, citing: &Citing) -> Vec<Item> {
    let facts = fact::all(reading);
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut items: Vec<Item> = reading.findings.iter().filter_map(|finding| of_finding(reading, finding)).collect();
    items.extend(facts.iter().map(of_fact));
    for item in &mut items {
        let count = seen.entry(key(item)).or_default();
        *count += 1;
        item.id = id(item, *count);
        item.effect = effect(item, &facts, citing);
    }
    items
}

fn of_finding(reading: &Reading, finding: &Finding) -> Option<Item> {
    let at = finding.location.as_ref()?.at.clone();
    if at.is_empty() {
        return None;
    }
    let clause = fact::clause_of(reading, &at);
    Some(Item {
        id: String::new(),
        code: finding.code.to_string(),
        severity: finding.severity,
        message: finding.message.clone(),
        hint: finding.hint.clone(),
        clause,
        quote: reading.paper.printed_at(&at),
        at,
        effect: Effect::default(),
        missing: Vec::new(),
    })
}

fn of_fact(fact: &Fact) -> Item {
    let (zh, en) = fact.kind.name();
    let message = if fact.missing.is_empty() {
        Bilingual::new(format!("{zh}：{}", fact.quote), format!("{en}: {}", fact.quote))
    } else {
        let zh_parts: Vec<&str> = fact.missing.iter().map(|part| fact::part_name(part)).collect();
        let zh = format!("{zh}缺{}：{}", zh_parts.join("、"), fact.quote);
        Bilingual::new(zh, format!("{en} without {}: {}", fact.missing.join(", "), fact.quote))
    };
    let hint = fact.missing.first().map(|part| {
        Bilingual::new(
            format!("无误则接受；可补则更正，如 --value {part}=…；不是此类事实则否定"),
            format!("accept if that is right, correct with `--value {part}=...`, reject if it is no such fact"),
        )
    });
    Item {
        id: String::new(),
        code: format!("fact/{}", fact.kind.code()),
        severity: if fact.missing.is_empty() { Severity::Info } else { Severity::Warning },
        message,
        hint,
        clause: fact.clause.clone(),
        quote: fact.quote.clone(),
        at: fact.at.clone(),
        effect: Effect::default(),
        missing: fact.missing.iter().map(|part| (*part).to_owned()).collect(),
    }
}

/// What makes an item the same item again: kind, clause, and the quote without white space.
fn key(item: &Item) -> String {
    format!("{}\n{}\n{}", item.code, item.clause.as_deref().unwrap_or_default(), bare(&item.quote))
}

fn bare(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

fn id(item: &Item, count: u32) -> String {
    let digest = Sha256::digest(format!("{}\n{count}", key(item)));
    let short: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{short}", item.code.rsplit('/').next().unwrap_or_default())
}

fn effect(item: &Item, facts: &[Fact], citing: &Citing) -> Effect {
    let cited_by = item.clause.as_ref().map(|path| entries(citing, path)).unwrap_or_default();
    let facts = facts.iter().filter(|fact| overlaps(&fact.at, &item.at)).count() as u32;
    Effect { cited_by, facts }
}

/// Entries that cite the clause, one above it, or name it without its chapter.
fn entries(citing: &Citing, path: &str) -> BTreeMap<String, u32> {
    let holds = |cite: &str| {
        cite == path
            || path.strip_prefix(cite).is_some_and(|rest| rest.starts_with('/'))
            || path.rsplit_once('/').is_some_and(|(_, own)| own == cite)
    };
    let mut sum = BTreeMap::new();
    for (kind, count) in citing.iter().filter(|(cite, _)| holds(cite)).flat_map(|(_, kinds)| kinds) {
        *sum.entry(kind.clone()).or_default() += count;
    }
    sum
}

pub(crate) fn overlaps(a: &[ByteRange], b: &[ByteRange]) -> bool {
    a.iter().any(|here| b.iter().any(|there| here.0 < there.1 && there.0 < here.1))
}
