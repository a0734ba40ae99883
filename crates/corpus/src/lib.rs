//! First stage of the loop: papers as citable text.
//!
//! In: the bytes of a paper as delivered. Out: a [`Reading`]: repaired text whose every character leads back to the bytes, the tree of
//! clauses, the facts, and findings about everything that was wrong. Also the home of the words that all stages share:
//! [`Bilingual`], [`Finding`], [`ClauseId`] and [`Cited`].
#![warn(clippy::disallowed_methods)]

mod cite;
pub mod facts;
mod finding;
pub mod gazetteer;
mod metadata;
pub mod paper;
pub mod reading;
mod text;

pub use cite::{Cited, ClauseId, PaperId};
pub use finding::{Bilingual, Finding, Location, Severity};
pub use metadata::Metadata;
pub use paper::{Clause, ClauseKind, Paper};
pub use reading::Reading;
pub use text::{ByteRange, CleanText};

/// Reads a paper: the name of its file and its bytes in, text with a span map, clauses, facts and findings out.
pub fn read(file: &str, bytes: &[u8]) -> Reading {
    let source = reading::Source { file: file.to_owned(), ..reading::Source::default() };
    let text = CleanText::verbatim(String::from_utf8_lossy(bytes).into_owned());
    let paper = Paper { file: file.to_owned(), text, ..Paper::default() };
    let facts = facts::extract(&paper);
    Reading::of(source, paper, facts)
}
