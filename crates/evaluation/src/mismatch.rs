//! Where a method and the figures it meets do not fit: divisions by zero, quotas larger than the class.

use std::collections::BTreeSet;

use corpus::{Finding, Location};
use programme::IndicatorId;
use programme::method::{Amount, Content, Expression, Formula, Function, Node, Normalise, Operator, Within};

use crate::figures::{Figures, X};
use crate::leaves::Leaf;
use crate::prepare::{Fate, Prepared};

pub(crate) fn findings(prepared: &Prepared<'_>) -> Vec<Finding> {
    let mut findings = divisions(prepared);
    findings.extend(quotas(prepared));
    findings.extend(negative_weights(prepared));
    findings.extend(unknown_classes(prepared));
    findings.extend(marks_outside(prepared));
    findings.extend(negative_benchmarks(prepared));
    findings
}

/// Formulas of quantities and leaves that divide by zero for somebody; the result is missing there, which is easily overlooked.
fn divisions(prepared: &Prepared<'_>) -> Vec<Finding> {
    let method = prepared.method;
    let needed = quantities_used(prepared);
    let quantities = method.quantities.iter().filter(|quantity| needed.contains(&quantity.id.as_str()));
    let mut out: Vec<Finding> = quantities
        .filter_map(|quantity| by_zero(prepared, &quantity.formula, prepared.figures(method.ranking.within), quantity.at.of("formula")))
        .collect();
    for leaf in &prepared.leaves {
        let node = &method.nodes[leaf.node];
        if let Content::Indicator { value: Some(formula), indicator, .. } = &node.content {
            out.extend(by_zero(prepared, formula, prepared.figures(leaf.within).with_x(X::Indicator(indicator)), node.at.of("value")));
        }
    }
    out
}

/// Quantities that a leaf takes as its figure, and those that they name.
fn quantities_used<'a>(prepared: &'a Prepared<'_>) -> Vec<&'a str> {
    let method = prepared.method;
    let mut used: Vec<&str> = prepared.leaves.iter().filter_map(|leaf| leaf.indicator).map(|id| id.as_str()).collect();
    let values = method.nodes.iter().filter_map(|node| match &node.content {
        Content::Indicator { value: Some(value), .. } => Some(value.names()),
        _ => None,
    });
    used.extend(values.flatten());
    let mut at = 0;
    while at < used.len() {
        if let Some(quantity) = method.quantities.iter().find(|quantity| quantity.id == used[at]) {
            used.extend(quantity.formula.names().into_iter().filter(|name| !used.contains(name)).collect::<Vec<_>>());
        }
        at += 1;
    }
    used
}

fn by_zero(prepared: &Prepared<'_>, formula: &Formula, figures: Figures<'_>, place: Location) -> Option<Finding> {
    let mut struck: Vec<usize> = Vec::new();
    formula.root.visit(&mut |expression| {
        let zeros = match expression {
            Expression::Binary(Operator::Divide, _, divisor) => figures.zeros(divisor, 0),
            Expression::Call(Function::Ln | Function::Log10, arguments) => figures.not_above_zero(&arguments[0]),
            Expression::Call(Function::Growth, arguments) => figures.zeros(&arguments[0], figures.years(arguments.get(1))),
            _ => Vec::new(),
        };
        struck.extend(zeros.into_iter().filter(|unit| !matches!(prepared.fate[*unit], Fate::Special(_))));
    });
    struck.sort_unstable();
    struck.dedup();
    let first = prepared.case.units.get(*struck.first()?)?;
    let count = struck.len();
    Some(
        Finding::warning(
            "evaluation/division-by-zero",
            format!("公式“{formula}”对“{}”等 {count} 个单位除以零或取非正数的对数，按缺失处理", first.name.zh),
            format!(
                "the formula `{formula}` divides by zero, or takes the logarithm of what is not above zero, for {count} units, \"{}\" the first; the result counts as missing there",
                first.name.en
            ),
        )
        .at(place)
        .hint("核对为零或为负的数据，或在公式中用 if(..) 说明此时如何计算", "look at these figures, or say with `if(..)` what holds there"),
    )
}

/// A quota that nobody can miss says less than it seems to.
fn quotas(prepared: &Prepared<'_>) -> Vec<Finding> {
    let smallest = prepared.by_class.iter().filter(|group| !group.is_empty()).map(Vec::len).min().unwrap_or(0);
    let above = prepared.method.grades.iter().filter_map(|grade| {
        let quota = grade.quota.as_ref()?.fixed(None)?;
        (quota > smallest as f64).then_some((grade, quota))
    });
    above
        .map(|(grade, quota)| {
            Finding::info(
                "evaluation/quota",
                format!("等次“{}”的名额 {quota} 多于一组的 {smallest} 个单位", grade.name.zh),
                format!("the quota {quota} of the grade \"{}\" is larger than a group of {smallest} units", grade.name.en),
            )
            .at(grade.at.of("quota"))
            .hint("核对名额，或改用比例 share", "look at the quota, or use a `share`")
        })
        .collect()
}

