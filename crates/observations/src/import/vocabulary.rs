//! Headings and the indicators they stand for.

use std::collections::BTreeMap;

use corpus::Finding;
use programme::{Indicator, IndicatorId};
use serde::Deserialize;

use crate::import::heading::{is_filled_in, plain_heading};

/// Usual headings by their plain form: without units, brackets, spaces and case.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Vocabulary {
    headings: BTreeMap<String, IndicatorId>,
}

/// How sure it is that a heading stands for an indicator.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Match {
    Same(IndicatorId),
    /// Alike in most pairs of neighbouring characters; must be confirmed.
    Alike(IndicatorId),
    None,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u32,
    headings: BTreeMap<IndicatorId, Vec<String>>,
}

/// Share of pairs of neighbouring characters that two headings must have in common to be proposed as the same.
const ALIKE: f64 = 0.8;

impl Vocabulary {
    /// Returns the headings that come with the program and those of a programme's indicators (names, ids, names in tables).
    pub fn new(indicators: &[Indicator]) -> Self {
        let mut vocabulary = Self::shipped();
        for indicator in indicators {
            let names = [&indicator.name.zh, &indicator.name.en, &indicator.id.0];
            for name in names.into_iter().chain(&indicator.reported_as) {
                vocabulary.headings.insert(plain_heading(name), indicator.id.clone());
            }
        }
        vocabulary
    }

    /// Returns the headings that come with the program.
    pub fn shipped() -> Self {
        let file: File = toml::from_str(include_str!("../../data/headings.toml")).expect("headings.toml is checked by a test");
        assert_eq!(file.format, 1, "headings.toml is checked by a test");
        let mut headings = BTreeMap::new();
        for (id, names) in file.headings {
            headings.extend(names.iter().map(|name| (plain_heading(name), id.clone())));
            headings.insert(id.0.to_lowercase(), id);
        }
        Self { headings }
    }

    pub(crate) fn find(&self, heading: &str) -> Match {
        let plain = plain_heading(heading);
        // What was filled in is not what was reported, however alike the names are.
        if plain.is_empty() || heading.len() > MOST_BYTES || is_filled_in(heading) {
            return Match::None;
        }
        if let Some(id) = self.headings.get(&plain) {
            return Match::Same(id.clone());
        }
        let likeness = |known: &str| alike(known, &plain);
        let mut best: Option<(f64, &IndicatorId)> = None;
        for (known, id) in &self.headings {
            let likeness = if qualifiers(known) == qualifiers(&plain) { likeness(known) } else { 0.0 };
            if likeness >= ALIKE && best.is_none_or(|(most, _)| likeness > most) {
                best = Some((likeness, id));
            }
        }
        best.map_or(Match::None, |(_, id)| Match::Alike(id.clone()))
    }
}

/// Words that make another thing of the same thing: the growth of investment is not investment.
const QUALIFIERS: [&str; 42] = [
    "增速",
    "增长",
    "同比",
    "比上年",
    "比重",
    "占比",
    "人均",
    "指数",
    "排名",
    "下降",
    "降低",
    "降幅",
    "减少",
    "完成率",
    "目标",
    "计划",
    "比例",
    "市辖区",
    "市区",
    "城区",
    "建成区",
    "城镇",
    "农村",
    "乡村",
    "进口",
    "出口",
    "进出口",
    "收入",
    "支出",
    "存款",
    "贷款",
    "就业",
    "失业",
    "申请",
    "授权",
    "新增",
    "预计",
    "预测",
    "外币",
    "户籍",
    "常住",
    "率",
];

fn qualifiers(plain: &str) -> Vec<bool> {
    QUALIFIERS.iter().map(|word| plain.contains(word)).collect()
}

/// A longer text is no heading.
const MOST_BYTES: usize = 600;

/// Dice's coefficient over pairs of neighbouring characters.
fn alike(a: &str, b: &str) -> f64 {
    let pairs = |text: &str| {
        let characters: Vec<char> = text.chars().collect();
        characters.windows(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>()
    };
    let (a, mut b) = (pairs(a), pairs(b));
    let total = a.len() + b.len();
    if total == 0 {
        return 0.0;
    }
    let common = a.iter().filter(|pair| b.iter().position(|other| other == *pair).map(|at| b.swap_remove(at)).is_some()).count();
    2.0 * common as f64 / total as f64
}

pub(crate) fn to_confirm(heading: &str, id: &IndicatorId) -> Finding {
    Finding::warning(
        "import/heading-alike",
        format!("栏目“{heading}”与指标“{id}”相近，请确认"),
        format!("the heading `{heading}` is like that of the indicator `{id}`; please confirm"),
    )
    .hint("在保存的对应表 [headings] 中写明", "state it under [headings] of the kept mapping")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(heading: &str, expected: Match) {
        assert_eq!(Vocabulary::shipped().find(heading), expected, "{heading}");
    }

    #[test]
    fn headings_are_found_whatever_their_unit_and_width() {
        let id = |id: &str| Match::Same(IndicatorId::from(id));
        check("地区生产总值（亿元）", id("gdp"));
        check("ＧＤＰ (亿元人民币)", id("gdp"));
        check("常住人口\n(万人)\nResident Population\n(10 000 persons)", id("pop_resident"));
        check("外商直接投资", id("fdi_actual"));
    }

    #[test]
    fn a_heading_that_is_only_alike_must_be_confirmed_and_a_strange_one_is_none() {
        check("规模以上工业企业利润总额合计", Match::Alike(IndicatorId::from("industrial_profit")));
        check("原煤", Match::None);
        check("人均可支配", Match::None);
        check("固定资产投资增速", Match::None);
        for another in ["进出口总额", "农村居民人均可支配收入", "单位GDP能耗下降率", "行政区域土地面积 市辖区"]
        {
            check(another, Match::None);
        }
        check("地区生产总值 比上年增长（%）", Match::Same(IndicatorId::from("gdp_growth")));
    }
}
