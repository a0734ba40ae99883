//! A figure against its own history: what the years around it lead one to expect, and which mistake would explain the difference.
//!
//! Everything is in decimal logarithms. The expectation of a year is the median of up to six predictions from the neighbouring years
//! (two interpolations, four extrapolations with the series' median growth), so that one wrong neighbour does not spoil it. The spread is
//! the scaled median absolute residual of the series, not below that of the typical series of the same heading times one half.
//! What all places together did from year to year (the median change, where enough places have one) is taken out first: a year that was
//! unusual everywhere is not unusual here. Residuals of sound figures are taken as Student's t with five degrees of freedom, which forgives the jumps of real series.

use std::collections::BTreeMap;

use crate::check::panel::{Point, Series};
use crate::check::settings::{History, Prior};

/// Kinds of fault that history can tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Explanation {
    Slip,
    DroppedDigit,
    SwappedDigits,
    Unexplained,
}

/// What is expected of every point of a series.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expectations {
    /// Decimal logarithm; none where there is too little to go by.
    pub(crate) expected: Vec<Option<f64>>,
    pub(crate) spread: f64,
}

/// How likely a figure is wrong and what explains it best.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Verdict {
    pub(crate) likelihood: f64,
    pub(crate) explanation: Explanation,
    /// The figure as it probably should be.
    pub(crate) likely: f64,
}

/// Returns the expectations of the series of one heading. Series with figures that are not positive have none.
pub(crate) fn expectations(series: &[Series], settings: &History) -> Vec<Expectations> {
    let common = common_movement(series, settings.least_peers);
    let mut all: Vec<Expectations> = series.iter().map(|series| of_series(series, &common, settings)).collect();
    let mut spreads: Vec<f64> = all.iter().filter(|one| one.expected.iter().any(Option::is_some)).map(|one| one.spread).collect();
    let usual = median(&mut spreads).unwrap_or(settings.fault_range);
    for one in &mut all {
        one.spread = one.spread.max(usual / 2.0).max(settings.least_spread);
    }
    all
}

/// Returns the density of a sound figure at a distance from its expectation.
pub(crate) fn density(distance: f64, spread: f64) -> f64 {
    let x = distance / spread;
    // 8 / (3 pi sqrt 5) makes the area one.
    8.0 / (3.0 * std::f64::consts::PI * 5.0_f64.sqrt() * (1.0 + x * x / 5.0).powi(3) * spread)
}

/// What is expected of a figure by its own years, in decimal logarithms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Expected {
    pub(crate) log: f64,
    pub(crate) spread: f64,
}

impl Expected {
    fn density(self, value: f64) -> f64 {
        density(libm::log10(value) - self.log, self.spread)
    }
}

/// Another figure of the same place and year that has always gone with the one in question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Beside {
    pub(crate) value: f64,
    /// What its own years lead one to expect of it.
    pub(crate) own: Expected,
    /// Expected logarithm of the figure in question over this one.
    pub(crate) ratio: Expected,
}

/// Returns whether no explanation, however well it fitted, could make a figure wrong with the likelihood `tell_from`: most figures, and
/// the explanations of none of them need to be tried.
pub(crate) fn is_ordinary(value: f64, expected: Expected, beside: Option<Beside>, prior: &Prior, tell_from: f64) -> bool {
    let peak = |spread: f64| density(0.0, spread);
    let wrong = prior.slip + prior.dropped_digit + prior.swapped_digits + prior.unexplained;
    let (mut sound, mut best) = (expected.density(value) * (1.0 - wrong), peak(expected.spread));
    if let Some(beside) = beside {
        let distance = libm::log10(value) - libm::log10(beside.value) - beside.ratio.log;
        sound *= density(distance, beside.ratio.spread) * beside.own.density(beside.value);
        best *= peak(beside.ratio.spread) * beside.own.density(beside.value);
    }
    wrong * best * (1.0 - tell_from) < sound * tell_from
}

