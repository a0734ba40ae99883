//! How far two orders of the same units agree.

use serde::{Deserialize, Serialize};

/// Pairs of units that differ in both orders, and how many of them stand the same way round.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    pub units: u32,
    /// Pairs with different grades (and different scores).
    pub pairs: u32,
    pub in_order: u32,
    /// `in_order / pairs`, 0 to 1: (gamma + 1) / 2 of Goodman and Kruskal (1954, eq. 21).
    pub share: f64,
    /// 95 % interval: the wider of two at each end, by leaving out one unit at a time (jackknife; Efron and Stein 1981) and by Wilson (1927)
    /// with the number of units in place of trials, since pairs that share a unit are not independent. Cut to [0, 1].
    pub share_low: f64,
    pub share_high: f64,
}

/// Compares scores (more is better) with grades (more is better) of the same units; pairs tied in either do not count.
///
/// `None` when no pair differs in both. Units enter as `(score, grade)`.
pub fn agreement(units: &[(f64, u32)]) -> Option<Agreement> {
    let (in_order, pairs) = count(units, None);
    if pairs == 0 {
        return None;
    }
    let share = f64::from(in_order) / f64::from(pairs);
    let spread = NORMAL_975 * jackknife_error(units, share);
    let (wilson_low, wilson_high) = wilson(share, units.len() as f64);
    Some(Agreement {
        units: units.len() as u32,
        pairs,
        in_order,
        share,
        share_low: (share - spread).min(wilson_low).max(0.0),
        share_high: (share + spread).max(wilson_high).min(1.0),
    })
}

/// 97.5th percentile of the standard normal distribution.
const NORMAL_975: f64 = 1.959_963_984_540_054;

/// Score interval of a share among `n` trials (Wilson 1927).
fn wilson(share: f64, n: f64) -> (f64, f64) {
    let z2 = NORMAL_975 * NORMAL_975;
    let centre = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = NORMAL_975 / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    (centre - half, centre + half)
}

fn count(units: &[(f64, u32)], left_out: Option<usize>) -> (u32, u32) {
    let kept = |index: &usize| Some(*index) != left_out;
    let mut in_order = 0;
    let mut pairs = 0;
    for first in (0..units.len()).filter(kept) {
        for second in (first + 1..units.len()).filter(kept) {
            let ((score_a, grade_a), (score_b, grade_b)) = (units[first], units[second]);
            if grade_a != grade_b && score_a != score_b {
                pairs += 1;
                in_order += u32::from((score_a > score_b) == (grade_a > grade_b));
            }
        }
    }
    (in_order, pairs)
}

/// Jackknife standard error of the share; a unit without whom no pair is left counts as no change.
fn jackknife_error(units: &[(f64, u32)], share: f64) -> f64 {
    let n = units.len() as f64;
    let without: Vec<f64> = (0..units.len())
        .map(|index| match count(units, Some(index)) {
            (_, 0) => share,
            (in_order, pairs) => f64::from(in_order) / f64::from(pairs),
        })
        .collect();
    let mean = without.iter().sum::<f64>() / n;
    let squares: f64 = without.iter().map(|value| (value - mean) * (value - mean)).sum();
    ((n - 1.0) / n * squares).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_inverted_pair_of_four_gives_three_quarters() {
        // Grades 2 2 1 1 (two tied pairs); scores 9 7 8 5: 9>8 9>5 7>5 in order, 7<8 not.
        let found = agreement(&[(9.0, 2), (7.0, 2), (8.0, 1), (5.0, 1)]).expect("pairs differ");
        assert_eq!((found.in_order, found.pairs), (3, 4));
        assert!((found.share - 0.75).abs() < 1e-15);
        assert!(found.share_low < found.share && found.share <= found.share_high);
    }

    #[test]
    fn a_perfect_order_of_three_units_is_still_unsure_and_ties_alone_say_nothing() {
        let perfect = agreement(&[(3.0, 3), (2.0, 2), (1.0, 1)]).expect("pairs differ");
        // Wilson with n = 3 and a share of 1 reaches down to 1 / (1 + z^2 / 3).
        let low = 1.0 / (1.0 + 1.959_963_984_540_054_f64.powi(2) / 3.0);
        assert!((perfect.share_low - low).abs() < 1e-12, "{}", perfect.share_low);
        assert_eq!((perfect.share, perfect.share_high), (1.0, 1.0));
        assert_eq!(agreement(&[(3.0, 1), (2.0, 1)]), None);
    }
}
