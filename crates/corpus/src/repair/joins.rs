//! Hard line breaks and page breaks: paragraphs put together again.

use super::{Repaired, lines};
use crate::chars;
use crate::labels;
use crate::metadata;
use crate::text::Edit;

/// Below this a line is never taken for the full width of a page.
const WIDTH_MIN: usize = 16;
/// A paragraph that ends without a mark goes on after a page break if it is at least this long.
const BROKEN_LENGTH_MIN: usize = 24;

pub(super) fn join(paper: &mut Repaired) {
    if paper.has_paragraphs {
        return;
    }
    let text = paper.text.as_str();
    let all: Vec<(usize, &str)> = lines(text).collect();
    let width = wrap_width(&all);
    let head = head_length(&all);
    let signatures = metadata::signatures(text, 0);
    let signed = |start: usize| signatures.iter().any(|signature| signature.range.contains(&start));
    let mut edits = Vec::new();
    for (index, pair) in all.windows(2).enumerate() {
        let ((start, line), (next_start, next)) = (pair[0], pair[1]);
        let joined = if index < head || signed(next_start) {
            false
        } else {
            match width {
                Some(width) => goes_on(line, next, width),
                None => is_broken(line, next),
            }
        };
        if joined {
            edits.push(Edit::drop(start + line.len()..next_start));
        }
    }
    paper.edit(if width.is_some() { "line-joins" } else { "page-joins" }, &edits);
}

/// Returns the width at which lines were broken, or none if lines are paragraphs.
fn wrap_width(all: &[(usize, &str)]) -> Option<usize> {
    let lengths: Vec<usize> = all.iter().map(|(_, line)| chars::count(line)).filter(|length| *length > 0).collect();
    let longest = *lengths.iter().max()?;
    let full = |width: usize| lengths.iter().filter(|length| **length + 3 >= width && **length <= width).count();
    let width = (WIDTH_MIN..=longest.min(120)).max_by_key(|width| (full(*width), *width))?;
    let broken = all
        .iter()
        .filter(|(_, line)| chars::count(line) + 3 >= width && !line.ends_with(|c: char| chars::ends_sentence(c) || c == '”'))
        .count();
    let longer = lengths.iter().filter(|length| **length > width + 4).count();
    (lengths.len() >= 5 && full(width) * 3 >= lengths.len() && broken * 2 >= full(width) && longer * 10 <= lengths.len()).then_some(width)
}

/// Lines of the head (title, number, addressee) that end before the first sentence.
fn head_length(all: &[(usize, &str)]) -> usize {
    let prose = |line: &str| line.contains(['，', '。']) || labels::label(line).is_some();
    let first = all.iter().position(|(_, line)| prose(line)).unwrap_or(0);
    if first <= 8 { first } else { 0 }
}

fn goes_on(line: &str, next: &str, width: usize) -> bool {
    if begins_anew(next) || line.is_empty() || next.is_empty() {
        return false;
    }
    let ends = line.ends_with(|c: char| chars::ends_sentence(c)) || line.ends_with("。”") || line.ends_with("。）");
    let length = chars::count(line);
    if ends {
        // A sentence may end exactly where the line does; a full line goes on.
        return length + 1 >= width && !line.ends_with('：');
    }
    // A labelled line without a stop that leaves room on the page is a heading.
    let heading = labels::label(line).is_some() && (length * 4 < width * 3 || length + 3 < width && !is_prose(line));
    let lists_annexes = line.strip_prefix("附件：").is_some_and(|names| !names.is_empty());
    !heading && (lists_annexes || !is_caption(line)) && length * 2 > width
}

/// True if a paragraph was cut by a page break.
fn is_broken(line: &str, next: &str) -> bool {
    if begins_anew(next) || is_caption(line) {
        return false;
    }
    let last = line.chars().next_back().unwrap_or('。');
    let open = matches!(last, '，' | '、' | '（' | '“' | '《') || opens_quote(line);
    let unended = (chars::is_han(last) || last.is_ascii_alphanumeric() || last == '%') && chars::count(line) >= BROKEN_LENGTH_MIN;
    let prose =
        is_prose(line) && next.chars().next().is_some_and(|c| chars::is_han(c) || c.is_ascii_digit() || c == '“' || chars::is_wide_mark(c));
    (open || unended) && prose
}

/// True if a line is more than a heading: it has a comma or an end; the mark of its label does not count.
fn is_prose(line: &str) -> bool {
    match labels::label(line) {
        Some(label) => line[label.length..].contains(['，', '。', '；']),
        None => line.contains(['，', '、', '。', '；']),
    }
}

fn opens_quote(line: &str) -> bool {
    line.matches('“').count() > line.matches('”').count() || line.matches('《').count() > line.matches('》').count()
}

/// True if a line opens a paragraph of its own, whatever stands before it.
fn begins_anew(line: &str) -> bool {
    labels::label(line).is_some() || line.starts_with("——") || is_caption(line) || is_part(line)
}

/// 专栏1：…, 附件2, 附录, 表3, 图1
pub(crate) fn is_caption(line: &str) -> bool {
    let numbered = |word: &str| {
        line.strip_prefix(word).is_some_and(|rest| {
            let digits = rest.trim_start().chars().take_while(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c)).count();
            digits > 0 || rest.is_empty() || rest.starts_with(['：', ':'])
        })
    };
    ["专栏", "附件", "附录", "附表", "附图"].into_iter().any(numbered)
}

/// 序言, 前言, 引言, 后记
pub(crate) fn is_part(line: &str) -> bool {
    matches!(line.trim_end_matches('：'), "序言" | "前言" | "引言" | "导言" | "后记" | "结语" | "总则" | "附则")
}
