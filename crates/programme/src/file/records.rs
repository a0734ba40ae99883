//! `results.csv`, `counts.csv`, `funds.csv`, `practices.csv`, `events.csv`.

use corpus::{Bilingual, ClauseId, Finding};
use jiff::civil::Date;
use serde::Deserialize;

use super::cells::{cites, units};
use super::table::rows;
use super::{At, into_domain};
use crate::{Confidence, Covers, Event, EventKind, Folder, Fund, GradeId, Practice, PublishedCount, PublishedResult, ResultKind, UnitId};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResultRow {
    year: i16,
    kind: ResultKind,
    unit: UnitId,
    grade: Option<GradeId>,
    subject: String,
    published_on: Option<Date>,
    #[serde(deserialize_with = "cites")]
    cite: Vec<ClauseId>,
    confidence: Confidence,
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountRow {
    year: i16,
    kind: ResultKind,
    grade: Option<GradeId>,
    count: u32,
    what: String,
    what_en: String,
    #[serde(deserialize_with = "cites")]
    cite: Vec<ClauseId>,
    confidence: Confidence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FundRow {
    from_year: i16,
    to_year: i16,
    what: String,
    what_en: String,
    amount_100m_yuan: f64,
    approximate: bool,
    scope: String,
    scope_en: String,
    #[serde(default)]
    covers: Option<String>,
    note: String,
    note_en: String,
    #[serde(deserialize_with = "cites")]
    cite: Vec<ClauseId>,
    confidence: Confidence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PracticeRow {
    id: String,
    #[serde(deserialize_with = "units")]
    units: Vec<UnitId>,
    theme: String,
    theme_en: String,
    gist: String,
    gist_en: String,
    #[serde(deserialize_with = "cites")]
    cite: Vec<ClauseId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventRow {
    unit: UnitId,
    on: Date,
    kind: EventKind,
    what: String,
    what_en: String,
    #[serde(deserialize_with = "cites")]
    cite: Vec<ClauseId>,
}

impl From<ResultRow> for PublishedResult {
    fn from(row: ResultRow) -> Self {
        let ResultRow { year, kind, unit, grade, subject, published_on, cite, confidence, note } = row;
        Self { year, kind, unit, grade, subject, published_on, cite, confidence, note }
    }
}

impl From<CountRow> for PublishedCount {
    fn from(row: CountRow) -> Self {
        let CountRow { year, kind, grade, count, what, what_en, cite, confidence } = row;
        Self { year, kind, grade, count, what: Bilingual { zh: what, en: what_en }, cite, confidence }
    }
}

impl From<FundRow> for Fund {
    fn from(row: FundRow) -> Self {
        Self {
            from_year: row.from_year,
            to_year: row.to_year,
            what: Bilingual { zh: row.what, en: row.what_en },
            amount_100m_yuan: row.amount_100m_yuan,
            approximate: row.approximate,
            scope: Bilingual { zh: row.scope, en: row.scope_en },
            covers: covers(row.covers.as_deref().unwrap_or("")),
            note: Bilingual { zh: row.note, en: row.note_en },
            cite: row.cite,
            confidence: row.confidence,
        }
    }
}

fn covers(written: &str) -> Covers {
    match written {
        "" => Covers::Programme,
        "other" => Covers::Other,
        unit => Covers::Unit(unit.into()),
    }
}

impl From<PracticeRow> for Practice {
    fn from(row: PracticeRow) -> Self {
        let PracticeRow { id, units, theme, theme_en, gist, gist_en, cite } = row;
        Self { id, units, theme: Bilingual { zh: theme, en: theme_en }, gist: Bilingual { zh: gist, en: gist_en }, cite }
    }
}

pub(crate) fn results(folder: &Folder, findings: &mut Vec<Finding>) -> Vec<At<PublishedResult>> {
    into_domain(rows::<ResultRow>(folder, "results.csv", findings))
}

pub(crate) fn counts(folder: &Folder, findings: &mut Vec<Finding>) -> Vec<At<PublishedCount>> {
    into_domain(rows::<CountRow>(folder, "counts.csv", findings))
}

pub(crate) fn funds(folder: &Folder, findings: &mut Vec<Finding>) -> Vec<At<Fund>> {
    into_domain(rows::<FundRow>(folder, "funds.csv", findings))
}

pub(crate) fn practices(folder: &Folder, findings: &mut Vec<Finding>) -> Vec<At<Practice>> {
    into_domain(rows::<PracticeRow>(folder, "practices.csv", findings))
}

pub(crate) fn events(folder: &Folder, findings: &mut Vec<Finding>) -> Vec<At<Event>> {
    event_rows(folder, "events.csv", false, findings)
}

/// Events that were invented with the demonstration data; they cite nothing.
pub(crate) fn demonstration_events(folder: &Folder, findings: &mut Vec<Finding>) -> Vec<At<Event>> {
    event_rows(folder, "data/events.csv", true, findings)
}

fn event_rows(folder: &Folder, path: &str, demonstration: bool, findings: &mut Vec<Finding>) -> Vec<At<Event>> {
    let event = |row: EventRow| {
        let EventRow { unit, on, kind, what, what_en, cite } = row;
        Event { unit, on, kind, what: Bilingual { zh: what, en: what_en }, cite, demonstration }
    };
    rows::<EventRow>(folder, path, findings).into_iter().map(|row| row.map(event)).collect()
}
