//! The contents page against the body: what it announces and the body does not have.

use std::collections::BTreeSet;

use crate::Finding;
use crate::paper::Clause;
use crate::reading::{Contents, ContentsEntry};

/// Sets the missing entries and says how many there are.
pub(crate) fn check(contents: &mut Contents, clauses: &[Clause]) -> Option<Finding> {
    let bare = |text: &str| -> String { text.chars().filter(|c| crate::chars::is_han(*c)).collect() };
    let paths: BTreeSet<&str> = clauses.iter().map(|clause| clause.path.as_str()).collect();
    let titles: BTreeSet<String> = clauses.iter().filter_map(|clause| clause.title.as_deref().map(bare)).collect();
    let has =
        |entry: &ContentsEntry| titles.contains(&bare(&entry.title)) || !entry.label.is_empty() && paths.contains(entry.clause.as_str());
    contents.missing = contents.entries.iter().filter(|entry| !has(entry)).cloned().collect();
    if contents.missing.is_empty() {
        return None;
    }
    let sections = contents.missing.iter().filter(|entry| entry.level > 1).count();
    let chapters = contents.missing.len() - sections;
    let first = contents.missing.first().map_or("", |entry| entry.title.as_str());
    let finding = Finding::warning(
        "reading/missing-sections",
        format!("目录所列内容在正文中缺{chapters}章、{sections}节（自“{first}”起），文件可能不完整"),
        format!(
            "the body lacks {chapters} chapters and {sections} sections of the contents page, the first is `{first}`; the file may be cut off"
        ),
    );
    Some(finding.hint("索取完整文件", "ask for the whole file"))
}