/// A formula may give a weight below zero; it then counts as 0.
fn negative_weights(prepared: &Prepared<'_>) -> Vec<Finding> {
    let figures = prepared.figures(Within::Class);
    let negative = |node: &Node| {
        let worked = figures.numbers(node.weight.formula()?);
        let unit = worked.iter().position(|weight| weight.is_some_and(|weight| weight < 0.0))?;
        let name = &prepared.case.units[unit].name;
        Some(
            Finding::error(
                "evaluation/negative-weight",
                format!("“{}”的权重公式对“{}”得出负数，按 0 计算", node.path, name.zh),
                format!("the weight of \"{}\" is negative for \"{}\" and counts as 0", node.path, name.en),
            )
            .at(node.at.of("weight"))
            .hint("用 max(.., 0) 限定下限", "keep it from falling below with `max(.., 0)`"),
        )
    };
    prepared.method.nodes.iter().filter_map(negative).collect()
}

/// A benchmark below zero that the data gave turns the order round: the worst then has the highest ratio.
fn negative_benchmarks(prepared: &Prepared<'_>) -> Vec<Finding> {
    let below = |leaf: &Leaf<'_>| {
        let Normalise::Ratio { benchmark: benchmark @ Amount::Worked(_), .. } = leaf.normalise else { return None };
        let figures = prepared.figures(leaf.within).with_x(X::Leaf { node: leaf.node, column: &leaf.figures });
        let worked = figures.amount(benchmark);
        let node = &prepared.method.nodes[leaf.node];
        prepared.judged().any(|unit| worked[unit].is_some_and(|benchmark| benchmark < 0.0)).then(|| {
            Finding::warning(
                "evaluation/negative-benchmark",
                format!("“{}”的基准为负数，比值次序颠倒", node.path),
                format!("the benchmark of \"{}\" is negative, which turns the order of ratios round", node.path),
            )
            .at(node.at.of("normalise"))
            .hint("换用 min_max、goalposts 等不以比值计分的方式", "take a normalisation that is no ratio, such as `min_max` or `goalposts`")
        })
    };
    prepared.leaves.iter().filter_map(below).collect()
}

/// Numbers by class that name a class no unit is in; a method that takes its classes from an attribute learns them here only.
fn unknown_classes(prepared: &Prepared<'_>) -> Vec<Finding> {
    let method = prepared.method;
    if !method.classes.entries.is_empty() || method.classes.by.is_none() {
        return Vec::new();
    }
    let known: BTreeSet<&str> = prepared.classes.iter().flatten().map(String::as_str).collect();
    let unknown = method.amounts().into_iter().flat_map(|(amount, place)| {
        let classes: Vec<&str> = match amount {
            Amount::ByClass(by_class) => by_class.keys().map(String::as_str).filter(|class| !known.contains(class)).collect(),
            Amount::Fixed(_) | Amount::Worked(_) => Vec::new(),
        };
        classes.into_iter().map(move |class| (class, place.clone()))
    });
    let mut told = BTreeSet::new();
    unknown
        .filter(|(class, _)| told.insert(*class))
        .map(|(class, place)| {
            let known = known.iter().copied().collect::<Vec<_>>().join(", ");
            Finding::warning(
                "evaluation/unknown-class",
                format!("没有单位属于类别“{class}”"),
                format!("no unit is in the class \"{class}\""),
            )
            .at(place)
            .hint(format!("已有类别：{known}"), format!("the classes are: {known}"))
        })
        .collect()
}

/// Marks beyond the ends of the rubric do not count.
fn marks_outside(prepared: &Prepared<'_>) -> Vec<Finding> {
    let case = prepared.case;
    let of_node = |node: &Node| {
        let Content::Criterion { id, low, high, .. } = &node.content else { return Vec::new() };
        let ballots = case.ballots.of_criterion(id, case.year);
        let column = IndicatorId(id.clone());
        let in_table = |unit: &crate::Unit| case.observations.figure(&unit.id, &column, case.year).map(|figure| figure.value);
        let of_table = case.units.iter().filter(|_| ballots.is_empty()).filter_map(|unit| Some((unit.id.to_string(), in_table(unit)?)));
        let of_ballots = ballots.values().flatten().map(|ballot| (format!("{} / {}", ballot.unit, ballot.expert), ballot.score));
        let outside = of_ballots.chain(of_table).filter(|(_, mark)| !(*low..=*high).contains(mark));
        let finding = |(whose, mark): (String, f64)| {
            Finding::error(
                "ballots/out-of-range",
                format!("“{id}”的打分 {mark} 超出 {low} 至 {high}，不计入（{whose}）"),
                format!("the mark {mark} on \"{id}\" lies outside {low} to {high} and is not counted ({whose})"),
            )
            .at(node.at.start())
            .hint("核对打分，或核对评分表的 low 与 high", "look at the mark, or at `low` and `high` of the rubric")
        };
        outside.map(finding).collect()
    };
    prepared.method.nodes.iter().flat_map(of_node).collect()
}
