//! Flawed input gives findings with place and way out; the output folder is complete or absent.

use std::fs;
use std::path::Path;

use crate::support::{copy, project, run, stderr, stdout, text};

/// Spoils one file of the shipped folder and returns what `check` says.
fn check(file: &str, spoil: impl Fn(&str) -> String) -> (Option<i32>, String) {
    let root = tempfile::tempdir().expect("a temporary folder");
    let folder = root.path().join("programme");
    copy(&project().join("programmes/demonstration-zones"), &folder);
    let path = folder.join(file);
    let before = fs::read_to_string(&path).expect("a file of the folder");
    let after = spoil(&before);
    assert_ne!(before, after, "nothing was spoilt");
    fs::write(&path, after).expect("a write");
    let output = run(&["check", text(&folder), "--lang", "en"]);
    (output.status.code(), stderr(&output))
}

#[test]
fn the_shipped_folder_has_no_errors() {
    let output = run(&["check", text(&project().join("programmes/demonstration-zones"))]);
    assert!(output.status.success(), "{}{}", stderr(&output), stdout(&output));
}

#[test]
fn a_broken_file_is_named_with_its_line() {
    let (code, told) = check("indicators.toml", |text| text.replacen("unit = \"", "unit = ", 1));
    assert_eq!(code, Some(2));
    assert!(told.contains("indicators.toml:"), "{told}");
}

#[test]
fn an_unknown_city_is_named_with_its_line() {
    let (code, told) = check("members.csv", |text| text.replacen("430300", "439999", 1));
    assert_eq!(code, Some(2));
    assert!(told.contains("members.csv:") && told.contains("439999"), "{told}");
}

#[test]
fn weights_that_do_not_add_up_are_named_with_their_line() {
    let (code, told) = check("methods/2020.toml", |text| text.replacen("weight = ", "weight = 1", 1));
    assert_eq!(code, Some(2));
    assert!(told.contains("methods/2020.toml:") && told.contains("weight"), "{told}");
}

fn panel(folder: &Path, rows: &str) -> String {
    let path = folder.join("panel.csv");
    fs::write(&path, format!("code,city,province,year,indicator,value,unit,source,note\n{rows}")).expect("a write");
    text(&path).to_owned()
}

#[test]
fn a_text_in_a_numbers_place_is_a_finding_and_the_rest_goes_on() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let table = panel(root.path(), "430300,湘潭市,湖南省,2020,gdp,约两千,亿元,A,\n430300,湘潭市,湖南省,2019,gdp,2258.0,亿元,A,\n");
    let out = root.path().join("out");
    let folder = project().join("programmes/demonstration-zones");
    let output = run(&["run", text(&folder), "--table", &table, "--years", "2020", "--out", text(&out), "--replicates", "10"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let cycle = fs::read_to_string(out.join("cycle.json")).expect("cycle.json");
    assert!(cycle.contains("约两千") && cycle.contains("F2"), "the cell is not named");
}

#[test]
fn a_year_without_data_still_gives_a_whole_folder() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let table = panel(root.path(), "430300,湘潭市,湖南省,2019,gdp,2258.0,亿元,A,\n");
    let out = root.path().join("out");
    let folder = project().join("programmes/demonstration-zones");
    let output = run(&["run", text(&folder), "--table", &table, "--years", "2021", "--out", text(&out), "--replicates", "10"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(out.join("cycle.json").is_file() && out.join("index.html").is_file());
}

#[test]
fn a_missing_file_is_an_input_error_and_writes_nothing() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let out = root.path().join("out");
    let folder = project().join("programmes/demonstration-zones");
    let output = run(&["run", text(&folder), "--table", "no-such-table.csv", "--years", "2020", "--out", text(&out)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("no-such-table.csv"));
    assert!(!out.exists());
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let root = tempfile::tempdir().expect("a temporary folder");
    fs::write(root.path().join("thesis.doc"), "years of work").expect("a write");
    let output = run(&["demo", "--no-serve", "--out", text(root.path())]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_dir(root.path()).expect("still there").count(), 1);
}
