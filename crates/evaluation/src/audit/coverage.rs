//! What is there, and what was put in the place of what is not.

use corpus::Bilingual;
use programme::UnitId;
use serde::{Deserialize, Serialize};

use crate::contribution::name_of;
use crate::prepare::Prepared;

/// Shares of cells that have a figure of their own, before filling.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    pub all: f64,
    pub units: Vec<(UnitId, f64)>,
    /// By path, leaves and groups; of the units that are asked.
    pub nodes: Vec<Share>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Share {
    pub path: String,
    pub name: Bilingual,
    pub share: f64,
}

/// A cell without a figure of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filled {
    pub path: String,
    pub unit: UnitId,
    /// As it entered normalisation; `None` where it was left out, or filled afterwards.
    pub value: Option<f64>,
    /// How it came about, in words.
    pub how: Vec<Bilingual>,
}

pub(super) fn coverage(prepared: &Prepared<'_>) -> Coverage {
    let asked = |leaf: usize, unit: usize| prepared.is_asked(prepared.leaves[leaf].node, unit);
    let cells = |leaves: &[usize], units: &[usize]| {
        let all: Vec<(usize, usize)> = leaves
            .iter()
            .flat_map(|leaf| units.iter().map(move |unit| (*leaf, *unit)))
            .filter(|(leaf, unit)| asked(*leaf, *unit))
            .collect();
        let present = all.iter().filter(|(leaf, unit)| prepared.raw[*leaf][*unit].is_some()).count();
        (!all.is_empty()).then(|| present as f64 / all.len() as f64)
    };
    let leaves: Vec<usize> = (0..prepared.leaves.len()).collect();
    let units: Vec<usize> = prepared.judged().collect();
    let below = |node: usize| -> Vec<usize> {
        let path = &prepared.method.nodes[node].path;
        let inside = |leaf: &usize| {
            let own = &prepared.method.nodes[prepared.leaves[*leaf].node].path;
            own == path || own.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('/'))
        };
        leaves.iter().copied().filter(inside).collect()
    };
    let share = |node: usize| {
        let share = cells(&below(node), &units)?;
        Some(Share { path: prepared.method.nodes[node].path.clone(), name: name_of(prepared, node), share })
    };
    Coverage {
        all: cells(&leaves, &units).unwrap_or(0.0),
        units: units.iter().filter_map(|unit| Some((prepared.case.units[*unit].id.clone(), cells(&leaves, &[*unit])?))).collect(),
        nodes: (1..prepared.method.nodes.len()).filter_map(share).collect(),
    }
}

pub(super) fn filled(prepared: &Prepared<'_>) -> Vec<Filled> {
    let mut out = Vec::new();
    for (index, leaf) in prepared.leaves.iter().enumerate() {
        for unit in prepared.judged().filter(|unit| prepared.is_asked(leaf.node, *unit)) {
            let carried = leaf.notes[unit].year.is_some_and(|year| year != prepared.case.year);
            if prepared.raw[index][unit].is_some() && !carried && !leaf.notes[unit].imputed {
                continue;
            }
            let mut how = leaf.notes[unit].words(prepared.case.year);
            if leaf.figures[unit].is_none() {
                how.push(Bilingual::new("缺失", "missing"));
            }
            out.push(Filled {
                path: prepared.method.nodes[leaf.node].path.clone(),
                unit: prepared.case.units[unit].id.clone(),
                value: leaf.figures[unit],
                how,
            });
        }
    }
    out
}
