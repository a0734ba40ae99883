//! Wire forms of a method file: what each entry may say. Unknown keys are refused.

use corpus::{Bilingual, ClauseId};
use serde::Deserialize;

use super::{Aggregate, Amount, Formula, Missing, Normalise, Short, Treatment, Weigh, Within};
use crate::{Direction, IndicatorId};

/// Writes the keys that every node of the tree has after an entry's own.
macro_rules! node_entry {
    ($(#[$doc:meta])* $name:ident { $($own:tt)* }) => {
        $(#[$doc])*
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name {
            pub id: String,
            #[serde(default)]
            pub name: Option<Bilingual>,
            #[serde(default, rename = "in")]
            pub parent: String,
            #[serde(default)]
            pub weight: Option<Amount>,
            #[serde(default)]
            pub round: Option<u32>,
            #[serde(default)]
            pub at_least: Option<f64>,
            #[serde(default)]
            pub at_most: Option<f64>,
            #[serde(default)]
            pub cite: Vec<ClauseId>,
            $($own)*
        }
    };
}

node_entry!(GroupEntry {
    #[serde(default)]
    pub aggregate: Option<Short<Aggregate>>,
    #[serde(default)]
    pub weigh: Option<Short<Weigh>>,
    #[serde(default)]
    pub coverage: Option<f64>,
    /// Makes a leaf of every indicator of a weight column.
    #[serde(default)]
    pub column: Option<String>,
    #[serde(default)]
    pub leaf: LeafChoices,
});

node_entry!(IndicatorEntry {
    /// The figure, when the leaf's id is another (the same indicator twice in a tree).
    #[serde(default)]
    pub indicator: Option<IndicatorId>,
    #[serde(default)]
    pub value: Option<Formula>,
    #[serde(default)]
    pub direction: Option<Direction>,
    #[serde(default)]
    pub normalise: Option<Short<Normalise>>,
    #[serde(default)]
    pub scale: Option<f64>,
    #[serde(default)]
    pub missing: Option<Short<Missing>>,
    #[serde(default)]
    pub treatment: Option<Short<Treatment>>,
    #[serde(default)]
    pub within: Option<Within>,
});

node_entry!(CriterionEntry {
    pub low: f64,
    pub high: f64,
    #[serde(default)]
    pub scale: Option<f64>,
    #[serde(default)]
    pub missing: Option<Short<Missing>>,
});

node_entry!(MethodEntry {
    pub method: String,
    #[serde(default)]
    pub normalise: Option<Short<Normalise>>,
    #[serde(default)]
    pub scale: Option<f64>,
    #[serde(default)]
    pub missing: Option<Short<Missing>>,
    #[serde(default)]
    pub within: Option<Within>,
});

/// What leaves take over where they do not say otherwise.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LeafChoices {
    #[serde(default)]
    pub value: Option<Formula>,
    #[serde(default)]
    pub direction: Option<Direction>,
    #[serde(default)]
    pub normalise: Option<Short<Normalise>>,
    #[serde(default)]
    pub scale: Option<f64>,
    #[serde(default)]
    pub missing: Option<Short<Missing>>,
    #[serde(default)]
    pub treatment: Option<Short<Treatment>>,
    #[serde(default)]
    pub within: Option<Within>,
    #[serde(default)]
    pub round: Option<u32>,
    #[serde(default)]
    pub at_least: Option<f64>,
    #[serde(default)]
    pub at_most: Option<f64>,
}

impl LeafChoices {
    /// Returns these choices, completed by others.
    pub(super) fn or(self, other: &Self) -> Self {
        Self {
            value: self.value.or_else(|| other.value.clone()),
            direction: self.direction.or(other.direction),
            normalise: self.normalise.or_else(|| other.normalise.clone()),
            scale: self.scale.or(other.scale),
            missing: self.missing.or_else(|| other.missing.clone()),
            treatment: self.treatment.or_else(|| other.treatment.clone()),
            within: self.within.or(other.within),
            round: self.round.or(other.round),
            at_least: self.at_least.or(other.at_least),
            at_most: self.at_most.or(other.at_most),
        }
    }
}

/// The root is a group too.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RootEntry {
    #[serde(default)]
    pub aggregate: Option<Short<Aggregate>>,
    #[serde(default)]
    pub weigh: Option<Short<Weigh>>,
    #[serde(default)]
    pub coverage: Option<f64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassesEntry {
    pub by: String,
}
