//! The arithmetic of evaluation: slices and small matrices in, values out.
//!
//! Nothing here knows a programme, a method file or a policy value: every threshold, cap and weight is an argument. What a formula cannot
//! do with the figures it was given comes back as a [`Flaw`], which the engine turns into a finding with its place. Missing figures are
//! left out by the caller, so that every slice holds finite numbers; where a method works on holes (ballots, raters), cells are `Option`.
//! Results do not depend on the number of threads or on the build profile: sums run in a fixed order, `ln`, `exp` and `pow` are `libm`'s.

pub mod aggregation;
pub mod audit;
mod columns;
mod distribution;
mod flaw;
pub mod frontier;
mod linear;
mod moments;
pub mod normalisation;
pub mod panel;
mod random;
mod ranks;
pub mod sensitivity;
pub mod treatment;
pub mod weights;

pub use columns::Columns;
pub use distribution::{chi_square_above, normal_two_sided};
pub use flaw::Flaw;
pub use moments::{excess_kurtosis, extent, mean, sample_deviation, sample_variance, skewness};
pub use random::{BootstrapInterval, Stream, quantile};
pub use ranks::{Ties, order_descending, ranks_ascending, ranks_descending};

#[cfg(test)]
mod cases;
