//! What a heading says: the thing, its unit, a year.

use crate::number::half_width;
use crate::unit::UnitOfMeasure;

/// Returns the heading without units, brackets, English lines, spaces and case, as vocabularies compare it.
pub(crate) fn plain_heading(text: &str) -> String {
    let text = half_width(text);
    let chinese = text.lines().any(is_chinese);
    let lines = text.lines().filter(|line| !chinese || is_chinese(line) || line.trim_start().starts_with('('));
    let joined: String = lines.collect();
    let joined = without_item_number(joined.trim());
    let mut plain = String::new();
    let mut depth = 0;
    for ch in joined.chars() {
        match ch {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth -= 1,
            _ if depth > 0 || ch.is_whitespace() || matches!(ch, '、' | ':' | ',' | '#' | '*' | '①'..='⑳' | '²' | '³' | '¹') => {}
            _ => plain.extend(ch.to_lowercase()),
        }
    }
    let plain = with_usual_growth(&without_frame(&plain));
    let plain = plain.as_str();
    match plain.rsplit_once(['/', '_']) {
        Some((thing, unit)) if !thing.is_empty() && is_unit(unit) => thing.to_owned(),
        _ => plain.to_owned(),
    }
}

/// `一、`, `1、`, `2．` before a thing.
fn without_item_number(text: &str) -> &str {
    let rest = text.trim_start_matches(|ch: char| ch.is_ascii_digit() || "一二三四五六七八九十".contains(ch));
    match rest.strip_prefix(['、', '.']) {
        Some(thing) if rest.len() < text.len() && !thing.starts_with(|ch: char| ch.is_ascii_digit()) && !thing.trim().is_empty() => thing,
        _ => text,
    }
}

/// Ways to say by how many per cent something grew, longer ones first.
const GROWTH: [&str; 17] = [
    "比上年同期增长",
    "较上年同期增长",
    "比上年增减",
    "比上年增长",
    "较上年增长",
    "比上年±",
    "比去年增长",
    "同比增长",
    "同比增减",
    "同比±",
    "增长速度",
    "增长率",
    "增减幅度",
    "增减",
    "增长",
    "增幅",
    "±",
];

/// Writes every way to speak of growth as `增速`. What grew by an amount (`增长额`) is left alone.
fn with_usual_growth(plain: &str) -> String {
    let (thing, unit) = plain.strip_suffix('%').map_or((plain, ""), |thing| (thing, "%"));
    match GROWTH.iter().find_map(|word| thing.strip_suffix(word)) {
        Some(thing) => format!("{thing}增速"),
        None => format!("{thing}{unit}"),
    }
}

/// Returns whether a head only says how something is counted, not what: the title or the head above names the thing.
pub(crate) fn says_only_how(heading: &str) -> bool {
    const WORDS: [&str; 24] = [
        "",
        "增速",
        "绝对数",
        "绝对额",
        "绝对值",
        "数量",
        "全市",
        "市辖区",
        "市区",
        "总量",
        "实绩",
        "完成数",
        "比重",
        "占比",
        "实际",
        "实际数",
        "计划",
        "计划数",
        "目标",
        "快报",
        "快报数",
        "修订",
        "修订数",
        "初步核算",
    ];
    WORDS.contains(&counted(heading).as_str())
}

/// Returns whether a head is nothing but growth or a share: it speaks of what stands on its left.
pub(crate) fn is_only_ratio(heading: &str) -> bool {
    ["增速", "比重", "占比"].contains(&counted(heading).as_str())
}

/// A heading without what it says in brackets.
pub(crate) fn without_brackets(heading: &str) -> String {
    half_width(heading).split('(').next().unwrap_or_default().trim().to_owned()
}

fn counted(heading: &str) -> String {
    let bare: String = without_brackets(heading).chars().filter(|ch| !ch.is_whitespace()).collect();
    with_usual_growth(bare.trim_end_matches('%'))
}

/// Returns whether a heading speaks of growth.
pub(crate) fn is_growth(heading: &str) -> bool {
    counted(heading).ends_with("增速")
}

/// Returns whether a heading speaks of a share, a rate or growth, whose unit is not that of the things beside it.
pub(crate) fn is_ratio(heading: &str) -> bool {
    let heading = counted(heading);
    ["增速", "率", "比重", "占比", "比例"].iter().any(|word| heading.ends_with(word))
}

/// What stands around the thing in titles and lists: numbers of tables and items, years, whose figures they are, that it is a table.
const BEFORE: [&str; 15] = [
    "其中",
    "全市",
    "各市",
    "各地区",
    "各地",
    "各城市",
    "分地区",
    "分城市",
    "分市",
    "部分城市",
    "主要城市",
    "全国",
    "全省",
    "按地区分",
    "地级市",
];
const AFTER: [&str; 28] = [
    "情况",
    "统计表",
    "一览表",
    "完成情况",
    "汇总表",
    "统计数据",
    "数据",
    "表",
    "(年)",
    "绝对数",
    "绝对额",
    "绝对值",
    "完成数",
    "累计数",
    "累计",
    "实绩",
    "全市",
    "全年",
    "年末数",
    "当年价",
    "实际",
    "实际数",
    "快报",
    "快报数",
    "修订",
    "修订数",
    "初步核算",
    "决算数",
];

