//! Formulas over all units at once. A column has one cell per unit, in the order of the case.

use std::sync::Arc;

use programme::method::{Amount, Content, Expression, Formula, Function, Method, node_argument};
use programme::{IndicatorId, UnitId};

use crate::Case;
use crate::functions::{cells, counts, finite, numbers, over_peers, pairwise, ranks, same, scalar, truth};
use crate::numerics::{Ties, ranks_descending};
use crate::rounding::settled;

pub(crate) use crate::functions::quantile;

/// A number or a word; missing is `None` around it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Number(f64),
    Text(String),
}

pub(crate) type Cells = Vec<Option<Cell>>;

/// One cell per unit; `None` is missing.
pub type Column = Vec<Option<f64>>;

/// Scores that formulas beside the tree may ask for.
#[derive(Clone, Copy)]
pub(crate) struct Scored<'a> {
    /// By node.
    pub nodes: &'a [Arc<Column>],
    /// Total after points; `None` while the tree is being climbed.
    pub totals: Option<&'a [Option<f64>]>,
    /// Within the class; empty before ranks are known.
    pub ranks: &'a [Option<u32>],
    pub ranked: &'a [u32],
}

/// Where a formula stands: what it can see.
#[derive(Clone, Copy)]
pub(crate) struct Figures<'a> {
    pub case: &'a Case<'a>,
    pub method: &'a Method,
    /// Class of every unit.
    pub classes: &'a [Option<String>],
    /// Who is compared with whom: groups of units; a unit in no group has no peers.
    pub peers: &'a [Vec<usize>],
    pub year: i16,
    /// Meaning of `x`.
    pub x: Option<X<'a>>,
    pub scored: Option<Scored<'a>>,
    /// Guards against formulas in circles.
    pub depth: usize,
}

#[derive(Clone, Copy)]
pub(crate) enum X<'a> {
    Indicator(&'a IndicatorId),
    /// A leaf's column of the year that is judged; other years are read as the leaf reads them, before filling and treatment.
    Leaf {
        node: usize,
        column: &'a [Option<f64>],
    },
}

/// Quantities in each other deeper than this are taken for a circle, which the check of the method has reported.
const DEEPEST: usize = 32;

impl<'a> Figures<'a> {
    pub(crate) fn of(case: &'a Case<'a>, method: &'a Method, classes: &'a [Option<String>], peers: &'a [Vec<usize>]) -> Self {
        Self { case, method, classes, peers, year: case.year, x: None, scored: None, depth: 0 }
    }

    pub(crate) fn at(self, year: i16) -> Self {
        Self { year, ..self }
    }

    pub(crate) fn with_x(self, x: X<'a>) -> Self {
        Self { x: Some(x), ..self }
    }

    /// One name further down; `None` in what must be a circle.
    pub(crate) fn deeper(&self) -> Option<Self> {
        (self.depth <= DEEPEST).then(|| Self { depth: self.depth + 1, ..*self })
    }

    fn count(&self) -> usize {
        self.case.units.len()
    }

    /// Numbers of a formula; words and what cannot be worked out are missing.
    pub(crate) fn numbers(&self, formula: &Formula) -> Column {
        numbers(self.cells(&formula.root))
    }

    /// Numbers of a name.
    pub(crate) fn numbers_of(&self, name: &str) -> Column {
        numbers(self.named(name))
    }

    /// `true` where the formula gives a number other than 0; a missing condition does not hold.
    pub(crate) fn holds(&self, formula: &Formula) -> Vec<bool> {
        self.numbers(formula).into_iter().map(|cell| cell.is_some_and(|number| number != 0.0)).collect()
    }

    pub(crate) fn amount(&self, amount: &Amount) -> Column {
        match amount {
            Amount::Fixed(number) => vec![Some(*number); self.count()],
            Amount::ByClass(_) => self.classes.iter().map(|class| amount.fixed(class.as_deref())).collect(),
            Amount::Worked(formula) => self.numbers(formula),
        }
    }

