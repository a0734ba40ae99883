//! How likely a piece of Chinese text is: a word list with frequencies, the set phrases of papers, and the paper's own other pages.
//!
//! Words are kept in tries, so that a search over many possible characters follows only those that go on a word.

use std::sync::LazyLock;

use super::pairs::Pairs;
use crate::chars;

/// Tokens that the word list was counted on.
const TOKENS: f64 = 60_000_000.0;
/// What a character costs that is no word of the list.
const STRANGE: f64 = -18.0;
/// What punctuation costs, common and less common; other marks are strange.
const COMMON_MARK: (&str, f64) = ("，、。", -4.0);
const MARK: (&str, f64) = ("；：（）“”《》—？！", -7.5);
/// What a digit or a Latin letter costs.
const NARROW: f64 = -4.0;
/// What a Chinese character costs more that stands alone: most characters of a paper are parts of words.
const ALONE: f64 = -2.5;
/// Count of a phrase that every set of papers repeats.
const PHRASE_COUNT: f64 = 12_000.0;
/// How much of its own text a paper is expected to repeat, and characters of a paper so short that it says little about itself.
const REPEATED: f64 = 0.5;
const SHORT_PAPER: f64 = 4_000.0;
/// How much the neighbours of words count beside the words.
const BORDER: f64 = 0.8;
/// Runs of the paper's own words that are counted: so many words, so many characters at most.
const OWN_WORDS_MAX: usize = 4;
const OWN_LENGTH_MAX: usize = 8;

/// Phrases that hold punctuation, so that no list of words has them.
const PHRASES: [&str; 8] =
    ["省（区、市）", "市（地、州、盟）", "县（市、区、旗）", "市（州）", "市（区）", "省、自治区、直辖市", "县（市）", "市、区）"];

/// Words by their characters; each node is a beginning, with the score of the word that ends there.
#[derive(Default)]
struct Trie {
    /// In the order of the characters.
    children: Vec<Vec<(char, u32)>>,
    scores: Vec<Option<f32>>,
    /// The best score of all words that go on from a node.
    promises: Vec<f32>,
}

impl Trie {
    fn new() -> Self {
        Self { children: vec![Vec::new()], scores: vec![None], promises: Vec::new() }
    }

    fn node(&mut self, word: impl Iterator<Item = char>) -> usize {
        word.fold(0, |node, c| match self.children[node].binary_search_by_key(&c, |(c, _)| *c) {
            Ok(found) => self.children[node][found].1 as usize,
            Err(place) => {
                let new = self.scores.len();
                self.children[node].insert(place, (c, new as u32));
                self.children.push(Vec::new());
                self.scores.push(None);
                new
            }
        })
    }

    /// Works out what each beginning promises; a child is always younger than its parent.
    fn sealed(mut self) -> Self {
        self.promises = self.scores.iter().map(|score| score.unwrap_or(f32::NEG_INFINITY)).collect();
        for node in (0..self.children.len()).rev() {
            let best = self.children[node].iter().map(|(_, child)| self.promises[*child as usize]).fold(self.promises[node], f32::max);
            self.promises[node] = best;
        }
        self
    }

    fn child(&self, node: Option<u32>, c: char) -> Option<u32> {
        let children = &self.children[node? as usize];
        children.binary_search_by_key(&c, |(c, _)| *c).ok().map(|found| children[found].1)
    }

    fn score(&self, node: Option<u32>) -> Option<f32> {
        self.scores[node? as usize]
    }

    fn promise(&self, node: Option<u32>) -> f32 {
        node.map_or(f32::NEG_INFINITY, |node| self.promises[node as usize])
    }
}

static WORDS: LazyLock<Trie> = LazyLock::new(|| {
    let mut words = Trie::new();
    let lists = [include_str!("../../data/lexicon.txt"), include_str!("../../data/runs.txt")];
    for line in lists.into_iter().flat_map(str::lines).filter(|line| !line.starts_with('#')) {
        let mut cells = line.split(' ');
        let halves: f64 = cells.next().and_then(|cell| cell.parse().ok()).expect("a line of the lexicon begins with its class");
        for word in cells {
            let alone = if chars::count(word) == 1 { ALONE } else { 0.0 };
            let node = words.node(word.chars());
            let score = (halves / 2.0 - libm::log(TOKENS) + alone) as f32;
            words.scores[node] = Some(words.scores[node].map_or(score, |listed| listed.max(score)));
        }
    }
    let set = include_str!("../../data/phrases.txt").lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace);
    for phrase in PHRASES.into_iter().chain(set) {
        let node = words.node(phrase.chars());
        let score = (libm::log(PHRASE_COUNT) - libm::log(TOKENS)) as f32;
        words.scores[node] = Some(words.scores[node].map_or(score, |listed| listed.max(score)));
    }
    words.sealed()
});

/// Words and the paper's own pieces.
pub(super) struct Lexicon {
    words: &'static Trie,
    own: Trie,
    pairs: Pairs,
}

