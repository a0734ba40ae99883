//! Changes of boundaries: a jump in the year in which a county came or went is that, and a figure that did not move is suspicious.
//!
//! Which county went where and when is known from the gazetteer: a county whose code ended in favour of one under another city, or in
//! favour of a county that was there before. A place that began or ended with the change was renumbered and is left alone.

use std::collections::{BTreeMap, BTreeSet};

use corpus::Bilingual;
use corpus::gazetteer::Gazetteer;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::check::history::median;
use crate::check::panel::{Panel, Point, Series};
use crate::check::settings::{Boundary, Settings};
use crate::check::suspicion::{Suspect, Suspicion};

/// What came to a place or left it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Change {
    gained: Vec<&'static str>,
    lost: Vec<&'static str>,
}

impl Change {
    fn text(&self) -> Bilingual {
        let part = |names: &[&str], zh: &str, en: &str| match names {
            [] => (String::new(), String::new()),
            names => (format!("{}{zh}", names.join("、")), format!("{} {en}", names.join(", "))),
        };
        let (gained, lost) = (part(&self.gained, "划入", "came"), part(&self.lost, "划出", "went"));
        let join = |a: String, b: String, mark: &str| if a.is_empty() || b.is_empty() { a + &b } else { a + mark + &b };
        Bilingual::new(join(gained.0, lost.0, "，"), join(gained.1, lost.1, ", "))
    }
}

/// By place the years in which figures may first show new boundaries: from the month after the last code table with the old ones to the year
/// after the first table with the new ones.
pub(crate) type Changes = BTreeMap<String, BTreeMap<(i16, i16), Change>>;

pub(crate) fn changes(gazetteer: &Gazetteer) -> Changes {
    let tables: BTreeSet<Date> = gazetteer.places().iter().flat_map(|place| [place.valid_from, place.valid_to]).flatten().collect();
    let mut changes = Changes::new();
    for place in gazetteer.places().iter().filter(|place| !place.code.ends_with("00")) {
        let (Some(ended), Some(successor)) = (place.valid_to, place.successor) else { continue };
        let before = tables.range(..ended).next_back().map_or(ended, |table| table.saturating_add(1.month()));
        let years = (before.year(), ended.year() + 1);
        let mut note = |code: String, name: &'static str, came: bool| {
            let change = changes.entry(code).or_default().entry(years).or_default();
            if came { &mut change.gained } else { &mut change.lost }.push(name);
        };
        for digits in [2, 4].into_iter().filter(|_| !is_under_province(place.code) && !is_under_province(successor)) {
            let (from, to) = (above(place.code, digits), above(successor, digits));
            if from != to {
                if stood_before(gazetteer, &to, ended) {
                    note(to, place.name, true);
                }
                if stands_after(gazetteer, &from, ended) {
                    note(from, place.name, false);
                }
            }
        }
        // A merger into a county that was there before; a mere change of code has no such county.
        if stood_before(gazetteer, successor, ended) {
            note(successor.to_owned(), place.name, true);
        }
    }
    changes
}

/// County-level cities were long coded directly under the province while the city around them counted them in.
fn is_under_province(code: &str) -> bool {
    code[2..4] >= *"90"
}

fn above(code: &str, digits: usize) -> String {
    format!("{:0<6}", &code[..digits])
}

fn stood_before(gazetteer: &Gazetteer, code: &str, day: Date) -> bool {
    gazetteer.history(code).any(|place| place.valid_from.is_none_or(|from| from < day) && place.valid_to.is_none_or(|to| to >= day))
}

fn stands_after(gazetteer: &Gazetteer, code: &str, day: Date) -> bool {
    gazetteer.history(code).any(|place| place.valid_on(day))
}

/// Explains jumps by changes of boundaries, and tells the figures that a change left unmoved.
pub(crate) fn explain(panel: &Panel, settings: &Settings, suspicions: &mut Vec<Suspicion>) {
    let Some(boundary) = &settings.boundary else { return };
    let changes = changes(Gazetteer::shared());
    let jumps: BTreeSet<(String, String, i16)> = suspicions.iter().filter(|one| is_jump(one.suspect)).map(key).collect();
    let mut told: BTreeSet<(String, String, i16)> = BTreeSet::new();
    let mut found = Vec::new();
    for series in panel.series.iter().filter(|series| !is_a_rate(series)) {
        for (&years, change) in changes.get(&series.place).into_iter().flatten() {
            let declared = boundary.headings.contains(&series.heading);
            match lasting_step(series, years, boundary) {
                Some((at, factor)) => {
                    let year = series.points[at].year;
                    let both = [year - 1, year].map(|year| (series.heading.clone(), series.place.clone(), year));
                    if declared || both.iter().any(|key| jumps.contains(key)) {
                        found.push(jumped(series, at, factor, change, boundary));
                        told.extend(both);
                    }
                }
                None if declared => {
                    found.extend(unmoved(series, years, change, boundary).filter(|one| one.likelihood >= settings.tell_from))
                }
                None => {}
            }
        }
    }
    suspicions.retain(|one| !(is_jump(one.suspect) && told.contains(&key(one))));
    suspicions.append(&mut found);
}

fn key(one: &Suspicion) -> (String, String, i16) {
    (one.heading.clone(), one.place.clone(), one.year)
}

fn is_jump(suspect: Suspect) -> bool {
    matches!(suspect, Suspect::Slip | Suspect::DroppedDigit | Suspect::SwappedDigits | Suspect::Unexplained)
}

/// Shares, rates and averages do not grow with a place.
fn is_a_rate(series: &Series) -> bool {
    series.unit.contains(['%', '/', '％']) || series.heading.contains("per_capita") || series.heading.contains("人均")
}

