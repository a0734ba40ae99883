//! Headings that have always gone together: a second source of one thing, a whole and its largest part, a total and its value per head.
//!
//! In: a panel. Out: for every series the series of another heading at the same place whose ratio to it moves least, what that ratio is
//! expected to be in each year, and how far it usually strays. Which heading goes with which is learnt from the panel: nothing is
//! looked up by name.

use std::ops::Range;

use crate::check::history::{Expectations, expected_of, median};
use crate::check::panel::{Panel, Series};
use crate::check::settings::{Companions, History};

/// What another heading says about a series.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Companion {
    /// Position of the other series in the panel.
    pub(crate) other: usize,
    /// Expected decimal logarithm of this figure over the other, by point; none where the other has no figure.
    pub(crate) expected: Vec<Option<f64>>,
    pub(crate) spread: f64,
}

/// Places at which a pair of headings is tried before it is measured at all.
const TRIED: usize = 60;

/// Returns the companion of every series, by position; none where no heading goes with it more closely than its own years do.
pub(crate) fn companions(panel: &Panel, expectations: &[Expectations], history: &History, settings: &Companions) -> Vec<Option<Companion>> {
    let headings = headings(panel);
    let mut found = vec![None; panel.series.len()];
    for own in &headings {
        let Some(other) = closest(panel, own, &headings, settings) else { continue };
        let mut pairs: Vec<(usize, Companion)> = Vec::new();
        for at in own.clone() {
            pairs.extend(companion(panel, at, other, history).map(|companion| (at, companion)));
        }
        let strays = residuals(panel, &pairs);
        let Some(usual) = upper_fifth(strays).map(|spread| spread.max(settings.least_spread)) else { continue };
        for (at, companion) in pairs {
            let spread = companion.spread.max(usual);
            if spread * settings.closer <= expectations[at].spread {
                found[at] = Some(Companion { spread, ..companion });
            }
        }
    }
    found
}

/// Positions of the series of each heading.
fn headings(panel: &Panel) -> Vec<Range<usize>> {
    let mut start = 0;
    let groups = panel.series.chunk_by(|a, b| a.heading == b.heading);
    groups
        .map(|group| {
            start += group.len();
            start - group.len()..start
        })
        .collect()
}

/// Returns the heading whose ratio to this one changes least from year to year, if it changes less than this one itself.
fn closest<'a>(panel: &Panel, own: &Range<usize>, headings: &'a [Range<usize>], settings: &Companions) -> Option<&'a Range<usize>> {
    let step = (own.len() / TRIED).max(1);
    let sample: Vec<&Series> = panel.series[own.clone()].iter().step_by(step).collect();
    let mut alone: Vec<f64> = sample.iter().flat_map(|series| changes(series, |point| Some(point.value))).collect();
    let enough = alone.len().div_ceil(2);
    let alone = median(&mut alone)?;
    let tried = headings.iter().filter(|other| *other != own).filter_map(|other| {
        let mut together: Vec<f64> = Vec::new();
        for series in &sample {
            let Some(other) = of_place(panel, other, &series.place) else { continue };
            together.extend(changes(series, |point| Some(point.value / panel.series[other].at(point.year)?.value)));
        }
        let known = together.len() >= enough;
        median(&mut together).filter(|change| known && change * settings.closer <= alone).map(|change| (change, other))
    });
    tried.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, other)| other)
}

/// Sizes of the changes from year to year, in powers of ten.
fn changes(series: &Series, value: impl Fn(&crate::check::Point) -> Option<f64>) -> Vec<f64> {
    let logs: Vec<(i16, f64)> = series
        .points
        .iter()
        .filter_map(|point| value(point).filter(|value| *value > 0.0 && value.is_finite()).map(|value| (point.year, libm::log10(value))))
        .collect();
    logs.windows(2).filter(|pair| pair[1].0 == pair[0].0 + 1).map(|pair| (pair[1].1 - pair[0].1).abs()).collect()
}

fn of_place(panel: &Panel, heading: &Range<usize>, place: &str) -> Option<usize> {
    let series = &panel.series[heading.clone()];
    series.binary_search_by(|series| series.place.as_str().cmp(place)).ok().map(|at| heading.start + at)
}

fn companion(panel: &Panel, at: usize, other: &Range<usize>, history: &History) -> Option<Companion> {
    let series = &panel.series[at];
    let other = of_place(panel, other, &series.place)?;
    let ratio = |year: i16, value: f64| {
        let other = panel.series[other].at(year)?.value;
        (other > 0.0 && value > 0.0).then(|| libm::log10(value) - libm::log10(other))
    };
    let ratios: Vec<Option<f64>> = series.points.iter().map(|point| ratio(point.year, point.value)).collect();
    let known: Vec<(f64, f64)> =
        series.points.iter().zip(&ratios).filter_map(|(point, ratio)| Some((f64::from(point.year), (*ratio)?))).collect();
    if known.len() < history.least_figures {
        return None;
    }
    let found = expected_of(&known, history);
    let mut expected = found.expected.into_iter();
    let expected = ratios.iter().map(|ratio| ratio.and_then(|_| expected.next().flatten())).collect();
    Some(Companion { other, expected, spread: found.spread })
}

/// How far the ratios of all places are from what is expected of them.
fn residuals(panel: &Panel, pairs: &[(usize, Companion)]) -> Vec<f64> {
    let of_one = |(at, companion): &(usize, Companion)| {
        let points = panel.series[*at].points.iter().zip(&companion.expected);
        let stray = points.filter_map(|(point, expected)| {
            let other = panel.series[companion.other].at(point.year)?.value;
            Some((libm::log10(point.value) - libm::log10(other) - (*expected)?).abs())
        });
        stray.collect::<Vec<f64>>()
    };
    pairs.iter().flat_map(of_one).collect()
}

/// Returns the spread of which four in five residuals stay within what Student's t with five degrees of freedom allows: where most figures
/// agree to the digit, the median would be nothing.
fn upper_fifth(mut residuals: Vec<f64>) -> Option<f64> {
    const FOUR_IN_FIVE: f64 = 1.476;
    let at = residuals.len() * 4 / 5;
    (at < residuals.len()).then(|| *residuals.select_nth_unstable_by(at, f64::total_cmp).1 / FOUR_IN_FIVE)
}
