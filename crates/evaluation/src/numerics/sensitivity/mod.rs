//! What the uncertainty of a result comes from.
//!
//! Points that fill a space of factors evenly ([`Points`]), the share of each factor in the spread of a result ([`SobolDesign`],
//! [`sobol_indices`]), and fair shares of a difference ([`shapley_exact`], [`shapley_sampled`]). The model is the caller's.

mod points;
mod shapley;
mod sobol;

pub use points::Points;
pub use shapley::{Shapley, shapley_exact, shapley_sampled};
pub use sobol::{Bootstrap, FactorIndices, Outcomes, SobolDesign, SobolIndices, sobol_convergence, sobol_indices, sobol_of, sobol_steps};
