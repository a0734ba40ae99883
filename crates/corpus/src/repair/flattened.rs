//! Papers whose line breaks were lost: split again before each label that is the next legal number and stands in no line's head.

use super::{Repaired, lines};
use crate::chars;
use crate::labels::{self, LabelKind};
use crate::organs;
use crate::text::Edit;
use crate::{Finding, metadata};

/// A line of so many characters may hold several paragraphs.
const LONG_LINE: usize = 120;

pub(super) fn split(paper: &mut Repaired) {
    split_articles(paper);
    if paper.kinds.contains(&"markdown") {
        return;
    }
    let text = paper.text.as_str();
    let mut breaks = head_breaks(text);
    let chapters = missing_labels(text, 0..text.len(), LabelKind::First);
    let flat = !chapters.is_empty();
    breaks.extend(&chapters);
    let starts = chapter_starts(text, &chapters);
    for (index, start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(text.len());
        if flat || text[*start..end].lines().any(|line| chars::count(line) > LONG_LINE) {
            breaks.extend(missing_labels(text, *start..end, LabelKind::Second));
        }
    }
    if flat || !breaks.is_empty() {
        breaks.extend(tail_breaks(text));
    }
    breaks.sort_unstable();
    breaks.dedup();
    breaks.retain(|at| *at > 0 && !text[..*at].ends_with('\n') && !text[*at..].starts_with('\n'));
    if breaks.is_empty() {
        return;
    }
    paper.kinds.push("flattened");
    let edits: Vec<Edit> = breaks.iter().map(|at| Edit::insert(*at, "\n")).collect();
    paper.edit("flattened", &edits);
    part_headings(paper);
}

/// Articles that ran into one line: split before each `第N条` that goes on the numbers and stands behind the end of a sentence.
fn split_articles(paper: &mut Repaired) {
    let text = paper.text.as_str();
    let mut edits = Vec::new();
    for (start, line) in lines(text) {
        let Some(first) = labels::label(line).filter(|label| label.kind == LabelKind::Article) else { continue };
        let mut last = first.number;
        if line.len() < LONG_LINE {
            continue;
        }
        for at in memchr::memmem::find_iter(line.as_bytes(), "第") {
            let behind_end = line[..at].ends_with(['。', '；', '！', '？', '）', '”']);
            let found = behind_end.then(|| labels::label(&line[at..])).flatten();
            if found.is_some_and(|label| label.kind == LabelKind::Article && label.number == last + 1) {
                last += 1;
                edits.push(Edit::insert(start + at, "\n"));
            }
        }
    }
    paper.edit("flattened", &edits);
}

/// Title, number and addressee in front of the first paragraph.
fn head_breaks(text: &str) -> Vec<usize> {
    let line = text.split('\n').next().unwrap_or("");
    if chars::count(line) < LONG_LINE {
        return Vec::new();
    }
    let mut breaks = Vec::new();
    if let Some(number) =
        metadata::number(line).filter(|number| chars::count(&line[..number.start]) < 80 && !line[..number.start].contains('。'))
    {
        let cited = line[..number.start].ends_with(['（', '(']);
        if !cited {
            breaks.extend([number.start, number.end]);
            let addressee = &line[number.end..];
            let end = addressee.find('：').filter(|end| !addressee[..*end].contains('。') && chars::count(&addressee[..*end]) < 150);
            breaks.extend(end.map(|end| number.end + end + '：'.len_utf8()));
        }
    }
    breaks
}

/// Annexes, signatures and date behind the last paragraph.
fn tail_breaks(text: &str) -> Vec<usize> {
    let start = text.rfind('\n').map_or(0, |at| at + 1);
    let line = &text[start..];
    let mut breaks = Vec::new();
    let tail_start = line.rfind("附件：").or_else(|| line.rfind('。').map(|at| at + '。'.len_utf8())).unwrap_or(0);
    let tail = &line[tail_start..];
    if line[tail_start..].starts_with("附件：") {
        breaks.push(start + tail_start);
        let mut from = "附件：".len();
        for number in 2..20 {
            let Some(at) = tail[from..].find(&format!("{number}.")) else { break };
            breaks.push(start + tail_start + from + at);
            from += at + 1;
        }
    }
    let Some(date) = metadata::last_date(tail) else { return breaks };
    breaks.push(start + tail_start + date.start);
    let signed = &tail[..date.start];
    let first =
        signed.char_indices().map(|(at, _)| at).find(|at| organs::leading(&signed[*at..]) == signed.len() - at && *at < signed.len());
    if let Some(first) = first {
        let mut at = first;
        while at < signed.len() {
            breaks.push(start + tail_start + at);
            let length = organs::leading_one(&signed[at..]);
            if length == 0 {
                break;
            }
            at += length;
        }
    }
    breaks
}

fn chapter_starts(text: &str, inserted: &[usize]) -> Vec<usize> {
    let mut starts: Vec<usize> = lines(text).filter(|(_, line)| kind_at(line) == Some(LabelKind::First)).map(|(start, _)| start).collect();
    starts.extend(inserted);
    starts.sort_unstable();
    if starts.is_empty() {
        starts.push(0);
    }
    starts
}

fn kind_at(line: &str) -> Option<LabelKind> {
    labels::label(line).map(|label| label.kind)
}

