//! Numbers in characters: `百分之二十`, `三分之一`, `两万`, `二十个工作日`.
//!
//! Labels (`第二十条`), plans (`“十二五”`), dates and names (`“六大产业园”`, `百万亩`) are no quantities: a number is taken where it has two
//! characters or more and a unit behind it, or one character and a unit that hardly stands in a name (`三倍`, `六个月`).

use std::ops::Range;
use std::sync::LazyLock;

use daachorse::{DoubleArrayAhoCorasick, DoubleArrayAhoCorasickBuilder};

use super::units;
use crate::chars;

/// Words without which no number in characters is a quantity.
const CUES: [&str; 13] = ["十", "百", "千", "万", "亿", "分之", "倍", "个月", "个工作日", "个百分点", "小时", "公里", "吨"];

/// Characters of a number that counts (and is not read out figure by figure).
const NUMERALS: &str = "一二三四五六七八九十百千零〇两";

/// Units that one character may count.
const PLAIN: [&str; 11] = ["倍", "个月", "个工作日", "个自然日", "个百分点", "百分点", "小时", "公里", "吨", "公顷", "平方公里"];

/// A number in characters, with the unit that it carries itself.
pub(super) struct Written {
    pub(super) digits: Range<usize>,
    pub(super) value: f64,
    /// `%` of `百分之二十`; empty for `三分之一`; none where the unit stands behind the number.
    pub(super) unit: Option<&'static str>,
}

/// Returns the numbers in characters that may be quantities, in order.
pub(super) fn numbers(text: &str) -> impl Iterator<Item = Written> {
    let mut end = 0;
    automaton().find_iter(text).filter_map(move |found| {
        if found.start() < end {
            return None;
        }
        let written = if &text[found.start()..found.end()] == "分之" { share(text, found.start()) } else { counted(text, found.start()) };
        end = written.as_ref().map_or(end, |written| written.digits.end);
        written
    })
}

fn automaton() -> &'static DoubleArrayAhoCorasick<u8> {
    static AUTOMATON: LazyLock<DoubleArrayAhoCorasick<u8>> = LazyLock::new(|| {
        DoubleArrayAhoCorasickBuilder::new().build_with_values(CUES.iter().map(|cue| (cue, 0))).expect("the cues are distinct")
    });
    &AUTOMATON
}

/// `百分之二十`, `三分之二`; `at` is where `分之` begins.
fn share(text: &str, at: usize) -> Option<Written> {
    let start = run_before(text, at);
    let (end, part) = number_at(text, at + "分之".len())?;
    let (value, unit) = match &text[start..at] {
        "百" => (part, "%"),
        "千" => (part, "‰"),
        whole => (part / value(whole).filter(|whole| *whole > 1.0)?, ""),
    };
    Some(Written { digits: start..end, value, unit: Some(unit) })
}

/// Returns where the number ends that begins here, and its value; what stands behind `点` is read figure by figure.
fn number_at(text: &str, start: usize) -> Option<(usize, f64)> {
    let end = run_behind(text, start);
    let whole = value(&text[start..end])?;
    let figure = |c: char| "零一二三四五六七八九".chars().position(|figure| figure == c);
    let figures: Vec<String> =
        text[end..].strip_prefix('点').unwrap_or_default().chars().map_while(figure).map(|figure| figure.to_string()).collect();
    if figures.is_empty() {
        return Some((end, whole));
    }
    let value = format!("{whole}.{}", figures.concat()).parse().ok()?;
    Some((end + '点'.len_utf8() + figures.len() * '一'.len_utf8(), value))
}

/// `二十个`, `三倍`: a number with its unit behind it; `at` is where the cue begins.
fn counted(text: &str, at: usize) -> Option<Written> {
    let start = run_before(text, at);
    let end = run_behind(text, at.max(start));
    let digits = start..end;
    let printed = &text[digits.clone()];
    let ordinal = text[..start].ends_with(['第', '“', '（', '《', '万', '亿', '几', '数', '点', '之', '月'])
        || text[..start].ends_with(|c: char| c.is_ascii_digit());
    let figure = printed.chars().any(|c| "一二三四五六七八九两十".contains(c));
    if ordinal || !figure {
        return None;
    }
    let rest = text[end..].trim_start_matches(['多', '余']);
    let scaled = rest.starts_with(['万', '亿']);
    let rest = rest.trim_start_matches(['万', '亿']);
    let unit = units::leading(rest.trim_start_matches(['多', '余']))?;
    let long = scaled || chars::count(printed) > 1 && printed.contains(['十', '百', '千']);
    (long || PLAIN.contains(&unit)).then(|| Some(Written { digits, value: value(printed)?, unit: None }))?
}

fn run_before(text: &str, at: usize) -> usize {
    let run: usize = text[..at].chars().rev().take_while(|c| NUMERALS.contains(*c)).map(char::len_utf8).sum();
    at - run
}

fn run_behind(text: &str, at: usize) -> usize {
    let run: usize = text[at..].chars().take_while(|c| NUMERALS.contains(*c)).map(char::len_utf8).sum();
    at + run
}

fn value(printed: &str) -> Option<f64> {
    match printed {
        "百" => Some(100.0),
        _ => chars::numeral(&printed.replace('两', "二")).map(f64::from),
    }
}

#[cfg(test)]
mod tests {
    use super::super::figures;

    fn check(text: &str, expected: &[(&str, f64, &str)]) {
        let found = figures(text);
        let found: Vec<_> = found.iter().map(|f| (&text[f.range.clone()], f.value, f.unit.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn numbers_in_characters_are_quantities() {
        check("持股百分之二十以上的股东", &[("百分之二十以上", 20.0, "%")]);
        check("由三分之二以上代表通过", &[("三分之二以上", 2.0 / 3.0, "")]);
        check("处两万元以上二十万元以下罚款", &[("两万元以上", 2.0, "万元"), ("二十万元以下", 20.0, "万元")]);
        check("处违法所得一倍以上五倍以下的罚款", &[("一倍以上", 1.0, "倍"), ("五倍以下", 5.0, "倍")]);
        check("不低于百分之十点五", &[("不低于百分之十点五", 10.5, "%")]);
        check("自受理之日起二十个工作日内，最长六个月", &[("二十个工作日", 20.0, "个工作日"), ("六个月", 6.0, "个月")]);
        check("千分之三", &[("千分之三", 3.0, "‰")]);
    }

    #[test]
    fn labels_plans_dates_and_names_are_none() {
        for text in [
            "第二十条",
            "“十二五”时期",
            "二〇一三年十二月二十日",
            "“六大产业园”",
            "百万亩造林绿化",
            "千亿级集群",
            "三个代表",
            "万元田",
            "十分重要",
            "一带一路",
        ] {
            check(text, &[]);
        }
    }
}
