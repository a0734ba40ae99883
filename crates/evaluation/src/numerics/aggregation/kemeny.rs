//! The order that most criteria support (Kemeny 1959; Young and Levenglick 1978).

use super::Outranking;
use crate::numerics::{Flaw, order_descending};

/// Largest number of units for which every order is weighed: the table of subsets has `2^n` entries.
const EXACT_UNITS_MAX: usize = 18;

/// A Kemeny order.
#[derive(Debug, Clone, PartialEq)]
pub struct Kemeny {
    /// Units from the best to the last; of several orders with equal support the first by unit.
    pub order: Vec<usize>,
    /// Sum over all pairs of the weight for the unit that stands higher.
    pub support: f64,
    /// `false`: found by improvement from the Copeland order; a better one may exist.
    pub exact: bool,
}

/// Returns the order with the largest support: exactly up to 18 units (Held and Karp's recursion over subsets), beyond that by moving single
/// units as long as the support grows.
pub fn kemeny(outranking: &Outranking) -> Result<Kemeny, Flaw> {
    Flaw::unless_enough(1, outranking.units())?;
    let exact = outranking.units() <= EXACT_UNITS_MAX;
    let order = if exact { best_order(outranking) } else { improved_order(outranking) };
    Ok(Kemeny { support: outranking.support(&order), order, exact })
}

/// The best order of a set starts with some unit, followed by the best order of the others.
fn best_order(outranking: &Outranking) -> Vec<usize> {
    let units = outranking.units();
    let mut best = vec![(0.0, 0u8); 1 << units];
    for set in 1usize..1 << units {
        let mut top = (f64::NEG_INFINITY, 0);
        for first in (0..units).filter(|unit| set & (1 << unit) != 0) {
            let rest = set & !(1 << first);
            let over_rest: f64 = (0..units).filter(|unit| rest & (1 << unit) != 0).map(|unit| outranking.above(first, unit)).sum();
            let support = over_rest + best[rest].0;
            if support > top.0 {
                top = (support, first as u8);
            }
        }
        best[set] = top;
    }
    let mut set = (1usize << units) - 1;
    let mut order = Vec::with_capacity(units);
    while set != 0 {
        let first = usize::from(best[set].1);
        order.push(first);
        set &= !(1 << first);
    }
    order
}

/// Moves single units from the Copeland order while that helps.
fn improved_order(outranking: &Outranking) -> Vec<usize> {
    let mut order = order_descending(&super::copeland(outranking));
    while improve_once(outranking, &mut order) {}
    order
}

/// Moves the first unit whose best place is elsewhere; returns whether there was one.
fn improve_once(outranking: &Outranking, order: &mut Vec<usize>) -> bool {
    for from in 0..order.len() {
        let unit = order[from];
        let (mut best_gain, mut best_place) = (1e-9, from);
        for step in [-1i64, 1] {
            let (mut gain, mut place) = (0.0, from as i64 + step);
            while (0..order.len() as i64).contains(&place) {
                let passed = order[place as usize];
                gain += step as f64 * (outranking.above(passed, unit) - outranking.above(unit, passed));
                if gain > best_gain {
                    (best_gain, best_place) = (gain, place as usize);
                }
                place += step;
            }
        }
        if best_place != from {
            order.remove(from);
            order.insert(best_place, unit);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(units: usize) -> Outranking {
        let rows: Vec<Vec<f64>> =
            (0..units).map(|a| (0..units).map(|b| if a == b { 0.0 } else { ((a * 7 + b * 13) % 11) as f64 }).collect()).collect();
        Outranking::from_rows(&rows).unwrap()
    }

    fn orders(units: usize) -> Vec<Vec<usize>> {
        if units == 0 {
            return vec![Vec::new()];
        }
        let shorter = orders(units - 1);
        shorter.iter().flat_map(|order| (0..units).map(move |at| [&order[..at], &[units - 1], &order[at..]].concat())).collect()
    }

    #[test]
    fn no_order_of_six_has_more_support() {
        let outranking = matrix(6);
        let most = orders(6).iter().map(|order| outranking.support(order)).fold(0.0, f64::max);
        assert_eq!(kemeny(&outranking).unwrap().support, most);
    }

    #[test]
    fn beyond_the_exact_size_the_order_is_flagged_and_complete() {
        let result = kemeny(&matrix(25)).unwrap();
        let mut units = result.order.clone();
        units.sort_unstable();
        assert_eq!((units, result.exact), ((0..25).collect::<Vec<_>>(), false));
    }

    #[test]
    fn improvement_finds_the_order_behind_consistent_votes() {
        let place = |unit: usize| (unit * 7) % 30;
        let rows: Vec<Vec<f64>> = (0..30).map(|a| (0..30).map(|b| f64::from(u8::from(place(a) < place(b)))).collect()).collect();
        let result = kemeny(&Outranking::from_rows(&rows).unwrap()).unwrap();
        assert_eq!(result.order.iter().map(|&unit| place(unit)).collect::<Vec<_>>(), (0..30).collect::<Vec<_>>());
    }
}
