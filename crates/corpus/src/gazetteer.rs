//! The dated gazetteer: which administrative places there were on which day, under which name and code.
//!
//! The table is `data/places.csv`, made by `data/make_places.py` from published code tables. Provinces, prefectures, districts and
//! counties since 1980; it knows no townships, parks or zones. Dates are those of the tables: a change lies between a table and the one
//! before it (a year until 2014, a month until April 2019, then one step to June 2023).

mod short_name;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;

pub use crate::reading::PlaceLevel;

/// One administrative place under one name and one code, from a day to a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// GB/T 2260, six digits.
    pub code: &'static str,
    /// Full official name, for instance `韶关市`.
    pub name: &'static str,
    /// Without the word for its kind, for instance `韶关`; the full name where that would leave one character.
    pub short_name: &'static str,
    /// Districts of a city are `District`; counties, banners and county-level cities are `County`.
    pub level: PlaceLevel,
    /// Full name of the province; of a province its own.
    pub province: &'static str,
    /// First day of the month of the first table that has it; none if the first table has it.
    pub valid_from: Option<Date>,
    /// First day of the month of the first table without it; none if it still holds.
    pub valid_to: Option<Date>,
    /// Code of the place that took its place, where one can be told.
    pub successor: Option<&'static str>,
}

/// All places, findable by code, official name and short name.
#[derive(Debug)]
pub struct Gazetteer {
    places: Vec<Place>,
    by_code: BTreeMap<&'static str, Vec<usize>>,
    by_name: BTreeMap<&'static str, Vec<usize>>,
    by_short_name: BTreeMap<&'static str, Vec<usize>>,
}

static SHARED: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::parse(include_str!("../data/places.csv")));

impl Gazetteer {
    /// Returns the table that comes with the program.
    pub fn shared() -> &'static Self {
        &SHARED
    }

    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// Returns the place that has this code on a day.
    ///
    /// ```
    /// use corpus::gazetteer::Gazetteer;
    /// let place = Gazetteer::shared().by_code("420600", jiff::civil::date(2008, 1, 1)).expect("a code of 2008");
    /// assert_eq!(place.name, "襄樊市");
    /// ```
    pub fn by_code(&self, code: &str, day: Date) -> Option<&Place> {
        self.history(code).find(|place| place.valid_on(day))
    }

    /// Returns every name that a code had, oldest first.
    pub fn history(&self, code: &str) -> impl Iterator<Item = &Place> {
        self.found(self.by_code.get(code))
    }

    /// Returns all places that ever had this official name, by code.
    pub fn by_name(&self, name: &str) -> impl Iterator<Item = &Place> {
        self.found(self.by_name.get(name))
    }

    /// Returns all places that ever had this short name, by code.
    pub fn by_short_name(&self, name: &str) -> impl Iterator<Item = &Place> {
        self.found(self.by_short_name.get(name))
    }

    /// Returns the one place of this official name that holds on a day, within a province if one is given; none if there are several.
    pub fn named(&self, name: &str, province: Option<&str>, day: Date) -> Option<&Place> {
        let mut found = self.by_name(name).filter(|place| place.valid_on(day) && province.is_none_or(|province| place.is_in(province)));
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// Returns the place under which a district or county stands on a day; a province and a unit directly under one have none.
    pub fn parent(&self, place: &Place, day: Date) -> Option<&Place> {
        let code = if place.code.ends_with("00") { format!("{}0000", &place.code[..2]) } else { format!("{}00", &place.code[..4]) };
        (code != place.code).then(|| self.history(&code).filter(|parent| parent.valid_on(day)).last()).flatten()
    }

    /// Returns the place that holds today where the given one was, following renames and mergers; the place itself if it still holds.
    pub fn today<'a>(&'a self, place: &'a Place) -> Option<&'a Place> {
        let mut place = place;
        for _ in 0..8 {
            if place.valid_to.is_none() {
                return Some(place);
            }
            place = self.history(place.successor?).find(|next| next.valid_to.is_none_or(|end| Some(end) > place.valid_to))?;
        }
        None
    }

    fn parse(table: &'static str) -> Self {
        let rows = table.lines().filter(|line| !line.starts_with('#')).skip(1);
        let places: Vec<Place> = rows.map(|row| Place::parse(row).expect("places.csv is checked by a test")).collect();
        let mut gazetteer = Self { places, by_code: BTreeMap::new(), by_name: BTreeMap::new(), by_short_name: BTreeMap::new() };
        for (index, place) in gazetteer.places.iter().enumerate() {
            gazetteer.by_code.entry(place.code).or_default().push(index);
            gazetteer.by_name.entry(place.name).or_default().push(index);
            gazetteer.by_short_name.entry(place.short_name).or_default().push(index);
        }
        for history in gazetteer.by_code.values_mut() {
            history.sort_by_key(|&index| gazetteer.places[index].valid_from);
        }
        gazetteer
    }

    fn found<'a>(&'a self, indices: Option<&'a Vec<usize>>) -> impl Iterator<Item = &'a Place> {
        indices.into_iter().flatten().map(|&index| &self.places[index])
    }
}

impl Place {
    pub fn valid_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|start| start <= day) && self.valid_to.is_none_or(|end| day < end)
    }

    /// Returns whether the place lies in a province, given by full or short name.
    pub fn is_in(&self, province: &str) -> bool {
        self.province == province || short_name::of(self.province) == province
    }

    fn parse(row: &'static str) -> Option<Self> {
        let mut cells = row.split(',');
        let mut cell = || cells.next();
        let (code, name) = (cell()?, cell()?);
        let level = match cell()? {
            "province" => PlaceLevel::Province,
            "prefecture" => PlaceLevel::Prefecture,
            "district" => PlaceLevel::District,
            "county" => PlaceLevel::County,
            _ => return None,
        };
        let province = cell()?;
        let month = |cell: &str| (!cell.is_empty()).then(|| format!("{cell}-01").parse().expect("places.csv holds months"));
        let (valid_from, valid_to) = (month(cell()?), month(cell()?));
        let successor = cell().filter(|code| !code.is_empty());
        Some(Self { code, name, short_name: short_name::of(name), level, province, valid_from, valid_to, successor })
    }
}
