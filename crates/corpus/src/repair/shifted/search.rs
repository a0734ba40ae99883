//! The search for the likeliest text behind a lost byte.
//!
//! A state says how many printed characters are used up and whether the bytes are still out of step. While they are, the second byte of
//! the last printed character is the first byte of the next true one. A pair of bytes may have vanished between two printed characters;
//! the two true characters around it then have one unknown byte each. Words of the lexicon are laid over the states; the best way wins.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::bytes::{Choice, Table, Trail, bytes_of};
use crate::chars;
use crate::repair::lexicon::{Beginning, Lexicon};

/// What it costs to suppose damage.
const DAMAGE: f64 = -10.0;
/// What it costs to suppose that a pair vanished: it leaves so much open that some reading always looks likely.
const VANISHED: f64 = -1.0;
/// Words have at most so many characters.
const WORD_MAX: usize = 8;
/// So many pairs may have vanished side by side.
const TORN_MAX: u8 = 2;
/// Ways that are kept in each state.
const KEPT: usize = 6;

/// How far the printed characters are used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    /// Out of step; the byte is the lead of the next true character.
    Shifted(usize, u8),
    /// Out of step, behind the first of the two characters around a vanished pair.
    Torn(usize, u8),
    /// Behind the first of two characters of which nothing but the place is known.
    Open(usize),
    /// In step: the next printed character is a true one.
    Sound(usize),
}

impl State {
    /// States are worked off in the order of the printed characters.
    fn order(self) -> (usize, u8, u8) {
        match self {
            Self::Shifted(at, lead) => (at, 0, lead),
            Self::Torn(at, count) => (at, 1, count),
            Self::Open(at) => (at, 2, 0),
            Self::Sound(at) => (at, 3, 0),
        }
    }
}

/// One way to read the text.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub(super) score: f64,
    /// The true characters of the damaged stretch.
    pub(super) text: String,
    /// Index of the first printed character behind the stretch.
    pub(super) end: usize,
    /// True if the text is read as it stands.
    pub(super) sound: bool,
}

/// Returns the ways to read `printed`, whose character at `site` is the mark of a lost byte, best first.
pub(super) fn ways(printed: &[char], site: usize, table: &Table, lexicon: &Lexicon) -> Vec<Way> {
    Search { printed, site, table, lexicon, known: RefCell::default() }.run()
}

struct Search<'a> {
    printed: &'a [char],
    site: usize,
    table: &'a Table,
    lexicon: &'a Lexicon,
    /// What may follow each state, once it was asked for.
    known: RefCell<BTreeMap<State, Rc<Steps>>>,
}

/// What may stand next, by simplified character, and the state behind it.
type Steps = Vec<(Vec<Choice>, State)>;

/// A word laid over states.
struct Word {
    score: f64,
    end: State,
    /// Characters that belong to the damaged stretch.
    restored: String,
    /// Where the stretch ends, if it ends in this word.
    back_in_step: Option<usize>,
    /// True if the mark itself was taken as it stands.
    sound: bool,
}

