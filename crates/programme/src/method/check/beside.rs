//! Points, vetoes and grades.

use corpus::{Finding, Location};

use super::{TOLERANCE, is_group, shown, unknown_node};
use crate::method::{Amount, Best, Grade, Method, Points};
use crate::{GradeId, method::read};

pub(super) fn check(method: &Method, findings: &mut Vec<Finding>) {
    for points in method.points.iter().filter(|points| !points.group.is_empty()) {
        findings.extend(points_flaw(method, points));
    }
    shares(method, findings);
    cuts(method, findings);
    for veto in &method.vetoes {
        for grade in veto.at_most.iter().chain(&veto.grade) {
            findings.extend(unknown_grade(method, grade, veto.at.of(if veto.grade.is_some() { "grade" } else { "at_most" })));
        }
        let says = veto.at_most.is_some() || veto.grade.is_some() || veto.score.is_some() || veto.lower.is_some() || veto.raise.is_some();
        if !says {
            findings.push(
                Finding::error(
                    "method/idle-veto",
                    format!("否决项“{}”没有写明后果", veto.id),
                    format!("the veto \"{}\" does not say what follows", veto.id),
                )
                .at(veto.at.start())
                .hint("写 grade、at_most、score、lower 或 raise", "write `grade`, `at_most`, `score`, `lower` or `raise`"),
            );
        }
    }
}

fn points_flaw(method: &Method, points: &Points) -> Option<Finding> {
    let place = points.at.of("in");
    let Some(group) = method.node(&points.group).filter(|node| is_group(&method.nodes[*node])) else {
        return Some(unknown_node(method, &points.group, place));
    };
    // Its own group has no score yet when the points are worked out, and neither have those above.
    let mut above = vec![group];
    while let Some(parent) = above.last().and_then(|node| method.nodes[*node].parent) {
        above.push(parent);
    }
    let asks_above = |formula: &super::super::Formula| {
        formula.nodes().into_iter().any(|name| method.node(name).is_some_and(|node| above.contains(&node)))
    };
    points.points.formula().into_iter().chain(&points.when).any(asks_above).then(|| {
        Finding::error(
            "method/cycle",
            format!("“{}”加减在组“{}”内，公式却用到该组或上级的得分", points.id, points.group),
            format!("\"{}\" changes the group \"{}\" and asks for the score of that group or of one above", points.id, points.group),
        )
        .at(points.at.of("points"))
        .hint("公式只用组内各项的得分", "the formula may ask for the scores below the group only")
    })
}

fn shares(method: &Method, findings: &mut Vec<Finding>) {
    let fixed = |grade: &Grade| grade.share.as_ref().and_then(|share| share.fixed(None));
    let total: f64 = method.grades.iter().filter_map(fixed).sum();
    let one_negative = method.grades.iter().filter_map(fixed).any(|share| share < 0.0);
    if total <= 1.0 + TOLERANCE && !one_negative {
        return;
    }
    let place = method.grades.iter().find(|grade| grade.share.is_some()).map_or_else(|| method.at.start(), |grade| grade.at.of("share"));
    findings.push(
        Finding::error(
            "method/grade-shares",
            format!("各等次比例合计 {}，应在 0 与 1 之间", shown(total)),
            format!("the shares of the grades total {}, which is not between 0 and 1", shown(total)),
        )
        .at(place)
        .hint("比例写成小数：20% 写作 0.2", "shares are fractions: 20 % is 0.2"),
    );
}

/// Cut-offs fall from the best grade on; where less is better they rise.
fn cuts(method: &Method, findings: &mut Vec<Finding>) {
    let (key, falls) = if method.ranking.best == Best::High { ("from", true) } else { ("to", false) };
    let cut = |grade: &Grade| {
        let amount: Option<&Amount> = if falls { grade.from.as_ref() } else { grade.to.as_ref() };
        amount.and_then(|amount| amount.fixed(None))
    };
    let cuts: Vec<(f64, &Grade)> = method.grades.iter().filter_map(|grade| Some((cut(grade)?, grade))).collect();
    for pair in cuts.windows(2) {
        let (above, below) = (pair[0].0, pair[1].0);
        if (falls && above > below) || (!falls && above < below) {
            continue;
        }
        findings.push(
            Finding::error(
                "method/grade-order",
                format!("等次界限 {below} 与上一等次的 {above} 重叠或次序不对"),
                format!("the cut-off {below} overlaps with that of the grade above, {above}, or is out of order"),
            )
            .at(pair[1].1.at.of(key))
            .hint("等次由好到差排列，界限逐级变化", "write grades from the best to the worst, each with its own bound"),
        );
    }
}

fn unknown_grade(method: &Method, grade: &GradeId, place: Location) -> Option<Finding> {
    if read::grade_known(&method.grades, &method.specials, grade) {
        return None;
    }
    let known: Vec<&str> = method.grades.iter().map(|grade| grade.id.0.as_str()).collect();
    Some(
        Finding::error("method/unknown-grade", format!("没有等次“{grade}”"), format!("there is no grade \"{grade}\""))
            .at(place)
            .hint(format!("已有等次：{}", known.join("、")), format!("the grades are: {}", known.join(", "))),
    )
}
