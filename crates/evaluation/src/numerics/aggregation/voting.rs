//! Rankings by criteria become one ranking by votes (Handbook, section 6.9.3: non-compensatory multi-criteria analysis).

use programme::Direction;

use super::Decision;
use crate::numerics::{Flaw, Ties, ranks_ascending, ranks_descending};

/// For every ordered pair of units, the weight of the criteria in which the first is better; a tie gives half to each.
#[derive(Debug, Clone, PartialEq)]
pub struct Outranking {
    units: usize,
    /// Row after row.
    above: Vec<f64>,
}

impl Outranking {
    /// Returns the matrix of a decision's raw figures (Condorcet 1785; Munda and Nardo 2003).
    pub fn of(decision: &Decision) -> Self {
        let units = decision.units();
        let mut above = vec![0.0; units * units];
        for (column, weight, direction) in decision.criteria() {
            for a in 0..units {
                for b in (0..units).filter(|&b| b != a) {
                    above[a * units + b] += weight * support(column[a], column[b], direction);
                }
            }
        }
        Self { units, above }
    }

    /// Returns the matrix of a given square table.
    pub fn from_rows(rows: &[Vec<f64>]) -> Result<Self, Flaw> {
        rows.iter().try_for_each(|row| Flaw::unless_shape(rows.len(), row.len()).and_then(|()| Flaw::unless_finite(row)))?;
        Ok(Self { units: rows.len(), above: rows.concat() })
    }

    pub fn units(&self) -> usize {
        self.units
    }

    /// Returns the weight of the criteria in which `a` is better than `b`.
    pub fn above(&self, a: usize, b: usize) -> f64 {
        self.above[a * self.units + b]
    }

    /// Returns the support of an order: the sum over all pairs of the weight for the unit that stands higher.
    pub fn support(&self, order: &[usize]) -> f64 {
        let pairs = order.iter().enumerate().flat_map(|(i, &a)| order[i + 1..].iter().map(move |&b| (a, b)));
        pairs.map(|(a, b)| self.above(a, b)).sum()
    }
}

/// Returns Borda scores: `Σ weight · (number of units left behind)`, ties by mean rank (Borda 1781; Handbook, Table 26).
pub fn borda(decision: &Decision) -> Vec<f64> {
    let mut scores = vec![0.0; decision.units()];
    for (column, weight, direction) in decision.criteria() {
        let ranks = if direction == Direction::Up { ranks_ascending(column, Ties::Mean) } else { ranks_descending(column, Ties::Mean) };
        scores.iter_mut().zip(ranks).for_each(|(score, rank)| *score += weight * (rank - 1.0));
    }
    scores
}

/// Returns Copeland scores: number of units beaten by majority minus number lost to (Copeland 1951; COINr `a_copeland`).
pub fn copeland(outranking: &Outranking) -> Vec<f64> {
    let units = outranking.units();
    let duel = |a: usize, b: usize| match outranking.above(a, b).total_cmp(&outranking.above(b, a)) {
        std::cmp::Ordering::Greater => 1.0,
        std::cmp::Ordering::Less => -1.0,
        std::cmp::Ordering::Equal => 0.0,
    };
    (0..units).map(|a| (0..units).filter(|&b| b != a).map(|b| duel(a, b)).sum()).collect()
}

fn support(own: f64, other: f64, direction: Direction) -> f64 {
    if own == other {
        0.5
    } else if (own > other) == (direction == Direction::Up) {
        1.0
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::Columns;
    use crate::numerics::aggregation::kemeny;
    use crate::numerics::cases::table;

    /// OECD/JRC Handbook 2008, Tables 25-27: 21 indicators rank four countries; Borda scores, outranking matrix, Kemeny order.
    #[test]
    fn handbook_social_choice_is_reproduced() {
        let (Some(input), Some(expected)) = (table("socialchoice_oecd_t25_input.csv"), table("socialchoice_oecd_t25_expected.csv")) else {
            return;
        };
        let columns: Vec<Vec<f64>> = input
            .text("order")
            .iter()
            .map(|order| ['a', 'b', 'c', 'd'].map(|unit| 4.0 - order.find(unit).unwrap() as f64).to_vec())
            .collect();
        let columns = Columns::new(&columns).unwrap();
        let weights = input.column("n_indicators");
        let directions = vec![Direction::Up; weights.len()];
        let decision = Decision::new(&columns, &weights, &directions).unwrap();

        let scores: std::collections::BTreeMap<String, f64> = serde_json::from_str(expected.text("borda")[0]).unwrap();
        assert_eq!(borda(&decision), scores.values().copied().collect::<Vec<_>>());

        let matrix: Vec<Vec<f64>> = serde_json::from_str(expected.text("outranking")[0]).unwrap();
        let outranking = Outranking::of(&decision);
        assert_eq!(outranking, Outranking::from_rows(&matrix).unwrap());

        let top: Vec<(f64, String)> = serde_json::from_str(expected.text("kemeny_top")[0]).unwrap();
        let order = |name: &str| name.chars().map(|c| c as usize - 'a' as usize).collect::<Vec<_>>();
        for (support, name) in &top {
            assert_eq!(outranking.support(&order(name)), *support, "{name}");
        }
        let result = kemeny(&outranking).unwrap();
        assert_eq!((result.support, result.order, result.exact), (top[0].0, order(&top[0].1), true));
    }

    #[test]
    fn copeland_counts_majorities() {
        let outranking = Outranking::from_rows(&[vec![0.0, 3.0, 2.0], vec![1.0, 0.0, 2.0], vec![2.0, 2.0, 0.0]]).unwrap();
        assert_eq!(copeland(&outranking), [1.0, -1.0, 0.0]);
    }

    #[test]
    fn a_tie_gives_half_to_each() {
        let columns = Columns::new(&[[1.0, 1.0]]).unwrap();
        let outranking = Outranking::of(&Decision::new(&columns, &[2.0], &[Direction::Down]).unwrap());
        assert_eq!((outranking.above(0, 1), outranking.above(1, 0)), (1.0, 1.0));
    }
}
