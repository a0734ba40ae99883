use proptest::prelude::*;

use super::*;
use crate::numerics::cases::{assert_close, table, text};

const PERCENT: Interval = Interval { low: 0.0, high: 100.0 };
const UNIT: Interval = Interval { low: 0.0, high: 1.0 };

fn direction(sign: f64) -> Direction {
    if sign < 0.0 { Direction::Down } else { Direction::Up }
}

#[track_caller]
fn check(normalisation: &Normalisation, direction: Direction, sample: &[f64], expected: &[f64]) {
    let scale = normalisation.fit(sample, direction).unwrap();
    let mut scores = vec![0.0; sample.len()];
    scale.score_into(sample, &mut scores).unwrap();
    assert_close(&scores, expected, 1e-12);
}

/// COINr 1.1.14: a normalised data set of ASEM from the treated one, each column by its direction.
fn check_asem(file: &str, normalisation: &Normalisation) {
    let (Some(treated), Some(meta)) = (table("coinr_asem/ASEM_Treated.csv"), table("coinr_asem/ASEM_iMeta.csv")) else { return };
    let expected = table(file).unwrap();
    let signs: Vec<Option<f64>> = meta.cells("Direction");
    let mut checked = 0;
    for (name, sign) in meta.text("iCode").iter().zip(signs).filter(|(name, _)| treated.header.iter().any(|header| header == *name)) {
        let values = treated.column(name);
        let scale = normalisation.fit(&values, direction(sign.unwrap())).unwrap();
        let scores: Vec<f64> = values.iter().map(|&value| scale.score(value).unwrap()).collect();
        assert_close(&scores, &expected.column(name), 1e-9);
        checked += 1;
    }
    assert_eq!(checked, 49);
}

#[test]
fn coinr_asem_min_max_is_reproduced() {
    check_asem("coinr_asem/ASEM_Normalised.csv", &Normalisation::MinMax { onto: PERCENT });
}

#[test]
fn coinr_asem_ranks_and_borda_are_reproduced() {
    check_asem("coinr_asem/ASEM_norm_n_rank.csv", &Normalisation::Rank { ties: Ties::Lowest });
    check_asem("coinr_asem/ASEM_norm_n_borda.csv", &Normalisation::Borda { ties: Ties::Lowest });
}

#[test]
fn coinr_asem_z_scores_are_reproduced() {
    check_asem("coinr_asem/ASEM_norm_n_zscore.csv", &Normalisation::ZScore { mean: 0.0, deviation: 1.0 });
}

/// OECD/JRC Handbook 2008, Table 22 column EW: goalposts of the Human Development Report 2001, capped, equally weighted.
#[test]
fn technology_achievement_by_goalposts_is_reproduced() {
    let (Some(raw), Some(posts), Some(expected)) =
        (table("tai23_input.csv"), table("tai23_goalposts_input.csv"), table("tai23_goalposts_expected.csv"))
    else {
        return;
    };
    let indicators = posts.text("indicator");
    let mut scores = vec![0.0; raw.rows.len()];
    for ((name, worst), best) in indicators.iter().zip(posts.column("lo")).zip(posts.column("hi")) {
        let goalposts = Normalisation::Goalposts { worst, best, onto: UNIT, caps: Caps::both(UNIT) };
        let scale = goalposts.fit(&[], Direction::Up).unwrap();
        scores.iter_mut().zip(raw.column(name)).for_each(|(score, figure)| *score += scale.score(figure).unwrap() / 8.0);
    }
    let by_country = expected.by("country", "EW_score");
    let ordered: Vec<f64> = raw.text("country").iter().map(|country| by_country[country]).collect();
    assert_close(&scores, &ordered, 1e-9);
}

/// Normalisations of the pymcdm 1.4 test suite, printed to 8 decimals.
#[test]
fn decision_normalisations_agree_with_pymcdm() {
    use DecisionNormalisation as N;
    let Some(text) = text("pymcdm_published_cases.json") else { return };
    let cases: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    let mut checked = 0;
    for case in &cases {
        let normalisation = match case["class"].as_str().unwrap() {
            "TestMinmaxNormalization" => N::MinMax,
            "TestMaxNormalization" => N::Maximum,
            "TestSumNormalization" => N::Sum,
            "TestVectorNormalization" => N::Vector,
            "TestLogarithmicNormalization" => N::Logarithmic,
            "TestLinearNormalization" => N::Linear,
            "TestNonlinearNormalization" => N::Nonlinear,
            "TestEANormalization" => N::EnhancedAccuracy,
            "TestZTNormalization" | "TestZTNormalization2" => N::ZavadskasTurskis,
            _ => continue,
        };
        let rows: Vec<Vec<f64>> = serde_json::from_value(case["data"]["matrix"].clone()).unwrap();
        let signs: Vec<f64> = serde_json::from_value(case["data"]["types"].clone()).unwrap();
        let expected: Vec<f64> = serde_json::from_value(case["data"]["output"].clone()).unwrap();
        let columns = crate::numerics::Columns::from_rows(&rows).unwrap();
        let scored = columns.try_map(|j, column| normalise_for_decision(column, direction(signs[j]), normalisation)).unwrap();
        let by_row: Vec<f64> = (0..rows.len()).flat_map(|row| scored.row(row)).collect();
        assert_close(&by_row, &expected, 6e-9);
        checked += 1;
    }
    assert_eq!(checked, 10);
}

