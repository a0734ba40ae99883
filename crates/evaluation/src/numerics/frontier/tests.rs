use proptest::prelude::*;

use super::*;
use crate::numerics::cases::{Table, assert_close, table};
use crate::numerics::normalisation::Interval;
use crate::numerics::{Columns, Flaw};

const INPUTS: [&str; 5] = ["Education", "Occupation", "Parental", "Counseling", "Teachers"];
const OUTPUTS: [&str; 3] = ["Reading", "Math", "Coopersmith"];

fn columns(table: &Table, names: &[&str]) -> Columns {
    Columns::new(&names.iter().map(|name| table.column(name)).collect::<Vec<_>>()).unwrap()
}

fn rows_of(columns: &Columns, chosen: &[usize]) -> Columns {
    Columns::from_rows(&chosen.iter().map(|&row| columns.row(row)).collect::<Vec<_>>()).unwrap()
}

fn scores(inputs: &Columns, outputs: &Columns, orientation: Orientation, returns: Returns) -> Vec<f64> {
    let ones = vec![1.0; inputs.rows()];
    let mut frontier = Frontier::new(inputs, outputs, &ones, orientation, returns).unwrap();
    (0..inputs.rows()).map(|unit| frontier.efficiency(unit).unwrap().score).collect()
}

/// Charnes, Cooper and Rhodes 1981, Program Follow Through: 70 sites, five inputs, three outputs; efficiencies of R's Benchmarking 0.33.
#[test]
fn program_follow_through_is_reproduced() {
    let (Some(input), Some(expected)) = (table("dea_charnes1981_input.csv"), table("dea_charnes1981_expected.csv")) else { return };
    let (inputs, outputs) = (columns(&input, &INPUTS), columns(&input, &OUTPUTS));
    let returns =
        [("crs", Returns::Constant), ("vrs", Returns::Variable), ("drs", Returns::NonIncreasing), ("irs", Returns::NonDecreasing)];
    for (suffix, returns) in returns {
        for (name, orientation) in [("in", Orientation::Input), ("out", Orientation::Output)] {
            let column = expected.column(&format!("all_{name}_{suffix}"));
            assert_close(&scores(&inputs, &outputs, orientation, returns), &column, 1e-9);
        }
    }
    assert_close(&free_disposal_hull(&inputs, &outputs, Orientation::Input).unwrap(), &expected.column("all_in_fdh"), 1e-9);
    assert_close(&free_disposal_hull(&inputs, &outputs, Orientation::Output).unwrap(), &expected.column("all_out_fdh"), 1e-9);

    let programs = expected.text("program");
    let mut within = vec![0.0; programs.len()];
    for program in ["PFT", "NFT"] {
        let members: Vec<usize> = (0..programs.len()).filter(|&site| programs[site] == program).collect();
        let group = scores(&rows_of(&inputs, &members), &rows_of(&outputs, &members), Orientation::Input, Returns::Constant);
        members.iter().zip(group).for_each(|(&site, score)| within[site] = score);
    }
    assert_close(&within, &expected.column("group_in_crs"), 1e-9);

    let ones = vec![1.0; inputs.rows()];
    let mut frontier = Frontier::new(&inputs, &outputs, &ones, Orientation::Input, Returns::Constant).unwrap();
    let beyond: Vec<f64> = (0..inputs.rows()).map(|site| frontier.super_efficiency(site).unwrap().score).collect();
    assert_close(&beyond, &expected.column("super_in_crs"), 1e-9);
}

/// Wang and Lan 2011: 31 provinces, five years, two inputs, one output; indexes computed with deaR.
#[test]
fn provincial_productivity_is_reproduced() {
    let Some(input) = table("malmquist_wang_lan_input.csv") else { return };
    let expected = ["mi", "ec", "tc"].map(|part| table(&format!("malmquist_wang_lan_expected_{part}.csv")).unwrap());
    let year = |year: usize| {
        let name = |what: &str| format!("{what}{}", 2005 + year);
        (columns(&input, &[&name("Capital"), &name("Labor")]), columns(&input, &[&name("GIOV")]))
    };
    for after in 1..5 {
        let ((old_inputs, old_outputs), (new_inputs, new_outputs)) = (year(after - 1), year(after));
        let before = Period { inputs: &old_inputs, outputs: &old_outputs };
        let changes = malmquist(before, Period { inputs: &new_inputs, outputs: &new_outputs }, Orientation::Input).unwrap();
        for (province, change) in input.text("DMUs").iter().zip(&changes) {
            let printed = expected.each_ref().map(|table| table.column(province)[after - 1]);
            assert_close(&[change.index, change.efficiency_change, change.technical_change], &printed, 1e-9);
            assert!((change.pure_efficiency_change * change.scale_change - change.efficiency_change).abs() < 1e-12);
        }
    }
}

