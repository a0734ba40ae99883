//! What a person confirmed about a kind of table, kept in a small file and used again next year.
//!
//! ```toml
//! format = 1
//! [headings."外商直接投资"]
//! indicator = "fdi_actual"      # none: not an indicator of ours
//! unit = "百万美元"              # where the table prints none or prints it wrong
//! [places]
//! "浦东" = "310115"
//! [sheets."2023"]
//! skip = true
//! ```

use std::collections::BTreeMap;

use corpus::{Finding, Location};
use programme::IndicatorId;
use serde::{Deserialize, Serialize};

use crate::import::heading::without_year;

/// A kept mapping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    pub format: u32,
    /// By heading as printed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headings: BTreeMap<String, KeptHeading>,
    /// Codes by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub places: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sheets: BTreeMap<String, KeptSheet>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptHeading {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indicator: Option<IndicatorId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptSheet {
    pub skip: bool,
}

impl Kept {
    /// Returns a mapping in which nothing is confirmed yet.
    pub fn nothing() -> Self {
        Self { format: 1, headings: BTreeMap::new(), places: BTreeMap::new(), sheets: BTreeMap::new() }
    }

    /// Reads a kept mapping; a broken one is a finding and confirms nothing.
    pub fn read(name: &str, text: &str) -> (Self, Vec<Finding>) {
        match toml::from_str::<Self>(text) {
            Ok(kept) if kept.format == 1 => (kept, Vec::new()),
            Ok(kept) => (Self::nothing(), vec![unusable(name, &format!("format {}", kept.format))]),
            Err(error) => (Self::nothing(), vec![unusable(name, error.message())]),
        }
    }

    /// Returns what is kept about a heading, as printed or without its year.
    pub(crate) fn heading(&self, heading: &str) -> Option<&KeptHeading> {
        self.headings.get(heading).or_else(|| self.headings.get(&without_year(heading)))
    }

    /// Returns the text of the file.
    pub fn text(&self) -> String {
        toml::to_string_pretty(self).expect("texts and truth values can always be written")
    }
}

fn unusable(name: &str, reason: &str) -> Finding {
    Finding::error("import/mapping", format!("对应表不能使用：{reason}"), format!("the mapping cannot be used: {reason}"))
        .at(Location::file(name))
        .hint("改正后重新导入；本次按自动识别处理", "mend it and import again; this time everything is proposed afresh")
}
