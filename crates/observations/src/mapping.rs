//! How the entries of delivered tables become our indicators: a text file of the programme folder.
//!
//! ```toml
//! format = 1
//!
//! [composite]
//! missing_members = "refuse"            # or "estimate": from the members that have a figure, flagged as estimated
//!
//! [notes.interpolated_at_source]        # remark of a table -> flag that follows the figure
//! flag = "interpolated"
//! zh = "来源方线性插补"
//! en = "filled linearly at the source"
//!
//! [sources.A]
//! zh = "城市统计年鉴汇编"
//! en = "compilation of city yearbooks"
//!
//! [vintages]                            # day on which a table became known; "as known on" an earlier day leaves it out
//! "yearbook-2021.csv" = "2022-03-01"
//!
//! [[indicator]]
//! id = "gdp"
//! readings = [                          # in order of trust
//!   { heading = "gdp", source = "A" },
//!   { heading = "gdp_c", source = "C1", years = [2000, 2023] },
//! ]
//! ```
//! An indicator without an entry is read from headings equal to its id, sources in the order of their names.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Place;

use corpus::{Bilingual, Finding, Location};
use jiff::civil::Date;
use programme::IndicatorId;
use serde::{Deserialize, Serialize};

use crate::Flag;

/// Which entries of tables are read as which indicator, and whom to trust first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mapping {
    pub missing_members: MissingMembers,
    pub notes: BTreeMap<String, Note>,
    pub sources: BTreeMap<String, Bilingual>,
    /// Day on which a table became known, by file name.
    pub vintages: BTreeMap<String, Date>,
    /// Readings of an indicator in order of trust.
    pub indicators: BTreeMap<IndicatorId, Vec<Entry>>,
}

/// What a composite unit's figure is when a member has none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingMembers {
    /// Missing.
    #[default]
    Refuse,
    /// Put together from the others and flagged as estimated.
    Estimate,
}

/// What a remark in a table means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    pub flag: Flag,
    pub zh: String,
    pub en: String,
}

/// One heading of one source that gives an indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub heading: String,
    /// Any source when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Unit of measure where the table prints none or prints it wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// First and last year for which the entry is used; all years when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub years: Option<(i16, i16)>,
}

impl Entry {
    pub fn covers(&self, year: i16) -> bool {
        self.years.is_none_or(|(first, last)| (first..=last).contains(&year))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u32,
    #[serde(default)]
    composite: Composite,
    #[serde(default)]
    notes: BTreeMap<String, Note>,
    #[serde(default)]
    sources: BTreeMap<String, Bilingual>,
    #[serde(default)]
    vintages: BTreeMap<String, Date>,
    #[serde(default)]
    indicator: Vec<IndicatorEntry>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Composite {
    #[serde(default)]
    missing_members: MissingMembers,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct IndicatorEntry {
    id: IndicatorId,
    readings: Vec<Entry>,
}

impl Mapping {
    /// Reads a mapping file. A broken file gives an empty mapping (headings equal ids) and an error finding.
    pub fn read(name: &str, text: &str) -> (Self, Vec<Finding>) {
        let file: File = match toml::from_str(text) {
            Ok(file) => file,
            Err(error) => return (Self::default(), vec![broken(name, text, &error)]),
        };
        let mut findings = Vec::new();
        if file.format != 1 {
            findings.push(
                Finding::error(
                    "mapping/format",
                    format!("对应表格式为{}，本程序只认格式1", file.format),
                    format!("format is {}, only 1 is known", file.format),
                )
                .at(Location::file(name)),
            );
        }
        let mut indicators = BTreeMap::new();
        for entry in file.indicator {
            match indicators.entry(entry.id) {
                Place::Vacant(place) => {
                    place.insert(entry.readings);
                }
                Place::Occupied(place) => findings.push(duplicate(name, place.key())),
            }
        }
        let mapping = Self {
            missing_members: file.composite.missing_members,
            notes: file.notes,
            sources: file.sources,
            vintages: file.vintages,
            indicators,
        };
        findings.extend(mapping.undeclared_sources(name));
        (mapping, findings)
    }

    /// Returns the headings that give one indicator, in order of trust, for every indicator that has several.
    pub fn rival_headings(&self) -> Vec<Vec<String>> {
        let once = |entries: &Vec<Entry>| {
            let mut headings: Vec<String> = Vec::new();
            for entry in entries {
                // A heading that several sources share is no rival of itself.
                if !headings.contains(&entry.heading) {
                    headings.push(entry.heading.clone());
                }
            }
            headings
        };
        self.indicators.values().map(once).filter(|headings| headings.len() > 1).collect()
    }

    fn undeclared_sources(&self, name: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (id, entries) in &self.indicators {
            for source in entries.iter().filter_map(|entry| entry.source.as_ref()).filter(|source| !self.sources.contains_key(*source)) {
                findings.push(
                    Finding::warning(
                        "mapping/undeclared-source",
                        format!("指标“{id}”引用了未登记的来源“{source}”"),
                        format!("indicator `{id}` names the source `{source}`, which is not declared"),
                    )
                    .at(Location::file(name))
                    .hint(format!("在文件中补上 [sources.{source}]"), format!("add [sources.{source}] to the file")),
                );
            }
        }
        findings
    }
}

fn duplicate(name: &str, id: &IndicatorId) -> Finding {
    Finding::error(
        "mapping/duplicate",
        format!("指标“{id}”有两条对应，取第一条"),
        format!("indicator `{id}` has two entries; the first is used"),
    )
    .at(Location::file(name))
    .hint("合并为一条，按信任次序列出来源", "merge them into one, sources in order of trust")
}

fn broken(name: &str, text: &str, error: &toml::de::Error) -> Finding {
    let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() as u32 + 1);
    Finding::error(
        "mapping/broken",
        format!("对应表无法读取：{}", error.message()),
        format!("the mapping file cannot be read: {}", error.message()),
    )
    .at(Location { line, ..Location::file(name) })
    .hint("改正后重新运行；在此之前按“栏目名即指标名”读取", "mend it and run again; until then headings are taken as indicator ids")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_kept_in_order_of_trust() {
        let (mapping, findings) = Mapping::read(
            "mapping.toml",
            r#"
            format = 1
            [sources]
            A = { zh = "甲", en = "a" }
            B = { zh = "乙", en = "b" }
            [[indicator]]
            id = "gdp"
            readings = [{ heading = "gdp_b", source = "B" }, { heading = "gdp", source = "A", years = [2000, 2010] }, { heading = "gdp", source = "B" }]
            [[indicator]]
            id = "pop"
            readings = [{ heading = "pop", source = "A" }, { heading = "pop", source = "B" }]
            "#,
        );
        assert_eq!(findings, []);
        let entries = &mapping.indicators[&IndicatorId::from("gdp")];
        assert_eq!(entries.iter().map(|entry| entry.heading.as_str()).collect::<Vec<_>>(), ["gdp_b", "gdp", "gdp"]);
        assert_eq!(mapping.rival_headings(), [["gdp_b", "gdp"]], "a heading is no rival of itself");
        assert!(entries[1].covers(2010) && !entries[1].covers(2011));
    }

    #[test]
    fn an_unknown_field_is_found_with_its_line() {
        let (mapping, findings) = Mapping::read("mapping.toml", "format = 1\nformmat = 2\n");
        assert_eq!(mapping, Mapping::default());
        assert_eq!(findings[0].code, "mapping/broken");
        assert_eq!(findings[0].location.as_ref().and_then(|place| place.line), Some(2));
    }
}
