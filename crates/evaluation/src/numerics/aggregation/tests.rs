use proptest::prelude::*;

use super::*;
use crate::numerics::cases::assert_close;
use crate::numerics::weights::equal;

/// OECD/JRC Handbook 2008, section 6.11: equal arithmetic means of unequal profiles, geometric means 2.14 and 2.54 (truncated), 6, 6.23.
#[test]
fn handbook_geometric_means_are_reproduced() {
    let mean = |scores: &[f64]| (geometric(scores, &equal(4).unwrap()).unwrap() * 100.0).floor() / 100.0;
    assert_eq!(mean(&[21.0, 1.0, 1.0, 1.0]), 2.14);
    assert_eq!(mean(&[21.0, 2.0, 1.0, 1.0]), 2.54);
    assert_close(&[geometric(&[6.0; 4], &[0.25; 4]).unwrap()], &[6.0], 1e-12);
}

#[test]
fn a_zero_has_no_geometric_mean() {
    assert_eq!(geometric(&[1.0, 0.0], &[1.0, 1.0]), Err(Flaw::NotPositive { at: 1 }));
    assert_eq!(harmonic(&[-1.0, 2.0], &[1.0, 1.0]), Err(Flaw::NotPositive { at: 0 }));
    assert_eq!(geometric(&[4.0, 0.0], &[1.0, 0.0]).map(|mean| mean.round()), Ok(4.0));
    assert_eq!(arithmetic(&[1.0, 2.0], &[0.0, 0.0]), Err(Flaw::NoWeight));
    assert_eq!(arithmetic(&[1.0, 2.0], &[1.0, -1.0]), Err(Flaw::NegativeWeights { at: vec![1] }));
}

#[test]
fn power_means_pass_through_their_named_members() {
    let (scores, weights) = ([1.0, 4.0, 9.0], [0.2, 0.3, 0.5]);
    let at = |exponent: f64| power_mean(&scores, &weights, exponent).unwrap();
    assert_close(&[at(1.0), at(0.0), at(-1.0)], &[5.9, geometric(&scores, &weights).unwrap(), harmonic(&scores, &weights).unwrap()], 1e-12);
    assert_close(&[at(2.0), at(0.5)], &[(0.2 + 4.8 + 40.5f64).sqrt(), (0.2 + 0.6 + 1.5f64).powi(2)], 1e-12);
}

/// Mazziotta and Pareto 2016, equations 2-4, by hand: scores 90 and 110 have M = 100, S = 10, cv = 0.1.
#[test]
fn uneven_profiles_pay_the_penalty() {
    let index = |divisor, penalty| mazziotta_pareto(&[90.0, 110.0], &[1.0, 1.0], divisor, penalty).unwrap();
    assert_close(&[index(Divisor::Population, Penalty::Subtract)], &[99.0], 1e-12);
    assert_close(&[index(Divisor::Population, Penalty::Add)], &[101.0], 1e-12);
    assert_close(&[index(Divisor::Sample, Penalty::Subtract)], &[98.0], 1e-12);
}

proptest! {
    #[test]
    fn harmonic_geometric_and_arithmetic_means_are_in_order(scores in prop::collection::vec(0.1f64..100.0, 1..12)) {
        let weights: Vec<f64> = (0..scores.len()).map(|i| 1.0 + i as f64).collect();
        let (h, g, a) = (harmonic(&scores, &weights).unwrap(), geometric(&scores, &weights).unwrap(), arithmetic(&scores, &weights).unwrap());
        prop_assert!(h <= g * (1.0 + 1e-12) && g <= a * (1.0 + 1e-12));
        let tenfold: Vec<f64> = weights.iter().map(|w| w * 10.0).collect();
        prop_assert!((arithmetic(&scores, &tenfold).unwrap() - a).abs() < 1e-9);
    }

    #[test]
    fn permuting_units_permutes_scores(rows in prop::collection::vec(prop::collection::vec(0.5f64..50.0, 3), 2..10), shift in 1usize..9) {
        let turned: Vec<Vec<f64>> = (0..rows.len()).map(|i| rows[(i + shift) % rows.len()].clone()).collect();
        let (first, second) = (Columns::from_rows(&rows).unwrap(), Columns::from_rows(&turned).unwrap());
        let (weights, directions) = ([0.5, 0.3, 0.2], [Direction::Up, Direction::Down, Direction::Up]);
        let (first, second) = (Decision::new(&first, &weights, &directions).unwrap(), Decision::new(&second, &weights, &directions).unwrap());
        let (a, b) = (topsis(&first).unwrap().closeness, topsis(&second).unwrap().closeness);
        let (c, d) = (borda(&first), borda(&second));
        for i in 0..rows.len() {
            prop_assert!((a[(i + shift) % rows.len()] - b[i]).abs() < 1e-12);
            prop_assert!((c[(i + shift) % rows.len()] - d[i]).abs() < 1e-9);
        }
    }

    #[test]
    fn votes_on_a_pair_sum_to_all_weight(rows in prop::collection::vec(prop::collection::vec(0i8..4, 4), 2..8)) {
        let rows: Vec<Vec<f64>> = rows.into_iter().map(|row| row.into_iter().map(f64::from).collect()).collect();
        let columns = Columns::from_rows(&rows).unwrap();
        let outranking = Outranking::of(&Decision::new(&columns, &[1.0, 2.0, 3.0, 4.0], &[Direction::Up; 4]).unwrap());
        let units = outranking.units();
        for (a, b) in (0..units).flat_map(|a| (0..a).map(move |b| (a, b))) {
            prop_assert_eq!(outranking.above(a, b) + outranking.above(b, a), 10.0);
        }
        prop_assert_eq!(copeland(&outranking).iter().sum::<f64>(), 0.0);
    }
}
