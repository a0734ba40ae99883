//! The stage as a whole, on small tables whose results can be worked out on paper.

use std::collections::BTreeMap;

use programme::Method;

use crate::examples::with_case;
use crate::*;

const HEAD: &str = "format = 1\nid = \"m\"\ntitle = { zh = \"示例\", en = \"example\" }\n";

fn method(body: &str) -> Method {
    let (method, findings) = Method::parse("m.toml", &format!("{HEAD}{body}"));
    assert_eq!(findings, []);
    method.expect("a method")
}

fn judge(body: &str, table: &str, replicates: u32) -> Evaluation {
    judge_with(body, table, &Ballots::default(), replicates)
}

fn judge_with(body: &str, table: &str, ballots: &Ballots, replicates: u32) -> Evaluation {
    let method = method(body);
    let read = one_off("t.csv", table.as_bytes(), &method, 2020);
    let year = read.years.iter().next_back().copied().unwrap_or(2020);
    let case = Case {
        units: &read.units,
        indicators: &BTreeMap::new(),
        observations: &read.observations,
        ballots,
        methods: &BTreeMap::new(),
        year,
    };
    evaluate(&case, &method, Chance { seed: 1, replicates })
}

fn scores(evaluation: &Evaluation) -> Vec<Option<f64>> {
    evaluation.units.iter().map(UnitOutcome::score).collect()
}

fn grades(evaluation: &Evaluation) -> Vec<&str> {
    let of = |unit: &UnitOutcome| match &unit.standing {
        Standing::Evaluated { grade, .. } | Standing::Special { grade, .. } => grade.clone().map_or("", |grade| grade.0.leak()),
        Standing::NotEvaluable(_) => "-",
    };
    evaluation.units.iter().map(of).collect()
}

fn check(body: &str, table: &str, expected: &[Option<f64>]) {
    let found = scores(&judge(body, table, 0));
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        let near = match (found, expected) {
            (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
            (found, expected) => found.is_none() && expected.is_none(),
        };
        assert!(near, "{found:?} is not {expected:?}\n{body}");
    }
}

const TWO: &str = "[[indicator]]\nid = \"a\"\nweight = 60\n[[indicator]]\nid = \"b\"\nweight = 40\ndirection = \"down\"\n";
const TABLE: &str = "unit,a,b\nx,0,10\ny,5,20\nz,10,30\n";

#[test]
fn min_max_stretches_and_turns_what_is_better_low() {
    check(TWO, TABLE, &[Some(40.0), Some(50.0), Some(60.0)]);
}

#[test]
fn a_missing_figure_leaves_its_weight_to_the_others() {
    check(TWO, "unit,a,b\nx,0,10\ny,5,\nz,10,30\n", &[Some(40.0), Some(50.0), Some(60.0)]);
    check(&format!("[leaf]\nmissing = \"mean\"\n{TWO}"), "unit,a,b\nx,0,10\ny,5,\nz,10,30\n", &[Some(40.0), Some(50.0), Some(60.0)]);
    check(
        &format!("[leaf]\nmissing = {{ by = \"points\", points = 0 }}\n{TWO}"),
        "unit,a,b\nx,0,10\ny,5,\nz,10,30\n",
        &[Some(40.0), Some(30.0), Some(60.0)],
    );
    check(&format!("[coverage]\nunit = 0.9\n{TWO}"), "unit,a,b\nx,0,10\ny,5,\nz,10,30\n", &[Some(40.0), None, Some(60.0)]);
}

#[test]
fn ratios_to_a_benchmark_give_points_and_stop_at_the_cap() {
    let body = "[leaf]\nnormalise = { by = \"ratio\", benchmark = 4, cap = 1.5 }\n[[indicator]]\nid = \"a\"\n";
    check(body, "unit,a\nx,2\ny,4\nz,10\n", &[Some(50.0), Some(100.0), Some(150.0)]);
}

#[test]
fn classes_have_their_own_benchmarks_and_weights() {
    let body = r#"
[classes]
by = "size"
[[class]]
id = "large"
name = { zh = "", en = "" }
[[class]]
id = "small"
name = { zh = "", en = "" }
weights = { b = 0 }
[leaf]
normalise = { by = "ratio", benchmark = { large = 10, small = 5 } }
[[indicator]]
id = "a"
weight = 50
[[indicator]]
id = "b"
weight = 50
"#;
    check(body, "unit,size,a,b\nx,large,10,5\ny,small,5,\nz,huge,1,1\n", &[Some(75.0), Some(100.0), None]);
}

