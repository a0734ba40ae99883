//! The contents page: taken off the text and kept, to be checked against the body.

use super::{Repaired, lines};
use crate::chars;
use crate::labels::{self, LabelKind};
use crate::reading::{Contents, ContentsEntry};
use crate::text::Edit;

/// Fewer entries are no contents page.
const ENTRIES_MIN: usize = 4;
/// Longer lines are no entries.
const ENTRY_LENGTH_MAX: usize = 60;

pub(super) fn take(paper: &mut Repaired) {
    let text = paper.text.as_str();
    let Some(head) = lines(text).take(200).position(|(_, line)| is_contents_heading(line)) else { return };
    let all: Vec<(usize, &str)> = lines(text).collect();
    let end = page_end(&all, head + 1);
    let entries = entries(all[head + 1..end].iter().map(|(_, line)| *line));
    if entries.len() < ENTRIES_MIN {
        return;
    }
    let from = all[head].0;
    let to = all.get(end).map_or(text.len(), |(start, _)| *start);
    paper.edit("contents-page", &[Edit::drop(from..to)]);
    paper.kinds.push("contents-page");
    paper.contents = Some(Contents { entries, missing: Vec::new() });
}

fn is_contents_heading(line: &str) -> bool {
    let bare = || line.chars().filter(|c| !c.is_whitespace());
    bare().eq("目录".chars()) || bare().eq("目次".chars())
}

/// Returns the index of the first line that is no entry: too long, a whole sentence, or the first entry over again.
fn page_end(all: &[(usize, &str)], first: usize) -> usize {
    let mut seen: Vec<String> = Vec::new();
    let mut paged = 0;
    for (index, (_, line)) in all.iter().enumerate().skip(first) {
        let (title, page) = without_page(line);
        let bare: String = title.chars().filter(|c| !c.is_whitespace()).collect();
        let sentence = title.contains(['。', '；']) || title.ends_with(['，', '：']);
        let too_long = chars::count(title) > ENTRY_LENGTH_MAX;
        // Where entries have page numbers, a line without one that is no label is the body.
        let stray = paged >= ENTRIES_MIN && page.is_none() && labels::label(line).is_none();
        if sentence || too_long || stray || page.is_none() && seen.contains(&bare) {
            return index;
        }
        paged += usize::from(page.is_some());
        seen.push(bare);
    }
    all.len()
}

/// Parts an entry from its page number: `一、规划背景.....2`.
fn without_page(line: &str) -> (&str, Option<u32>) {
    let title = line.trim_end().trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &line.trim_end()[title.len()..];
    let led = title.ends_with(['.', '…', '·', '\t', ' ', '．', '-', '—']);
    let bare = title.trim_end_matches(['.', '…', '·', '\t', ' ', '．', '-', '—']);
    match digits.parse() {
        Ok(page) if led || chars::count(bare) > 1 && digits.len() <= 3 && !bare.ends_with(['第', '、']) => (bare, Some(page)),
        _ => (line, None),
    }
}

fn entries<'a>(page: impl Iterator<Item = &'a str>) -> Vec<ContentsEntry> {
    let mut chapter = String::new();
    let mut entries = Vec::new();
    for line in page {
        let (title, page) = without_page(line);
        let found = labels::label(title);
        let (printed, rest) = found.map_or(("", title), |label| (&title[..label.printed], &title[label.length..]));
        let name = printed.trim_end_matches(['、', '.', '．']);
        let level = match found.map(|label| label.kind) {
            None | Some(LabelKind::First | LabelKind::Chapter | LabelKind::Part | LabelKind::Decimal(1)) => 1,
            Some(LabelKind::Second | LabelKind::Section | LabelKind::Decimal(2)) => 2,
            _ => 3,
        };
        if level == 1 && found.is_some() {
            chapter = name.to_owned();
        }
        let nested = level > 1 && !chapter.is_empty() && !matches!(found.map(|label| label.kind), Some(LabelKind::Decimal(_)));
        let rest: String = rest.chars().filter(|c| !c.is_whitespace()).collect();
        let clause = match (found, nested) {
            (None, _) => rest.clone(),
            (Some(_), true) => format!("{chapter}/{name}"),
            (Some(_), false) => name.to_owned(),
        };
        if !rest.is_empty() {
            entries.push(ContentsEntry { level, label: printed.to_owned(), title: rest, clause, page });
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_are_parted_from_titles() {
        for (line, expected) in [
            ("一、规划背景\t2", ("一、规划背景", Some(2))),
            ("（三）优化布局.....17", ("（三）优化布局", Some(17))),
            ("总则", ("总则", None)),
        ] {
            assert_eq!(without_page(line), expected);
        }
    }
}
