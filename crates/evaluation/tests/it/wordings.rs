//! Wordings of published rules that are easily got wrong by a hair: bounds that are just reached, ties, who counts for a share.

use std::collections::BTreeMap;

use programme::Method;

use super::{grades, judge, method, one_off, table, totals};

const HEAD: &str = "format = 1\nid = \"m\"\ntitle = { zh = \"示例\", en = \"example\" }\n";
const LADDER: &str = "[[grade]]\nid = \"A\"\nname = { zh = \"A\", en = \"A\" }\nfrom = 90\n[[grade]]\nid = \"B\"\nname = { zh = \"B\", en = \"B\" }\nfrom = 80\n[[grade]]\nid = \"C\"\nname = { zh = \"C\", en = \"C\" }\n";
const PLAIN: &str = "[leaf]\nnormalise = \"none\"\n[[indicator]]\nid = \"a\"\n";

fn of(body: &str) -> Method {
    method(&format!("{HEAD}{body}"))
}

/// Total by unit, in the order of the names.
fn scores(body: &str, figures: &str) -> Vec<f64> {
    let method = of(body);
    let table = table(figures, &method, 0);
    let year = table.years.iter().next_back().copied().unwrap_or(0);
    totals(&judge(&method, &table, year)).into_values().collect()
}

/// Grades of the units in the order of their names, `-` for none.
fn graded(body: &str, figures: &str) -> String {
    let method = of(body);
    let table = table(figures, &method, 0);
    let year = table.years.iter().next_back().copied().unwrap_or(0);
    let found = grades(&judge(&method, &table, year));
    let units: Vec<String> = table.units.iter().map(|unit| unit.id.0.clone()).collect();
    units.iter().map(|unit| found.get(unit).map_or("-", String::as_str)).collect::<Vec<_>>().join(" ")
}

/// Codes of what is wrong with a method of this body.
fn flaws(body: &str) -> Vec<String> {
    let (_, findings) = Method::parse("m.toml", &format!("{HEAD}{body}"));
    findings.iter().map(|finding| finding.code.to_string()).collect()
}

#[test]
fn a_bound_that_is_just_reached_is_reached() {
    // 115 / 100 - 1 is a little less than 0.15 in binary numbers, 0.3 / 0.1 a little less than 3.
    let growth = "unit,year,a\nx,2019,100\nx,2020,115\n";
    let leaf = |value: &str| format!("[leaf]\nnormalise = \"none\"\n[[indicator]]\nid = \"a\"\nvalue = \"{value}\"\n");
    assert_eq!(scores(&leaf("if(growth(x) >= 0.15, 10, 0)"), growth), [10.0]);
    assert_eq!(scores(&leaf("steps(growth(x) * 100, 0, 15, 10)"), growth), [10.0]);
    assert_eq!(scores(&leaf("if(growth(x) < 0.15, 0, 10)"), growth), [10.0]);
    let bands = "[[indicator]]\nid = \"a\"\nvalue = \"growth(x)\"\nnormalise = { by = \"bands\", steps = [[0.15, 10]] }\n";
    assert_eq!(scores(bands, growth), [10.0]);
    let above = "[[indicator]]\nid = \"a\"\nvalue = \"growth(x)\"\nnormalise = { by = \"bands\", steps = [[0.15, 10]], over = true }\n";
    assert_eq!(scores(above, growth), [0.0]);
    assert_eq!(scores(&leaf("floor(x / 0.1)"), "unit,a\nx,0.3\ny,0.7\n"), [3.0, 7.0]);
    let thirds = "[leaf]\nnormalise = \"none\"\n[root]\naggregate = { by = \"formula\", formula = \"0.35 * score(a) + 0.35 * score(b) + 0.3 * score(c)\" }\n[[indicator]]\nid = \"a\"\n[[indicator]]\nid = \"b\"\n[[indicator]]\nid = \"c\"\n";
    // 0.35 x 71 + 0.35 x 83 + 0.3 x 87 = 80.
    assert_eq!(graded(&format!("{thirds}{LADDER}"), "unit,a,b,c\nx,71,83,87\ny,83,71,87\nz,71,83,86.99\n"), "B B C");
}

