//! What a scan for places looks for: official names, short names, composites, and words that only look like places.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};

use crate::gazetteer::{Gazetteer, Place};

/// What a word of the text may stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// Official names in full; several where districts of several cities share one.
    Official(Vec<&'static Place>),
    /// Short names: they need support from the sentence.
    Short(Vec<&'static Place>),
    Region(Region),
    /// A common word that holds the characters of a place (`西南`, `形成`): scanned so that nothing is found inside it.
    Word,
}

/// A name that stands for several places, or for an area without a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) name: &'static str,
    pub(super) province: Option<&'static str>,
    /// Codes; empty for an area that has no members.
    pub(super) members: Vec<&'static str>,
}

pub(super) struct Lexicon {
    automaton: CharwiseDoubleArrayAhoCorasick<u32>,
    entries: Vec<Entry>,
}

static SHARED: LazyLock<Lexicon> = LazyLock::new(Lexicon::build);

impl Lexicon {
    pub(super) fn shared() -> &'static Self {
        &SHARED
    }

    /// Returns the words found in the text, leftmost and longest, as byte ranges with what they may stand for.
    pub(super) fn scan<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (std::ops::Range<usize>, &'a Entry)> {
        self.automaton.leftmost_find_iter(text).map(|found| (found.start()..found.end(), &self.entries[found.value() as usize]))
    }

    fn build() -> Self {
        let mut words: BTreeMap<&'static str, Entry> = BTreeMap::new();
        for place in Gazetteer::shared().places() {
            add_official(&mut words, place);
        }
        for place in Gazetteer::shared().places().iter().filter(|place| place.short_name != place.name) {
            if let Entry::Short(places) = words.entry(place.short_name).or_insert_with(|| Entry::Short(Vec::new())) {
                places.push(place);
            }
        }
        for region in rows(include_str!("../../../data/regions.csv")).map(region) {
            words.insert(region.name, Entry::Region(region));
        }
        for word in rows(include_str!("../../../data/words.txt")).flat_map(str::split_whitespace) {
            words.insert(word, Entry::Word);
        }
        let (names, entries): (Vec<_>, Vec<_>) = words.into_iter().unzip();
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new().match_kind(MatchKind::LeftmostLongest).build(names);
        Self { automaton: automaton.expect("the names are distinct and not empty"), entries }
    }
}

fn add_official(words: &mut BTreeMap<&'static str, Entry>, place: &'static Place) {
    match words.entry(place.name).or_insert_with(|| Entry::Official(Vec::new())) {
        Entry::Official(places) => places.push(place),
        Entry::Short(_) | Entry::Region(_) | Entry::Word => {}
    }
}

/// Returns the rows of an embedded table after its header; comments are left out.
fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).skip(1)
}

fn region(row: &'static str) -> Region {
    let mut cells = row.split(',');
    let mut cell = || cells.next().unwrap_or_default();
    let (name, _kind, province) = (cell(), cell(), cell());
    Region { name, province: (!province.is_empty()).then_some(province), members: cell().split_whitespace().collect() }
}
