//! Who acts: institutions named before a verb.

/// Endings of the names of institutions and governments: they act, and they give support.
const INSTITUTIONS: [&str; 15] = [
    "省（区、市）",
    "省、自治区、直辖市",
    "委员会",
    "部门",
    "政府",
    "银行",
    "财政",
    "委",
    "部",
    "局",
    "署",
    "办公室",
    "各地",
    "机构",
    "基金",
];

/// Endings of the names of all others who act.
const OTHERS: [&str; 19] = [
    "单位",
    "企业",
    "法院",
    "检察院",
    "办",
    "院",
    "会",
    "行",
    "地区",
    "城市",
    "地市",
    "县市",
    "园区",
    "省",
    "市",
    "县",
    "组织",
    "公司",
    "小组",
];

/// Words that begin a segment and are not part of who acts.
const LEADS: [&str; 28] = [
    "同时", "并且", "此外", "另外", "其中", "要求", "鼓励", "支持", "引导", "并", "也", "还", "都", "均", "又", "既", "对", "要", "积极",
    "加大", "优先", "重点", "通过", "在", "以", "把", "将", "推动",
];

/// Words that only join a sentence to the one before it.
const CONJUNCTIONS: [&str; 14] = ["同时", "此外", "另外", "因此", "为此", "但", "而且", "既", "又", "也", "还", "并", "均", "都"];

/// Returns the words as an actor, or none if they name nobody who can act.
pub(super) fn actor(words: &str) -> Option<&str> {
    named(words, INSTITUTIONS.iter().chain(&OTHERS))
}

/// Returns the words without the conjunctions that they begin with.
pub(super) fn without_conjunctions(mut words: &str) -> &str {
    while let Some(rest) = CONJUNCTIONS.iter().find_map(|word| words.strip_prefix(word)) {
        words = rest;
    }
    words
}

/// Returns who gives support, where the words before the verb hold more: `国家开发银行结合职能定位` is `国家开发银行`.
pub(super) fn giver(words: &str) -> Option<&str> {
    const THEN: [&str; 21] = [
        "将",
        "要",
        "在",
        "对",
        "结合",
        "通过",
        "会同",
        "联合",
        "根据",
        "按照",
        "按",
        "可",
        "应",
        "负责",
        "给予",
        "予以",
        "加大",
        "进一步",
        "积极",
        "优先",
        "支持",
    ];
    let cuts = THEN.iter().flat_map(|then| words.match_indices(then)).map(|(at, _)| at).filter(|at| *at >= 6);
    let head = cuts.filter_map(|at| named(&words[..at], INSTITUTIONS.iter())).min_by_key(|head| head.len());
    head.or_else(|| named(words, INSTITUTIONS.iter()))
}

fn named(words: &str, mut endings: impl Iterator<Item = &'static &'static str>) -> Option<&str> {
    let words = words.trim();
    let ends = endings.any(|ending| words.ends_with(ending));
    (ends && words.chars().count() <= 60 && !LEADS.iter().any(|lead| words.starts_with(lead))).then_some(words)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_giver_is_an_institution_or_a_government() {
        for (words, actor) in [
            ("国家发展改革委将在安排中央预算内投资时予以重点支持", Some("国家发展改革委")),
            ("国家开发银行结合职能定位进一步加大对示范区的投融资支持力度", Some("国家开发银行")),
            ("国家有关部门在区域发展政策制定等方面", Some("国家有关部门")),
            ("中央和省级政府给予适当支持", Some("中央和省级政府")),
            ("示范区所在省（区、市）在分配相关领域资金等工作中", Some("示范区所在省（区、市）")),
            ("支持有条件的城市参与", None),
            ("要对示范区城市给予优先支持", None),
            ("积极支持示范区城市符合条件的企业上市", None),
            ("通过专项贷款对示范区城市给予倾斜支持", None),
        ] {
            assert_eq!(super::giver(words), actor, "{words}");
        }
    }
}
