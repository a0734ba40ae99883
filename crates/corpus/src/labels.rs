//! The labels of Chinese official numbering, as they are printed: `一、` `（一）` `1.` `（1）` `第一条` `专栏1` `附件2`.

use crate::chars;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LabelKind {
    /// 第一编, 第一部分
    Part,
    /// 第一章
    Chapter,
    /// 第一节
    Section,
    /// 第一条
    Article,
    /// 一、
    First,
    /// （一）
    Second,
    /// 1.
    Third,
    /// （1）
    Fourth,
    /// 1 总则, 2.1 组织, 2.1.3 职责: the depth is that of the number.
    Decimal(u8),
}

/// A label at the head of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) kind: LabelKind,
    pub(crate) number: u32,
    /// Bytes, gap behind the label included.
    pub(crate) length: usize,
    /// Bytes of the label alone.
    pub(crate) printed: usize,
}

const NUMERALS: &str = "一二三四五六七八九十百千零〇○";

/// Returns the label that a line begins with.
pub(crate) fn label(line: &str) -> Option<Label> {
    let first = line.chars().next()?;
    match first {
        '第' => legal(line),
        '（' | '(' => bracketed(line),
        '0'..='9' => arabic(line),
        _ if NUMERALS.contains(first) => {
            let length = numeral_length(line);
            let number = chars::numeral(&line[..length])?;
            let mark = line[length..].chars().next().filter(|c| matches!(c, '、' | '．'))?;
            Some(at_head(line, LabelKind::First, number, length + mark.len_utf8()))
        }
        _ => None,
    }
}

fn at_head(line: &str, kind: LabelKind, number: u32, printed: usize) -> Label {
    let gap: usize = line[printed..].chars().take_while(|c| c.is_whitespace()).map(char::len_utf8).sum();
    Label { kind, number, length: printed + gap, printed }
}

fn numeral_length(text: &str) -> usize {
    text.chars().take_while(|c| NUMERALS.contains(*c)).map(char::len_utf8).sum()
}

fn legal(line: &str) -> Option<Label> {
    let rest = &line['第'.len_utf8()..];
    let digits: usize = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (length, number) = if digits > 0 {
        (digits, rest[..digits].parse().ok()?)
    } else {
        (numeral_length(rest), chars::numeral(&rest[..numeral_length(rest)])?)
    };
    let unit = rest[length..].chars().next()?;
    let kind = match unit {
        '编' => LabelKind::Part,
        '章' => LabelKind::Chapter,
        '节' => LabelKind::Section,
        '条' => LabelKind::Article,
        '部' if rest[length..].starts_with("部分") => LabelKind::Part,
        _ => return None,
    };
    let unit_length = if unit == '部' { "部分".len() } else { unit.len_utf8() };
    let mut printed = '第'.len_utf8() + length + unit_length;
    // 第三条之一 is an article of its own, put in later.
    if let Some(inserted) = line[printed..].strip_prefix('之') {
        let inserted = numeral_length(inserted);
        if inserted > 0 {
            printed += '之'.len_utf8() + inserted;
        }
    }
    // 第三条第二款 inside a sentence is a citation, not a heading.
    let citation = line[printed..]
        .chars()
        .next()
        .is_some_and(|c| matches!(c, '第' | '规' | '的' | '、' | '至' | '和' | '或' | '所' | '及' | '，' | '中'));
    (!citation).then(|| at_head(line, kind, number, printed))
}

fn bracketed(line: &str) -> Option<Label> {
    let open = line.chars().next()?.len_utf8();
    let inner = &line[open..];
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let (length, kind, number) = if digits > 0 {
        (digits, LabelKind::Fourth, inner[..digits].parse().ok().filter(|_| digits <= 2)?)
    } else {
        let length = numeral_length(inner);
        (length, LabelKind::Second, chars::numeral(&inner[..length])?)
    };
    let close = inner[length..].chars().next().filter(|c| matches!(c, '）' | ')'))?;
    Some(at_head(line, kind, number, open + length + close.len_utf8()))
}

fn arabic(line: &str) -> Option<Label> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let number: u32 = line[..digits].parse().ok().filter(|_| digits <= 2)?;
    let rest = &line[digits..];
    let mark = rest.chars().next()?;
    let after = rest[mark.len_utf8()..].chars().next();
    match mark {
        '.' if after.is_some_and(|c| c.is_ascii_digit()) => decimal(line),
        '.' | '．' | '、' if after.is_some_and(|c| !c.is_ascii_digit()) => {
            Some(at_head(line, LabelKind::Third, number, digits + mark.len_utf8()))
        }
        '\t' | ' ' if after.is_some_and(|c| chars::is_han(c) && !"年月日个万亿元人家件项倍".contains(c)) => {
            Some(at_head(line, LabelKind::Decimal(1), number, digits))
        }
        _ => None,
    }
}

/// 2.1.3 and the like: the last number counts, the depth is the level.
fn decimal(line: &str) -> Option<Label> {
    let length = line.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let printed = line[..length].trim_end_matches('.').len();
    let numbers: Vec<&str> = line[..printed].split('.').collect();
    let number = numbers.last()?.parse().ok()?;
    let title = line[length..].trim_start().chars().next().is_some_and(|c| chars::is_han(c) || c == '“' || c == '《');
    let plausible = (2..=4).contains(&numbers.len()) && numbers.iter().all(|number| (1..=2).contains(&number.len()));
    // 3.1件 is a quantity; a label has a gap behind it or a whole title.
    let unit = line[printed..].starts_with(['万', '亿', '个', '件', '元', '%', '倍', '公', '平', '家', '年', '人']);
    (title && plausible && !unit).then(|| at_head(line, LabelKind::Decimal(numbers.len() as u8), number, printed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<(LabelKind, u32, &str)>) {
        let found = label(line).map(|label| (label.kind, label.number, &line[..label.printed]));
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn labels_are_told_from_text_that_looks_like_them() {
        check("一、总体要求", Some((LabelKind::First, 1, "一、")));
        check("（十五）健全", Some((LabelKind::Second, 15, "（十五）")));
        check("1.坚持", Some((LabelKind::Third, 1, "1.")));
        check("（1）以", Some((LabelKind::Fourth, 1, "（1）")));
        check("第三条之一 为了", Some((LabelKind::Article, 3, "第三条之一")));
        check("2.1 组织机构", Some((LabelKind::Decimal(2), 1, "2.1")));
        check("第三条第二款的规定", None);
        check("2021年是", None);
        check("3.1件", None);
        check("一是推进", None);
        check("（一般）", None);
    }
}
