//! Quantities: a number in figures with its unit, scale words and bounds.
//!
//! Figures inside names (`5G`, `“1+6”`), years, dates, paper numbers and clause numbers are no quantities. Numbers in characters
//! (`三个`) are left to the sentence.

use std::ops::Range;

use super::outline::Outline;
use super::places::Mention;
use super::subject;
use crate::paper::Paper;
use crate::reading::{Bound, Quantity};

/// Units of measure and measure words; a longer one is tried before those it begins with.
const UNITS: [&str; 74] = [
    "个百分点",
    "百分点",
    "吨标准煤",
    "平方公里",
    "平方千米",
    "平方米",
    "立方米",
    "千瓦时",
    "标准立方米",
    "人次",
    "户次",
    "公顷",
    "公里",
    "千米",
    "千瓦",
    "兆瓦",
    "小时",
    "分钟",
    "美元",
    "欧元",
    "港元",
    "日元",
    "床位",
    "标箱",
    "车次",
    "架次",
    "场次",
    "毫克",
    "公斤",
    "千克",
    "摄氏度",
    "个月",
    "工作日",
    "自然日",
    "%",
    "％",
    "‰",
    "人",
    "家",
    "个",
    "所",
    "条",
    "项",
    "件",
    "套",
    "元",
    "亩",
    "吨",
    "倍",
    "名",
    "份",
    "台",
    "辆",
    "户",
    "米",
    "种",
    "次",
    "处",
    "座",
    "张",
    "岁",
    "天",
    "片",
    "批",
    "支",
    "艘",
    "架",
    "株",
    "头",
    "颗",
    "类",
    "部",
    "位",
    "只",
];

/// Scale words and their factors.
const SCALES: [(&str, f64); 6] = [("万亿", 1e12), ("千亿", 1e11), ("百万", 1e6), ("千万", 1e7), ("亿", 1e8), ("万", 1e4)];

/// A quantity at its place in the clean text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figure {
    /// From the bound before the number to the bound behind the unit.
    pub(super) range: Range<usize>,
    /// The number itself.
    pub(super) digits: Range<usize>,
    pub(super) value: f64,
    pub(super) unit: String,
    pub(super) value_base: f64,
    pub(super) unit_base: &'static str,
    pub(super) bound: Option<Bound>,
}

/// Returns the quantities of the text in order.
pub(super) fn figures(text: &str) -> Vec<Figure> {
    let bytes = text.as_bytes();
    let mut figures = Vec::new();
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(u8::is_ascii_digit) {
        let start = at + found;
        let end = end_of_number(bytes, start);
        at = end;
        if let Some(figure) = figure(text, start..end) {
            at = figure.range.end.max(end);
            figures.push(figure);
        }
    }
    figures
}

fn end_of_number(bytes: &[u8], start: usize) -> usize {
    let mut end = start;
    while end < bytes.len() {
        let next_is_digit = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        match bytes[end] {
            b'0'..=b'9' => end += 1,
            b'.' | b'/' | b',' if next_is_digit => end += 1,
            _ => break,
        }
    }
    end
}

fn figure(text: &str, digits: Range<usize>) -> Option<Figure> {
    let (before, number) = (&text[..digits.start], &text[digits.clone()]);
    if inside_a_name(before, number, &text[digits.end..]) {
        return None;
    }
    let value = value_of(number)?;
    let mut rest = &text[digits.end..];
    let mut bound = None;
    let mut take_more = |rest: &mut &str| {
        if let Some(after) = ["多", "余", "来"].iter().find_map(|word| rest.strip_prefix(word)) {
            (*rest, bound) = (after, Some(Bound::MoreThan));
        }
    };
    take_more(&mut rest);
    let (scale, factor) = SCALES.iter().find(|(word, _)| rest.starts_with(word)).copied().unwrap_or(("", 1.0));
    rest = &rest[scale.len()..];
    take_more(&mut rest);
    let unit = UNITS.iter().find(|unit| rest.starts_with(**unit)).copied();
    let fraction = number.contains('/');
    let ordinal = before.ends_with('第');
    let unit = match unit {
        Some(unit) if ordinal == (unit == "位") && !is_other_word(unit, &rest[unit.len()..]) => unit,
        None if fraction && !ordinal => "",
        _ => return None,
    };
    let end = text.len() - rest.len() + unit.len();
    let (start, end, bound) = with_bounds(text, digits.start, end, bound);
    let start = if ordinal { start - "第".len() } else { start };
    let value_base = exact(value * factor);
    Some(Figure { range: start..end, digits, value, unit: format!("{scale}{unit}"), value_base, unit_base: base_of(unit), bound })
}

