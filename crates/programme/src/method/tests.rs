use super::*;

const SMALL: &str = r#"
format = 1
id = "2020"
title = { zh = "示例", en = "An example" }

[[group]]
id = "economy"
weight = 60

[[indicator]]
id = "gdp"
in = "economy"
weight = 70

[[indicator]]
id = "wages"
in = "economy"
weight = 40
normalise = { by = "goalposts", low = 0, high = 10 }

[[criterion]]
id = "work"
name = { zh = "工作", en = "Work" }
low = 0
high = 10
weight = 40
"#;

fn codes(text: &str) -> Vec<String> {
    Method::parse("methods/2020.toml", text).1.into_iter().map(|finding| finding.code.to_string()).collect()
}

fn check(change: (&str, &str), expected: &[&str]) {
    let right = SMALL.replace("weight = 70", "weight = 60");
    assert_eq!(codes(&right), Vec::<String>::new());
    assert!(right.contains(change.0), "{}", change.0);
    assert_eq!(codes(&right.replacen(change.0, change.1, 1)), expected, "{}", change.1);
}

#[test]
fn a_total_of_110_is_said_with_its_line_and_the_way_out() {
    let (method, findings) = Method::parse("methods/2020.toml", SMALL);
    assert!(method.is_some());
    assert_eq!(findings.len(), 1);
    let finding = &findings[0];
    assert_eq!(finding.message.en, "weights of group \"economy\" total 110, not 100");
    assert_eq!(finding.location.as_ref().map(ToString::to_string).as_deref(), Some("methods/2020.toml:8"));
    assert!(finding.hint.as_ref().is_some_and(|hint| hint.en.starts_with("divide each by 1.1;")));
}

#[test]
fn the_tree_keeps_the_order_of_the_file() {
    let (method, _) = Method::parse("m", SMALL);
    let paths: Vec<String> = method.expect("a method").nodes.into_iter().map(|node| node.path).collect();
    assert_eq!(paths, ["", "economy", "economy/gdp", "economy/wages", "work"]);
}

#[test]
fn a_flaw_costs_one_entry_and_has_a_code() {
    check(("weight = 60", "wieght = 60"), &["method/unreadable", "method/no-parent", "method/no-parent"]);
    check(("format = 1", "format = 2"), &["method/format"]);
    check(("high = 10 }", "high = 0 }"), &["method/zero-range"]);
    check(("in = \"economy\"", "in = \"ecnomy\""), &["method/no-parent"]);
    check(("id = \"wages\"", "id = \"gdp\""), &["method/node-id"]);
    check(("weight = 60\n", "weight = 60\ncoverage = \"half\"\n"), &["method/unreadable", "method/no-parent", "method/no-parent"]);
    check(("id = \"2020\"", "id = \"2020\"\nfirst_year = 2021\nlast_year = 2020"), &["method/years"]);
    check(("id = \"2020\"", "id = \"2020\"\ncolour = 3"), &["method/unknown-key"]);
    check(("weight = 60\n", "weight = \"score(nowhere)\"\n"), &["method/no-score-here", "method/unknown-node"]);
    check(("weight = 60\n", "weight = 60\naggregate = { by = \"formula\", formula = \"score(nowhere)\" }\n"), &["method/unknown-node"]);
    check(("id = \"wages\"", "id = \"wages\"\nmissing = \"minmax\""), &["method/unreadable"]);
}

#[test]
fn groups_in_each_other_are_reported_and_do_not_hang() {
    let circle = "format = 1\nid = \"c\"\ntitle = { zh = \"\", en = \"\" }\n[[group]]\nid = \"a\"\nin = \"b\"\n[[group]]\nid = \"b\"\nin = \"a\"\n[[indicator]]\nid = \"x1\"\n";
    assert_eq!(codes(circle), ["method/no-parent", "method/no-parent"]);
}

#[test]
fn a_quantity_that_needs_itself_is_a_cycle() {
    let text = SMALL.replace("weight = 70", "weight = 60")
        + "[[quantity]]\nid = \"a\"\nformula = \"b + 1\"\n[[quantity]]\nid = \"b\"\nformula = \"a * 2\"\n";
    assert_eq!(codes(&text), ["method/cycle", "method/cycle"]);
}

#[test]
fn an_indicator_nobody_defines_is_named_with_its_line() {
    let (method, _) = Method::parse("m.toml", SMALL);
    let findings = method.expect("a method").check_names(&|name| name != "wages");
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].code, "method/unknown-indicator");
    assert_eq!(findings[0].location.as_ref().map(ToString::to_string).as_deref(), Some("m.toml:16"));
}

#[test]
fn a_group_hands_its_choices_down_to_the_leaves_of_a_column() {
    let text = r#"
format = 1
id = "w"
title = { zh = "皖江", en = "Wanjiang" }

[columns.effect]
gdp = 60
tax = 40

[[group]]
id = "static"
weight = 40
column = "effect"
leaf = { normalise = "share_of_max" }

[[group]]
id = "dynamic"
weight = 60
column = "effect"
leaf = { value = "growth(x)", normalise = { by = "ratio", benchmark = "peer_mean(x)", cap = 1.5 } }
"#;
    let (method, findings) = Method::parse("m", text);
    assert_eq!(findings, []);
    let method = method.expect("a method");
    assert_eq!(method.nodes.len(), 7);
    let Content::Indicator { value, normalise, .. } = &method.nodes[method.node("dynamic/tax").expect("a leaf")].content else {
        panic!("a leaf")
    };
    assert_eq!(value.as_ref().map(ToString::to_string).as_deref(), Some("growth(x)"));
    assert!(matches!(normalise, Normalise::Ratio { cap: Some(1.5), .. }));
    assert_eq!(method.names_needed(), ["gdp", "tax"].into());
}
