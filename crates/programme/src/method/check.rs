//! What can be wrong with a method that can be read.

use std::collections::BTreeSet;

use corpus::{Finding, Location};

use super::document::Place;
use super::{Aggregate, Amount, Content, Formula, Method, Missing, Node, Normalise, Weigh, read};

/// Totals that weights of siblings may have.
const TOTALS: [f64; 2] = [100.0, 1.0];

/// Weights are written with few decimals; this only forgives binary fractions.
const TOTAL_TOLERANCE: f64 = 1e-9;

/// Names that every formula knows.
const ALWAYS_KNOWN: [&str; 5] = ["x", "class", "year", "unit", "scale"];

pub(super) struct Places {
    pub start: Location,
    /// One for every node but the root.
    pub nodes: Vec<Place>,
    pub grades: Vec<Place>,
    pub classes: Vec<Place>,
}

impl Places {
    fn node(&self, index: usize, key: &str) -> Location {
        if index == 0 { self.start.clone() } else { self.nodes[index - 1].of(key) }
    }
}

pub(super) fn check(method: &Method, places: &Places) -> Vec<Finding> {
    let mut findings = Vec::new();
    check_years(method, places, &mut findings);
    check_weights(method, places, &mut findings);
    check_groups(method, places, &mut findings);
    check_leaves(method, places, &mut findings);
    check_nodes_named(method, places, &mut findings);
    check_quantities(method, places, &mut findings);
    check_grades(method, places, &mut findings);
    findings
}

fn check_years(method: &Method, places: &Places, findings: &mut Vec<Finding>) {
    if let (Some(first), Some(last)) = (method.first_year, method.last_year)
        && first > last
    {
        findings.push(
            Finding::error(
                "method/years",
                format!("适用年度 {first} 晚于 {last}"),
                format!("the first year {first} comes after the last year {last}"),
            )
            .at(places.start.clone())
            .hint("核对 first_year 与 last_year", "look at `first_year` and `last_year`"),
        );
    }
}

