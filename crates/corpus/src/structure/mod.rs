//! The tree of clauses: which line is a heading, an article, an item, a box or an annex, and what stands under it.

mod accept;
mod annexes;
mod contents;
mod items;

use std::collections::HashMap;
use std::ops::Range;

use crate::chars;
use crate::labels::{Label, LabelKind, label};
use crate::metadata::{Head, Signature};
use crate::paper::{Clause, ClauseKind};
use crate::repair::{is_caption, is_part, lines};
use crate::{Finding, metadata};

pub(crate) use annexes::named as named_annexes;
pub(crate) use contents::check as check_contents;

/// A title is not longer than this.
const TITLE_MAX: usize = 34;
/// A heading on a line of its own, without an end mark, is not longer than this.
const LINE_TITLE_MAX: usize = 60;

/// Returns the clauses of a text, and findings about their numbering with their ranges.
pub(crate) fn clauses(text: &str, head: &Head, signatures: &[Signature]) -> (Vec<Clause>, Vec<(Finding, Range<usize>)>) {
    let annexes = annexes::list_ranges(text);
    let skipped = |start: usize| {
        annexes.iter().any(|range| range.contains(&start)) || signatures.iter().any(|signature| signature.range.contains(&start))
    };
    let all: Vec<(usize, &str)> = lines(text).filter(|(start, line)| *start >= head.end && !line.is_empty() && !skipped(*start)).collect();
    let accepted = accept::accept(&all);
    let mut builder = Builder { text, clauses: Vec::new(), open: Vec::new(), annex: None, paths: HashMap::new() };
    for (index, (start, line)) in all.iter().enumerate() {
        if let Some(found) = accepted.labels[index] {
            builder.labelled(*start, line, found, next_line(&all, index), &accepted);
        } else if is_caption(line) {
            builder.caption(*start, line, next_line(&all, index));
        } else if is_part(line) {
            builder.part(*start, line);
        }
    }
    let breaks: Vec<usize> =
        annexes.iter().map(|range| range.start).chain(signatures.iter().map(|signature| signature.range.start)).collect();
    let mut clauses = builder.clauses;
    close(text, &mut clauses, &breaks);
    let clauses = items::with_items(text, clauses);
    (clauses, accepted.findings)
}

fn next_line<'a>(all: &[(usize, &'a str)], index: usize) -> Option<&'a str> {
    all.get(index + 1).map(|(_, line)| *line)
}

/// How deep a kind of label stands; a label closes all open ones that are not shallower.
fn depth(kind: LabelKind) -> u8 {
    match kind {
        LabelKind::Part => 0,
        LabelKind::Chapter => 1,
        LabelKind::Section => 2,
        LabelKind::First => 3,
        LabelKind::Article => 4,
        LabelKind::Second => 5,
        LabelKind::Third => 6,
        LabelKind::Fourth => 7,
        LabelKind::Decimal(level) => 2 + level,
    }
}

fn level(kind: LabelKind) -> u8 {
    match kind {
        LabelKind::Part | LabelKind::Chapter | LabelKind::First => 1,
        LabelKind::Section | LabelKind::Second => 2,
        LabelKind::Article | LabelKind::Third => 3,
        LabelKind::Fourth => 4,
        LabelKind::Decimal(level) => level,
    }
}

/// The last part of a clause's path: 一, （十五）, 3, 第三条.
fn step(label: &str) -> String {
    label.trim_end_matches(['、', '.', '．']).replace('(', "（").replace(')', "）")
}

struct Builder<'a> {
    text: &'a str,
    clauses: Vec<Clause>,
    /// Open clauses with their depths.
    open: Vec<(u8, usize)>,
    annex: Option<usize>,
    /// How often each path was given.
    paths: HashMap<String, u32>,
}

