//! The regimes that ship as folders, against the figures that were published for them; each expected value is worked out by hand from the
//! published rule.

use std::collections::BTreeMap;

use evaluation::{Evaluation, Standing};

use super::{grades, judge, method, near, node_scores, own, shared, table, totals};

fn run(file: &str, data: &str, year: i16) -> Evaluation {
    let method = method(&own(&format!("programmes/{file}")));
    let table = table(data, &method, year);
    let errors: Vec<_> = table.findings.iter().filter(|finding| finding.severity == corpus::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    judge(&method, &table, year)
}

fn check(found: &BTreeMap<String, f64>, expected: &[(&str, f64)], tolerance: f64) {
    for (unit, expected) in expected {
        assert!(near(found[*unit], *expected, tolerance), "{unit}: {} is not {expected}", found[*unit]);
    }
}

#[test]
fn the_official_example_of_energy_progress_comes_out() {
    // +1.51 %, -2.20 %, -4.18 % against -17 % in five years: -4.87 % and 26.8 %; left -12.75 %, or -6.59 % a year (as printed).
    let data = "region,year,change,target,first_year\nr,2006,1.51,-17,2006\nr,2007,-2.20,-17,2006\nr,2008,-4.18,-17,2006\n";
    let evaluation = run("energy-control/methods/progress.toml", data, 2008);
    let half_a_digit = |node: &str, printed: f64, unit: f64| {
        let found = node_scores(&evaluation, node)["r"];
        assert!((found - printed).abs() <= unit / 2.0, "{node}: {found} is not {printed}");
    };
    half_a_digit("progress", 26.8, 0.1);
    half_a_digit("cumulative", -4.87, 0.01);
    half_a_digit("left", -12.75, 0.01);
    half_a_digit("left_yearly", -6.59, 0.01);
    assert!((totals(&evaluation)["r"] - 26.8).abs() <= 0.05);
}

#[test]
fn the_two_rules_of_the_traffic_light_disagree_on_red() {
    let data = "region,year,change,target\nmet,2021,-3.1,-3\nnearly,2021,-2.8,-3\nslow,2021,-1,-3\nrisen,2021,0.5,-3\n";
    let of = |file: &str| grades(&run(file, data, 2021));
    let expect = |levels: [&str; 4]| -> BTreeMap<String, String> {
        ["met", "nearly", "slow", "risen"].iter().zip(levels).map(|(unit, level)| (unit.to_string(), level.to_owned())).collect()
    };
    assert_eq!(of("energy-control/methods/light-2021-q1.toml"), expect(["third", "second", "first", "first"]));
    assert_eq!(of("energy-control/methods/light-2021-h1.toml"), expect(["third", "second", "second", "first"]));
}

#[test]
fn a_missed_energy_target_decides_whatever_the_total() {
    let data = "district,intensity_attainment,industry_attainment,measure_points\n\
        over,125,100,58\nmet,100,95,45\nbasic,104,82,25\nweak,100,60,20\nmissed,99,100,60\nfar,300,100,60\n";
    let evaluation = run("energy-saving/methods/2008.toml", data, 2008);
    // 30 + 2 + 10 + 58; 30 + 9 + 45; 30 + 8 + 25; 30 + 6 + 20; 0 + 10 + 60; 30 + 5 + 10 + 60.
    check(
        &totals(&evaluation),
        &[("over", 100.0), ("met", 84.0), ("basic", 63.0), ("weak", 56.0), ("missed", 70.0), ("far", 105.0)],
        1e-12,
    );
    let grades = grades(&evaluation);
    let of = |unit: &str| grades[unit].as_str();
    assert_eq!([of("over"), of("met"), of("basic"), of("weak"), of("missed")], ["exceeded", "met", "basically_met", "not_met", "not_met"]);
}

#[test]
fn a_huangyan_firm_at_all_benchmarks_has_100_points() {
    // Benchmarks of the 2022 note: 24.097, 136.16, 2.694, 4929.81, 18.14, 0.0302; small firms 11.5932 and 0.2352.
    let heading = "firm,size,tax,land,value_added,energy,emission,employees,rd,revenue,electricity\n";
    let at = |tax: f64, value_added: f64, emission: &str| {
        format!("above_scale,{tax},1,{value_added},{},{emission},{},{},1000,\n", 136.16 / 2.694, 136.16 / 18.14, 0.0302 * 1000.0)
    };
    let emission = (136.16 / 4929.81).to_string();
    let data = format!(
        "{heading}full,{}half-tax,{}silent,{}small,small,11.5932,2,,,,,,,{}\n",
        at(24.097, 136.16, &emission),
        at(24.097 / 2.0, 136.16, &emission),
        at(24.097, 136.16, ""),
        11.5932 / 0.2352
    );
    let evaluation = run("huangyan-land/methods/2022.toml", &data, 2022);
    // The silent firm gets the mean emission item of the others, which is full; the small one half of its tax per mu.
    check(&totals(&evaluation), &[("full", 100.0), ("half-tax", 85.0), ("silent", 100.0), ("small", 75.0)], 1e-12);
}

#[test]
fn weights_and_benchmarks_of_huangyan_are_the_published_ones() {
    let Some(published) = shared("data/programme/mu_rules.csv") else { return };
    let method = method(&own("programmes/huangyan-land/methods/2022.toml"));
    let ids = BTreeMap::from([
        ("亩均税收", "tax_per_mu"),
        ("亩均增加值", "value_added_per_mu"),
        ("单位能耗增加值", "value_added_per_energy"),
        ("单位排放增加值", "value_added_per_emission"),
        ("全员劳动生产率", "labour_productivity"),
        ("R&D经费占主营业务收入比重", "rd_share"),
        ("单位用电税收", "tax_per_electricity"),
    ]);
    let mut compared = 0;
    for row in csv::Reader::from_reader(published.as_bytes()).records().map(|row| row.expect("a row")) {
        if &row[0] != "黄岩区" {
            continue;
        }
        let class = if &row[2] == "规上" { "above_scale" } else { "small" };
        let node = method.node(ids[&row[3]]).expect("a leaf");
        assert_eq!(method.weight(node, Some(class)), row[4].parse().ok(), "{}", &row[3]);
        let programme::method::Content::Indicator { normalise: programme::method::Normalise::Ratio { benchmark, .. }, .. } =
            &method.nodes[node].content
        else {
            panic!("a ratio")
        };
        assert_eq!(benchmark.fixed(Some(class)), row[5].parse().ok(), "{}", &row[3]);
        compared += 1;
    }
    assert_eq!(compared, 8);
}

#[test]
fn huaian_grades_by_rank_within_the_county_and_sets_utilities_aside() {
    let mut data = String::from(
        "firm,year,county,tax,land,sales,energy,electricity,safety_merit,carbon_merit,innovation_merit,violations,utility,years_in_production\n",
    );
    for firm in 1..=20 {
        data.push_str(&format!("f{firm:02},2024,c,{firm},1,{firm},1,1,0,0,0,0,0,9\n"));
    }
    data.push_str("water,2024,c,99,1,99,1,1,0,0,0,0,1,9\nnew,2024,c,99,1,99,1,1,0,0,0,0,0,1\n");
    let evaluation = run("huaian-land/methods/2024.toml", &data, 2024);
    // Mean of 1 to 20 is 10.5, the benchmark 21: the best has 20/21 of 100 points.
    check(&totals(&evaluation), &[("f20", 95.24), ("f01", 4.76)], 1e-9);
    let grades = grades(&evaluation);
    let count = |grade: &str| grades.values().filter(|found| *found == grade).count();
    assert_eq!(["A", "B", "C", "D", "T"].map(count), [4, 8, 7, 1, 2]);
    assert_eq!((grades["f17"].as_str(), grades["f16"].as_str(), grades["f01"].as_str()), ("A", "B", "D"));
}

#[test]
fn last_year_s_county_mean_sets_huaian_s_benchmark() {
    let data = "firm,year,county,tax,land,sales,energy,electricity,safety_merit,carbon_merit,innovation_merit,violations,utility,years_in_production\n\
        a,2023,c,4,1,40,1,1,0,0,0,0,0,9\nb,2023,c,6,1,60,1,1,0,0,0,0,0,9\n\
        a,2024,c,10,1,100,1,1,1,0,0,0,0,9\nb,2024,c,5,1,50,1,1,0,0,0,1,0,9\n";
    // Benchmarks 10, 100, 10: a has all 100 points and 2 for safety, b half of them less 3.
    check(&totals(&run("huaian-land/methods/2024.toml", data, 2024)), &[("a", 102.0), ("b", 47.0)], 1e-12);
}

#[test]
fn both_weight_columns_of_wanjiang_are_the_published_ones() {
    let Some(published) = shared("data/programme/wanjiang_indicators.csv") else { return };
    let method = method(&own("programmes/wanjiang/methods/2010.toml"));
    let weights = |group: &str| -> Vec<(String, f64)> {
        let group = method.node(group).expect("a group");
        method.children(group).map(|child| (method.nodes[child].path.clone(), method.weight(child, None).expect("a weight"))).collect()
    };
    let sorted = |mut weights: Vec<f64>| {
        weights.sort_by(f64::total_cmp);
        weights
    };
    let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(published.as_bytes()).records().map(|row| row.expect("a row")).collect();
    let column = |index: usize| sorted(rows.iter().filter_map(|row| row[index].parse().ok()).collect());
    assert_eq!(sorted(weights("tasks").into_iter().map(|(_, weight)| weight).collect()), column(2));
    for group in ["static", "dynamic"] {
        assert_eq!(sorted(weights(group).into_iter().map(|(_, weight)| weight).collect()), column(3));
    }
    assert_eq!(weights(""), [("tasks".to_owned(), 20.0), ("effect".to_owned(), 80.0)]);
    assert_eq!(weights("effect"), [("effect/static".to_owned(), 40.0), ("effect/dynamic".to_owned(), 60.0)]);
}

#[test]
fn no_more_parks_and_projects_are_proposed_than_were_commended() {
    let zones = "demonstration-zones/methods";
    for (name, units) in [("commended-parks", 23), ("commended-projects", 30)] {
        let evaluation = run(&format!("{zones}/{name}.toml"), &own(&format!("programmes/{zones}/{name}.demonstration.csv")), 2022);
        let grades = grades(&evaluation);
        assert_eq!(grades.len(), units, "{name}");
        assert_eq!(grades.values().filter(|grade| *grade == "proposed").count(), 6, "{name}");
    }
    let parks = run(&format!("{zones}/county-parks.toml"), &own(&format!("programmes/{zones}/county-parks.demonstration.csv")), 2022);
    let grades = grades(&parks);
    let count = |grade: &str| grades.values().filter(|found| *found == grade).count();
    // At most a fifth and two fifths of twenty; the park with the major accident cannot be better than poor.
    assert!(count("excellent") <= 4 && count("excellent") + count("good") <= 12);
    assert_eq!(grades["演示县城园区13"], "poor");
}

#[test]
fn every_regime_runs_on_its_demonstration_data_without_an_error() {
    for (file, data, year, units) in [
        ("huangyan-land/methods/2022.toml", "huangyan-land/data/demonstration.csv", 2022, 40),
        ("huaian-land/methods/2024.toml", "huaian-land/data/demonstration.csv", 2024, 50),
        ("energy-saving/methods/2008.toml", "energy-saving/data/demonstration.csv", 2008, 10),
        ("energy-control/methods/progress.toml", "energy-control/data/demonstration.csv", 2008, 9),
        ("energy-control/methods/light-2021-q1.toml", "energy-control/data/demonstration-2021.csv", 2021, 12),
        ("energy-control/methods/light-2021-h1.toml", "energy-control/data/demonstration-2021.csv", 2021, 12),
        ("wanjiang/methods/2010.toml", "wanjiang/data/demonstration.csv", 2011, 10),
        ("demonstration-zones/methods/county-parks.toml", "demonstration-zones/methods/county-parks.demonstration.csv", 2022, 20),
        ("demonstration-zones/methods/commended-parks.toml", "demonstration-zones/methods/commended-parks.demonstration.csv", 2022, 24),
        (
            "demonstration-zones/methods/commended-projects.toml",
            "demonstration-zones/methods/commended-projects.demonstration.csv",
            2022,
            30,
        ),
    ] {
        let evaluation = run(file, &own(&format!("programmes/{data}")), year);
        assert_eq!(evaluation.units.len(), units, "{file}");
        for unit in &evaluation.units {
            assert!(!matches!(unit.standing, Standing::NotEvaluable(_)), "{file}: {} {:?}", unit.unit, unit.standing);
        }
        assert!(evaluation.findings.iter().all(|finding| finding.severity != corpus::Severity::Error), "{file}: {:?}", evaluation.findings);
    }
}
