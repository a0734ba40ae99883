//! Figures that repeat, lie on a line or grow alike: marks of copying and filling.
//!
//! How often such a thing happens by chance is learnt from the heading itself: land area repeats honestly, gross product does not.

use crate::check::history::median;
use crate::check::panel::{Point, Series};

/// Marks of one series, a truth value for every point.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Marks {
    /// Equal to the year before.
    pub(crate) copied: Vec<bool>,
    /// Between two figures with equal steps before and after.
    pub(crate) filled: Vec<bool>,
    /// Inside a run of at least three equal growth rates.
    pub(crate) equal_growth: Vec<bool>,
}

pub(crate) fn marks(series: &Series) -> Marks {
    let points = &series.points;
    let count = points.len();
    let mut marks = Marks { copied: vec![false; count], filled: vec![false; count], equal_growth: vec![false; count] };
    for at in 1..count {
        marks.copied[at] = are_neighbours(&points[at - 1..=at]) && points[at].value == points[at - 1].value && points[at].value != 0.0;
    }
    mark_runs(points, 1, &mut marks.filled, steps_are_equal);
    mark_runs(points, 2, &mut marks.equal_growth, growth_is_equal);
    marks
}

/// Returns the share of marked figures that has to be put down to chance: the median over the heading's series, not below the least.
pub(crate) fn chance<'a>(marks: impl Iterator<Item = &'a [bool]>, least: f64) -> f64 {
    let mut shares: Vec<f64> = marks.filter(|marks| marks.len() >= 4).map(share).collect();
    median(&mut shares).unwrap_or(least).max(least)
}

pub(crate) fn share(marks: &[bool]) -> f64 {
    marks.iter().filter(|marked| **marked).count() as f64 / marks.len().max(1) as f64
}

/// Marks the points inside runs in which at least `least` neighbouring triples all fulfil the condition.
fn mark_runs(points: &[Point], least: usize, marks: &mut [bool], fulfils: impl Fn(&[Point]) -> bool) {
    let triples: Vec<bool> = points.windows(3).map(|three| are_neighbours(three) && fulfils(three)).collect();
    let mut start = 0;
    while start < triples.len() {
        let run = triples[start..].iter().take_while(|fulfilled| **fulfilled).count();
        if run >= least {
            // The ends of a run are real figures; what lies between was made from them.
            marks[start + 1..=start + run].fill(true);
        }
        start += run.max(1);
    }
}

fn are_neighbours(points: &[Point]) -> bool {
    points.windows(2).all(|pair| pair[1].year == pair[0].year + 1)
}

/// Equal to the last printed digit; a step of a few units of that digit would be equal too often.
fn steps_are_equal(three: &[Point]) -> bool {
    let (first, second) = (three[1].value - three[0].value, three[2].value - three[1].value);
    let unit = three.iter().map(|point| last_digit(point.value)).fold(f64::INFINITY, f64::min);
    let tolerance = unit.min(three[1].value.abs() * 1e-4);
    (first - second).abs() <= tolerance.max(three[1].value.abs() * 1e-9) && first.abs() > 20.0 * unit.min(three[1].value.abs())
}

fn growth_is_equal(three: &[Point]) -> bool {
    if three.iter().any(|point| point.value <= 0.0) {
        return false;
    }
    let (first, second) = (three[1].value / three[0].value, three[2].value / three[1].value);
    (first - second).abs() <= 1e-5 && (first - 1.0).abs() > 1e-3
}

/// Returns what one is worth in the last printed place.
fn last_digit(value: f64) -> f64 {
    let text = format!("{value}");
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    libm::pow(10.0, -(decimals as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks_of(values: &[f64]) -> Marks {
        let points = values.iter().zip(2010..).map(|(&value, year)| Point { year, value, row: 0, noted: false }).collect();
        marks(&Series { points, ..Series::default() })
    }

    #[test]
    fn a_copied_year_is_marked() {
        assert_eq!(marks_of(&[1.5, 2.5, 2.5, 3.5]).copied, [false, false, true, false]);
    }

    #[test]
    fn what_was_filled_in_is_marked_and_its_ends_are_not() {
        assert_eq!(marks_of(&[100.3, 240.7, 290.9, 341.1, 500.2]).filled, [false, false, true, false, false]);
        assert_eq!(marks_of(&[10.0, 11.0, 12.0, 13.0]).filled, [false; 4], "steps of one in whole numbers are chance");
    }

    #[test]
    fn equal_growth_is_marked_from_three_rates_on() {
        assert_eq!(marks_of(&[100.0, 110.0, 121.0, 133.1, 150.0]).equal_growth, [false, true, true, false, false]);
        assert_eq!(marks_of(&[100.0, 110.0, 121.0, 140.0, 150.0]).equal_growth, [false; 5]);
    }
}