impl Builder<'_> {
    fn labelled(&mut self, start: usize, line: &str, found: Label, next: Option<&str>, accepted: &accept::Accepted) {
        let depth = depth(found.kind);
        self.open.retain(|(other, _)| *other < depth);
        let parent = self.open.last().map(|(_, index)| *index).or(self.annex);
        let printed = &line[..found.printed];
        let in_article = self.open.iter().any(|(_, index)| self.clauses[*index].kind == ClauseKind::Article);
        let kind = match found.kind {
            LabelKind::Article => ClauseKind::Article,
            _ if in_article => ClauseKind::Item,
            _ => ClauseKind::Heading,
        };
        let (title, title_length, run_in) = if kind == ClauseKind::Heading {
            title(&line[found.length..], next, found.kind)
        } else {
            bracketed_title(&line[found.length..])
        };
        let runs_through = accepted.runs_through(found.kind);
        let step = step(printed);
        let decimal = matches!(found.kind, LabelKind::Decimal(_));
        let outer = if runs_through || decimal { self.annex } else { parent };
        let path = match outer {
            Some(outer) => format!("{}/{step}", self.clauses[outer].path),
            None => step,
        };
        let heading_end = if title.is_some() { start + found.length + title_length } else { start + found.printed };
        self.push(
            depth,
            Clause {
                path,
                kind,
                level: level(found.kind),
                label: printed.to_owned(),
                title,
                run_in,
                parent,
                heading: start..heading_end,
                body: heading_end..heading_end,
                whole: start..start + line.len(),
            },
        );
    }

    /// 专栏1：..., 附件2
    fn caption(&mut self, start: usize, line: &str, next: Option<&str>) {
        let word = line.chars().take(2).collect::<String>();
        let rest = &line[word.len()..];
        let number: String = rest.trim_start().chars().take_while(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c)).collect();
        let after = rest.trim_start()[number.len()..].trim_start_matches(['：', ':', ' ', '\t', '.', '、']);
        let label = format!("{word}{number}");
        let kind = if word == "专栏" { ClauseKind::Box } else { ClauseKind::Annex };
        if kind == ClauseKind::Annex && self.clauses.iter().any(|clause| clause.path == label) {
            return;
        }
        let own_title = Some(after).filter(|title| !title.is_empty() && chars::count(title) <= LINE_TITLE_MAX);
        let next_title = next.filter(|next| own_title.is_none() && kind == ClauseKind::Annex && is_title_line(next));
        let title = own_title.or(next_title).map(str::to_owned);
        // Between a caption and its title there may be empty lines and blanks.
        let line_end = start + line.len();
        let title_length = next_title.and_then(|next| Some(self.text.get(line_end..)?.find(next)? + next.len()));
        let heading_end = line_end + title_length.unwrap_or(0);
        let parent = if kind == ClauseKind::Box { self.open.last().map(|(_, index)| *index) } else { None };
        if kind == ClauseKind::Annex {
            self.open.clear();
        }
        let clause = Clause {
            path: label.clone(),
            kind,
            level: 1,
            label,
            title,
            run_in: false,
            parent,
            heading: start..heading_end,
            body: heading_end..heading_end,
            whole: start..start + line.len(),
        };
        if kind == ClauseKind::Annex {
            self.annex = Some(self.clauses.len());
            self.clauses.push(clause);
        } else {
            self.clauses.push(clause);
        }
    }

    /// 序言
    fn part(&mut self, start: usize, line: &str) {
        self.open.clear();
        let end = start + line.len();
        self.push(
            depth(LabelKind::First),
            Clause {
                path: line.trim_end_matches('：').to_owned(),
                kind: ClauseKind::Preface,
                level: 1,
                label: String::new(),
                title: Some(line.to_owned()),
                run_in: false,
                parent: None,
                heading: start..end,
                body: end..end,
                whole: start..end,
            },
        );
    }

    fn push(&mut self, depth: u8, clause: Clause) {
        self.open.push((depth, self.clauses.len()));
        // A sequence that begins anew in the same place keeps its ids apart.
        let twins = self.paths.entry(clause.path.clone()).or_default();
        *twins += 1;
        let path = if *twins == 1 { clause.path } else { format!("{}#{twins}", clause.path) };
        self.clauses.push(Clause { path, ..clause });
        debug_assert!(self.clauses.last().is_none_or(|clause| clause.whole.end <= self.text.len()));
    }
}

