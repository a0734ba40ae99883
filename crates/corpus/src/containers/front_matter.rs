//! The block of fields between two lines of dashes that feed readers and site generators put before a page.

use super::Unwrapped;
use crate::text::Edit;

const FENCE: &str = "---";

/// Takes the block off the text and keeps its plain fields.
pub(super) fn take(unwrapped: &mut Unwrapped) {
    let text = unwrapped.text.as_str();
    let start = text.len() - text.trim_start().len();
    let Some(inner) = text[start..].strip_prefix(FENCE).filter(|rest| rest.starts_with(['\n', '\r'])) else { return };
    let inner_start = start + FENCE.len();
    let Some(length) = inner.find("\n---") else { return };
    let end = inner_start + length + 1 + FENCE.len();
    let rest = &text[end..];
    let looks_like_fields = inner[..length].lines().filter(|line| line.contains(':')).count() > 0;
    if length > 16 << 10 || !looks_like_fields || !rest.is_empty() && !rest.starts_with(['\n', '\r']) {
        return;
    }
    unwrapped.fields = inner[..length].lines().filter_map(field).collect();
    unwrapped.kinds.push("front-matter");
    unwrapped.text = unwrapped.text.edited(&[Edit::drop(0..end)]);
}

fn field(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let value = value.trim().trim_matches(['\'', '"']);
    (!name.starts_with([' ', '-']) && !value.is_empty()).then(|| (name.trim().to_owned(), value.to_owned()))
}
