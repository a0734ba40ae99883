//! Quantities: a number in figures or characters with its unit, scale words and bounds.
//!
//! Figures inside names (`5G`, `“1+6”`), years, dates, paper numbers and clause numbers are no quantities.

mod indicator;
mod units;
mod written;

use std::ops::Range;

pub(super) use indicator::VERBS;

use super::outline::Outline;
use super::places::Mention;
use super::subject;
use crate::chars;
use crate::paper::Paper;
use crate::reading::{Bound, Quantity};

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
    let in_figures = figures.len();
    figures.extend(written::numbers(text).filter_map(|number| figure_of(text, number.digits, number.value, number.unit)));
    if figures.len() > in_figures {
        figures.sort_by_key(|figure| figure.range.start);
        figures.dedup_by(|later, earlier| later.range.start < earlier.range.end);
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
    let unit = number.contains('/').then_some("").filter(|_| units::leading(&text[digits.end..]).is_none());
    figure_of(text, digits, value, unit)
}

/// Reads scale word, unit and bounds around a number; a number that carries its own unit has none behind it.
fn figure_of(text: &str, digits: Range<usize>, value: f64, own_unit: Option<&'static str>) -> Option<Figure> {
    let mut rest = &text[digits.end..];
    let mut bound = None;
    let mut take_more = |rest: &mut &str| {
        if let Some(after) = ["多", "余", "来"].iter().find_map(|word| rest.strip_prefix(word)) {
            (*rest, bound) = (after, Some(Bound::MoreThan));
        }
    };
    let ordinal = text[..digits.start].ends_with('第');
    let (scale, factor, unit) = match own_unit {
        Some(unit) => ("", 1.0, unit),
        None => {
            take_more(&mut rest);
            let (scale, factor) = units::SCALES.iter().find(|(word, _)| rest.starts_with(word)).copied().unwrap_or(("", 1.0));
            rest = &rest[scale.len()..];
            take_more(&mut rest);
            let unit = units::leading(rest).filter(|unit| ordinal == (*unit == "位"));
            let bare = || (!scale.is_empty() && !ordinal && !rest.starts_with(chars::is_han)).then_some("");
            let unit = unit.or_else(bare)?;
            rest = &rest[unit.len()..];
            (scale, factor, unit)
        }
    };
    if own_unit.is_some() && ordinal {
        return None;
    }
    let (start, end, bound) = units::with_bounds(text, digits.start, text.len() - rest.len(), bound);
    let start = if ordinal { start - "第".len() } else { start };
    let value_base = exact(value * factor);
    Some(Figure { range: start..end, digits, value, unit: format!("{scale}{unit}"), value_base, unit_base: units::base_of(unit), bound })
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

/// Multiplying 2.99 by 10,000 leaves a trace in the last binary digit; a decimal number printed with a few digits has none.
fn exact(value: f64) -> f64 {
    format!("{value:.12e}").parse().unwrap_or(value)
}

/// Returns the quantities as facts, each with its indicator, and its owner where the sentence has a place for its subject.
pub(super) fn facts(paper: &Paper, outline: &Outline, figures: &[Figure], mentions: &[Mention]) -> Vec<Quantity> {
    let segment_of = |figure: &Figure| outline.segment_at(figure.range.start).map_or(figure.range.start, |segment| segment.start);
    let mut facts = Vec::with_capacity(figures.len());
    for together in figures.chunk_by(|a, b| segment_of(a) == segment_of(b)) {
        let start = segment_of(&together[0]).min(together[0].range.start);
        let indicators = indicator::of_segment(paper.text.as_str(), start, together);
        let owner = owner(paper, outline, mentions, &together[0]);
        facts.extend(together.iter().zip(indicators).map(|(figure, indicator)| fact(paper, figure, indicator, owner.clone())));
    }
    facts
}

fn fact(paper: &Paper, figure: &Figure, indicator: Option<String>, owner: Option<String>) -> Quantity {
    Quantity {
        value: figure.value,
        unit: figure.unit.clone(),
        value_base: figure.value_base,
        unit_base: figure.unit_base.to_owned(),
        bound: figure.bound,
        indicator,
        owner,
        quote: paper.text.as_str()[figure.range.clone()].to_owned(),
        at: paper.at(figure.range.clone()),
    }
}

/// The places that the sentence of a figure begins with.
fn owner(paper: &Paper, outline: &Outline, mentions: &[Mention], figure: &Figure) -> Option<String> {
    let sentence = outline.sentence_at(figure.range.start)?;
    let subject = subject::places_of(paper.text.as_str(), mentions, &sentence.range);
    let owner: Vec<&str> = subject.iter().map(|mention| mention.named.name.as_str()).collect();
    (!owner.is_empty()).then(|| owner.join("、"))
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
