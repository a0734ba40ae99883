//! The head of a paper: title, number, date and addressee, before the first paragraph.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{dates, number};
use crate::chars;
use crate::labels;
use crate::organs;
use crate::repair::{Repaired, lines};

/// Kinds of papers; a title ends in one of them.
pub(super) const KINDS: [&str; 50] = [
    "实施方案",
    "工作方案",
    "行动方案",
    "总体方案",
    "行动计划",
    "工作计划",
    "指导意见",
    "实施意见",
    "若干意见",
    "管理办法",
    "实施办法",
    "暂行办法",
    "实施细则",
    "实施条例",
    "工作规则",
    "应急预案",
    "若干措施",
    "规划纲要",
    "通知",
    "意见",
    "决定",
    "办法",
    "方案",
    "规划",
    "计划",
    "纲要",
    "条例",
    "规定",
    "细则",
    "批复",
    "复函",
    "通报",
    "公告",
    "通告",
    "命令",
    "报告",
    "请示",
    "议案",
    "答复",
    "解释",
    "规则",
    "预案",
    "措施",
    "制度",
    "纪要",
    "公报",
    "要点",
    "议程",
    "声明",
    "倡议",
];
/// Kinds of one character and others that also end common words; only the end of a whole line counts.
const SHORT_KINDS: [&str; 9] = ["法", "函", "令", "标准", "规范", "规程", "指南", "目录", "说明"];
/// Lines of the head at most.
const HEAD_LINES: usize = 12;

/// Byte ranges in the clean text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Head {
    pub(crate) title: Option<Range<usize>>,
    pub(crate) number: Option<Range<usize>>,
    pub(crate) date: Option<String>,
    pub(crate) addressee: Option<Range<usize>>,
    /// Of a paper that an order publishes: who ordered it.
    pub(crate) ordered_by: Option<Vec<String>>,
    /// Where the first paragraph begins.
    pub(crate) end: usize,
}

/// Returns the kind of a paper by its title.
pub(crate) fn kind_of(title: &str) -> Option<String> {
    let bare = bare(title);
    let longest = KINDS.iter().chain(&SHORT_KINDS).filter(|kind| bare.ends_with(**kind)).max_by_key(|kind| kind.len());
    longest.map(|kind| (*kind).to_owned())
}

/// Returns the organs that a title begins with: `国务院办公厅关于...`.
pub(super) fn issuers(title: &str) -> Option<Vec<String>> {
    let ends = ["关于", "印发", "转发", "批转", "公布", "对"].iter().flat_map(|word| title.match_indices(word)).map(|(at, _)| at);
    let named: BTreeMap<usize, Vec<String>> = ends.filter_map(|end| Some((end, organs::sequence(&title[..end])?))).collect();
    named.into_values().next()
}

/// A title without what may stand in brackets behind it, as in `（试行）` or `（2013-2022年）`.
fn bare(title: &str) -> &str {
    let title = title.trim_end();
    match title.strip_suffix(['）', ')']).and_then(|inner| inner.rfind(['（', '('])) {
        Some(open) => title[..open].trim_end(),
        None => title.trim_end_matches('》'),
    }
}

fn ends_like_title(text: &str) -> bool {
    kind_of(text).is_some()
}

/// Reads the head of a repaired paper.
pub(crate) fn head(paper: &Repaired) -> Head {
    let text = paper.text.as_str();
    let all: Vec<(usize, &str)> = lines(text).take(HEAD_LINES).collect();
    let mut head = Head::default();
    let mut block: Option<(usize, usize)> = None;
    let mut index = 0;
    while let Some((start, line)) = all.get(index).copied() {
        let end = start + line.len();
        let titled = head.title.is_some();
        if is_order(line, all.get(index + 1).map(|(_, line)| *line)) {
            let (next, number) = all[index + 1];
            head.title = published_title(text, &paper.fields);
            head.ordered_by = ordered_by(line);
            head.number = Some(start..next + number.len());
            head.end = next + number.len() + 1;
            break;
        }
        if line.is_empty() || is_mark(line) {
            head.end = end + 1;
        } else if number::whole_line(line) {
            head.number = head.number.or_else(|| number(line).map(|range| start + range.start..start + range.end));
            head.title = head.title.or_else(|| block.take().map(|(from, to)| from..to));
            head.end = end + 1;
        } else if let Some(date) = head_date(line) {
            head.date = head.date.or(Some(date));
            head.title = head.title.or_else(|| block.take().map(|(from, to)| from..to));
            head.end = end + 1;
        } else if !titled && is_title_part(line) {
            let from = block.map_or(start, |(from, _)| from);
            block = Some((from, end));
            let whole = text[from..end].replace('\n', "");
            let next = all.get(index + 1).map(|(_, line)| *line);
            if ends_like_title(&whole) && !goes_on(&whole, next, &paper.fields)
                || all.get(index + 1).is_none_or(|(_, next)| !is_title_part(next) || looks_like_body(next))
            {
                head.title = Some(from..end);
                block = None;
            }
            head.end = end + 1;
        } else if is_addressee(line) {
            head.addressee = Some(start..end);
            head.end = end + 1;
            break;
        } else {
            break;
        }
        index += 1;
    }
    head.title = head.title.or_else(|| block.map(|(from, to)| from..to));
    head.end = head.end.min(text.len());
    head
}

