use super::*;
use crate::numerics::cases::{Published, assert_rounded, published};
use crate::numerics::normalisation::Interval;

type Score = fn(&Decision, &Published) -> Result<Vec<f64>, Flaw>;

/// The pymcdm 1.4 test suite, each case with its paper; compared at the decimals it prints.
#[track_caller]
fn check(class: &str, score: Score) {
    for case in published(class) {
        let (columns, weights, directions) = (case.columns(), case.weights(), case.directions());
        let decision = Decision::new(&columns, &weights, &directions).unwrap();
        assert_rounded(class, &score(&decision, &case).unwrap(), &case.output());
    }
}

fn intervals(case: &Published, key: &str) -> Vec<Interval> {
    case.get::<Vec<[f64; 2]>>(key).into_iter().map(|[low, high]| Interval { low, high }).collect()
}

#[test]
fn sums_and_products_are_reproduced() {
    check("TestWSM", |decision, _| weighted_sum(decision));
    check("TestWPM", |decision, _| weighted_product(decision));
    check("TestWASPAS", |decision, _| waspas(decision, 0.5));
    check("TestMOORA", |decision, _| moora(decision));
    check("TestRAM", |decision, _| ram(decision));
    check("TestAROMAN", |decision, _| aroman(decision, 0.5, 0.5));
    check("TestLMAW", |decision, _| lmaw(decision));
}

#[test]
fn cocoso_is_reproduced() {
    check("TestCOCOSO", |decision, _| cocoso(decision, 0.5));
}

/// The outputs that pymcdm 1.4 prints for COPRAS are plain sums, in which a higher cost raises the score; the paper divides by the cost. We
/// follow the paper and check its invariant: the significances share out `ΣS⁺ + ΣS⁻`.
#[test]
fn copras_rewards_low_costs_unlike_the_peer() {
    for case in published("TestCOPRAS").into_iter().chain(published("TestCOPRAS2")) {
        let (columns, weights, directions) = (case.columns(), case.weights(), case.directions());
        let plain = weighted_sum(&Decision::new(&columns, &weights, &[programme::Direction::Up; 5]).unwrap()).unwrap();
        let best = plain.iter().copied().fold(0.0, f64::max);
        assert_rounded("COPRAS as pymcdm prints it", &plain.iter().map(|q| q / best).collect::<Vec<_>>(), &case.output());

        let degrees = copras(&Decision::new(&columns, &weights, &directions).unwrap()).unwrap();
        let benefit = columns.column(0)[0] / columns.column(0).iter().sum::<f64>() * weights[0];
        let costs: Vec<f64> =
            (0..6).map(|i| (1..5).map(|j| weights[j] * columns.at(i, j) / columns.column(j).iter().sum::<f64>()).sum()).collect();
        let reciprocals: f64 = costs.iter().map(|cost| costs[0] / cost).sum();
        let first = benefit + costs.iter().sum::<f64>() / reciprocals;
        let shared: f64 = degrees.iter().map(|degree| degree / degrees[0] * first).sum();
        assert!((shared - weights.iter().sum::<f64>()).abs() < 1e-12, "{shared}");
    }
}

#[test]
fn distances_from_average_border_and_worst_are_reproduced() {
    check("TestEDAS", |decision, _| edas(decision));
    check("TestCODAS", |decision, _| codas(decision, 0.02));
    check("TestMABAC", |decision, _| mabac(decision));
    check("TestMAIRCA", |decision, _| mairca(decision));
    check("TestOCRA", |decision, _| ocra(decision));
}

#[test]
fn utilities_are_reproduced() {
    check("TestARAS", |decision, case| {
        let optimal: Option<Vec<f64>> = serde_json::from_value(case.0["data"]["xopt"].clone()).unwrap();
        aras(decision, optimal.as_deref())
    });
    check("TestMARCOS", |decision, _| marcos(decision));
    check("TestPROBID", |decision, _| simplified_probid(decision));
}

#[test]
fn reference_methods_are_reproduced() {
    check("TestSPOTIS", |decision, case| spotis(decision, &intervals(case, "bounds"), None));
    check("TestSPOTIS2", |decision, case| spotis(decision, &intervals(case, "bounds"), Some(&case.get::<Vec<f64>>("esp"))));
    check("TestERVD", |decision, case| ervd(decision, &case.get::<Vec<f64>>("ref"), 2.25, 0.88));
    check("TestRIM", |decision, case| {
        let (ranges, ideals) = (intervals(case, "range_t"), intervals(case, "ref_s"));
        let references: Vec<ReferenceRange> =
            ranges.into_iter().zip(ideals).map(|(range, ideal)| ReferenceRange { range, ideal }).collect();
        rim(decision, &references)
    });
}

/// Farag 2020: limits and their kinds as the case's expression gives them.
#[test]
fn limits_on_properties_are_reproduced() {
    use PropertyLimit::{AtLeast, AtMost, Target};
    check("TestLoPM", |decision, _| {
        limits_on_properties(decision, &[AtLeast(10_000.0), AtLeast(14.0), AtMost(0.0015), AtMost(3.5), Target(2.3), AtMost(9.0)])
    });
}

#[test]
fn outranking_flows_are_reproduced() {
    check("TestPROMETHEE_II", |decision, _| promethee_usual(decision));
}

#[test]
fn characteristic_objects_are_reproduced() {
    check("TestCOMET", |decision, case| comet(decision, &case.get::<Vec<Vec<f64>>>("cvalues")));
}

#[test]
fn a_figure_outside_the_range_is_named() {
    let columns = crate::numerics::Columns::new(&[[5.0, 12.0]]).unwrap();
    let decision = Decision::new(&columns, &[1.0], &[programme::Direction::Up]).unwrap();
    let reference = ReferenceRange { range: Interval { low: 0.0, high: 10.0 }, ideal: Interval { low: 4.0, high: 6.0 } };
    assert_eq!(rim(&decision, &[reference]), Err(Flaw::OutOfRange { parameter: "range of the criterion", value: 12.0 }));
    assert!(matches!(comet(&decision, &[vec![0.0, 10.0]]), Err(Flaw::OutOfRange { .. })));
}