/// Returns a heading without the years and the words that frame it.
fn without_frame(text: &str) -> String {
    let mut text = text;
    loop {
        let before = text;
        text = without_numbering(without_years(text));
        for word in BEFORE {
            text = text.strip_prefix(word).filter(|rest| rest.chars().count() > 1).unwrap_or(text);
        }
        for word in AFTER {
            text = text.strip_suffix(word).filter(|rest| rest.chars().count() > 1).unwrap_or(text);
        }
        if text == before {
            return text.to_owned();
        }
    }
}

/// `2010-2020年`, `2020年`, `2020年末` at the beginning, and a year at the end.
fn without_years(text: &str) -> &str {
    let is_year = |text: &str| text.len() == 4 && text.parse().is_ok_and(|year: i16| YEARS.contains(&year));
    let ends_in_year = text.char_indices().rev().nth(3).map(|(at, _)| at).filter(|&at| at > 0 && is_year(&text[at..]));
    if let Some(at) = ends_in_year {
        return text[..at].trim_end_matches(['_', '-', '—', '年']);
    }
    if !text.get(..4).is_some_and(is_year) {
        return text;
    }
    let rest = text[4..].trim_start_matches('年');
    let second = rest.trim_start_matches(['-', '—', '~', '至', '到', '–']);
    let rest = if second != rest && second.get(..4).is_some_and(is_year) { &second[4..] } else { rest };
    let rest = rest.trim_start_matches('年').trim_start_matches("度").trim_start_matches('_');
    if rest.is_empty() { text } else { rest }
}

/// `一`, `(二)`, `1.`, `表3-2` before a thing.
fn without_numbering(text: &str) -> &str {
    let table =
        text.strip_prefix('表').map(|rest| rest.trim_start_matches(|ch: char| ch.is_ascii_digit() || matches!(ch, '-' | '.' | '—')));
    if let Some(rest) = table.filter(|rest| !rest.is_empty() && rest.len() + '表'.len_utf8() < text.len()) {
        return rest;
    }
    let digits = text.trim_start_matches(|ch: char| ch.is_ascii_digit());
    match digits.strip_prefix('.') {
        Some(rest) if digits.len() < text.len() && !rest.starts_with(|ch: char| ch.is_ascii_digit()) && !rest.is_empty() => rest,
        _ => text,
    }
}

/// Returns the heading as it is looked up and kept for next year: as printed, less the year.
pub(crate) fn without_year(heading: &str) -> String {
    let heading = heading.trim();
    let shorter = without_years(heading).trim();
    if shorter.is_empty() { heading.to_owned() } else { shorter.to_owned() }
}

/// Returns whether the heading says that the figures were computed to fill gaps.
pub(crate) fn is_filled_in(heading: &str) -> bool {
    ["插值", "插补", "填补", "线性填充", "外推", "回归填补", "interpolat"].iter().any(|word| heading.to_lowercase().contains(word))
}

/// Returns whether a head is nothing but a unit of measure (a row of units below the names).
pub(crate) fn is_only_unit(text: &str) -> bool {
    let text = half_width(text);
    let text = text.trim();
    let inner = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(text);
    let inner = inner.trim_start_matches("单位:");
    (inner.chars().count() > 1 || !inner.is_ascii() || inner == "%") && is_unit(inner)
}

/// Returns the unit that a heading states, as printed: in brackets, after a slash, or after `单位：`.
pub(crate) fn unit_in(text: &str) -> Option<String> {
    let narrow = half_width(text);
    if is_only_unit(text) {
        return Some(narrow.trim().trim_matches(['(', ')']).trim_start_matches("单位:").to_owned());
    }
    let brackets = narrow.split('(').skip(1).filter_map(|rest| rest.split_once(')').map(|(inner, _)| inner));
    let inner = brackets.flat_map(|inner| inner.split([',', ';', ':', '、', '，'])).map(str::trim);
    let units: Vec<&str> = inner.filter(|inner| is_unit(inner)).collect();
    // `(亿元)` stands before its translation `(100 million yuan)`.
    let in_words = |unit: &&&str| unit.bytes().filter(u8::is_ascii_alphabetic).count() >= 4;
    if let Some(unit) = units.iter().rfind(|unit| !in_words(unit)).or(units.last()) {
        return Some((*unit).to_owned());
    }
    if narrow.contains("单位:") {
        return units_in(&narrow).into_iter().next();
    }
    let trimmed = narrow.trim();
    if let Some(sign) = ["%", "‰", "百分点"].into_iter().find(|sign| trimmed.ends_with(sign)) {
        return Some(sign.to_owned());
    }
    let (_, last) = narrow.rsplit_once(['/', ',', ':', '_', ' ', '，'])?;
    // A single Latin letter after a mark is more often a footnote than a unit.
    (is_unit(last) && (last.chars().count() > 1 || !last.is_ascii())).then(|| last.to_owned())
}

