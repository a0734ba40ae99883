//! Names of the organs that issue papers: long names and the short ones that papers sign with.

/// Short official names of central organs. Longer names stand before those they begin with or end in.
const ORGANS: [&str; 76] = [
    "国务院振兴东北地区等老工业基地领导小组办公室",
    "中国证券监督管理委员会",
    "中国人民银行",
    "国家开发银行",
    "中国农业发展银行",
    "中国进出口银行",
    "全国工商联",
    "全国总工会",
    "全国人民代表大会常务委员会",
    "全国人民代表大会",
    "中央军委办公厅",
    "中央军委",
    "中共中央办公厅",
    "中共中央",
    "中央宣传部",
    "中央组织部",
    "中央网信办",
    "国务院办公厅",
    "国务院扶贫办",
    "国务院国资委",
    "国务院",
    "国家发展改革委",
    "国家发展和改革委员会",
    "国家卫生健康委",
    "国家民委",
    "国家税务总局",
    "国家市场监管总局",
    "市场监管总局",
    "国家统计局",
    "国家能源局",
    "国家林草局",
    "国家文物局",
    "国家乡村振兴局",
    "国家医保局",
    "国家粮食和储备局",
    "国家知识产权局",
    "国家矿山安监局",
    "国家铁路局",
    "中国民航局",
    "国家邮政局",
    "国家外汇局",
    "国家地震局",
    "中国地震局",
    "中国气象局",
    "国家数据局",
    "金融监管总局",
    "银保监会",
    "证监会",
    "海关总署",
    "体育总局",
    "广电总局",
    "最高人民法院",
    "最高人民检察院",
    "科学技术部",
    "科技部",
    "工业和信息化部",
    "公安部",
    "民政部",
    "司法部",
    "财政部",
    "人力资源社会保障部",
    "人力资源和社会保障部",
    "自然资源部",
    "生态环境部",
    "住房城乡建设部",
    "住房和城乡建设部",
    "交通运输部",
    "水利部",
    "农业农村部",
    "商务部",
    "文化和旅游部",
    "应急管理部",
    "退役军人部",
    "教育部",
    "外交部",
    "审计署",
];

/// Long names whose short form papers use.
const SHORT: [(&str, &str); 8] = [
    ("国家发展和改革委员会", "国家发展改革委"),
    ("中华人民共和国国家发展和改革委员会", "国家发展改革委"),
    ("国家发改委", "国家发展改革委"),
    ("科学技术部", "科技部"),
    ("人力资源和社会保障部", "人力资源社会保障部"),
    ("住房和城乡建设部", "住房城乡建设部"),
    ("中国证券监督管理委员会", "证监会"),
    ("中华人民共和国国务院", "国务院"),
];

/// Endings of names of organs, central and local.
const ENDINGS: [&str; 26] = [
    "办公厅",
    "人民政府",
    "人民代表大会常务委员会",
    "人民代表大会",
    "委员会",
    "领导小组",
    "工作组",
    "专家组",
    "联席会议",
    "人民法院",
    "人民检察院",
    "管理局",
    "总局",
    "银行",
    "总署",
    "部",
    "委",
    "局",
    "厅",
    "办",
    "署",
    "院",
    "会",
    "办公室",
    "党组",
    "集团",
];

/// Returns the short official name of an organ.
pub(crate) fn short(name: &str) -> String {
    SHORT.iter().find(|(long, _)| *long == name).map_or(name, |(_, short)| short).to_owned()
}

/// Returns the organs that a text names one after the other and nothing else, or none.
pub(crate) fn sequence(text: &str) -> Option<Vec<String>> {
    let mut organs = Vec::new();
    for part in text.split([' ', '\t', '、', '\u{3000}', '，']).map(str::trim).filter(|part| !part.is_empty()) {
        organs.append(&mut run(part)?);
    }
    (!organs.is_empty()).then_some(organs)
}

/// Cuts names that stand without a gap: `科技部财政部`.
fn run(part: &str) -> Option<Vec<String>> {
    let mut organs = Vec::new();
    let mut rest = part;
    while !rest.is_empty() {
        let length = known(rest);
        let goes_on = length > 0 && (length == rest.len() || known(&rest[length..]) > 0);
        // A name that begins with a known one and goes on is an organ of its own: 国务院关税税则委员会.
        if !goes_on {
            let whole = (organs.is_empty() || length > 0) && is_name(rest);
            whole.then(|| organs.push(short(rest)))?;
            break;
        }
        organs.push(short(&rest[..length]));
        rest = &rest[length..];
    }
    Some(organs)
}

/// Returns the length of the known organ that a text begins with, with its office, in bytes.
fn known(text: &str) -> usize {
    let length = ORGANS.iter().filter(|organ| text.starts_with(**organ)).map(|organ| organ.len()).max().unwrap_or(0);
    let office = ["办公厅", "办公室", "综合司"].iter().find(|office| length > 0 && text[length..].starts_with(**office));
    length + office.map_or(0, |office| office.len())
}

/// Returns the length of the organ that a text begins with, in bytes, with the gap behind it.
pub(crate) fn leading_one(text: &str) -> usize {
    let length = ORGANS.iter().filter(|organ| text.starts_with(**organ)).map(|organ| organ.len()).max().unwrap_or(0);
    let gap: usize = text[length..].chars().take_while(|c| matches!(c, '、' | ' ' | '\t')).map(char::len_utf8).sum();
    if length == 0 { 0 } else { length + gap }
}

/// Returns the length of the organs that a text begins with, in bytes.
pub(crate) fn leading(text: &str) -> usize {
    let mut length = 0;
    while let Some(organ) = ORGANS.iter().filter(|organ| text[length..].starts_with(**organ)).max_by_key(|organ| organ.len()) {
        length += organ.len();
        let gap: usize = text[length..].chars().take_while(|c| matches!(c, '、' | ' ' | '\t')).map(char::len_utf8).sum();
        if ORGANS.iter().any(|organ| text[length + gap..].starts_with(organ)) {
            length += gap;
        }
    }
    length
}

/// True if a text looks like the name of one organ.
pub(crate) fn is_name(text: &str) -> bool {
    let length = crate::chars::count(text);
    let acts = ["转发", "印发", "批转", "关于", "公布"].iter().any(|verb| text.contains(verb));
    (2..=30).contains(&length) && !acts && text.chars().all(crate::chars::is_han) && ENDINGS.iter().any(|ending| text.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_names_is_cut_into_organs() {
        let run = sequence("国家发展改革委科技部工业和信息化部自然资源部").expect("organs");
        assert_eq!(run, ["国家发展改革委", "科技部", "工业和信息化部", "自然资源部"]);
        assert_eq!(sequence("国务院办公厅 中央军委办公厅").expect("organs"), ["国务院办公厅", "中央军委办公厅"]);
        assert_eq!(sequence("河南省人民政府").expect("an organ"), ["河南省人民政府"]);
        assert_eq!(sequence("国务院关税税则委员会").expect("an organ"), ["国务院关税税则委员会"]);
        assert_eq!(sequence("工业和信息化部办公厅财政部办公厅").expect("organs"), ["工业和信息化部办公厅", "财政部办公厅"]);
        assert_eq!(sequence("国务院办公厅转发国家地震局"), None);
        assert_eq!(sequence("推动高质量发展"), None);
    }
}
