//! The places that a sentence is about: those it begins with.

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
