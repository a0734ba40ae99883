//! Units, scale words and bounds: what stands around a number.

use crate::reading::Bound;

/// Units of measure and measure words; a longer one is tried before those it begins with.
const UNITS: [&str; 76] = [
    "个工作日",
    "个自然日",
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
pub(super) const SCALES: [(&str, f64); 6] = [("万亿", 1e12), ("千亿", 1e11), ("百万", 1e6), ("千万", 1e7), ("亿", 1e8), ("万", 1e4)];

/// Returns the unit that a text begins with, the longest there is.
pub(super) fn leading(text: &str) -> Option<&'static str> {
    UNITS.iter().find(|unit| text.starts_with(**unit)).copied().filter(|unit| !is_other_word(unit, &text[unit.len()..]))
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

/// Widens a range by the bounds before and behind it; the one that was found already goes before.
pub(super) fn with_bounds(text: &str, start: usize, end: usize, bound: Option<Bound>) -> (usize, usize, Option<Bound>) {
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
pub(super) fn base_of(unit: &str) -> &'static str {
    if unit == "％" { "%" } else { UNITS.iter().find(|known| **known == unit).copied().unwrap_or_default() }
}
