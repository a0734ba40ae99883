//! Figures of one place and year in each other's column.

use std::collections::{BTreeMap, HashMap};

use corpus::Bilingual;

use crate::check::Judged;
use crate::check::history::density;
use crate::check::panel::{Panel, Point, Series};
use crate::check::settings::Settings;
use crate::check::suspicion::{Suspect, Suspicion};

/// A figure that is far from what its history leads one to expect.
struct Outlier<'a> {
    series: &'a Series,
    point: &'a Point,
    expected: f64,
    spread: f64,
}

/// How many spreads from its expectation a figure must be before it is tried in another column.
const FAR: f64 = 4.0;

/// Tries whether two outliers of a place and year fit when they change places.
pub(crate) fn swapped(panel: &Panel, judged: &Judged, settings: &Settings, suspicions: &mut Vec<Suspicion>) {
    let mut outliers: BTreeMap<(&str, i16), Vec<Outlier<'_>>> = BTreeMap::new();
    for (series, expectations) in panel.series.iter().zip(&judged.expectations) {
        for (point, expected) in series.points.iter().zip(&expectations.expected) {
            let Some(expected) = *expected else { continue };
            if (libm::log10(point.value) - expected).abs() > FAR * expectations.spread {
                let outlier = Outlier { series, point, expected, spread: expectations.spread };
                outliers.entry((&series.place, point.year)).or_default().push(outlier);
            }
        }
    }
    for together in outliers.values() {
        for (at, first) in together.iter().enumerate() {
            for second in &together[at + 1..] {
                swap(first, second, settings, suspicions);
            }
        }
    }
}

fn swap(first: &Outlier<'_>, second: &Outlier<'_>, settings: &Settings, suspicions: &mut Vec<Suspicion>) {
    let at = |outlier: &Outlier<'_>, value: f64| density(libm::log10(value) - outlier.expected, outlier.spread);
    let (a, b) = (first.point.value, second.point.value);
    let apart = at(first, a) * at(second, b);
    let prior = settings.prior.swapped_columns;
    let changed = prior * at(first, b) * at(second, a);
    // Two separate faults would explain the pair as well.
    let unexplained = (settings.prior.unexplained / settings.history.fault_range).powi(2);
    let likelihood = changed / (changed + apart + unexplained);
    if likelihood < settings.tell_from {
        return;
    }
    for (one, other) in [(first, second), (second, first)] {
        let heading = &other.series.heading;
        let message = Bilingual::new(
            format!("与“{heading}”的数对调后两者都与历年相符，疑似错列"),
            format!("it and `{heading}` both fit their histories when exchanged, as if in each other's column"),
        );
        suspicions.push(Suspicion {
            likely: Some(other.point.value),
            ..Suspicion::new(one.series, one.point, Suspect::SwappedColumns, likelihood, message)
        });
    }
}

/// Finds different headings that have the very same figure for a place and year, where they usually do not.
pub(crate) fn same(panel: &Panel, settings: &Settings, suspicions: &mut Vec<Suspicion>) {
    let pairs = equal_figures(panel);
    let mut equal: HashMap<(&str, &str), usize> = HashMap::new();
    for (first, _, second, _) in &pairs {
        *equal.entry((&panel.series[*first].heading, &panel.series[*second].heading)).or_default() += 1;
    }
    for (first, first_point, second, second_point) in pairs {
        let (one, other) = (&panel.series[first], &panel.series[second]);
        let figures = |series: &Series| panel.of_heading(&series.heading).iter().map(|series| series.points.len()).sum::<usize>();
        let shared = figures(one).min(figures(other)).max(1);
        let chance = equal[&(one.heading.as_str(), other.heading.as_str())] as f64 / shared as f64;
        // Two sources of one thing agree often; two things agree by mistake.
        let likelihood =
            settings.prior.swapped_columns.sqrt() / (settings.prior.swapped_columns.sqrt() + chance.max(settings.prior.chance));
        if likelihood < settings.tell_from {
            continue;
        }
        for (series, point, other) in [(one, &one.points[first_point], other), (other, &other.points[second_point], one)] {
            let heading = &other.heading;
            let message = Bilingual::new(
                format!("与同年“{heading}”的数完全相同，疑似错列"),
                format!("it equals `{heading}` of the same year, as if put into two columns"),
            );
            suspicions.push(Suspicion::new(series, point, Suspect::SameInTwoColumns, likelihood / 2.0 + 0.25, message));
        }
    }
}

/// Pairs of figures of one place and year that are the same: position of series and point, twice. A place at a time, so that little room is
/// needed.
fn equal_figures(panel: &Panel) -> Vec<(usize, usize, usize, usize)> {
    let mut by_place: Vec<usize> = (0..panel.series.len()).collect();
    by_place.sort_by_key(|&at| (&panel.series[at].place, at));
    let mut pairs = Vec::new();
    for together in by_place.chunk_by(|&a, &b| panel.series[a].place == panel.series[b].place) {
        let mut cells: Vec<(i16, u64, usize, usize)> = Vec::new();
        for &at in together {
            let long = panel.series[at].points.iter().enumerate().filter(|(_, point)| has_three_digits(point.value));
            cells.extend(long.map(|(place, point)| (point.year, point.value.to_bits(), at, place)));
        }
        cells.sort_unstable();
        let same = cells.windows(2).filter(|pair| (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1));
        pairs.extend(same.map(|pair| (pair[0].2, pair[0].3, pair[1].2, pair[1].3)));
    }
    pairs
}

fn has_three_digits(value: f64) -> bool {
    value.fract() + value.abs() >= 100.0
        && format!("{value}").bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').count() >= 3
}