/// `5G`, `LED2`, `1+6`, `〔2021〕866号`, `2013-2022年`, `2017年`, `6月9日`, `（1）`.
fn inside_a_name(before: &str, number: &str, after: &str) -> bool {
    let last = before.chars().next_back();
    let next = after.chars().next();
    let joins = |char: char| char.is_ascii_alphanumeric() || matches!(char, '+' | '＋' | '〔' | '〕' | '[' | '_' | '#');
    let year = number.len() == 4 && number.bytes().all(|digit| digit.is_ascii_digit()) && matches!(number.as_bytes()[0], b'1' | b'2');
    last.is_some_and(joins)
        || next.is_some_and(|next| joins(next) || matches!(next, '年' | '月' | '日' | '号' | '－'))
        || year && next.is_some_and(|next| matches!(next, '-' | '—' | '～' | '~' | '至'))
        || number.starts_with('0') && number.len() > 1 && !number.starts_with("0.")
}

/// `10部门`, `3个月` are told by the longer unit; a measure word that begins another word is none.
fn is_other_word(unit: &str, after: &str) -> bool {
    match unit {
        "部" => after.starts_with('门') || after.starts_with("委"),
        "人" => after.starts_with("民"),
        "位" => after.starts_with("于"),
        "次" => after.starts_with("会议"),
        _ => false,
    }
}

fn value_of(number: &str) -> Option<f64> {
    let plain = number.replace(',', "");
    match plain.split_once('/') {
        Some((part, whole)) => {
            let (part, whole): (f64, f64) = (part.parse().ok()?, whole.parse().ok()?);
            (whole != 0.0).then(|| part / whole)
        }
        None => plain.parse().ok(),
    }
}

fn with_bounds(text: &str, start: usize, end: usize, bound: Option<Bound>) -> (usize, usize, Option<Bound>) {
    const BEFORE: [(&str, Bound); 18] = [
        ("约", Bound::Approx),
        ("近", Bound::LessThan),
        ("接近", Bound::LessThan),
        ("超过", Bound::MoreThan),
        ("超", Bound::MoreThan),
        ("突破", Bound::MoreThan),
        ("不低于", Bound::MoreThan),
        ("不少于", Bound::MoreThan),
        ("不小于", Bound::MoreThan),
        ("至少", Bound::MoreThan),
        ("高于", Bound::MoreThan),
        ("大于", Bound::MoreThan),
        ("不到", Bound::LessThan),
        ("不足", Bound::LessThan),
        ("不超过", Bound::LessThan),
        ("不高于", Bound::LessThan),
        ("低于", Bound::LessThan),
        ("小于", Bound::LessThan),
    ];
    const AFTER: [(&str, Bound); 6] = [
        ("以上", Bound::MoreThan),
        ("以下", Bound::LessThan),
        ("以内", Bound::LessThan),
        ("左右", Bound::Approx),
        ("多", Bound::MoreThan),
        ("余", Bound::MoreThan),
    ];
    let front = BEFORE.iter().filter(|(word, _)| text[..start].ends_with(word)).max_by_key(|(word, _)| word.len());
    let back = AFTER.iter().find(|(word, _)| text[end..].starts_with(word));
    let start = front.map_or(start, |(word, _)| start - word.len());
    let end = back.map_or(end, |(word, _)| end + word.len());
    (start, end, bound.or(front.map(|(_, bound)| *bound)).or(back.map(|(_, bound)| *bound)))
}

/// The unit without its scale word.
fn base_of(unit: &str) -> &'static str {
    if unit == "％" { "%" } else { UNITS.iter().find(|known| **known == unit).copied().unwrap_or_default() }
}

/// Multiplying 2.99 by 10,000 leaves a trace in the last binary digit; a decimal number printed with a few digits has none.
fn exact(value: f64) -> f64 {
    format!("{value:.12e}").parse().unwrap_or(value)
}

