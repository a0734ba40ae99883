//! First stage of the loop: papers as citable text.
//!
//! In: the bytes of a paper as delivered. Out: a [`Reading`]: repaired text whose every character leads back to the bytes, the tree of
//! clauses, the facts, and findings about everything that was wrong. Also the home of the words that all stages share:
//! [`Bilingual`], [`Finding`], [`ClauseId`] and [`Cited`].
#![warn(clippy::disallowed_methods)]

mod chars;
mod cite;
pub mod compare;
mod containers;
pub mod facts;
mod finding;
pub mod gazetteer;
mod labels;
mod mended;
mod metadata;
pub mod near;
mod organs;
pub mod paper;
pub mod reading;
mod repair;
pub mod review;
pub mod search;
mod structure;
mod text;
pub mod versions;

use sha2::{Digest, Sha256};

pub use cite::{Cited, ClauseId, PaperId};
pub use finding::{Bilingual, Finding, Location, Severity};
pub use mended::Mended;
pub use metadata::Metadata;
pub use paper::{Clause, ClauseKind, Paper};
pub use reading::Reading;
pub use text::{ByteRange, CleanText, Edit};

/// Reads a paper: the name of its file and its bytes in, text with a span map, clauses, facts and findings out.
pub fn read(file: &str, bytes: &[u8]) -> Reading {
    let (source, paper) = repaired(file, bytes);
    let facts = facts::extract(&paper);
    Reading::of(source, paper, facts)
}

/// Returns the repaired paper of a file: the first half of reading.
pub fn repaired(file: &str, bytes: &[u8]) -> (reading::Source, Paper) {
    let (source, repaired) = repaired_text(file, bytes);
    (source, Paper::of(repaired))
}

/// Returns the repaired text of a file, before its structure is read.
fn repaired_text(file: &str, bytes: &[u8]) -> (reading::Source, repair::Repaired) {
    let unwrapped = containers::unwrap(file, bytes);
    let charset = unwrapped.charset.clone();
    let repaired = repair::repair(file, unwrapped);
    let source = reading::Source {
        file: file.to_owned(),
        sha256: sha256(bytes),
        charset,
        kinds: repaired.kinds.iter().map(|kind| (*kind).to_owned()).collect(),
    };
    (source, repaired)
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