#[test]
fn geometric_means_and_formulas_of_groups_follow_their_definition() {
    check(
        "[root]\naggregate = \"geometric\"\n[leaf]\nnormalise = \"none\"\n[[indicator]]\nid = \"a\"\n[[indicator]]\nid = \"b\"\n",
        "unit,a,b\nx,4,9\ny,0,9\n",
        &[Some(6.0), Some(0.0)],
    );
    check(
        "[root]\naggregate = { by = \"formula\", formula = \"if(score(a) >= 3, score(a) + score(b), 0)\" }\n[leaf]\nnormalise = \"none\"\n[[indicator]]\nid = \"a\"\n[[indicator]]\nid = \"b\"\n",
        "unit,a,b\nx,4,9\ny,2,9\n",
        &[Some(13.0), Some(0.0)],
    );
}

#[test]
fn growth_looks_at_the_year_before() {
    let body = "[leaf]\nnormalise = \"none\"\nvalue = \"growth(x) * 100\"\n[[indicator]]\nid = \"a\"\n";
    check(body, "unit,year,a\nx,2019,100\nx,2020,110\ny,2020,5\n", &[Some(10.0), None]);
}

#[test]
fn points_beside_the_tree_are_added_capped_and_told() {
    let body = format!(
        "{TWO}\n[[bonus]]\nid = \"won\"\nname = {{ zh = \"\", en = \"won\" }}\npoints = \"2 * wins\"\ncap = 5\n[[deduction]]\nid = \"lost\"\nname = {{ zh = \"\", en = \"\" }}\nwhen = \"score() < 45\"\npoints = 1\n"
    );
    let evaluation = judge(&body, "unit,a,b,wins\nx,0,10,0\ny,5,20,1\nz,10,30,9\n", 0);
    assert_eq!(scores(&evaluation), [Some(39.0), Some(52.0), Some(65.0)]);
    for unit in &evaluation.units {
        let Standing::Evaluated { score, contributions, .. } = &unit.standing else { panic!("evaluated") };
        assert!((contributions.iter().map(|part| part.points).sum::<f64>() - score).abs() < 1e-9);
    }
}

const GRADES: &str = r#"
[[grade]]
id = "top"
name = { zh = "", en = "" }
share = 0.25
when = "b > 0"
[[grade]]
id = "middle"
name = { zh = "", en = "" }
from = 50
[[grade]]
id = "low"
name = { zh = "", en = "" }
[[veto]]
id = "accident"
name = { zh = "", en = "" }
when = "accident > 0"
at_most = "low"
[[special]]
id = "new"
name = { zh = "", en = "" }
when = "age < 2"
grade = "ungraded"
[[indicator]]
id = "a"
normalise = "none"
"#;

#[test]
fn grades_obey_shares_conditions_vetoes_and_stand_aside_for_special_units() {
    let table = "unit,a,b,accident,age\np,90,0,0,9\nq,80,1,0,9\nr,70,1,1,9\ns,40,1,0,9\nt,99,1,0,1\n";
    let evaluation = judge(GRADES, table, 0);
    assert_eq!(grades(&evaluation), ["middle", "top", "low", "low", "ungraded"]);
}

#[test]
fn equal_totals_share_a_rank_unless_the_method_says_what_decides() {
    let ranks = |body: &str| -> Vec<u32> {
        let of = |unit: &UnitOutcome| match unit.standing {
            Standing::Evaluated { rank, .. } => rank,
            _ => 0,
        };
        judge(body, "unit,a,b\nx,5,1\ny,5,2\nz,4,9\n", 0).units.iter().map(of).collect()
    };
    let leaf = "[[indicator]]\nid = \"a\"\nnormalise = \"none\"\n";
    assert_eq!(ranks(leaf), [1, 1, 3]);
    assert_eq!(ranks(&format!("[ties]\nrank = \"dense\"\n{leaf}")), [1, 1, 2]);
    assert_eq!(ranks(&format!("[ties]\nby = [\"b\"]\n{leaf}")), [2, 1, 3]);
}