#[test]
fn equal_sums_in_another_order_share_their_rank() {
    let body = "[leaf]\nnormalise = \"none\"\n[[indicator]]\nid = \"a\"\n[[indicator]]\nid = \"b\"\n[[indicator]]\nid = \"c\"\n";
    let figures =
        "unit,a,b,c\nu,71.3,88.7,93.1\nv,71.3,93.1,88.7\nw,88.7,71.3,93.1\nx,88.7,93.1,71.3\ny,93.1,71.3,88.7\nz,93.1,88.7,71.3\n";
    let method = of(body);
    let evaluation = judge(&method, &table(figures, &method, 0), 0);
    let rank = |unit: &evaluation::UnitOutcome| match &unit.standing {
        evaluation::Standing::Evaluated { rank, .. } => *rank,
        other => panic!("{other:?}"),
    };
    assert!(evaluation.units.iter().all(|unit| rank(unit) == 1));
}

#[test]
fn a_share_is_of_all_who_are_ranked_also_of_those_whom_a_veto_grades() {
    let body = "[ranking]\nshares = \"down\"\n[leaf]\nnormalise = \"none\"\n[[indicator]]\nid = \"a\"\n[[veto]]\nid = \"v\"\nname = { zh = \"\", en = \"\" }\nwhen = \"accident > 0\"\ngrade = \"C\"\n[[grade]]\nid = \"A\"\nname = { zh = \"\", en = \"\" }\nshare = 0.2\n[[grade]]\nid = \"B\"\nname = { zh = \"\", en = \"\" }\nshare = 0.5\n[[grade]]\nid = \"C\"\nname = { zh = \"\", en = \"\" }\n";
    let rows: String = (0..10).map(|unit| format!("u{unit},{},{}\n", 100 - unit, u8::from(unit == 9))).collect();
    assert_eq!(graded(body, &format!("unit,a,accident\n{rows}")), "A A B B B B B C C C");
}

#[test]
fn of_several_vetoes_each_has_its_effect_and_steps_add_up() {
    let veto =
        |id: &str, effect: &str| format!("[[veto]]\nid = \"{id}\"\nname = {{ zh = \"\", en = \"\" }}\nwhen = \"{id} > 0\"\n{effect}\n");
    let body = format!(
        "{PLAIN}{}{}{}{}{}{LADDER}",
        veto("p", "at_most = \"B\""),
        veto("q", "grade = \"C\""),
        veto("t", "grade = \"B\""),
        veto("r", "lower = 1"),
        veto("s", "raise = 1")
    );
    let figures = "unit,a,p,q,r,s,t\nu,95,1,0,0,0,0\nv,95,1,1,0,0,0\nw,95,0,0,1,0,0\nx,85,0,0,0,1,0\ny,95,1,0,1,1,0\nz,70,0,0,1,0,0\n";
    assert_eq!(graded(&body, figures), "B C B A B C");
    // Of two grades that are given outright the worse one counts, whichever veto stands first.
    assert_eq!(graded(&body, "unit,a,p,q,r,s,t\nu,95,0,1,0,0,1\nv,95,0,0,0,0,1\nw,95,0,0,0,0,0\n"), "C B A");
    let ranks =
        format!("{PLAIN}[[veto]]\nid = \"last\"\nname = {{ zh = \"\", en = \"\" }}\nwhen = \"rank() == ranked()\"\nlower = 1\n{LADDER}");
    assert_eq!(graded(&ranks, "unit,a\nx,95\ny,85\nz,92\n"), "A C A");
}

