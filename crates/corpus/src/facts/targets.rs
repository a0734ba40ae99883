//! Targets: quantities that are goals, with the deadline and the baseline that govern them.
//!
//! A deadline governs the rest of its sentence and paragraph, the dash items below it, and in a clause on goals the rest of the clause,
//! until another one is named. A baseline governs the rest of its sentence.

use std::ops::Range;

use super::cues::Cues;
use super::outline::Outline;
use super::quantities::{self, Figure};
use super::years;
use crate::paper::{Clause, ClauseKind, Paper};
use crate::reading::{Quantity, Target, TargetKind};

/// A deadline and how far it reaches.
#[derive(Clone)]
struct Deadline {
    year: i16,
    /// Where its paragraph ends.
    line_end: usize,
    /// Path of the clause it stands in.
    clause: String,
    /// True when the clause is one on goals, or the sentence announces goals.
    announces: bool,
}

/// Returns the targets among the quantities; `facts` are the figures as quantities, one for one.
pub(super) fn facts(paper: &Paper, outline: &Outline, figures: &[Figure], facts: &[Quantity]) -> Vec<Target> {
    let text = paper.text.as_str();
    let mut targets = Vec::new();
    let mut deadline: Option<Deadline> = None;
    let mut next = 0;
    for sentence in &outline.sentences {
        let first = next;
        while next < figures.len() && figures[next].range.start < sentence.range.end {
            next += 1;
        }
        let words = &text[sentence.range.clone()];
        let dated = outline.cues[sentence.segments.clone()].iter().any(|cues| cues.has(Cues::DATE));
        if let Some((year, _)) = dated.then(|| years::deadline(words)).flatten() {
            deadline = Some(governing(paper, text, &sentence.range, year));
        }
        for index in first..next {
            if figures[index].range.start < sentence.range.start {
                continue;
            }
            let segment = outline.segment_at(figures[index].range.start).cloned().unwrap_or(sentence.range.clone());
            let Some(clause) = paper.clause_at(sentence.range.start) else { continue };
            if let Some(target) = target(paper, &sentence.range, segment, &figures[index], &facts[index], clause, deadline.as_ref()) {
                targets.push(target);
            }
        }
    }
    targets
}

fn governing(paper: &Paper, text: &str, sentence: &Range<usize>, year: i16) -> Deadline {
    let line_end = text[sentence.end..].find('\n').map_or(text.len(), |at| sentence.end + at);
    let clause = paper.clause_at(sentence.start);
    let on_goals = clause.and_then(|clause| paper.governing_title(clause)).is_some_and(|title| title.contains("目标"));
    let announces = on_goals || text[sentence.clone()].ends_with('：') || text[sentence.clone()].contains("目标");
    Deadline { year, line_end, clause: clause.map(|clause| clause.path.clone()).unwrap_or_default(), announces }
}

fn target(
    paper: &Paper,
    sentence: &Range<usize>,
    segment: Range<usize>,
    figure: &Figure,
    fact: &Quantity,
    clause: &Clause,
    deadline: Option<&Deadline>,
) -> Option<Target> {
    let text = paper.text.as_str();
    let before = &text[sentence.start..figure.range.start];
    let own = years::deadline(before);
    let inherited = deadline.filter(|deadline| {
        let below = clause.path.strip_prefix(deadline.clause.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        sentence.start < deadline.line_end || deadline.announces && below
    });
    let deadline_year = own.map(|(year, _)| year).or(inherited.map(|deadline| deadline.year))?;
    let in_segment = text.get(segment.start..figure.range.start)?;
    let verb = quantities::VERBS
        .iter()
        .copied()
        .filter(|verb| in_segment.contains(verb))
        .max_by_key(|verb| (in_segment.rfind(verb).map(|at| at + verb.len()), verb.len()))?;
    let past = before.contains("已") || before.contains("截至") || figure.unit_base == "位" || clause.kind == ClauseKind::Box;
    if past || signed_after(paper, deadline_year) {
        return None;
    }
    let quantity = Quantity { quote: text[segment.clone()].to_owned(), at: paper.at(segment.clone()), ..fact.clone() };
    Some(Target {
        quantity,
        kind: kind(verb, in_segment),
        baseline_year: years::baseline(before),
        deadline_year: Some(deadline_year),
        clause: clause.path.clone(),
    })
}

fn signed_after(paper: &Paper, year: i16) -> bool {
    let signed = paper.metadata.signed_on.as_ref().or(paper.metadata.published_on.as_ref());
    signed.and_then(|day| day.get(..4)?.parse::<i16>().ok()).is_some_and(|signed| signed > year)
}

fn kind(verb: &str, segment: &str) -> TargetKind {
    let to = verb.ends_with(['到', '至']);
    let has = |words: &[&str]| words.iter().any(|word| verb.contains(word));
    if segment.contains("累计") {
        TargetKind::Cumulative
    } else if has(&["降低", "下降", "减少"]) && !to {
        TargetKind::Decrease
    } else if has(&["提高", "提升", "增加", "增至"]) && to {
        TargetKind::IncreaseTo
    } else if has(&["提高", "提升", "增加", "增长", "增幅"]) {
        TargetKind::IncreaseBy
    } else {
        TargetKind::Level
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verb_tells_the_kind() {
        for (verb, segment, expected) in [
            ("降低", "用水量降低", TargetKind::Decrease),
            ("提高到", "拥有量提高到", TargetKind::IncreaseTo),
            ("增长", "产值增长", TargetKind::IncreaseBy),
            ("达到", "比重达到", TargetKind::Level),
            ("累计新增", "就业累计新增", TargetKind::Cumulative),
        ] {
            assert_eq!(kind(verb, segment), expected);
        }
    }
}
