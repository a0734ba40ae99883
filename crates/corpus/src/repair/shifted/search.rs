//! The search for the likeliest text behind a lost byte.
//!
//! A state says how many printed characters are used up and whether the bytes are still out of step. While they are, the second byte of
//! the last printed character is the first byte of the next true one. A pair of bytes may have vanished between two printed characters;
//! the two true characters around it then have one unknown byte each. Words of the lexicon are laid over the states; the best way wins.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::bytes::{Choice, Lead, Table, Trail, bytes_of, vanishing};
use crate::chars;
use crate::repair::lexicon::{Beginning, Lexicon};

/// What it costs to suppose damage.
const DAMAGE: f64 = -10.0;
/// What it costs to suppose that a pair vanished: it leaves so much open that some reading always looks likely.
const VANISHED: f64 = -1.0;
/// What it costs that a line ends with a mark that goes before something.
const UNENDED: f64 = -8.0;
const GOES_BEFORE: &str = "，、（《“";
/// Words have at most so many characters.
const WORD_MAX: usize = 8;
/// So many pairs may have vanished side by side.
const TORN_MAX: u8 = 2;
/// Steps that one site may cost; rubbish would take any number.
const EFFORT_MAX: u32 = 2_000_000;
/// Up to so many characters that may stand next are tried one by one; more are found by the words that they go on.
const FEW: usize = 4;
/// Where more characters may stand next, only words that are at least this likely are followed.
const WIDE: usize = 120;
const HOPELESS: f32 = -12.5;
/// A state that is so much less likely than the best one as far along is left; a logarithm.
const LEFT_BEHIND: f64 = 18.0;
/// Ways that are kept in each state.
const KEPT: usize = 12;

/// How far the printed characters are used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    /// Out of step; the byte is the lead of the next true character.
    Shifted(usize, u8),
    /// Out of step, behind the first of the two characters around a vanished pair: how many vanished side by side, and the class of the last.
    Torn(usize, u8, u8),
    /// The same where the second character is the last of the stretch: nothing but the class is known of it.
    Open(usize, u8),
    /// In step: the next printed character is a true one.
    Sound(usize),
}

/// Where a state stands: printed characters used up, kind, and what tells states of a kind apart.
type Order = (usize, u8, u8, u8);

