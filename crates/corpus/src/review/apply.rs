//! Reading again with the decisions made: accepted guesses are no longer doubted, corrected ones are put right.

use super::{Decisions, Verdict, id};
use crate::ByteRange;
use crate::facts;
use crate::finding::Finding;
use crate::gazetteer::Gazetteer;
use crate::paper::Paper;
use crate::reading::{Place, Reading, Source};
use crate::text::Edit;

/// Reads a paper as [`crate::read`] does, and lets the decisions have the last word.
pub fn read_with(file: &str, bytes: &[u8], decisions: &Decisions) -> Reading {
    let (source, mut repaired) = crate::repaired_text(file, bytes);
    let corrections = corrections(&source, &repaired.findings, decisions);
    // The text is corrected before its structure is read, so that clauses and facts rest on what is true.
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
    let mut reading = Reading::of(source, paper, facts);
    add_places(&mut reading, decisions);
    let sha256 = reading.source.sha256.clone();
    reading.findings.retain(|finding| id(finding).is_none_or(|id| decisions.on(&sha256, &id).is_none()));
    reading
}

/// Corrections of the text: those on what the repairs were unsure of.
fn corrections(source: &Source, findings: &[Finding], decisions: &Decisions) -> Vec<(Vec<ByteRange>, String)> {
    let correction = |finding: &Finding| {
        let decision = decisions.on(&source.sha256, &id(finding)?).filter(|decision| decision.verdict == Verdict::Correct)?;
        Some((finding.location.as_ref()?.at.clone(), decision.text.clone()?))
    };
    findings.iter().filter_map(correction).collect()
}

/// A correction of an ambiguous place gives its code.
fn add_places(reading: &mut Reading, decisions: &Decisions) {
    for finding in reading.findings.iter().filter(|finding| finding.code == "facts/ambiguous-place") {
        let decided = id(finding).and_then(|id| decisions.on(&reading.source.sha256, &id));
        let Some(code) = decided.and_then(|decision| decision.text.as_deref()) else { continue };
        let (Some(place), Some(location)) = (Gazetteer::shared().history(code).last(), finding.location.as_ref()) else { continue };
        let known = reading.places.iter_mut().find(|known| known.code.as_deref() == Some(code));
        if let Some(known) = known {
            known.mentions += 1;
            continue;
        }
        reading.places.push(Place {
            name: place.name.to_owned(),
            level: place.level,
            province: Some(place.province.to_owned()),
            code: Some(code.to_owned()),
            surface: reading.paper.text.clean_of(&location.at).into_iter().map(|range| &reading.paper.text.as_str()[range]).collect(),
            at: location.at.clone(),
            mentions: 1,
        });
    }
}
