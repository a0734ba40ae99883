use proptest::prelude::*;

use super::*;
use crate::numerics::cases::{assert_close, table};
use crate::numerics::{Columns, Flaw};

fn technology() -> Option<Columns> {
    let input = table("tai23_input.csv")?;
    Some(Columns::new(&input.header[1..].iter().map(|name| input.column(name)).collect::<Vec<_>>()).unwrap())
}

/// OECD/JRC Handbook 2008, Tables 7 and 11 (technology achievement, 23 countries): the first eigenvalues 3.3, 1.7, 1.0 and 0.9, four of which
/// explain 87.5 per cent; Cronbach's alpha 0.70. The book computed from unrounded logarithms: one decimal, and 0.006.
#[test]
fn handbook_components_and_alpha_are_reproduced() {
    let Some(columns) = technology() else { return };
    let factors = principal_factors(&columns, 4).unwrap();
    assert_close(&factors.eigenvalues[..4], &[3.3, 1.7, 1.0, 0.9], 0.056);
    assert_close(&[factors.eigenvalues[..4].iter().sum::<f64>() / 8.0], &[0.875], 0.006);
    assert_close(&[cronbach_alpha(&columns, true).unwrap().alpha], &[0.70], 0.006);
}

/// Cronbach's formula for two indicators of equal variance is the Spearman-Brown formula 2r/(1 + r).
#[test]
fn two_parallel_indicators_follow_spearman_and_brown() {
    let columns = Columns::new(&[[1.0, 2.0, 3.0, 4.0], [2.0, 1.0, 4.0, 3.0]]).unwrap();
    let result = cronbach_alpha(&columns, false).unwrap();
    assert_close(&[result.alpha], &[2.0 * 0.6 / 1.6], 1e-12);
    assert_eq!(result.without, [None, None]);
}

#[test]
fn what_does_not_belong_lowers_alpha() {
    let columns = Columns::new(&[[1.0, 2.0, 3.0, 4.0, 5.0], [1.1, 2.0, 3.2, 3.9, 5.0], [3.0, 1.0, 4.0, 1.0, 2.0]]).unwrap();
    let result = cronbach_alpha(&columns, true).unwrap();
    assert!(result.without[2].unwrap() > result.alpha && result.without[0].unwrap() < result.alpha);
}

/// For two indicators R⁻¹ is known: VIF = 1/(1 - r²), the partial correlation equals the correlation (KMO ½), and |R| = 1 - r².
#[test]
fn two_indicators_have_closed_forms() {
    let columns = Columns::new(&[[1.0, 2.0, 3.0, 4.0], [2.0, 1.0, 4.0, 3.0]]).unwrap();
    let determinant = 1.0 - 0.36;
    assert_close(&variance_inflation(&columns).unwrap(), &[1.0 / determinant; 2], 1e-12);
    assert_close(&[kaiser_meyer_olkin(&columns).unwrap().overall], &[0.5], 1e-12);
    let bartlett = bartlett_sphericity(&columns).unwrap();
    assert_close(&[bartlett.chi_square, bartlett.freedom], &[-(4.0 - 1.0 - 1.5) * f64::ln(determinant), 1.0], 1e-12);
}

#[test]
fn a_mixture_of_others_is_named() {
    let columns = Columns::new(&[[1.0, 2.0, 3.0, 5.0, 4.0], [2.0, 1.0, 4.0, 3.0, 0.0], [3.0, 3.0, 7.0, 8.0, 4.0]]).unwrap();
    assert_eq!(variance_inflation(&columns), Err(Flaw::Singular));
    assert_eq!(bartlett_sphericity(&columns), Err(Flaw::Singular));
}

