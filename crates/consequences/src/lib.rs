//! Fifth stage of the loop: what follows.
//!
//! In: the programme's dated rules and the grades, events and memberships of several years. Out: [`Consequences`]: decisions with the
//! clause and the facts that met it, what is not decided yet and because of what, and the standing of every member.
#![warn(clippy::disallowed_methods)]

mod apply;
mod cases;
mod check;
mod decision;
mod intake;
mod judge;
mod ledger;
mod member;
mod place;
mod replay_table;
mod timeline;
pub mod words;

pub use apply::{apply, replay, replay_verdicts};
pub use cases::check_cases;
pub use check::check_rules;
pub use decision::{Consequences, Decision, Fact, State, Verdict};
pub use intake::{Grades, history, members};
pub use member::Member;
pub use programme::rule::Outcome;
pub use replay_table::{HistoryRow, Replayed, read_history, replay_history};
