//! The list of annexes below a paper: `附件：1. ... 2. ...`.

use std::ops::Range;

use crate::chars;
use crate::labels::{LabelKind, label};
use crate::repair::lines;

/// Returns the ranges of the lists of annexes.
pub(super) fn list_ranges(text: &str) -> Vec<Range<usize>> {
    lists(text).into_iter().map(|list| list.range).collect()
}

/// Returns the names of the annexes that a paper lists.
pub(crate) fn named(text: &str) -> Vec<String> {
    lists(text).into_iter().flat_map(|list| list.names).collect()
}

struct List {
    range: Range<usize>,
    names: Vec<String>,
}

fn lists(text: &str) -> Vec<List> {
    let mut lists: Vec<List> = Vec::new();
    let mut open = false;
    for (start, line) in lines(text) {
        if let Some(name) =
            line.strip_prefix("附件：").or_else(|| line.strip_prefix("附：")).filter(|name| !name.is_empty() && is_name(name))
        {
            lists.push(List { range: start..start + line.len(), names: vec![bare(name)] });
            open = true;
        } else if open {
            let next = lists.last().map_or(1, |list| list.names.len() as u32 + 1);
            let numbered = label(line).is_some_and(|label| label.kind == LabelKind::Third && label.number == next) && is_name(line);
            match lists.last_mut().filter(|_| numbered) {
                Some(list) => {
                    list.range.end = start + line.len();
                    list.names.push(bare(line));
                }
                None => open = false,
            }
        }
    }
    lists
}

fn is_name(name: &str) -> bool {
    chars::count(name) <= 120 && !name.trim_end_matches('。').contains('。')
}

fn bare(name: &str) -> String {
    // The first name may begin with a year: 1.2020年度.
    let numbered = name.strip_prefix("1.").map_or(0, |_| 2);
    let label = label(name).filter(|label| label.kind == LabelKind::Third).map_or(numbered, |label| label.length);
    name[label..].trim_end_matches(['。', '；']).to_owned()
}
