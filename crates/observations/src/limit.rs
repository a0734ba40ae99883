//! Findings in bounded number: a column of faults is told once in detail and once as a count.

use std::borrow::Cow;
use std::collections::BTreeMap;

use corpus::{Finding, Location};

/// Findings of one table; of each code only the first few are kept in full.
#[derive(Debug)]
pub(crate) struct Limited {
    file: String,
    findings: Vec<Finding>,
    counts: BTreeMap<Cow<'static, str>, usize>,
}

const IN_FULL: usize = 50;

impl Limited {
    pub(crate) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), findings: Vec::new(), counts: BTreeMap::new() }
    }

    pub(crate) fn push(&mut self, finding: Finding) {
        let count = self.counts.entry(finding.code.clone()).or_default();
        *count += 1;
        if *count <= IN_FULL {
            self.findings.push(finding);
        }
    }

    pub(crate) fn finish(self) -> Vec<Finding> {
        let mut findings = self.findings;
        for (code, count) in self.counts.into_iter().filter(|(_, count)| *count > IN_FULL) {
            let severity = findings.iter().find(|finding| finding.code == code).map_or(corpus::Severity::Info, |finding| finding.severity);
            let rest = count - IN_FULL;
            let mut summary =
                Finding::info("table/more", format!("同类问题（{code}）另有{rest}处"), format!("{rest} more of the same kind ({code})"));
            summary.severity = severity;
            findings.push(summary.at(Location::file(&self.file)));
        }
        findings
    }
}
