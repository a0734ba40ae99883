//! The demonstration's scores, grades and decisions, reviewed like code: a change here is a change of results and belongs in `CHANGELOG.md`.

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use crate::support::demo;

#[test]
fn the_demonstration_gives_its_golden_results() {
    let cycle: Value = serde_json::from_slice(&fs::read(demo().join("cycle.json")).expect("cycle.json")).expect("JSON");
    let mut lines = String::new();
    for year in cycle["years"].as_array().expect("years") {
        for unit in year["evaluation"]["units"].as_array().expect("units") {
            line(&mut lines, &year["year"], unit);
        }
        for decision in year["consequences"]["decisions"].as_array().expect("decisions") {
            if decision["verdict"] == "met" && decision["outcome"] != "entitlement" {
                writeln!(
                    lines,
                    "{} {} {}",
                    year["year"],
                    decision["unit"].as_str().unwrap_or("?"),
                    decision["rule"].as_str().unwrap_or("?")
                )
                .expect("a line");
            }
        }
    }
    insta::assert_snapshot!("demonstration-zones", lines);
}

fn line(lines: &mut String, year: &Value, unit: &Value) {
    let id = unit["unit"].as_str().expect("an id");
    match unit["score"].as_f64() {
        Some(score) => {
            let sure = &unit["uncertainty"];
            writeln!(
                lines,
                "{year} {id} {score:.3} rank {} of {} [{}, {}] {}",
                unit["rank"],
                unit["of"],
                sure["rank_low"],
                sure["rank_high"],
                unit["grade"].as_str().unwrap_or("-")
            )
        }
        None => writeln!(lines, "{year} {id} not evaluable"),
    }
    .expect("a line");
}