fn check_weights(method: &Method, places: &Places, findings: &mut Vec<Finding>) {
    for (index, node) in method.nodes.iter().enumerate() {
        if let Amount::Fixed(weight) = node.weight
            && weight < 0.0
        {
            findings.push(
                Finding::error(
                    "method/negative-weight",
                    format!("“{}”的权重为负数：{weight}", node.path),
                    format!("the weight of \"{}\" is negative: {weight}", node.path),
                )
                .at(places.node(index, "weight"))
                .hint(
                    "越小越好的指标用 direction = \"down\"，不用负权重",
                    "a figure of which less is better has `direction = \"down\"`, not a negative weight",
                ),
            );
        }
        if let Content::Group { aggregate, weigh: Weigh::Fixed {}, .. } = &node.content
            && takes_ratios(aggregate)
        {
            for class in class_ids(method) {
                check_total(method, index, class, places, findings);
            }
        }
    }
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

fn check_total(method: &Method, group: usize, class: Option<&str>, places: &Places, findings: &mut Vec<Finding>) {
    let children: Vec<usize> = method.children(group).collect();
    let weights: Vec<f64> = children.iter().filter_map(|child| method.weight(*child, class)).collect();
    let is_whole = weights.len() == children.len();
    let weights: Vec<f64> = weights.into_iter().filter(|weight| *weight != 0.0).collect();
    let total: f64 = weights.iter().sum();
    let all_equal = weights.windows(2).all(|pair| pair[0] == pair[1]);
    let as_usual = TOTALS.iter().any(|usual| (total - usual).abs() < TOTAL_TOLERANCE);
    if !is_whole || all_equal || as_usual {
        return;
    }
    let name = if group == 0 { "root" } else { &method.nodes[group].path };
    let (of_class_zh, of_class) =
        class.map_or_else(Default::default, |class| (format!("（类别“{class}”）"), format!(" in class \"{class}\"")));
    let place = places.node(if group == 0 { children[0] } else { group }, "weight");
    findings.push(
        Finding::error(
            "method/weights-total",
            format!("组“{name}”的权重{of_class_zh}合计为 {}，不是 100", shown(total)),
            format!("weights of group \"{name}\"{of_class} total {}, not 100", shown(total)),
        )
        .at(place)
        .hint(
            format!("各权重除以 {}；目前按比例计算", shown(total / TOTALS[0])),
            format!("divide each by {}; scores take their ratios until then", shown(total / TOTALS[0])),
        ),
    );
}

/// As people write it: without the tail of a binary fraction.
fn shown(number: f64) -> String {
    let text = format!("{number:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn check_groups(method: &Method, places: &Places, findings: &mut Vec<Finding>) {
    for (index, node) in method.nodes.iter().enumerate() {
        let Content::Group { weigh, .. } = &node.content else { continue };
        let children = method.children(index).count();
        if children == 0 {
            let name = if index == 0 { "root" } else { &node.path };
            findings.push(
                Finding::error("method/empty-group", format!("组“{name}”之下没有指标"), format!("the group \"{name}\" has nothing in it"))
                    .at(places.node(index, "id")),
            );
        }
        check_table_size(weigh, children, node, places.node(index, "weigh"), findings);
    }
}

fn check_table_size(weigh: &Weigh, children: usize, node: &Node, place: Location, findings: &mut Vec<Finding>) {
    let (rows, square) = match weigh {
        Weigh::Ahp { matrix, .. } => (matrix, true),
        Weigh::Budget { ballots } => (ballots, false),
        Weigh::Mix { of, .. } => {
            of.iter().for_each(|part| check_table_size(&part.0, children, node, place.clone(), findings));
            return;
        }
        _ => return,
    };
    if rows.iter().any(|row| row.len() != children) || (square && rows.len() != children) {
        findings.push(
            Finding::error(
                "method/weigh-table",
                format!("组“{}”有 {children} 项，权重表的大小与之不符", node.path),
                format!("the group \"{}\" has {children} children; its table of weights has another size", node.path),
            )
            .at(place),
        );
    }
}

fn check_leaves(method: &Method, places: &Places, findings: &mut Vec<Finding>) {
    for (index, node) in method.nodes.iter().enumerate() {
        match &node.content {
            Content::Indicator { normalise, missing, .. } => {
                check_normalise(normalise, node, places.node(index, "normalise"), findings);
                check_missing(method, missing, node, places.node(index, "missing"), findings);
            }
            Content::Criterion { low, high, .. } if low >= high => {
                findings.push(zero_range(node, places.node(index, "high")));
            }
            Content::Method { id, .. } if *id == method.id => findings.push(
                Finding::error(
                    "method/cycle",
                    format!("“{}”引用了本办法自身", node.path),
                    format!("\"{}\" asks for the method it stands in", node.path),
                )
                .at(places.node(index, "method")),
            ),
            _ => {}
        }
    }
}

fn zero_range(node: &Node, place: Location) -> Finding {
    Finding::error(
        "method/zero-range",
        format!("“{}”的下限不低于上限", node.path),
        format!("the low end of \"{}\" is not below the high end", node.path),
    )
    .at(place)
}

fn check_normalise(normalise: &Normalise, node: &Node, place: Location, findings: &mut Vec<Finding>) {
    let rising = |points: &[(f64, f64)]| !points.is_empty() && points.windows(2).all(|pair| pair[0].0 < pair[1].0);
    let flawed = match normalise {
        Normalise::Goalposts { low, high, .. } => matches!((low.fixed(None), high.fixed(None)), (Some(low), Some(high)) if low >= high),
        Normalise::Efficacy { low: Some(low), high: Some(high), .. } => {
            matches!((low.fixed(None), high.fixed(None)), (Some(low), Some(high)) if low >= high)
        }
        Normalise::Efficacy { low, high, .. } => low.is_some() != high.is_some(),
        Normalise::Ratio { benchmark, .. } => benchmark.fixed(None) == Some(0.0),
        Normalise::DistanceToReference { reference } => reference.fixed(None) == Some(0.0),
        Normalise::Attainment { points } => !rising(points),
        Normalise::Bands { steps, .. } => !rising(steps),
        Normalise::Range { low, from, to, high } => !(low < from && from <= to && to < high),
        _ => false,
    };
    if flawed {
        findings.push(
            zero_range(node, place)
                .hint("基准不能为零；各界限须由低到高排列", "a benchmark is not zero, and bounds rise from the first to the last"),
        );
    }
}

fn check_missing(method: &Method, missing: &Missing, node: &Node, place: Location, findings: &mut Vec<Finding>) {
    if let Missing::Regression { on } = missing
        && method.node(on).is_none_or(|leaf| method.nodes[leaf].path == node.path)
    {
        findings.push(unknown_node(on, place));
    }
}

fn unknown_node(name: &str, place: Location) -> Finding {
    Finding::error(
        "method/unknown-node",
        format!("办法中没有唯一的节点“{name}”"),
        format!("the method has no node \"{name}\", or more than one"),
    )
    .at(place)
    .hint("写完整路径，例如 \"economy/gdp\"", "write the whole path, for instance \"economy/gdp\"")
}

fn check_nodes_named(method: &Method, places: &Places, findings: &mut Vec<Finding>) {
    for (formula, place) in formulas(method, places) {
        for node in formula.nodes().into_iter().filter(|node| method.node(node).is_none()) {
            findings.push(unknown_node(node, place.clone()));
        }
    }
    for (class, place) in method.classes.entries.iter().zip(&places.classes) {
        for path in class.weights.keys().filter(|path| method.node(path).is_none()) {
            findings.push(unknown_node(path, place.of("weights")));
        }
    }
}

/// A quantity may use others, but not itself in a circle.
fn check_quantities(method: &Method, places: &Places, findings: &mut Vec<Finding>) {
    for quantity in &method.quantities {
        let mut open = vec![quantity.id.as_str()];
        let mut seen = BTreeSet::new();
        let mut comes_back = false;
        while let Some(id) = open.pop() {
            let Some(other) = method.quantities.iter().find(|other| other.id == id) else { continue };
            for name in other.formula.names() {
                comes_back |= name == quantity.id;
                if seen.insert(name) {
                    open.push(name);
                }
            }
        }
        if comes_back {
            findings.push(
                Finding::error(
                    "method/cycle",
                    format!("计算量“{}”的公式绕回自身", quantity.id),
                    format!("the formula of the quantity \"{}\" leads back to itself", quantity.id),
                )
                .at(places.start.clone()),
            );
        }
    }
}

fn check_grades(method: &Method, places: &Places, findings: &mut Vec<Finding>) {
    let shares: f64 = method.grades.iter().filter_map(|grade| grade.share).sum();
    if shares > 1.0 + TOTAL_TOLERANCE {
        findings.push(
            Finding::error(
                "method/grade-shares",
                format!("各等次比例合计 {}，超过 1", shown(shares)),
                format!("the shares of the grades total {}, more than 1", shown(shares)),
            )
            .at(places.grades.first().map_or_else(|| places.start.clone(), |place| place.of("share")))
            .hint("比例写成小数：20% 写作 0.2", "shares are fractions: 20 % is 0.2"),
        );
    }
    let cuts: Vec<(f64, &Place)> =
        method.grades.iter().zip(&places.grades).filter_map(|(grade, place)| Some((grade.from?, place))).collect();
    for pair in cuts.windows(2).filter(|pair| pair[0].0 <= pair[1].0) {
        findings.push(
            Finding::error(
                "method/grade-order",
                format!("等次界限 {} 不低于上一等次的 {}", pair[1].0, pair[0].0),
                format!("the cut-off {} is not below that of the grade above, {}", pair[1].0, pair[0].0),
            )
            .at(pair[1].1.of("from"))
            .hint("等次由高到低排列", "write grades from the best to the worst"),
        );
    }
    let named = method.vetoes.iter().flat_map(|veto| veto.at_most.iter().chain(&veto.grade));
    for grade in named.filter(|grade| !read::grade_known(&method.grades, &method.specials, grade)) {
        findings.push(
            Finding::error("method/unknown-grade", format!("没有等次“{grade}”"), format!("there is no grade \"{grade}\""))
                .at(places.start.clone()),
        );
    }
}

/// Every formula of the tree with its place; those beside the tree stand at the start of the file.
fn formulas<'a>(method: &'a Method, places: &Places) -> Vec<(&'a Formula, Location)> {
    let mut out = Vec::new();
    for (index, node) in method.nodes.iter().enumerate() {
        let mut add = |formula: Option<&'a Formula>, key: &str| out.extend(formula.map(|formula| (formula, places.node(index, key))));
        add(node.weight.formula(), "weight");
        match &node.content {
            Content::Group { aggregate: Aggregate::Formula { formula }, .. } => add(Some(formula), "aggregate"),
            Content::Indicator { value, normalise, .. } => {
                add(value.as_ref(), "value");
                normalise_formulas(normalise).into_iter().for_each(|formula| add(Some(formula), "normalise"));
            }
            Content::Method { normalise, .. } => {
                normalise_formulas(normalise).into_iter().for_each(|formula| add(Some(formula), "normalise"))
            }
            _ => {}
        }
    }
    let beside = method.quantities.iter().map(|quantity| &quantity.formula);
    let beside = beside.chain(method.points.iter().flat_map(|points| points.points.formula().into_iter().chain(&points.when)));
    let beside = beside.chain(method.vetoes.iter().map(|veto| &veto.when)).chain(method.specials.iter().map(|special| &special.when));
    let beside = beside.chain(method.parameters.values().filter_map(Amount::formula)).chain(&method.ties.by);
    out.extend(beside.map(|formula| (formula, places.start.clone())));
    let grades = method.grades.iter().zip(&places.grades).filter_map(|(grade, place)| Some((grade.when.as_ref()?, place.of("when"))));
    out.extend(grades);
    let classes =
        method.classes.entries.iter().zip(&places.classes).filter_map(|(class, place)| Some((class.when.as_ref()?, place.of("when"))));
    out.extend(classes);
    out
}

fn normalise_formulas(normalise: &Normalise) -> Vec<&Formula> {
    match normalise {
        Normalise::Goalposts { low, high, .. } => low.formula().into_iter().chain(high.formula()).collect(),
        Normalise::DistanceToReference { reference } => reference.formula().into_iter().collect(),
        Normalise::Efficacy { low, high, .. } => [low, high].into_iter().flatten().filter_map(Amount::formula).collect(),
        Normalise::Ratio { benchmark, .. } => benchmark.formula().into_iter().collect(),
        Normalise::Formula { formula } => vec![formula],
        _ => Vec::new(),
    }
}

/// Names that must come from observations, attributes or events, with where they are asked for.
fn names_asked(method: &Method, places: &Places) -> Vec<(String, Location)> {
    let own = |name: &str| {
        ALWAYS_KNOWN.contains(&name) || method.parameters.contains_key(name) || method.quantities.iter().any(|quantity| quantity.id == name)
    };
    let mut asked: Vec<(String, Location)> = Vec::new();
    for (index, node) in method.nodes.iter().enumerate() {
        if let Content::Indicator { indicator, .. } = &node.content {
            asked.push((indicator.0.clone(), places.node(index, "id")));
        }
    }
    for (formula, place) in formulas(method, places) {
        asked.extend(formula.names().into_iter().map(|name| (name.to_owned(), place.clone())));
    }
    asked.retain(|(name, _)| !own(name));
    asked
}

pub(super) fn names_needed(method: &Method) -> BTreeSet<&str> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let own = |name: &str| {
        ALWAYS_KNOWN.contains(&name) || method.parameters.contains_key(name) || method.quantities.iter().any(|quantity| quantity.id == name)
    };
    for node in &method.nodes {
        if let Content::Indicator { indicator, .. } = &node.content {
            names.insert(indicator.as_str());
        }
    }
    let nowhere = Places {
        start: Location::default(),
        nodes: vec![Place::default(); method.nodes.len()],
        grades: vec![Place::default(); method.grades.len()],
        classes: vec![Place::default(); method.classes.entries.len()],
    };
    names.extend(formulas(method, &nowhere).into_iter().flat_map(|(formula, _)| formula.names()));
    names.retain(|name| !own(name));
    names
}

pub(super) fn unknown_names(method: &Method, path: &str, text: &str, known: &dyn Fn(&str) -> bool) -> Vec<Finding> {
    let places = read::places(path, text);
    let mut told = BTreeSet::new();
    names_asked(method, &places)
        .into_iter()
        .filter(|(name, _)| !known(name) && told.insert(name.clone()))
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
