//! Weights and what stands under a group.

use corpus::{Finding, Location};

use super::{TOLERANCE, shown, shown_path};
use crate::method::{Aggregate, Amount, Content, Method, Node, Weigh};

/// Totals that weights of siblings may have.
const TOTALS: [f64; 2] = [100.0, 1.0];

pub(super) fn check(method: &Method, findings: &mut Vec<Finding>) {
    for node in &method.nodes {
        findings
            .extend(lowest(&node.weight).filter(|weight| *weight < 0.0).map(|weight| negative(&node.path, weight, node.at.of("weight"))));
    }
    for class in &method.classes.entries {
        let below = class.weights.iter().filter(|(_, weight)| **weight < 0.0);
        findings.extend(below.map(|(path, weight)| negative(path, *weight, class.at.of("weights"))));
    }
    for (index, node) in method.nodes.iter().enumerate() {
        let Content::Group { aggregate, weigh, .. } = &node.content else { continue };
        children(method, index, findings);
        table_size(weigh, method.children(index).count(), node, findings);
        if *weigh == (Weigh::Fixed {}) && takes_ratios(aggregate) {
            class_ids(method).into_iter().for_each(|class| total(method, index, class, findings));
        }
    }
}

/// The smallest of the numbers that need no figures.
fn lowest(weight: &Amount) -> Option<f64> {
    match weight {
        Amount::Fixed(weight) => Some(*weight),
        Amount::ByClass(weights) => weights.values().copied().reduce(f64::min),
        Amount::Worked(_) => None,
    }
}

fn negative(path: &str, weight: f64, place: Location) -> Finding {
    Finding::error(
        "method/negative-weight",
        format!("“{path}”的权重为负数：{weight}"),
        format!("the weight of \"{path}\" is negative: {weight}"),
    )
    .at(place)
    .hint(
        "越小越好的指标用 direction = \"down\"，不用负权重",
        "a figure of which less is better has `direction = \"down\"`, not a negative weight",
    )
}

/// One entry `None` where there are no classes.
fn class_ids(method: &Method) -> Vec<Option<&str>> {
    if method.classes.entries.is_empty() {
        return vec![None];
    }
    method.classes.entries.iter().map(|class| Some(class.id.as_str())).collect()
}

fn takes_ratios(aggregate: &Aggregate) -> bool {
    !matches!(
        aggregate,
        Aggregate::Sum { .. } | Aggregate::Product {} | Aggregate::Minimum {} | Aggregate::Maximum {} | Aggregate::Formula { .. }
    )
}

fn children(method: &Method, group: usize, findings: &mut Vec<Finding>) {
    let node = &method.nodes[group];
    let weights: Vec<Option<f64>> = method.children(group).map(|child| method.nodes[child].weight.fixed(None)).collect();
    let name = shown_path(&node.path);
    if weights.is_empty() {
        findings.push(
            Finding::error("method/empty-group", format!("组“{name}”之下没有指标"), format!("the group \"{name}\" has nothing in it"))
                .at(node.at.of("id"))
                .hint(format!("在指标中写 in = \"{name}\"，或删去这一组"), format!("give a leaf `in = \"{name}\"`, or take the group out")),
        );
    } else if weights.iter().all(|weight| *weight == Some(0.0)) {
        findings.push(
            Finding::error(
                "method/no-weight",
                format!("组“{name}”之下各项权重均为 0"),
                format!("everything in the group \"{name}\" has a weight of 0"),
            )
            .at(node.at.of("weight"))
            .hint("至少一项权重大于 0", "at least one weight is above 0"),
        );
    }
}

fn total(method: &Method, group: usize, class: Option<&str>, findings: &mut Vec<Finding>) {
    let children: Vec<usize> = method.children(group).collect();
    let weights: Vec<f64> = children.iter().filter_map(|child| method.weight(*child, class)).collect();
    // In a class, a child without a number for it is not asked.
    let is_whole = weights.len() == children.len()
        || (class.is_some() && children.iter().all(|child| method.nodes[*child].weight.formula().is_none()));
    let weights: Vec<f64> = weights.into_iter().filter(|weight| *weight != 0.0).collect();
    let total: f64 = weights.iter().sum();
    let all_equal = weights.windows(2).all(|pair| pair[0] == pair[1]);
    let as_usual = TOTALS.iter().any(|usual| (total - usual).abs() < TOLERANCE);
    if !is_whole || all_equal || as_usual || total == 0.0 {
        return;
    }
    let name = shown_path(&method.nodes[group].path);
    let (of_class_zh, of_class) =
        class.map_or_else(Default::default, |class| (format!("（类别“{class}”）"), format!(" in class \"{class}\"")));
    let shown_at = if group == 0 { children[0] } else { group };
    findings.push(
        Finding::error(
            "method/weights-total",
            format!("组“{name}”的权重{of_class_zh}合计为 {}，不是 100", shown(total)),
            format!("weights of group \"{name}\"{of_class} total {}, not 100", shown(total)),
        )
        .at(method.nodes[shown_at].at.of("weight"))
        .hint(
            format!("各权重除以 {}；目前按比例计算", shown(total / TOTALS[0])),
            format!("divide each by {}; scores take their ratios until then", shown(total / TOTALS[0])),
        ),
    );
}

fn table_size(weigh: &Weigh, children: usize, node: &Node, findings: &mut Vec<Finding>) {
    let fits = match weigh {
        Weigh::Ahp { matrix, .. } => matrix.len() == children && matrix.iter().all(|row| row.len() == children),
        Weigh::Budget { ballots } => !ballots.is_empty() && ballots.iter().all(|row| row.len() == children),
        Weigh::Mix { of, shares, .. } => {
            of.iter().for_each(|part| table_size(&part.0, children, node, findings));
            of.len() == shares.len() && !of.is_empty()
        }
        _ => true,
    };
    if !fits {
        let name = shown_path(&node.path);
        findings.push(
            Finding::error(
                "method/weigh-table",
                format!("组“{name}”有 {children} 项，权重表的大小与之不符"),
                format!("the group \"{name}\" has {children} children; its table of weights has another size"),
            )
            .at(node.at.of("weigh"))
            .hint(
                "行列按各项在文件中的次序，一项不多、一项不少",
                "rows and columns follow the children in the order of the file, one each",
            ),
        );
    }
}
