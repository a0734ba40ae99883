//! Kinds of characters that reading asks for again and again.

/// A Chinese character.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{323af}' | '〇' | '\u{f900}'..='\u{faff}')
}

/// Punctuation of Chinese text.
pub(crate) fn is_wide_mark(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3020}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '“' | '”' | '‘' | '’' | '—' | '…' | '·')
}

/// A mark that ends a sentence or opens a list.
pub(crate) fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '：' | '!' | '?' | ';' | ':')
}

/// Returns the number of characters, not bytes.
pub(crate) fn count(text: &str) -> usize {
    text.chars().count()
}

/// Returns the value of a Chinese numeral up to 9,999 (`二十一`, `一百零五`, `〇`), or none.
pub(crate) fn numeral(text: &str) -> Option<u32> {
    let (mut total, mut digit, mut seen) = (0, 0, false);
    for c in text.chars() {
        seen = true;
        match c {
            '零' | '〇' | '○' => digit = 0,
            '千' | '百' | '十' => {
                let unit = if c == '千' {
                    1000
                } else if c == '百' {
                    100
                } else {
                    10
                };
                total += if digit == 0 { 1 } else { digit } * unit;
                digit = 0;
            }
            _ => digit = "一二三四五六七八九".chars().position(|other| other == c)? as u32 + 1,
        }
    }
    seen.then_some(total + digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numerals_are_read() {
        for (text, value) in [("一", 1), ("十", 10), ("十五", 15), ("二十", 20), ("二十一", 21), ("一百零五", 105), ("一千二百六十", 1260)]
        {
            assert_eq!(numeral(text), Some(value), "{text}");
        }
        assert_eq!(numeral("总"), None);
        assert_eq!(numeral(""), None);
    }
}
