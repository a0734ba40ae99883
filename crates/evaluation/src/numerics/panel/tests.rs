use proptest::prelude::*;

use super::*;
use crate::numerics::cases::{assert_close, table};

fn complete(rows: &[Vec<f64>]) -> Ballots {
    Ballots::from_rows(&rows.iter().map(|row| row.iter().copied().map(Some).collect()).collect::<Vec<_>>()).unwrap()
}

fn numeric_rows(rows: &[Vec<String>]) -> Vec<Vec<f64>> {
    rows.iter().map(|row| row.iter().map(|cell| cell.parse().unwrap()).collect()).collect()
}

/// Shrout and Fleiss 1979, Table 2 and following: six targets, four judges.
#[test]
fn shrout_and_fleiss_are_reproduced() {
    let (Some(input), Some(expected)) = (table("icc_shrout_fleiss1979_input.csv"), table("icc_shrout_fleiss1979_expected.csv")) else {
        return;
    };
    let result = intraclass(&complete(&numeric_rows(&input.rows))).unwrap();
    let actual = [
        result.one_way_single,
        result.random_single,
        result.fixed_single,
        result.one_way_mean,
        result.random_mean,
        result.fixed_mean,
        result.between_units,
        result.within_units,
        result.between_experts,
        result.residual,
    ];
    assert_close(&actual, &expected.column("value"), 1e-9);
    assert_close(&actual, &expected.column("published"), 6e-3);
}

/// The anxiety data of R's package irr: W with and without correction for ties, χ², p.
#[test]
fn anxiety_concordance_is_reproduced() {
    let (Some(input), Some(expected)) = (table("kendall_w_anxiety_input.csv"), table("kendall_w_anxiety_expected.csv")) else { return };
    let ballots = complete(&numeric_rows(&input.rows));
    for (row, corrected) in expected.text("corrected").iter().enumerate() {
        let result = kendall_w(&ballots, *corrected == "TRUE").unwrap();
        let printed = ["W", "chisq", "p"].map(|name| expected.column(name)[row]);
        assert_close(&[result.w, result.chi_square, result.probability], &printed, 1e-9);
    }
}

/// Fleiss 1971: six psychiatrists, thirty patients, five diagnoses.
#[test]
fn psychiatric_diagnoses_are_reproduced() {
    let (Some(input), Some(expected)) = (table("fleiss1971_input.csv"), table("fleiss1971_expected.csv")) else { return };
    let categories: std::collections::BTreeSet<&String> = input.rows.iter().flatten().collect();
    let count = |row: &Vec<String>| categories.iter().map(|category| row.iter().filter(|cell| cell == category).count() as u32).collect();
    let result = fleiss_kappa(&input.rows.iter().map(count).collect::<Vec<_>>()).unwrap();
    assert_close(&[result.kappa, result.z], &[expected.column("kappa")[0], expected.column("z")[0]], 1e-9);
    assert!((result.kappa - 0.430).abs() < 5e-4);
}

fn wikipedia() -> Option<Ballots> {
    let input = table("krippendorff_wikipedia_input.csv")?;
    let votes: Vec<Vec<Option<f64>>> = input.rows.iter().map(|row| row[1..].iter().map(|cell| cell.parse().ok()).collect()).collect();
    let unit = |unit: usize| votes.iter().map(|expert| expert[unit]).collect();
    Some(Ballots::from_rows(&(0..votes[0].len()).map(unit).collect::<Vec<_>>()).unwrap())
}

/// The worked example of the encyclopedia's article: nominal 0.691, interval 0.811; the other levels computed beside it.
#[test]
fn alpha_with_missing_votes_is_reproduced_at_every_level() {
    let (Some(ballots), Some(expected)) = (wikipedia(), table("krippendorff_wikipedia_expected.csv")) else { return };
    let levels = [Level::Nominal, Level::Ordinal, Level::Interval, Level::Ratio];
    let alphas = levels.map(|level| krippendorff_alpha(&ballots, level).unwrap());
    assert_close(&alphas, &expected.column("alpha"), 1e-9);
}

