//! The shipped rule folders: sound, and every case comes out as its file says.

use std::path::Path;

use consequences::{check_cases, check_rules};
use corpus::{Finding, Severity};
use programme::Folder;
use programme::rule::{Rulebook, read};

/// Folders that ship with rules.
const PROGRAMMES: [&str; 2] = ["demonstration-zones", "economic-development-zones"];

pub(crate) fn rulebook(programme: &str) -> (Rulebook, Vec<Finding>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes").join(programme);
    let mut folder = Folder { name: format!("programmes/{programme}"), ..Folder::default() };
    for entry in std::fs::read_dir(root.join("rules")).expect("the folder ships") {
        let path = entry.expect("a readable folder").path();
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        folder.files.insert(format!("rules/{name}"), std::fs::read(&path).expect("a readable file"));
    }
    read(&folder, "rules")
}

fn check(programme: &str, least_rules: usize) {
    let (book, mut findings) = rulebook(programme);
    findings.extend(check_cases(&book));
    findings.retain(|finding| finding.severity > Severity::Info);
    assert!(findings.is_empty(), "{findings:#?}");
    assert!(book.rules.len() >= least_rules, "{} rules", book.rules.len());
    let without_refusal: Vec<_> = book.rules.values().filter(|rule| rule.cases.len() < 2).map(|rule| &rule.id).collect();
    assert!(without_refusal.is_empty(), "a rule has a case for and one against: {without_refusal:?}");
}

#[test]
fn the_rules_of_the_demonstration_zones_decide_their_cases() {
    check("demonstration-zones", 20);
}

#[test]
fn the_rules_of_the_economic_development_zones_decide_their_cases() {
    check("economic-development-zones", 6);
}

#[test]
fn no_two_rules_contradict_each_other_and_each_can_be_met() {
    for programme in PROGRAMMES {
        let (book, _) = rulebook(programme);
        let mut findings = check_rules(&book);
        findings.retain(|finding| finding.severity > Severity::Info);
        assert!(findings.is_empty(), "{programme}: {findings:#?}");
    }
}
