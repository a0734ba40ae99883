//! Methods of many kinds, each written from the page that documents the format; expected scores were worked out apart from this program
//! (by hand, or with numpy from the published formula).

use std::collections::BTreeMap;

use evaluation::{Evaluation, Standing};

use super::{grades, judge, method, own, table, totals};

fn run(name: &str, year: i16) -> Evaluation {
    let folder = "crates/evaluation/tests/methods";
    let method = method(&own(&format!("{folder}/{name}.toml")));
    let table = table(&own(&format!("{folder}/{name}.csv")), &method, year);
    assert_eq!(table.findings, [], "{name}");
    judge(&method, &table, year)
}

fn check(evaluation: &Evaluation, expected: &[(&str, f64, &str)], tolerance: f64) {
    let (totals, grades) = (totals(evaluation), grades(evaluation));
    for (unit, score, grade) in expected {
        assert!((totals[*unit] - score).abs() <= tolerance, "{unit}: {} is not {score}", totals[*unit]);
        assert_eq!(grades.get(*unit).map_or("", String::as_str), *grade, "{unit}");
    }
    for unit in &evaluation.units {
        let Standing::Evaluated { score, contributions, .. } = &unit.standing else { continue };
        let told: f64 = contributions.iter().map(|part| part.points).sum();
        assert!((told - score).abs() < 1e-6, "{}: contributions sum to {told}, not {score}", unit.unit);
    }
}

fn ranks(evaluation: &Evaluation) -> BTreeMap<&str, u32> {
    let of = |unit: &'_ evaluation::UnitOutcome| match unit.standing {
        Standing::Evaluated { rank, .. } => Some(rank),
        _ => None,
    };
    evaluation.units.iter().filter_map(|unit| Some((unit.unit.as_str(), of(unit)?))).collect()
}

#[test]
fn human_development_comes_out_as_printed() {
    // Printed to three decimals, from inputs printed to one: half a digit of each.
    let printed = [("Norway", 0.961, "very_high"), ("China", 0.768, "high"), ("India", 0.633, "medium")];
    check(&run("hdi", 2021), &printed, 0.0011);
}

#[test]
fn an_adjusted_index_looks_at_all_years() {
    check(&run("ampi", 2020), &[("x", 98.519_015_66, ""), ("y", 119.429_223_74, ""), ("z", 122.881_720_43, "")], 1e-8);
}

#[test]
fn caps_hold_over_all_points_and_shares_are_at_most() {
    let evaluation = run("quality", 2024);
    let expected = [
        ("A", 90.87, "优秀"),
        ("B", 76.56, "良好"),
        ("C", 82.44, "良好"),
        ("D", 67.63, "一般"),
        ("E", 73.89, "一般"),
        ("F", 80.35, "良好"),
        ("G", 89.95, "优秀"),
    ];
    check(&evaluation, &expected, 1e-9);
}

#[test]
fn points_change_a_group_and_words_become_points() {
    check(&run("dual-control", 2024), &[("P", 98.0, "超额完成"), ("Q", 28.571_428_571_428_562 + 15.0 + 16.0, "未完成")], 1e-9);
}

#[test]
fn classes_with_their_own_items_may_be_ranked_together() {
    let evaluation = run("per-mu", 2024);
    // Shares of five units, nearest: one A, then three of A and B, then half of a unit up to five.
    let expected = [("a", 112.0, "B"), ("b", 50.0, "B"), ("c", 30.0, "C"), ("d", 120.0, "A"), ("e", 40.0, "C")];
    check(&evaluation, &expected, 1e-9);
    assert_eq!(ranks(&evaluation), BTreeMap::from([("a", 2), ("b", 3), ("c", 5), ("d", 1), ("e", 4)]));
    assert_eq!(grades(&evaluation)["f"], "N");
}

#[test]
fn where_less_is_better_the_lowest_total_is_first() {
    let evaluation = run("fragility", 2024);
    check(&evaluation, &[("A", 9.4, "stable"), ("B", 20.0, "warning"), ("C", 15.0, "warning"), ("D", 15.0, "warning")], 1e-9);
    assert_eq!(ranks(&evaluation), BTreeMap::from([("A", 1), ("B", 4), ("C", 2), ("D", 2)]));
}

#[test]
fn the_better_rule_counts_and_a_rise_decides() {
    let evaluation = run("air", 2020);
    check(&evaluation, &[("A", 117.922_629_118_332_35, "合格"), ("B", 0.0, "不合格"), ("C", 134.619_055_620_829_58, "合格")], 1e-9);
    // Saaty's ratio of these comparisons is 0.1168, above the method's 0.1.
    let finding = evaluation.findings.iter().find(|finding| finding.code == "evaluation/ahp-consistency").expect("a finding");
    assert_eq!(finding.location.as_ref().and_then(|place| place.line), Some(6));
}
