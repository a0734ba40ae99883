//! The program is ended by force at many points of its work: what it keeps is the old or the new, whole, and doing it again completes it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::support::{bihuan, copy, files, project, run, stderr, text};

/// Points of the work at which it is ended.
const POINTS: u32 = 24;

/// Ends the command after `delay` and returns whether it was still at work.
fn killed_after(arguments: &[&str], delay: Duration) -> bool {
    let mut child = bihuan().args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
    std::thread::sleep(delay);
    let at_work = child.try_wait().expect("a child of ours").is_none();
    child.kill().or_else(|error| if at_work { Err(error) } else { Ok(()) }).expect("a child of ours can be ended");
    child.wait().expect("a child of ours");
    at_work
}

fn done(arguments: &[&str]) {
    let output = run(arguments);
    assert!(output.status.success(), "{}", stderr(&output));
}

/// Everything below a folder but what an ended program was still writing, which carries another name.
fn kept(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let half = |name: &str| Path::new(name).extension().is_some_and(|extension| extension == "part");
    files(folder).into_iter().filter(|(name, _)| !half(name)).collect()
}

/// Ends `arguments` at many points, each time starting from `before`; every kept file must be the old or the new one, and doing the work
/// again must give `after`.
fn check(folder: &Path, before: &Path, arguments: &[&str]) {
    let reset = || {
        fs::remove_dir_all(folder).expect("a folder of ours");
        copy(before, folder);
    };
    let old = kept(folder);
    let started = Instant::now();
    done(arguments);
    let whole = started.elapsed();
    let new = kept(folder);
    assert_ne!(different(&new, &old), [""; 0], "the work changes something");
    let mut interrupted = 0;
    for point in 0..POINTS {
        reset();
        interrupted += u32::from(killed_after(arguments, whole * point / (POINTS - 1)));
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        let found = kept(folder);
        for name in names {
            let file = found.get(name);
            assert!(file == old.get(name) || file == new.get(name), "{name} is neither old nor new after an end at {point}/{POINTS}");
        }
        assert!(found.keys().all(|name| old.contains_key(name) || new.contains_key(name)), "an end at {point}/{POINTS} left other files");
        done(arguments);
        assert_eq!(different(&kept(folder), &new), [""; 0], "doing it again completes it after an end at {point}/{POINTS}");
    }
    assert!(interrupted > POINTS / 4, "only {interrupted} of {POINTS} ends came while it was at work");
}

/// A table of many figures, `more` added to each.
fn table(more: u32) -> String {
    let cities = ["沈阳市", "大连市", "鞍山市", "本溪市", "湘潭市", "株洲市", "娄底市", "襄阳市"];
    let mut text = String::from("城市,年份,地区生产总值（亿元）,常住人口（万人）,城镇化率（%）,一般公共预算收入（亿元）\n");
    for (at, city) in (0..).zip(cities) {
        for year in 1990..2024_u32 {
            let base = 100 + at * 31 + (year - 1990) * 7 + more;
            text.push_str(&format!("{city},{year},{base}.5,{}.25,{}.1,{}.75\n", base + 3, 30 + (year - 1990), base / 9));
        }
    }
    text
}

#[test]
fn an_import_that_is_ended_by_force_leaves_the_old_or_the_new() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let [folder, before] = ["folder", "before"].map(|name| root.path().join(name));
    copy(&project().join("programmes/demonstration-zones"), &folder);
    let [first, second] = ["2022年各市指标.csv", "2023年各市指标.csv"].map(|name| root.path().join(name));
    fs::write(&first, table(0)).expect("a file");
    fs::write(&second, table(1)).expect("a file");
    done(&["import", text(&first), "--into", text(&folder), "--known-on", "2023-01-31"]);
    copy(&folder, &before);
    check(&folder, &before, &["import", text(&second), "--into", text(&folder), "--known-on", "2024-01-31"]);
}

#[test]
fn a_decision_that_is_ended_by_force_is_kept_or_not_and_nothing_between() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let [folder, before] = ["folder", "before"].map(|name| root.path().join(name));
    copy(&project().join("programmes/demonstration-zones"), &folder);
    let tidy = root.path().join("tidy.csv");
    let rows: String = (2010..2022).map(|year| format!("430300,湘潭市,{year},gdp,{},亿元\n", year * 3 - 5000)).collect();
    fs::write(&tidy, format!("code,city,year,indicator,value,unit\n{rows}")).expect("a file");
    let decide = |year: &'static str, why: &'static str| {
        let figure = match year {
            "2015" => "gdp/430300/2015",
            _ => "gdp/430300/2016",
        };
        let (folder, tidy) = (text(&folder).to_owned(), text(&tidy).to_owned());
        ["data", "queue", &folder, "--table", &tidy, "--figure", figure, "--accept", "--who", "张三", "--why", why, "--day", "2024-05-06"]
            .map(str::to_owned)
            .to_vec()
    };
    let first = decide("2015", "已与年鉴核对");
    done(&first.iter().map(String::as_str).collect::<Vec<_>>());
    copy(&folder, &before);
    let second = decide("2016", "与统计公报一致");
    let arguments: Vec<&str> = second.iter().map(String::as_str).collect();
    check(&folder, &before, &arguments);
}

#[test]
fn importing_correcting_and_importing_again_changes_nothing_more() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let folder = root.path().join("folder");
    copy(&project().join("programmes/demonstration-zones"), &folder);
    let [sent, corrected] = ["sent", "corrected"].map(|name| root.path().join(name).join("2022年各市指标.csv"));
    for file in [&sent, &corrected] {
        fs::create_dir_all(file.parent().expect("a folder of its own")).expect("a folder");
    }
    fs::write(&sent, table(0)).expect("a file");
    fs::write(&corrected, table(0).replacen(",100.5,", ",1005.5,", 1)).expect("a file");
    done(&["import", text(&sent), "--into", text(&folder), "--known-on", "2023-01-31"]);
    let taken = kept(&folder);
    done(&["import", text(&sent), "--into", text(&folder)]);
    assert_eq!(different(&kept(&folder), &taken), [""; 0], "the same file again");
    done(&["import", text(&corrected), "--into", text(&folder), "--known-on", "2023-03-31"]);
    let after = kept(&folder);
    assert_ne!(different(&after, &taken), [""; 0], "the correction is kept");
    done(&["import", text(&corrected), "--into", text(&folder)]);
    done(&["import", text(&sent), "--into", text(&folder)]);
    assert_eq!(different(&kept(&folder), &after), [""; 0], "both files again, in the other order");
}

/// Names of the files that differ.
fn different<'a>(found: &'a BTreeMap<String, Vec<u8>>, expected: &'a BTreeMap<String, Vec<u8>>) -> Vec<&'a str> {
    let names: BTreeSet<&String> = found.keys().chain(expected.keys()).collect();
    names.into_iter().filter(|name| found.get(*name) != expected.get(*name)).map(String::as_str).collect()
}
