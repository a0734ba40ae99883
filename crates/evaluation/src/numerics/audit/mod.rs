//! Statistical audit of an index: do the figures support the structure that the method gives them?
//!
//! The items follow the European Commission's audits of composite indicators and the OECD/JRC Handbook 2008, sections 4 and 7.

mod association;
mod consistency;
mod factors;
mod influence;

pub use association::{Association, associations, pearson, redundant_pairs, sign_conflicts, silent_indicators, spearman};
pub use consistency::{CronbachAlpha, cronbach_alpha, variance_inflation};
pub use factors::{
    Bartlett, Factors, KaiserMeyerOlkin, bartlett_sphericity, factor_weights, kaiser_meyer_olkin, principal_factors, varimax,
};
pub use influence::correlation_ratio;

#[cfg(test)]
mod tests;
