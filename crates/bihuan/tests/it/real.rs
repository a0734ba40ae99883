//! The real papers and the real panel, where they lie beside the project.

use std::fs;

use crate::support::{project, run, shared, stderr, stdout, text};

#[test]
fn the_real_run_evaluates_cities_and_says_why_districts_are_not() {
    let Some(shared) = shared() else { return };
    let root = tempfile::tempdir().expect("a temporary folder");
    let out = root.path().join("real");
    let folder = project().join("programmes/demonstration-zones");
    let table = shared.join("data/city_panel.csv.gz");
    let papers = shared.join("corpus");
    let output = run(&[
        "run",
        text(&folder),
        "--papers",
        text(&papers),
        "--table",
        text(&table),
        "--years",
        "2014-2020",
        "--out",
        text(&out),
        "--replicates",
        "50",
    ]);
    assert!(output.status.success(), "{}", stderr(&output));

    let bytes = fs::read(out.join("cycle.json")).expect("cycle.json");
    let cycle: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
    let years = cycle["years"].as_array().expect("years");
    let units = years.last().expect("2020")["evaluation"]["units"].as_array().expect("units");
    let state = |id: &str| units.iter().find(|unit| unit["unit"] == id).map(|unit| unit["state"].as_str().expect("a state").to_owned());
    assert_eq!(state("430300").as_deref(), Some("evaluated"), "湘潭市 has figures");
    assert_eq!(state("110107").as_deref(), Some("not_evaluable"), "石景山区 has none in the panel");
    assert_eq!(state("ningdong").as_deref(), Some("not_evaluable"), "宁东 has none in the panel");

    // The cell that the explanation names must hold what it prints.
    let explained = run(&["explain", text(&out), "湘潭市", "--year", "2020"]);
    assert!(explained.status.success(), "{}", stderr(&explained));
    let told = stdout(&explained);
    let cell = told.lines().find_map(|line| line.split_once("city_panel.csv.gz[F")).expect("a cell of the panel").1;
    let (row, rest) = cell.split_once(']').expect("a cell");
    let lines = panel_lines(&table);
    let line = &lines[row.parse::<usize>().expect("a row") - 1];
    let printed = rest.split_once(" = ").and_then(|(_, value)| value.split_whitespace().next()).expect("what the cell prints");
    assert!(line.starts_with("430300,") && line.split(',').nth(5) == Some(printed), "{line} is not {cell}");
}

/// Returns the panel's lines, unpacked by another program than ours.
fn panel_lines(table: &std::path::Path) -> Vec<String> {
    let unpacked = std::process::Command::new("gzip").args(["-dc", text(table)]).output().expect("gzip is at hand");
    String::from_utf8(unpacked.stdout).expect("the panel is UTF-8").lines().map(str::to_owned).collect()
}