/// A beginning of a word in the list and in the paper's own text.
#[derive(Clone, Copy)]
pub(super) struct Beginning {
    listed: Option<u32>,
    own: Option<u32>,
    length: u32,
}

impl Lexicon {
    /// Counts the runs of words of a paper's own text, in simplified characters.
    ///
    /// Only runs of whole words are kept: a piece that begins inside a word would let a word lose its first character.
    pub(super) fn of(text: &str) -> Self {
        let mut own = Trie::new();
        let mut pairs = Pairs::default();
        let mut counts: Vec<f64> = vec![0.0];
        let mut total = 0;
        for line in text.lines() {
            let line: Vec<char> = line.chars().collect();
            total += line.len();
            let starts = word_starts(&line);
            for start in starts.iter().filter(|start| **start > 0 && **start < line.len()) {
                pairs.add(line[start - 1], line[*start]);
            }
            for (index, start) in starts.iter().enumerate() {
                for end in starts[index + 1..].iter().take(OWN_WORDS_MAX).take_while(|end| **end - start <= OWN_LENGTH_MAX) {
                    let node = own.node(line[*start..*end].iter().copied());
                    counts.resize(own.scores.len(), 0.0);
                    counts[node] += 1.0;
                }
            }
        }
        let share = REPEATED / (total as f64 + SHORT_PAPER);
        own.scores = counts.iter().map(|count| (*count > 0.0).then(|| libm::log(count * share) as f32)).collect();
        Self { words: &WORDS, own: own.sealed(), pairs }
    }

    /// Returns how much likelier a word that begins with `first` is behind one that ends with `last`, as a logarithm.
    pub(super) fn border(&self, last: char, first: char) -> f64 {
        BORDER * self.pairs.score(last, first)
    }

    pub(super) fn start(&self) -> Beginning {
        Beginning { listed: Some(0), own: Some(0), length: 0 }
    }

    /// Returns the beginning with one more character, or none if no word begins so.
    pub(super) fn step(&self, from: Beginning, c: char) -> Option<Beginning> {
        let to = Beginning { listed: self.words.child(from.listed, c), own: self.own.child(from.own, c), length: from.length + 1 };
        (to.listed.is_some() || to.own.is_some() || to.length == 1).then_some(to)
    }

    /// Returns the characters that go on a beginning, each with the longer beginning.
    pub(super) fn following(&self, from: Beginning) -> impl Iterator<Item = (char, Beginning)> {
        let listed = from.listed.map_or(&[][..], |node| &self.words.children[node as usize]);
        let own = from.own.map_or(&[][..], |node| &self.own.children[node as usize]);
        let length = from.length + 1;
        let known = move |(c, node): &(char, u32)| (*c, Beginning { listed: Some(*node), own: self.own.child(from.own, *c), length });
        let new = own.iter().filter(move |(c, _)| listed.binary_search_by_key(c, |(c, _)| *c).is_err());
        listed.iter().map(known).chain(new.map(move |(c, node)| (*c, Beginning { listed: None, own: Some(*node), length })))
    }

    /// Returns the logarithm of the share of the likeliest word that goes on a beginning.
    pub(super) fn promise(&self, word: Beginning) -> f32 {
        self.words.promise(word.listed).max(self.own.promise(word.own))
    }

    /// Returns the logarithm of the share of the word that ends here, or none if it is no word; a single character always has one.
    pub(super) fn score(&self, word: Beginning, last: char) -> Option<f64> {
        let listed = self.words.score(word.listed).map(f64::from);
        // That a paper has a character alone somewhere says little about it elsewhere.
        let own = self.own.score(word.own).map(f64::from).filter(|_| word.length > 1);
        let single = (word.length == 1).then(|| alone(last));
        [listed, own, single.filter(|_| listed.is_none())].into_iter().flatten().max_by(f64::total_cmp)
    }
}

/// Returns where the words of a line begin, and its end: the likeliest way to cut it by the word list.
fn word_starts(line: &[char]) -> Vec<usize> {
    let mut best: Vec<(f64, usize)> = vec![(f64::NEG_INFINITY, 0); line.len() + 1];
    best[0].0 = 0.0;
    for start in 0..line.len() {
        let mut node = Some(0);
        for end in start + 1..=line.len() {
            node = WORDS.child(node, line[end - 1]);
            let single = (end == start + 1).then(|| alone(line[start]));
            let score = WORDS.score(node).map(f64::from).or(single).map(|score| best[start].0 + score);
            if let Some(score) = score.filter(|score| *score > best[end].0) {
                best[end] = (score, start);
            }
            if node.is_none() {
                break;
            }
        }
    }
    let mut starts = vec![line.len()];
    while let Some(end) = starts.last().copied().filter(|end| *end > 0) {
        starts.push(best[end].1);
    }
    starts.reverse();
    starts
}

/// What a character costs that is no word.
fn alone(c: char) -> f64 {
    match c {
        c if c.is_ascii_alphanumeric() => NARROW,
        c => [COMMON_MARK, MARK].into_iter().find(|(marks, _)| marks.contains(c)).map_or(STRANGE, |(_, cost)| cost),
    }
}