/// Returns the title of the paper that an order publishes: the line that says what the portal's field or the first quoted name says.
fn published_title(text: &str, fields: &[(String, String)]) -> Option<Range<usize>> {
    let field = fields.iter().find(|(name, _)| name == "标题").map(|(_, value)| value.as_str());
    let quoted = || text.find('《').and_then(|open| text[open + '《'.len_utf8()..].split('》').next());
    let title = field.or_else(quoted)?;
    lines(text).find(|(_, line)| *line == title).map(|(start, line)| start..start + line.len())
}

/// True if a title that might end here does not: the portal's field has more of it, or the next line ends in the kind of a whole paper.
fn goes_on(title: &str, next: Option<&str>, fields: &[(String, String)]) -> bool {
    let Some(next) = next.filter(|next| is_title_part(next)) else { return false };
    let longer = fields.iter().any(|(name, value)| name == "标题" && value.starts_with(title) && value.contains(next));
    const WHOLE: [&str; 8] = ["通知", "意见", "决定", "批复", "复函", "通报", "公告", "函"];
    let whole = |text: &str| WHOLE.iter().any(|kind| text.ends_with(kind));
    let rest = next.starts_with('的') && ends_like_title(next);
    longer || rest || !whole(title) && whole(next)
}

/// 中华人民共和国国务院令 above 第707号: the order that publishes a paper, whose own title comes later.
fn is_order(line: &str, next: Option<&str>) -> bool {
    let numbered = |next: &str| next.contains('第') && next.ends_with('号') && chars::count(next) <= 12;
    line.ends_with('令') && chars::count(line) <= 40 && next.is_some_and(numbered)
}

/// `中华人民共和国国务院令` is an order of 国务院.
fn ordered_by(line: &str) -> Option<Vec<String>> {
    let organ = line.trim_end_matches('令');
    let head_of_state = organ.ends_with("主席").then(|| vec![organ.to_owned()]);
    organs::sequence(organ.trim_start_matches("中华人民共和国")).or(head_of_state)
}

/// Marks that stand above a title and are no part of the text.
pub(crate) fn is_mark(line: &str) -> bool {
    let bare = line.trim_end_matches(['：', ':']);
    bare == "附件"
        || line
            .strip_prefix("附件")
            .is_some_and(|rest| !rest.is_empty() && rest.trim_end_matches(['：', ':']).bytes().all(|byte| byte.is_ascii_digit()))
}

/// A date below the title, alone or with who passed the paper, as in `（1994年12月29日通过）`.
fn head_date(line: &str) -> Option<String> {
    let inner = line.trim_matches(['（', '）', '(', ')']);
    dates::whole_line(inner).or_else(|| {
        let passed = ["通过", "发布", "公布", "修订", "修正", "施行", "批准", "颁布"].iter().any(|word| inner.ends_with(word));
        (passed && chars::count(inner) < 120).then(|| dates::iso(inner)).flatten()
    })
}

fn is_title_part(line: &str) -> bool {
    let length = chars::count(line);
    let sentence = line.contains(['。', '；']) || line.ends_with(['，', '：', ':']);
    length <= 70 && !sentence && labels::label(line).is_none() && !line.starts_with("——")
}

fn looks_like_body(line: &str) -> bool {
    line.contains('，') && !ends_like_title(line)
}

fn is_addressee(line: &str) -> bool {
    let opens = line.ends_with(['：', ':']) && !line.contains('。') && labels::label(line).is_none();
    let people = [
        "省", "市", "部", "委", "局", "厅", "院", "府", "构", "单位", "企业", "代表", "委员", "同志", "主席", "团", "门", "会", "司", "行",
        "社", "公司", "办", "校",
    ];
    opens && people.iter().any(|end| line.trim_end_matches(['：', ':']).ends_with(end)) && chars::count(line) < 400
}