#[test]
fn experts_marks_enter_the_tree_and_their_absence_is_said() {
    let body = "[[indicator]]\nid = \"a\"\nweight = 50\n[[criterion]]\nid = \"work\"\nname = { zh = \"\", en = \"\" }\nweight = 50\nlow = 0\nhigh = 10\n";
    let (ballots, _) = Ballots::parse("b", "expert,unit,criterion,score\ne,x,work,5\nf,x,work,7\ne,y,work,10\n");
    assert_eq!(scores(&judge_with(body, "unit,a\nx,0\ny,1\n", &ballots, 0)), [Some(30.0), Some(100.0)]);
    let without = judge(body, "unit,a\nx,0\ny,1\n", 0);
    assert_eq!(scores(&without), [Some(0.0), Some(100.0)]);
    assert!(without.findings.iter().any(|finding| finding.code == "evaluation/leaf-left-out"));
}

#[test]
fn equal_figures_cannot_be_stretched_and_that_is_said() {
    let evaluation = judge(TWO, "unit,a,b\nx,3,10\ny,3,20\n", 0);
    assert_eq!(scores(&evaluation), [Some(100.0), Some(0.0)]);
    assert!(evaluation.findings.iter().any(|finding| finding.code == "evaluation/not-normalised"));
}

const DOUBT: &str = "\n[uncertainty]\nweight_band = 0.25\nnormalise = [\"min_max\", { by = \"z_score\", centre = 50, spread = 20 }]\n";

#[test]
fn replicates_give_the_same_on_any_number_of_threads() {
    let once = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| serde_json::to_string(&judge(&format!("{TWO}{DOUBT}"), TABLE, 200)).expect("JSON"))
    };
    assert_eq!(once(1), once(3));
}

