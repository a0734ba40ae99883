//! Lists of places: which words stand side by side, joined by `、` or `和`.

use std::ops::Range;

/// How a word of the scan is tied to the word before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tie {
    /// Nothing between: `湖南湘潭`, or `原`: `天津市原塘沽区`.
    Adjacent,
    /// Joined as a peer: `沈阳、洛阳`, `石景山区和门头沟区`.
    Peer,
    None,
}

pub(super) fn tie(text: &str, before: &Range<usize>, word: &Range<usize>) -> Tie {
    match &text[before.end..word.start] {
        "" | "原" => Tie::Adjacent,
        "、" | "和" | "与" | "及" | "以及" | "、原" | "和原" => Tie::Peer,
        _ => Tie::None,
    }
}

/// Peers on either side that a word is judged by: more than all cities of the country.
const PEERS_MAX: usize = 400;

/// Returns the words of the list that holds the one at `index`, itself included: a chain of peers, a province before a member left out.
pub(super) fn peers(ties: &[Tie], index: usize) -> Range<usize> {
    let mut start = index;
    while start > 0 && ties[start] != Tie::None && index - start < PEERS_MAX {
        start -= 1;
    }
    let mut end = index + 1;
    while end < ties.len() && ties[end] != Tie::None && end - index < PEERS_MAX {
        end += 1;
    }
    start..end
}
