//! What can be wrong with a method that can be read.

mod beside;
mod leaves;
mod places;
mod weights;

use corpus::{Finding, Location};

use super::{Amount, Content, Method, Node, formulas};

/// Sums are of numbers with few decimals; this only forgives binary fractions.
const TOLERANCE: f64 = 1e-9;

pub(super) fn check(method: &Method) -> Vec<Finding> {
    let mut findings = Vec::new();
    years(method, &mut findings);
    bounds(method, &mut findings);
    weights::check(method, &mut findings);
    leaves::check(method, &mut findings);
    nodes_named(method, &mut findings);
    classes_named(method, &mut findings);
    beside::check(method, &mut findings);
    places::check(method, &mut findings);
    numbers(method, &mut findings);
    findings.extend(super::names::circles(method));
    findings.extend(super::units::within(method));
    findings
}

fn years(method: &Method, findings: &mut Vec<Finding>) {
    if let (Some(first), Some(last)) = (method.first_year, method.last_year)
        && first > last
    {
        findings.push(
            Finding::error(
                "method/years",
                format!("适用年度 {first} 晚于 {last}"),
                format!("the first year {first} comes after the last year {last}"),
            )
            .at(method.at.of("first_year"))
            .hint("核对 first_year 与 last_year", "look at `first_year` and `last_year`"),
        );
    }
}

fn bounds(method: &Method, findings: &mut Vec<Finding>) {
    let crossed = |low: Option<f64>, high: Option<f64>| low.zip(high).is_some_and(|(low, high)| low > high);
    for node in method.nodes.iter().filter(|node| crossed(node.at_least, node.at_most)) {
        findings.push(crossed_bounds(&node.path, node.at.of("at_least")));
    }
    if crossed(method.limits.low, method.limits.high) {
        findings.push(crossed_bounds("limits", method.at.of("limits")));
    }
}

fn crossed_bounds(name: &str, place: Location) -> Finding {
    Finding::error(
        "method/zero-range",
        format!("“{name}”的下限高于上限"),
        format!("the lower bound of \"{name}\" is above the upper bound"),
    )
    .at(place)
    .hint("对调两个界限", "change the two bounds round")
}

/// As people write it: without the tail of a binary fraction.
fn shown(number: f64) -> String {
    let text = format!("{number:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn shown_path(path: &str) -> &str {
    if path.is_empty() { "root" } else { path }
}

fn zero_range(node: &Node, place: Location) -> Finding {
    Finding::error(
        "method/zero-range",
        format!("“{}”的下限不低于上限", node.path),
        format!("the low end of \"{}\" is not below the high end", node.path),
    )
    .at(place)
}

fn unknown_node(method: &Method, name: &str, place: Location) -> Finding {
    let known = method.nodes.iter().map(|node| node.path.as_str()).filter(|path| !path.is_empty());
    let (zh, en) = match super::nearest(name, known) {
        Some(near) => (format!("是否指“{near}”？"), format!("is \"{near}\" meant?")),
        None => ("写完整路径，例如 \"economy/gdp\"".to_owned(), "write the whole path, for instance \"economy/gdp\"".to_owned()),
    };
    Finding::error(
        "method/unknown-node",
        format!("办法中没有唯一的节点“{name}”"),
        format!("the method has no node \"{name}\", or more than one"),
    )
    .at(place)
    .hint(zh, en)
}

fn nodes_named(method: &Method, findings: &mut Vec<Finding>) {
    for (formula, place, _) in formulas::all(method) {
        for node in formula.nodes().into_iter().filter(|node| method.node(node).is_none()) {
            findings.push(unknown_node(method, node, place.clone()));
        }
    }
    for class in &method.classes.entries {
        for path in class.weights.keys().filter(|path| method.node(path).is_none()) {
            findings.push(unknown_node(method, path, class.at.of("weights")));
        }
    }
}

/// Numbers by class name classes that are there; a method that takes its classes from an attribute may name any.
fn classes_named(method: &Method, findings: &mut Vec<Finding>) {
    let known: Vec<&str> = method.classes.entries.iter().map(|class| class.id.as_str()).collect();
    if known.is_empty() && method.classes.by.is_some() {
        return;
    }
    for (amount, place, _) in formulas::amounts(method) {
        let Amount::ByClass(by_class) = amount else { continue };
        for class in by_class.keys().filter(|class| !known.contains(&class.as_str())) {
            let known_shown = if known.is_empty() { "-".to_owned() } else { known.join(", ") };
            findings.push(
                Finding::error("method/unknown-class", format!("没有类别“{class}”"), format!("there is no class \"{class}\""))
                    .at(place.clone())
                    .hint(format!("已有类别：{known_shown}"), format!("the classes are: {known_shown}")),
            );
        }
    }
}

/// Numbers that cannot be meant.
fn numbers(method: &Method, findings: &mut Vec<Finding>) {
    let mut odd = |holds: bool, place: Location, zh: &str, en: &str| {
        if holds {
            findings.push(Finding::error("method/number", zh.to_owned(), en.to_owned()).at(place));
        }
    };
    let coverage = &method.coverage;
    for (key, share) in [("unit", coverage.unit), ("group", coverage.group), ("indicator", coverage.indicator)] {
        let outside = share.is_some_and(|share| !(0.0..=1.0).contains(&share));
        let zh = format!("覆盖率 {key} 应在 0 与 1 之间：60% 写作 0.6");
        odd(outside, method.at.of("coverage"), &zh, &format!("the coverage `{key}` lies between 0 and 1: 60 % is 0.6"));
    }
    for node in &method.nodes {
        let scale = match &node.content {
            Content::Indicator { scale, .. } | Content::Criterion { scale, .. } | Content::Method { scale, .. } => Some(*scale),
            Content::Group { .. } => None,
        };
        let nothing = scale.is_some_and(|scale| scale <= 0.0);
        odd(nothing, node.at.of("scale"), "满分 scale 应大于 0", "a full mark `scale` is above 0");
    }
    for points in &method.points {
        let negative = points.points.fixed(None).is_some_and(|points| points < 0.0);
        let zh = "加分、扣分都写正数：减去的写在 [[deduction]]";
        odd(negative, points.at.of("points"), zh, "points are written positive: what is taken away is a `[[deduction]]`");
    }
    let wrong_end = |grade: &super::Grade| if method.ranking.best == super::Best::Low { grade.from.is_some() } else { grade.to.is_some() };
    for grade in method.grades.iter().filter(|grade| wrong_end(grade)) {
        let (key, zh, en) = match method.ranking.best {
            super::Best::Low => ("from", "得分越低越好时，等次界限写 to", "where less is better grades have `to`"),
            super::Best::High => ("to", "得分越高越好时，等次界限写 from", "where more is better grades have `from`"),
        };
        odd(true, grade.at.of(key), zh, en);
    }
}

fn is_group(node: &Node) -> bool {
    matches!(node.content, Content::Group { .. })
}
