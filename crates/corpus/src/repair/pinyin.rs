//! Pinyin that a converter pushed in behind characters: `業(yè)`. Only a valid reading of the character before is taken out.

use std::ops::Range;

use pinyin::ToPinyinMulti;

use super::Repaired;
use crate::chars;
use crate::text::Edit;

pub(super) fn remove(paper: &mut Repaired) {
    let edits: Vec<Edit> = injected(paper.text.as_str()).into_iter().map(Edit::drop).collect();
    paper.edit("pinyin", &edits);
}

/// Returns the ranges of injected pinyin with their brackets, in order.
pub(super) fn injected(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (open, bracket) in brackets(text) {
        let inner = &text[open + bracket..];
        let length: usize = inner.chars().take(8).take_while(|c| is_pinyin_letter(*c)).map(char::len_utf8).sum();
        let close = inner[length..].chars().next().filter(|c| matches!(c, ')' | '）'));
        if let (Some(close), Some(before), true) = (close, text[..open].chars().next_back(), length > 0)
            && is_reading_of(&inner[..length], before)
        {
            found.push(open..open + bracket + length + close.len_utf8());
        }
    }
    found
}

/// Opening brackets before a Latin letter, with their lengths.
fn brackets(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let bytes = text.as_bytes();
    let opens = memchr::memchr2_iter(b'(', 0x88, bytes).filter_map(move |at| match bytes[at] {
        b'(' => Some((at, 1)),
        _ => at.checked_sub(2).filter(|start| bytes[*start..].starts_with("（".as_bytes())).map(|start| (start, "（".len())),
    });
    opens.filter(move |(start, length)| {
        bytes.get(start + length).is_some_and(|byte| byte.is_ascii_lowercase() || (0xc3..=0xc9).contains(byte))
    })
}

fn is_pinyin_letter(c: char) -> bool {
    c.is_ascii_lowercase() || matches!(c, '\u{e0}'..='\u{fc}' | '\u{101}'..='\u{1dc}' | 'ɡ')
}

fn is_reading_of(letters: &str, c: char) -> bool {
    if !chars::is_han(c) {
        return false;
    }
    let letters = letters.replace('ɡ', "g");
    c.to_pinyin_multi()
        .is_some_and(|readings| readings.into_iter().any(|reading| reading.with_tone() == letters || reading.plain() == letters))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, clean: &str) {
        let mut rest = text.to_owned();
        for range in injected(text).into_iter().rev() {
            rest.replace_range(range, "");
        }
        assert_eq!(rest, clean);
    }

    #[test]
    fn only_a_valid_reading_of_the_character_before_is_injected() {
        check("老工業(yè)城市產(chǎn)業(yè)（集聚區(qū)）", "老工業城市產業（集聚區）");
        check("重(chóng)庆(qing)", "重庆");
        check("长度(km)和业(zhǎn)及(a)款", "长度(km)和业(zhǎn)及(a)款");
    }
}
