//! Names of a column as administrative places.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use corpus::gazetteer::{Gazetteer, Place, PlaceLevel};
use jiff::civil::{Date, date};

use crate::number::half_width;

/// Finds places by name; remembers every name it was asked.
#[derive(Debug)]
pub(crate) struct Places<'a> {
    /// Names that a person has assigned to codes.
    assigned: &'a BTreeMap<String, String>,
    known: HashMap<String, bool>,
}

/// What beside the name tells which place is meant.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Hints<'a> {
    pub(crate) code: &'a str,
    pub(crate) province: &'a str,
    pub(crate) year: Option<i16>,
    /// The level most names of the column have.
    pub(crate) level: Option<PlaceLevel>,
    /// Beginning of the codes of the place that the table is about, or under which most names of the column stand.
    pub(crate) under: &'a str,
}

impl<'a> Places<'a> {
    pub(crate) fn new(assigned: &'a BTreeMap<String, String>) -> Self {
        Self { assigned, known: HashMap::new() }
    }

    /// Returns whether a text is the name of a place.
    pub(crate) fn is_place(&mut self, text: &str) -> bool {
        if let Some(&known) = self.known.get(text) {
            return known;
        }
        let name = bare(text);
        let known = self.assigned.contains_key(&name) || !candidates(&name).is_empty();
        self.known.insert(text.to_owned(), known);
        known
    }

    pub(crate) fn find(&self, text: &str, hints: Hints<'_>) -> Option<&'static Place> {
        let name = bare(text);
        let day = hints.year.and_then(|year| Date::new(year, 12, 31).ok()).unwrap_or(date(2024, 12, 31));
        if let Some(code) = self.assigned.get(&name) {
            return by_code(code, day);
        }
        let mut found = candidates(&name);
        let narrow = |found: &mut Vec<&'static Place>, wanted: &dyn Fn(&Place) -> bool| {
            if found.iter().any(|place| wanted(place)) {
                found.retain(|place| wanted(place));
            }
        };
        if !hints.province.is_empty() {
            narrow(&mut found, &|place| place.is_in(hints.province));
        }
        narrow(&mut found, &|place| place.code == hints.code);
        narrow(&mut found, &|place| place.name == name);
        if let Some(level) = hints.level {
            narrow(&mut found, &|place| place.level == level || (level == PlaceLevel::Prefecture && is_municipality(place)));
        }
        if !hints.under.is_empty() {
            narrow(&mut found, &|place| place.code.starts_with(hints.under));
        }
        // Series are kept under today's codes; a place that is no more is found as of the figure's year.
        narrow(&mut found, &|place| place.valid_to.is_none());
        narrow(&mut found, &|place| place.valid_on(day));
        found.sort_by_key(|place| (rank(place.level), std::cmp::Reverse(place.valid_from), place.code));
        // Districts and counties of one name in several cities: nothing says which, and a guess would give one city's figures to another.
        let first = found.first()?;
        let elsewhere = |place: &&Place| rank(place.level) >= rank(PlaceLevel::County) && place.code[..4] != first.code[..4];
        let small = rank(first.level) >= rank(PlaceLevel::County);
        if small && found.iter().any(elsewhere) { None } else { Some(*first) }
    }

    /// Returns the beginning of the codes under which most of the names have a place, where most names have one in several cities only.
    pub(crate) fn usual_city(&self, names: &BTreeSet<&str>) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut all = 0;
        for name in names {
            let found = candidates(&bare(name));
            let cities: BTreeSet<&str> = found.iter().map(|place| &place.code[..4]).collect();
            all += usize::from(!cities.is_empty());
            cities.into_iter().for_each(|city| *counts.entry(city).or_default() += 1);
        }
        let most = counts.into_iter().max_by_key(|(_, count)| *count).filter(|(_, count)| *count >= 2 && count * 3 >= all * 2);
        most.map(|(city, _)| city.to_owned()).unwrap_or_default()
    }

    /// Returns the level that most of the names can have, the higher one where two are as frequent.
    pub(crate) fn usual_level<'t>(&self, names: impl Iterator<Item = &'t str>) -> Option<PlaceLevel> {
        let mut counts = [(0_usize, PlaceLevel::Province), (0, PlaceLevel::Prefecture), (0, PlaceLevel::County), (0, PlaceLevel::District)];
        for name in names {
            let found = candidates(&bare(name));
            for (count, level) in &mut counts {
                *count += usize::from(found.iter().any(|place| place.level == *level));
            }
        }
        counts.into_iter().rev().max_by_key(|(count, _)| *count).filter(|(count, _)| *count > 0).map(|(_, level)| level)
    }
}

