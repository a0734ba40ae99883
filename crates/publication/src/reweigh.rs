//! Other weights tried on a year of a cycle, for a page with a slider per weight.

use std::collections::BTreeMap;

use corpus::Bilingual;
use evaluation::{Case, Chance, Reweighed, Unit, units_of};
use programme::Method;
use programme::method::Content;
use serde::{Deserialize, Serialize};

use crate::cycle::{Cycle, Year};

/// A weight that can be moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dial {
    /// Path of the node in the method (`economy/gdp_growth`), as [`reweigh`] takes it.
    pub path: String,
    pub name: Bilingual,
    /// 1 for the top of the tree.
    pub level: usize,
    /// As the method has it; the first class's where classes differ.
    pub weight: f64,
}

/// Returns the weights of the year's method in the order of its tree; nothing where the cycle has no such year.
pub fn dials(cycle: &Cycle, year: i16) -> Vec<Dial> {
    let Some((_, method)) = judged(cycle, year) else { return Vec::new() };
    let first_class = method.classes.entries.first().map(|class| class.id.as_str());
    let dial = |(node, entry): (usize, &programme::method::Node)| {
        Some(Dial {
            path: entry.path.clone(),
            name: name_of(cycle, entry),
            level: entry.path.matches('/').count() + 1,
            weight: method.weight(node, None).or_else(|| method.weight(node, first_class))?,
        })
    };
    method.nodes.iter().enumerate().skip(1).filter_map(dial).collect()
}

/// Ranks the units of a year anew with other weights, by the path of the node. Nodes that are not named keep theirs.
///
/// `None` where the cycle has no such year. Pure; with 200 replicates a few tens of milliseconds for 120 units and 60 indicators.
pub fn reweigh(cycle: &Cycle, year: i16, weights: &BTreeMap<String, f64>, replicates: u32) -> Option<Reweighed> {
    let (year, method) = judged(cycle, year)?;
    let units = units_of(&cycle.programme, method, year.year);
    let chance = Chance { seed: year.evaluation.seed, replicates };
    Some(evaluation::reweigh(&case_of(cycle, &units, year.year), method, weights, chance))
}

/// Returns a year as the evaluation took it; `units` are those of [`units_of`].
pub fn case_of<'a>(cycle: &'a Cycle, units: &'a [Unit], year: i16) -> Case<'a> {
    Case {
        units,
        indicators: &cycle.programme.indicators,
        observations: &cycle.observations,
        ballots: &cycle.ballots,
        methods: &cycle.programme.methods,
        year,
    }
}

fn judged(cycle: &Cycle, year: i16) -> Option<(&Year, &Method)> {
    let year = cycle.years.iter().find(|known| known.year == year)?;
    Some((year, cycle.programme.methods.get(&year.evaluation.method)?))
}

fn name_of(cycle: &Cycle, node: &programme::method::Node) -> Bilingual {
    let of_indicator = || match &node.content {
        Content::Indicator { indicator, .. } => cycle.programme.indicators.get(indicator).map(|indicator| indicator.name.clone()),
        _ => None,
    };
    node.name.clone().or_else(of_indicator).unwrap_or_else(|| Bilingual::new(node.path.clone(), node.path.clone()))
}