/// Weighs the explanations of a figure against its being sound. Where another figure goes with it, the two are weighed together: the
/// other one may be wrong as well.
pub(crate) fn judge(value: f64, expected: Expected, beside: Option<Beside>, settings: &History, prior: &Prior) -> Verdict {
    let together = |own: f64, other: f64| {
        beside.map_or(1.0, |beside| {
            density(libm::log10(own) - libm::log10(other) - beside.ratio.log, beside.ratio.spread) * beside.own.density(other)
        })
    };
    let other = beside.map_or(1.0, |beside| beside.value);
    let faultless = 1.0 - prior.slip - prior.dropped_digit - prior.swapped_digits - prior.unexplained;
    let sound = expected.density(value) * together(value, other) * faultless;
    let range = prior.unexplained / settings.fault_range;
    // What the other figure leads one to expect stands in for a figure that is wrong for no known reason.
    let usual = beside.map_or(expected, |beside| beside.leads_to(expected));
    let unexplained =
        (Explanation::Unexplained, libm::pow(10.0, usual.log), range * beside.map_or(1.0, |beside| beside.agrees_with(expected)));
    let weighed = candidates(value, settings, prior)
        .into_iter()
        .map(|(explanation, likely, prior)| (explanation, likely, prior * expected.density(likely) * together(likely, other)));
    let mut wrong = 0.0;
    let mut best = unexplained;
    for candidate in weighed.chain([unexplained]) {
        wrong += candidate.2;
        if candidate.2 > best.2 {
            best = candidate;
        }
    }
    let other_is_wrong = beside.map_or(0.0, |beside| {
        let explained: f64 = candidates(other, settings, prior).iter().map(|(_, likely, prior)| prior * together(value, *likely)).sum();
        let (turned, own) = (beside.turned(value, expected), beside.own);
        expected.density(value) * explained + range * turned.agrees_with(own)
    });
    Verdict { likelihood: wrong / (wrong + sound + other_is_wrong), explanation: best.0, likely: best.1 }
}

impl Beside {
    /// Returns what this figure, by the usual ratio, says of the one in question; its own years count where they are surer.
    fn leads_to(self, expected: Expected) -> Expected {
        let by_ratio = Expected { log: libm::log10(self.value) + self.ratio.log, spread: self.ratio.spread };
        if by_ratio.spread < expected.spread { by_ratio } else { expected }
    }

    /// Returns the density of this figure given both its own years and those of the one in question.
    fn agrees_with(self, expected: Expected) -> f64 {
        let spread = (expected.spread * expected.spread + self.ratio.spread * self.ratio.spread).sqrt();
        density(libm::log10(self.value) + self.ratio.log - expected.log, spread) * self.own.density(self.value)
    }

    /// Returns the figure in question as seen from this one.
    fn turned(self, value: f64, expected: Expected) -> Self {
        Self { value, own: expected, ratio: Expected { log: -self.ratio.log, spread: self.ratio.spread } }
    }
}

/// Values that a wrong figure may stand for, each with its prior.
fn candidates(value: f64, settings: &History, prior: &Prior) -> Vec<(Explanation, f64, f64)> {
    let slips = settings.slips.iter().flat_map(|factor| [value / factor, value * factor]);
    let each_slip = prior.slip / (2.0 * settings.slips.len() as f64);
    let swaps = swapped_digits(value);
    let each_swap = prior.swapped_digits / swaps.len().max(1) as f64;
    let swaps = swaps.into_iter().map(|likely| (Explanation::SwappedDigits, likely, each_swap));
    let digits = other_digits(value);
    let each_digit = prior.dropped_digit / digits.len().max(1) as f64;
    let digits = digits.into_iter().map(|likely| (Explanation::DroppedDigit, likely, each_digit));
    slips.map(|likely| (Explanation::Slip, likely, each_slip)).chain(swaps).chain(digits).collect()
}

/// Returns the values with one digit more or one less before the point, in any place; powers of ten are slips and not among them.
pub(crate) fn other_digits(value: f64) -> Vec<f64> {
    let text = format!("{value}");
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let more = (0..whole.len()).flat_map(|at| ('0'..='9').map(move |digit| (at, digit)));
    let more =
        more.filter(|(at, digit)| *at > 0 || *digit != '0').map(|(at, digit)| format!("{}{digit}{}{rest}", &whole[..at], &whole[at..]));
    let less = (0..whole.len()).filter(|_| whole.len() > 1).map(|at| format!("{}{}{rest}", &whole[..at], &whole[at + 1..]));
    let read = more.chain(less).filter_map(|text| text.parse().ok());
    let mut values: Vec<f64> = read.filter(|other: &f64| *other > 0.0 && ![value * 10.0, value / 10.0].contains(other)).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}