/// Returns the units that an imprint lists (`单位：亿元、%`).
pub(crate) fn units_in(text: &str) -> Vec<String> {
    let narrow = half_width(text);
    let Some((_, listed)) = narrow.split_once("单位:") else { return Vec::new() };
    let units = listed.split([',', ')', ';', '、', ' ', '，']).map(str::trim).filter(|unit| is_unit(unit));
    units.map(str::to_owned).collect()
}

/// Returns a year written as such (`2020`, `2020年`, `2020年末`), and nothing for other numbers.
pub(crate) fn year_of(text: &str) -> Option<i16> {
    let text = half_width(text);
    let text = text.trim();
    let text = text.trim_end_matches("累计").trim_end_matches("全年");
    let digits = text.trim_end_matches("年末").trim_end_matches("年度").trim_end_matches("年").trim_end_matches(".0").trim();
    (digits.len() == 4).then(|| digits.parse().ok()).flatten().filter(|year| YEARS.contains(year))
}

/// Returns the year of a head and what it says of the year's figures (`2021年计划`, `2021年(快报)`): short, and no other part of time.
pub(crate) fn year_and_state(text: &str) -> Option<(i16, String)> {
    let text = half_width(text);
    let (year, state) = text.trim().split_once('年')?;
    let state = state.trim().trim_start_matches(['末', '度']).trim();
    let inner = state.trim_matches(['(', ')']);
    let usual = ["实际", "计划", "目标", "预计", "预测", "快报", "修订", "初步", "决算", "完成", "实绩", "公报", "核算"];
    let known = usual.iter().any(|word| inner.starts_with(word)) && inner.chars().count() <= 6;
    Some((year_of(year)?, state.to_owned())).filter(|_| known)
}

/// Returns the only year inside a title, heading or sheet name; nothing where there are none or several (`2000-2023`).
pub(crate) fn year_within(text: &str) -> Option<i16> {
    let text = half_width(text);
    let mut years =
        text.split(|ch: char| !ch.is_ascii_digit()).filter(|digits| digits.len() == 4).filter_map(|digits| digits.parse::<i16>().ok());
    let first = years.find(|year| YEARS.contains(year))?;
    let more = years.any(|year| YEARS.contains(&year) && year != first);
    (!more).then_some(first)
}

/// Years that yearly tables are about.
const YEARS: std::ops::RangeInclusive<i16> = 1949..=2049;

fn is_unit(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.parse::<f64>().is_err() && UnitOfMeasure::read(text).is_some()
}

fn is_chinese(line: &str) -> bool {
    line.chars().any(|ch| ('\u{4e00}'..='\u{9fff}').contains(&ch))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(heading: &str, plain: &str, unit: Option<&str>) {
        assert_eq!((plain_heading(heading).as_str(), unit_in(heading).as_deref()), (plain, unit), "{heading}");
    }

    #[test]
    fn headings_are_taken_apart() {
        check("gdp（亿元人民币）", "gdp", Some("亿元人民币"));
        check("行政区域土地面积(平方公里)", "行政区域土地面积", Some("平方公里"));
        check("人口密度（人/平方公里）", "人口密度", Some("人/平方公里"));
        check("第二产业增加值", "第二产业增加值", None);
        check("原煤\n(万吨)\nRaw Coal\n(104tons)", "原煤", Some("万吨"));
        check("地区生产总值（当年价，亿元）", "地区生产总值", Some("亿元"));
        check("工业总产值/万元", "工业总产值", Some("万元"));
        check("研究与试验发展(R&D)经费支出", "研究与试验发展经费支出", None);
        check("增长率(%)", "增速", Some("%"));
        check("PM2.5", "pm2.5", None);
        check("比上年±%", "增速", Some("%"));
        check("增减%", "增速", Some("%"));
        check("生产总值\n(亿元)\nGross Product\n(100 million yuan)", "生产总值", Some("亿元"));
        check("GDP (100 million yuan)", "gdp", Some("100 million yuan"));
        check("地区生产总值 比上年增长（％）", "地区生产总值增速", Some("%"));
        check("地区生产总值 绝对数 （亿元）", "地区生产总值", Some("亿元"));
        check("一、常住人口①（万人）", "常住人口", Some("万人"));
        check("3．出口额", "出口额", None);
        check("城镇居民人均可支配收入增长额", "城镇居民人均可支配收入增长额", None);
    }

    #[test]
    fn years_are_told_from_other_numbers() {
        for (text, year) in [
            ("2020", Some(2020)),
            ("２０２０年", Some(2020)),
            ("2020.0", Some(2020)),
            ("1245.6", None),
            ("16808", None),
            ("2020年1-6月", None),
        ] {
            assert_eq!(year_of(text), year, "{text}");
        }
        assert_eq!(year_within("2023年各市主要指标"), Some(2023));
        assert_eq!(year_within("面板数据2000-2023"), None);
    }
}
