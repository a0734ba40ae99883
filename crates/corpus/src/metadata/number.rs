//! The number of a paper: `发改振兴〔2021〕866号`, `国令第707号`.

use std::ops::Range;

use super::title::KINDS;
use crate::chars;

/// Returns the first number in a text.
pub(crate) fn number(text: &str) -> Option<Range<usize>> {
    let bracketed =
        text.char_indices().filter(|(_, c)| matches!(c, '〔' | '[' | '【' | '（' | '［')).find_map(|(at, _)| bracketed(text, at));
    bracketed.or_else(|| order(text)).or_else(|| announcement(text))
}

/// Returns the number of a paper, as printed in it before the portal's; of an order the portal's, which has the code of the series.
pub(super) fn of_paper(printed: Option<String>, in_field: Option<String>) -> Option<String> {
    let tail = |number: &str| number.rfind('第').map(|at| number[at..].to_owned());
    match (printed, in_field) {
        (Some(printed), Some(field)) if printed.contains("令第") && tail(&printed) == tail(&field) => Some(field),
        (printed, field) => printed.or(field),
    }
}

/// A line that is a number and nothing else.
pub(crate) fn whole_line(line: &str) -> bool {
    number(line).is_some_and(|range| {
        let rest = format!("{}{}", &line[..range.start], &line[range.end..]);
        rest.chars().all(|c| c.is_whitespace() || matches!(c, '（' | '）' | '(' | ')'))
    })
}

fn bracketed(text: &str, open: usize) -> Option<Range<usize>> {
    let inner = &text[open + text[open..].chars().next()?.len_utf8()..];
    let year = inner.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))?;
    let rest = &inner[year.len()..];
    let close = rest.chars().next().filter(|c| matches!(c, '〕' | ']' | '】' | '）' | '］'))?;
    let rest = rest[close.len_utf8()..].trim_start_matches('第');
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let tail = rest[digits..].strip_prefix('号').filter(|_| (1..=5).contains(&digits))?;
    let start = organ_code(&text[..open])?;
    Some(start..text.len() - tail.len())
}

/// Returns where the organ's code before the year begins; a title that ran into it is not part of it.
fn organ_code(before: &str) -> Option<usize> {
    let code: usize = before.chars().rev().take(12).take_while(|c| chars::is_han(*c)).map(char::len_utf8).sum();
    let start = before.len() - code;
    let title = KINDS.iter().filter_map(|kind| before[start..].rfind(kind).map(|at| start + at + kind.len())).max();
    let start = title.filter(|end| *end < before.len()).unwrap_or(start);
    (start < before.len()).then_some(start)
}

/// 国家税务总局公告2021年第5号, 2021年第5号
fn announcement(text: &str) -> Option<Range<usize>> {
    let (at, mark) = text.match_indices("年第").next()?;
    let year = text.get(at.checked_sub(4)?..at).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))?;
    let rest = &text[at + mark.len()..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    rest[digits..].strip_prefix('号').filter(|_| digits > 0)?;
    let series: usize = text[..at - year.len()].chars().rev().take(30).take_while(|c| chars::is_han(*c)).map(char::len_utf8).sum();
    let named = ["公告", "通告", "令"].iter().any(|kind| text[..at - year.len()].ends_with(kind));
    let start = at - year.len() - if named { series } else { 0 };
    Some(start..at + mark.len() + digits + '号'.len_utf8())
}

/// 国令第707号, 国务院令第707号, 中华人民共和国主席令第七号
fn order(text: &str) -> Option<Range<usize>> {
    let at = text.find("令第")?;
    let rest = &text[at + "令第".len()..];
    let figures: usize =
        rest.chars().take_while(|c| c.is_ascii_digit() || chars::numeral(&c.to_string()).is_some()).map(char::len_utf8).sum();
    rest[figures..].strip_prefix('号').filter(|_| figures > 0)?;
    let organ: usize = text[..at].chars().rev().take(12).take_while(|c| chars::is_han(*c)).map(char::len_utf8).sum();
    Some(at - organ..at + "令第".len() + figures + '号'.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_alone_and_behind_a_title() {
        for (text, expected) in [
            ("发改振兴〔2021〕866号", Some("发改振兴〔2021〕866号")),
            ("下一步重点工作的通知发改振兴〔2021〕866号有关省", Some("发改振兴〔2021〕866号")),
            ("国令第707号", Some("国令第707号")),
            ("（2021年修订）", None),
        ] {
            assert_eq!(number(text).map(|range| &text[range]), expected, "{text}");
        }
    }
}