/// Returns the values that arise when two neighbouring different digits change places; a leading zero is not written.
pub(crate) fn swapped_digits(value: f64) -> Vec<f64> {
    let text = format!("{value}");
    let digits: Vec<char> = text.chars().collect();
    let places: Vec<usize> = (0..digits.len()).filter(|&at| digits[at].is_ascii_digit()).collect();
    let pairs = places.windows(2).filter(|pair| digits[pair[0]] != digits[pair[1]] && !(pair[0] == 0 && digits[pair[1]] == '0'));
    pairs
        .filter_map(|pair| {
            let mut swapped = digits.clone();
            swapped.swap(pair[0], pair[1]);
            swapped.iter().collect::<String>().parse().ok().filter(|value: &f64| *value > 0.0)
        })
        .collect()
}

pub(crate) fn median(values: &mut [f64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    Some(if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) })
}

/// Returns, by year, how far all places together have moved: the sum of the median changes from year to year, in powers of ten. A change
/// that fewer places than `least` show counts as none.
fn common_movement(group: &[Series], least: usize) -> BTreeMap<i16, f64> {
    let mut changes: BTreeMap<i16, Vec<f64>> = BTreeMap::new();
    for pair in group.iter().flat_map(|series| series.points.windows(2)) {
        let own = changes.entry(pair[1].year).or_default();
        changes_only(pair).into_iter().for_each(|change| own.push(change));
    }
    let mut moved = 0.0;
    let medians = changes.into_iter().map(|(year, mut changes)| (year, if changes.len() < least { None } else { median(&mut changes) }));
    medians
        .map(|(year, change)| {
            moved += change.unwrap_or(0.0);
            (year, moved)
        })
        .collect()
}

fn changes_only(pair: &[Point]) -> Option<f64> {
    let follows = pair[1].year == pair[0].year + 1 && pair[0].value > 0.0 && pair[1].value > 0.0;
    follows.then(|| libm::log10(pair[1].value / pair[0].value))
}

fn of_series(series: &Series, common: &BTreeMap<i16, f64>, settings: &History) -> Expectations {
    let moved = |year: i16| common.range(..=year).next_back().map_or(0.0, |(_, moved)| *moved);
    let point = |point: &Point| (f64::from(point.year), libm::log10(point.value) - moved(point.year));
    let points: Vec<(f64, f64)> = series.points.iter().map(point).collect();
    let judgeable = points.len() >= settings.least_figures && series.points.iter().all(|point| point.value > 0.0);
    if !judgeable {
        return Expectations { expected: vec![None; points.len()], spread: settings.least_spread };
    }
    let found = expected_of(&points, settings);
    let expected = found.expected.into_iter().zip(&series.points).map(|(log, point)| Some(log? + moved(point.year))).collect();
    Expectations { expected, ..found }
}

/// Returns what is expected of each of several logarithms by year.
pub(crate) fn expected_of(points: &[(f64, f64)], settings: &History) -> Expectations {
    let mut growth: Vec<f64> = points.windows(2).map(|pair| (pair[1].1 - pair[0].1) / (pair[1].0 - pair[0].0)).collect();
    let growth = median(&mut growth).unwrap_or(0.0);
    let all = vec![true; points.len()];
    let first = expected_from(points, &all, growth);
    let spread = spread_of(points, &first).unwrap_or(settings.fault_range);
    // What is far off at first sight is not used to judge its neighbours.
    let far = |(point, expected): (&(f64, f64), &Option<f64>)| {
        expected.is_some_and(|expected| (point.1 - expected).abs() > 5.0 * spread.max(settings.least_spread))
    };
    let near: Vec<bool> = points.iter().zip(&first).map(|pair| !far(pair)).collect();
    let enough = near.iter().filter(|near| **near).count() * 4 >= near.len() * 3;
    let expected = if enough { expected_from(points, &near, growth) } else { first };
    Expectations { expected, spread }
}

fn spread_of(points: &[(f64, f64)], expected: &[Option<f64>]) -> Option<f64> {
    let mut residuals: Vec<f64> =
        points.iter().zip(expected).filter_map(|(point, expected)| Some((point.1 - (*expected)?).abs())).collect();
    median(&mut residuals).map(|residual| residual * 1.4826)
}

