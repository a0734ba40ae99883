//! Points beside the tree: bonuses and deductions, of the total or of a group.

use std::sync::Arc;

use programme::method::{Expression, Formula, Function, Points, Within};

use crate::figures::{Column, Figures, Scored};
use crate::prepare::Prepared;

/// Points that change the score of a group before it goes into the groups above.
pub(crate) struct GroupPoints {
    pub node: usize,
    /// Index in `Method::points`.
    pub entry: usize,
    /// Worked out beforehand where no score enters.
    early: Option<Column>,
}

impl GroupPoints {
    pub(crate) fn all(prepared: &Prepared<'_>) -> Vec<Self> {
        let method = prepared.method;
        let of_group = |(entry, points): (usize, &Points)| {
            let node = method.node(&points.group).filter(|node| *node != 0 && !method.nodes[*node].is_leaf())?;
            Some(Self { node, entry, early: early_points(points, prepared.figures(Within::Class)) })
        };
        method.points.iter().enumerate().filter(|(_, points)| !points.group.is_empty()).filter_map(of_group).collect()
    }

    /// Points by unit, with their sign; `scores` are those of the nodes below the group.
    pub(crate) fn points(&self, prepared: &Prepared<'_>, scores: &[Arc<Column>]) -> Column {
        self.early.clone().unwrap_or_else(|| {
            let scored = Scored { nodes: scores, totals: None, ranks: &[], ranked: &[] };
            points_of(&prepared.method.points[self.entry], Figures { scored: Some(scored), ..prepared.figures(Within::Class) })
        })
    }
}

/// Returns an entry's points where no score enters.
pub(crate) fn early_points(entry: &Points, figures: Figures<'_>) -> Option<Column> {
    let formulas = entry.points.formula().into_iter().chain(&entry.when);
    formulas.into_iter().all(|formula| !needs_scores(formula)).then(|| points_of(entry, figures))
}

/// Points by unit, with their sign; `None` where nothing is given or taken.
pub(crate) fn points_of(entry: &Points, figures: Figures<'_>) -> Column {
    let holds = entry.when.as_ref().map(|when| figures.holds(when));
    let sign = if entry.adds { 1.0 } else { -1.0 };
    let size = |(unit, points): (usize, Option<f64>)| {
        let given = holds.as_ref().is_none_or(|holds| holds[unit]);
        let points = points.filter(|_| given)?;
        let capped = entry.cap.map_or(points, |cap| points.min(cap));
        (capped != 0.0).then_some(sign * capped)
    };
    figures.amount(&entry.points).into_iter().enumerate().map(size).collect()
}

pub(crate) fn needs_scores(formula: &Formula) -> bool {
    asks_scores(&formula.root)
}

pub(crate) fn needs_ranks(formula: &Formula) -> bool {
    let mut asks = false;
    formula.root.visit(&mut |expression| asks |= matches!(expression, Expression::Call(Function::Rank | Function::Ranked, _)));
    asks
}

fn asks_scores(expression: &Expression) -> bool {
    match expression {
        Expression::Number(_) | Expression::Text(_) | Expression::Name(_) => false,
        Expression::Negative(inner) | Expression::Not(inner) => asks_scores(inner),
        Expression::Binary(_, left, right) => asks_scores(left) || asks_scores(right),
        Expression::Call(Function::Score | Function::LowestChild | Function::Rank | Function::Ranked, _) => true,
        Expression::Call(_, arguments) => arguments.iter().any(asks_scores),
    }
}
