//! What a web portal puts around a paper: navigation, the table of fields, notes of editors and readers' gadgets.

use std::ops::Range;

use super::{Repaired, lines};
use crate::chars;
use crate::text::Edit;

/// Names of the fields that portals print above a paper.
const FIELDS: [&str; 38] = [
    "索引号",
    "主题分类",
    "发文机关",
    "发文机构",
    "发布机构",
    "成文日期",
    "生成日期",
    "标题",
    "文件名称",
    "名称",
    "发文字号",
    "文号",
    "发布日期",
    "发布时间",
    "主题词",
    "关键字",
    "关键词",
    "政策类型",
    "政策层级",
    "来源",
    "有效性",
    "时效性",
    "信息来源",
    "公开方式",
    "浏览次数",
    "阅读次数",
    "字号",
    "体裁分类",
    "组配分类",
    "公文种类",
    "施行日期",
    "废止日期",
    "效力状态",
    "信息分类",
    "公开类别",
    "信息名称",
    "主办单位",
    "制发单位",
];
/// Beginnings of lines that are never part of a paper.
const GADGETS: [&str; 27] = [
    "原标题",
    "责任编辑",
    "【责任编辑",
    "（责任编辑",
    "扫一扫",
    "海量资讯",
    "分享到",
    "打印本页",
    "【打印",
    "关闭窗口",
    "返回顶部",
    "版权所有",
    "网站地图",
    "相关链接",
    "相关阅读",
    "相关稿件",
    "上一篇",
    "下一篇",
    "字体：",
    "我要纠错",
    "点击查看",
    "点击下载",
    "您当前的位置",
    "当前位置",
    "微信扫",
    "编辑：",
    "打开APP",
];
/// Lines at the head and the foot of a page in which gadgets are looked for.
const EDGE: usize = 15;

/// Fields stand among the first lines.
const FIELD_LINES: usize = 30;

/// Drops lines that are nothing but links.
pub(super) fn drop_navigation(paper: &mut Repaired, links: &[Range<usize>]) {
    if links.is_empty() {
        return;
    }
    let text = paper.text.as_str();
    let mut next = 0;
    let mut edits = Vec::new();
    for (start, line) in lines(text) {
        let end = start + line.len();
        while links.get(next).is_some_and(|link| link.end <= start) {
            next += 1;
        }
        let linked: usize =
            links[next..].iter().take_while(|link| link.start < end).map(|link| link.end.min(end) - link.start.max(start)).sum();
        let shown = line.trim().len();
        let prose = line.contains(['。', '，', '《']) || line.contains("附件");
        if linked > 0 && linked * 10 >= shown * 9 && !prose {
            edits.push(Edit::drop(start..end));
        }
    }
    paper.edit("boilerplate", &edits);
}

/// Takes the fields off the text and keeps them.
pub(super) fn take_fields(paper: &mut Repaired) {
    let mut edits = Vec::new();
    let mut found = Vec::new();
    let text = paper.text.as_str();
    for (start, line) in lines(text).take(FIELD_LINES).filter(|(_, line)| line.contains(['：', ':'])) {
        if let Some(fields) = field_line(line) {
            found.extend(fields);
            edits.push(Edit::drop(start..(start + line.len() + 1).min(text.len())));
        } else if let Some((fields, end)) = run_in_fields(line) {
            found.extend(fields);
            edits.push(Edit::drop(start..start + end));
        }
    }
    paper.fields.extend(found);
    paper.edit("portal-fields", &edits);
}

fn field_name(cell: &str) -> Option<&'static str> {
    let name = cell.trim().trim_end_matches(['：', ':', ']', '】']).trim_start_matches(['[', '【']);
    let bare: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    FIELDS.iter().find(|field| **field == bare).copied()
}

/// A row of a table of fields, or a line that holds one field.
fn field_line(line: &str) -> Option<Vec<(String, String)>> {
    let line = closed(line);
    let cells: Vec<&str> = line.split('\t').collect();
    field_name(cells[0]).filter(|_| cells[0].ends_with(['：', ':']))?;
    let mut fields = Vec::new();
    let mut name = None;
    for cell in cells {
        match field_name(cell).filter(|_| cell.ends_with(['：', ':', ']', '】'])) {
            Some(next) => name = Some(next),
            None => fields.extend(name.take().filter(|_| !cell.is_empty()).map(|name: &str| (name.to_owned(), cell.to_owned()))),
        }
    }
    Some(fields)
}

/// Names of two characters are set wide: `标\t题：` is one cell.
fn closed(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for cell in line.split('\t') {
        let last = out.rsplit('\t').next().unwrap_or("");
        let half = chars::count(last) == 1 && last.chars().all(chars::is_han) && cell.ends_with(['：', ':']);
        if !out.is_empty() && !half {
            out.push('\t');
        }
        out.push_str(cell);
    }
    out
}

