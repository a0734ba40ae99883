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
    pub(crate) copied: Vec<Option<Mark>>,
    /// Equal to each of at least two years before or after.
    pub(crate) equal_run: Vec<Option<Mark>>,
    /// Between figures with equal steps.
    pub(crate) filled: Vec<Option<Mark>>,
    /// Inside a run of at least three equal growth rates.
    pub(crate) equal_growth: Vec<Option<Mark>>,
}

/// A mark of one figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Mark {
    /// Probability that it came about by chance, as far as the figure's own series says.
    pub(crate) chance: f64,
    /// How many marked figures stand in a row.
    pub(crate) run: usize,
    /// Whether the table itself remarks on the figure.
    pub(crate) noted: bool,
}

pub(crate) fn marks(series: &Series) -> Marks {
    let points = &series.points;
    let unit = points.iter().map(|point| last_digit(point.value)).fold(f64::INFINITY, f64::min);
    let steps = typical(points.windows(2).map(|pair| pair[1].value - pair[0].value));
    let bends = typical(points.windows(3).map(bend));
    let turns = typical(points.windows(3).filter_map(turn));
    let repeats = |pair: &[Point]| (pair[1].value == pair[0].value && pair[1].value != 0.0).then(|| unit / (2.0 * steps + unit));
    let copied = runs(points, 2, 1, repeats);
    let on_a_line = |three: &[Point]| {
        let tolerance = 2.0 * unit;
        (bend(three).abs() <= tolerance.max(three[1].value.abs() * 1e-9) && (three[1].value - three[0].value).abs() > tolerance)
            .then(|| 2.5 * tolerance / (bends + 2.5 * tolerance))
    };
    let growing_alike = |three: &[Point]| {
        // Two rates are known no better than the last printed digits of three figures.
        let tolerance = (2.0 * unit / three[0].value.abs()).clamp(1e-6, 5e-3);
        let moved = (three[1].value / three[0].value - 1.0).abs() > tolerance.max(1e-3);
        (moved && turn(three)?.abs() <= tolerance).then(|| 2.0 * tolerance / (turns + 2.0 * tolerance))
    };
    Marks {
        equal_run: copied.iter().map(|mark| mark.filter(|mark| mark.run >= 2)).collect(),
        copied,
        filled: runs(points, 3, 1, on_a_line),
        equal_growth: runs(points, 3, 2, growing_alike),
    }
}

/// How often each length of run comes about in a heading without anybody's doing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Usual {
    /// By length of run, from one on: the share of figures in runs at least so long, of the median series for single ones and over the lower
    /// three quarters of the heading's series for longer ones, so that a few doctored series do not make it usual.
    shares: Vec<f64>,
}

/// Lengths of runs that are told apart.
const LENGTHS: usize = 4;

impl Usual {
    /// Figures that the table itself remarks on are explained and do not count.
    pub(crate) fn of<'a>(marks: impl Iterator<Item = &'a [Option<Mark>]>) -> Self {
        let mut shares = vec![Vec::new(); LENGTHS];
        for marks in marks.filter(|marks| marks.len() >= 4) {
            for (at, shares) in shares.iter_mut().enumerate() {
                let long = marks.iter().flatten().filter(|mark| mark.run > at && !mark.noted).count();
                shares.push(long as f64 / marks.len() as f64);
            }
        }
        let single = median(&mut shares[0]).unwrap_or(0.0);
        let longer = shares[1..].iter_mut().map(|shares| mean_of_lower(shares));
        Self { shares: std::iter::once(single).chain(longer).collect() }
    }

    /// Returns how probable the mark is by chance: what the series and the heading make likelier, not below the least.
    pub(crate) fn chance(&self, mark: Mark, least: f64) -> f64 {
        let usual = self.shares.get(mark.run.min(LENGTHS) - 1).copied().unwrap_or(0.0);
        mark.chance.max(usual).max(least)
    }
}

