//! Practices: sentences that say what a city did. The city stands first; the clause is the theme.

use std::ops::Range;

use super::places::Mention;
use super::statement::Statement;
use super::subject;
use crate::paper::{ClauseKind, Paper};
use crate::reading::Practice;

/// What follows the places of a sentence that is no practice: a duty, a state, a request, an organ, a list that goes on.
const NOT_DONE: [&str; 28] = [
    "人民政府",
    "政府",
    "请求",
    "提出",
    "反映",
    "建议",
    "申请",
    "拟",
    "希望",
    "发生",
    "委",
    "要",
    "应",
    "须",
    "必须",
    "不得",
    "等",
    "是",
    "为",
    "有",
    "的",
    "：",
    "（",
    "负责",
    "可以",
    "可",
    "位于",
    "分别",
];

/// Shortest account of a practice, in characters behind the places.
const SHORTEST: usize = 8;

pub(super) fn facts(statement: &Statement<'_>, mentions: &[Mention], practices: &mut Vec<Practice>) {
    let Some(clause) = statement.clause().filter(|clause| clause.kind != ClauseKind::Box && clause.kind != ClauseKind::Annex) else {
        return;
    };
    let places = subject::places_of(statement.text, mentions, &statement.range);
    let Some(last) = places.last() else { return };
    let account = &statement.text[last.range.end..statement.range.end];
    if account.chars().count() < SHORTEST || NOT_DONE.iter().any(|word| account.starts_with(word)) {
        return;
    }
    let range = whole_sentence(statement);
    practices.push(Practice {
        chapter: chapter(statement.paper, clause.path.as_str()),
        clause: clause.path.clone(),
        theme: statement.clause_title().map(str::to_owned),
        places: places.iter().map(|mention| mention.named.name.clone()).collect(),
        quote: statement.text[range.clone()].to_owned(),
        at: statement.paper.at(range),
    });
}

/// The sentence with the full stop that ends it: a practice is passed on as it was told.
fn whole_sentence(statement: &Statement<'_>) -> Range<usize> {
    let end = statement.range.end;
    let stop = if statement.text[end..].starts_with('。') { '。'.len_utf8() } else { 0 };
    statement.range.start..end + stop
}

/// Returns the path of the outermost clause above a clause; where numbers run through the chapters the path alone does not tell it.
fn chapter(paper: &Paper, path: &str) -> String {
    let mut clause = paper.clauses.iter().find(|clause| clause.path == path);
    let mut chapter = path;
    while let Some(found) = clause {
        chapter = &found.path;
        clause = found.parent.map(|parent| &paper.clauses[parent]);
    }
    chapter.to_owned()
}
