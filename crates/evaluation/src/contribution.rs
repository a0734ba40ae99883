//! Where a total comes from, point by point.

use corpus::Bilingual;
use programme::IndicatorId;
use programme::method::{Content, Method};

use crate::Contribution;
use crate::leaves::Leaf;
use crate::points::GroupPoints;
use crate::prepare::Prepared;
use crate::standing::Standings;
use crate::tree::Basis;

/// Differences below this are the noise of adding many numbers.
const NOISE: f64 = 1e-9;

/// Returns what every leaf and every point beside the tree adds to the total; the points sum to it.
pub(crate) fn contributions(prepared: &Prepared<'_>, basis: &Basis, standings: &Standings<'_>, unit: usize) -> Vec<Contribution> {
    let mut out = Vec::new();
    let tree = standings.nodes[0][unit].unwrap_or(0.0);
    descend(prepared, basis, standings, unit, Share { node: 0, points: tree, weight: 1.0 }, &mut out);
    for (entry, column) in prepared.method.points.iter().zip(&standings.points) {
        if let Some(points) = column[unit].filter(|_| entry.group.is_empty()) {
            let folder = if entry.adds { "bonus" } else { "deduction" };
            out.push(beside(format!("{folder}/{}", entry.id), entry.name.clone(), points, entry.cite.clone()));
        }
    }
    if standings.limited[unit].abs() > NOISE {
        out.push(beside("limits".to_owned(), Bilingual::new("封顶保底", "limits"), standings.limited[unit], Vec::new()));
    }
    let told: f64 = out.iter().map(|contribution| contribution.points).sum();
    let rest = standings.totals[unit].unwrap_or(0.0) - told;
    if rest.abs() > NOISE {
        out.push(match standings.vetoes[unit].map(|veto| &prepared.method.vetoes[veto]) {
            Some(veto) => beside(format!("veto/{}", veto.id), veto.name.clone(), rest, veto.cite.clone()),
            None => beside("rounding".to_owned(), Bilingual::new("四舍五入", "rounding"), rest, Vec::new()),
        });
    }
    out
}

#[derive(Clone, Copy)]
struct Share {
    node: usize,
    points: f64,
    weight: f64,
}

fn descend(prepared: &Prepared<'_>, basis: &Basis, standings: &Standings<'_>, unit: usize, share: Share, out: &mut Vec<Contribution>) {
    if prepared.method.nodes[share.node].is_leaf() {
        out.push(of_leaf(prepared, basis, unit, share));
        return;
    }
    let asked = |child: &usize| basis.weights[*child][unit] > 0.0;
    let children: Vec<usize> = prepared.method.children(share.node).filter(asked).collect();
    let score = |child: usize| standings.nodes[child][unit];
    let total: f64 = children.iter().filter(|child| score(**child).is_some()).map(|child| basis.weights[*child][unit]).sum();
    let own = of_group(prepared, standings, unit, share);
    let left = share.points - own.iter().map(|part| part.points).sum::<f64>();
    let parts = crate::shapley::split(prepared, basis, standings, share.node, unit, &children, left);
    for (child, points) in children.into_iter().zip(parts) {
        let weight = if score(child).is_some() && total > 0.0 { share.weight * basis.weights[child][unit] / total } else { 0.0 };
        descend(prepared, basis, standings, unit, Share { node: child, points, weight }, out);
    }
    out.extend(own);
}

/// Points of the group itself, in proportion to its score: a point added to the group counts as much as one from below.
fn of_group(prepared: &Prepared<'_>, standings: &Standings<'_>, unit: usize, share: Share) -> Vec<Contribution> {
    let score = standings.nodes[share.node][unit].filter(|score| *score != 0.0);
    let part = |entry: &GroupPoints| {
        let points = standings.points[entry.entry][unit]? / score? * share.points;
        let written = &prepared.method.points[entry.entry];
        let folder = if written.adds { "bonus" } else { "deduction" };
        let path = format!("{}/{folder}/{}", prepared.method.nodes[share.node].path, written.id);
        Some(beside(path, written.name.clone(), points, written.cite.clone()))
    };
    prepared.group_points.iter().filter(|entry| entry.node == share.node).filter_map(part).collect()
}

fn of_leaf(prepared: &Prepared<'_>, basis: &Basis, unit: usize, share: Share) -> Contribution {
    let node = &prepared.method.nodes[share.node];
    let leaf = prepared.leaves.iter().find(|leaf| leaf.node == share.node).expect("every leaf of the tree was gathered");
    Contribution {
        path: node.path.clone(),
        name: name_of(prepared, share.node),
        indicator: leaf.indicator.cloned(),
        figure_year: leaf.notes[unit].year.filter(|_| leaf.indicator.is_some()),
        made_of: made_of(prepared, leaf, unit),
        raw: leaf.figures[unit],
        normalised: basis.scores[share.node][unit],
        weight: Some(share.weight),
        points: share.points,
        cite: node.cite.clone(),
        flags: flags(prepared, leaf, unit, basis.scores[share.node][unit]),
    }
}

fn flags(prepared: &Prepared<'_>, leaf: &Leaf<'_>, unit: usize, score: Option<f64>) -> Vec<Bilingual> {
    let mut words = leaf.notes[unit].words(prepared.case.year);
    if leaf.figures[unit].is_none() && score.is_some() {
        words.push(Bilingual::new("缺失，按办法给分", "missing, points as the method says"));
    }
    words
}

/// The unit's figures behind a value that the method works out.
fn made_of(prepared: &Prepared<'_>, leaf: &Leaf<'_>, unit: usize) -> Vec<(IndicatorId, i16)> {
    let asked = leaf.asked.get(&leaf.notes[unit].year.unwrap_or(prepared.case.year));
    let there = |(id, year): &&(IndicatorId, i16)| prepared.case.observations.figure(&prepared.case.units[unit].id, id, *year).is_some();
    asked.into_iter().flatten().filter(there).cloned().collect()
}

fn beside(path: String, name: Bilingual, points: f64, cite: Vec<corpus::ClauseId>) -> Contribution {
    Contribution {
        path,
        name,
        indicator: None,
        figure_year: None,
        made_of: Vec::new(),
        raw: None,
        normalised: None,
        weight: None,
        points,
        cite,
        flags: Vec::new(),
    }
}

/// Returns the node's own name, else that of its indicator or quantity, else its id.
pub(crate) fn name_of(prepared: &Prepared<'_>, node: usize) -> Bilingual {
    let entry = &prepared.method.nodes[node];
    let of_indicator = || match &entry.content {
        Content::Indicator { indicator, .. } => {
            let quantity =
                prepared.method.quantities.iter().find(|quantity| quantity.id == indicator.0).and_then(|quantity| quantity.name.clone());
            quantity.or_else(|| prepared.case.indicators.get(indicator).map(|indicator| indicator.name.clone()))
        }
        _ => None,
    };
    let id = last_part(prepared.method, node);
    entry.name.clone().or_else(of_indicator).unwrap_or_else(|| Bilingual::new(id.clone(), id))
}

fn last_part(method: &Method, node: usize) -> String {
    method.nodes[node].path.rsplit('/').next().unwrap_or_default().to_owned()
}
