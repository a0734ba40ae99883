//! Fair shares of a result among its causes.
//!
//! Shapley 1953: a player's share is its marginal contribution, averaged over all orders in which the players can arrive. Sampling after Castro,
//! Gómez and Tejada 2009, *Computers & Operations Research* 36, 1726-1730, with every order also run backwards.

use crate::numerics::Flaw;
use crate::numerics::random::Stream;

/// Shares that sum to the value of all players minus the value of none.
#[derive(Debug, Clone, PartialEq)]
pub struct Shapley {
    pub shares: Vec<f64>,
    /// Standard error of each share; zeros when every order was weighed.
    pub standard_errors: Vec<f64>,
}

/// Largest number of players whose coalitions are all evaluated.
const EXACT_PLAYERS_MAX: usize = 20;

/// Returns exact shares from the value of each of `2^players` coalitions; bit `i` of a coalition says whether player `i` is in it.
pub fn shapley_exact(players: usize, mut value: impl FnMut(u32) -> f64) -> Result<Shapley, Flaw> {
    Flaw::unless_enough(1, players)?;
    if players > EXACT_PLAYERS_MAX {
        return Err(Flaw::OutOfRange { parameter: "number of players", value: players as f64 });
    }
    let values: Vec<f64> = (0..1u32 << players).map(&mut value).collect();
    Flaw::unless_finite(&values)?;
    let weights = coalition_weights(players);
    let share = |player: usize| {
        let without = (0..values.len()).filter(|coalition| coalition & (1 << player) == 0);
        without.map(|coalition| weights[coalition.count_ones() as usize] * (values[coalition | 1 << player] - values[coalition])).sum()
    };
    Ok(Shapley { shares: (0..players).map(share).collect(), standard_errors: vec![0.0; players] })
}

/// Returns estimated shares from `pairs` random orders, each run forwards and backwards; they sum exactly to the whole all the same.
///
/// `value` gets which players are in the coalition.
pub fn shapley_sampled(players: usize, pairs: usize, seed: u64, mut value: impl FnMut(&[bool]) -> f64) -> Result<Shapley, Flaw> {
    Flaw::unless_enough(1, players)?;
    Flaw::unless_enough(2, pairs)?;
    let (mut sums, mut squares) = (vec![0.0; players], vec![0.0; players]);
    for pair in 0..pairs {
        let mut order = Stream::new(seed, pair as u64).permutation(players);
        let mut shares = vec![0.0; players];
        add_marginals(&order, &mut value, &mut shares);
        order.reverse();
        add_marginals(&order, &mut value, &mut shares);
        for (player, share) in shares.iter().enumerate() {
            sums[player] += share / 2.0;
            squares[player] += share * share / 4.0;
        }
    }
    Flaw::unless_finite(&sums)?;
    let n = pairs as f64;
    let error = |(sum, square): (&f64, &f64)| ((square - sum * sum / n).max(0.0) / (n - 1.0) / n).sqrt();
    let standard_errors = sums.iter().zip(&squares).map(error).collect();
    Ok(Shapley { shares: sums.iter().map(|sum| sum / n).collect(), standard_errors })
}

fn add_marginals(order: &[usize], value: &mut impl FnMut(&[bool]) -> f64, shares: &mut [f64]) {
    let mut coalition = vec![false; order.len()];
    let mut before = value(&coalition);
    for &player in order {
        coalition[player] = true;
        let after = value(&coalition);
        shares[player] += after - before;
        before = after;
    }
}

/// Returns `s! (n - s - 1)! / n!` by the size `s` of the coalition that a player joins.
fn coalition_weights(players: usize) -> Vec<f64> {
    let mut weights = vec![1.0 / players as f64];
    for size in 1..players {
        weights.push(weights[size - 1] * size as f64 / (players - size) as f64);
    }
    weights
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::numerics::cases::assert_close;

    /// The glove game of textbooks: one left glove, two right gloves, only a pair has value: shares 2/3, 1/6, 1/6.
    #[test]
    fn the_glove_game_is_reproduced() {
        let pair = |coalition: u32| f64::from(u8::from(coalition & 1 != 0 && coalition & 6 != 0));
        assert_close(&shapley_exact(3, pair).unwrap().shares, &[2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0], 1e-15);
        let sampled = shapley_sampled(3, 4000, 1, |c| f64::from(u8::from(c[0] && (c[1] || c[2])))).unwrap();
        for (share, (expected, error)) in sampled.shares.iter().zip([2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0].iter().zip(&sampled.standard_errors))
        {
            assert!((share - expected).abs() <= 4.0 * error, "{sampled:?}");
        }
    }

    #[test]
    fn too_many_players_are_refused() {
        assert!(matches!(shapley_exact(21, |_| 0.0), Err(Flaw::OutOfRange { .. })));
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_whole(values in prop::collection::vec(-10f64..10.0, 32), pairs in 2usize..6) {
            let whole = values[31] - values[0];
            let exact = shapley_exact(5, |coalition| values[coalition as usize]).unwrap();
            prop_assert!((exact.shares.iter().sum::<f64>() - whole).abs() < 1e-9);
            let index = |c: &[bool]| c.iter().enumerate().map(|(i, &is_in)| usize::from(is_in) << i).sum::<usize>();
            let sampled = shapley_sampled(5, pairs, 7, |coalition| values[index(coalition)]).unwrap();
            prop_assert!((sampled.shares.iter().sum::<f64>() - whole).abs() < 1e-9);
        }

        #[test]
        fn a_sum_gives_everyone_its_own(parts in prop::collection::vec(-5f64..5.0, 1..8)) {
            let value = |coalition: u32| parts.iter().enumerate().filter(|(i, _)| coalition & (1 << i) != 0).map(|(_, part)| part).sum();
            for (share, part) in shapley_exact(parts.len(), value).unwrap().shares.iter().zip(&parts) {
                prop_assert!((share - part).abs() < 1e-9);
            }
        }
    }
}
