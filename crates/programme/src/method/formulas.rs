//! Every formula of a method, with the place it is written at and what is known there.

use corpus::Location;

use super::{Aggregate, Amount, Content, Formula, Method, Normalise};

/// What a formula may speak of where it stands: scores and ranks come into being on the way up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) scores: bool,
    pub(super) ranks: bool,
    /// `x`, the leaf's own figure.
    pub(super) own: bool,
}

const BEFORE: Known = Known { scores: false, ranks: false, own: false };
const LEAF: Known = Known { own: true, ..BEFORE };
const SCORED: Known = Known { scores: true, ..BEFORE };
const RANKED: Known = Known { ranks: true, ..SCORED };
/// Quantities and parameters stand wherever they are named.
const ANYWHERE: Known = Known { scores: true, ranks: true, own: true };

type Placed<'a, T> = (&'a T, Location, Known);

/// Returns formulas in the order: tree, quantities, classes, points, vetoes, special units, ties, grades, numbers that are formulas.
pub(super) fn all(method: &Method) -> Vec<Placed<'_, Formula>> {
    let mut out: Vec<Placed<'_, Formula>> = Vec::new();
    for node in &method.nodes {
        match &node.content {
            Content::Group { aggregate: Aggregate::Formula { formula }, .. } => out.push((formula, node.at.of("aggregate"), SCORED)),
            Content::Indicator { value, normalise, .. } => {
                out.extend(value.iter().map(|formula| (formula, node.at.of("value"), LEAF)));
                out.extend(of_normalise(normalise).map(|formula| (formula, node.at.of("normalise"), LEAF)));
            }
            Content::Method { normalise, .. } => {
                out.extend(of_normalise(normalise).map(|formula| (formula, node.at.of("normalise"), LEAF)))
            }
            _ => {}
        }
    }
    out.extend(method.quantities.iter().map(|quantity| (&quantity.formula, quantity.at.of("formula"), ANYWHERE)));
    out.extend(method.classes.entries.iter().filter_map(|class| Some((class.when.as_ref()?, class.at.of("when"), BEFORE))));
    out.extend(method.points.iter().filter_map(|points| Some((points.when.as_ref()?, points.at.of("when"), SCORED))));
    out.extend(method.vetoes.iter().map(|veto| (&veto.when, veto.at.of("when"), RANKED)));
    out.extend(method.specials.iter().map(|special| (&special.when, special.at.of("when"), BEFORE)));
    out.extend(method.ties.by.iter().map(|formula| (formula, method.at.of("ties"), SCORED)));
    for grade in &method.grades {
        out.extend(grade.when.iter().map(|formula| (formula, grade.at.of("when"), RANKED)));
        out.extend(grade.share_of.iter().map(|formula| (formula, grade.at.of("share_of"), RANKED)));
    }
    out.extend(amounts(method).into_iter().filter_map(|(amount, place, known)| Some((amount.formula()?, place, known))));
    out
}

/// Returns every number that may be written by class or as a formula.
pub(super) fn amounts(method: &Method) -> Vec<Placed<'_, Amount>> {
    let mut out: Vec<Placed<'_, Amount>> = Vec::new();
    for node in &method.nodes {
        out.push((&node.weight, node.at.of("weight"), BEFORE));
        if let Content::Indicator { normalise, .. } | Content::Method { normalise, .. } = &node.content {
            out.extend(of_choice(normalise).into_iter().map(|amount| (amount, node.at.of("normalise"), LEAF)));
        }
    }
    out.extend(method.parameters.values().map(|amount| (amount, method.at.of("parameters"), ANYWHERE)));
    out.extend(method.points.iter().map(|points| (&points.points, points.at.of("points"), SCORED)));
    for grade in &method.grades {
        let bounds = [("from", &grade.from), ("to", &grade.to), ("share", &grade.share), ("quota", &grade.quota)];
        out.extend(bounds.into_iter().filter_map(|(key, amount)| Some((amount.as_ref()?, grade.at.of(key), RANKED))));
    }
    out
}

fn of_normalise(normalise: &Normalise) -> impl Iterator<Item = &Formula> {
    let formula = match normalise {
        Normalise::Formula { formula } => Some(formula),
        _ => None,
    };
    formula.into_iter()
}

fn of_choice(normalise: &Normalise) -> Vec<&Amount> {
    match normalise {
        Normalise::Goalposts { low, high, .. } => vec![low, high],
        Normalise::DistanceToReference { reference } => vec![reference],
        Normalise::Efficacy { low, high, .. } => low.iter().chain(high).collect(),
        Normalise::Ratio { benchmark, .. } => vec![benchmark],
        Normalise::Attainment { points: bounds } | Normalise::Bands { steps: bounds, .. } => {
            bounds.iter().map(|(bound, _)| bound).collect()
        }
        _ => Vec::new(),
    }
}
