//! The choices of leaves: ends, benchmarks, bands, fillings.

use corpus::{Finding, Location};

use super::{unknown_node, zero_range};
use crate::method::{Amount, Content, Method, Missing, Node, Normalise, Treatment};

pub(super) fn check(method: &Method, findings: &mut Vec<Finding>) {
    for node in &method.nodes {
        match &node.content {
            Content::Indicator { normalise, missing, treatment, .. } => {
                findings.extend(normalise_flaw(normalise, node));
                findings.extend(missing_flaw(method, missing, node));
                findings.extend(treatment_flaw(treatment, node));
            }
            Content::Criterion { low, high, .. } if low >= high => findings.push(zero_range(node, node.at.of("high"))),
            Content::Method { id, normalise, .. } => {
                findings.extend(normalise_flaw(normalise, node));
                findings.extend((*id == method.id).then(|| own_leaf(node)));
            }
            _ => {}
        }
    }
}

fn own_leaf(node: &Node) -> Finding {
    Finding::error(
        "method/cycle",
        format!("“{}”引用了本办法自身", node.path),
        format!("\"{}\" asks for the method it stands in", node.path),
    )
    .at(node.at.of("method"))
    .hint("在 method 中写另一个办法的 id", "`method` names another method")
}

fn normalise_flaw(normalise: &Normalise, node: &Node) -> Option<Finding> {
    let place = || node.at.of("normalise");
    let rising = |points: &[(Amount, f64)]| !points.is_empty() && points.windows(2).all(|pair| !crossed(&pair[0].0, &pair[1].0));
    match normalise {
        Normalise::Attainment { points } if !rising(points) => return Some(bands(node, place())),
        Normalise::Bands { steps, .. } if !rising(steps) => return Some(bands(node, place())),
        Normalise::Ratio { benchmark, .. } if numbers(benchmark).contains(&0.0) => return Some(zero_benchmark(node, place())),
        Normalise::DistanceToReference { reference } if reference.fixed(None) == Some(0.0) => return Some(zero_benchmark(node, place())),
        _ => {}
    }
    let flawed = match normalise {
        Normalise::Goalposts { low, high, .. } => crossed(low, high),
        Normalise::Efficacy { low: Some(low), high: Some(high), floor, top, .. } => crossed(low, high) || floor >= top,
        Normalise::Efficacy { low, high, floor, top, .. } => low.is_some() != high.is_some() || floor >= top,
        Normalise::Range { low, from, to, high } => !(low < from && from <= to && to < high),
        _ => false,
    };
    flawed.then(|| zero_range(node, place()).hint("各界限须由低到高排列", "bounds rise from the first to the last"))
}

fn zero_benchmark(node: &Node, place: Location) -> Finding {
    Finding::error(
        "method/zero-benchmark",
        format!("“{}”与零相比：基准不能为零", node.path),
        format!("\"{}\" is compared with zero: a benchmark is not zero", node.path),
    )
    .at(place)
    .hint("写出不为零的基准值", "write a benchmark other than zero")
}

/// Numbers that need no figures.
fn numbers(amount: &Amount) -> Vec<f64> {
    match amount {
        Amount::Fixed(number) => vec![*number],
        Amount::ByClass(numbers) => numbers.values().copied().collect(),
        Amount::Worked(_) => Vec::new(),
    }
}

/// Ends that leave no range between them, for all or for one class.
fn crossed(low: &Amount, high: &Amount) -> bool {
    let not_below = |class: Option<&str>| low.fixed(class).zip(high.fixed(class)).is_some_and(|(low, high)| low >= high);
    let classes = [low, high].into_iter().filter_map(|amount| match amount {
        Amount::ByClass(numbers) => Some(numbers.keys()),
        _ => None,
    });
    not_below(None) || classes.flatten().any(|class| not_below(Some(class)))
}

fn bands(node: &Node, place: Location) -> Finding {
    Finding::error(
        "method/bands",
        format!("“{}”的分档重叠或次序不对", node.path),
        format!("the bands of \"{}\" overlap or are out of order", node.path),
    )
    .at(place)
    .hint(
        "各档界限由低到高，不得重复；越小越好的指标也按界限由低到高写",
        "bounds rise from the first to the last, none twice, also where less is better",
    )
}

fn missing_flaw(method: &Method, missing: &Missing, node: &Node) -> Option<Finding> {
    let place = || node.at.of("missing");
    match missing {
        Missing::Regression { on } if method.node(on).is_none_or(|leaf| method.nodes[leaf].path == node.path) => {
            Some(unknown_node(method, on, place()))
        }
        Missing::LastValue { years } | Missing::LinearInTime { years } if *years < 1 => {
            Some(zero_range(node, place()).hint("years 至少为 1", "`years` is at least 1"))
        }
        _ => None,
    }
}

fn treatment_flaw(treatment: &Treatment, node: &Node) -> Option<Finding> {
    let Treatment::Trim { low, high } = treatment else { return None };
    let fits = *low >= 0.0 && low < high && *high <= 1.0;
    (!fits).then(|| {
        zero_range(node, node.at.of("treatment"))
            .hint("分位数在 0 与 1 之间，low 低于 high", "quantiles lie between 0 and 1, `low` below `high`")
    })
}