/// Tone 2001, page 505: five units, two inputs, two outputs; CCR .9 .833 1 1 1 beside the slacks-based .798 .568 1 .667 1.
#[test]
fn the_slacks_based_measure_counts_what_the_radial_one_overlooks() {
    let inputs = Columns::from_rows(&[[4.0, 3.0], [6.0, 3.0], [8.0, 1.0], [8.0, 1.0], [2.0, 4.0]]).unwrap();
    let outputs = Columns::from_rows(&[[2.0, 3.0], [2.0, 3.0], [6.0, 2.0], [6.0, 1.0], [1.0, 4.0]]).unwrap();
    assert_close(&scores(&inputs, &outputs, Orientation::Input, Returns::Constant), &[0.9, 0.833, 1.0, 1.0, 1.0], 5e-4);
    let based: Vec<f64> = slacks_based(&inputs, &outputs, Returns::Constant).unwrap().iter().map(|unit| unit.score).collect();
    assert_close(&based, &[0.798, 0.568, 1.0, 0.667, 1.0], 5e-4);
}

/// Cooper, Seiford and Tone 2007, example 2.2 (six stores, two inputs, one output of 1): F is radially efficient with an excess of 2 in the
/// first input.
#[test]
fn slacks_show_what_remains_after_the_radial_move() {
    let inputs = Columns::from_rows(&[[4.0, 3.0], [7.0, 3.0], [8.0, 1.0], [4.0, 2.0], [2.0, 4.0], [10.0, 1.0]]).unwrap();
    let outputs = Columns::new(&[[1.0; 6]]).unwrap();
    let ones = [1.0; 6];
    let mut frontier = Frontier::new(&inputs, &outputs, &ones, Orientation::Input, Returns::Constant).unwrap();
    let store = frontier.efficiency_with_slacks(5).unwrap();
    assert_close(&[store.score, store.input_slacks[0], store.input_slacks[1], store.output_slacks[0]], &[1.0, 2.0, 0.0, 0.0], 1e-9);
    assert_eq!(store.peers.iter().map(|(unit, _)| *unit).collect::<Vec<_>>(), [2]);
    assert_close(&[frontier.efficiency(0).unwrap().score, frontier.efficiency(1).unwrap().score], &[0.8571, 0.6316], 5e-5);
}

#[test]
fn a_unit_without_rival_gets_full_benefit() {
    let scores = Columns::new(&[[1.0, 0.5, 0.2], [0.2, 0.5, 1.0]]).unwrap();
    let result = benefit_of_the_doubt(&scores, None).unwrap();
    // The middle unit lies inside the line between the others: its best weights give 0.5 · 2 / 1.2.
    assert_close(&result.iter().map(|unit| unit.score).collect::<Vec<_>>(), &[1.0, 1.0 / 1.2, 1.0], 1e-12);
    assert_eq!(result[1].peers, [0, 2]);
}

#[test]
fn impossible_limits_are_named() {
    let scores = Columns::new(&[[1.0, 0.5], [0.2, 0.5]]).unwrap();
    let with = |low, high| ShareLimits { of: ShareOf::Contributions, limits: vec![Interval { low, high }; 2] };
    assert_eq!(benefit_of_the_doubt(&scores, Some(&with(0.6, 0.9))), Err(Flaw::Infeasible));
    assert_eq!(benefit_of_the_doubt(&scores, Some(&with(0.5, 0.4))), Err(Flaw::LimitsReversed));
    assert_eq!(benefit_of_the_doubt(&Columns::new(&[[0.0, 1.0]]).unwrap(), None), Err(Flaw::NotPositive { at: 0 }));
}

