//! The page that documents methods: every TOML example on it is laid over the page's whole method and run, so that the page cannot rot.

use std::collections::BTreeMap;

use evaluation::{Ballots, Case, Chance, evaluate, one_off};
use programme::Method;
use programme::method::Doubt;
use toml::{Table, Value};

use super::own;

/// Figures of every name that the page uses; a few units of two sizes and three regions, over three years.
fn figures() -> String {
    let mut text = String::from(
        "unit,year,size,region,gdp,gdp_growth,pm25,tax（万元）,land,revenue,accidents,inspections,state_council_incentive,utility,attainment,plan\n",
    );
    for year in 2019..=2021 {
        for unit in 0..8 {
            let size = if unit % 2 == 0 { "large" } else { "small" };
            let region = ["east", "centre", "west"][unit % 3];
            let (u, step) = (unit as f64, f64::from(year - 2018));
            let row =
                [100.0 + 7.0 * u * step, 3.0 + (u * 1.7) % 5.0, 60.0 - 3.0 * u - step, 50.0 + 5.0 * u * step, 10.0 + u, 1500.0 + 90.0 * u];
            let row: Vec<String> = row.iter().map(f64::to_string).collect();
            text.push_str(&format!(
                "u{unit},{year},{size},{region},{},{},0,{},0,100,{}\n",
                row.join(","),
                unit % 3,
                unit % 2,
                5 + unit % 4
            ));
        }
    }
    text
}

/// TOML blocks of the page, each with its line.
fn blocks(page: &str) -> Vec<(usize, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (index, line) in page.lines().enumerate() {
        match &mut open {
            Some(_) if line == "```" => blocks.extend(open.take()),
            Some((_, text)) => {
                text.push_str(line);
                text.push('\n');
            }
            None if line == "```toml" => open = Some((index + 1, String::new())),
            None => {}
        }
    }
    blocks
}

/// Entries of the same id take the place of the whole method's; anything else is added.
fn laid_over(whole: &Table, example: &Table) -> Table {
    let mut joined = whole.clone();
    for (key, value) in example {
        match (joined.get_mut(key), value) {
            (Some(Value::Array(entries)), Value::Array(more)) if more.iter().all(Value::is_table) => {
                for entry in more {
                    match entries.iter_mut().find(|known| known.get("id") == entry.get("id")) {
                        Some(known) => known.clone_from(entry),
                        None => entries.push(entry.clone()),
                    }
                }
            }
            _ => {
                joined.insert(key.clone(), value.clone());
            }
        }
    }
    joined
}

fn is_uncertainty(example: &Table) -> bool {
    example.contains_key("replicates")
}

#[test]
fn every_example_of_the_page_runs() {
    let page = own("docs/methods.md");
    let blocks = blocks(&page);
    assert!(blocks.len() > 15, "only {} examples", blocks.len());
    let whole: Table = blocks[0].1.parse().expect("the whole method is TOML");
    for (line, text) in &blocks {
        let example: Table = text.parse().unwrap_or_else(|error| panic!("docs/methods.md:{line}: {error}"));
        if is_uncertainty(&example) {
            let (doubt, findings) = Doubt::parse("docs/methods.md", &with_format(&example, text));
            assert_eq!(findings, [], "docs/methods.md:{line}");
            assert!(doubt.is_some());
            continue;
        }
        run(*line, &laid_over(&whole, &example).to_string());
    }
}

fn with_format(example: &Table, text: &str) -> String {
    if example.contains_key("format") { text.to_owned() } else { format!("format = 1\n{text}") }
}

fn run(line: usize, text: &str) {
    let (method, findings) = Method::parse("example", text);
    assert_eq!(findings, [], "docs/methods.md:{line}\n{text}");
    let method = method.expect("a method");
    let parks = "format = 1\nid = \"parks-2021\"\ntitle = { zh = \"园区\", en = \"parks\" }\n[[indicator]]\nid = \"land\"\n";
    let methods = BTreeMap::from([("parks-2021".to_owned(), Method::parse("parks", parks).0.expect("a method"))]);
    let table = one_off("table.csv", figures().as_bytes(), &method, 2021);
    assert_eq!(table.findings, [], "docs/methods.md:{line}");
    let (indicators, ballots) = (BTreeMap::new(), Ballots::default());
    let case = Case {
        units: &table.units,
        indicators: &indicators,
        observations: &table.observations,
        ballots: &ballots,
        methods: &methods,
        year: 2021,
    };
    let evaluation = evaluate(&case, &method, Chance { seed: 0, replicates: 0 });
    let told: Vec<_> = evaluation.findings.iter().filter(|finding| finding.severity == corpus::Severity::Error).collect();
    assert!(told.is_empty(), "docs/methods.md:{line}: {told:?}");
    let scored = evaluation.units.iter().filter(|unit| unit.score().is_some()).count();
    assert_eq!(scored, 8, "docs/methods.md:{line}: {:?}\n{text}", evaluation.units);
}
