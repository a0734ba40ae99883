//! The places that a sentence is about: those it begins with, and those that a list holds.

use std::ops::Range;

use super::places::Mention;
use crate::reading::PlaceLevel;

/// Returns the places that a sentence begins with, provinces before a city left out; empty if it begins with something else.
pub(super) fn places_of<'a>(text: &str, mentions: &'a [Mention], sentence: &Range<usize>) -> Vec<&'a Mention> {
    let first = mentions.partition_point(|mention| mention.range.start < sentence.start);
    let mut end = sentence.start;
    let mut places: Vec<&Mention> = Vec::new();
    for mention in mentions[first..].iter().take_while(|mention| mention.range.end <= sentence.end) {
        let parent_before = match text.get(end..mention.range.start) {
            Some("") => true,
            Some("、" | "和" | "以及") if !places.is_empty() => false,
            None if places.last().is_some_and(|last| last.range == mention.range) => false,
            // A park takes in the place that it begins with.
            None if mention.range.start == sentence.start => true,
            _ => break,
        };
        if parent_before {
            places.pop();
        }
        places.push(mention);
        end = mention.range.end;
    }
    places.retain(|mention| mention.named.level != PlaceLevel::Province);
    places
}

/// Returns the cities, districts and counties of a list; a city that only leads to its district (`石家庄市长安区`) is left out.
pub(super) fn members(mentions: &[Mention], range: Range<usize>) -> impl Iterator<Item = &Mention> {
    let first = mentions.partition_point(|mention| mention.range.start < range.start);
    let count = mentions[first..].iter().take_while(|mention| mention.range.end <= range.end).count();
    let inside = &mentions[first..first + count];
    let leads = move |index: usize| inside.get(index + 1).is_some_and(|next| is_under(&inside[index], next));
    let kept = (0..inside.len()).filter(move |&index| inside[index].named.level != PlaceLevel::Province && !leads(index));
    kept.map(move |index| &inside[index])
}

/// Returns whether the second place stands under the first and right behind it.
fn is_under(parent: &Mention, child: &Mention) -> bool {
    const ONE_CHARACTER: usize = 3;
    let near = child.range.start.saturating_sub(parent.range.end) <= ONE_CHARACTER;
    let code = |mention: &Mention| mention.named.code.unwrap_or_default();
    near && code(parent).len() == 6 && code(child).starts_with(&code(parent)[..4]) && code(parent) != code(child)
}