#[test]
fn a_share_may_be_of_land_and_a_quota_is_of_the_class() {
    let land = "[leaf]\nnormalise = \"none\"\n[[indicator]]\nid = \"a\"\n[[grade]]\nid = \"A\"\nname = { zh = \"\", en = \"\" }\nshare = 0.2\nshare_of = \"land\"\n[[grade]]\nid = \"B\"\nname = { zh = \"\", en = \"\" }\nshare = 0.5\nshare_of = \"land\"\n[[grade]]\nid = \"C\"\nname = { zh = \"\", en = \"\" }\n";
    // 100 mu: the first two hold 20, with the third 60, with the fourth 75.
    assert_eq!(graded(land, "unit,a,land\nu,9,15\nv,8,5\nw,7,40\nx,6,15\ny,5,25\n"), "A A B C C");
    // The land of a unit that a veto grades counts in the sum, but uses nothing up: 20 of 100 are for v, then 70 for v, w and x.
    let barred = format!("{land}[[veto]]\nid = \"bad\"\nname = {{ zh = \"\", en = \"\" }}\nwhen = \"bad > 0\"\ngrade = \"C\"\n");
    assert_eq!(graded(&barred, "unit,a,land,bad\nu,9,15,1\nv,8,20,0\nw,7,35,0\nx,6,15,0\ny,5,15,0\n"), "C A B B C");
    let quota = "[classes]\nby = \"region\"\n[ranking]\nwithin = \"all\"\n[leaf]\nnormalise = \"none\"\n[[indicator]]\nid = \"a\"\n[[grade]]\nid = \"A\"\nname = { zh = \"\", en = \"\" }\nquota = 1\n[[grade]]\nid = \"B\"\nname = { zh = \"\", en = \"\" }\n";
    assert_eq!(graded(quota, "unit,region,a\nu,east,9\nv,east,8\nw,west,3\nx,west,2\n"), "A B A B");
}

#[test]
fn a_tie_is_parted_only_where_both_could_have_the_better_grade() {
    let warned = |body: &str, figures: &str| {
        let method = of(body);
        let case = judge(&method, &table(figures, &method, 0), 0);
        case.findings.iter().any(|finding| finding.code == "evaluation/parted-tie")
    };
    let ladder = |requirement: &str| LADDER.replace("from = 90", requirement);
    let equal = "unit,a,land\nx,95,1\ny,95,5\nz,80,5\n";
    assert!(warned(&format!("{PLAIN}{}", ladder("share = 0.34")), equal), "one place for two equal units");
    assert!(!warned(&format!("{PLAIN}{}", ladder("share = 0.67")), equal), "a place for each");
    assert!(!warned(&format!("{PLAIN}{}", ladder("from = \"if(land > 2, 96, 90)\"")), equal), "each has its own bound");
    assert!(!warned(&format!("{PLAIN}{}", ladder("when = \"land > 2\"")), equal), "a condition decides");
}

#[test]
fn a_benchmark_is_not_zero() {
    let ratio = "[[indicator]]\nid = \"a\"\nnormalise = { by = \"ratio\", benchmark = 0 }\n";
    assert_eq!(flaws(ratio), ["method/zero-benchmark"]);
    assert_eq!(flaws(&ratio.replace("\"ratio\", benchmark", "\"distance_to_reference\", reference")), ["method/zero-benchmark"]);
    assert!(flaws(&ratio.replace("= 0 }", "= 5 }")).is_empty());
}

#[test]
fn a_last_grade_with_a_bound_keeps_to_it() {
    let body = format!("{PLAIN}{}", LADDER.replace("en = \"C\" }", "en = \"C\" }\nfrom = 60"));
    assert_eq!(graded(&body, "unit,a\nx,95\ny,60\nz,10\n"), "A C -");
}

#[test]
fn peers_are_those_of_the_leaf() {
    let body = |within: &str| {
        format!(
            "[classes]\nby = \"region\"\n[ranking]\nwithin = \"all\"\n[[indicator]]\nid = \"a\"\nvalue = \"x - peer_mean(x)\"\nnormalise = \"none\"\nwithin = \"{within}\"\n"
        )
    };
    let figures = "unit,region,a\nx,east,2\ny,east,4\nz,west,9\n";
    assert_eq!(scores(&body("class"), figures), [-1.0, 1.0, 0.0]);
    assert_eq!(scores(&body("all"), figures), [-3.0, -1.0, 4.0]);
}