    /// Figures of a name: the method's own quantities and parameters first, then observations, events and attributes.
    pub(crate) fn named(&self, name: &str) -> Cells {
        let Some(deeper) = self.deeper() else { return vec![None; self.count()] };
        if let Some(quantity) = self.method.quantities.iter().find(|quantity| quantity.id == name) {
            return deeper.cells(&quantity.formula.root);
        }
        if let Some(parameter) = self.method.parameters.get(name) {
            return cells(deeper.amount(parameter));
        }
        match name {
            "x" => match self.x {
                Some(X::Indicator(id)) if id.as_str() != "x" => deeper.named(id.as_str()),
                Some(X::Leaf { column, .. }) if self.year == self.case.year => cells(column.to_vec()),
                Some(X::Leaf { node, .. }) => deeper.of_leaf(node),
                _ => self.observed(name),
            },
            "year" => vec![Some(Cell::Number(f64::from(self.year))); self.count()],
            "class" => self.classes.iter().map(|class| class.clone().map(Cell::Text)).collect(),
            "unit" => self.case.units.iter().map(|unit| Some(Cell::Text(unit.id.0.clone()))).collect(),
            _ => self.observed(name),
        }
    }

    /// What a leaf judges, in the year of these figures.
    fn of_leaf(&self, node: usize) -> Cells {
        match &self.method.nodes[node].content {
            Content::Indicator { indicator, value: Some(formula), .. } => self.with_x(X::Indicator(indicator)).cells(&formula.root),
            Content::Indicator { indicator, .. } => self.named(indicator.as_str()),
            _ => vec![None; self.count()],
        }
    }

    fn observed(&self, name: &str) -> Cells {
        let indicator = IndicatorId(name.to_owned());
        let this_year = self.year == self.case.year;
        let figure = |unit: &UnitId| self.case.observations.figure(unit, &indicator, self.year).map(|figure| figure.value);
        let cell = |unit: &crate::Unit| {
            if let Some(value) = figure(&unit.id).filter(|value| value.is_finite()) {
                return Some(Cell::Number(value));
            }
            let event = unit.events.get(name).filter(|_| this_year).map(|count| Cell::Number(*count));
            event.or_else(|| unit.word(name, self.year).map(|word| Cell::Text(word.to_owned())))
        };
        self.case.units.iter().map(cell).collect()
    }

    fn cells(&self, expression: &Expression) -> Cells {
        match expression {
            Expression::Number(number) => vec![Some(Cell::Number(*number)); self.count()],
            Expression::Text(text) => vec![Some(Cell::Text(text.clone())); self.count()],
            Expression::Name(name) => self.named(name),
            Expression::Negative(inner) => cells(self.evaluate(inner).into_iter().map(|cell| cell.map(|x| -x)).collect()),
            Expression::Not(inner) => cells(self.evaluate(inner).into_iter().map(|cell| cell.map(|x| truth(x == 0.0))).collect()),
            Expression::Binary(operator, left, right) => pairwise(*operator, self.cells(left), self.cells(right)),
            Expression::Call(function, arguments) => self.call(*function, arguments),
        }
    }

    /// Units for which an expression was 0 some years back.
    pub(crate) fn zeros(&self, expression: &Expression, years_back: i16) -> Vec<usize> {
        let column = self.at(self.year - years_back).evaluate(expression);
        (0..column.len()).filter(|unit| column[*unit] == Some(0.0)).collect()
    }

    /// Units for which an expression has no logarithm.
    pub(crate) fn not_above_zero(&self, expression: &Expression) -> Vec<usize> {
        let column = self.evaluate(expression);
        (0..column.len()).filter(|unit| column[*unit].is_some_and(|number| number <= 0.0)).collect()
    }

    fn evaluate(&self, expression: &Expression) -> Column {
        numbers(self.cells(expression))
    }

