//! How a year is judged: a method as a value.
//!
//! A method file names the tree of groups and leaves, how figures are made comparable, weighed and put together, what is added or taken
//! away beside the tree, and how scores become grades. Nothing about it is found by name at run time: a variant is an edited copy.

mod amount;
mod beside;
mod check;
mod choice;
mod document;
mod doubt;
mod entry;
mod formula;
mod formulas;
mod names;
mod nearest;
mod panel;
mod parse;
mod read;
mod tree;
mod units;

pub use amount::Amount;
pub use beside::{Best, Class, Classes, Coverage, Fractions, Grade, Limits, Points, Ranking, Rounding, Special, TieRule, Ties, Veto};
pub use choice::{Aggregate, Missing, Normalise, RankOfTies, Short, Then, Treatment, Weigh, Within};
pub use document::Place;
pub use doubt::{Doubt, Likely, probabilities};
pub use formula::{Expression, Formula, Function, Operator, node_argument};
pub use panel::{BallotMean, Panel};
pub use tree::{Content, Node, Quantity};

use std::collections::{BTreeMap, BTreeSet};

use crate::IndicatorId;
use corpus::{Bilingual, ClauseId, Finding};
pub use nearest::nearest;

/// One method, wholly a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Method {
    /// For instance `2020`.
    pub id: String,
    pub title: Bilingual,
    /// `true` when weights, cut-offs or points are our own and not those of an authority.
    pub illustrative: bool,
    /// What a reader must know: where a choice is ours and why.
    pub note: Bilingual,
    pub cite: Vec<ClauseId>,
    /// First and last year that it judges; `None` is open.
    pub first_year: Option<i16>,
    pub last_year: Option<i16>,
    /// Kind of unit it judges, as `programme.toml` names it (`city`, `zone`); `None` judges whatever comes.
    pub unit_kind: Option<String>,
    /// Units of figures as the method takes them, by name; checked against the table's or the programme's.
    pub units: BTreeMap<String, String>,
    /// Figures that exist only for this method.
    pub quantities: Vec<Quantity>,
    /// Named numbers that formulas may use.
    pub parameters: BTreeMap<String, Amount>,
    pub classes: Classes,
    /// Root first, every child after its parent, children in the order of the file.
    pub nodes: Vec<Node>,
    pub coverage: Coverage,
    pub panel: Panel,
    /// Bonuses and deductions, in the order of the file.
    pub points: Vec<Points>,
    pub limits: Limits,
    pub vetoes: Vec<Veto>,
    /// Units outside the ranking, with their named grade.
    pub specials: Vec<Special>,
    pub rounding: Rounding,
    pub ties: Ties,
    pub ranking: Ranking,
    /// Best first.
    pub grades: Vec<Grade>,
    /// What is varied when the run does not say otherwise.
    pub doubt: Option<Doubt>,
    /// Where its keys stand in its file.
    pub at: Place,
}

/// Kinds of unit that are no members of a programme.
const BESIDE_MEMBERS: [&str; 3] = ["county_park", "park", "project"];

impl Method {
    /// Reads a method file. A flawed entry is left out with a finding; without a readable `id`, title or tree there is no method.
    pub fn parse(path: &str, text: &str) -> (Option<Self>, Vec<Finding>) {
        read::read(path, text)
    }

    /// Whether it judges the members of a programme (or its zones as wholes), as the yearly run does; other kinds of unit come in tables of
    /// their own and may bear grades of their own.
    pub fn judges_members(&self) -> bool {
        self.unit_kind.as_deref().is_none_or(|kind| !BESIDE_MEMBERS.contains(&kind))
    }

    /// Whether it puts units into classes.
    pub fn has_classes(&self) -> bool {
        self.classes.by.is_some() || !self.classes.entries.is_empty()
    }

    pub fn judges(&self, year: i16) -> bool {
        self.first_year.is_none_or(|first| first <= year) && self.last_year.is_none_or(|last| year <= last)
    }

    /// Finds a node by its path (`economy/gdp`), or by its last part where that is unambiguous; the empty text is the root.
    pub fn node(&self, name: &str) -> Option<usize> {
        if let Some(exact) = self.nodes.iter().position(|node| node.path == name) {
            return Some(exact);
        }
        let mut found = self.nodes.iter().enumerate().filter(|(_, node)| node.path.rsplit('/').next() == Some(name));
        match (found.next(), found.next()) {
            (Some((index, _)), None) => Some(index),
            _ => None,
        }
    }

    /// Returns a node's weight in a class where it needs no figures; the class's own weight goes first.
    pub fn weight(&self, node: usize, class: Option<&str>) -> Option<f64> {
        let of_class = self.classes.entries.iter().find(|entry| Some(entry.id.as_str()) == class);
        let differs = of_class.and_then(|class| class.weights.iter().find(|(path, _)| self.node(path) == Some(node)));
        differs.map_or_else(|| self.nodes[node].weight.fixed(class), |(_, weight)| Some(*weight))
    }

    pub fn children(&self, parent: usize) -> impl Iterator<Item = usize> + '_ {
        self.nodes.iter().enumerate().filter(move |(_, node)| node.parent == Some(parent)).map(|(index, _)| index)
    }

    /// Returns the indicators that the tree, the quantities and the formulas need, without the method's own names.
    pub fn names_needed(&self) -> BTreeSet<&str> {
        names::needed(self)
    }

    /// Every number that may be written by class or as a formula, with its place.
    pub fn amounts(&self) -> Vec<(&Amount, corpus::Location)> {
        formulas::amounts(self).into_iter().map(|(amount, place, _)| (amount, place)).collect()
    }

    /// Returns the names on which vetoes, conditions of points, classes and units beside the ranking depend.
    pub fn names_that_decide(&self) -> BTreeSet<&str> {
        let points = self.points.iter().filter_map(|points| points.when.as_ref());
        let classes = self.classes.entries.iter().filter_map(|class| class.when.as_ref());
        let vetoes = self.vetoes.iter().map(|veto| &veto.when).chain(self.specials.iter().map(|special| &special.when));
        points.chain(classes).chain(vetoes).flat_map(Formula::names).chain(self.classes.by.as_deref()).collect()
    }

    /// Findings about indicators that neither the method nor `known` has.
    pub fn check_names(&self, known: &dyn Fn(&str) -> bool) -> Vec<Finding> {
        names::unknown(self, known)
    }

    /// Findings about figures whose unit is not the one that the method counts on; `unit_of` knows units by name.
    pub fn check_units(&self, unit_of: &dyn Fn(&str) -> Option<String>) -> Vec<Finding> {
        units::against(self, unit_of)
    }
}

#[cfg(test)]
mod tests;
