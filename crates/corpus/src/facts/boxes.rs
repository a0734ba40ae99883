//! Boxed lists (专栏): rows of places by region, or of places and what they focus on by industry.

use std::ops::Range;

use super::outline::Outline;
use super::places::Mention;
use super::subject;
use crate::paper::{Clause, ClauseKind, Paper};
use crate::reading::{BoxRow, BoxedList, PlaceLevel};

pub(super) fn facts(paper: &Paper, outline: &Outline, mentions: &[Mention]) -> Vec<BoxedList> {
    let boxes = paper.clauses.iter().filter(|clause| clause.kind == ClauseKind::Box);
    boxes.map(|clause| boxed(paper, outline, mentions, clause)).collect()
}

fn boxed(paper: &Paper, outline: &Outline, mentions: &[Mention], clause: &Clause) -> BoxedList {
    let label: String = clause.label.chars().filter(|char| !char.is_whitespace()).collect();
    let inside = |range: &Range<usize>| range.start >= clause.body.start && range.end <= clause.whole.end;
    let mut rows = Vec::new();
    // The industry of a line holds for all its sentences.
    let mut of_line: Option<(usize, &str)> = None;
    for sentence in outline.sentences.iter().filter(|sentence| inside(&sentence.range)) {
        let range = sentence.range.clone();
        let line = paper.text.as_str()[..range.start].rfind('\n').unwrap_or_default();
        let head = head(&paper.text.as_str()[range.clone()]);
        let start = head.map_or(range.start, |head| range.start + head.len() + '：'.len_utf8());
        match head.filter(|_| !stands_for_region(mentions, range.start)) {
            Some(industry) => of_line = Some((line, industry)),
            None => of_line = of_line.filter(|(of, _)| *of == line),
        }
        match of_line {
            Some((_, industry)) => rows.extend(by_focus(paper, outline, mentions, &sentence.segments, start, industry)),
            None => rows.extend(by_region(paper, mentions, range, start)),
        }
    }
    BoxedList { label, title: clause.title.clone(), rows }
}

/// `装备制造业：...`: what stands before the colon.
fn head(text: &str) -> Option<&str> {
    let (head, _) = text.split_once('：')?;
    (!head.is_empty() && head.chars().count() <= 24 && !head.contains(['，', '、'])).then_some(head)
}

fn stands_for_region(mentions: &[Mention], start: usize) -> bool {
    mentions.get(mentions.partition_point(|mention| mention.range.start < start)).is_some_and(|mention| mention.range.start == start)
}

/// `河北省（6个）：张家口、唐山...`: one row; the places behind the colon, or all where there is none.
fn by_region(paper: &Paper, mentions: &[Mention], sentence: Range<usize>, start: usize) -> Option<BoxRow> {
    let places: Vec<String> = subject::members(mentions, start..sentence.end).map(|mention| mention.named.name.clone()).collect();
    (!places.is_empty()).then(|| BoxRow {
        industry: None,
        places,
        focus: None,
        quote: paper.text.as_str()[sentence.clone()].to_owned(),
        at: paper.at(sentence),
    })
}

/// `德阳、洛阳等重点发展...，天水等重点发展...`: a row for each group of places; a segment without places goes on with the focus before it.
fn by_focus(paper: &Paper, outline: &Outline, mentions: &[Mention], segments: &Range<usize>, start: usize, industry: &str) -> Vec<BoxRow> {
    let text = paper.text.as_str();
    let mut rows: Vec<(Range<usize>, Vec<String>, usize)> = Vec::new();
    for segment in &outline.segments[segments.clone()] {
        let segment = segment.start.max(start)..segment.end.max(start);
        let leading = leading_places(text, mentions, &segment);
        match (leading, rows.last_mut()) {
            (Some((places, end)), _) => rows.push((segment, places, end)),
            (None, Some((range, _, _))) => range.end = segment.end,
            (None, None) => {}
        }
    }
    let row = |(range, places, focus): (Range<usize>, Vec<String>, usize)| BoxRow {
        industry: Some(industry.to_owned()),
        places,
        focus: Some(focus_of(&text[focus..range.end])),
        quote: text[range.clone()].to_owned(),
        at: paper.at(range),
    };
    rows.into_iter().map(row).collect()
}

/// Returns the places that a segment begins with and where their list ends.
fn leading_places(text: &str, mentions: &[Mention], segment: &Range<usize>) -> Option<(Vec<String>, usize)> {
    let first = mentions.partition_point(|mention| mention.range.start < segment.start);
    let mut end = segment.start;
    let mut places = Vec::new();
    for mention in mentions[first..].iter().take_while(|mention| mention.range.end <= segment.end) {
        if !matches!(text.get(end..mention.range.start), Some("" | "、" | "和")) {
            break;
        }
        end = mention.range.end;
        if mention.named.level != PlaceLevel::Province {
            places.push(mention.named.name.clone());
        }
    }
    (!places.is_empty()).then_some((places, end))
}

fn focus_of(words: &str) -> String {
    let words = words.trim_start_matches('等').trim_start_matches("城市").trim_start_matches("地");
    words.trim_start_matches("重点").trim_start_matches("积极").trim_start_matches("发展").to_owned()
}
