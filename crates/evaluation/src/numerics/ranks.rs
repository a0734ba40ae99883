//! Ranks and their ties.

use std::cmp::Ordering;

/// What units with equal figures get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ties {
    /// The lowest of the ranks they cover (1, 2, 2, 4), as in sport.
    Lowest,
    /// The mean of the ranks they cover (1, 2.5, 2.5, 4).
    Mean,
    /// The highest of the ranks they cover (1, 3, 3, 4).
    Highest,
    /// No gap after them (1, 2, 2, 3).
    Dense,
}

/// Returns ranks where the lowest figure has rank 1.
pub fn ranks_ascending(values: &[f64], ties: Ties) -> Vec<f64> {
    ranks_by(values, ties, |a, b| a.total_cmp(&b))
}

/// Returns ranks where the highest figure has rank 1.
pub fn ranks_descending(values: &[f64], ties: Ties) -> Vec<f64> {
    ranks_by(values, ties, |a, b| b.total_cmp(&a))
}

/// Returns the positions of the figures from the highest to the lowest; equal figures keep their order.
pub fn order_descending(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| compare(values[b], values[a]));
    order
}

fn ranks_by(values: &[f64], ties: Ties, before: impl Fn(f64, f64) -> Ordering) -> Vec<f64> {
    // -0 and 0 are the same figure, but not in the total order.
    let key = |position: usize| values[position] + 0.0;
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|&a, &b| before(key(a), key(b)).then(a.cmp(&b)));
    let mut ranks = vec![0.0; values.len()];
    let (mut start, mut distinct) = (0, 0);
    while start < order.len() {
        let same = order[start..].iter().take_while(|&&position| key(position) == key(order[start])).count();
        distinct += 1;
        let rank = rank_of_tie(ties, start, same, distinct);
        order[start..start + same].iter().for_each(|&position| ranks[position] = rank);
        start += same;
    }
    ranks
}

/// Returns the rank of `same` equal figures that stand after `before` others and form the `distinct`th value.
pub(crate) fn rank_of_tie(ties: Ties, before: usize, same: usize, distinct: usize) -> f64 {
    match ties {
        Ties::Lowest => (before + 1) as f64,
        Ties::Mean => before as f64 + (same + 1) as f64 / 2.0,
        Ties::Highest => (before + same) as f64,
        Ties::Dense => distinct as f64,
    }
}

/// Orders finite figures; -0 equals 0.
pub(crate) fn compare(a: f64, b: f64) -> Ordering {
    (a + 0.0).total_cmp(&(b + 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ties: Ties, expected: &[f64]) {
        assert_eq!(ranks_ascending(&[5.0, 1.0, 5.0, 9.0], ties), expected, "{ties:?}");
    }

    #[test]
    fn equal_figures_share_a_rank_by_the_rule() {
        check(Ties::Lowest, &[2.0, 1.0, 2.0, 4.0]);
        check(Ties::Mean, &[2.5, 1.0, 2.5, 4.0]);
        check(Ties::Highest, &[3.0, 1.0, 3.0, 4.0]);
        check(Ties::Dense, &[2.0, 1.0, 2.0, 3.0]);
    }

    #[test]
    fn negative_zero_ties_with_zero() {
        assert_eq!(ranks_descending(&[0.0, -0.0], Ties::Lowest), [1.0, 1.0]);
    }
}