#[test]
fn percentile_runs_from_worst_to_best() {
    let percentile = Normalisation::Percentile { ties: Ties::Lowest, onto: PERCENT };
    check(&percentile, Direction::Up, &[3.0, 1.0, 2.0, 2.0, 9.0], &[75.0, 0.0, 25.0, 25.0, 100.0]);
    check(&percentile, Direction::Down, &[3.0, 1.0, 2.0], &[0.0, 100.0, 50.0]);
}

/// COINr `n_dist2max`, `n_dist2targ` with a cap; by hand from the formulas in their documentation.
#[test]
fn distances_to_best_and_to_a_reference() {
    let sample = [2.0, 4.0, 10.0];
    check(&Normalisation::DistanceToBest, Direction::Up, &sample, &[0.0, 0.25, 1.0]);
    check(&Normalisation::DistanceToBest, Direction::Down, &sample, &[1.0, 0.75, 0.0]);
    let capped = Normalisation::DistanceToReference { reference: 6.0, caps: Caps { low: None, high: Some(1.0) } };
    check(&capped, Direction::Up, &sample, &[0.0, 0.5, 1.0]);
    let open = Normalisation::DistanceToReference { reference: 6.0, caps: Caps::NONE };
    check(&open, Direction::Up, &sample, &[0.0, 0.5, 2.0]);
}

#[test]
fn share_of_maximum_reflects_for_down() {
    check(&Normalisation::ShareOfMaximum, Direction::Up, &[1.0, 4.0], &[0.25, 1.0]);
    check(&Normalisation::ShareOfMaximum, Direction::Down, &[1.0, 4.0], &[1.0, 0.25]);
}

/// 功效系数法 with the customary 60 and 100: the unacceptable value scores 60, the satisfactory one 100.
#[test]
fn efficacy_runs_from_sixty_to_a_hundred() {
    let limits = Limits::Fixed { worst: 20.0, best: 40.0 };
    let linear = Normalisation::EfficacyLinear { limits, base: 60.0, span: 40.0, caps: Caps::NONE };
    check(&linear, Direction::Up, &[20.0, 30.0, 40.0, 10.0], &[60.0, 80.0, 100.0, 40.0]);
    let exponential = Normalisation::EfficacyExponential { limits, base: 60.0, top: 100.0, caps: Caps::NONE };
    check(&exponential, Direction::Up, &[20.0, 30.0, 40.0], &[60.0, 6000f64.sqrt(), 100.0]);
    let sampled = Normalisation::EfficacyLinear { limits: Limits::Sample, base: 60.0, span: 40.0, caps: Caps::NONE };
    check(&sampled, Direction::Down, &[1.0, 2.0, 3.0], &[100.0, 80.0, 60.0]);
}

/// Huangyan 2022: tax per mu against the benchmark 24.097, weight 30; half the benchmark earns half the weight.
#[test]
fn a_ratio_to_the_benchmark_is_capped_where_the_method_says_so() {
    let caps = Caps { low: Some(0.0), high: Some(45.0) };
    let ratio = Normalisation::RatioToBenchmark { benchmark: 24.097, full: 30.0, caps };
    check(&ratio, Direction::Up, &[24.097, 12.0485, 100.0, -3.0], &[30.0, 15.0, 45.0, 0.0]);
    let down = Normalisation::RatioToBenchmark { benchmark: 2.0, full: 10.0, caps: Caps::NONE };
    check(&down, Direction::Down, &[2.0, 4.0], &[10.0, 5.0]);
    assert_eq!(down.fit(&[], Direction::Down).unwrap().score(0.0), None);
}

#[test]
fn attainment_of_a_target_is_read_off_its_steps() {
    let knots = vec![Knot { at: 0.6, score: 0.0 }, Knot { at: 1.0, score: 100.0 }, Knot { at: 1.2, score: 110.0 }];
    let plain = Normalisation::TargetAttainment { target: 50.0, baseline: None, knots: knots.clone() };
    check(&plain, Direction::Up, &[20.0, 40.0, 50.0, 55.0, 90.0], &[0.0, 50.0, 100.0, 105.0, 110.0]);
    let from_base = Normalisation::TargetAttainment { target: 8.0, baseline: Some(10.0), knots };
    check(&from_base, Direction::Down, &[10.0, 8.4, 8.0], &[0.0, 50.0, 100.0]);
}

