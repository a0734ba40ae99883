//! Figures that are not there, filled from the other units (what is filled from other years is filled when the leaf is read).

use std::collections::BTreeMap;

use programme::method::{Missing, Within};

use crate::figures::quantile;
use crate::leaves::Leaf;
use crate::prepare::{Fate, Prepared};

/// Returns the units that have no figure and what they get.
pub(crate) fn fill(prepared: &Prepared<'_>, leaf: &Leaf<'_>) -> Vec<(usize, f64)> {
    let empty: Vec<usize> = (0..leaf.figures.len())
        .filter(|unit| leaf.figures[*unit].is_none() && prepared.fate[*unit] == Fate::Judged && prepared.is_asked(leaf.node, *unit))
        .collect();
    match leaf.missing {
        Missing::Mean { group } => from_peers(prepared, leaf, group.as_deref(), &empty, |values| {
            (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
        }),
        Missing::Median { group } => from_peers(prepared, leaf, group.as_deref(), &empty, |values| {
            let mut sorted = values.to_vec();
            sorted.sort_by(f64::total_cmp);
            quantile(&sorted, 0.5)
        }),
        Missing::Regression { on } => from_line(prepared, leaf, on, &empty),
        Missing::Value { value } => empty.into_iter().map(|unit| (unit, *value)).collect(),
        _ => Vec::new(),
    }
}

/// Peers are those with the same value of the attribute, else those of the same class; where none of them has a figure, all units.
fn from_peers(
    prepared: &Prepared<'_>,
    leaf: &Leaf<'_>,
    attribute: Option<&str>,
    empty: &[usize],
    centre: impl Fn(&[f64]) -> Option<f64>,
) -> Vec<(usize, f64)> {
    let group_of = |unit: usize| match (attribute, leaf.within) {
        (Some(attribute), _) => prepared.case.units[unit].attributes.get(attribute).cloned(),
        (None, Within::Class) => prepared.classes[unit].clone(),
        (None, Within::All) => None,
    };
    let judged = |unit: &usize| prepared.fate[*unit] == Fate::Judged;
    let mut groups: BTreeMap<Option<String>, Vec<f64>> = BTreeMap::new();
    let mut all = Vec::new();
    for unit in (0..leaf.figures.len()).filter(judged) {
        if let Some(value) = leaf.figures[unit] {
            groups.entry(group_of(unit)).or_default().push(value);
            all.push(value);
        }
    }
    let fallback = centre(&all);
    empty.iter().filter_map(|unit| Some((*unit, groups.get(&group_of(*unit)).and_then(|values| centre(values)).or(fallback)?))).collect()
}

/// Least squares on another leaf, over the units that have both.
fn from_line(prepared: &Prepared<'_>, leaf: &Leaf<'_>, on: &str, empty: &[usize]) -> Vec<(usize, f64)> {
    let Some(other) = prepared.method.node(on).and_then(|node| prepared.leaves.iter().find(|other| other.node == node)) else {
        return Vec::new();
    };
    let pairs: Vec<(f64, f64)> = (0..leaf.figures.len())
        .filter(|unit| prepared.fate[*unit] == Fate::Judged)
        .filter_map(|unit| Some((other.figures[unit]?, leaf.figures[unit]?)))
        .collect();
    let count = pairs.len() as f64;
    let (mean_x, mean_y) = (pairs.iter().map(|(x, _)| x).sum::<f64>() / count, pairs.iter().map(|(_, y)| y).sum::<f64>() / count);
    let spread: f64 = pairs.iter().map(|(x, _)| (x - mean_x) * (x - mean_x)).sum();
    if pairs.len() < 2 || spread == 0.0 {
        return Vec::new();
    }
    let slope = pairs.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum::<f64>() / spread;
    empty.iter().filter_map(|unit| Some((*unit, mean_y + slope * (other.figures[*unit]? - mean_x)))).collect()
}
