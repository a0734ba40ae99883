//! Reading again with the decisions made: accepted guesses are no longer doubted, corrected ones are put right, rejected facts go.

use std::collections::{BTreeMap, BTreeSet};

use super::decisions::{FILE, short};
use super::{Citing, Decision, Item, Verdict, fact, items, overlaps};
use crate::ByteRange;
use crate::facts;
use crate::finding::{Finding, Location};
use crate::gazetteer::Gazetteer;
use crate::paper::Paper;
use crate::reading::{Place, Reading};
use crate::text::Edit;

/// Reads a paper as [`crate::read`] does, and lets the decisions on it have the last word.
pub fn read_with(file: &str, bytes: &[u8], decisions: &[&Decision]) -> Reading {
    decided(crate::read(file, bytes), bytes, decisions)
}

/// Lets the decisions on a paper have the last word over its reading.
///
/// A decision that no longer matches anything is a finding of the reading; what was decided is listed under `decisions`.
pub fn decided(plain: Reading, bytes: &[u8], decisions: &[&Decision]) -> Reading {
    if decisions.is_empty() {
        return plain;
    }
    let matched = matched(&plain, decisions);
    let edits: Vec<(Vec<ByteRange>, String)> = matched.iter().filter_map(|(decision, item)| edit(&plain, decision, item)).collect();
    // The text is corrected before its structure is read, so that clauses and facts rest on what is true.
    let mut reading = if edits.is_empty() { plain } else { corrected(&plain.source.file, bytes, edits) };
    let now = items(&reading, &Citing::new());
    let mut rejected = BTreeSet::new();
    for (decision, item) in &matched {
        let item = same(&now, item).unwrap_or(item);
        match item.code.strip_prefix("fact/") {
            Some(_) => on_fact(&mut reading, decision, item, &mut rejected),
            None if item.code == "facts/ambiguous-place" => add_place(&mut reading, decision, item),
            None => {}
        }
        reading.decisions.push(decision.shown(item));
    }
    fact::drop_all(&mut reading, &rejected);
    close(&mut reading, &matched);
    let unmatched = decisions.iter().filter(|decision| !matched.iter().any(|(other, _)| other.item == decision.item));
    reading.findings.extend(unmatched.map(|decision| gone(decision)));
    reading
}

/// Each decision with its item: by id, else by the same kind and quote if only one item has them.
fn matched<'a>(reading: &Reading, decisions: &[&'a Decision]) -> Vec<(&'a Decision, Item)> {
    let items = items(reading, &Citing::new());
    let by_id: BTreeMap<&str, &Item> = items.iter().map(|item| (item.id.as_str(), item)).collect();
    let kind = |id: &str| id.rsplit_once('-').map(|(kind, _)| kind.to_owned());
    let by_quote = |decision: &Decision| {
        let mut alike = items.iter().filter(|item| kind(&item.id) == kind(&decision.item) && short(&item.quote) == decision.quote);
        alike.next().filter(|_| alike.next().is_none())
    };
    let found = |decision: &&'a Decision| {
        let item = by_id.get(decision.item.as_str()).copied().or_else(|| by_quote(decision))?;
        Some((*decision, item.clone()))
    };
    decisions.iter().filter_map(found).collect()
}

/// The same item in a reading whose text was corrected: by id, else by kind and bytes.
fn same<'a>(now: &'a [Item], before: &Item) -> Option<&'a Item> {
    let by_id = now.iter().find(|item| item.id == before.id);
    by_id.or_else(|| now.iter().find(|item| item.code == before.code && overlaps(&item.at, &before.at)))
}

/// What a decision changes in the text: a correction of a repair, or the printed characters where a guess was rejected.
fn edit(plain: &Reading, decision: &Decision, item: &Item) -> Option<(Vec<ByteRange>, String)> {
    if !item.code.starts_with("reading/") {
        return None;
    }
    match decision.verdict {
        Verdict::Accept => None,
        Verdict::Correct => Some((item.at.clone(), decision.value.clone()?)),
        Verdict::Reject if item.code == "reading/shifted-bytes" => Some((item.at.clone(), plain.paper.printed_at(&item.at))),
        Verdict::Reject => None,
    }
}