/// Returns the mean of the lower three quarters.
fn mean_of_lower(shares: &mut [f64]) -> f64 {
    shares.sort_by(f64::total_cmp);
    let lower = &shares[..shares.len() - shares.len() / 4];
    lower.iter().sum::<f64>() / lower.len().max(1) as f64
}

/// Returns what one is worth in the last printed place.
pub(crate) fn last_digit(value: f64) -> f64 {
    let text = format!("{value}");
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    libm::pow(10.0, -(decimals as f64))
}

/// Marks the points inside runs in which at least `least` windows of neighbouring years fulfil the condition, which gives the chance of
/// each. In a window of two the second was made from the first; of three the one between.
fn runs(points: &[Point], width: usize, least: usize, chance_of: impl Fn(&[Point]) -> Option<f64>) -> Vec<Option<Mark>> {
    let mut marks = vec![None; points.len()];
    let windows: Vec<Option<f64>> = points.windows(width).map(|some| if are_neighbours(some) { chance_of(some) } else { None }).collect();
    let mut start = 0;
    while start < windows.len() {
        let run: Vec<f64> = windows[start..].iter().map_while(|chance| *chance).collect();
        if run.len() >= least {
            let chance = run.iter().product();
            for (mark, point) in marks[start + 1..].iter_mut().zip(&points[start + 1..]).take(run.len()) {
                *mark = Some(Mark { chance, run: run.len(), noted: point.noted });
            }
        }
        start += run.len().max(1);
    }
    marks
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

    fn marked(marks: &[Option<Mark>]) -> Vec<bool> {
        marks.iter().map(Option::is_some).collect()
    }

    #[test]
    fn a_copied_year_is_marked_and_few_digits_make_it_a_chance() {
        let marks = marks_of(&[1500.52, 2500.11, 2500.11, 3500.38]);
        assert_eq!(marked(&marks.copied), [false, false, true, false]);
        let chance = |marks: &[Option<Mark>], at: usize| marks[at].expect("a mark").chance;
        assert!(chance(&marks.copied, 2) < 1e-4);
        assert!(chance(&marks_of(&[1.0, 2.0, 2.0, 1.0]).copied, 2) > 0.2);
    }

    #[test]
    fn what_was_filled_in_is_marked_and_its_ends_are_not() {
        let marks = marks_of(&[100.3, 240.7, 290.9, 341.1, 500.2]);
        assert_eq!(marked(&marks.filled), [false, false, true, false, false]);
        let chance = marks_of(&[10.0, 13.0, 16.0, 11.0]).filled[1].expect("a mark").chance;
        assert!(chance > 0.3, "equal steps in small whole numbers are chance");
    }

    #[test]
    fn equal_growth_is_marked_from_three_rates_on() {
        assert_eq!(marked(&marks_of(&[100.0, 110.0, 121.0, 133.1, 150.0]).equal_growth), [false, true, true, false, false]);
        assert_eq!(marked(&marks_of(&[100.0, 110.0, 121.0, 140.0, 150.0]).equal_growth), [false; 5]);
    }

    #[test]
    fn a_run_of_equal_figures_is_marked_from_three_on() {
        let marks = marks_of(&[1500.52, 2500.11, 2500.11, 2500.11, 3500.38, 3500.38]);
        assert_eq!(marked(&marks.equal_run), [false, false, true, true, false, false]);
        assert_eq!(marked(&marks.copied), [false, false, true, true, false, true]);
    }

    #[test]
    fn what_many_series_of_a_heading_do_is_usual_and_what_few_do_is_not() {
        let mark = |run| Some(Mark { chance: 1e-9, run, noted: false });
        let usual = |run, often: usize| {
            let series: Vec<_> = (0..8).map(|at| if at < often { vec![mark(run), None, None, None] } else { vec![None; 4] }).collect();
            Usual::of(series.iter().map(Vec::as_slice)).chance(mark(run).expect("a mark"), 0.001)
        };
        assert_eq!([usual(1, 2), usual(1, 5)], [0.001, 0.25]);
        assert_eq!([usual(3, 2), usual(3, 5)], [0.001, 0.125], "three of the lower six have one figure in four");
    }
}
