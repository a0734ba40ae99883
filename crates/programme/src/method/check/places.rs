//! What a formula may ask for where it stands: scores and ranks come into being on the way up.

use corpus::{Finding, Location};

use crate::method::{Amount, Content, Expression, Formula, Function, Method, Node, Normalise};

pub(super) fn check(method: &Method, findings: &mut Vec<Finding>) {
    // A figure of the name `x` may be asked for everywhere.
    let is_x = |node: &Node| matches!(&node.content, Content::Indicator { indicator, .. } if indicator.as_str() == "x");
    let is_a_figure = method.nodes.iter().any(is_x);
    for (formula, place, asks) in formulas(method) {
        let mut found = Found::default();
        found.look(&formula.root, false);
        findings.extend((found.earlier).then(|| earlier(formula, &place)));
        findings.extend((found.ranks && !asks.ranks).then(|| no_rank(formula, &place)));
        findings.extend((found.scores && !asks.scores).then(|| no_score(formula, &place)));
        findings.extend((found.own && !asks.own && !is_a_figure).then(|| no_own(formula, &place)));
    }
    for (formula, place) in super::formulas::all(method) {
        findings.extend(steps(formula, &place));
    }
}

/// What is known where a formula stands.
#[derive(Clone, Copy)]
struct Asks {
    scores: bool,
    ranks: bool,
    /// `x`, the leaf's own figure.
    own: bool,
}

const LEAF: Asks = Asks { scores: false, ranks: false, own: true };
const BEFORE: Asks = Asks { scores: false, ranks: false, own: false };
const SCORED: Asks = Asks { scores: true, ranks: false, own: false };
const RANKED: Asks = Asks { scores: true, ranks: true, own: false };

fn formulas(method: &Method) -> Vec<(&Formula, Location, Asks)> {
    let mut out: Vec<(&Formula, Location, Asks)> = Vec::new();
    for node in &method.nodes {
        out.extend(node.weight.formula().map(|formula| (formula, node.at.of("weight"), BEFORE)));
        match &node.content {
            Content::Group { aggregate: super::super::Aggregate::Formula { formula }, .. } => {
                out.push((formula, node.at.of("aggregate"), SCORED));
            }
            Content::Indicator { value, normalise, .. } => {
                out.extend(value.iter().map(|formula| (formula, node.at.of("value"), LEAF)));
                out.extend(of_normalise(normalise).into_iter().map(|formula| (formula, node.at.of("normalise"), LEAF)));
            }
            Content::Method { normalise, .. } => {
                out.extend(of_normalise(normalise).into_iter().map(|formula| (formula, node.at.of("normalise"), LEAF)));
            }
            Content::Group { .. } | Content::Criterion { .. } => {}
        }
    }
    out.extend(method.classes.entries.iter().filter_map(|class| Some((class.when.as_ref()?, class.at.of("when"), BEFORE))));
    out.extend(method.specials.iter().map(|special| (&special.when, special.at.of("when"), BEFORE)));
    for points in &method.points {
        out.extend(points.when.iter().map(|formula| (formula, points.at.of("when"), SCORED)));
        out.extend(points.points.formula().map(|formula| (formula, points.at.of("points"), SCORED)));
    }
    out.extend(method.vetoes.iter().map(|veto| (&veto.when, veto.at.of("when"), RANKED)));
    out.extend(method.ties.by.iter().map(|formula| (formula, method.at.of("ties"), SCORED)));
    for grade in &method.grades {
        let amounts = [("from", &grade.from), ("to", &grade.to), ("share", &grade.share), ("quota", &grade.quota)];
        out.extend(amounts.into_iter().filter_map(|(key, amount)| Some((amount.as_ref()?.formula()?, grade.at.of(key), RANKED))));
        out.extend(grade.when.iter().map(|formula| (formula, grade.at.of("when"), RANKED)));
        out.extend(grade.share_of.iter().map(|formula| (formula, grade.at.of("share_of"), RANKED)));
    }
    out
}

fn of_normalise(normalise: &Normalise) -> Vec<&Formula> {
    let amounts = super::formulas::of_choice(normalise).into_iter().filter_map(Amount::formula);
    super::formulas::of_normalise(normalise).chain(amounts).collect()
}

