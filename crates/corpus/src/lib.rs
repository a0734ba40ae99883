//! First stage of the loop: papers as citable text.
//!
//! In: the bytes of a paper as delivered. Out: a [`Reading`]: repaired text whose every character leads back to the bytes, the tree of
//! clauses, the facts, and findings about everything that was wrong. Also the home of the words that all stages share:
//! [`Bilingual`], [`Finding`], [`ClauseId`] and [`Cited`].
#![warn(clippy::disallowed_methods)]

mod cite;
mod finding;
mod text;

pub use cite::{Cited, ClauseId, PaperId};
pub use finding::{Bilingual, Finding, Location, Severity};
pub use text::{ByteRange, CleanText};
