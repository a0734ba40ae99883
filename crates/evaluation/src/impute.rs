//! Figures that are not there, filled from the other units (what is filled from other years is filled when the leaf is read).

use std::collections::BTreeMap;

use programme::method::{Missing, Within};

use crate::figures::{Column, quantile};
use crate::leaves::Leaf;
use crate::prepare::{Fate, Prepared};

/// Returns the units that have no figure and what they get; `columns` are the figures of all leaves.
pub(crate) fn fill(prepared: &Prepared<'_>, index: usize, columns: &[Column]) -> Vec<(usize, f64)> {
    let (leaf, column) = (&prepared.leaves[index], &columns[index]);
    let empty: Vec<usize> = (0..column.len())
        .filter(|unit| column[*unit].is_none() && prepared.fate[*unit] == Fate::Judged && prepared.is_asked(leaf.node, *unit))
        .collect();
    if empty.is_empty() {
        return Vec::new();
    }
    match leaf.missing {
        Missing::Mean { group } => from_peers(prepared, leaf, column, group.as_deref(), &empty, |values| {
            (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
        }),
        Missing::Median { group } => from_peers(prepared, leaf, column, group.as_deref(), &empty, |values| {
            let mut sorted = values.to_vec();
            sorted.sort_by(f64::total_cmp);
            quantile(&sorted, 0.5)
        }),
        Missing::Regression { on } => from_line(prepared, index, columns, on, &empty),
        Missing::Value { value } => empty.into_iter().map(|unit| (unit, *value)).collect(),
        _ => Vec::new(),
    }
}

/// Peers are those with the same value of the attribute, else those of the same class; where none of them has a figure, all units.
fn from_peers(
    prepared: &Prepared<'_>,
    leaf: &Leaf<'_>,
    column: &Column,
    attribute: Option<&str>,
    empty: &[usize],
    centre: impl Fn(&[f64]) -> Option<f64>,
) -> Vec<(usize, f64)> {
    let group_of = |unit: usize| match (attribute, leaf.within) {
        (Some(attribute), _) => prepared.case.units[unit].word(attribute, prepared.case.year).map(str::to_owned),
        (None, Within::Class) => prepared.classes[unit].clone(),
        (None, Within::All) => None,
    };
    let judged = |unit: &usize| prepared.fate[*unit] == Fate::Judged;
    let mut groups: BTreeMap<Option<String>, Vec<f64>> = BTreeMap::new();
    let mut all = Vec::new();
    for unit in (0..column.len()).filter(judged) {
        if let Some(value) = column[unit] {
            groups.entry(group_of(unit)).or_default().push(value);
            all.push(value);
        }
    }
    let fallback = centre(&all);
    empty.iter().filter_map(|unit| Some((*unit, groups.get(&group_of(*unit)).and_then(|values| centre(values)).or(fallback)?))).collect()
}

/// Least squares on another leaf, over the units that have both.
fn from_line(prepared: &Prepared<'_>, index: usize, columns: &[Column], on: &str, empty: &[usize]) -> Vec<(usize, f64)> {
    let Some(other) = prepared.method.node(on).and_then(|node| prepared.leaves.iter().position(|other| other.node == node)) else {
        return Vec::new();
    };
    let pairs: Vec<(f64, f64)> = (0..columns[index].len())
        .filter(|unit| prepared.fate[*unit] == Fate::Judged)
        .filter_map(|unit| Some((columns[other][unit]?, columns[index][unit]?)))
        .collect();
    let count = pairs.len() as f64;
    let (mean_x, mean_y) = (pairs.iter().map(|(x, _)| x).sum::<f64>() / count, pairs.iter().map(|(_, y)| y).sum::<f64>() / count);
    let spread: f64 = pairs.iter().map(|(x, _)| (x - mean_x) * (x - mean_x)).sum();
    if pairs.len() < 2 || spread == 0.0 {
        return Vec::new();
    }
    let slope = pairs.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum::<f64>() / spread;
    empty.iter().filter_map(|unit| Some((*unit, mean_y + slope * (columns[other][*unit]? - mean_x)))).collect()
}
