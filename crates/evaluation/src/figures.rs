//! Formulas over all units at once. A column has one cell per unit, in the order of the case.

use std::sync::Arc;

use programme::method::{Amount, Expression, Formula, Function, Method, Operator, node_argument};
use programme::{IndicatorId, UnitId};

use crate::Case;
use crate::numerics::{Ties, ranks_descending};
use crate::rounding::round_half_up;

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
    Column(&'a [Option<f64>]),
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
        if self.depth > DEEPEST {
            return vec![None; self.count()];
        }
        let deeper = Self { depth: self.depth + 1, ..*self };
        if let Some(quantity) = self.method.quantities.iter().find(|quantity| quantity.id == name) {
            return deeper.cells(&quantity.formula.root);
        }
        if let Some(parameter) = self.method.parameters.get(name) {
            return cells(deeper.amount(parameter));
        }
        match name {
            "x" => match self.x {
                Some(X::Indicator(id)) if id.as_str() != "x" => deeper.named(id.as_str()),
                Some(X::Column(column)) => cells(column.to_vec()),
                _ => self.observed(name),
            },
            "year" => vec![Some(Cell::Number(f64::from(self.year))); self.count()],
            "class" => self.classes.iter().map(|class| class.clone().map(Cell::Text)).collect(),
            "unit" => self.case.units.iter().map(|unit| Some(Cell::Text(unit.id.0.clone()))).collect(),
            _ => self.observed(name),
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
            event.or_else(|| unit.attributes.get(name).map(|word| Cell::Text(word.clone())))
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
            Function::Lag => self.at(self.year - self.years(arguments.get(1))).cells(&arguments[0]),
            _ => cells(self.call_numbers(function, arguments)),
        }
    }

    /// A number of years must be the same for all: it is read off the first unit that has it.
    fn years(&self, argument: Option<&Expression>) -> i16 {
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
            Function::Score => self.score(arguments),
            Function::LowestChild => self.lowest_child(arguments),
            Function::Rank => self.scored.map_or_else(|| vec![None; self.count()], |scored| ranks(scored.ranks)),
            Function::Ranked => self.scored.map_or_else(|| vec![None; self.count()], |scored| counts(scored.ranked)),
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
                let found = ranks_descending(&values, Ties::Lowest);
                present.iter().zip(found).for_each(|(unit, rank)| out[*unit] = Some(rank));
                continue;
            }
            let told = over_peers(function, values, share);
            group.iter().for_each(|unit| out[*unit] = told);
        }
        out
    }
}

/// Statistics of those who have a figure; missing when nobody has.
fn over_peers(function: Function, mut values: Vec<f64>, share: Option<f64>) -> Option<f64> {
    let count = values.len() as f64;
    if function == Function::PeerCount {
        return Some(count);
    }
    if values.is_empty() {
        return None;
    }
    let sum: f64 = values.iter().sum();
    values.sort_by(f64::total_cmp);
    match function {
        Function::PeerMean => Some(sum / count),
        Function::PeerSum => Some(sum),
        Function::PeerMin => values.first().copied(),
        Function::PeerMax => values.last().copied(),
        Function::PeerMedian => quantile(&values, 0.5),
        Function::PeerQuantile => quantile(&values, share?),
        Function::PeerDeviation if values.len() > 1 => {
            Some((values.iter().map(|value| (value - sum / count) * (value - sum / count)).sum::<f64>() / (count - 1.0)).sqrt())
        }
        _ => None,
    }
}

/// Linear between order statistics (type 7 of Hyndman and Fan 1996, *The American Statistician* 50).
pub(crate) fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    Some(sorted[below] + (place - below as f64) * (sorted[above] - sorted[below]))
}

fn scalar(function: Function, arguments: &[Option<f64>]) -> Option<f64> {
    if function == Function::Total {
        let present: Vec<f64> = arguments.iter().flatten().copied().collect();
        return (!present.is_empty()).then(|| present.iter().sum());
    }
    if function == Function::Steps {
        return steps(arguments);
    }
    let all: Vec<f64> = arguments.iter().copied().collect::<Option<_>>()?;
    let x = all[0];
    finite(match function {
        Function::Abs => x.abs(),
        Function::Sqrt => x.sqrt(),
        Function::Ln if x > 0.0 => libm::log(x),
        Function::Exp => libm::exp(x),
        Function::Floor => x.floor(),
        Function::Ceil => x.ceil(),
        Function::Round => round_half_up(x, all[1].clamp(0.0, 15.0) as u32),
        Function::Min => all.iter().copied().fold(f64::INFINITY, f64::min),
        Function::Max => all.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        Function::Clamp => x.min(all[2]).max(all[1]),
        _ => return None,
    })
}

/// `steps(x, v0, b1, v1, b2, v2 ...)`.
fn steps(arguments: &[Option<f64>]) -> Option<f64> {
    let x = arguments[0]?;
    let mut value = arguments[1];
    for pair in arguments[2..].chunks_exact(2) {
        if x >= pair[0]? {
            value = pair[1];
        }
    }
    value
}

fn pairwise(operator: Operator, left: Cells, right: Cells) -> Cells {
    left.into_iter().zip(right).map(|(left, right)| both(operator, left, right).map(Cell::Number)).collect()
}

/// Missing on one side is missing, save that `and` and `or` may be decided by the other.
fn both(operator: Operator, left: Option<Cell>, right: Option<Cell>) -> Option<f64> {
    match (operator, &left, &right) {
        (Operator::And, _, _) => return conjunction(left.and_then(number), right.and_then(number)),
        (Operator::Or, _, _) => {
            let turned = |cell: Option<Cell>| cell.and_then(number).map(|x| truth(x == 0.0));
            return conjunction(turned(left), turned(right)).map(|x| truth(x == 0.0));
        }
        (Operator::Equal, Some(left), Some(right)) => return Some(truth(left == right)),
        (Operator::NotEqual, Some(left), Some(right)) => return Some(truth(left != right)),
        _ => {}
    }
    let (left, right) = (number(left?)?, number(right?)?);
    finite(match operator {
        Operator::Add => left + right,
        Operator::Subtract => left - right,
        Operator::Multiply => left * right,
        Operator::Divide if right != 0.0 => left / right,
        Operator::Power => libm::pow(left, right),
        Operator::Less => truth(left < right),
        Operator::LessOrEqual => truth(left <= right),
        Operator::Greater => truth(left > right),
        Operator::GreaterOrEqual => truth(left >= right),
        _ => return None,
    })
}

fn conjunction(left: Option<f64>, right: Option<f64>) -> Option<f64> {
    match (left, right) {
        (Some(0.0), _) | (_, Some(0.0)) => Some(0.0),
        (left, right) => left.and(right).map(|_| 1.0),
    }
}

fn number(cell: Cell) -> Option<f64> {
    match cell {
        Cell::Number(number) => Some(number),
        Cell::Text(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
    }
}

fn numbers(cells: Cells) -> Column {
    cells.into_iter().map(|cell| cell.and_then(number)).collect()
}

fn cells(column: Column) -> Cells {
    column.into_iter().map(|cell| cell.map(Cell::Number)).collect()
}

fn ranks(ranks: &[Option<u32>]) -> Column {
    ranks.iter().map(|rank| rank.map(f64::from)).collect()
}

fn counts(counts: &[u32]) -> Column {
    counts.iter().map(|count| Some(f64::from(*count))).collect()
}

fn truth(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

fn finite(number: f64) -> Option<f64> {
    number.is_finite().then_some(number)
}
