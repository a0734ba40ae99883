//! How likely a piece of Chinese text is: a word list with frequencies, the set phrases of papers, and the paper's own other pages.

use std::collections::HashMap;
use std::sync::OnceLock;

use jieba_rs::Jieba;

/// Tokens that the word list was counted on.
const TOKENS: f64 = 60_000_000.0;
/// What a character costs that is no word of the list.
const STRANGE: f64 = -18.0;
/// What punctuation costs.
const MARK: f64 = -4.0;
/// What a Chinese character costs that stands alone: most characters of a paper are parts of words.
const ALONE: f64 = -2.5;
/// Weight of a phrase that every set of papers repeats.
const PHRASE_COUNT: f64 = 20_000.0;
/// Weight of a piece that the paper itself repeats, for each time.
const OWN_COUNT: f64 = 2_000.0;

/// Set phrases of official papers that hold punctuation, so that no word list has them.
const PHRASES: [&str; 8] =
    ["省（区、市）", "市（地、州、盟）", "县（市、区、旗）", "市（州）", "市（区）", "省、自治区、直辖市", "县（市）", "市、区）"];

/// Words and the paper's own pieces of two to four characters.
pub(super) struct Lexicon<'a> {
    words: &'static Jieba,
    own: HashMap<&'a str, u32>,
}

impl<'a> Lexicon<'a> {
    /// Counts the pieces of a paper's own text, in simplified characters.
    pub(super) fn of(text: &'a str) -> Self {
        static WORDS: OnceLock<Jieba> = OnceLock::new();
        let mut own: HashMap<&str, u32> = HashMap::new();
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for length in 3..=5 {
            for ends in starts.windows(length + 1) {
                let piece = &text[ends[0]..ends[length]];
                if !piece.contains('\n') {
                    *own.entry(piece).or_default() += 1;
                }
            }
        }
        Self { words: WORDS.get_or_init(Jieba::new), own }
    }

    /// Returns the logarithm of the share of a word among all words, or none if it is no word.
    pub(super) fn word(&self, word: &str) -> Option<f64> {
        let share = |count: f64| (count / TOKENS).ln();
        let length = word.chars().count();
        let listed = (length <= 1 || self.words.has_word(word)).then(|| self.words.suggest_freq(word) as f64);
        let phrase = (length > 2 && PHRASES.iter().any(|phrase| phrase.starts_with(word))).then_some(PHRASE_COUNT);
        let own = (length > 2).then(|| self.own.get(word)).flatten().map(|count| f64::from(*count) * OWN_COUNT);
        let best = [listed, phrase, own]
            .into_iter()
            .flatten()
            .fold(None, |best: Option<f64>, count| Some(best.map_or(count, |best| best.max(count))));
        match best {
            Some(count) if count >= 1.0 => Some(share(count) + if length == 1 { ALONE } else { 0.0 }),
            _ if length == 1 => Some(if word.chars().all(crate::chars::is_wide_mark) { MARK } else { STRANGE }),
            _ => None,
        }
    }
}
