//! Decisions on items of the queue, as kept in a text file.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// All decisions of a programme folder, over all its papers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    format: u32,
    #[serde(default, rename = "decision", skip_serializing_if = "Vec::is_empty")]
    decisions: Vec<Decision>,
}

/// What a person decided, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// SHA-256 of the file as delivered.
    pub paper: String,
    pub item: String,
    pub verdict: Verdict,
    /// With `correct`: what stands there in truth; for a place its GB/T 2260 code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    pub who: String,
    pub when: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The reading is right.
    Accept,
    /// The reading is wrong; the decision's text is right.
    Correct,
}

impl Default for Decisions {
    fn default() -> Self {
        Self { format: 1, decisions: Vec::new() }
    }
}

impl Decisions {
    /// Reads the text of a decisions file.
    ///
    /// # Errors
    /// When it is no such file, or a correction says nothing; the message names the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let decisions: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        if decisions.format != 1 {
            return Err(format!("`format = {}` is not known, only 1", decisions.format));
        }
        let mute = decisions.decisions.iter().find(|decision| (decision.verdict == Verdict::Correct) != decision.text.is_some());
        match mute {
            Some(decision) => Err(format!("`{}`: a correction has a `text`, an acceptance has none", decision.item)),
            None => Ok(decisions),
        }
    }

    /// Returns the text of the file, in the order in which decisions were made.
    pub fn print(&self) -> String {
        toml::to_string(self).expect("strings, dates and numbers can be written as TOML")
    }

    /// Adds a decision. An earlier one on the same item stays in the file; the last one holds.
    pub fn add(&mut self, decision: Decision) {
        self.decisions.push(decision);
    }

    /// Returns the decision that holds for an item of a paper.
    pub fn on(&self, paper: &str, item: &str) -> Option<&Decision> {
        self.decisions.iter().rev().find(|decision| decision.paper == paper && decision.item == item)
    }

    /// Returns every decision, oldest first.
    pub fn all(&self) -> &[Decision] {
        &self.decisions
    }
}
