//! White space: none inside Chinese text, one line break between lines, a tab where a wide gap sets columns apart.

use super::Repaired;
use crate::text::Edit;

/// Drops white space that carries nothing, and characters that nobody sees.
pub(super) fn tidy(paper: &mut Repaired) {
    let edits = tidied(paper.text.as_str());
    paper.edit_quietly(&edits);
}

/// Turns the gaps that kept columns apart into single spaces.
pub(super) fn close_gaps(paper: &mut Repaired) {
    let text = paper.text.as_str();
    let end = text.trim_end().len();
    let gaps = text[..end].match_indices('\t').map(|(at, gap)| Edit::replace(at..at + gap.len(), " "));
    let edits: Vec<Edit> = gaps.chain((end < text.len()).then(|| Edit::drop(end..text.len()))).collect();
    paper.edit_quietly(&edits);
}

fn tidied(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut line_start = 0;
    // Where the last gap ended, and what it became.
    let (mut gap_end, mut broke_line) = (0, true);
    let mut from = 0;
    while let Some(start) = next_blank(text, from) {
        let mut gap = Gap::default();
        let mut end = start;
        for c in text[start..].chars().take_while(|c| is_blank(*c)) {
            gap.add(c);
            end += c.len_utf8();
        }
        from = end;
        let before = if start == gap_end && broke_line { '\n' } else { text[..start].chars().next_back().unwrap_or('\n') };
        let after = text[end..].chars().next().unwrap_or('\n');
        let at_edge = start == 0 || end == text.len();
        let with = match gap.becomes(before, after) {
            _ if at_edge => "",
            "" if before != '\n' && after != '\n' && is_label(&text[line_start..start]) => " ",
            with => with,
        };
        if &text[start..end] != with {
            edits.push(Edit::replace(start..end, with));
        }
        (gap_end, broke_line) = (end, with == "\n" || before == '\n');
        if broke_line {
            line_start = end;
        }
    }
    edits
}

/// Labels that only the gap behind them tells from text: 第三条 所得, 2.1 总则.
fn is_label(head: &str) -> bool {
    let legal = head.len() < 40 && head.starts_with('第') && head.ends_with(['条', '章', '节', '编']);
    legal
        || head.len() < 10
            && head.starts_with(|c: char| c.is_ascii_digit())
            && head.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Returns where the next blank begins; only the first bytes of blanks are looked at closely.
fn next_blank(text: &str, from: usize) -> Option<usize> {
    let leads = |byte: &u8| *byte <= b' ' || matches!(byte, 0x7f | 0xc2 | 0xe2 | 0xe3 | 0xef);
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += bytes[at..].iter().position(leads)?;
        if bytes[at] <= b' ' || text[at..].chars().next().is_some_and(is_blank) {
            return Some(at);
        }
        at += 1;
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, '\0'..=' ' | '\u{7f}'..='\u{a0}' | '\u{ad}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{2060}' | '\u{3000}' | '\u{feff}')
}

#[derive(Default)]
struct Gap {
    breaks_line: bool,
    width: usize,
}

impl Gap {
    fn add(&mut self, c: char) {
        match c {
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => self.breaks_line = true,
            '\t' => self.width += 4,
            '\u{3000}' => self.width += 2,
            ' ' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' => self.width += 1,
            _ => {}
        }
    }

    fn becomes(&self, before: char, after: char) -> &'static str {
        if self.breaks_line {
            return if before == '\n' || after == '\n' { "" } else { "\n" };
        }
        if before == '\n' || after == '\n' {
            ""
        } else if self.width >= 4 {
            "\t"
        } else if self.width > 0 && before.is_ascii() && after.is_ascii() {
            " "
        } else {
            ""
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::CleanText;

    fn check(text: &str, tidy: &str) {
        assert_eq!(CleanText::verbatim(text.to_owned()).edited(&tidied(text)).as_str(), tidy);
    }

    #[test]
    fn white_space_inside_chinese_text_goes_and_between_words_stays() {
        check(" 建设了 20 个\u{3000}产业 GDP growth\r\n\r\n\u{3000}\u{3000}为 ", "建设了20个产业GDP growth\n为");
        check("第三条\u{3000}所得\n2.1 总则\n2021 年", "第三条 所得\n2.1 总则\n2021 年");
        check("序 言\t1\n张\u{3000}\u{3000}部长", "序言\t1\n张\t部长");
    }
}