#[test]
fn bands_include_their_lower_bound() {
    let bands = vec![Knot { at: 60.0, score: 1.0 }, Knot { at: 80.0, score: 2.0 }];
    check(&Normalisation::StepBands { below: 0.0, bands }, Direction::Up, &[59.9, 60.0, 79.9, 80.0], &[0.0, 1.0, 1.0, 2.0]);
    let reversed = Normalisation::StepBands { below: 0.0, bands: vec![Knot { at: 2.0, score: 1.0 }, Knot { at: 1.0, score: 2.0 }] };
    assert_eq!(reversed.fit(&[], Direction::Up), Err(Flaw::StepsNotAscending));
}

#[test]
fn the_best_range_has_no_distance() {
    let best = Interval { low: 2.0, high: 4.0 };
    assert_eq!([1.0, 2.0, 3.0, 4.5].map(|figure| distance_outside(figure, best)), [1.0, 0.0, 0.0, 0.5]);
}

#[test]
fn flawed_samples_are_named() {
    let check = |normalisation: &Normalisation, sample: &[f64], flaw: Flaw| {
        assert_eq!(normalisation.fit(sample, Direction::Up), Err(flaw), "{normalisation:?}");
    };
    let min_max = Normalisation::MinMax { onto: PERCENT };
    check(&min_max, &[2.0, 2.0], Flaw::NoSpread);
    check(&min_max, &[], Flaw::TooFew { needed: 1, found: 0 });
    check(&min_max, &[1.0, f64::NAN], Flaw::NotFinite { at: 1 });
    check(&Normalisation::ZScore { mean: 0.0, deviation: 1.0 }, &[1.0], Flaw::TooFew { needed: 2, found: 1 });
    check(&Normalisation::ShareOfMaximum, &[0.0, -1.0], Flaw::DivisionByZero);
    check(&Normalisation::RatioToBenchmark { benchmark: 0.0, full: 1.0, caps: Caps::NONE }, &[1.0], Flaw::DivisionByZero);
}

proptest! {
    #[test]
    fn min_max_does_not_depend_on_unit_or_origin(
        sample in prop::collection::vec(-1e3f64..1e3, 2..30), factor in 0.1f64..10.0, shift in -100f64..100.0,
    ) {
        let min_max = Normalisation::MinMax { onto: PERCENT };
        let moved: Vec<f64> = sample.iter().map(|x| x * factor + shift).collect();
        if let (Ok(first), Ok(second)) = (min_max.fit(&sample, Direction::Up), min_max.fit(&moved, Direction::Up)) {
            for (x, y) in sample.iter().zip(&moved) {
                prop_assert!((first.score(*x).unwrap() - second.score(*y).unwrap()).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn a_better_figure_never_scores_lower(sample in prop::collection::vec(1f64..1e3, 2..30), down: bool) {
        let direction = if down { Direction::Down } else { Direction::Up };
        let all = [
            Normalisation::MinMax { onto: PERCENT },
            Normalisation::ZScore { mean: 50.0, deviation: 10.0 },
            Normalisation::Rank { ties: Ties::Mean },
            Normalisation::Percentile { ties: Ties::Highest, onto: UNIT },
            Normalisation::Borda { ties: Ties::Dense },
            Normalisation::ShareOfMaximum,
            Normalisation::EfficacyExponential { limits: Limits::Sample, base: 60.0, top: 100.0, caps: Caps::NONE },
        ];
        for scale in all.iter().filter_map(|normalisation| normalisation.fit(&sample, direction).ok()) {
            for pair in sample.windows(2) {
                let (worse, better) = if (pair[0] < pair[1]) == (direction == Direction::Up) { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
                prop_assert!(scale.score(worse).unwrap() <= scale.score(better).unwrap());
            }
        }
    }

    #[test]
    fn ranks_on_the_scale_are_ranks_of_the_sample(sample in prop::collection::vec(-5i8..5, 1..20)) {
        let sample: Vec<f64> = sample.into_iter().map(f64::from).collect();
        for ties in [Ties::Lowest, Ties::Mean, Ties::Highest, Ties::Dense] {
            for (direction, ranks) in [
                (Direction::Up, crate::numerics::ranks_ascending(&sample, ties)),
                (Direction::Down, crate::numerics::ranks_descending(&sample, ties)),
            ] {
                let scale = Normalisation::Rank { ties }.fit(&sample, direction).unwrap();
                prop_assert_eq!(sample.iter().map(|&x| scale.score(x).unwrap()).collect::<Vec<_>>(), ranks);
            }
        }
    }
}