/// A simple structure turned by 30 degrees comes back.
#[test]
fn varimax_finds_the_simple_structure() {
    let simple = [vec![0.9, 0.8, 0.7, 0.0, 0.0], vec![0.0, 0.0, 0.0, 0.8, 0.6]];
    let (sine, cosine) = (0.5, 0.75f64.sqrt());
    let turned = [
        simple[0].iter().zip(&simple[1]).map(|(x, y)| cosine * x - sine * y).collect(),
        simple[0].iter().zip(&simple[1]).map(|(x, y)| sine * x + cosine * y).collect(),
    ];
    let rotated = varimax(&turned).unwrap();
    assert_close(&rotated.concat(), &simple.concat(), 1e-9);
    // By hand: squares .81 .64 .49 .64 .36 of their own factor, in shares of their total.
    assert_close(&factor_weights(&rotated).unwrap(), &[0.81, 0.64, 0.49, 0.64, 0.36].map(|square| square / 2.94), 1e-9);
}

#[test]
fn correlations_use_the_units_that_have_both() {
    let first = [Some(1.0), Some(2.0), None, Some(3.0), Some(4.0), Some(9.0)];
    let second = [Some(2.0), Some(1.0), Some(7.0), Some(4.0), Some(3.0), None];
    assert_close(&[pearson(&first, &second).unwrap(), spearman(&first, &second).unwrap()], &[0.6, 0.6], 1e-12);
    assert_eq!(pearson(&first[..3], &second[..3]), Err(Flaw::TooFew { needed: 3, found: 2 }));
}

#[test]
fn redundant_silent_and_contrary_indicators_are_found() {
    let columns =
        Columns::new(&[[1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 4.0, 6.0, 8.0, 10.1], [5.0, 4.0, 3.0, 2.0, 1.0], [1.0, -1.0, 0.0, -1.0, 1.0]])
            .unwrap();
    let pairs = redundant_pairs(&columns, 0.92).unwrap();
    assert_eq!(pairs.iter().map(|pair| (pair.first, pair.second)).collect::<Vec<_>>(), [(0, 1)]);
    let aggregate = [1.0, 2.0, 3.0, 4.0, 5.0];
    assert_eq!(sign_conflicts(&columns, &aggregate, 0.1).unwrap(), [2]);
    assert_eq!(silent_indicators(&columns, &aggregate, 0.3).unwrap(), [3]);
}

/// For a linear relation the ratio is the squared correlation; for a symmetric parabola the correlation is 0 but the ratio is 1.
#[test]
fn the_ratio_sees_curves_that_correlation_misses() {
    let places: Vec<f64> = (0..101).map(|i| f64::from(i) / 50.0 - 1.0).collect();
    let line: Vec<f64> = places.iter().map(|x| 3.0 * x + 1.0).collect();
    let parabola: Vec<f64> = places.iter().map(|x| x * x).collect();
    assert!((correlation_ratio(&places, &line).unwrap() - 1.0).abs() < 1e-9);
    assert!(correlation_ratio(&places, &parabola).unwrap() > 0.95);
    let flat = vec![1.0; 101];
    assert_eq!(correlation_ratio(&flat, &line), Err(Flaw::NoSpread));
}

proptest! {
    #[test]
    fn rotation_keeps_what_is_explained(rows in prop::collection::vec(prop::collection::vec(-1f64..1.0, 6), 2..4)) {
        let Ok(rotated) = varimax(&rows) else { return Ok(()) };
        for at in 0..6 {
            let share = |factors: &[Vec<f64>]| factors.iter().map(|factor| factor[at] * factor[at]).sum::<f64>();
            prop_assert!((share(&rows) - share(&rotated)).abs() < 1e-9);
        }
    }

    #[test]
    fn eigenvalues_sum_to_the_number_of_indicators(rows in prop::collection::vec(prop::collection::vec(-5f64..5.0, 4), 5..20)) {
        let factors = principal_factors(&Columns::from_rows(&rows).unwrap(), 4).unwrap();
        prop_assert!((factors.eigenvalues.iter().sum::<f64>() - 4.0).abs() < 1e-9);
        // All loadings together reproduce every indicator's variance of 1.
        for at in 0..4 {
            prop_assert!((factors.loadings.iter().map(|factor| factor[at] * factor[at]).sum::<f64>() - 1.0).abs() < 1e-9);
        }
    }
}