#[test]
fn probabilities_of_grades_sum_to_one_and_pairs_to_one() {
    let body = format!(
        "{TWO}{DOUBT}\n[[grade]]\nid = \"up\"\nname = {{ zh = \"\", en = \"\" }}\nfrom = 50\n[[grade]]\nid = \"low\"\nname = {{ zh = \"\", en = \"\" }}\n"
    );
    let evaluation = judge(&body, TABLE, 300);
    assert_eq!(evaluation.replicates, 300);
    for (index, unit) in evaluation.units.iter().enumerate() {
        let Standing::Evaluated { uncertainty: Some(doubt), rank, .. } = &unit.standing else { panic!("evaluated") };
        assert!((doubt.grade_probability.values().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(doubt.rank_low <= *rank && *rank <= doubt.rank_high);
        for other in 0..index {
            let (there, back) = (evaluation.above[index][other].expect("a pair"), evaluation.above[other][index].expect("a pair"));
            assert!((there + back - 1.0).abs() < 1e-12);
        }
    }
}

#[test]
fn methods_that_use_each_other_are_a_finding_and_not_an_endless_loop() {
    let leaf = |id: &str, other: &str| {
        let text = format!(
            "format = 1\nid = \"{id}\"\ntitle = {{ zh = \"\", en = \"\" }}\n[[method]]\nid = \"sub\"\nmethod = \"{other}\"\n[[indicator]]\nid = \"a\"\n"
        );
        Method::parse("m", &text).0.expect("a method")
    };
    let methods = BTreeMap::from([("p".to_owned(), leaf("p", "q")), ("q".to_owned(), leaf("q", "p"))]);
    let read = one_off("t.csv", TABLE.as_bytes(), &methods["p"], 2020);
    let case = Case {
        units: &read.units,
        indicators: &BTreeMap::new(),
        observations: &read.observations,
        ballots: &Ballots::default(),
        methods: &methods,
        year: 2020,
    };
    let evaluation = evaluate(&case, &methods["p"], Chance { seed: 0, replicates: 0 });
    assert!(evaluation.findings.iter().any(|finding| finding.code == "method/cycle"));
    assert!(evaluation.units.iter().all(|unit| unit.score().is_some()));
}

#[test]
fn a_text_in_a_number_s_place_is_named_with_its_cell() {
    let read = one_off("t.csv", "unit,a\nx,12\ny,n.q.\nz,7\nz,8\n,4\n".as_bytes(), &method(TWO), 2020);
    let codes: Vec<&str> = read.findings.iter().map(|finding| finding.code.as_ref()).collect();
    assert_eq!(codes, ["table/no-column", "table/not-a-number", "table/unit-twice", "table/no-unit"]);
    assert_eq!(read.findings[1].location.as_ref().and_then(|place| place.cell.as_deref()), Some("B3"));
}

#[test]
fn the_better_unit_stands_above_the_other_whichever_way_the_ranking_goes() {
    let body = |best: &str| {
        format!(
            "[leaf]\nnormalise = \"none\"\n[[indicator]]\nid = \"a\"\nweight = 60\n[[indicator]]\nid = \"b\"\nweight = 40\n[ranking]\nbest = \"{best}\"\n[uncertainty]\nweight_band = 0.25\n"
        )
    };
    // No weights put `x` below `y`; `y` and `z` are always level.
    let table = "unit,a,b\nx,90,80\ny,10,20\nz,10,20\n";
    let (sure, never, level) = (Some(1.0), Some(0.0), Some(0.5));
    assert_eq!(judge(&body("high"), table, 20).above, [[None, sure, sure], [never, None, level], [never, level, None]]);
    assert_eq!(judge(&body("low"), table, 20).above, [[None, never, never], [sure, None, level], [sure, level, None]]);
}

#[test]
fn the_smallest_change_just_reaches_the_next_grade() {
    let body = "[leaf]\nnormalise = \"none\"\n[[indicator]]\nid = \"a\"\nweight = 50\n[[indicator]]\nid = \"b\"\nweight = 50\n[[grade]]\nid = \"up\"\nname = { zh = \"\", en = \"\" }\nfrom = 50\n[[grade]]\nid = \"low\"\nname = { zh = \"\", en = \"\" }\n";
    let changes = |unit: &str| {
        with_case(body, "unit,a,b\nx,40,40\ny,60,70\nz,50,90\n", |case, method| smallest_changes(case, method, &unit.into(), 4.0))
    };
    // The mean must rise from 40 to 50: one figure by 20, which is 2 deviations of a (10) and 0.795 of b (25.17).
    let steps = changes("x");
    assert_eq!(steps.iter().map(|step| step.path.as_str()).collect::<Vec<_>>(), ["b", "a"]);
    for step in &steps {
        assert!((step.to - 60.0).abs() < 0.05 && step.to >= 60.0 - 1e-9 && step.reached_by_a_peer, "{step:?}");
    }
    assert_eq!(changes("y"), []);
}

#[test]
fn a_severe_expert_does_not_hold_a_unit_down() {
    let criterion =
        "[[criterion]]\nid = \"work\"\nname = { zh = \"\", en = \"\" }\nlow = 0\nhigh = 4\n[[indicator]]\nid = \"a\"\nweight = 0\n";
    // The severe expert marks one step lower throughout and alone has seen `w`, which is as good as `y`.
    let marks = "expert,unit,criterion,score\nmild,x,work,2\nmild,y,work,3\nmild,z,work,4\nmild,v,work,1\nsevere,x,work,1\nsevere,y,work,2\nsevere,z,work,3\nsevere,v,work,0\nsevere,w,work,2\n";
    let (ballots, _) = Ballots::parse("b", marks);
    let table = "unit,a\nv,1\nw,1\nx,1\ny,1\nz,1\n";
    let plain = scores(&judge_with(criterion, table, &ballots, 0));
    let fair = judge_with(&format!("[panel]\nmany_facet = true\n{criterion}"), table, &ballots, 0);
    assert_eq!(plain[1], Some(50.0));
    assert_eq!(plain[3], Some(62.5));
    let fair = scores(&fair);
    assert!(fair[1] > plain[1], "{fair:?}");
    assert!((fair[1].expect("a score") - fair[3].expect("a score")).abs() < 2.0, "{fair:?}");
    let fractions = marks.replace("w,work,2", "w,work,2.5");
    let refused = judge_with(&format!("[panel]\nmany_facet = true\n{criterion}"), table, &Ballots::parse("b", &fractions).0, 0);
    assert!(refused.findings.iter().any(|finding| finding.code == "evaluation/no-severity"));
}