    fn call(&self, function: Function, arguments: &[Expression]) -> Cells {
        match function {
            Function::If => {
                let condition = self.evaluate(&arguments[0]);
                let (yes, no) = (self.cells(&arguments[1]), self.cells(&arguments[2]));
                let choose = |((condition, yes), no): ((Option<f64>, Option<Cell>), Option<Cell>)| {
                    condition.and_then(|condition| if condition == 0.0 { no } else { yes })
                };
                condition.into_iter().zip(yes).zip(no).map(choose).collect()
            }
            Function::Coalesce => {
                let mut out = self.cells(&arguments[0]);
                for argument in &arguments[1..] {
                    let next = self.cells(argument);
                    out = out.into_iter().zip(next).map(|(first, next)| first.or(next)).collect();
                }
                out
            }
            Function::Missing => self.cells(&arguments[0]).iter().map(|cell| Some(Cell::Number(truth(cell.is_none())))).collect(),
            Function::Choose => self.choose(arguments),
            Function::Lag => self.at(self.year - self.years(arguments.get(1))).cells(&arguments[0]),
            _ => cells(self.call_numbers(function, arguments)),
        }
    }

    /// Keys and values in pairs after the first argument; a last one without a partner is for all others.
    fn choose(&self, arguments: &[Expression]) -> Cells {
        let asked = self.cells(&arguments[0]);
        let (pairs, rest) = arguments[1..].as_chunks::<2>();
        let mut out = rest.first().map_or_else(|| vec![None; self.count()], |rest| self.cells(rest));
        for [key, value] in pairs.iter().rev() {
            let values = self.cells(value);
            for ((cell, asked), (key, value)) in out.iter_mut().zip(&asked).zip(self.cells(key).into_iter().zip(values)) {
                if asked.as_ref().zip(key.as_ref()).is_some_and(|(asked, key)| same(asked, key)) {
                    *cell = value;
                }
            }
        }
        out.into_iter().zip(asked).map(|(cell, asked)| cell.filter(|_| asked.is_some())).collect()
    }

    /// A named year, unit by unit.
    fn at_years(&self, arguments: &[Expression]) -> Column {
        let years = self.evaluate(&arguments[1]);
        let mut columns: std::collections::BTreeMap<i16, Column> = std::collections::BTreeMap::new();
        let of = |(unit, year): (usize, &Option<f64>)| {
            let year = year.and_then(whole_year)?;
            columns.entry(year).or_insert_with(|| self.at(year).evaluate(&arguments[0]))[unit]
        };
        years.iter().enumerate().map(of).collect()
    }

    /// The years that a formula names.
    pub(crate) fn named_years(&self, formula: &Expression) -> impl Iterator<Item = i16> + use<> {
        self.evaluate(formula).into_iter().flatten().filter_map(whole_year)
    }

    /// Extremes of the last years, over the figures that are there.
    fn extreme_over(&self, arguments: &[Expression], better: fn(f64, f64) -> f64) -> Column {
        let years = self.years(arguments.get(1)).max(1);
        let columns = (0..years).map(|back| self.at(self.year - back).evaluate(&arguments[0]));
        let either = |(a, b): (Option<f64>, Option<f64>)| a.zip(b).map(|(a, b)| better(a, b)).or(a).or(b);
        columns.reduce(|so_far, next| so_far.into_iter().zip(next).map(either).collect()).unwrap_or_default()
    }

    /// A number of years must be the same for all: it is read off the first unit that has it.
    pub(crate) fn years(&self, argument: Option<&Expression>) -> i16 {
        let years = argument.and_then(|argument| self.evaluate(argument).into_iter().flatten().next());
        years.map_or(1, |years| years.clamp(-1000.0, 1000.0) as i16)
    }

