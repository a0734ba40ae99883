//! Where a method and the figures it meets do not fit: divisions by zero, quotas larger than the class.

use corpus::{Finding, Location};
use programme::method::{Content, Expression, Formula, Function, Operator};

use crate::figures::{Figures, X};
use crate::prepare::{Fate, Prepared};

pub(crate) fn findings(prepared: &Prepared<'_>) -> Vec<Finding> {
    let mut findings = divisions(prepared);
    findings.extend(quotas(prepared));
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
            Expression::Call(Function::Growth, arguments) => figures.zeros(&arguments[0], figures.years(arguments.get(1))),
            _ => Vec::new(),
        };
        struck.extend(zeros.into_iter().filter(|unit| prepared.fate[*unit] == Fate::Judged));
    });
    struck.sort_unstable();
    struck.dedup();
    let first = prepared.case.units.get(*struck.first()?)?;
    let count = struck.len();
    Some(
        Finding::warning(
            "evaluation/division-by-zero",
            format!("公式“{formula}”对“{}”等 {count} 个单位除以零，按缺失处理", first.name.zh),
            format!(
                "the formula `{formula}` divides by zero for {count} units, \"{}\" the first; the result counts as missing there",
                first.name.en
            ),
        )
        .at(place)
        .hint("核对分母为零的数据，或在公式中用 if(..) 说明此时如何计算", "look at the zeros, or say with `if(..)` what holds there"),
    )
}

/// A quota that nobody can miss says less than it seems to.
fn quotas(prepared: &Prepared<'_>) -> Vec<Finding> {
    let smallest = prepared.ranked_together().iter().filter(|group| !group.is_empty()).map(Vec::len).min().unwrap_or(0);
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