impl State {
    /// States are worked off in the order of the printed characters.
    fn order(self) -> Order {
        match self {
            Self::Shifted(at, lead) => (at, 0, lead, 0),
            Self::Torn(at, count, class) => (at, 1, count, class),
            Self::Open(at, class) => (at, 2, class, 0),
            Self::Sound(at) => (at, 3, 0, 0),
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
    /// The last character, simplified.
    last: Option<char>,
}

/// A stretch of a line as it is printed.
pub(super) struct Stretch {
    pub(super) printed: Vec<char>,
    /// Index of the mark of a lost byte.
    pub(super) site: usize,
    /// True if the line ends behind it.
    pub(super) ends_line: bool,
    /// True if the text shows the pairs of bytes that other converters drop, so that none vanished.
    pub(super) shows_all: bool,
}

/// Returns the ways to read a stretch, best first.
///
/// The search takes its steps from `effort`, and stops where none are left.
pub(super) fn ways(stretch: &Stretch, table: &Table, lexicon: &Lexicon, effort: &mut u32) -> Vec<Way> {
    let allowed = (*effort).min(EFFORT_MAX);
    let search = Search { stretch, table, lexicon, known: RefCell::default(), left: Cell::new(allowed) };
    let ways = search.run();
    *effort -= allowed - search.left.get();
    ways
}

struct Search<'a> {
    stretch: &'a Stretch,
    table: &'a Table,
    lexicon: &'a Lexicon,
    /// What may follow each state, once it was asked for.
    known: RefCell<BTreeMap<State, Rc<Steps>>>,
    /// Steps that the search may still take.
    left: Cell<u32>,
}

/// Characters that may stand next, by the state behind them.
type Groups = Vec<(Vec<Choice>, State)>;

/// What may stand next, in the order of the simplified characters, and the state behind it.
type Steps = Vec<(Choice, State)>;

/// Characters that belong to the damaged stretch, no more than a word has.
#[derive(Clone, Copy, Default)]
struct Letters {
    letters: [char; WORD_MAX],
    count: usize,
}

impl Letters {
    fn push(&mut self, c: char) {
        self.letters[self.count] = c;
        self.count += 1;
    }
}

/// A word laid over states.
#[derive(Clone, Copy)]
struct Word {
    score: f64,
    end: State,
    /// The first and the last character, simplified.
    ends: Option<(char, char)>,
    restored: Letters,
    /// Where the stretch ends, if it ends in this word.
    back_in_step: Option<usize>,
    /// True if the mark itself was taken as it stands.
    sound: bool,
}

impl Search<'_> {
    fn run(&self) -> Vec<Way> {
        let mut open: BTreeMap<Order, (State, Vec<Way>)> = BTreeMap::new();
        let start = State::Sound(0);
        open.insert(start.order(), (start, vec![Way { score: 0.0, text: String::new(), end: usize::MAX, sound: false, last: None }]));
        let mut finished = Vec::new();
        let mut leader = (0, f64::NEG_INFINITY);
        while let Some((_, (state, ways))) = open.pop_first() {
            let (at, best) = (state.order().0, ways.first().map_or(f64::NEG_INFINITY, |way| way.score));
            if self.is_done(state) {
                finished.extend(ways);
                continue;
            }
            leader = if at == leader.0 { (at, best.max(leader.1)) } else { (at, best) };
            if best < leader.1 - LEFT_BEHIND {
                continue;
            }
            for word in self.words(state) {
                let (_, found) = open.entry(word.end.order()).or_insert_with(|| (word.end, Vec::new()));
                self.spend(ways.len());
                let last = if self.is_done(word.end) { self.line_end(&word) } else { 0.0 };
                for way in &ways {
                    keep(found, way, &word, last, self.lexicon);
                }
            }
        }
        finished.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.text.cmp(&b.text)));
        finished
    }

    /// True where nothing is left to be read; a lead byte that the line ends with is still read as a character.
    fn is_done(&self, state: State) -> bool {
        state.order().0 >= self.stretch.printed.len() && (matches!(state, State::Sound(_)) || !self.stretch.ends_line)
    }

    fn spend(&self, steps: usize) {
        self.left.set(self.left.get().saturating_sub(steps as u32));
    }

    /// What it costs that the line ends behind a word.
    fn line_end(&self, word: &Word) -> f64 {
        let goes_on = word.ends.is_some_and(|(_, last)| GOES_BEFORE.contains(last));
        if self.stretch.ends_line && goes_on { UNENDED } else { 0.0 }
    }

    /// Returns all words that may begin in a state.
    fn words(&self, state: State) -> Vec<Word> {
        let mut words = Vec::new();
        let start = Word { score: 0.0, end: state, ends: None, restored: Letters::default(), back_in_step: None, sound: false };
        self.grow(&start, self.lexicon.start(), 0, &mut words);
        words
    }

    fn grow(&self, so_far: &Word, beginning: Beginning, length: usize, words: &mut Vec<Word>) {
        if length == WORD_MAX || self.is_done(so_far.end) || self.left.get() == 0 {
            return;
        }
        let steps = self.known_steps(so_far.end);
        // Where nearly every character may stand, only frequent words are worth following.
        let least = if steps.len() > WIDE { HOPELESS } else { f32::NEG_INFINITY };
        if length == 0 || steps.len() <= FEW {
            for (choice, to) in steps.iter() {
                let next = self.lexicon.step(beginning, choice.simple).filter(|next| self.lexicon.promise(*next) >= least);
                if let Some(next) = next {
                    self.take(so_far, *choice, *to, next, length, words);
                }
            }
            return;
        }
        for (c, next) in self.lexicon.following(beginning).filter(|(_, next)| self.lexicon.promise(*next) >= least) {
            let first = steps.partition_point(|(choice, _)| choice.simple < c);
            for (choice, to) in steps[first..].iter().take_while(|(choice, _)| choice.simple == c) {
                self.take(so_far, *choice, *to, next, length, words);
            }
        }
    }

    /// Lays one more character over the states: a word may end with it, or go on.
    fn take(&self, so_far: &Word, choice: Choice, to: State, beginning: Beginning, length: usize, words: &mut Vec<Word>) {
        self.spend(1);
        let damaged = !matches!((so_far.end, to), (State::Sound(from), State::Sound(to)) if to == from + 1);
        let vanished = matches!(to, State::Torn(..) | State::Open(..));
        let at_mark = matches!(so_far.end, State::Sound(at) if at == self.stretch.site);
        let mut word = *so_far;
        word.score += f64::from(choice.cost);
        word.score += if at_mark && damaged { DAMAGE } else { 0.0 };
        word.score += if vanished { VANISHED } else { 0.0 };
        word.end = to;
        word.ends = Some((so_far.ends.map_or(choice.simple, |(first, _)| first), choice.simple));
        word.sound |= at_mark && !damaged;
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
    }

    fn known_steps(&self, state: State) -> Rc<Steps> {
        if let Some(steps) = self.known.borrow().get(&state) {
            return Rc::clone(steps);
        }
        let groups = self.steps(state);
        self.spend(groups.iter().map(|(choices, _)| choices.len()).sum());
        let mut steps: Steps = groups.into_iter().flat_map(|(choices, to)| choices.into_iter().map(move |choice| (choice, to))).collect();
        steps.sort_unstable_by_key(|(choice, to)| (choice.simple, choice.printed, *to));
        let steps = Rc::new(steps);
        self.known.borrow_mut().insert(state, Rc::clone(&steps));
        steps
    }

    /// Returns what may stand next in a state, and the state behind it.
    fn steps(&self, state: State) -> Groups {
        match state {
            State::Sound(at) => {
                let mut steps = if at == self.stretch.site { self.out_of_step(at + 1, Lead::Any) } else { Vec::new() };
                let as_printed = self.stretch.printed.get(at).map(|c| (vec![Choice::known(*c)], State::Sound(at + 1)));
                steps.extend(as_printed);
                steps
            }
            State::Shifted(at, lead) => self.out_of_step(at, Lead::Known(lead)),
            State::Torn(at, count, class) => {
                let mut steps = self.pairs(at, Lead::Vanished(class));
                if count < TORN_MAX {
                    steps.extend(self.torn(Lead::Vanished(class), |class| State::Torn(at, count + 1, class)));
                }
                steps
            }
            State::Open(at, class) => vec![(self.table.choices(Lead::Vanished(class), Trail::Any), State::Sound(at))],
        }
    }

    /// The next true character out of step: its lead is known or lost.
    fn out_of_step(&self, at: usize, lead: Lead) -> Groups {
        let Some(c) = self.stretch.printed.get(at).copied() else {
            return vec![(self.table.choices(lead, Trail::Any), State::Sound(at))];
        };
        let mut steps = self.pairs(at, lead);
        let known = matches!(lead, Lead::Known(_));
        if is_mark(c) {
            // Where nothing is known but that the stretch ends, every word would fit.
            if known {
                steps.extend(self.torn(lead, |class| State::Open(at + 1, class)));
                steps.push((self.table.choices(lead, Trail::Any), State::Sound(at + 1)));
            } else if c == char::REPLACEMENT_CHARACTER {
                // A byte that begins no character got a mark of its own, and behind it the bytes are in step.
                steps.extend(self.torn(lead, |_| State::Sound(at + 1)));
            }
        } else {
            if !c.is_ascii() && !self.stretch.shows_all {
                steps.extend(self.torn(lead, |class| State::Torn(at, 1, class)));
            }
            // The byte that was left over before a narrow character may have been dropped without a mark.
            if c.is_ascii() && known {
                steps.push((self.table.choices(lead, Trail::Any), State::Sound(at)));
            }
        }
        steps
    }

    /// The characters whose last byte went into a pair that vanished, by the class of the pair.
    fn torn(&self, lead: Lead, to: impl Fn(u8) -> State) -> Groups {
        let of_class = |class: u8| (self.table.choices(lead, Trail::Vanished(class)), to(class));
        vanishing().map(of_class).filter(|(choices, _)| !choices.is_empty()).collect()
    }

    /// The first byte of the next printed character is the trail of the true one.
    fn pairs(&self, at: usize, lead: Lead) -> Groups {
        let Some(c) = self.stretch.printed.get(at).copied().filter(|c| !is_mark(*c)) else { return Vec::new() };
        let step = |bytes: Vec<u8>| match bytes.as_slice() {
            [first, second] => Some((self.table.choices(lead, Trail::Known(*first)), State::Shifted(at + 1, *second))),
            [single] => Some((self.table.choices(lead, Trail::Known(*single)), State::Sound(at + 1))),
            _ => None,
        };
        bytes_of(c).into_iter().filter_map(step).filter(|(choices, _)| !choices.is_empty()).collect()
    }
}

/// `last` is what it costs that the text ends behind the word.
fn keep(found: &mut Vec<Way>, way: &Way, word: &Word, last: f64, lexicon: &Lexicon) {
    let border = way.last.zip(word.ends).map_or(0.0, |(last, (first, _))| lexicon.border(last, first));
    let score = way.score + word.score + border + last;
    if found.len() == KEPT && found.last().is_some_and(|worst| worst.score >= score) {
        return;
    }
    let restored = &word.restored.letters[..word.restored.count];
    let same = |other: &str| other.strip_prefix(way.text.as_str()).is_some_and(|rest| rest.chars().eq(restored.iter().copied()));
    let end = word.back_in_step.unwrap_or(way.end);
    let sound = way.sound || word.sound;
    if let Some(twin) = found.iter().position(|other| same(&other.text) && other.end == end && other.sound == sound) {
        if found[twin].score >= score {
            return;
        }
        found.remove(twin);
    }
    let place = found.partition_point(|other| other.score >= score);
    let text = way.text.chars().chain(restored.iter().copied()).collect();
    found.insert(place, Way { score, text, end, sound, last: word.ends.map(|(_, last)| last) });
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
