//! What is measured, and how its figures may be put together.

use corpus::{Bilingual, ClauseId};
use serde::{Deserialize, Serialize};

use crate::{IndicatorId, Validity};

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    Up,
    Down,
}

/// How figures of parts become the figure of the whole (over space) or of a longer period (over time).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Over {
    Sum,
    /// Weighted by another indicator.
    MeanBy(IndicatorId),
    Last,
    None,
}

/// One entry of `indicators.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    pub id: IndicatorId,
    pub name: Bilingual,
    /// As printed, for instance `亿元`, `%`, `元/人`.
    pub unit: String,
    /// `None` where neither way is better by itself (a denominator).
    #[serde(default)]
    pub direction: Option<Direction>,
    pub definition: Bilingual,
    /// Arithmetic over other indicators' ids (`gdp / pop_resident * 10000`); `None` for a measured figure. `lag(x)` is last year's figure.
    #[serde(default)]
    pub formula: Option<String>,
    /// Names under which tables report it, the most trusted first (`gdp`, `gdp_c`); empty when its id is the only one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reported_as: Vec<String>,
    /// Department that publishes it.
    #[serde(default)]
    pub department: Option<String>,
    pub over_space: Over,
    pub over_time: Over,
    #[serde(default)]
    pub cite: Vec<ClauseId>,
    /// Years from which another definition holds, so that figures before and after are not quite the same thing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<DefinitionBreak>,
    #[serde(flatten)]
    pub validity: Validity,
}

/// A change of definition (口径).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefinitionBreak {
    /// First year under the new definition.
    pub year: i16,
    /// What changed.
    pub what: Bilingual,
}