/// Returns every point's expectation from those of the others that are to be used.
fn expected_from(points: &[(f64, f64)], used: &[bool], growth: f64) -> Vec<Option<f64>> {
    let others = |at: usize| {
        let kept: Vec<(f64, f64)> =
            points.iter().zip(used).enumerate().filter(|(other, (_, used))| *other == at || **used).map(|(_, (point, _))| *point).collect();
        let place = kept.iter().position(|point| point.0 == points[at].0).expect("the point itself is kept");
        expectation(&kept, place, growth)
    };
    if used.iter().all(|used| *used) {
        return (0..points.len()).map(|at| expectation(points, at, growth)).collect();
    }
    (0..points.len()).map(others).collect()
}

fn expectation(points: &[(f64, f64)], at: usize, growth: f64) -> Option<f64> {
    let year = points[at].0;
    let before = |back: usize| at.checked_sub(back).map(|other| points[other]);
    let after = |on: usize| points.get(at + on).copied();
    let between = |a: Option<(f64, f64)>, b: Option<(f64, f64)>| {
        let ((year_a, a), (year_b, b)) = (a?, b?);
        Some(a + (b - a) * (year - year_a) / (year_b - year_a))
    };
    let from = |point: Option<(f64, f64)>| point.map(|(other, log)| log + growth * (year - other));
    let mut predictions: Vec<f64> = [
        between(before(1), after(1)),
        between(before(2), after(2)),
        from(before(1)),
        from(before(2)),
        from(after(1)),
        from(after(2)),
        // At the ends of a series a third year keeps one wrong neighbour from being half of what is known.
        if after(1).is_none() { from(before(3)) } else { None },
        if before(1).is_none() { from(after(3)) } else { None },
    ]
    .into_iter()
    .flatten()
    .collect();
    median(&mut predictions)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn one_wrong_figure_does_not_spoil_the_expectation_of_its_neighbours() {
        let values = [100.0, 110.0, 121.0, 1331.0, 146.4, 161.1, 177.2, 194.9];
        let points = values.iter().zip(2010..).map(|(&value, year)| Point { year, value, row: 0, noted: false, known_on: None }).collect();
        let series = Series { points, ..Series::default() };
        let settings = History { least_figures: 5, least_spread: 0.01, fault_range: 6.0, slips: vec![10.0], least_peers: 8 };
        let found = &expectations(&[series], &settings)[0];
        for (value, expected) in values.iter().zip(&found.expected) {
            let expected = libm::pow(10.0, expected.expect("enough years"));
            let sound = if *value > 1000.0 { 133.1 } else { *value };
            assert!((expected / sound - 1.0).abs() < 0.01, "{value}: {expected}");
        }
    }

    #[test]
    fn neighbouring_digits_change_places() {
        assert_eq!(swapped_digits(7210.9), [2710.9, 7120.9, 7201.9, 7219.0]);
    }

    #[test]
    fn a_digit_more_or_less_is_tried_in_every_place_before_the_point() {
        let tried = other_digits(685.0);
        for sound in [6785.0, 8685.0, 65.0, 85.0] {
            assert!(tried.contains(&sound), "{sound}");
        }
        assert!(!tried.contains(&6850.0), "ten times as much is a slip");
    }

    #[test]
    fn what_all_places_did_in_a_year_is_no_fault_of_one() {
        // Every place falls by a third in 2015 and stays there; one does not.
        let series = |falls: bool| {
            let value = |year: i16| if falls && year >= 2015 { 66.0 } else { 100.0 } + f64::from(year % 3);
            let points = (2010..2020).map(|year| Point { year, value: value(year), row: 0, noted: false, known_on: None }).collect();
            Series { points, ..Series::default() }
        };
        let settings = History { least_figures: 5, least_spread: 0.01, fault_range: 6.0, slips: vec![10.0], least_peers: 8 };
        let mut group = vec![series(true); 9];
        group.push(series(false));
        let found = expectations(&group, &settings);
        let strays = |at: usize| {
            let points = group[at].points.iter().zip(&found[at].expected);
            points.map(|(point, expected)| (libm::log10(point.value) - expected.expect("enough years")).abs()).fold(0.0, f64::max)
        };
        assert!(strays(0) < 0.03, "{}", strays(0));
        assert!(strays(9) > 0.05, "{}", strays(9));
    }
}
