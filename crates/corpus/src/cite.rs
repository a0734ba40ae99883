//! How a value says where it comes from.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Short name of a paper or other source, for instance `1618` or `S2019b`; declared in `papers.toml`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PaperId(pub String);

impl fmt::Display for PaperId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A clause of a paper, written `1618 （十五）` or `866 四/（一）`; without a clause the whole paper is meant, as in `S2019b`.
///
/// Clause paths read like those of a reading's headings (`一/（二）`, `四/（一）/3`, `（十五）`, `专栏1`, `附件2`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClauseId {
    pub paper: PaperId,
    /// Empty when the whole paper is meant.
    pub path: String,
}

impl FromStr for ClauseId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (paper, path) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        if paper.is_empty() {
            return Err("a cite names a paper, for instance `1618 （十五）`".to_owned());
        }
        Ok(Self { paper: PaperId(paper.to_owned()), path: path.trim().to_owned() })
    }
}

impl TryFrom<String> for ClauseId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<ClauseId> for String {
    fn from(clause: ClauseId) -> Self {
        clause.to_string()
    }
}

impl fmt::Display for ClauseId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() { write!(out, "{}", self.paper) } else { write!(out, "{} {}", self.paper, self.path) }
    }
}

/// A value and the clauses that say so. There is no uncited variant: `by` is never empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited<T> {
    pub value: T,
    pub by: Vec<ClauseId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cite_prints_as_it_was_written() {
        for text in ["1618 （十五）", "866 四/（一）", "S2019b"] {
            assert_eq!(text.parse::<ClauseId>().expect("a cite").to_string(), text);
        }
        assert!("".parse::<ClauseId>().is_err());
    }
}
