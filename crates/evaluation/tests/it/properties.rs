//! What holds for every method and every table.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use evaluation::{Ballots, Case, Chance, Evaluation, Standing, evaluate};
use programme::Method;
use proptest::prelude::*;

use super::{grades, table, totals};

/// Figures by unit; a gap now and then.
type Rows = Vec<Vec<Option<f64>>>;

fn rows(gaps: bool) -> impl Strategy<Value = Rows> {
    let figure = (1_u32..10_000).prop_map(|figure| f64::from(figure) / 16.0);
    let cell = if gaps { prop::option::weighted(0.9, figure).boxed() } else { figure.prop_map(Some).boxed() };
    (2_usize..6, 3_usize..12).prop_flat_map(move |(width, units)| prop::collection::vec(prop::collection::vec(cell.clone(), width), units))
}

fn text_of(rows: &Rows, order: &[usize]) -> String {
    let mut text = String::from("unit");
    (0..rows[0].len()).for_each(|column| write!(text, ",i{column}").expect("text"));
    for unit in order {
        write!(text, "\nu{unit:02}").expect("text");
        for cell in &rows[*unit] {
            text.push(',');
            text.push_str(&cell.map_or_else(String::new, |figure| figure.to_string()));
        }
    }
    text
}

/// Two groups; the indicators stand in the order given.
fn method_of(columns: &[usize], weights: &[u32], head: &str) -> Method {
    let mut text = format!(
        "format = 1\nid = \"m\"\ntitle = {{ zh = \"\", en = \"\" }}\n{head}\n[[group]]\nid = \"g0\"\nweight = 60\n[[group]]\nid = \"g1\"\nweight = 40\n"
    );
    for column in columns {
        let weight = weights[*column % weights.len()];
        write!(text, "[[indicator]]\nid = \"i{column}\"\nin = \"g{}\"\nweight = {weight}\n", column % 2).expect("text");
        if column % 3 == 2 {
            text.push_str("direction = \"down\"\n");
        }
    }
    Method::parse("m", &text).0.expect("a method")
}

fn judged(rows: &Rows, method: &Method) -> Evaluation {
    judged_in_order(rows, &(0..rows.len()).collect::<Vec<_>>(), method, 0)
}

fn judged_in_order(rows: &Rows, order: &[usize], method: &Method, replicates: u32) -> Evaluation {
    let table = table(&text_of(rows, order), method, 2020);
    let (indicators, methods, ballots) = (BTreeMap::new(), BTreeMap::new(), Ballots::default());
    let case = Case {
        units: &table.units,
        indicators: &indicators,
        observations: &table.observations,
        ballots: &ballots,
        methods: &methods,
        year: 2020,
    };
    evaluate(&case, method, Chance { seed: 3, replicates })
}

fn near(left: &Evaluation, right: &Evaluation) -> bool {
    let (left, right) = (totals(left), totals(right));
    left.len() == right.len() && left.iter().all(|(unit, score)| right.get(unit).is_some_and(|other| (score - other).abs() < 1e-7))
}

const NORMALISATIONS: [&str; 6] = [
    "\"min_max\"",
    "{ by = \"z_score\", centre = 50, spread = 10 }",
    "\"percentile\"",
    "\"share_of_max\"",
    "{ by = \"efficacy\" }",
    "{ by = \"efficacy\", exponential = true }",
];