/// Returns where labels of a kind stand inside lines although their number is missing among the labels at the heads of lines.
fn missing_labels(text: &str, within: std::ops::Range<usize>, kind: LabelKind) -> Vec<usize> {
    let part = &text[within.clone()];
    let at_head: Vec<(usize, u32)> = lines(part)
        .filter_map(|(start, line)| labels::label(line).filter(|label| label.kind == kind).map(|label| (start, label.number)))
        .collect();
    let mut found = Vec::new();
    let mut expected = if within.start == 0 || kind == LabelKind::First { 1 } else { first_number(part, &at_head, kind) };
    let mut from = 0;
    let mut heads = at_head.iter().peekable();
    loop {
        while heads.next_if(|(_, number)| *number < expected).is_some() {}
        let limit = heads.peek().map_or(part.len(), |(start, _)| *start);
        if let Some((start, _)) = heads.next_if(|(_, number)| *number == expected) {
            from = *start + 1;
            while !part.is_char_boundary(from) {
                from += 1;
            }
            expected += 1;
            continue;
        }
        let Some(at) = inside(&part[from.min(limit)..limit], kind, expected).map(|at| from + at) else { break };
        found.push(within.start + at);
        from = at + 1;
        while !part.is_char_boundary(from) {
            from += 1;
        }
        expected += 1;
    }
    found
}

/// Numbers that run through the chapters go on where the last chapter stopped.
fn first_number(part: &str, at_head: &[(usize, u32)], kind: LabelKind) -> u32 {
    if inside(part, kind, 1).is_some() || at_head.iter().any(|(_, number)| *number == 1) {
        return 1;
    }
    let lowest = (2..40).find(|number| inside(part, kind, *number).is_some());
    lowest.into_iter().chain(at_head.first().map(|(_, number)| *number)).min().unwrap_or(1)
}

/// Returns where a label stands inside a text: behind the end of a sentence, or behind a heading without an end mark.
fn inside(text: &str, kind: LabelKind, number: u32) -> Option<usize> {
    let wanted = match kind {
        LabelKind::First => format!("{}、", chinese(number)),
        _ => format!("（{}）", chinese(number)),
    };
    text.match_indices(&wanted).map(|(at, _)| at).find(|at| {
        let before = text[..*at].chars().next_back();
        let after = &text[at + wanted.len()..];
        let quoted = before
            .is_some_and(|c| matches!(c, '第' | '“' | '《' | '、' | '，' | '和' | '至' | '十') || chars::numeral(&c.to_string()).is_some());
        let cited = after.starts_with(['项', '款', '、', '）', '”']);
        let closed = before.is_none_or(|c| matches!(c, '。' | '；' | '：' | '！' | '？' | '\n' | '”' | '）'));
        let behind_heading = kind == LabelKind::Second && before.is_some_and(chars::is_han) && heading_before(&text[..*at]);
        !quoted && !cited && (closed || behind_heading)
    })
}

/// True if the text ends in a heading: a first-level label not far back and no end of a sentence since.
fn heading_before(text: &str) -> bool {
    let tail_start = text.char_indices().rev().take(50).last().map_or(0, |(at, _)| at);
    let tail = &text[tail_start..];
    let since = tail.rfind(['。', '；', '：', '\n']).map_or(0, |at| at + tail[at..].chars().next().map_or(1, char::len_utf8));
    kind_at(&tail[since..]) == Some(LabelKind::First) || since == 0 && text.len() < 160
}

pub(crate) fn chinese(number: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = (number / 10 % 10, number % 10);
    let ten = match tens {
        0 => String::new(),
        1 => "十".to_owned(),
        _ => format!("{}十", DIGITS[tens as usize]),
    };
    format!("{ten}{}", DIGITS[ones as usize])
}

/// Words that open a paragraph and hardly ever stand inside a heading.
const OPENERS: [&str; 16] = [
    "根据",
    "按照",
    "深入落实",
    "深入实施",
    "深入贯彻",
    "以习近平",
    "为贯彻",
    "为进一步",
    "为深入",
    "依据",
    "近年来",
    "当前",
    "目前",
    "加强组织协调",
    "老工业基地振兴",
    "本规划",
];

/// Parts the heading of a chapter from the paragraph that ran into it.
fn part_headings(paper: &mut Repaired) {
    let text = paper.text.as_str();
    let mut edits = Vec::new();
    let mut guesses = Vec::new();
    for (start, line) in lines(text) {
        let Some(label) = labels::label(line).filter(|label| label.kind == LabelKind::First) else { continue };
        let rest = &line[label.length..];
        let sentence = rest.find('。').unwrap_or(rest.len());
        if chars::count(&rest[..sentence]) < 30 && sentence == rest.len() {
            continue;
        }
        let first = rest.char_indices().nth(4).map_or(rest.len(), |(at, _)| at);
        let opener = OPENERS.iter().filter_map(|opener| rest[first..sentence.max(first)].find(opener).map(|at| first + at)).min();
        let Some(at) = opener else { continue };
        let at = start + label.length + at;
        edits.push(Edit::insert(at, "\n"));
        guesses.push(start..at);
    }
    for range in guesses {
        let finding = Finding::info(
            "reading/heading-boundary",
            format!("标题与正文连排，按段首用语在此处断开：{}", &paper.text.as_str()[range.clone()]),
            "a heading ran into its paragraph; parted before the words that open the paragraph",
        );
        paper.find(finding.hint("与原件核对标题", "check the heading against the original"), range);
    }
    paper.edit("flattened", &edits);
}