impl Search<'_> {
    fn run(&self) -> Vec<Way> {
        let mut open: BTreeMap<(usize, u8, u8), (State, Vec<Way>)> = BTreeMap::new();
        let start = State::Sound(0);
        open.insert(start.order(), (start, vec![Way { score: 0.0, text: String::new(), end: usize::MAX, sound: false }]));
        let mut finished = Vec::new();
        while let Some((_, (state, ways))) = open.pop_first() {
            if state.order().0 >= self.printed.len() {
                finished.extend(ways);
                continue;
            }
            for word in self.words(state) {
                let (_, found) = open.entry(word.end.order()).or_insert_with(|| (word.end, Vec::new()));
                for way in &ways {
                    keep(found, way, &word);
                }
            }
        }
        finished.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.text.cmp(&b.text)));
        finished
    }

    /// Returns all words that may begin in a state.
    fn words(&self, state: State) -> Vec<Word> {
        let mut words = Vec::new();
        let start = Word { score: 0.0, end: state, restored: String::new(), back_in_step: None, sound: false };
        self.grow(&start, self.lexicon.start(), 0, &mut words);
        words
    }

    fn grow(&self, so_far: &Word, beginning: Beginning, length: usize, words: &mut Vec<Word>) {
        if length == WORD_MAX || so_far.end.order().0 >= self.printed.len() {
            return;
        }
        for (choices, to) in self.known_steps(so_far.end).iter() {
            let to = *to;
            let damaged = !matches!((so_far.end, to), (State::Sound(_), State::Sound(_)));
            let vanished = matches!(to, State::Torn(..) | State::Open(_));
            let taken = matches!(so_far.end, State::Sound(at) if at == self.site) && !damaged;
            let begins = matches!(so_far.end, State::Sound(at) if at == self.site) && damaged;
            let mut take = |choice: &Choice, beginning: Beginning| {
                let mut word = Word {
                    score: so_far.score
                        + f64::from(choice.cost)
                        + if begins { DAMAGE } else { 0.0 }
                        + if vanished { VANISHED } else { 0.0 },
                    end: to,
                    restored: so_far.restored.clone(),
                    back_in_step: so_far.back_in_step,
                    sound: so_far.sound || taken,
                };
                if damaged {
                    word.restored.push(choice.printed);
                    if let State::Sound(at) = to {
                        word.back_in_step = Some(at);
                    }
                }
                self.grow(&word, beginning, length + 1, words);
                if let Some(score) = self.lexicon.score(beginning, choice.simple) {
                    word.score += score;
                    words.push(word);
                }
            };
            if length == 0 || choices.len() == 1 {
                for choice in choices {
                    if let Some(beginning) = self.lexicon.step(beginning, choice.simple) {
                        take(choice, beginning);
                    }
                }
                continue;
            }
            for (c, beginning) in self.lexicon.following(beginning) {
                let first = choices.partition_point(|choice| choice.simple < c);
                for choice in choices[first..].iter().take_while(|choice| choice.simple == c) {
                    take(choice, beginning);
                }
            }
        }
    }

    fn known_steps(&self, state: State) -> Rc<Steps> {
        if let Some(steps) = self.known.borrow().get(&state) {
            return Rc::clone(steps);
        }
        let mut steps = self.steps(state);
        for (choices, _) in &mut steps {
            choices.sort_unstable_by_key(|choice| (choice.simple, choice.printed));
        }
        let steps = Rc::new(steps);
        self.known.borrow_mut().insert(state, Rc::clone(&steps));
        steps
    }

    /// Returns what may stand next in a state, and the state behind it.
    fn steps(&self, state: State) -> Vec<(Vec<Choice>, State)> {
        match state {
            State::Sound(at) if at == self.site => {
                let mut steps = self.out_of_step(at + 1, None);
                steps.push((vec![Choice::known(self.printed[at])], State::Sound(at + 1)));
                steps
            }
            State::Sound(at) => vec![(vec![Choice::known(self.printed[at])], State::Sound(at + 1))],
            State::Shifted(at, lead) => self.out_of_step(at, Some(lead)),
            State::Torn(at, count) => {
                let mut steps = self.pairs(at, None);
                if count < TORN_MAX {
                    steps.push((self.table.choices(None, Trail::Vanished), State::Torn(at, count + 1)));
                }
                steps
            }
            State::Open(at) => vec![(self.table.choices(None, Trail::Any), State::Sound(at))],
        }
    }

    /// The next true character out of step: its lead is known or lost.
    fn out_of_step(&self, at: usize, lead: Option<u8>) -> Vec<(Vec<Choice>, State)> {
        let Some(c) = self.printed.get(at).copied() else {
            return vec![(self.table.choices(lead, Trail::Any), State::Sound(at))];
        };
        let mut steps = self.pairs(at, lead);
        let torn = |to| (self.table.choices(lead, Trail::Vanished), to);
        if is_mark(c) {
            steps.push(torn(State::Open(at + 1)));
            steps.extend(lead.map(|lead| (self.table.choices(Some(lead), Trail::Any), State::Sound(at + 1))));
        } else {
            if !c.is_ascii() {
                steps.push(torn(State::Torn(at, 1)));
            }
            // The byte that was left over before a narrow character may have been dropped without a mark.
            if c.is_ascii() && lead.is_some() {
                steps.push((self.table.choices(lead, Trail::Any), State::Sound(at)));
            }
        }
        steps
    }

    /// The first byte of the next printed character is the trail of the true one.
    fn pairs(&self, at: usize, lead: Option<u8>) -> Vec<(Vec<Choice>, State)> {
        let Some(c) = self.printed.get(at).copied().filter(|c| !is_mark(*c)) else { return Vec::new() };
        let step = |bytes: Vec<u8>| match bytes.as_slice() {
            [first, second] => Some((self.table.choices(lead, Trail::Known(*first)), State::Shifted(at + 1, *second))),
            [single] => Some((self.table.choices(lead, Trail::Known(*single)), State::Sound(at + 1))),
            _ => None,
        };
        bytes_of(c).into_iter().filter_map(step).filter(|(choices, _)| !choices.is_empty()).collect()
    }
}

fn keep(found: &mut Vec<Way>, way: &Way, word: &Word) {
    let score = way.score + word.score;
    if found.len() == KEPT && found.last().is_some_and(|worst| worst.score >= score) {
        return;
    }
    let text = format!("{}{}", way.text, word.restored);
    let end = word.back_in_step.unwrap_or(way.end);
    let sound = way.sound || word.sound;
    if let Some(twin) = found.iter().position(|other| other.text == text && other.end == end && other.sound == sound) {
        if found[twin].score >= score {
            return;
        }
        found.remove(twin);
    }
    let place = found.partition_point(|other| other.score >= score);
    found.insert(place, Way { score, text, end, sound });
    found.truncate(KEPT);
}

pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '?' | '\u{fffd}')
}

/// A printed character that hardly any paper has: bytes out of step spell many of them.
pub(super) fn is_rare(c: char, lexicon: &Lexicon) -> bool {
    const RARE: f64 = -16.0;
    chars::is_han(c) && lexicon.step(lexicon.start(), c).and_then(|word| lexicon.score(word, c)).is_none_or(|score| score < RARE)
}
