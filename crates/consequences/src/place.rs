//! Ranks as far as they are known: published, or taken from the scores of the group.

use std::collections::BTreeSet;

use programme::UnitId;
use programme::rule::{Place, RankTest, Record, Row};

use crate::Fact;
use crate::judge::{Judgement, Question, known_grade};
use crate::timeline::{Known, fact};
use crate::words;

/// Bounds of a rank counted from the best and from the last, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bounds {
    top: (u32, u32),
    end: (u32, u32),
}

/// Returns whether the unit's rank of `year` is among the first or the last so many of its group.
///
/// A published rank is one within the group that the rule asks about. Where none is published, units of the group are ranked by their
/// scores; ties share the better rank; a member without a score may stand anywhere.
pub(crate) fn judge(test: &RankTest, question: Question<'_>, year: i16) -> Judgement {
    let missing = || question.unknown(|| words::missing(year, "位次", "rank"));
    let Some((bounds, evidence)) = bounds(test, question, year) else {
        return match known_grade(question, year) {
            Known::None(why, _) => question.not_met(|| Fact::computed(Some(year), words::none(year, why))),
            _ => missing(),
        };
    };
    let (wanted, (low, high)) = match (test.first, test.last) {
        (Some(first), _) => (first, bounds.top),
        (None, Some(last)) => (last, bounds.end),
        (None, None) => return missing(),
    };
    if high <= wanted || low > wanted {
        return question.truth(high <= wanted, || evidence);
    }
    Judgement { because: vec![evidence], ..question.unknown(|| words::open_rank(year)) }
}

/// Returns `None` when neither a rank nor a score is known.
fn bounds(test: &RankTest, question: Question<'_>, year: i16) -> Option<(Bounds, Fact)> {
    if let Some((place, row)) = own_place(question, question.unit, year) {
        let evidence = fact(row, words::rank(year, place));
        return Some((published(place, test, question, year), evidence));
    }
    let (own, row) = question.timeline.score(question.unit, year)?;
    let group = question.timeline.group(question.unit, test.within, year)?;
    let others: Vec<f64> = group
        .iter()
        .filter(|unit| **unit != question.unit)
        .filter_map(|unit| question.timeline.score(unit, year))
        .map(|(score, _)| score)
        .collect();
    let open = group.iter().filter(|unit| may_have_scored(question, unit, year)).count() as u32;
    let better = others.iter().filter(|score| **score > own).count() as u32;
    let not_better = others.len() as u32 - better;
    let bounds = Bounds { top: (better + 1, better + 1 + open), end: (not_better + 1, not_better + 1 + open) };
    Some((bounds, fact(row, words::ranked(year, own, bounds.top.0, others.len() as u32 + 1))))
}

/// A unit that should have a score but has none.
fn may_have_scored(question: Question<'_>, unit: &UnitId, year: i16) -> bool {
    question.timeline.score(unit, year).is_none() && !matches!(known_grade(Question { unit, ..question }, year), Known::None(..))
}

fn published(place: Place, test: &RankTest, question: Question<'_>, year: i16) -> Bounds {
    const ANY: (u32, u32) = (1, u32::MAX);
    match place {
        Place::FromTop { rank, of: Some(of) } => Bounds { top: (rank, rank), end: (from_end(rank, of), from_end(rank, of)) },
        Place::FromTop { rank, of: None } => {
            let end = match group_size(test, question, year) {
                Size::All(size) => (from_end(rank, size), from_end(rank, size)),
                Size::AtLeast(size) => (from_end(rank, size), u32::MAX),
            };
            Bounds { top: (rank, rank), end }
        }
        Place::FromEnd(rank) => Bounds { top: ANY, end: (rank, rank) },
        Place::AmongLast(count) => Bounds { top: ANY, end: (1, count) },
        Place::AmongFirst(count) => Bounds { top: (1, count), end: ANY },
    }
}

/// The place counted from the end of so many; a rank beyond their number is the last one.
fn from_end(rank: u32, of: u32) -> u32 {
    of.saturating_sub(rank) + 1
}

enum Size {
    All(u32),
    AtLeast(u32),
}

/// Returns how many units were ranked, where several are listed and their ranks leave no gap; otherwise the greatest rank seen.
fn group_size(test: &RankTest, question: Question<'_>, year: i16) -> Size {
    let group = question.timeline.group(question.unit, test.within, year).unwrap_or_else(|| BTreeSet::from([question.unit]));
    let mut ranks: Vec<u32> = group
        .iter()
        .filter_map(|unit| match own_place(question, unit, year) {
            Some((Place::FromTop { rank, .. }, _)) => Some(rank),
            _ => None,
        })
        .collect();
    ranks.sort_unstable();
    let greatest = ranks.last().copied().unwrap_or(1);
    let without_gap = ranks.iter().all(|rank| ranks.partition_point(|other| other < rank) as u32 + 1 == *rank);
    if without_gap && ranks.len() > 1 { Size::All((ranks.len() as u32).max(greatest)) } else { Size::AtLeast(greatest) }
}

fn own_place<'a>(question: Question<'a>, unit: &UnitId, year: i16) -> Option<(Place, &'a Row)> {
    question.timeline.rows(unit, year).find_map(|row| match row.record {
        Record::Rank(place) => Some((place, row)),
        _ => None,
    })
}
