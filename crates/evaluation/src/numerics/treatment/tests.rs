use super::*;
use crate::numerics::cases::{assert_close, table};

const COINR: TreatmentRule = TreatmentRule {
    limits: ShapeLimits { skewness: 2.0, kurtosis: 3.5 },
    winsorised_max: 5,
    otherwise: Some(Transformation::ShiftedLogarithm),
};

/// COINr 1.1.14, ASEM portal: every column of the treated data set from the imputed one.
#[test]
fn coinr_asem_is_reproduced() {
    let (Some(imputed), Some(expected)) = (table("coinr_asem/ASEM_Imputed.csv"), table("coinr_asem/ASEM_Treated.csv")) else { return };
    let mut changed = 0;
    for name in imputed.header.iter().filter(|name| *name != "uCode") {
        let values = imputed.column(name);
        let treated = treat(&values, &COINR).unwrap();
        assert_close(&treated.values, &expected.column(name), 1e-9);
        let different = values.iter().zip(&treated.values).filter(|(before, after)| before != after).count();
        assert_eq!(treated.winsorised.len(), different, "{name}");
        changed += usize::from(different > 0);
    }
    assert_eq!((imputed.header.len() - 1, changed), (49, 15));
}

/// The data of COINr's example of `winsorise`; once 100 has become 30 the skewness is 1.71, inside the limit.
#[test]
fn pulling_in_stops_as_soon_as_the_shape_holds() {
    let mut values: Vec<f64> = (1..=10).map(f64::from).collect();
    values.extend([30.0, 100.0]);
    let treated = treat(&values, &COINR).unwrap();
    assert_eq!(treated.winsorised, [(11, End::High)]);
    assert_eq!(treated.values[10..], [30.0, 30.0]);
    assert!(treated.within_limits);
}

#[test]
fn low_outliers_are_pulled_up() {
    let mut values: Vec<f64> = (1..=12).map(f64::from).collect();
    values.push(-200.0);
    let treated = treat(&values, &COINR).unwrap();
    assert_eq!(treated.winsorised, [(12, End::Low)]);
    assert_eq!(treated.values[12], 1.0);
}

#[test]
fn a_column_beyond_winsorising_is_transformed_whole() {
    let values: Vec<f64> = (0..24).map(|i| 10f64.powi(i)).collect();
    let rule = TreatmentRule { winsorised_max: 1, ..COINR };
    let treated = treat(&values, &rule).unwrap();
    assert_eq!(treated.transformed, Some(Transformation::ShiftedLogarithm));
    assert!(treated.winsorised.is_empty());
    let shift: f64 = 0.01 * (1e23 - 1.0);
    assert!((treated.values[23] - (1e23 - 1.0 + shift).ln()).abs() < 1e-12);
}

#[test]
fn a_column_that_pulling_in_would_flatten_is_left_alone() {
    let mut values = vec![0.0; 50];
    values[7] = 1.0;
    let treated = treat(&values, &TreatmentRule { otherwise: None, ..COINR }).unwrap();
    assert_eq!((treated.values, treated.within_limits), (values, false));
}

#[test]
fn what_has_no_shape_is_refused() {
    assert_eq!(treat(&[1.0; 9], &COINR), Err(Flaw::NoSpread));
    assert_eq!(treat(&[1.0, 2.0, 4.0], &COINR), Err(Flaw::TooFew { needed: 4, found: 3 }));
    assert_eq!(transform(&[1.0, 0.0], Transformation::Logarithm), Err(Flaw::NotPositive { at: 1 }));
}

/// Box and Cox 1964, equation 1: λ = 1 shifts, λ = 0 is the logarithm, λ = -1 the reflected reciprocal.
#[test]
fn box_cox_has_its_known_members() {
    let values = [0.5, 1.0, 4.0];
    assert_close(&transform(&values, Transformation::BoxCox { lambda: 1.0 }).unwrap(), &[-0.5, 0.0, 3.0], 1e-15);
    assert_close(&transform(&values, Transformation::BoxCox { lambda: 0.0 }).unwrap(), &[0.5f64.ln(), 0.0, 4f64.ln()], 1e-15);
    assert_close(&transform(&values, Transformation::BoxCox { lambda: -1.0 }).unwrap(), &[-1.0, 0.0, 0.75], 1e-15);
}

proptest::proptest! {
    #[test]
    fn treatment_keeps_the_order(values in proptest::collection::vec(-1e6f64..1e6, 4..60)) {
        if let Ok(treated) = treat(&values, &COINR) {
            for (i, a) in values.iter().enumerate() {
                for (j, b) in values.iter().enumerate() {
                    proptest::prop_assert!(a > b || treated.values[i] <= treated.values[j]);
                }
            }
        }
    }
}
