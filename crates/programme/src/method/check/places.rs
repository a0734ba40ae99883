//! Formulas that ask for what is not known where they stand.

use corpus::{Finding, Location};

use crate::method::{Content, Expression, Formula, Function, Method, Node};

pub(super) fn check(method: &Method, findings: &mut Vec<Finding>) {
    // A figure of the name `x` may be asked for everywhere.
    let is_x = |node: &Node| matches!(&node.content, Content::Indicator { indicator, .. } if indicator.as_str() == "x");
    let is_a_figure = method.nodes.iter().any(is_x);
    for (formula, place, known) in super::formulas::all(method) {
        let mut found = Found::default();
        found.look(&formula.root, false);
        let refused = [
            (found.earlier, &EARLIER),
            (found.ranks && !known.ranks, &NO_RANK),
            (found.scores && !known.scores, &NO_SCORE),
            (found.own && !known.own && !is_a_figure, &NO_OWN),
            (falls(formula), &FALLING),
        ];
        findings.extend(refused.into_iter().filter(|(holds, _)| *holds).map(|(_, refusal)| refusal.of(formula, &place)));
    }
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

/// What a formula asked for in vain, and the way out.
const EARLIER: Refusal = Refusal {
    code: "method/score-of-another-year",
    zh: "要用其他年度的得分或名次，本办法只算出当年的",
    en: "asks for a score or rank of another year; a method knows those of the year it judges",
    hint_zh: "把上年得分、名次或等次作为一列数据填入，公式引用该列",
    hint_en: "put last year's score, rank or grade into a column, and name the column",
};
const NO_RANK: Refusal = Refusal {
    code: "method/no-rank-here",
    zh: "用到名次，此处名次尚未排出",
    en: "asks for ranks, which are not known here",
    hint_zh: "rank() 与 ranked() 只用于等次和否决；此处可用 peer_rank(score())",
    hint_en: "`rank()` and `ranked()` are for grades and vetoes; here `peer_rank(score())` may do",
};
const NO_SCORE: Refusal = Refusal {
    code: "method/no-score-here",
    zh: "用到得分，此处得分尚未算出",
    en: "asks for scores, which are not known here",
    hint_zh: "得分可用于合成公式、加减分、否决、等次；以另一办法的总分为一项用 [[method]]",
    hint_en: "scores serve aggregation formulas, points, vetoes and grades; a `[[method]]` takes another method's total as a leaf",
};
const NO_OWN: Refusal = Refusal {
    code: "method/no-x-here",
    zh: "用到 x，此处没有“本项指标”",
    en: "speaks of `x`, and there is no leaf here whose figure it could be",
    hint_zh: "写指标的编号",
    hint_en: "write the id of the figure",
};
const FALLING: Refusal = Refusal {
    code: "method/bands",
    zh: "中 steps 的界限不是由低到高",
    en: "has bounds of `steps` that do not rise",
    hint_zh: "steps(x, v0, b1, v1, b2, v2)：b1 小于 b2",
    hint_en: "steps(x, v0, b1, v1, b2, v2): b1 lies below b2",
};

struct Refusal {
    code: &'static str,
    zh: &'static str,
    en: &'static str,
    hint_zh: &'static str,
    hint_en: &'static str,
}

impl Refusal {
    fn of(&self, formula: &Formula, place: &Location) -> Finding {
        Finding::error(self.code, format!("公式“{formula}”{}", self.zh), format!("the formula `{formula}` {}", self.en))
            .at(place.clone())
            .hint(self.hint_zh, self.hint_en)
    }
}

/// Whether the bounds of a `steps(..)` do not rise.
fn falls(formula: &Formula) -> bool {
    let mut falls = false;
    formula.root.visit(&mut |expression| {
        if let Expression::Call(Function::Steps, arguments) = expression {
            let bounds: Vec<f64> = arguments.iter().skip(2).step_by(2).filter_map(constant).collect();
            falls |= bounds.windows(2).any(|pair| pair[0] >= pair[1]);
        }
    });
    falls
}

fn constant(expression: &Expression) -> Option<f64> {
    match expression {
        Expression::Number(number) => Some(*number),
        Expression::Negative(inner) => constant(inner).map(|number| -number),
        _ => None,
    }
}