#[derive(Default)]
struct Found {
    scores: bool,
    ranks: bool,
    own: bool,
    /// A score or a rank inside `lag(..)` and its like.
    earlier: bool,
}

impl Found {
    fn look(&mut self, expression: &Expression, of_other_year: bool) {
        match expression {
            Expression::Number(_) | Expression::Text(_) => {}
            Expression::Name(name) => self.own |= name == "x",
            Expression::Negative(inner) | Expression::Not(inner) => self.look(inner, of_other_year),
            Expression::Binary(_, left, right) => [left, right].into_iter().for_each(|side| self.look(side, of_other_year)),
            Expression::Call(Function::Score | Function::LowestChild, _) => {
                self.scores = true;
                self.earlier |= of_other_year;
            }
            Expression::Call(Function::Rank | Function::Ranked, _) => {
                self.ranks = true;
                self.earlier |= of_other_year;
            }
            Expression::Call(function, arguments) => {
                let moves = matches!(
                    function,
                    Function::Lag
                        | Function::Growth
                        | Function::At
                        | Function::MeanOver
                        | Function::SumOver
                        | Function::MaxOver
                        | Function::MinOver
                );
                arguments.iter().for_each(|argument| self.look(argument, of_other_year || moves));
            }
        }
    }
}

fn earlier(formula: &Formula, place: &Location) -> Finding {
    Finding::error(
        "method/score-of-another-year",
        format!("公式“{formula}”要用其他年度的得分或名次，本办法只算出当年的"),
        format!("the formula `{formula}` asks for a score or rank of another year; a method knows those of the year it judges"),
    )
    .at(place.clone())
    .hint("把上年得分、名次或等次作为一列数据填入，公式引用该列", "put last year's score, rank or grade into a column, and name the column")
}

fn no_rank(formula: &Formula, place: &Location) -> Finding {
    Finding::error(
        "method/no-rank-here",
        format!("公式“{formula}”用到名次，此处名次尚未排出"),
        format!("the formula `{formula}` asks for ranks, which are not known here"),
    )
    .at(place.clone())
    .hint(
        "rank() 与 ranked() 只用于等次和否决；此处可用 peer_rank(score())",
        "`rank()` and `ranked()` are for grades and vetoes; here `peer_rank(score())` may do",
    )
}

fn no_score(formula: &Formula, place: &Location) -> Finding {
    Finding::error(
        "method/no-score-here",
        format!("公式“{formula}”用到得分，此处得分尚未算出"),
        format!("the formula `{formula}` asks for scores, which are not known here"),
    )
    .at(place.clone())
    .hint(
        "得分可用于合成公式、加减分、否决、等次；以另一办法的总分为一项用 [[method]]",
        "scores serve aggregation formulas, points, vetoes and grades; a `[[method]]` takes another method's total as a leaf",
    )
}

fn no_own(formula: &Formula, place: &Location) -> Finding {
    Finding::error(
        "method/no-x-here",
        format!("公式“{formula}”用到 x，此处没有“本项指标”"),
        format!("the formula `{formula}` speaks of `x`, and there is no leaf here whose figure it could be"),
    )
    .at(place.clone())
    .hint("写指标的编号", "write the id of the figure")
}

/// Bounds of `steps(..)` rise.
fn steps(formula: &Formula, place: &Location) -> Option<Finding> {
    let mut falls = false;
    formula.root.visit(&mut |expression| {
        if let Expression::Call(Function::Steps, arguments) = expression {
            let bounds: Vec<f64> = arguments.iter().skip(2).step_by(2).filter_map(constant).collect();
            falls |= bounds.windows(2).any(|pair| pair[0] >= pair[1]);
        }
    });
    falls.then(|| {
        Finding::error(
            "method/bands",
            format!("公式“{formula}”中 steps 的界限不是由低到高"),
            format!("the bounds of `steps` in `{formula}` do not rise"),
        )
        .at(place.clone())
        .hint("steps(x, v0, b1, v1, b2, v2)：b1 小于 b2", "steps(x, v0, b1, v1, b2, v2): b1 lies below b2")
    })
}

fn constant(expression: &Expression) -> Option<f64> {
    match expression {
        Expression::Number(number) => Some(*number),
        Expression::Negative(inner) => constant(inner).map(|number| -number),
        _ => None,
    }
}