/// Returns the place of a code, on a day or at any time.
pub(crate) fn by_code(code: &str, day: Date) -> Option<&'static Place> {
    let gazetteer = Gazetteer::shared();
    gazetteer.by_code(code, day).or_else(|| gazetteer.history(code).last())
}

/// Returns the longest place name inside a title or file name.
pub(crate) fn within(title: &str) -> Option<&'static Place> {
    let characters: Vec<char> = title.chars().collect();
    for length in (2..=characters.len().min(15)).rev() {
        for window in characters.windows(length) {
            let name: String = window.iter().collect();
            let mut found = candidates(&name);
            found.sort_by_key(|place| (rank(place.level), place.code));
            if let Some(place) =
                found.first().filter(|place| matches!(place.level, PlaceLevel::Province | PlaceLevel::Prefecture) || place.name == name)
            {
                return Some(place);
            }
        }
    }
    None
}

/// Returns whether a row's label says that the row adds up or averages others.
pub fn is_total(text: &str) -> bool {
    let name = bare(text);
    let words = ["合计", "总计", "小计", "全国", "全省", "平均", "均值", "总和"];
    name == "中国" || (name.chars().count() <= 8 && words.iter().any(|word| name.contains(word)))
}

/// Municipalities are provinces that stand in tables of cities.
fn is_municipality(place: &Place) -> bool {
    place.level == PlaceLevel::Province && place.name.ends_with('市')
}

fn candidates(name: &str) -> Vec<&'static Place> {
    if name.chars().count() < 2 {
        return Vec::new();
    }
    let gazetteer = Gazetteer::shared();
    let official: Vec<&Place> = gazetteer.by_name(name).collect();
    if official.is_empty() { gazetteer.by_short_name(name).collect() } else { official }
}

/// Returns the name without spaces, footnote marks and list numbers.
fn bare(text: &str) -> String {
    let text = half_width(text);
    let name: String = text.chars().filter(|ch| !ch.is_whitespace()).collect();
    let name = name.trim_matches(|ch: char| ch.is_ascii_punctuation() || ch.is_ascii_digit() || matches!(ch, '※' | '、' | '①'..='⑳'));
    // `本溪市(不含高新区` was a remark in brackets.
    let without_remark = name.split_once('(').map(|(before, _)| before).filter(|before| !candidates(before).is_empty());
    without_remark.unwrap_or(name).to_owned()
}

fn rank(level: PlaceLevel) -> u8 {
    match level {
        PlaceLevel::Province => 0,
        PlaceLevel::Prefecture => 1,
        PlaceLevel::County => 2,
        PlaceLevel::District => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, hints: Hints<'_>, expected: Option<&str>) {
        let assigned = BTreeMap::from([("醴".to_owned(), "430281".to_owned())]);
        assert_eq!(Places::new(&assigned).find(name, hints).map(|place| place.code), expected, "{name}");
    }

    #[test]
    fn names_are_found_with_what_stands_beside_them() {
        check("湘 潭", Hints::default(), Some("430300"));
        check("铁西区", Hints { under: "2101", ..Hints::default() }, Some("210106"));
        check("铁西区", Hints::default(), None);
        check("吉林", Hints { level: Some(PlaceLevel::Province), ..Hints::default() }, Some("220000"));
        check("吉林", Hints { level: Some(PlaceLevel::Prefecture), ..Hints::default() }, Some("220200"));
        check("重庆", Hints { level: Some(PlaceLevel::Prefecture), year: Some(1996), ..Hints::default() }, Some("500000"));
        check("巢湖市", Hints { level: Some(PlaceLevel::Prefecture), year: Some(2005), ..Hints::default() }, Some("341400"));
        check("襄樊市", Hints { year: Some(2005), ..Hints::default() }, Some("420600"));
        check("醴", Hints::default(), Some("430281"));
        check("总计", Hints::default(), None);
    }

    #[test]
    fn a_place_is_found_inside_a_title() {
        assert_eq!(within("湘潭市2020年主要经济指标").map(|place| place.code), Some("430300"));
        assert_eq!(within("主要经济指标").map(|place| place.code), None);
    }
}
