//! Fifth stage of the loop: what follows.
//!
//! In: the programme's dated rules and the grades, events and memberships of several years. Out: [`Consequences`]: decisions with the
//! clause and the facts that met it, what is not decided yet and because of what, and the standing of every member.
#![warn(clippy::disallowed_methods)]

mod account;
mod apply;
mod cases;
mod check;
mod compare;
mod decision;
pub mod fund;
mod intake;
mod judge;
mod ledger;
pub mod meeting;
mod member;
pub mod objection;
mod place;
pub mod plan;
pub mod practices;
pub mod proceedings;
mod replay_table;
mod support;
pub mod tasks;
mod timeline;
pub mod words;

pub use account::{Confirmation, Entry, in_force, ledger};
pub use apply::{apply, replay, replay_verdicts};
pub use cases::check_cases;
pub use check::check_rules;
pub use compare::{Change, Side, difference, what_if, with_edition, with_grade};
pub use decision::{Consequences, Decision, Fact, State, Verdict};
pub use intake::{Grades, history, members};
pub use member::Member;
pub use proceedings::{Proceedings, Vote, proceedings};
pub use programme::rule::Outcome;
pub use replay_table::{HistoryRow, Opposed, Replayed, differences, read_history, replay_history};
pub use support::{Offer, OfferGroup, Support, offers, support};