fn is_title_line(line: &str) -> bool {
    chars::count(line) <= LINE_TITLE_MAX && !line.contains(['。', '，', '；']) && label(line).is_none() && metadata::iso(line).is_none()
}

/// Returns title, its length with the end mark, and whether text follows it in the same line.
fn title(rest: &str, next: Option<&str>, kind: LabelKind) -> (Option<String>, usize, bool) {
    let trimmed = rest.trim_end();
    if trimmed.is_empty() {
        return (None, 0, false);
    }
    let Some(end) = rest.find(['。', '！', '？', '；', '：']) else {
        let fits = chars::count(trimmed) <= LINE_TITLE_MAX && !trimmed.ends_with('，');
        return if fits { (Some(trimmed.to_owned()), rest.len(), false) } else { (None, 0, false) };
    };
    let mark = rest[end..].chars().next().unwrap_or('。');
    let length = end + mark.len_utf8();
    let sentence = &rest[..end];
    let short = chars::count(sentence) <= TITLE_MAX && !sentence.contains(['（', '《']) || chars::count(sentence) <= TITLE_MAX / 2;
    let after = rest[length..].trim();
    if mark != '。' || !short || sentence.is_empty() {
        return (None, 0, false);
    }
    if !after.is_empty() {
        return (Some(sentence.to_owned()), length, true);
    }
    // A line that is one sentence is a heading only if text of its own follows.
    let heads = next.is_some_and(|next| label(next).is_none_or(|label| depth(label.kind) > depth(kind)) && !next.is_empty());
    if heads { (Some(sentence.to_owned()), length, false) } else { (None, 0, false) }
}

/// Articles carry a title only in brackets: 第三条 【目的】.
fn bracketed_title(rest: &str) -> (Option<String>, usize, bool) {
    let inner = rest.strip_prefix('【').and_then(|inner| inner.find('】').map(|end| &inner[..end]));
    match inner {
        Some(inner) => (Some(inner.to_owned()), inner.len() + '【'.len_utf8() + '】'.len_utf8(), true),
        None => (None, 0, false),
    }
}

/// Sets where each clause's own text and its whole text end.
fn close(text: &str, clauses: &mut [Clause], breaks: &[usize]) {
    let end_of_text = text.trim_end().len();
    let next_break = |from: usize| breaks.iter().copied().filter(|at| *at > from).min().unwrap_or(end_of_text).min(end_of_text);
    let starts: Vec<usize> = clauses.iter().map(|clause| clause.whole.start).collect();
    let mut ends = vec![0; clauses.len()];
    let mut open: Vec<usize> = Vec::new();
    let parents: Vec<Option<usize>> = clauses.iter().map(|clause| clause.parent).collect();
    for index in 0..clauses.len() {
        while let Some(last) = open.last().copied().filter(|last| parents[index] != Some(*last)) {
            ends[last] = starts[index];
            open.pop();
        }
        open.push(index);
    }
    for last in open {
        ends[last] = end_of_text;
    }
    for (index, clause) in clauses.iter_mut().enumerate() {
        let limit = next_break(clause.heading.end.max(clause.whole.start));
        let end = ends[index].min(limit).max(clause.heading.end);
        let trimmed = clause.heading.end + text[clause.heading.end..end].trim_end().len();
        clause.whole = clause.whole.start..trimmed;
        let own_end = starts.get(index + 1).copied().unwrap_or(trimmed).min(trimmed).max(clause.heading.end);
        let own = &text[clause.heading.end..own_end];
        let lead = own.len() - own.trim_start().len();
        let body_start = clause.heading.end + if own.trim().is_empty() { 0 } else { lead };
        clause.body = body_start..body_start + text[body_start..own_end].trim_end().len();
    }
}
