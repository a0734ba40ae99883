//! Facts taken from a paper, and the paper's text with the short ones highlighted.

use std::ops::Range;

use corpus::{ByteRange, Mended, Reading};

use crate::number;
use crate::view::View;

/// A fact and where it stands in the clean text.
#[derive(Debug, Clone)]
pub(super) struct Fact {
    pub kind: &'static str,
    pub text: String,
    /// Class of the highlight.
    pub mark: &'static str,
    /// `true` for facts as long as a sentence: they stand beside the text instead of being highlighted in it.
    pub aside: bool,
    pub start: usize,
    pub ranges: Vec<Range<usize>>,
}

/// A piece of a line; `mark` is empty where nothing was taken from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    pub text: String,
    pub mark: &'static str,
    pub title: String,
}

pub(super) fn facts(view: View<'_>, reading: &Reading) -> Vec<Fact> {
    let fact = |key: &'static str, mark: &'static str, aside: bool, text: String, at: &[ByteRange]| {
        let ranges = whole_letters(reading.paper.text.as_str(), reading.paper.text.clean_of(at));
        Some(Fact { kind: view.language.text(key), text, mark, aside, start: ranges.first()?.start, ranges })
    };
    let joined = |parts: &[&Option<String>]| parts.iter().filter_map(|part| part.as_deref()).collect::<Vec<_>>().join(" · ");
    let quantity = |quantity: &corpus::reading::Quantity| {
        let value = format!("{} {}", number::figure(quantity.value_base), quantity.unit_base);
        joined(&[&quantity.owner, &quantity.indicator, &Some(value)])
    };
    let year = |year: Option<i16>| year.map(|year| year.to_string());
    let mut facts: Vec<Fact> = Vec::new();
    facts.extend(reading.targets.iter().filter_map(|target| {
        let until = year(target.deadline_year).map(|year| view.fill("fact.until", &[("year", &year)]));
        fact("fact.target", "target", false, joined(&[&Some(quantity(&target.quantity)), &until]), &target.quantity.at)
    }));
    facts.extend(reading.quantities.iter().filter_map(|entry| fact("fact.quantity", "quantity", false, quantity(entry), &entry.at)));
    facts.extend(
        reading
            .places
            .iter()
            .filter_map(|place| fact("fact.place", "place", false, joined(&[&Some(place.name.clone()), &place.code]), &place.at)),
    );
    facts.extend(reading.measures.iter().filter_map(|measure| {
        let text = joined(&[&measure.supporter, &measure.instrument, &measure.beneficiary, &measure.condition]);
        fact("fact.measure", "measure", true, text, &measure.at)
    }));
    facts.extend(
        reading
            .rules
            .iter()
            .filter_map(|rule| fact("fact.rule", "rule", true, joined(&[&rule.subject, &rule.condition, &rule.consequence]), &rule.at)),
    );
    facts.extend(reading.obligations.iter().filter_map(|task| {
        fact("fact.obligation", "obligation", true, joined(&[&task.who, &task.modal, &task.what, &task.to, &task.when]), &task.at)
    }));
    facts.extend(reading.practices.iter().filter_map(|practice| {
        let text = joined(&[&Some(view.language.list(&practice.places)), &practice.theme]);
        fact("fact.practice", "practice", true, text, &practice.at)
    }));
    facts.sort_by_key(|fact| fact.start);
    facts
}

/// A repair can change what stands at a byte; ranges that would cut a letter are left out.
fn whole_letters(text: &str, mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| text.is_char_boundary(range.start) && text.is_char_boundary(range.end));
    ranges
}

/// A stretch of the text that is highlighted, with its hover text.
struct Mark {
    range: Range<usize>,
    class: &'static str,
    title: String,
}

/// Cuts a range of the clean text into lines, and every line where a highlight begins or ends.
///
/// Of overlapping facts the first wins; what was mended inside a fact is said in the fact's own hover text.
pub(super) fn segments(view: View<'_>, reading: &Reading, range: Range<usize>, facts: &[Fact], mended: &[Mended]) -> Vec<Vec<Segment>> {
    let text = reading.paper.text.as_str();
    let within = |piece: &Range<usize>| range.start <= piece.start && piece.end <= range.end;
    let mut marks: Vec<Mark> = Vec::new();
    for fact in facts.iter().filter(|fact| !fact.aside) {
        for piece in fact.ranges.iter().filter(|piece| within(piece)) {
            if marks.last().is_none_or(|last| last.range.end <= piece.start) {
                marks.push(Mark { range: piece.clone(), class: fact.mark, title: format!("{} {}", fact.kind, fact.text) });
            }
        }
    }
    for place in mended.iter().filter(|place| within(&place.range)) {
        let (class, key) = if place.guessed { ("guessed", "paper.guessed") } else { ("mended", "paper.mended") };
        let title = view.fill_one(key, "printed", &place.printed);
        let at = marks.partition_point(|mark| mark.range.end <= place.range.start);
        match marks.get_mut(at).filter(|mark| mark.range.start < place.range.end) {
            Some(mark) => mark.title = format!("{} · {title}", mark.title),
            None => marks.insert(at, Mark { range: place.range.clone(), class, title }),
        }
    }
    let mut lines = Vec::new();
    let mut start = range.start;
    for line in text[range].split('\n') {
        let end = start + line.len();
        if !line.trim().is_empty() {
            lines.push(cut(text, start..end, &marks));
        }
        start = end + 1;
    }
    lines
}

fn cut(text: &str, line: Range<usize>, marks: &[Mark]) -> Vec<Segment> {
    let plain = |range: Range<usize>| Segment { text: text[range].to_owned(), mark: "", title: String::new() };
    let mut segments = Vec::new();
    let mut done = line.start;
    for mark in marks.iter().filter(|mark| line.start <= mark.range.start && mark.range.end <= line.end) {
        if done < mark.range.start {
            segments.push(plain(done..mark.range.start));
        }
        segments.push(Segment { text: text[mark.range.clone()].to_owned(), mark: mark.class, title: mark.title.clone() });
        done = mark.range.end;
    }
    if done < line.end {
        segments.push(plain(done..line.end));
    }
    segments
}
