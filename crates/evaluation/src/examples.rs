//! Small cases for tests.

use std::collections::BTreeMap;

use programme::method::Method;

use crate::{Ballots, Case, OneOff, one_off};

/// Reads a method of the given body and a table, and hands over the case of 2020.
pub(crate) fn with_case<T>(body: &str, table: &str, work: impl FnOnce(&Case<'_>, &Method) -> T) -> T {
    with_table(body, table, |_| {}, work)
}

/// The same, with the table changed before.
pub(crate) fn with_table<T>(body: &str, table: &str, change: impl FnOnce(&mut OneOff), work: impl FnOnce(&Case<'_>, &Method) -> T) -> T {
    let text = format!("format = 1\nid = \"t\"\ntitle = {{ zh = \"试\", en = \"test\" }}\n{body}");
    let (method, findings) = Method::parse("t.toml", &text);
    assert!(findings.iter().all(|finding| finding.severity != corpus::Severity::Error), "{findings:?}");
    let method = method.expect("a method");
    let mut read = one_off("t.csv", table.as_bytes(), &method, 2020);
    change(&mut read);
    let case = Case {
        units: &read.units,
        indicators: &BTreeMap::new(),
        observations: &read.observations,
        ballots: &Ballots::default(),
        methods: &BTreeMap::new(),
        year: 2020,
    };
    work(&case, &method)
}
