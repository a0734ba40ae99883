//! How the ballots of experts become one score.

use serde::Deserialize;

/// Default is the plain mean of all ballots.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Panel {
    #[serde(default)]
    pub mean: BallotMean,
    /// Number of highest and of lowest ballots dropped for each unit and criterion, for `trimmed`.
    #[serde(default)]
    pub trim: Option<u32>,
    /// Fewest ballots that give a score.
    #[serde(default)]
    pub fewest: Option<u32>,
    /// Takes every expert's own mean and spread out before averaging; refused for experts with fewer ballots than this.
    #[serde(default)]
    pub standardise_from: Option<u32>,
    /// Takes the experts' severity out by the many-facet Rasch model; marks must be whole.
    #[serde(default)]
    pub many_facet: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BallotMean {
    #[default]
    Mean,
    /// Without the `trim` highest and lowest.
    Trimmed,
    Median,
}
