//! Markdown: the marks go, the lines stay.

use super::Unwrapped;
use crate::text::Edit;

pub(super) fn looks_like(file: &str, text: &str) -> bool {
    let named = file.rsplit('.').next().is_some_and(|ending| ending.eq_ignore_ascii_case("md") || ending.eq_ignore_ascii_case("markdown"));
    named || text.lines().take(40).any(|line| line.starts_with("# ") || line.starts_with("## "))
}

/// Takes heading marks, comments, emphasis and quote marks off the text.
pub(super) fn read(unwrapped: &mut Unwrapped) {
    unwrapped.kinds.push("markdown");
    unwrapped.has_paragraphs = true;
    let mut edits = Vec::new();
    let text = unwrapped.text.as_str();
    let (mut offset, mut comment_until) = (0, 0);
    for line in text.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        if start < comment_until {
            continue;
        }
        if let Some(open) = line.find('<').and_then(|open| line[open..].find("<!--").map(|at| open + at)) {
            let from = start + open;
            comment_until = text[from..].find("-->").map_or(text.len(), |length| from + length + 3);
            edits.push(Edit::drop(from..comment_until));
            continue;
        }
        let mark = line.bytes().take_while(|byte| *byte == b'#').count();
        if mark > 0 && line[mark..].starts_with(' ') {
            edits.push(Edit::drop(start..start + mark + 1));
        } else if line.starts_with("> ") {
            edits.push(Edit::drop(start..start + 2));
        }
        edits.extend(memchr::memmem::find_iter(line.as_bytes(), "**").map(|at| Edit::drop(start + at..start + at + "**".len())));
    }
    unwrapped.text = unwrapped.text.edited(&edits);
}
