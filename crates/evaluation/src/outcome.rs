//! What an evaluation says.

use std::collections::BTreeMap;

use corpus::{Bilingual, ClauseId, Finding};
use programme::{GradeId, IndicatorId, UnitId};
use serde::{Deserialize, Serialize};

/// Result of judging all units for one year by one method.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    pub year: i16,
    /// Identity of the method, for instance `2020`.
    pub method: String,
    pub method_title: Bilingual,
    /// `true` puts the label 示例方法 on everything that shows a score.
    pub illustrative: bool,
    /// Sorted by unit id.
    pub units: Vec<UnitOutcome>,
    /// Replicates of the uncertainty analysis that went through, and the seed they were drawn from.
    pub replicates: u32,
    pub seed: u64,
    /// P(a above b) for pairs of evaluated units within a class, in the order of `units`; `None` across classes and on the diagonal.
    pub above: Vec<Vec<Option<f64>>>,
    /// The best of every class, and how surely they are; empty without replicates.
    #[serde(default)]
    pub top_sets: Vec<TopSet>,
    pub findings: Vec<Finding>,
}

/// Who belongs to the best of a class whatever defensible choice is made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TopSet {
    pub class: Option<String>,
    /// Number of ranks that count as the best.
    pub size: u32,
    /// Among them in at least 95 % of the replicates.
    pub sure: Vec<UnitId>,
    /// Among them in 5 to 95 %.
    pub possible: Vec<UnitId>,
    /// P(rank at most `size`), of all ranked units.
    pub probability: BTreeMap<UnitId, f64>,
}

/// One unit's result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitOutcome {
    pub unit: UnitId,
    /// Class within which it is compared; `None` when the method has none.
    pub class: Option<String>,
    #[serde(flatten)]
    pub standing: Standing,
    /// Number of indicators with a figure, and number the method asks for.
    pub n_present: u32,
    pub n_asked: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Standing {
    Evaluated {
        /// Final score, after bonus and deductions, on the method's scale.
        score: f64,
        /// Rank within class, 1 is best; ties share the better rank.
        rank: u32,
        /// Number of units ranked in the class.
        of: u32,
        grade: Option<GradeId>,
        /// Score of every node of the tree by its path (`economy`, `economy/growth`), the root as an empty path.
        nodes: BTreeMap<String, f64>,
        /// In the order of the tree; they sum to `score` where `exact` methods are used.
        contributions: Vec<Contribution>,
        /// `None` when no uncertainty analysis was asked for.
        uncertainty: Option<Uncertainty>,
    },
    /// Outside the ranking by the method (a utility, a start-up, a disqualified unit), with the named grade it bears, if any.
    Special {
        reason: Bilingual,
        grade: Option<GradeId>,
        cite: Vec<ClauseId>,
    },
    NotEvaluable(NotEvaluable),
}

/// Why a unit has no score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NotEvaluable {
    pub reason: Bilingual,
    pub missing: Vec<IndicatorId>,
}

/// What one leaf (indicator, expert criterion) or one point beside the tree (bonus, deduction) adds to the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// Path of the leaf in the tree (`economy/gdp_growth`), or `bonus/<id>`.
    pub path: String,
    pub name: Bilingual,
    /// Set for a leaf that is an indicator.
    pub indicator: Option<IndicatorId>,
    /// Year of the figure (it can differ from the evaluation's year when the method takes the last value).
    pub figure_year: Option<i16>,
    /// The unit's own figures behind a value that the method works out (a ratio, a growth); empty where the figure itself is judged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub made_of: Vec<(IndicatorId, i16)>,
    /// In the indicator's unit; `None` when missing.
    pub raw: Option<f64>,
    /// On the method's common scale; `None` when missing.
    pub normalised: Option<f64>,
    /// Share in the whole tree after renormalising for what is missing, 0 to 1; `None` beside the tree.
    pub weight: Option<f64>,
    /// Points of the final score.
    pub points: f64,
    /// Clauses that ask for it (for a bonus: the clause that grants it).
    pub cite: Vec<ClauseId>,
    /// Imputed, interpolated and so on, as words for a reader; empty when reported.
    pub flags: Vec<Bilingual>,
}

/// How sure: over the replicates of the uncertainty analysis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Uncertainty {
    /// 5th and 95th percentile of the score.
    pub score_low: f64,
    pub score_high: f64,
    /// 5th, 50th and 95th percentile of the rank within class.
    pub rank_low: u32,
    pub rank_median: u32,
    pub rank_high: u32,
    /// Sums to 1.
    pub grade_probability: BTreeMap<GradeId, f64>,
}
