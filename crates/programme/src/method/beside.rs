//! What stands beside the tree: classes, coverage, points, vetoes, rounding, ties, grades.

use std::collections::BTreeMap;

use corpus::{Bilingual, ClauseId};
use serde::Deserialize;

use super::document::{Place, Placed};
use super::{Amount, Formula, Within};
use crate::GradeId;

/// How units are put into classes; they are compared and ranked within them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Classes {
    /// Attribute of a unit that names its class; `None` where the classes' own conditions decide, or there are no classes.
    pub by: Option<String>,
    pub entries: Vec<Class>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    pub id: String,
    pub name: Bilingual,
    /// First class whose condition holds takes the unit.
    #[serde(default)]
    pub when: Option<Formula>,
    /// Weights of nodes (by path) that differ in this class.
    #[serde(default)]
    pub weights: BTreeMap<String, f64>,
    #[serde(default)]
    pub cite: Vec<ClauseId>,
    #[serde(skip)]
    pub at: Place,
}

/// Least shares of figures that must be there.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// Of a unit's leaves, by number; below it the unit is not evaluable.
    #[serde(default)]
    pub unit: Option<f64>,
    /// Of every group's leaves, by weight, unless the group says otherwise; below it the group has no score, and the unit is not evaluable.
    #[serde(default)]
    pub group: Option<f64>,
    /// Of the units that have an indicator; below it the indicator is left out for all.
    #[serde(default)]
    pub indicator: Option<f64>,
}

/// Points that are added to the total (negative: taken away).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Points {
    pub id: String,
    pub name: Bilingual,
    /// Over figures, events and scores.
    pub points: Amount,
    /// Condition; without one the points always count.
    #[serde(default)]
    pub when: Option<Formula>,
    /// Largest size, in points.
    #[serde(default)]
    pub cap: Option<f64>,
    /// Group whose score they change, before it goes into the groups above; empty for the total.
    #[serde(default, rename = "in")]
    pub group: String,
    #[serde(default)]
    pub cite: Vec<ClauseId>,
    /// Set by the reader: `false` for a `[[deduction]]`, whose points are subtracted.
    #[serde(skip, default = "adds")]
    pub adds: bool,
    #[serde(skip)]
    pub at: Place,
}

fn adds() -> bool {
    true
}

/// A condition that decides whatever the score is. Of several that hold, each has its effect: the worst grade, the lowest score, all steps.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Veto {
    pub id: String,
    pub name: Bilingual,
    pub when: Formula,
    /// Highest grade still possible, or the grade given outright.
    #[serde(default)]
    pub at_most: Option<GradeId>,
    #[serde(default)]
    pub grade: Option<GradeId>,
    /// Total that is set instead of the computed one.
    #[serde(default)]
    pub score: Option<f64>,
    /// Grades by which it is put down, or lifted.
    #[serde(default)]
    pub lower: Option<u32>,
    #[serde(default)]
    pub raise: Option<u32>,
    #[serde(default)]
    pub cite: Vec<ClauseId>,
    #[serde(skip)]
    pub at: Place,
}

/// Units outside the ranking: utilities, start-ups, disqualified ones. First that holds counts.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Special {
    pub id: String,
    pub name: Bilingual,
    pub when: Formula,
    /// Named grade they bear; none leaves them without a grade.
    #[serde(default)]
    pub grade: Option<GradeId>,
    #[serde(default)]
    pub cite: Vec<ClauseId>,
    #[serde(skip)]
    pub at: Place,
}

/// Decimal places to which figures are rounded, half up in decimal notation; `None` does not round.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rounding {
    /// The figure before normalisation.
    #[serde(default)]
    pub figure: Option<u32>,
    /// The normalised figure.
    #[serde(default)]
    pub leaf: Option<u32>,
    /// Every group, unless it says otherwise.
    #[serde(default)]
    pub group: Option<u32>,
    /// The total.
    #[serde(default)]
    pub score: Option<u32>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TieRule {
    /// 1, 2, 2, 4.
    #[default]
    Shared,
    /// 1, 2, 2, 3.
    Dense,
    /// 1, 3, 3, 4.
    Worst,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ties {
    #[serde(default)]
    pub rank: TieRule,
    /// Nodes or figures that decide between equal totals, in turn; more is better.
    #[serde(default)]
    pub by: Vec<Formula>,
}

/// A grade. A unit gets the first (best) whose every requirement it meets; the last one usually has none.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    pub id: GradeId,
    pub name: Bilingual,
    /// Least total.
    #[serde(default)]
    pub from: Option<Amount>,
    /// Largest total, for methods in which less is better.
    #[serde(default)]
    pub to: Option<Amount>,
    /// Share of the class that bears this grade; with grades above it the shares add up. Largest remainders get the odd units.
    #[serde(default)]
    pub share: Option<Amount>,
    /// What the share is of, summed in the order of the ranking, instead of the number of units: the land of firms, for instance.
    #[serde(default)]
    pub share_of: Option<Formula>,
    /// Most units of a class that bear it.
    #[serde(default)]
    pub quota: Option<Amount>,
    #[serde(default)]
    pub when: Option<Formula>,
    #[serde(default)]
    pub cite: Vec<ClauseId>,
    #[serde(skip)]
    pub at: Place,
}

/// Bounds of what is added up.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Most points of all bonuses of the total together.
    #[serde(default)]
    pub bonus: Option<f64>,
    /// Most points of all deductions from the total together.
    #[serde(default)]
    pub deduction: Option<f64>,
    /// Least and largest total.
    #[serde(default)]
    pub low: Option<f64>,
    #[serde(default)]
    pub high: Option<f64>,
}

/// Who is ranked with whom, and which way.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ranking {
    /// Units of a class among themselves, or all together although classes have weights or benchmarks of their own.
    #[serde(default = "by_class")]
    pub within: Within,
    #[serde(default)]
    pub best: Best,
    /// What becomes of the fractions when shares of grades are turned into numbers of units.
    #[serde(default)]
    pub shares: Fractions,
}

impl Default for Ranking {
    fn default() -> Self {
        Self { within: Within::Class, best: Best::default(), shares: Fractions::default() }
    }
}

fn by_class() -> Within {
    Within::Class
}

/// Which total is best.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Best {
    #[default]
    High,
    Low,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fractions {
    #[default]
    LargestRemainder,
    /// "At most": 20 % of 14 units is 2.
    Down,
    Up,
    /// Half up.
    Nearest,
}

/// Lets entries remember their places.
macro_rules! placed {
    ($($name:ty),*) => { $(impl Placed for $name { fn place(&mut self, at: Place) { self.at = at; } })* };
}

placed!(Class, Points, Veto, Special, Grade, super::Quantity);
