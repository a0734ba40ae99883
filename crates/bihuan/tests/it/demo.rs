//! The main job: the same bytes every time, everything labelled, everything verifiable.

use std::fs;

use crate::support::{bihuan, copy, demo, files, run, stderr, stdout, text};

#[test]
fn the_demo_gives_the_same_bytes_again_on_one_thread() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("again");
    let output =
        bihuan().args(["demo", "--no-serve", "--out", text(&out)]).env("RAYON_NUM_THREADS", "1").output().expect("the program starts");
    assert!(output.status.success(), "{}", stderr(&output));
    let (first, second) = (files(demo()), files(&out));
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (path, bytes) in &first {
        assert!(second[path] == *bytes, "{path} differs");
    }
}

#[test]
fn every_page_of_the_demo_is_labelled_in_both_languages() {
    let pages = files(demo()).into_iter().filter(|(path, _)| path.ends_with(".html"));
    let mut count = 0;
    for (path, bytes) in pages {
        let page = String::from_utf8(bytes).expect("pages are UTF-8");
        let label = if path.starts_with("en/") { "emonstration data" } else { "演示数据" };
        assert!(page.contains(label), "{path} does not say {label}");
        count += 1;
    }
    assert!(count > 50, "only {count} pages");
}

#[test]
fn a_run_verifies_until_a_byte_is_changed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("demo");
    copy(demo(), &out);
    let sound = run(&["verify", text(&out)]);
    assert!(sound.status.success(), "{}", stderr(&sound));

    let page = out.join("index.html");
    let mut bytes = fs::read(&page).expect("a page");
    bytes.push(b' ');
    fs::write(&page, bytes).expect("a write");
    fs::remove_file(out.join("results.xlsx")).expect("the workbook");
    let changed = run(&["verify", text(&out)]);
    assert_eq!(changed.status.code(), Some(1));
    let told = stderr(&changed);
    assert!(told.contains("index.html") && told.contains("results.xlsx"), "{told}");
}

#[test]
fn an_explanation_reaches_cells_and_clauses() {
    let output = run(&["explain", text(demo()), "湘潭市", "--year", "2020"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let told = stdout(&output);
    assert!(told.contains("demonstration.csv["), "no cell in:\n{told}");
    assert!(told.contains("866 四/（一）"), "no clause in:\n{told}");
}

#[test]
fn contributions_add_up_to_the_score() {
    let bytes = fs::read(demo().join("cycle.json")).expect("cycle.json");
    let cycle: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
    let mut units = 0;
    for year in cycle["years"].as_array().expect("years") {
        for unit in year["evaluation"]["units"].as_array().expect("units") {
            let Some(score) = unit["score"].as_f64() else { continue };
            let points: f64 =
                unit["contributions"].as_array().expect("contributions").iter().filter_map(|part| part["points"].as_f64()).sum();
            assert!((points - score).abs() < 1e-6, "{}: {points} is not {score}", unit["unit"]);
            units += 1;
        }
    }
    assert!(units > 100, "only {units} scores");
}

/// The page of a unit says the same as the run's data: the smallest changes, the grade they reach, and with which probability.
#[test]
fn a_page_says_what_it_would_take_and_its_numbers_are_those_of_the_run() {
    let cycle: serde_json::Value = serde_json::from_slice(&fs::read(demo().join("cycle.json")).expect("the data")).expect("JSON");
    let last = cycle["years"].as_array().expect("years").last().expect("a year");
    let lifts = last["lifts"].as_object().expect("lifts");
    let reached = lifts.iter().filter(|(_, lift)| lift["grade"].is_string()).count();
    assert!(reached > 0, "somebody can be lifted");
    for (unit, lift) in lifts {
        let page = fs::read_to_string(demo().join(format!("units/{unit}.html"))).expect("a page");
        let (_, told) = page.split_once("<h3 id=\"lift\">").unwrap_or_else(|| panic!("units/{unit}.html"));
        let score = |key: &str| format!("{:.2}", lift[key].as_f64().expect("a score"));
        assert!(told.contains(&score("score_now")) && told.contains(&score("score")), "{unit}: {lift}");
        for change in lift["changes"].as_array().expect("changes") {
            assert!(told.contains(change["name"]["zh"].as_str().expect("a name")), "{unit}: {change}");
            // No figure moves further than peers have moved theirs.
            let moved = (change["to"].as_f64().expect("to") - change["from"].as_f64().expect("from")).abs();
            assert!(moved <= change["reach"].as_f64().expect("reach").abs() + 1e-6, "{unit}: {change}");
        }
    }
}