#[test]
fn the_interval_holds_alpha_and_depends_on_the_seed_alone() {
    let Some(ballots) = wikipedia() else { return };
    let resampling = |seed| Resampling { replicates: 500, share: 0.9, seed };
    let interval = |seed| over_units(&ballots, resampling(seed), |ballots| krippendorff_alpha(ballots, Level::Interval)).unwrap().unwrap();
    let first = interval(1);
    assert!(first.low < 0.811 && 0.811 < first.high && first.high <= 1.0, "{first:?}");
    assert_eq!(first, interval(1));
    assert_ne!(first, interval(2));
}

/// By hand: two experts who agree and one who turns the order round. Draws of three have W = 1 where all agree (probability (2/3)^3, less the
/// draws of one expert alone, plus none), else 1/9.
#[test]
fn the_interval_of_concordance_draws_experts() {
    let ballots = complete(&[vec![1.0, 1.0, 3.0], vec![2.0, 2.0, 2.0], vec![3.0, 3.0, 1.0]]);
    let resampling = Resampling { replicates: 2000, share: 0.9, seed: 1 };
    let found = over_experts(&ballots, resampling, |ballots| Ok(kendall_w(ballots, true)?.w)).unwrap().unwrap();
    assert_close(&[found.low, found.high], &[1.0 / 9.0, 1.0], 1e-12);
    // One expert alone: three of 27 draws.
    assert!((found.failed as f64 / 2000.0 - 3.0 / 27.0).abs() < 5.0 * (3.0 / 27.0 * 24.0 / 27.0 / 2000.0_f64).sqrt(), "{found:?}");
    let alone = complete(&[vec![1.0], vec![2.0]]);
    assert_eq!(over_experts(&alone, resampling, |_| Ok(1.0)), Err(Flaw::TooFew { needed: 2, found: 1 }));
}

#[test]
fn highest_and_lowest_are_dropped() {
    assert_eq!(trimmed_mean(&[90.0, 20.0, 80.0, 85.0, 100.0], 1), Ok(85.0));
    assert_eq!(trimmed_mean(&[90.0, 80.0], 1), Err(Flaw::TooFew { needed: 3, found: 2 }));
    let ballots = Ballots::from_rows(&[vec![Some(1.0), Some(2.0), Some(9.0)], vec![Some(1.0), None, Some(2.0)]]).unwrap();
    assert_eq!(unit_means(&ballots, 1), [Ok(2.0), Err(Flaw::TooFew { needed: 3, found: 2 })]);
}

#[test]
fn standardising_makes_strict_and_lenient_experts_alike() {
    let ballots = complete(&[vec![60.0, 90.0], vec![70.0, 95.0], vec![80.0, 100.0]]);
    let standardised = standardised_per_expert(&ballots, 80.0, 10.0, 3).unwrap();
    assert_eq!(standardised.complete().unwrap(), [70.0, 70.0, 80.0, 80.0, 90.0, 90.0]);
    assert_eq!(standardised_per_expert(&ballots, 80.0, 10.0, 4), Err(Flaw::TooFew { needed: 4, found: 3 }));
    let flat = complete(&[vec![80.0], vec![80.0]]);
    assert_eq!(standardised_per_expert(&flat, 80.0, 10.0, 2), Err(Flaw::NoSpread));
}

#[test]
fn leaving_out_the_dissenter_raises_agreement() {
    let ballots = complete(&[vec![1.0, 1.0, 4.0], vec![2.0, 2.0, 3.0], vec![3.0, 3.0, 2.0], vec![4.0, 4.0, 1.0]]);
    let without = leave_one_expert_out(&ballots, |rest| Ok(kendall_w(rest, true)?.w));
    assert_eq!(without, [Ok(0.0), Ok(0.0), Ok(1.0)]);
}

#[test]
fn what_cannot_be_compared_is_named() {
    let gap = Ballots::from_rows(&[vec![Some(1.0), None], vec![Some(2.0), Some(1.0)]]).unwrap();
    assert_eq!(intraclass(&gap), Err(Flaw::Shape { expected: 4, found: 3 }));
    assert_eq!(krippendorff_alpha(&complete(&[vec![3.0, 3.0], vec![3.0, 3.0]]), Level::Interval), Err(Flaw::NoSpread));
    assert_eq!(fleiss_kappa(&[vec![2, 0], vec![2, 0]]), Err(Flaw::NoSpread));
    assert_eq!(kendall_w(&complete(&[vec![1.0, 1.0], vec![1.0, 1.0]]), true), Err(Flaw::NoSpread));
}

