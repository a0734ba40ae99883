//! Published worked cases and shipped regimes, from tables and method files to scores.

mod asem;
mod docs;
mod flaws;
mod handbooks;
mod properties;
mod regimes;
mod tai;
mod wordings;

use std::collections::BTreeMap;
use std::path::PathBuf;

use evaluation::{Ballots, Case, Chance, Evaluation, OneOff, Standing, evaluate, one_off};
use programme::Method;

/// Returns a file that lies beside the project, or `None` with a note where it is absent.
fn shared(path: &str) -> Option<String> {
    let full = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path);
    let text = std::fs::read_to_string(&full).ok();
    if text.is_none() {
        eprintln!("skipped: {} is not there", full.display());
    }
    text
}

/// Returns a file of the project.
fn own(path: &str) -> String {
    let full = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    std::fs::read_to_string(&full).unwrap_or_else(|error| panic!("{}: {error}", full.display()))
}

/// Parses a method that must be without flaw.
fn method(text: &str) -> Method {
    let (method, findings) = Method::parse("method.toml", text);
    assert_eq!(findings, []);
    method.expect("a method")
}

fn judge(method: &Method, table: &OneOff, year: i16) -> Evaluation {
    let case = Case {
        units: &table.units,
        indicators: &BTreeMap::new(),
        observations: &table.observations,
        ballots: &Ballots::default(),
        methods: &BTreeMap::new(),
        year,
    };
    evaluate(&case, method, Chance { seed: 0, replicates: 0 })
}

/// Score of a node by unit.
fn node_scores(evaluation: &Evaluation, node: &str) -> BTreeMap<String, f64> {
    let of = |unit: &evaluation::UnitOutcome| match &unit.standing {
        Standing::Evaluated { nodes, .. } => Some((unit.unit.0.clone(), *nodes.get(node)?)),
        _ => None,
    };
    evaluation.units.iter().filter_map(of).collect()
}

/// Total by unit, after points.
fn totals(evaluation: &Evaluation) -> BTreeMap<String, f64> {
    evaluation.units.iter().filter_map(|unit| Some((unit.unit.0.clone(), unit.score()?))).collect()
}

fn grades(evaluation: &Evaluation) -> BTreeMap<String, String> {
    let of = |unit: &evaluation::UnitOutcome| match &unit.standing {
        Standing::Evaluated { grade, .. } | Standing::Special { grade, .. } => Some((unit.unit.0.clone(), grade.clone()?.0)),
        Standing::NotEvaluable(_) => None,
    };
    evaluation.units.iter().filter_map(of).collect()
}

/// A comma-separated table by key column: key -> heading -> cell.
fn by_key(text: &str, key: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let heading: Vec<String> = reader.headers().expect("a heading").iter().map(str::to_owned).collect();
    reader
        .records()
        .map(|row| heading.iter().cloned().zip(row.expect("a row").iter().map(str::to_owned)).collect::<BTreeMap<_, _>>())
        .map(|row: BTreeMap<String, String>| (row[key].clone(), row))
        .collect()
}

fn near(found: f64, expected: f64, tolerance: f64) -> bool {
    (found - expected).abs() <= tolerance * expected.abs().max(1.0)
}

fn table(text: &str, method: &Method, year: i16) -> OneOff {
    one_off("table.csv", text.as_bytes(), method, year)
}
