//! `indicators.toml`.

use corpus::{Bilingual, ClauseId, Finding};
use jiff::civil::Date;
use serde::Deserialize;

use super::toml_file::Document;
use super::{At, into_domain};
use crate::{DefinitionBreak, Direction, Folder, Indicator, IndicatorId, Over, Validity};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: IndicatorId,
    name: Bilingual,
    unit: String,
    direction: Option<Direction>,
    definition: Bilingual,
    formula: Option<String>,
    #[serde(default)]
    reported_as: Vec<String>,
    department: Option<String>,
    over_space: Over,
    over_time: Over,
    #[serde(default)]
    cite: Vec<ClauseId>,
    #[serde(default)]
    breaks: Vec<DefinitionBreak>,
    from: Option<Date>,
    to: Option<Date>,
}

impl From<Entry> for Indicator {
    fn from(entry: Entry) -> Self {
        let Entry {
            id,
            name,
            unit,
            direction,
            definition,
            formula,
            reported_as,
            department,
            over_space,
            over_time,
            cite,
            breaks,
            from,
            to,
        } = entry;
        let validity = Validity { from, to };
        Self { id, name, unit, direction, definition, formula, reported_as, department, over_space, over_time, cite, breaks, validity }
    }
}

pub(crate) fn indicators(folder: &Folder, findings: &mut Vec<Finding>) -> Vec<At<Indicator>> {
    let Some(mut document) = Document::parse(folder, "indicators.toml", findings) else { return Vec::new() };
    let entries: Vec<At<Entry>> = document.entries("indicators", findings);
    document.finish(findings);
    into_domain(entries)
}
