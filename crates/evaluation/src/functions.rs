//! What formulas do with single cells and with columns of them.

use programme::method::{Function, Operator};

use crate::figures::{Cell, Cells, Column};
use crate::rounding::{round_half_up, settled};

/// Statistics of those who have a figure; missing when nobody has.
pub(crate) fn over_peers(function: Function, mut values: Vec<f64>, share: Option<f64>) -> Option<f64> {
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

pub(crate) fn scalar(function: Function, arguments: &[Option<f64>]) -> Option<f64> {
    if let Function::Total | Function::Mean | Function::Highest | Function::Lowest | Function::Present = function {
        return of_present(function, arguments.iter().flatten().copied());
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
        Function::Log10 if x > 0.0 => libm::log10(x),
        Function::Exp => libm::exp(x),
        Function::Floor => settled(x).floor(),
        Function::Ceil => settled(x).ceil(),
        Function::Round => round_half_up(x, all[1].clamp(0.0, 15.0) as u32),
        Function::Min => all.iter().copied().fold(f64::INFINITY, f64::min),
        Function::Max => all.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        Function::Clamp => x.min(all[2]).max(all[1]),
        _ => return None,
    })
}

/// Functions that pass over what is missing.
fn of_present(function: Function, present: impl Iterator<Item = f64> + Clone) -> Option<f64> {
    let count = present.clone().count();
    match function {
        Function::Present => Some(count as f64),
        _ if count == 0 => None,
        Function::Total => Some(present.sum()),
        Function::Mean => Some(present.sum::<f64>() / count as f64),
        Function::Highest => present.reduce(f64::max),
        _ => present.reduce(f64::min),
    }
}

/// `steps(x, v0, b1, v1, b2, v2 ...)`.
fn steps(arguments: &[Option<f64>]) -> Option<f64> {
    let x = arguments[0]?;
    let mut value = arguments[1];
    for pair in arguments[2..].chunks_exact(2) {
        if settled(x) >= settled(pair[0]?) {
            value = pair[1];
        }
    }
    value
}

pub(crate) fn pairwise(operator: Operator, left: Cells, right: Cells) -> Cells {
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
        (Operator::Equal, Some(left), Some(right)) => return Some(truth(same(left, right))),
        (Operator::NotEqual, Some(left), Some(right)) => return Some(truth(!same(left, right))),
        _ => {}
    }
    let (left, right) = (number(left?)?, number(right?)?);
    finite(match operator {
        Operator::Add => left + right,
        Operator::Subtract => left - right,
        Operator::Multiply => left * right,
        Operator::Divide if right != 0.0 => left / right,
        Operator::Power => libm::pow(left, right),
        Operator::Less => truth(settled(left) < settled(right)),
        Operator::LessOrEqual => truth(settled(left) <= settled(right)),
        Operator::Greater => truth(settled(left) > settled(right)),
        Operator::GreaterOrEqual => truth(settled(left) >= settled(right)),
        _ => return None,
    })
}

/// Numbers are equal without their noise.
pub(crate) fn same(left: &Cell, right: &Cell) -> bool {
    match (left, right) {
        (Cell::Number(left), Cell::Number(right)) => settled(*left) == settled(*right),
        _ => left == right,
    }
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

pub(crate) fn numbers(cells: Cells) -> Column {
    cells.into_iter().map(|cell| cell.and_then(number)).collect()
}

pub(crate) fn cells(column: Column) -> Cells {
    column.into_iter().map(|cell| cell.map(Cell::Number)).collect()
}

pub(crate) fn ranks(ranks: &[Option<u32>]) -> Column {
    ranks.iter().map(|rank| rank.map(f64::from)).collect()
}

pub(crate) fn counts(counts: &[u32]) -> Column {
    counts.iter().map(|count| Some(f64::from(*count))).collect()
}

pub(crate) fn truth(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

pub(crate) fn finite(number: f64) -> Option<f64> {
    number.is_finite().then_some(number)
}
