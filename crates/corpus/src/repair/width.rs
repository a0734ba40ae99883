//! Punctuation in its Chinese width where the text around it is Chinese, figures and letters in their narrow one.

use super::Repaired;
use crate::chars;
use crate::text::Edit;

pub(super) fn widen(paper: &mut Repaired) {
    let edits = widened(paper.text.as_str());
    paper.edit("width", &edits);
}

fn widened(text: &str) -> Vec<Edit> {
    let bytes = text.as_bytes();
    let mut edits = Vec::new();
    let mut open: Vec<(usize, bool)> = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'(' => open.push((at, chinese_around(text, at))),
            b')' => {
                let chinese = chinese_around(text, at);
                let opened = open.pop();
                if let Some((start, before)) = opened
                    && (before || chinese || text[start..at].chars().any(chars::is_han))
                    && at - start < 400
                {
                    edits.push(Edit::replace(start..start + 1, "（"));
                    edits.push(Edit::replace(at..at + 1, "）"));
                } else if opened.is_none() && chinese {
                    edits.push(Edit::replace(at..at + 1, "）"));
                }
            }
            b',' if chinese_around(text, at) && !digits_around(bytes, at) => edits.push(Edit::replace(at..at + 1, "，")),
            b';' if chinese_around(text, at) => edits.push(Edit::replace(at..at + 1, "；")),
            b':' if chinese_before(text, at) => edits.push(Edit::replace(at..at + 1, "：")),
            b'!' if chinese_before(text, at) => edits.push(Edit::replace(at..at + 1, "！")),
            b'?' if chinese_before(text, at) => edits.push(Edit::replace(at..at + 1, "？")),
            b'\n' => open.clear(),
            0xef => edits.extend(narrow(text, at).map(|c| Edit::replace(at..at + '０'.len_utf8(), c.to_string()))),
            _ => {}
        }
    }
    edits.sort_unstable_by_key(|edit| edit.range.start);
    edits
}

/// Returns the narrow form of a figure, letter or per cent sign set wide, and of a point between figures.
fn narrow(text: &str, at: usize) -> Option<char> {
    let c = text[at..].chars().next()?;
    let figure = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || matches!(c, '０'..='９'));
    let after = text[at + c.len_utf8()..].chars().next();
    let wide =
        matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '％') || c == '．' && figure(text[..at].chars().next_back()) && figure(after);
    wide.then(|| char::from_u32(u32::from(c) - 0xfee0)).flatten()
}

fn is_chinese(c: char) -> bool {
    chars::is_han(c) || chars::is_wide_mark(c)
}

fn chinese_before(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(|c| is_chinese(c) || matches!(c, ')' | '%'))
        || text[..at].chars().next_back().is_some_and(|c| c.is_ascii_digit()) && text[at + 1..].chars().next().is_some_and(is_chinese)
}

fn chinese_around(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(is_chinese) || text[at + 1..].chars().next().is_some_and(is_chinese)
}

fn digits_around(bytes: &[u8], at: usize) -> bool {
    at > 0 && bytes[at - 1].is_ascii_digit() && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::CleanText;

    fn check(text: &str, wide: &str) {
        assert_eq!(CleanText::verbatim(text.to_owned()).edited(&widened(text)).as_str(), wide);
    }

    #[test]
    fn punctuation_is_wide_in_chinese_text_and_narrow_elsewhere() {
        check("(一)发展目标,到2025年;有下列行为:", "（一）发展目标，到2025年；有下列行为：");
        check("１．国发〔１９９６〕２５号，增长３．５％", "1．国发〔1996〕25号，增长3.5%");
        check("收入1,000元(GDP),其中f(x), 8:30", "收入1,000元（GDP），其中f(x), 8:30");
    }
}
