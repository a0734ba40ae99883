//! From words to places: which of several homonyms is meant, and whether a short name has support enough.

use std::ops::Range;

use jiff::civil::Date;

use super::lexicon::{Entry, Region};
use super::list::{self, Tie};
use super::surroundings::{Surroundings, runs_on, surroundings};
use super::{Doubt, Mention, Named};
use crate::gazetteer::{Gazetteer, Place};
use crate::reading::PlaceLevel;

/// Short names of prefectures that are common words, or parts of such: taken only beside a province or an unmistakable peer.
const COMMON: [&str; 38] = [
    "白银", "来宾", "日照", "安康", "大同", "朝阳", "中山", "开封", "延安", "固原", "通化", "大理", "阿里", "普洱", "丽水", "天水", "玉树",
    "和田", "北海", "黄山", "白山", "黑河", "红河", "怒江", "山南", "海东", "海西", "海北", "黄南", "甘南", "陇南", "兴安", "河源", "巴中",
    "三明", "东方", "临夏", "内江",
];

/// Names in full that are common words too: taken only right behind the city they belong to.
const GENERIC: [&str; 1] = ["老城区"];

pub(super) struct Resolver<'a> {
    text: &'a str,
    words: &'a [(Range<usize>, &'a Entry)],
    ties: Vec<Tie>,
    day: Option<Date>,
    /// The last place that was accepted, and the code prefix of the unit that its peers stand under too.
    last: Option<(usize, &'static Place, String)>,
    pub(super) doubts: Vec<Doubt>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(text: &'a str, words: &'a [(Range<usize>, &'a Entry)], day: Option<Date>) -> Self {
        let is_word = |index: usize| *words[index].1 == Entry::Word;
        let tie = |index: usize| match index.checked_sub(1) {
            Some(before) if !is_word(before) && !is_word(index) => list::tie(text, &words[before].0, &words[index].0),
            _ => Tie::None,
        };
        Self { text, words, ties: (0..words.len()).map(tie).collect(), day, last: None, doubts: Vec::new() }
    }

    pub(super) fn resolve(&mut self) -> Vec<Mention> {
        let mut mentions = Vec::new();
        for index in 0..self.words.len() {
            let (range, entry) = &self.words[index];
            match entry {
                Entry::Word => {}
                Entry::Region(region) => self.region(range, region, &mut mentions),
                Entry::Official(places) => self.official(index, places, &mut mentions),
                Entry::Short(places) => {
                    if let Some(place) = self.short(index, range, places) {
                        self.accept(index, range.clone(), place, &mut mentions);
                    }
                }
            }
        }
        mentions
    }

    fn region(&self, range: &Range<usize>, region: &Region, mentions: &mut Vec<Mention>) {
        let named = |place: &Place| Mention { range: range.clone(), named: Named::administrative(place) };
        let members = region.members.iter().filter_map(|code| Gazetteer::shared().history(code).last());
        mentions.extend(members.map(named));
        if region.members.is_empty() {
            let named = Named { name: region.name.to_owned(), level: PlaceLevel::Zone, province: region.province, code: None };
            mentions.push(Mention { range: range.clone(), named });
        }
    }

    fn official(&mut self, index: usize, places: &[&'static Place], mentions: &mut Vec<Mention>) {
        let range = self.words[index].0.clone();
        let name = &self.text[range.clone()];
        if runs_on(name, &self.text[range.end..]) {
            return self.shortened(index, places, mentions);
        }
        let holding = self.holding(places);
        let candidates = if holding.is_empty() { latest(places) } else { holding };
        let scoped = self.in_scope(index, &candidates);
        let needs_scope = name.chars().count() == 2 || GENERIC.contains(&name);
        let place = match (scoped.as_slice(), candidates.as_slice()) {
            ([place], _) => *place,
            (_, [place]) if !needs_scope => *place,
            ([], several) if !needs_scope && has_city(several) => city_of(several),
            (_, several) => {
                if !needs_scope && several.len() > 1 {
                    self.doubts.push(Doubt::Ambiguous { range, name: name.to_owned(), rivals: several.to_vec() });
                }
                return;
            }
        };
        if !self.holds(place) {
            self.doubts.push(Doubt::Former { range: range.clone(), place });
        }
        self.accept(index, range, place, mentions);
    }

    /// `上海市场` holds the short name only.
    fn shortened(&mut self, index: usize, places: &[&'static Place], mentions: &mut Vec<Mention>) {
        let range = &self.words[index].0;
        let range = range.start..range.start + places[0].short_name.len();
        if let Some(place) = self.short(index, &range, places) {
            self.accept(index, range, place, mentions);
        }
    }

    fn short(&self, index: usize, range: &Range<usize>, places: &[&'static Place]) -> Option<&'static Place> {
        let Surroundings::Sides { left, right } = surroundings(self.text, range.start, range.end) else { return None };
        let holding = self.holding(places);
        if self.ties[index] == Tie::Adjacent {
            let inside = self.in_scope(index, if holding.is_empty() { places } else { &holding });
            if let Some(place) = inside.iter().min_by_key(|place| place.level) {
                return Some(place);
            }
        }
        let of_level = |level: PlaceLevel| holding.iter().copied().find(|place| place.level == level);
        let name = &self.text[range.clone()];
        let long = name.chars().count() > 2;
        match (of_level(PlaceLevel::Province), of_level(PlaceLevel::Prefecture)) {
            (Some(_), Some(prefecture)) if self.has_prefecture_peer(index) => Some(prefecture),
            (Some(province), _) => (left || right || long).then_some(province),
            (None, Some(prefecture)) if COMMON.contains(&name) => self.has_prefecture_peer(index).then_some(prefecture),
            (None, Some(prefecture)) => (left || long || right && self.peers(index).len() > 1).then_some(prefecture),
            (None, None) => self.county_in_a_list(index, &holding),
        }
    }

    /// A county by its short name alone, in a list of three or more that says it lists counties.
    fn county_in_a_list(&self, index: usize, holding: &[&'static Place]) -> Option<&'static Place> {
        let [place] = holding else { return None };
        let peers = self.peers(index);
        let after = &self.text[self.words[peers.end - 1].0.end..];
        let says_so = ["等县", "等区县", "等市县", "等区（县"].iter().any(|head| after.starts_with(head));
        (peers.len() >= 3 && says_so).then_some(*place)
    }

    fn peers(&self, index: usize) -> Range<usize> {
        list::peers(&self.ties, index)
    }

    /// Returns whether the list holds another word that can only be a prefecture.
    fn has_prefecture_peer(&self, index: usize) -> bool {
        let is_prefecture = |places: &[&Place]| {
            places.iter().any(|place| place.level == PlaceLevel::Prefecture)
                && places.iter().all(|place| place.level != PlaceLevel::Province)
        };
        self.peers(index).filter(|&peer| peer != index).any(|peer| match self.words[peer].1 {
            Entry::Official(places) => is_prefecture(places),
            Entry::Short(places) => is_prefecture(places) && !COMMON.contains(&&self.text[self.words[peer].0.clone()]),
            Entry::Region(_) | Entry::Word => false,
        })
    }

    fn holds(&self, place: &Place) -> bool {
        self.day.map_or(place.valid_to.is_none(), |day| place.valid_on(day))
    }

    fn holding(&self, places: &[&'static Place]) -> Vec<&'static Place> {
        places.iter().copied().filter(|place| self.holds(place)).collect()
    }

    /// Returns those that stand under the place named right before, or under the one that the list stands under.
    fn in_scope(&self, index: usize, candidates: &[&'static Place]) -> Vec<&'static Place> {
        let Some((last, place, prefix)) = &self.last else { return Vec::new() };
        if last + 1 != index {
            return Vec::new();
        }
        let under = |prefix: &str| {
            let inside = candidates.iter().copied().filter(|candidate| candidate.code.starts_with(prefix) && candidate.code != place.code);
            inside.collect()
        };
        match self.ties[index] {
            Tie::Adjacent => under(own_prefix(place)),
            Tie::Peer => under(prefix),
            Tie::None => Vec::new(),
        }
    }

    fn accept(&mut self, index: usize, range: Range<usize>, place: &'static Place, mentions: &mut Vec<Mention>) {
        let prefix = match &self.last {
            Some((last, before, _))
                if last + 1 == index && self.ties[index] == Tie::Adjacent && place.code.starts_with(own_prefix(before)) =>
            {
                own_prefix(before).to_owned()
            }
            Some((last, _, prefix)) if last + 1 == index && self.ties[index] == Tie::Peer && place.code.starts_with(prefix.as_str()) => {
                prefix.clone()
            }
            _ => own_prefix(place)[..2].to_owned(),
        };
        self.last = Some((index, place, prefix));
        mentions.push(Mention { range, named: Named::administrative(place) });
    }
}

/// The digits that all codes under a place share.
fn own_prefix(place: &Place) -> &'static str {
    match place.code {
        code if code.ends_with("0000") => &code[..2],
        code if code.ends_with("00") => &code[..4],
        code => code,
    }
}

/// Of places that no longer hold, the ones that held longest.
fn latest(places: &[&'static Place]) -> Vec<&'static Place> {
    let end = places.iter().map(|place| (place.valid_to.is_none(), place.valid_to)).max();
    places.iter().copied().filter(|place| Some((place.valid_to.is_none(), place.valid_to)) == end).collect()
}

fn has_city(places: &[&Place]) -> bool {
    places.iter().filter(|place| place.level <= PlaceLevel::Prefecture).count() == 1
}

fn city_of(places: &[&'static Place]) -> &'static Place {
    places.iter().copied().min_by_key(|place| place.level).expect("a match of several places is not empty")
}