    fn call_numbers(&self, function: Function, arguments: &[Expression]) -> Column {
        match function {
            Function::Growth => {
                let before = self.at(self.year - self.years(arguments.get(1))).evaluate(&arguments[0]);
                let ratio = |(now, before): (Option<f64>, Option<f64>)| finite(now? / before.filter(|before| *before != 0.0)? - 1.0);
                self.evaluate(&arguments[0]).into_iter().zip(before).map(ratio).collect()
            }
            Function::SumOver => self.over_years(arguments, |sum, _| sum),
            Function::MeanOver => self.over_years(arguments, |sum, years| sum / f64::from(years)),
            Function::MaxOver => self.extreme_over(arguments, f64::max),
            Function::MinOver => self.extreme_over(arguments, f64::min),
            Function::At => self.at_years(arguments),
            Function::Score => self.score(arguments),
            Function::LowestChild => self.lowest_child(arguments),
            // Before ranks are known there are none.
            Function::Rank => self.ranked().map_or_else(|| vec![None; self.count()], |scored| ranks(scored.ranks)),
            Function::Ranked => self.ranked().map_or_else(|| vec![None; self.count()], |scored| counts(scored.ranked)),
            _ if function.name().starts_with("peer_") => self.peer(function, arguments),
            _ => {
                let columns: Vec<Column> = arguments.iter().map(|argument| self.evaluate(argument)).collect();
                (0..self.count()).map(|unit| scalar(function, &columns.iter().map(|column| column[unit]).collect::<Vec<_>>())).collect()
            }
        }
    }

    fn over_years(&self, arguments: &[Expression], finish: impl Fn(f64, i16) -> f64) -> Column {
        let years = self.years(arguments.get(1)).max(1);
        let mut sums = vec![Some(0.0); self.count()];
        for back in (0..years).rev() {
            let column = self.at(self.year - back).evaluate(&arguments[0]);
            sums = sums.into_iter().zip(column).map(|(sum, cell)| Some(sum? + cell?)).collect();
        }
        sums.into_iter().map(|sum| sum.map(|sum| finish(sum, years))).collect()
    }

    fn ranked(&self) -> Option<Scored<'a>> {
        self.scored.filter(|scored| scored.ranks.len() == self.count())
    }

    fn score(&self, arguments: &[Expression]) -> Column {
        let node = self.method.node(node_argument(arguments));
        let found = match (self.scored, node) {
            (Some(Scored { totals: Some(totals), .. }), Some(0)) => Some(totals.to_vec()),
            (Some(scored), Some(node)) => scored.nodes.get(node).filter(|column| !column.is_empty()).map(|column| column.to_vec()),
            _ => None,
        };
        found.unwrap_or_else(|| vec![None; self.count()])
    }

    fn lowest_child(&self, arguments: &[Expression]) -> Column {
        let (Some(scored), Some(node)) = (self.scored, self.method.node(node_argument(arguments))) else {
            return vec![None; self.count()];
        };
        let mut lowest: Column = vec![None; self.count()];
        for child in self.method.children(node) {
            for (low, score) in lowest.iter_mut().zip(scored.nodes[child].iter()) {
                *low = match (*low, *score) {
                    (Some(low), Some(score)) => Some(low.min(score)),
                    (low, score) => low.or(score),
                };
            }
        }
        lowest
    }

    fn peer(&self, function: Function, arguments: &[Expression]) -> Column {
        let column = self.evaluate(&arguments[0]);
        let share = arguments.get(1).and_then(|share| self.evaluate(share).into_iter().flatten().next());
        let mut out: Column = vec![None; self.count()];
        for group in self.peers {
            let present: Vec<usize> = group.iter().copied().filter(|unit| column[*unit].is_some()).collect();
            let values: Vec<f64> = present.iter().filter_map(|unit| column[*unit]).collect();
            if function == Function::PeerRank {
                let found = ranks_descending(&values.iter().copied().map(settled).collect::<Vec<_>>(), Ties::Lowest);
                present.iter().zip(found).for_each(|(unit, rank)| out[*unit] = Some(rank));
                continue;
            }
            let told = over_peers(function, values, share);
            group.iter().for_each(|unit| out[*unit] = told);
        }
        out
    }
}

fn whole_year(year: f64) -> Option<i16> {
    (year.abs() < f64::from(i16::MAX)).then_some(year as i16)
}
