//! How likely one word stands behind another: counted pairs of the last character of a word and the first of the next.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A pair is expected as often as its second character begins words; the counts have to outweigh so many of these expectations.
const EXPECTED: f64 = 600.0;
/// What a pair in the paper itself counts, beside the pairs of the newspaper.
const OWN: f64 = 12.0;
/// Stands for any digit.
const DIGIT: char = '０';

#[derive(Default)]
struct Counts {
    pairs: HashMap<(char, char), f32>,
    ends: HashMap<char, f32>,
    /// The share of words that begin with a character.
    starts: HashMap<char, f32>,
}

static COUNTS: LazyLock<Counts> = LazyLock::new(|| {
    let mut counts = Counts::default();
    let mut total = 0.0;
    for line in include_str!("../../data/pairs.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split(' ');
        let left = cells.next().and_then(|cell| cell.chars().next()).expect("a line of the pairs begins with a character");
        let mut number = || cells.next().and_then(|cell| cell.parse::<f32>().ok()).expect("two counts follow");
        let (ends, starts) = (number(), number());
        total += starts;
        counts.ends.insert(left, ends);
        counts.starts.insert(left, starts);
        for group in cells {
            let digits = group.bytes().take_while(u8::is_ascii_digit).count();
            let halves: f64 = group[..digits].parse().expect("a group begins with its class");
            let count = libm::exp(halves / 2.0) as f32;
            counts.pairs.extend(group[digits..].chars().map(|right| ((left, right), count)));
        }
    }
    counts.starts.values_mut().for_each(|starts| *starts /= total);
    counts
});

/// Pairs of the newspaper and of one paper.
#[derive(Default)]
pub(super) struct Pairs {
    own: HashMap<(char, char), f32>,
    ends: HashMap<char, f32>,
}

impl Pairs {
    /// Counts one border of two words of the paper itself.
    pub(super) fn add(&mut self, left: char, right: char) {
        let (left, right) = (folded(left), folded(right));
        *self.own.entry((left, right)).or_default() += 1.0;
        *self.ends.entry(left).or_default() += 1.0;
    }

    /// Returns how many times likelier the second character begins a word behind the first than anywhere, as a logarithm.
    pub(super) fn score(&self, left: char, right: char) -> f64 {
        let (left, right) = (folded(left), folded(right));
        let count = |map: &HashMap<(char, char), f32>| map.get(&(left, right)).copied().map_or(0.0, f64::from);
        let end = |map: &HashMap<char, f32>| map.get(&left).copied().map_or(0.0, f64::from);
        // A character that begins no word of the newspaper is taken as a rare one.
        let share = COUNTS.starts.get(&right).copied().map_or(0.0, f64::from).max(RARE);
        let met = count(&COUNTS.pairs) + OWN * count(&self.own);
        let ends = end(&COUNTS.ends) + OWN * end(&self.ends);
        libm::log((met / share + EXPECTED) / (ends + EXPECTED))
    }
}

/// The least share of words that is supposed to begin with any character.
const RARE: f64 = 1e-5;

fn folded(c: char) -> char {
    if c.is_ascii_digit() { DIGIT } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_that_are_often_met_are_likelier() {
        let pairs = Pairs::default();
        // 经济|发展, 深化|改革 and 提高|水平 against words that hardly follow.
        for (left, usual, strange) in [('济', '发', '虫'), ('化', '改', '鼠'), ('高', '水', '鼻')] {
            assert!(pairs.score(left, usual) > 0.0 && pairs.score(left, usual) > pairs.score(left, strange), "{left}{usual}");
        }
        assert_eq!(pairs.score('1', '年').to_bits(), pairs.score('9', '年').to_bits(), "any digit");
    }

    #[test]
    fn the_paper_itself_speaks_for_its_own_neighbours() {
        let mut pairs = Pairs::default();
        let before = pairs.score('媒', '龙');
        pairs.add('媒', '龙');
        assert!(pairs.score('媒', '龙') > before);
    }
}
