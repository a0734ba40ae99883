//! Frontier methods: how far a unit stays behind the best practice of its peers.
//!
//! Charnes, Cooper and Rhodes 1978; Banker, Charnes and Cooper 1984; Cooper, Seiford and Tone 2007, *Data Envelopment Analysis*. Results are
//! computed unit after unit on one thread; a caller that wants both cores splits the units into fixed parts.

mod benefit;
mod efficiency;
mod envelopment;
mod malmquist;
mod simplex;
mod slacks_based;

pub use benefit::{BenefitOfDoubt, ShareLimits, ShareOf, benefit_of_the_doubt};
pub use efficiency::{Efficiency, Frontier, Handling, Orientation, Returns, free_disposal_hull, undesirable_as_output};
pub use malmquist::{Malmquist, Period, malmquist};
pub use simplex::{Program, Simplex};
pub use slacks_based::{SlacksBased, slacks_based};

#[cfg(test)]
mod tests;
