//! Numbers as people type them.

use std::borrow::Cow;

/// What stands in a cell where a number is expected.
#[derive(Debug, Clone, PartialEq)]
pub enum Printed {
    /// The cell says that there is no figure: it is empty, a dash, dots, `NA`.
    Missing,
    /// A number, and what follows it (`%`, `万`, `亿元`), which is empty for a bare number.
    Number { value: f64, suffix: String },
    /// Anything else.
    Text,
}

/// Returns what a cell says. Full-width digits, thousands separators, spaces and accounting brackets are understood.
pub fn read_number(text: &str) -> Printed {
    let text = text.trim();
    if let Some(value) = plain(text) {
        return Printed::Number { value, suffix: String::new() };
    }
    let text = half_width(text);
    let text = text.trim();
    if is_missing_mark(text) {
        return Printed::Missing;
    }
    let (negative, text) = match text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => (true, inner.trim()),
        None => (false, text),
    };
    let end = text.char_indices().find(|&(at, ch)| !is_number_part(text, at, ch)).map_or(text.len(), |(at, _)| at);
    let digits: String = text[..end].chars().filter(|ch| !matches!(ch, ',' | ' ')).collect();
    let suffix = text[end..].trim();
    match plain(&digits) {
        Some(value) if separators_are_thousands(&text[..end]) && is_suffix(suffix) => {
            Printed::Number { value: if negative { -value } else { value }, suffix: suffix.to_owned() }
        }
        _ => Printed::Text,
    }
}

/// Returns the text with full-width letters, digits, marks and spaces as their usual forms.
pub(crate) fn half_width(text: &str) -> Cow<'_, str> {
    let narrow = |ch: char| match ch {
        '\u{3000}' | '\u{a0}' | '\u{2002}'..='\u{200a}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(ch as u32 - 0xfee0).unwrap_or(ch),
        '−' | '–' => '-',
        _ => ch,
    };
    if text.chars().any(|ch| narrow(ch) != ch) { Cow::Owned(text.chars().map(narrow).collect()) } else { Cow::Borrowed(text) }
}

fn plain(text: &str) -> Option<f64> {
    // `str::parse` would also take `inf`, `nan` and `infinity`.
    let numeric = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
    if !numeric || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

fn is_missing_mark(text: &str) -> bool {
    text.is_empty()
        || text.chars().all(|ch| matches!(ch, '-' | '—' | '―' | '…' | '.' | '·' | '*' | '/' | '\\' | '─'))
        || ["na", "n/a", "n.a.", "null", "nan", "none", "#n/a", "缺", "缺失", "无", "无数据", "暂无", "暂缺"]
            .contains(&text.to_lowercase().as_str())
}

fn is_number_part(text: &str, at: usize, ch: char) -> bool {
    match ch {
        '0'..='9' | '.' | ',' | ' ' => true,
        '-' | '+' => at == 0 || text[..at].ends_with(['e', 'E']),
        'e' | 'E' => text[at + 1..].starts_with(|next: char| next.is_ascii_digit() || next == '-' || next == '+'),
        _ => false,
    }
}

/// `1,234.5` and `12 345` are numbers; `1,2` and `3 5` are two numbers in one cell.
fn separators_are_thousands(text: &str) -> bool {
    let whole = text.trim().split('.').next().unwrap_or_default();
    let mut groups = whole.split([',', ' ']);
    let first = groups.next().unwrap_or_default().trim_start_matches(['-', '+']);
    let rest: Vec<&str> = groups.collect();
    rest.is_empty() || ((1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3))
}

fn is_suffix(text: &str) -> bool {
    // `2019年调整` is a remark, not 2019 of something, and `3月` is March.
    let part_of_time = (text.starts_with('年') && text != "年") || ["月", "月份", "季度"].contains(&text);
    !part_of_time && !text.chars().any(|ch| ch.is_ascii_digit()) && text.chars().count() <= 8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(f64, &str)>) {
        let expected = expected.map(|(value, suffix)| Printed::Number { value, suffix: suffix.to_owned() });
        assert_eq!(read_number(text), expected.unwrap_or(Printed::Text), "{text}");
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        check("6549.0", Some((6549.0, "")));
        check(" １，２３４．５ ", Some((1234.5, "")));
        check("12 345", Some((12345.0, "")));
        check("-3.2%", Some((-3.2, "%")));
        check("(15.5)", Some((-15.5, "")));
        check("2.99万元", Some((2.99, "万元")));
        check("1.2e-3", Some((0.0012, "")));
    }

    #[test]
    fn text_is_not_taken_for_a_number() {
        for text in ["约三百", "2019年口径调整", "1,2", "3 5", "12.3.4", "inf", "1-2", "12abc34", "万", "#REF!"] {
            check(text, None);
        }
    }

    #[test]
    fn marks_of_absence_are_missing_and_not_zero() {
        for text in ["", "  ", "-", "——", "…", "...", "NA", "n/a", "缺", "　"] {
            assert_eq!(read_number(text), Printed::Missing, "{text}");
        }
        check("0", Some((0.0, "")));
    }
}
