//! The papers that the programme rests on.

use corpus::{Bilingual, ClauseId, PaperId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One paper or other source, as `papers.toml` describes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    pub id: PaperId,
    pub title: Bilingual,
    /// What people call it, where cites stand close; its id where `None`.
    pub short: Option<Bilingual>,
    /// 发文字号; `None` where the paper has none.
    pub number: Option<String>,
    pub issuers: Vec<String>,
    pub signed_on: Option<Date>,
    pub published_on: Option<Date>,
    /// How far it can be trusted, in the words of whoever found it.
    pub trust: Bilingual,
    pub url: Option<String>,
    /// The delivered copies whose hashes we know; empty when the source is only cited.
    pub held: Vec<HeldCopy>,
    /// In the order of the paper.
    pub clauses: Vec<Clause>,
}

/// A delivered copy of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldCopy {
    pub file: String,
    /// Hexadecimal.
    pub sha256: String,
    /// What is wrong with this copy, if anything.
    pub flaw: Option<Bilingual>,
}

/// A clause, told in our own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    pub id: ClauseId,
    pub gist: Bilingual,
}

impl Paper {
    pub fn is_held(&self) -> bool {
        !self.held.is_empty()
    }

    pub fn clause(&self, path: &str) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.id.path == path)
    }
}
