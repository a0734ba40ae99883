//! Names that point back: `国家四部委` are the four issuers.

use crate::paper::Paper;
use crate::{Finding, Location};

const NUMBERS: [&str; 9] = ["二", "三", "四", "五", "六", "七", "八", "九", "十"];
const HEADS: [&str; 3] = ["部委", "部门", "单位"];

/// Returns the issuers that a word such as `国家四部委` stands for; none if their number is another.
pub(super) fn issuers<'a>(paper: &'a Paper, words: &str) -> Option<&'a [String]> {
    let (_, count) = counted(words)?;
    (paper.metadata.issuers.len() == count).then_some(paper.metadata.issuers.as_slice())
}

/// Says for the first such word whom it means, or that the count does not fit the signatures.
pub(super) fn check(paper: &Paper, findings: &mut Vec<Finding>) {
    let text = paper.text.as_str();
    let Some((range, count)) = counted(text) else { return };
    let issuers = &paper.metadata.issuers;
    let word = &text[range.clone()];
    let names = issuers.join("、");
    let finding = if issuers.len() == count {
        Finding::info("facts/coreference", format!("“{word}”指落款单位：{names}"), format!("`{word}` are the issuers: {names}"))
    } else if issuers.is_empty() {
        Finding::info(
            "facts/coreference-open",
            format!("“{word}”所指单位文中未列落款"),
            format!("the text does not say who `{word}` are: it has no signatures"),
        )
    } else {
        Finding::warning(
            "facts/coreference-count",
            format!("“{word}”与落款单位数（{}）不符：{names}", issuers.len()),
            format!("`{word}` does not fit the {} issuers: {names}", issuers.len()),
        )
    };
    findings.push(finding.at(Location { at: paper.at(range), ..Location::file(&paper.file) }));
}

fn counted(text: &str) -> Option<(std::ops::Range<usize>, usize)> {
    HEADS.iter().find_map(|head| {
        memchr::memmem::find_iter(text.as_bytes(), head).find_map(|at| {
            let (index, number) = NUMBERS.iter().enumerate().find(|(_, number)| text[..at].ends_with(**number))?;
            let start = at - number.len();
            let start = if text[..start].ends_with("国家") { start - "国家".len() } else { start };
            // 十二部委, 第三部门: the character is part of another number.
            let other = text[..start].ends_with(['第', '一']) || NUMBERS.iter().any(|number| text[..start].ends_with(number));
            (!other).then_some((start..at + head.len(), index + 2))
        })
    })
}
