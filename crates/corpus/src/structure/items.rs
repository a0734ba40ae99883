//! Items below headings: paragraphs of articles (款), dash items, 一是 and （1） inside a paragraph.

use std::ops::Range;

use crate::paper::{Clause, ClauseKind};
use crate::repair::{chinese, lines};

/// Returns the clauses with the items of each put in behind it.
pub(super) fn with_items(text: &str, clauses: Vec<Clause>) -> Vec<Clause> {
    // Where a clause moves to, so that parents stay right.
    let mut places = Vec::with_capacity(clauses.len());
    let mut out: Vec<Clause> = Vec::with_capacity(clauses.len() * 2);
    for mut clause in clauses {
        clause.parent = clause.parent.map(|parent: usize| places[parent]);
        let index = out.len();
        places.push(index);
        let items = items(text, &clause);
        out.push(clause);
        for (step, label, range) in items {
            let path = format!("{}/{step}", out[index].path);
            let level = out[index].level + 1;
            let heading = range.start..range.start + label.len();
            let body = heading.end..range.end;
            out.push(Clause {
                path,
                kind: ClauseKind::Item,
                level,
                label,
                title: None,
                run_in: false,
                parent: Some(index),
                heading,
                body,
                whole: range,
            });
        }
    }
    out
}

type Item = (String, String, Range<usize>);

fn items(text: &str, clause: &Clause) -> Vec<Item> {
    let body = &text[clause.body.clone()];
    match clause.kind {
        ClauseKind::Article => paragraphs(body, clause.body.start),
        ClauseKind::Heading => {
            let dashes = dashes(body, clause.body.start);
            if dashes.is_empty() { counted(body, clause.body.start) } else { dashes }
        }
        _ => Vec::new(),
    }
}

/// 第一款, 第二款: the paragraphs of an article with more than one.
fn paragraphs(body: &str, offset: usize) -> Vec<Item> {
    let all: Vec<(usize, &str)> = lines(body).filter(|(_, line)| !line.is_empty()).collect();
    if all.len() < 2 {
        return Vec::new();
    }
    let item = |(index, (start, line)): (usize, &(usize, &str))| {
        (format!("第{}款", chinese(index as u32 + 1)), String::new(), offset + start..offset + start + line.len())
    };
    all.iter().enumerate().map(item).collect()
}

/// ——
fn dashes(body: &str, offset: usize) -> Vec<Item> {
    let dashed = lines(body).filter(|(_, line)| line.starts_with("——"));
    dashed
        .enumerate()
        .map(|(index, (start, line))| (format!("——{}", index + 1), "——".to_owned(), offset + start..offset + start + line.len()))
        .collect()
}

/// 一是 二是, （1）（2） inside paragraphs: a sequence from one, each behind the end of a sentence.
fn counted(body: &str, offset: usize) -> Vec<Item> {
    let words = |number: u32| format!("{}是", chinese(number));
    let brackets = |number: u32| format!("（{number}）");
    let found = sequence(body, words);
    let found = if found.len() >= 2 { found } else { sequence(body, brackets) };
    if found.len() < 2 {
        return Vec::new();
    }
    let end_of = |index: usize| {
        let start = found[index].0;
        let line_end = body[start..].find('\n').map_or(body.len(), |end| start + end);
        found.get(index + 1).map_or(line_end, |next| next.0.min(line_end))
    };
    (0..found.len())
        .map(|index| (found[index].1.clone(), found[index].1.clone(), offset + found[index].0..offset + end_of(index)))
        .collect()
}

fn sequence(body: &str, label: impl Fn(u32) -> String) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut from = 0;
    for number in 1..60 {
        let label = label(number);
        let behind_mark = |at: &usize| body[..*at].chars().next_back().is_none_or(|c| matches!(c, '。' | '；' | '：' | '，' | '\n'));
        let Some(at) = body[from..].match_indices(&label).map(|(at, _)| from + at).find(behind_mark) else { break };
        found.push((at, label.clone()));
        from = at + label.len();
    }
    found
}
