//! Names that formulas use: what must come from elsewhere, and circles.

use std::collections::BTreeSet;

use corpus::{Finding, Location};

use super::{Content, Method, formulas};

/// Names that every formula knows.
const ALWAYS_KNOWN: [&str; 4] = ["x", "class", "year", "unit"];

/// Returns the names that must come from observations, attributes or events.
pub(super) fn needed(method: &Method) -> BTreeSet<&str> {
    asked(method).into_iter().map(|(name, _)| name).collect()
}

/// Names with where they are asked for; a leaf whose value is a formula without `x` needs no figure of its own.
fn asked(method: &Method) -> Vec<(&str, Location)> {
    let mut asked: Vec<(&str, Location)> = Vec::new();
    for node in &method.nodes {
        if let Content::Indicator { indicator, value, .. } = &node.content
            && value.as_ref().is_none_or(|value| value.names().contains("x"))
        {
            asked.push((indicator.as_str(), node.at.of(if node.path.ends_with(indicator.as_str()) { "id" } else { "indicator" })));
        }
    }
    for (formula, place, _) in formulas::all(method) {
        asked.extend(formula.names().into_iter().map(|name| (name, place.clone())));
    }
    asked.retain(|(name, _)| !is_own(method, name));
    asked
}

fn is_own(method: &Method, name: &str) -> bool {
    ALWAYS_KNOWN.contains(&name) || method.parameters.contains_key(name) || method.quantities.iter().any(|quantity| quantity.id == name)
}

pub(super) fn unknown(method: &Method, known: &dyn Fn(&str) -> bool) -> Vec<Finding> {
    let mut told = BTreeSet::new();
    // What `[units]` lists comes in a table of the method's own.
    let comes_along = |name: &str| known(name) || method.units.contains_key(name);
    let unknown = asked(method).into_iter().filter(|(name, _)| !comes_along(name) && told.insert(*name));
    unknown
        .map(|(name, place)| {
            Finding::error(
                "method/unknown-indicator",
                format!("办法“{}”引用了未定义的指标“{name}”", method.id),
                format!("the method \"{}\" asks for the indicator \"{name}\", which is not defined", method.id),
            )
            .at(place)
            .hint("在 indicators.toml 中定义，或改正编号", "define it in indicators.toml, or correct the id")
        })
        .collect()
}

/// A quantity or parameter may use others, but not itself in a circle.
pub(super) fn circles(method: &Method) -> Vec<Finding> {
    let names_in = |id: &str| -> BTreeSet<&str> {
        let quantity = method.quantities.iter().find(|quantity| quantity.id == id).map(|quantity| &quantity.formula);
        quantity.or_else(|| method.parameters.get(id)?.formula()).map(super::Formula::names).unwrap_or_default()
    };
    let comes_back = |start: &str| {
        let (mut open, mut seen) = (vec![start], BTreeSet::new());
        while let Some(id) = open.pop() {
            for name in names_in(id) {
                if name == start {
                    return true;
                }
                if seen.insert(name) {
                    open.push(name);
                }
            }
        }
        false
    };
    let quantities = method.quantities.iter().map(|quantity| (quantity.id.as_str(), quantity.at.of("formula")));
    let parameters = method.parameters.keys().map(|id| (id.as_str(), method.at.of("parameters")));
    let circle = |(id, place): (&str, Location)| {
        Finding::error(
            "method/cycle",
            format!("计算量“{id}”的公式绕回自身"),
            format!("the formula of the quantity \"{id}\" leads back to itself"),
        )
        .at(place)
        .hint("换一个名称，或改用 lag(..) 之外的原始指标", "give it another name than the figure it is made of")
    };
    quantities.chain(parameters).filter(|(id, _)| comes_back(id)).map(circle).collect()
}
