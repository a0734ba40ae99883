//! Word boundaries: whether the characters around a short name let it be a place.

/// Words that stand before a place; what ends with one of them is a boundary.
const BEFORE: [&str; 72] = [
    "支持",
    "推动",
    "推进",
    "促进",
    "鼓励",
    "加快",
    "积极",
    "指导",
    "依托",
    "包括",
    "比如",
    "例如",
    "参照",
    "以及",
    "同意",
    "位于",
    "设在",
    "前往",
    "来自",
    "服务",
    "辐射",
    "带动",
    "打造",
    "建设",
    "对接",
    "融入",
    "联合",
    "允许",
    "授权",
    "批准",
    "设立",
    "开展",
    "优秀的",
    "赴",
    "对",
    "在",
    "与",
    "和",
    "及",
    "由",
    "从",
    "到",
    "至",
    "向",
    "于",
    "将",
    "把",
    "是",
    "为",
    "如",
    "等",
    "的",
    "以",
    "按",
    "省",
    "市",
    "县",
    "州",
    "原",
    "驻",
    "距",
    "经",
    "沿",
    "离",
    "含",
    "除",
    "同意将",
    "围绕",
    "落户",
    "布局",
    "承接",
    "学习",
];

/// What follows a place that stands for an institution, a way of life or a landscape, not for the place.
const NOT_BEFORE: [&str; 31] = [
    "大学",
    "学院",
    "银行",
    "路",
    "话",
    "族",
    "菜",
    "河",
    "湖",
    "江",
    "岛",
    "山",
    "海",
    "湾",
    "峡",
    "泉",
    "寺",
    "精神",
    "会议",
    "宣言",
    "公约",
    "协定",
    "证券",
    "期货",
    "半岛",
    "平原",
    "盆地",
    "高原",
    "走廊",
    "证交所",
    "交易所",
];

/// What follows a city or county in its full sense.
const AFTER: [&str; 24] = [
    "等",
    "市",
    "县",
    "区",
    "州",
    "地区",
    "都市圈",
    "城市群",
    "经济圈",
    "高新区",
    "经开区",
    "新区",
    "自贸",
    "片区",
    "、",
    "，",
    "。",
    "；",
    "）",
    "：",
    "和",
    "与",
    "及",
    "两",
];

/// What the characters around a name say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Surroundings {
    /// What follows makes it another name (`浙江大学`).
    Other,
    /// On which sides a word boundary stands.
    Sides { left: bool, right: bool },
}

pub(super) fn surroundings(text: &str, start: usize, end: usize) -> Surroundings {
    let (before, after) = (&text[..start], &text[end..]);
    if NOT_BEFORE.iter().any(|word| after.starts_with(word)) || names_a_school(after) {
        return Surroundings::Other;
    }
    let left = before.chars().next_back().is_none_or(|last| !is_han(last)) || BEFORE.iter().any(|word| before.ends_with(word));
    let right = after.chars().next().is_none_or(|first| !is_han(first)) || AFTER.iter().any(|word| after.starts_with(word));
    Surroundings::Sides { left, right }
}

/// Returns whether what follows a full name is a longer word (`上海市场`, `中原区域`).
pub(super) fn runs_on(name: &str, after: &str) -> bool {
    let Some(next) = after.chars().next() else { return false };
    match name.chars().next_back() {
        Some('市') => "场容域".contains(next) || next == '民' && !after.starts_with("民政"),
        Some('区' | '县') => next == '域',
        _ => false,
    }
}

/// `四川理工大学`: a school's name goes on in a few characters.
fn names_a_school(after: &str) -> bool {
    let word: String = after.chars().take(6).take_while(|&next| is_han(next)).collect();
    ["大学", "学院"]
        .iter()
        .any(|school| word.find(school).is_some_and(|at| at > 0 && at <= 12 && !word[..at].contains(['的', '与', '和', '在'])))
}

fn is_han(char: char) -> bool {
    matches!(char, '\u{4E00}'..='\u{9FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, name: &str, expected: Surroundings) {
        let start = text.find(name).expect("the name stands in the text");
        assert_eq!(surroundings(text, start, start + name.len()), expected, "{text}");
    }

    #[test]
    fn an_institution_is_not_its_place() {
        check("与浙江大学合作", "浙江", Surroundings::Other);
        check("与四川理工大学开展合作", "四川", Surroundings::Other);
        check("支持鹤壁等示范区", "鹤壁", Surroundings::Sides { left: true, right: true });
        check("浙大自贡创新中心", "自贡", Surroundings::Sides { left: false, right: false });
    }

    #[test]
    fn a_longer_word_is_not_the_place() {
        assert!(runs_on("上海市", "场监管"));
        assert!(!runs_on("上海市", "民政局"));
        assert!(runs_on("中原区", "域经济"));
    }
}