const MEANS: [&str; 7] = [
    "\"arithmetic\"",
    "\"geometric\"",
    "\"harmonic\"",
    "{ by = \"power\", exponent = 2 }",
    "\"minimum\"",
    "\"mazziotta_pareto\"",
    "\"maximum\"",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_order_of_units_and_of_indicators_changes_nothing(rows in rows(true), weights in prop::collection::vec(1_u32..9, 5), by in 0_usize..6) {
        let head = format!("[leaf]\nnormalise = {}", NORMALISATIONS[by]);
        let columns: Vec<usize> = (0..rows[0].len()).collect();
        let backwards: Vec<usize> = columns.iter().rev().copied().collect();
        let whole = judged(&rows, &method_of(&columns, &weights, &head));
        let turned: Vec<usize> = (0..rows.len()).rev().collect();
        prop_assert_eq!(&whole, &judged_in_order(&rows, &turned, &method_of(&columns, &weights, &head), 0));
        prop_assert!(near(&whole, &judged(&rows, &method_of(&backwards, &weights, &head))));
    }

    #[test]
    fn a_figure_s_unit_of_measure_changes_nothing_where_peers_are_the_scale(rows in rows(false), factor in 1_u32..5_000, by in 0_usize..6) {
        let head = format!("[leaf]\nnormalise = {}", NORMALISATIONS[by]);
        let columns: Vec<usize> = (0..rows[0].len()).collect();
        let method = method_of(&columns, &[1], &head);
        let mut other = rows.clone();
        other.iter_mut().for_each(|row| row[0] = row[0].map(|figure| figure * f64::from(factor) / 8.0));
        prop_assert!(near(&judged(&rows, &method), &judged(&other, &method)));
    }

    #[test]
    fn a_better_figure_never_lowers_a_score(rows in rows(false), unit in 0_usize..3, column in 0_usize..2, more in 1_u32..4_000, by in 0_usize..6) {
        let head = format!("[root]\naggregate = {}\n[leaf]\nnormalise = {{ by = \"goalposts\", low = 0, high = 700 }}", MEANS[[0, 1, 2, 3, 4, 6][by]]);
        let method = method_of(&(0..rows[0].len()).collect::<Vec<_>>(), &[2, 3], &head);
        let mut better = rows.clone();
        better[unit][column] = better[unit][column].map(|figure| figure + f64::from(more) / 16.0);
        let name = format!("u{unit:02}");
        let (before, after) = (judged(&rows, &method), judged(&better, &method));
        prop_assert!(totals(&after)[&name] >= totals(&before)[&name] - 1e-9);
    }

    #[test]
    fn only_the_ratios_of_weights_count(rows in rows(true), weights in prop::collection::vec(1_u32..9, 5), times in 2_u32..9) {
        let columns: Vec<usize> = (0..rows[0].len()).collect();
        let larger: Vec<u32> = weights.iter().map(|weight| weight * times).collect();
        prop_assert!(near(&judged(&rows, &method_of(&columns, &weights, "")), &judged(&rows, &method_of(&columns, &larger, ""))));
    }

    #[test]
    fn a_rank_is_one_more_than_the_number_of_better_units(rows in rows(true), places in 0_u32..3) {
        let method = method_of(&(0..rows[0].len()).collect::<Vec<_>>(), &[1], &format!("[rounding]\nscore = {places}"));
        let evaluation = judged(&rows, &method);
        let totals = totals(&evaluation);
        for unit in &evaluation.units {
            if let Standing::Evaluated { score, rank, of, .. } = &unit.standing {
                prop_assert_eq!(*rank as usize, 1 + totals.values().filter(|other| *other > score).count());
                prop_assert_eq!(*of as usize, totals.len());
            }
        }
    }

    #[test]
    fn contributions_sum_to_the_score(rows in rows(true), root in 0_usize..7, group in 0_usize..7, bonus in 0_u32..20) {
        let head = format!(
            "[root]\naggregate = {}\n[leaf]\nnormalise = {{ by = \"goalposts\", low = -1, high = 700 }}\n[limits]\nhigh = 80\n[[bonus]]\nid = \"b\"\nname = {{ zh = \"\", en = \"\" }}\npoints = {bonus}\n[[deduction]]\nid = \"d\"\nname = {{ zh = \"\", en = \"\" }}\nin = \"g1\"\npoints = \"score(i1) / 10\"\n[rounding]\nscore = 2",
            MEANS[root]
        );
        let mut method = method_of(&(0..rows[0].len()).collect::<Vec<_>>(), &[1, 4], &head);
        let other = method_of(&[0], &[1], &format!("[root]\naggregate = {}", MEANS[group]));
        let place = method.node("g0").expect("a group");
        let programme::method::Content::Group { aggregate: from, .. } = &other.nodes[0].content else { panic!("a group") };
        let programme::method::Content::Group { aggregate, .. } = &mut method.nodes[place].content else { panic!("a group") };
        *aggregate = from.clone();
        for unit in &judged(&rows, &method).units {
            if let Standing::Evaluated { score, contributions, .. } = &unit.standing {
                let told: f64 = contributions.iter().map(|part| part.points).sum();
                prop_assert!((told - score).abs() < 1e-6, "{} is not {}", told, score);
            }
        }
    }

    #[test]
    fn shares_of_grades_are_within_one_unit_and_leave_nobody_out(rows in rows(false), first in 5_u32..50, second in 5_u32..45) {
        let (first, second) = (f64::from(first) / 100.0, f64::from(second) / 100.0);
        let grade = |id: &str, share: &str| format!("[[grade]]\nid = \"{id}\"\nname = {{ zh = \"\", en = \"\" }}\n{share}\n");
        let head = grade("a", &format!("share = {first}")) + &grade("b", &format!("share = {second}")) + &grade("c", "");
        let method = method_of(&(0..rows[0].len()).collect::<Vec<_>>(), &[1], &head);
        let grades = grades(&judged(&rows, &method));
        let count = |id: &str| grades.values().filter(|grade| *grade == id).count() as f64;
        let units = rows.len() as f64;
        prop_assert_eq!(count("a") + count("b") + count("c"), units);
        prop_assert!((count("a") - first * units).abs() < 1.0);
        prop_assert!((count("b") - second * units).abs() < 1.0);
    }

    #[test]
    fn one_thread_and_two_give_the_same_bytes(rows in rows(true)) {
        let method = method_of(&(0..rows[0].len()).collect::<Vec<_>>(), &[1, 2], "[uncertainty]\nweight_band = 0.3\nerror = { reported = 0.1 }");
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            pool.install(|| serde_json::to_string(&judged_in_order(&rows, &(0..rows.len()).collect::<Vec<_>>(), &method, 40)).expect("JSON"))
        };
        prop_assert_eq!(on(1), on(2));
    }
}
