//! What the weights say against what the scores do.

use corpus::Bilingual;
use serde::{Deserialize, Serialize};

use super::Judged;
use crate::contribution::name_of;
use crate::numerics::audit::correlation_ratio;

/// A node's nominal and effective weight in the whole index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Importance {
    pub path: String,
    pub name: Bilingual,
    /// `true` for a group at the top, whose effective weights sum to 1 among themselves; else a leaf, likewise among the leaves.
    pub pillar: bool,
    /// Mean share in the tree over the units.
    pub nominal: f64,
    /// Correlation ratio: share of the index's variance that goes if this were known (Paruolo, Saisana and Saltelli 2013).
    pub ratio: Option<f64>,
    /// The ratio as a share of all ratios of its kind.
    pub effective: Option<f64>,
}

pub(super) fn importance(judged: &Judged<'_>) -> Vec<Importance> {
    let nodes = &judged.prepared.method.nodes;
    let pillars: Vec<usize> = (1..nodes.len()).filter(|node| nodes[*node].parent == Some(0) && !nodes[*node].is_leaf()).collect();
    let leaves: Vec<usize> = (1..nodes.len()).filter(|node| nodes[*node].is_leaf()).collect();
    let mut out = of_kind(judged, &pillars, true);
    out.extend(of_kind(judged, &leaves, false));
    out
}

fn of_kind(judged: &Judged<'_>, nodes: &[usize], pillar: bool) -> Vec<Importance> {
    let ratios: Vec<Option<f64>> = nodes.iter().map(|node| ratio(judged, *node)).collect();
    let sum: f64 = ratios.iter().flatten().sum();
    let one = |(node, ratio): (&usize, &Option<f64>)| Importance {
        path: judged.path(*node).to_owned(),
        name: name_of(judged.prepared, *node),
        pillar,
        nominal: nominal(judged, *node),
        ratio: *ratio,
        effective: ratio.filter(|_| sum > 0.0).map(|ratio| ratio / sum),
    };
    nodes.iter().zip(&ratios).map(one).collect()
}

fn ratio(judged: &Judged<'_>, node: usize) -> Option<f64> {
    let both = judged.scores(node).into_iter().zip(judged.scores(0));
    let (scores, index): (Vec<f64>, Vec<f64>) = both.filter_map(|(score, index)| score.zip(index)).unzip();
    correlation_ratio(&scores, &index).ok()
}

/// Mean, over the units, of the product of the shares on the way up, after stretching for what is missing.
fn nominal(judged: &Judged<'_>, node: usize) -> f64 {
    let shares = judged.units.iter().map(|unit| share(judged, node, *unit));
    shares.sum::<f64>() / judged.units.len().max(1) as f64
}

fn share(judged: &Judged<'_>, node: usize, unit: usize) -> f64 {
    let method = judged.prepared.method;
    let weight = |node: usize| if judged.standings.nodes[node][unit].is_some() { judged.basis.weights[node][unit] } else { 0.0 };
    let mut share = 1.0;
    let mut at = node;
    while let Some(parent) = method.nodes[at].parent {
        let total: f64 = method.children(parent).map(weight).sum();
        share *= if total > 0.0 { weight(at) / total } else { 0.0 };
        at = parent;
    }
    share
}