#[test]
fn words_belong_to_their_year() {
    let body = "[leaf]\nnormalise = \"none\"\n[[indicator]]\nid = \"a\"\nvalue = \"x + choose(grade, 'good', 10, 0) + choose(lag(grade), 'good', 1, 0)\"\n".replace('\'', "\\\"");
    let figures = "unit,年份,a,grade\nx,2020,1,good\nx,2021,1,poor\ny,2020,1,poor\ny,2021,1,good\n";
    assert_eq!(scores(&body, figures), [2.0, 11.0]);
    let method = of(&body);
    assert_eq!(totals(&judge(&method, &table(figures, &method, 2020), 2020)).into_values().collect::<Vec<_>>(), [] as [f64; 0]);
}

#[test]
fn not_reported_may_count_nought_points() {
    let body = "[leaf]\nmissing = { by = \"points\", points = 0 }\nnormalise = { by = \"ratio\", benchmark = 10 }\n[[indicator]]\nid = \"a\"\n[[indicator]]\nid = \"b\"\n";
    assert_eq!(scores(body, "unit,a,b\nx,10,\ny,,\n"), [50.0, 0.0]);
}

#[test]
fn bounds_may_differ_by_class_or_come_from_the_peers() {
    let bands = "[classes]\nby = \"region\"\n[[indicator]]\nid = \"a\"\nnormalise = { by = \"bands\", steps = [[{ east = 8, west = 10 }, 60], [{ east = 12, west = 20 }, 100]] }\n";
    assert_eq!(scores(bands, "unit,region,a\nx,east,8\ny,west,8\nz,west,20\n"), [60.0, 0.0, 100.0]);
    let lines = "[[indicator]]\nid = \"a\"\nnormalise = { by = \"attainment\", points = [[\"peer_min(x)\", 60], [\"peer_mean(x)\", 80], [\"peer_max(x)\", 100]] }\n";
    assert_eq!(scores(lines, "unit,a\nw,0\nx,10\ny,20\nz,50\n"), [60.0, 70.0, 80.0, 100.0]);
}

#[test]
fn a_column_of_equal_figures_tells_nobody_from_another() {
    let body = |root: &str| format!("[root]\n{root}\n[[indicator]]\nid = \"a\"\n[[indicator]]\nid = \"b\"\n");
    let figures = "unit,a,b\nx,0,5\ny,5,5\nz,10,5\n";
    assert_eq!(scores(&body("weigh = \"entropy\""), figures), [0.0, 50.0, 100.0]);
    assert_eq!(scores(&body("aggregate = \"topsis\""), figures), [0.0, 0.5, 1.0]);
}

#[test]
fn weights_may_be_multiplied() {
    // AHP 0.75 and 0.25 times 0.4 and 0.6 of an equal budget: 0.3 to 0.15.
    let body = "[leaf]\nnormalise = \"none\"\n[root]\nweigh = { by = \"mix\", of = [{ by = \"ahp\", matrix = [[1, 3], [0.3333333333333333, 1]] }, { by = \"budget\", ballots = [[40, 60]] }], shares = [1, 1], product = true }\n[[indicator]]\nid = \"a\"\n[[indicator]]\nid = \"b\"\n";
    let found = scores(body, "unit,a,b\nx,3,0\n");
    assert!((found[0] - 2.0).abs() < 1e-12, "{found:?}");
}

