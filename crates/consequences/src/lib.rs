//! Fifth stage of the loop: what follows.
//!
//! In: the programme's dated rules and the grades, events and memberships of several years. Out: [`Consequences`]: decisions with the
//! clause and the facts that met it, what is not decided yet and because of what, and the standing of every member.
#![warn(clippy::disallowed_methods)]

mod decision;

pub use decision::{Consequences, Decision, Fact, Outcome, State, Verdict};
