//! Every formula of a method, with the place it is written at.

use corpus::Location;

use super::{Aggregate, Amount, Content, Formula, Method, Normalise};

/// Returns formulas in the order: tree, quantities, parameters, classes, points, vetoes, special units, ties, grades.
pub(super) fn all(method: &Method) -> Vec<(&Formula, Location)> {
    let mut out: Vec<(&Formula, Location)> = Vec::new();
    for node in &method.nodes {
        match &node.content {
            Content::Group { aggregate: Aggregate::Formula { formula }, .. } => out.push((formula, node.at.of("aggregate"))),
            Content::Indicator { value, normalise, .. } => {
                out.extend(value.iter().map(|formula| (formula, node.at.of("value"))));
                out.extend(of_normalise(normalise).map(|formula| (formula, node.at.of("normalise"))));
            }
            Content::Method { normalise, .. } => out.extend(of_normalise(normalise).map(|formula| (formula, node.at.of("normalise")))),
            _ => {}
        }
    }
    out.extend(method.quantities.iter().map(|quantity| (&quantity.formula, quantity.at.of("formula"))));
    out.extend(method.classes.entries.iter().filter_map(|class| Some((class.when.as_ref()?, class.at.of("when")))));
    out.extend(method.points.iter().filter_map(|points| Some((points.when.as_ref()?, points.at.of("when")))));
    out.extend(method.vetoes.iter().map(|veto| (&veto.when, veto.at.of("when"))));
    out.extend(method.specials.iter().map(|special| (&special.when, special.at.of("when"))));
    out.extend(method.ties.by.iter().map(|formula| (formula, method.at.of("ties"))));
    out.extend(method.grades.iter().filter_map(|grade| Some((grade.when.as_ref()?, grade.at.of("when")))));
    out.extend(method.grades.iter().filter_map(|grade| Some((grade.share_of.as_ref()?, grade.at.of("share_of")))));
    out.extend(amounts(method).into_iter().filter_map(|(amount, place)| Some((amount.formula()?, place))));
    out
}

/// Returns every number that may be written by class or as a formula.
pub(super) fn amounts(method: &Method) -> Vec<(&Amount, Location)> {
    let mut out: Vec<(&Amount, Location)> = Vec::new();
    for node in &method.nodes {
        out.push((&node.weight, node.at.of("weight")));
        if let Content::Indicator { normalise, .. } | Content::Method { normalise, .. } = &node.content {
            out.extend(of_choice(normalise).into_iter().map(|amount| (amount, node.at.of("normalise"))));
        }
    }
    out.extend(method.parameters.values().map(|amount| (amount, method.at.of("parameters"))));
    out.extend(method.points.iter().map(|points| (&points.points, points.at.of("points"))));
    for grade in &method.grades {
        let bounds = [("from", &grade.from), ("to", &grade.to), ("share", &grade.share), ("quota", &grade.quota)];
        out.extend(bounds.into_iter().filter_map(|(key, amount)| Some((amount.as_ref()?, grade.at.of(key)))));
    }
    out
}

pub(super) fn of_normalise(normalise: &Normalise) -> impl Iterator<Item = &Formula> {
    let formula = match normalise {
        Normalise::Formula { formula } => Some(formula),
        _ => None,
    };
    formula.into_iter()
}

pub(super) fn of_choice(normalise: &Normalise) -> Vec<&Amount> {
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