/// Years on either side that a step must outlast.
const LASTING: usize = 3;

/// Returns the position and the factor of the largest step within the years, if it lasts and is one that moving a county makes.
fn lasting_step(series: &Series, (first, last): (i16, i16), boundary: &Boundary) -> Option<(usize, f64)> {
    let step = |at: usize| {
        let (before, after) = (series.points[at - 1], series.points[at]);
        let fits = (first..=last).contains(&after.year) && after.year == before.year + 1 && before.value > 0.0 && after.value > 0.0;
        fits.then(|| (at, libm::log(after.value / before.value)))
    };
    let (at, step) = (1..series.points.len()).filter_map(step).max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))?;
    let level =
        |points: &[Point]| median(&mut points.iter().map(|point| libm::log(point.value.max(f64::MIN_POSITIVE))).collect::<Vec<f64>>());
    let before = level(&series.points[at.saturating_sub(LASTING)..at])?;
    let after = level(&series.points[at..(at + LASTING).min(series.points.len())])?;
    let lasts = (after - before) * step > 0.0 && (after - before).abs() > step.abs() / 2.0;
    let usual = (libm::log(1.0 + boundary.least_step_pct / 100.0)..libm::log(boundary.most_step)).contains(&step.abs());
    (lasts && usual).then(|| (at, libm::exp(step)))
}

fn jumped(series: &Series, at: usize, factor: f64, change: &Change, boundary: &Boundary) -> Suspicion {
    let (told, change_pct) = (change.text(), (factor - 1.0) * 100.0);
    let message = Bilingual::new(
        format!("比上年变动{change_pct:+.1}%，其间行政区划调整（{}），应为调整所致", told.zh),
        format!("it changed by {change_pct:+.1} % and the boundaries changed in between ({}), which explains it", told.en),
    );
    Suspicion::new(series, &series.points[at], Suspect::NewBoundary, 1.0 - boundary.explains, message)
}

/// Both sides of the change must be known, the last year within it included.
fn unmoved(series: &Series, (first, last): (i16, i16), change: &Change, boundary: &Boundary) -> Option<Suspicion> {
    series.at(first - 1)?;
    let point = series.at(last)?;
    let told = change.text();
    // A sound figure moves, unless what came or went is small.
    let likelihood = boundary.kept_old / (boundary.kept_old + (1.0 - boundary.kept_old) * boundary.small);
    let message = Bilingual::new(
        format!("{first}至{last}年间行政区划调整（{}），数据却没有相应变动：可能仍是原口径，或以往年份已追溯调整", told.zh),
        format!(
            "the boundaries changed between {first} and {last} ({}) and the figure did not move: it may follow the old ones, or the years before were revised",
            told.en
        ),
    );
    Some(Suspicion::new(series, point, Suspect::OldBoundary, likelihood, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(heading: &str, place: &str, first: i16, values: &[f64]) -> Series {
        let points = values.iter().zip(first..).map(|(&value, year)| Point { year, value, row: 0, noted: false, known_on: None }).collect();
        Series { heading: heading.to_owned(), place: place.to_owned(), unit: "km2".to_owned(), points, ..Series::default() }
    }

    fn check(series: Series) -> Vec<(Suspect, i16)> {
        let panel = Panel { file: String::new(), series: vec![series] };
        crate::check::check(&panel, &crate::check::settings::example()).iter().map(|one| (one.suspect, one.year)).collect()
    }

    #[test]
    fn counties_that_moved_are_known_by_year() {
        let changes = changes(Gazetteer::shared());
        // The city of Chaohu was dissolved in 2011: Lujiang went to Hefei, Wuwei to Wuhu, Hexian and Hanshan to Ma'anshan.
        let hefei: Vec<_> = changes["340100"].iter().filter(|(_, change)| change.gained.contains(&"庐江县")).collect();
        assert_eq!(hefei.len(), 1);
        assert!((hefei[0].0.0..=hefei[0].0.1).contains(&2011));
        // Shouxian left Lu'an for Huainan in 2015.
        assert!(changes["341500"].values().any(|change| change.lost == ["寿县"]));
        assert!(changes["340400"].values().any(|change| change.gained == ["寿县"]));
        // Jianyang went from Ziyang to Chengdu in 2016.
        assert!(
            changes["510100"].iter().any(|((first, last), change)| change.gained.contains(&"简阳市") && *first <= 2016 && 2016 <= *last)
        );
    }

    #[test]
    fn an_area_that_jumps_with_the_boundaries_is_explained() {
        // Area of Hefei in square kilometres, as its yearbook prints it.
        let jump = [7029.0, 7029.0, 7047.0, 7047.0, 7047.0, 11430.0, 11445.0, 11445.0, 11445.0];
        assert_eq!(check(series("land_area", "340100", 2006, &jump)), [(Suspect::NewBoundary, 2011)]);
    }

    #[test]
    fn an_area_that_stays_when_the_boundaries_change_is_told() {
        let same = [7029.0, 7029.0, 7047.0, 7047.0, 7047.0, 7047.0, 7047.0, 7047.0, 7047.0];
        let found = check(series("land_area", "340100", 2006, &same));
        assert!(found.contains(&(Suspect::OldBoundary, 2012)), "{found:?}");
        assert!(!check(series("land_area", "130200", 2006, &same)).iter().any(|one| one.0 == Suspect::OldBoundary));
    }

    #[test]
    fn a_slip_in_the_year_of_a_change_stays_a_slip() {
        let slip = [7029.0, 7031.0, 7047.0, 7047.0, 7049.0, 70470.0, 7051.0, 7052.0, 7053.0];
        assert!(check(series("land_area", "340100", 2006, &slip)).contains(&(Suspect::Slip, 2011)));
    }
}