/// Returns the quantities as facts, each with its indicator, and its owner where the sentence has a place for its subject.
pub(super) fn facts(paper: &Paper, outline: &Outline, figures: &[Figure], mentions: &[Mention]) -> Vec<Quantity> {
    let text = paper.text.as_str();
    let fact = |figure: &Figure| {
        let segment = outline.segment_at(figure.range.start).map_or(figure.range.start, |segment| segment.start.min(figure.range.start));
        let sentence = outline.sentence_at(figure.range.start);
        let subject = sentence.map(|sentence| subject::places_of(text, mentions, &sentence.range)).unwrap_or_default();
        let owner: Vec<&str> = subject.iter().map(|mention| mention.named.name.as_str()).collect();
        Quantity {
            value: figure.value,
            unit: figure.unit.clone(),
            value_base: figure.value_base,
            unit_base: figure.unit_base.to_owned(),
            bound: figure.bound,
            indicator: indicator(&text[segment..figure.range.start], &text[figure.range.end..]),
            owner: (!owner.is_empty()).then(|| owner.join("、")),
            quote: text[figure.range.clone()].to_owned(),
            at: paper.at(figure.range.clone()),
        }
    };
    figures.iter().map(fact).collect()
}

/// Verbs between an indicator and its figure.
pub(super) const VERBS: [&str; 44] = [
    "分别达到",
    "分别降低",
    "分别减少",
    "分别增长",
    "分别提高",
    "分别为",
    "累计新增",
    "累计建设",
    "累计完成",
    "累计达到",
    "累计超过",
    "累计",
    "提高到",
    "提高至",
    "提升到",
    "提升至",
    "增加到",
    "增加至",
    "降低到",
    "降低至",
    "降至",
    "增至",
    "下降到",
    "控制在",
    "保持在",
    "稳定在",
    "达到",
    "提高",
    "提升",
    "增长",
    "增加",
    "增幅",
    "降低",
    "下降",
    "减少",
    "分别",
    "总计",
    "总数达",
    "达",
    "为",
    "是",
    "占",
    "超",
    "到",
];

/// Returns what the figure measures: the words before its verb, or the counted things behind a measure word.
pub(super) fn indicator(before: &str, after: &str) -> Option<String> {
    // A verb counts where it ends within the last twelve bytes.
    let ends = || (before.len().saturating_sub(12)..=before.len()).rev().filter(|end| before.is_char_boundary(*end));
    let last = |verb: &&str| ends().find(|end| before[..*end].ends_with(*verb)).map(|end| (end, end - verb.len()));
    let verb = VERBS.iter().filter_map(last);
    if let Some((end, at)) = verb.max_by_key(|(end, at)| (*end, std::cmp::Reverse(*at))) {
        if before[end..].chars().count() >= 2 {
            return named(&before.replace("累计", ""));
        }
        return named(before[..at].trim_start_matches(['—', '“']));
    }
    let counted: String = after.chars().take_while(|&next| !"，。；、：（）“”".contains(next)).take(16).collect();
    if counted.is_empty() { named(before) } else { named(&counted) }
}

fn named(words: &str) -> Option<String> {
    let words = words
        .trim()
        .trim_end_matches(['、', '和', '约', '近', '第', '（', '共'])
        .trim_start_matches("其中")
        .trim_start_matches(['的', '—']);
    (words.chars().count() >= 2).then(|| words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, f64, &str, f64, Option<Bound>)]) {
        let found = figures(text);
        let found: Vec<_> = found.iter().map(|f| (&text[f.range.clone()], f.value, f.unit.as_str(), f.value_base, f.bound)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn scale_words_and_bounds_belong_to_the_figure() {
        check("收入达到2.99万元", &[("2.99万元", 2.99, "万元", 29_900.0, None)]);
        check("投资1200多亿元", &[("1200多亿元", 1200.0, "亿元", 1.2e11, Some(Bound::MoreThan))]);
        check("200多万平方米厂房", &[("200多万平方米", 200.0, "万平方米", 2e6, Some(Bound::MoreThan))]);
        check("份额约80%", &[("约80%", 80.0, "%", 80.0, Some(Bound::Approx))]);
        check("50家以上企业", &[("50家以上", 50.0, "家", 50.0, Some(Bound::MoreThan))]);
        check("比重不超过10%、9%", &[("不超过10%", 10.0, "%", 10.0, Some(Bound::LessThan)), ("9%", 9.0, "%", 9.0, None)]);
        check("占有率超过1/4", &[("超过1/4", 0.25, "", 0.25, Some(Bound::MoreThan))]);
        check("跃居第24位", &[("第24位", 24.0, "位", 24.0, None)]);
        check("复垦2万多公顷", &[("2万多公顷", 2.0, "万公顷", 2e4, Some(Bound::MoreThan))]);
    }

    #[test]
    fn figures_inside_names_years_and_numbers_are_none() {
        for text in ["5G网络", "“1+6”平台", "2017年", "6月9日", "〔2021〕866号", "2013-2022年", "（1）以", "第3条", "1.2020年度结果"]
        {
            check(text, &[]);
        }
    }
}