/// A design whose counts equal the model's expectations, so that the estimates must return the measures it was built from: with two categories,
/// an expert whose severity is ln 3 gives a unit of ability 0 the higher category once in four votes.
#[test]
fn severity_is_the_logit_of_what_experts_give() {
    let votes = |unit: usize, expert: usize, high: usize, all: usize| {
        (0..all).map(move |vote| Judgement { unit, expert, criterion: 0, category: usize::from(vote < high) })
    };
    let judgements: Vec<Judgement> = (0..2).flat_map(|unit| votes(unit, 0, 20, 40).chain(votes(unit, 1, 10, 40))).collect();
    let result = many_facet_rasch(&judgements).unwrap();
    assert_close(&result.severities.iter().map(|s| s.measure).collect::<Vec<_>>(), &[0.0, 3f64.ln()], 1e-9);
    assert_close(&result.abilities.iter().map(|s| s.measure).collect::<Vec<_>>(), &[0.0, 0.0], 1e-9);
    // Information of a probability is p (1 - p) a vote.
    assert_close(&[result.severities[1].standard_error], &[1.0 / (80.0f64 * 0.25 * 0.75).sqrt()], 1e-9);
}

#[test]
fn estimates_reproduce_every_sum_of_scores() {
    let judgements: Vec<Judgement> = (0..5)
        .flat_map(|unit| (0..3).flat_map(move |expert| (0..2).map(move |criterion| (unit, expert, criterion))))
        .map(|(unit, expert, criterion)| Judgement {
            unit,
            expert,
            criterion,
            category: (unit * 3 + expert * 5 + criterion * 2 + unit * expert) % 4,
        })
        .collect();
    let result = many_facet_rasch(&judgements).unwrap();
    let expected = |judgement: &Judgement| {
        let location = result.abilities[judgement.unit].measure
            - result.severities[judgement.expert].measure
            - result.difficulties[judgement.criterion].measure;
        let odds: Vec<f64> =
            (0..=result.thresholds.len()).map(|k| (k as f64 * location - result.thresholds[..k].iter().sum::<f64>()).exp()).collect();
        odds.iter().enumerate().map(|(k, o)| k as f64 * o).sum::<f64>() / odds.iter().sum::<f64>()
    };
    for unit in 0..5 {
        let own: Vec<&Judgement> = judgements.iter().filter(|judgement| judgement.unit == unit).collect();
        let observed: usize = own.iter().map(|judgement| judgement.category).sum();
        assert!((own.iter().map(|judgement| expected(judgement)).sum::<f64>() - observed as f64).abs() < 1e-7);
    }
}

#[test]
fn measures_that_have_no_end_are_refused() {
    let vote = |unit, expert, category| Judgement { unit, expert, criterion: 0, category };
    assert_eq!(many_facet_rasch(&[vote(0, 0, 1), vote(0, 1, 1), vote(1, 0, 0), vote(1, 1, 0)]), Err(Flaw::NoSpread));
    let apart = [vote(0, 0, 0), vote(0, 0, 1), vote(1, 1, 0), vote(1, 1, 1)].map(|v| Judgement { criterion: v.unit, ..v });
    assert_eq!(many_facet_rasch(&apart), Err(Flaw::Singular));
}

proptest! {
    #[test]
    fn agreement_does_not_depend_on_the_order_of_experts(rows in prop::collection::vec(prop::collection::vec(1u8..6, 4), 3..9)) {
        let rows: Vec<Vec<f64>> = rows.into_iter().map(|row| row.into_iter().map(f64::from).collect()).collect();
        let turned: Vec<Vec<f64>> = rows.iter().map(|row| row.iter().rev().copied().collect()).collect();
        let (a, b) = (complete(&rows), complete(&turned));
        for level in [Level::Nominal, Level::Ordinal, Level::Interval, Level::Ratio] {
            match (krippendorff_alpha(&a, level), krippendorff_alpha(&b, level)) {
                (Ok(x), Ok(y)) => prop_assert!((x - y).abs() < 1e-9 && x <= 1.0 + 1e-12),
                (x, y) => prop_assert_eq!(x, y),
            }
        }
        if let (Ok(x), Ok(y)) = (kendall_w(&a, true), kendall_w(&b, true)) {
            prop_assert!((x.w - y.w).abs() < 1e-9 && (-1e-12..=1.0 + 1e-9).contains(&x.w));
        }
    }
}