#[test]
fn a_formula_asks_only_for_what_is_known_where_it_stands() {
    let check = |more: &str, code: &str| assert_eq!(flaws(&format!("{PLAIN}{more}{LADDER}")), [code], "{more}");
    let bonus = |points: &str| format!("[[bonus]]\nid = \"b\"\nname = {{ zh = \"\", en = \"\" }}\npoints = \"{points}\"\n");
    check(&bonus("if(rank() <= 3, 2, 0)"), "method/no-rank-here");
    check(&bonus("0.3 * lag(score())"), "method/score-of-another-year");
    check(&bonus("x"), "method/no-x-here");
    check("[[indicator]]\nid = \"b\"\nvalue = \"score(a) + 1\"\n", "method/no-score-here");
    check("[[indicator]]\nid = \"b\"\nvalue = \"steps(x, 0, 5, 1, 3, 2)\"\n", "method/bands");
    check("[coverage]\nunit = 60\n", "method/number");
    check("[[bonus]]\nid = \"b\"\nname = { zh = \"\", en = \"\" }\npoints = -2\n", "method/number");
}

#[test]
fn a_rank_that_is_not_known_is_missing_and_no_crash() {
    // The file is refused, but whoever goes on with it must not fall.
    let (method, _) = Method::parse(
        "m.toml",
        &format!(
            "{HEAD}{PLAIN}[ties]\nby = [\"rank()\"]\n[[bonus]]\nid = \"b\"\nname = {{ zh = \"\", en = \"\" }}\npoints = \"rank() + ranked()\"\n{LADDER}"
        ),
    );
    let method = method.expect("a method");
    assert_eq!(totals(&judge(&method, &table("unit,a\nx,95\ny,85\n", &method, 0), 0)).into_values().collect::<Vec<_>>(), [95.0, 85.0]);
}

#[test]
fn tables_come_as_offices_save_them() {
    let method = of("[leaf]\nnormalise = \"none\"\n[[indicator]]\nid = \"税收\"\n");
    for (name, bytes) in [
        ("gb18030", encoding_rs::GB18030.encode("单位,税收\n沈阳,12\n大连,7\n").0.into_owned()),
        ("semicolons", "单位;税收\n沈阳;12\n大连;7\n".into()),
    ] {
        let read = one_off("t.csv", &bytes, &method, 0);
        assert_eq!(read.findings, [], "{name}");
        assert_eq!(totals(&judge(&method, &read, 0)), BTreeMap::from([("大连".to_owned(), 7.0), ("沈阳".to_owned(), 12.0)]), "{name}");
    }
    let codes = |text: &str| table(text, &method, 0).findings.iter().map(|finding| finding.code.to_string()).collect::<Vec<_>>();
    assert_eq!(codes("单位,税收\n"), ["table/empty"]);
    assert_eq!(codes("单位,税收\n沈阳,1,234\n合计,1235\n"), ["table/too-many-cells", "table/total"]);
}

#[test]
fn what_is_odd_about_figures_and_method_together_is_said() {
    let check = |body: &str, figures: &str, code: &str| {
        let method = of(body);
        let findings = judge(&method, &table(figures, &method, 0), 0).findings;
        assert!(findings.iter().any(|finding| finding.code == code), "{code}: {findings:?}");
    };
    check(&format!("{PLAIN}{}", LADDER.replace("en = \"C\" }", "en = \"C\" }\nfrom = 60")), "unit,a\nx,10\n", "evaluation/no-grade");
    let ratio = "[[indicator]]\nid = \"a\"\nnormalise = { by = \"ratio\", benchmark = \"peer_mean(x)\" }\n";
    check(ratio, "unit,a\nx,1\ny,-9\n", "evaluation/negative-benchmark");
    check(
        "[leaf]\nnormalise = \"none\"\n[[indicator]]\nid = \"a\"\nvalue = \"ln(x)\"\n",
        "unit,a\nx,1\ny,-9\n",
        "evaluation/division-by-zero",
    );
    check("[leaf]\nnormalise = \"none\"\n[[indicator]]\nid = \"a\"\nweight = \"-a\"\n", "unit,a\nx,1\n", "evaluation/negative-weight");
    let classes = "[classes]\nby = \"region\"\n[[indicator]]\nid = \"a\"\nweight = { east = 1, north = 2 }\n";
    check(classes, "unit,region,a\nx,east,1\ny,west,2\n", "evaluation/unknown-class");
    check(classes, "unit,a\nx,1\ny,2\n", "evaluation/no-class");
}
