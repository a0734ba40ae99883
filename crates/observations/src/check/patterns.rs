//! Figures that repeat, lie on a line or grow alike: marks of copying and filling.
//!
//! How often such a thing happens by chance is learnt twice: from the figure's own series (few digits and small steps repeat easily)
//! and from the heading (land area repeats honestly, gross product does not).

use crate::check::history::median;
use crate::check::panel::{Point, Series};

/// Marks of one series: for every marked point the probability that it came about by chance.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Marks {
    /// Equal to the year before.
    pub(crate) copied: Vec<Option<f64>>,
    /// Between figures with equal steps.
    pub(crate) filled: Vec<Option<f64>>,
    /// Inside a run of at least three equal growth rates.
    pub(crate) equal_growth: Vec<Option<f64>>,
}

pub(crate) fn marks(series: &Series) -> Marks {
    let points = &series.points;
    let unit = points.iter().map(|point| last_digit(point.value)).fold(f64::INFINITY, f64::min);
    let steps = typical(points.windows(2).map(|pair| pair[1].value - pair[0].value));
    let bends = typical(points.windows(3).map(bend));
    let turns = typical(points.windows(3).filter_map(turn));
    let mut marks = Marks { copied: vec![None; points.len()], filled: vec![None; points.len()], equal_growth: vec![None; points.len()] };
    for at in 1..points.len() {
        if are_neighbours(&points[at - 1..=at]) && points[at].value == points[at - 1].value && points[at].value != 0.0 {
            marks.copied[at] = Some(unit / (2.0 * steps + unit));
        }
    }
    let on_a_line = |three: &[Point]| {
        let tolerance = 2.0 * unit;
        (bend(three).abs() <= tolerance.max(three[1].value.abs() * 1e-9) && (three[1].value - three[0].value).abs() > tolerance)
            .then(|| 2.5 * tolerance / (bends + 2.5 * tolerance))
    };
    mark_runs(points, 1, &mut marks.filled, on_a_line);
    let growing_alike = |three: &[Point]| {
        let tolerance = (2.0 * unit / three[0].value.abs()).clamp(1e-6, 2e-4);
        let moved = (three[1].value / three[0].value - 1.0).abs() > 1e-3;
        (moved && turn(three)?.abs() <= tolerance).then(|| 2.0 * tolerance / (turns + 2.0 * tolerance))
    };
    mark_runs(points, 2, &mut marks.equal_growth, growing_alike);
    marks
}

/// Returns the share of marked figures that has to be put down to chance: the median over the heading's series, not below the least.
pub(crate) fn chance<'a>(marks: impl Iterator<Item = &'a [Option<f64>]>, least: f64) -> f64 {
    let mut shares: Vec<f64> = marks.filter(|marks| marks.len() >= 4).map(share).collect();
    median(&mut shares).unwrap_or(least).max(least)
}

pub(crate) fn share(marks: &[Option<f64>]) -> f64 {
    marks.iter().flatten().count() as f64 / marks.len().max(1) as f64
}

/// Returns what one is worth in the last printed place.
pub(crate) fn last_digit(value: f64) -> f64 {
    let text = format!("{value}");
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    libm::pow(10.0, -(decimals as f64))
}

/// Marks the points inside runs in which at least `least` neighbouring triples fulfil the condition, which gives the chance of each.
fn mark_runs(points: &[Point], least: usize, marks: &mut [Option<f64>], chance_of: impl Fn(&[Point]) -> Option<f64>) {
    let triples: Vec<Option<f64>> = points.windows(3).map(|three| if are_neighbours(three) { chance_of(three) } else { None }).collect();
    let mut start = 0;
    while start < triples.len() {
        let run: Vec<f64> = triples[start..].iter().map_while(|chance| *chance).collect();
        if run.len() >= least {
            // The ends of a run are real figures; what lies between was made from them.
            marks[start + 1..=start + run.len()].fill(Some(run.iter().product()));
        }
        start += run.len().max(1);
    }
}

fn are_neighbours(points: &[Point]) -> bool {
    points.windows(2).all(|pair| pair[1].year == pair[0].year + 1)
}

/// Second difference.
fn bend(three: &[Point]) -> f64 {
    three[2].value - 2.0 * three[1].value + three[0].value
}

/// Difference of two growth rates; none where a figure is not positive.
fn turn(three: &[Point]) -> Option<f64> {
    three.iter().all(|point| point.value > 0.0).then(|| three[2].value / three[1].value - three[1].value / three[0].value)
}

fn typical(values: impl Iterator<Item = f64>) -> f64 {
    let mut sizes: Vec<f64> = values.map(f64::abs).collect();
    median(&mut sizes).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks_of(values: &[f64]) -> Marks {
        let points = values.iter().zip(2010..).map(|(&value, year)| Point { year, value, row: 0, noted: false, known_on: None }).collect();
        marks(&Series { points, ..Series::default() })
    }

    fn marked(marks: &[Option<f64>]) -> Vec<bool> {
        marks.iter().map(Option::is_some).collect()
    }

    #[test]
    fn a_copied_year_is_marked_and_few_digits_make_it_a_chance() {
        let marks = marks_of(&[1500.52, 2500.11, 2500.11, 3500.38]);
        assert_eq!(marked(&marks.copied), [false, false, true, false]);
        assert!(marks.copied[2] < Some(1e-4));
        assert!(marks_of(&[1.0, 2.0, 2.0, 1.0]).copied[2] > Some(0.2));
    }

    #[test]
    fn what_was_filled_in_is_marked_and_its_ends_are_not() {
        let marks = marks_of(&[100.3, 240.7, 290.9, 341.1, 500.2]);
        assert_eq!(marked(&marks.filled), [false, false, true, false, false]);
        let chance = marks_of(&[10.0, 13.0, 16.0, 11.0]).filled[1];
        assert!(chance > Some(0.3), "equal steps in small whole numbers are chance");
    }

    #[test]
    fn equal_growth_is_marked_from_three_rates_on() {
        assert_eq!(marked(&marks_of(&[100.0, 110.0, 121.0, 133.1, 150.0]).equal_growth), [false, true, true, false, false]);
        assert_eq!(marked(&marks_of(&[100.0, 110.0, 121.0, 140.0, 150.0]).equal_growth), [false; 5]);
    }
}