fn corrected(file: &str, bytes: &[u8], corrections: Vec<(Vec<ByteRange>, String)>) -> Reading {
    let (source, mut repaired) = crate::repaired_text(file, bytes);
    let mut edits: Vec<Edit> = Vec::new();
    for (at, text) in corrections {
        let ranges = repaired.text.clean_of(&at);
        if let (Some(first), Some(last)) = (ranges.first(), ranges.last()) {
            edits.push(Edit::replace(first.start..last.end, text));
        }
    }
    edits.sort_by_key(|edit| edit.range.start);
    edits.dedup_by(|next, before| next.range.start < before.range.end);
    repaired.text = repaired.text.edited(&edits);
    let paper = Paper::of(repaired);
    let facts = facts::extract(&paper);
    Reading::of(source, paper, facts)
}

fn on_fact(reading: &mut Reading, decision: &Decision, item: &Item, rejected: &mut BTreeSet<(fact::Kind, usize)>) {
    let facts = fact::all(reading);
    let is_it = |fact: &&fact::Fact| item.code.ends_with(fact.kind.code()) && fact.at == item.at && fact.quote == item.quote;
    let Some(fact) = facts.iter().find(is_it) else { return };
    match (decision.verdict, &decision.value) {
        (Verdict::Reject, _) => {
            rejected.insert((fact.kind, fact.index));
        }
        (Verdict::Correct, Some(value)) => {
            if let Err(part) = fact::correct(reading, fact, value) {
                reading.findings.push(unusable(decision, &part));
            }
        }
        _ => {}
    }
}

/// A correction of an ambiguous place gives its code.
fn add_place(reading: &mut Reading, decision: &Decision, item: &Item) {
    let (Verdict::Correct, Some(code)) = (decision.verdict, decision.value.as_deref()) else { return };
    let code = code.strip_prefix("code=").unwrap_or(code).trim();
    let Some(place) = Gazetteer::shared().history(code).last() else {
        reading.findings.push(unusable(decision, code));
        return;
    };
    if let Some(known) = reading.places.iter_mut().find(|known| known.code.as_deref() == Some(code)) {
        known.mentions += 1;
        return;
    }
    let text = &reading.paper.text;
    reading.places.push(Place {
        name: place.name.to_owned(),
        level: place.level,
        province: Some(place.province.to_owned()),
        code: Some(code.to_owned()),
        surface: text.clean_of(&item.at).into_iter().map(|range| text.whole_letters(range)).collect(),
        at: item.at.clone(),
        mentions: 1,
    });
}

/// A finding that was accepted or corrected is settled; one that was rejected stays a flaw of the paper, except a guess that was undone.
fn close(reading: &mut Reading, matched: &[(&Decision, Item)]) {
    let settled = |finding: &Finding| {
        let at = finding.location.as_ref().map(|location| location.at.as_slice()).unwrap_or_default();
        matched.iter().any(|(decision, item)| {
            let undone = item.code == "reading/shifted-bytes" || item.code == "facts/ambiguous-place";
            item.code == finding.code && overlaps(&item.at, at) && (decision.verdict != Verdict::Reject || undone)
        })
    };
    reading.findings.retain(|finding| !settled(finding));
}

fn gone(decision: &Decision) -> Finding {
    let Decision { item, quote, clause, who, on, .. } = decision;
    Finding::warning(
        "review/unmatched",
        format!("{who}于{on}对“{quote}”（{clause}）的决定 `{item}` 在现在的文本中找不到对应内容，未采用"),
        format!("the decision `{item}` of {who} on {on} about `{quote}` ({clause}) matches nothing in the paper as read now"),
    )
    .at(Location::file(FILE))
    .hint("请重新核对该处，并作出新的决定", "look at the passage again and decide anew")
}

fn unusable(decision: &Decision, part: &str) -> Finding {
    let item = &decision.item;
    Finding::error(
        "review/unusable-value",
        format!("决定 `{item}` 的更正值无法采用：{part}"),
        format!("the correction of `{item}` cannot be used: {part}"),
    )
    .at(Location::file(FILE))
    .hint(
        "写成 内容=值，如 deadline_year=2017；地名写行政区划代码",
        "write `part=value`, for instance `deadline_year=2017`; for a place its code",
    )
}