#[test]
fn super_efficiency_can_be_out_of_reach() {
    let (inputs, outputs) = (Columns::new(&[[1.0, 2.0]]).unwrap(), Columns::new(&[[1.0, 5.0]]).unwrap());
    let ones = [1.0; 2];
    let mut frontier = Frontier::new(&inputs, &outputs, &ones, Orientation::Input, Returns::Variable).unwrap();
    assert_eq!(frontier.super_efficiency(1), Err(Flaw::Infeasible));
    assert!((frontier.super_efficiency(0).unwrap().score - 2.0).abs() < 1e-12);
}

proptest! {
    #[test]
    fn both_orientations_agree_under_constant_returns(rows in prop::collection::vec(prop::collection::vec(1f64..100.0, 4), 3..25)) {
        let inputs = Columns::from_rows(&rows.iter().map(|row| &row[..2]).collect::<Vec<_>>()).unwrap();
        let outputs = Columns::from_rows(&rows.iter().map(|row| &row[2..]).collect::<Vec<_>>()).unwrap();
        let shrink = scores(&inputs, &outputs, Orientation::Input, Returns::Constant);
        let stretch = scores(&inputs, &outputs, Orientation::Output, Returns::Constant);
        let variable = scores(&inputs, &outputs, Orientation::Input, Returns::Variable);
        for unit in 0..rows.len() {
            prop_assert!((shrink[unit] * stretch[unit] - 1.0).abs() < 1e-8);
            prop_assert!(shrink[unit] <= variable[unit] + 1e-9 && variable[unit] <= 1.0 + 1e-9);
        }
    }

    /// The Handbook's form (Table 19): each weight between 10 and 40 per cent of the sum of weights, against a general solver.
    #[test]
    fn limits_on_weights_agree_with_a_general_solver(rows in prop::collection::vec(prop::collection::vec(0.05f64..1.0, 4), 2..12)) {
        use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome};
        let limits = ShareLimits { of: ShareOf::Weights, limits: vec![Interval { low: 0.1, high: 0.4 }; 4] };
        let own = benefit_of_the_doubt(&Columns::from_rows(&rows).unwrap(), Some(&limits)).unwrap();
        for (row, own) in rows.iter().zip(&own) {
            let mut peer = Problem::new(OptimizationDirection::Maximize);
            let weights: Vec<_> = row.iter().map(|&y| peer.add_var(y, (0.0, f64::INFINITY))).collect();
            for other in &rows {
                let line: Vec<_> = weights.iter().copied().zip(other.iter().copied()).collect();
                peer.add_constraint(line.as_slice(), ComparisonOp::Le, 1.0);
            }
            for at in 0..4 {
                let share = |limit: f64| (0..4).map(|k| (weights[k], f64::from(u8::from(k == at)) - limit)).collect::<Vec<_>>();
                peer.add_constraint(share(0.4).as_slice(), ComparisonOp::Le, 0.0);
                peer.add_constraint(share(0.1).as_slice(), ComparisonOp::Ge, 0.0);
            }
            let Ok(SolveOutcome::Solution(best)) = peer.solve() else { panic!("the peer finds no optimum") };
            prop_assert!((own.score - best.objective()).abs() < 1e-8);
        }
    }

    #[test]
    fn share_limits_hold_and_cost_score(rows in prop::collection::vec(prop::collection::vec(0.05f64..1.0, 3), 2..15)) {
        let scores = Columns::from_rows(&rows).unwrap();
        let free = benefit_of_the_doubt(&scores, None).unwrap();
        let limits = ShareLimits { of: ShareOf::Contributions, limits: vec![Interval { low: 0.2, high: 0.5 }; 3] };
        let bound = benefit_of_the_doubt(&scores, Some(&limits)).unwrap();
        for ((row, free), bound) in rows.iter().zip(&free).zip(&bound) {
            prop_assert!(bound.score <= free.score + 1e-9);
            let total: f64 = row.iter().zip(&bound.weights).map(|(y, w)| y * w).sum();
            prop_assert!((total - bound.score).abs() < 1e-8);
            for (y, w) in row.iter().zip(&bound.weights) {
                prop_assert!((0.2 - 1e-8..=0.5 + 1e-8).contains(&(y * w / total)));
            }
        }
    }
}
