//! Bad methods and figures they cannot be used on: every flaw is a finding with its line, and the rest goes on.

use std::collections::BTreeMap;

use evaluation::{Ballots, Case, Chance, evaluate};
use programme::Method;

use super::table;

const RIGHT: &str = r#"format = 1
id = "m"
title = { zh = "示例", en = "example" }
[classes]
by = "size"
[[class]]
id = "large"
name = { zh = "大", en = "large" }
[[class]]
id = "small"
name = { zh = "小", en = "small" }
[[quantity]]
id = "ratio"
unit = "元"
formula = "a / b"
[[indicator]]
id = "ratio"
weight = 60
normalise = { by = "goalposts", low = 0, high = 10 }
[[indicator]]
id = "c"
weight = 40
[[grade]]
id = "good"
name = { zh = "好", en = "good" }
from = 50
[[grade]]
id = "poor"
name = { zh = "差", en = "poor" }
"#;

const FIGURES: &str = "unit,size,a,b,c\nu,large,4,2,1\nv,large,6,2,2\nw,small,8,2,3\nx,small,2,2,4\n";

/// Every finding of reading and of judging: code and line in the method.
fn findings(text: &str, figures: &str) -> Vec<(String, Option<u32>)> {
    let (method, mut found) = Method::parse("m.toml", text);
    if let Some(method) = method {
        let table = table(figures, &method, 2020);
        let (indicators, ballots) = (BTreeMap::new(), Ballots::default());
        let methods = BTreeMap::from([(method.id.clone(), method.clone()), ("other".to_owned(), other())]);
        let case = Case {
            units: &table.units,
            indicators: &indicators,
            observations: &table.observations,
            ballots: &ballots,
            methods: &methods,
            year: 2020,
        };
        found.extend(evaluate(&case, &method, Chance { seed: 0, replicates: 0 }).findings);
    }
    for finding in &found {
        assert!(!finding.message.zh.is_empty() && !finding.message.en.is_empty());
    }
    found.into_iter().map(|finding| (finding.code.into_owned(), finding.location.and_then(|place| place.line))).collect()
}

/// A method that uses the example as a leaf.
fn other() -> Method {
    Method::parse("other.toml", "format = 1\nid = \"other\"\ntitle = { zh = \"\", en = \"\" }\n[[method]]\nid = \"m\"\nmethod = \"m\"\n")
        .0
        .expect("a method")
}

/// Changes one thing; the finding must come with the line at which the change begins, or with the one that is marked `#here`.
fn check(change: (&str, &str), figures: &str, code: &str) {
    assert!(RIGHT.contains(change.0), "{}", change.0);
    let text = RIGHT.replacen(change.0, change.1, 1);
    let begins = text[..text.find(change.1).expect("the change")].matches('\n').count();
    let marked = change.1.lines().position(|line| line.contains("#here")).unwrap_or(0);
    let expected = (code.to_owned(), Some((begins + marked + 1) as u32));
    let found = findings(&text, figures);
    assert!(found.contains(&expected), "{expected:?} is not in {found:?}\n{text}");
}

#[test]
fn the_example_itself_is_without_flaw() {
    assert_eq!(findings(RIGHT, FIGURES), []);
}

#[test]
fn flaws_of_the_file_name_their_line() {
    check(("weight = 60", "weight = -60"), FIGURES, "method/negative-weight");
    check(("low = 0, high = 10 }", "low = 10, high = 10 }"), FIGURES, "method/zero-range");
    check(("weight = 40", "wieght = 40"), FIGURES, "method/unreadable");
    check(("[[grade]]\nid = \"good\"", "[limit]\nhigh = 3\n[[grade]]\nid = \"good\""), FIGURES, "method/unknown-key");
    check(("weight = 40", "weight = 40\nnormalise = { by = \"bands\", steps = [[5, 10], [5, 20]] } #here"), FIGURES, "method/bands");
    check(("formula = \"a / b\"", "formula = \"a / ratio\""), FIGURES, "method/cycle");
    check(("weight = 60", "weight = { huge = 60 }"), FIGURES, "method/unknown-class");
    check(
        ("id = \"poor\"\nname = { zh = \"差\", en = \"poor\" }", "id = \"poor\"\nname = { zh = \"差\", en = \"poor\" }\nfrom = 70 #here"),
        FIGURES,
        "method/grade-order",
    );
    check(("weight = 40", "weight = 40\nvalue = \"x + ratio + a\" #here\n[units]\na = \"万元\""), FIGURES, "method/unit-clash");
}

#[test]
fn what_the_figures_bring_out_names_the_line_too() {
    let no_one = "unit,size,a,b,c\nu,large,4,2,1\nv,large,6,2,2\n";
    check(("[[class]]\nid = \"small\"", "[[class]]\nid = \"small\""), no_one, "evaluation/empty-class");
    let by_zero = "unit,size,a,b,c\nu,large,4,0,1\nv,large,6,2,2\nw,small,8,2,3\nx,small,2,2,4\n";
    check(("formula = \"a / b\"", "formula = \"a / b\""), by_zero, "evaluation/division-by-zero");
    let equal = "unit,size,a,b,c\nu,large,4,2,1\nv,large,6,2,1\nw,small,8,2,1\nx,small,2,2,1\n";
    check(("[[indicator]]\nid = \"c\"", "[[indicator]]\nid = \"c\""), equal, "evaluation/not-normalised");
    let silent = "unit,size,a,b,c\nu,large,4,2,\nv,large,6,2,\nw,small,8,2,\nx,small,2,2,\n";
    check(("[[indicator]]\nid = \"c\"", "[[indicator]]\nid = \"c\""), silent, "evaluation/leaf-left-out");
    check(("from = 50", "from = 50\nquota = 3 #here"), FIGURES, "evaluation/quota");
    check(
        ("weight = 40", "weight = 30\n[[method]]\nid = \"sub\"\nmethod = \"nobody\" #here\nweight = 10"),
        FIGURES,
        "method/unknown-method",
    );
}

#[test]
fn methods_in_a_circle_name_the_file_and_the_line_that_closes_it() {
    let text = RIGHT.replace("weight = 40", "weight = 30\n[[method]]\nid = \"sub\"\nmethod = \"other\"\nweight = 10");
    // The fifth line of `other` is its leaf, the sixth names the example.
    assert!(findings(&text, FIGURES).contains(&("method/cycle".to_owned(), Some(6))));
}

#[test]
fn a_slip_of_the_pen_is_told_with_what_was_probably_meant() {
    let (_, found) = Method::parse("m.toml", &RIGHT.replace("weight = 40", "wieght = 40"));
    let finding = found.iter().find(|finding| finding.code == "method/unreadable").expect("a finding");
    assert_eq!(finding.message.zh, "不认识的键“wieght”");
    assert_eq!(finding.hint.as_ref().map(|hint| hint.en.as_str()), Some("is `weight` meant?"));
}
