//! Short names: what a sentence calls a place when it leaves out the word for its kind.

/// Kinds, longest first, so that `自治区` is not taken for `区`.
const KINDS: [&str; 14] =
    ["特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "新区", "矿区", "省", "市", "区", "县", "盟", "旗"];

/// Peoples in the names of autonomous units.
const PEOPLES: [&str; 51] = [
    "柯尔克孜族",
    "柯尔克孜",
    "哈萨克族",
    "哈萨克",
    "维吾尔",
    "蒙古族",
    "蒙古",
    "土家族",
    "朝鲜族",
    "达斡尔族",
    "鄂温克族",
    "鄂伦春",
    "仫佬族",
    "毛南族",
    "哈尼族",
    "傈僳族",
    "拉祜族",
    "纳西族",
    "景颇族",
    "普米族",
    "独龙族",
    "布依族",
    "仡佬族",
    "布朗族",
    "东乡族",
    "保安族",
    "撒拉族",
    "裕固族",
    "塔吉克",
    "锡伯",
    "壮族",
    "回族",
    "满族",
    "苗族",
    "彝族",
    "藏族",
    "侗族",
    "瑶族",
    "白族",
    "傣族",
    "黎族",
    "羌族",
    "畲族",
    "水族",
    "佤族",
    "怒族",
    "土族",
    "各族",
    "俄罗斯族",
    "阿昌族",
    "德昂族",
];

/// Returns a name without the word for its kind and without peoples; the whole name where less than two characters would be left.
pub(crate) fn of(name: &str) -> &str {
    let Some(kind) = KINDS.iter().find(|kind| name.ends_with(**kind) && name.len() >= kind.len() + 6) else { return name };
    let bare = &name[..name.len() - kind.len()];
    if kind.starts_with("自治") { without_peoples(bare) } else { bare }
}

fn without_peoples(mut name: &str) -> &str {
    while let Some(people) = PEOPLES.iter().find(|people| name.ends_with(**people) && name.len() >= people.len() + 6) {
        name = &name[..name.len() - people.len()];
    }
    name
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_short_name_leaves_out_kind_and_peoples() {
        for (name, short) in [
            ("韶关市", "韶关"),
            ("内蒙古自治区", "内蒙古"),
            ("新疆维吾尔自治区", "新疆"),
            ("延边朝鲜族自治州", "延边"),
            ("湘西土家族苗族自治州", "湘西"),
            ("巴音郭楞蒙古自治州", "巴音郭楞"),
            ("户县", "户县"),
            ("矿区", "矿区"),
            ("门头沟区", "门头沟"),
            ("滨海新区", "滨海"),
            ("东乡族自治县", "东乡族"),
            ("香港特别行政区", "香港"),
        ] {
            assert_eq!(super::of(name), short);
        }
    }
}