/// Fields that run into each other and into the text: `标题发文机构：甲发布时间：乙关键字：丙标题`. Returns them and where they end.
fn run_in_fields(line: &str) -> Option<(Vec<(String, String)>, usize)> {
    if !["发文", "发布", "来源", "索引", "标题", "文号", "字号"].iter().any(|part| line.contains(part)) {
        return None;
    }
    let mut labels: Vec<(usize, &str, usize)> = Vec::new();
    for field in FIELDS {
        for mark in ['：', ':'] {
            let label = format!("{field}{mark}");
            labels.extend(line.match_indices(&label).take(1).map(|(at, found)| (at, field, at + found.len())));
        }
    }
    labels.sort_unstable();
    labels.dedup_by(|later, earlier| later.0 < earlier.2);
    let single = labels.len() == 1 && labels[0].0 == 0 && chars::count(line) < 60;
    let near = labels.windows(2).all(|pair| pair[1].0 - pair[0].2 < 400);
    if !(single || labels.len() >= 3 && near) {
        return None;
    }
    let head = &line[..labels[0].0];
    let last = labels[labels.len() - 1].2;
    let end = repeated(head, &line[last..]).map_or(line.len(), |at| last + at);
    let ends = labels.iter().skip(1).map(|label| label.0).chain([end]);
    let fields = labels.iter().zip(ends).map(|(label, end)| (label.1.to_owned(), line[label.2..end].trim().to_owned()));
    Some((fields.filter(|(_, value)| !value.is_empty()).collect(), end))
}

/// Where the heading that stood before the fields comes again, as the paper's own title.
fn repeated(head: &str, rest: &str) -> Option<usize> {
    let title = head.split(['（', '(', '\t']).next().unwrap_or(head).trim();
    (chars::count(title) >= 6).then(|| rest.find(title)).flatten()
}

/// Drops notes of editors and gadgets at the head and the foot, and the portal's sentence that leads over to the paper.
pub(super) fn drop_boilerplate(paper: &mut Repaired) {
    let text = paper.text.as_str();
    let count = lines(text).count();
    let mut edits = Vec::new();
    let mut announced = None;
    for (index, (start, line)) in lines(text).enumerate() {
        let edge = index < EDGE || index + EDGE >= count;
        let whole = start..(start + line.len() + 1).min(text.len());
        if index < EDGE && leads_over(line) {
            announced = announced_title(line);
            let title = announced.as_ref().map_or(line.len()..line.len(), |(_, title)| title.clone());
            edits.push(Edit::drop(start..start + title.start));
            edits.push(Edit::drop(start + title.end..start + line.len()));
        } else if edge && chars::count(line) < 80 && GADGETS.iter().any(|gadget| line.starts_with(gadget)) {
            if let Some(title) = line.strip_prefix("原标题：") {
                paper.fields.push(("原标题".to_owned(), title.to_owned()));
            }
            edits.push(Edit::drop(whole));
        }
    }
    let issuer = announced.and_then(|(issuer, _)| issuer);
    paper.fields.extend(issuer.map(|issuer| ("转载机关".to_owned(), issuer)));
    paper.edit("boilerplate", &edits);
}

fn leads_over(line: &str) -> bool {
    let whole_text_follows = line.ends_with("全文如下：") || line.ends_with("如下：") && line.contains("全文");
    whole_text_follows && chars::count(line) < 160
}

/// Returns the issuer and the place of the title that the leading sentence names: `甲发布关于乙的通知。全文如下：`.
fn announced_title(line: &str) -> Option<(Option<String>, Range<usize>)> {
    if let Some(open) = line.find('《') {
        let start = open + '《'.len_utf8();
        return line[start..].find('》').map(|length| (None, start..start + length));
    }
    let verbs = ["发布", "印发", "公布", "下发"];
    let (verb, start) = verbs.iter().filter_map(|verb| line.find(&format!("{verb}关于")).map(|at| (at, at + verb.len()))).min()?;
    let end = line[start..].find('。').map_or(line.len(), |length| start + length);
    let clause = line[..verb].rsplit('，').next().unwrap_or("");
    let issuer = clause.split('等').next().map(str::to_owned).filter(|issuer| crate::organs::sequence(issuer).is_some());
    Some((issuer, start..end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_fields_is_read_and_an_empty_field_is_left_out() {
        let fields = field_line("发文字号：\t国发〔2019〕5号\t发布日期：\t2019年02月15日").expect("fields");
        assert_eq!(fields, [("发文字号".to_owned(), "国发〔2019〕5号".to_owned()), ("发布日期".to_owned(), "2019年02月15日".to_owned())]);
        assert_eq!(field_line("主题词："), Some(Vec::new()));
        assert_eq!(field_line("来源广泛的资金"), None);
    }

    #[test]
    fn run_in_fields_end_where_the_title_comes_again() {
        let line =
            "关于甲乙丙丁工作的通知（甲〔2021〕1号）发文机构：甲部发布时间：2021-06-21关键字：工业;安全关于甲乙丙丁工作的通知甲〔2021〕1号";
        let (fields, end) = run_in_fields(line).expect("fields");
        assert_eq!(fields[2], ("关键字".to_owned(), "工业;安全".to_owned()));
        assert_eq!(&line[end..], "关于甲乙丙丁工作的通知甲〔2021〕1号");
    }
}
