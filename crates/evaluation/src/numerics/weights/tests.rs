use programme::Direction;
use proptest::prelude::*;

use super::*;
use crate::numerics::Columns;
use crate::numerics::cases::{Published, assert_close, assert_rounded, published, table};

/// The pymcdm 1.4 test suite, each case with its paper (see its `reference`); compared at the decimals it prints.
#[test]
fn published_weights_are_reproduced() {
    type FromCase = fn(&Published) -> Result<Vec<f64>, Flaw>;
    let methods: [(&str, FromCase); 12] = [
        ("TestEqualWeights", |case| equal(case.columns().width())),
        ("TestEntropyWeights", |case| entropy(&case.columns())),
        ("TestSTDWeights", |case| standard_deviation(&case.columns())),
        ("TestMERECWeights", |case| merec(&case.columns(), &case.directions())),
        ("TestCRITICWeights", |case| critic(&case.columns(), &case.directions())),
        ("TestCILOSWeights", |case| cilos(&case.columns(), &case.directions())),
        ("TestIDOCRIWWeights", |case| idocriw(&case.columns(), &case.directions())),
        ("TestAngleWeights", |case| angle(&case.columns())),
        ("TestGiniWeights", |case| gini(&case.columns())),
        ("TestVarianceWeights", |case| variance(&case.columns())),
        ("TestRANCOMWeights", |case| rancom(&case.rows())),
        ("TestAHPWeights", |case| Ok(pairwise_weights(&case.rows())?.weights)),
    ];
    for (class, weigh) in methods {
        for case in published(class) {
            assert_rounded(class, &weigh(&case).unwrap(), &case.output());
        }
    }
}

/// Saaty 2008, relative consumption of drinks: weights, eigenvalue, index and ratio.
#[test]
fn saaty_drinks_are_reproduced() {
    let (Some(input), Some(expected)) = (table("ahp_saaty_drinks_input.csv"), table("ahp_saaty_drinks_expected.csv")) else { return };
    let rows: Vec<Vec<f64>> = input.rows.iter().map(|row| row[1..].iter().map(|cell| cell.parse().unwrap()).collect()).collect();
    let result = pairwise_weights(&rows).unwrap();
    assert_close(&result.weights, &expected.column("weight"), 1e-9);
    assert_close(&result.weights, &expected.column("published"), 5.1e-4);
    let consistency = [result.eigenvalue, result.consistency_index, result.consistency_ratio.unwrap()];
    let first = |name: &str| expected.column(name)[0];
    assert_close(&consistency, &[first("lambda_max"), first("CI"), first("CR_RI1.32")], 1e-9);
}

/// COINr 1.1.14 `get_PCA` on ASEM: loadings of the first component of every group of indicators, up to the sign.
#[test]
fn coinr_asem_principal_loadings_are_reproduced() {
    let (Some(data), Some(meta), Some(expected)) =
        (table("coinr_asem/ASEM_Aggregated.csv"), table("coinr_asem/ASEM_iMeta.csv"), table("coinr_asem/ASEM_pca_weights_L1.csv"))
    else {
        return;
    };
    let expected = expected.by("iCode", "Weight");
    let parents: Vec<(&str, &str)> = meta.text("iCode").into_iter().zip(meta.text("Parent")).collect();
    let groups: std::collections::BTreeSet<&str> =
        parents.iter().filter(|(code, _)| expected.contains_key(code) && data.header.iter().any(|h| h == code)).map(|(_, p)| *p).collect();
    let mut checked = 0;
    for group in groups {
        let members: Vec<&str> =
            parents.iter().filter(|(code, parent)| *parent == group && expected.contains_key(code)).map(|(c, _)| *c).collect();
        let columns = Columns::new(&members.iter().map(|code| data.column(code)).collect::<Vec<_>>()).unwrap();
        let loadings = principal_component(&columns).unwrap().loadings;
        let published: Vec<f64> = members.iter().map(|code| expected[code]).collect();
        let sign = if published.iter().sum::<f64>() < 0.0 { -1.0 } else { 1.0 };
        assert_close(&loadings, &published.iter().map(|x| x * sign).collect::<Vec<_>>(), 1e-9);
        checked += members.len();
    }
    assert!(checked >= 49, "{checked}");
}

#[test]
fn negative_loadings_are_refused_by_position() {
    let columns = Columns::new(&[[1.0, 2.0, 3.0, 4.5], [1.1, 2.0, 3.1, 4.0], [4.0, 3.0, 2.5, 1.0]]).unwrap();
    assert_eq!(principal_weights(&columns), Err(Flaw::NegativeWeights { at: vec![2] }));
}

#[test]
fn a_consistent_matrix_has_ratio_zero_by_both_ways() {
    let weights = [0.5, 0.3, 0.2];
    let rows: Vec<Vec<f64>> = weights.iter().map(|a| weights.iter().map(|b| a / b).collect()).collect();
    for result in [pairwise_weights(&rows).unwrap(), geometric_mean_weights(&rows).unwrap()] {
        assert_close(&result.weights, &weights, 1e-12);
        assert!(result.consistency_ratio.unwrap().abs() < 1e-12);
    }
}

#[test]
fn a_matrix_that_is_not_reciprocal_is_refused() {
    let rows = vec![vec![1.0, 2.0], vec![2.0, 1.0]];
    assert_eq!(pairwise_weights(&rows), Err(Flaw::NotReciprocal { row: 0, column: 1 }));
    assert_eq!(pairwise_weights(&[vec![1.0, 2.0]]), Err(Flaw::Shape { expected: 1, found: 2 }));
}

#[test]
fn every_expert_has_one_voice() {
    assert_close(&budget_allocation(&[vec![60.0, 40.0], vec![20.0, 180.0]]).unwrap(), &[0.35, 0.65], 1e-15);
    assert_eq!(budget_allocation(&[vec![60.0, -1.0]]), Err(Flaw::NegativeWeights { at: vec![1] }));
    assert_eq!(budget_allocation(&[vec![0.0, 0.0]]), Err(Flaw::NoWeight));
}

#[test]
fn combinations_mix_by_share() {
    let (experts, data): (&[f64], &[f64]) = (&[0.8, 0.2], &[0.2, 0.8]);
    assert_close(&combine_linear(&[(experts, 3.0), (data, 1.0)]).unwrap(), &[0.65, 0.35], 1e-15);
    assert_close(&combine_multiplicative(&[(experts, 1.0), (data, 1.0)]).unwrap(), &[0.5, 0.5], 1e-15);
}

#[test]
fn a_column_without_spread_has_no_data_weight() {
    let flat = Columns::new(&[[1.0, 2.0, 3.0], [5.0, 5.0, 5.0]]).unwrap();
    assert_eq!(critic(&flat, &[Direction::Up; 2]), Err(Flaw::NoSpread));
    assert_close(&entropy(&flat).unwrap(), &[1.0, 0.0], 1e-12);
    assert_eq!(merec(&Columns::new(&[[0.0, 1.0]]).unwrap(), &[Direction::Up]), Err(Flaw::NotPositive { at: 0 }));
}

type Weigh = fn(&Columns) -> Result<Vec<f64>, Flaw>;

proptest! {
    #[test]
    fn data_weights_follow_their_columns(rows in prop::collection::vec(prop::collection::vec(0.5f64..100.0, 4), 4..12)) {
        let columns = Columns::from_rows(&rows).unwrap();
        let turned: Vec<Vec<f64>> = rows.iter().map(|row| row.iter().rev().copied().collect()).collect();
        let turned = Columns::from_rows(&turned).unwrap();
        let methods: [Weigh; 5] =
            [entropy, standard_deviation, gini, |c| critic(c, &[Direction::Up; 4]), |c| merec(c, &[Direction::Up; 4])];
        for method in methods {
            let (Ok(weights), Ok(mut mirrored)) = (method(&columns), method(&turned)) else { continue };
            mirrored.reverse();
            prop_assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            for (a, b) in weights.iter().zip(&mirrored) {
                prop_assert!((a - b).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn entropy_does_not_depend_on_the_unit(rows in prop::collection::vec(prop::collection::vec(0.5f64..100.0, 3), 3..9), factor in 0.01f64..100.0) {
        let scaled: Vec<Vec<f64>> = rows.iter().map(|row| vec![row[0] * factor, row[1], row[2]]).collect();
        let (a, b) = (entropy(&Columns::from_rows(&rows).unwrap()).unwrap(), entropy(&Columns::from_rows(&scaled).unwrap()).unwrap());
        for (x, y) in a.iter().zip(&b) {
            prop_assert!((x - y).abs() < 1e-9);
        }
    }
}
