//! Last digits: measured figures end in any digit, invented ones in those that people like.

use std::collections::HashMap;

use corpus::Bilingual;

use crate::check::panel::Series;
use crate::check::patterns::last_digit;
use crate::check::settings::Settings;
use crate::check::suspicion::{Suspect, Suspicion};

/// Fewest figures of a series whose last digits say something.
const LEAST: usize = 8;

/// Tells the series of one heading in which one last digit comes far more often than under the heading.
pub(crate) fn alike(group: &[Series], settings: &Settings, suspicions: &mut Vec<Suspicion>) {
    let digits: Vec<Vec<Option<u8>>> = group.iter().map(last_digits).collect();
    let usual = usual(&digits);
    for (series, digits) in group.iter().zip(&digits) {
        let known = digits.iter().flatten().count();
        if known < LEAST {
            continue;
        }
        let count = |digit: u8| digits.iter().flatten().filter(|own| **own == digit).count();
        let (digit, often) = (0..10).map(|digit| (digit, count(digit))).max_by_key(|one| one.1).unwrap_or_default();
        // Any of the ten digits might have been the one.
        let chance = 10.0 * at_least(often, known, usual[usize::from(digit)]);
        let likelihood = settings.prior.last_digits / (settings.prior.last_digits + chance);
        if likelihood < settings.tell_from {
            continue;
        }
        let message = Bilingual::new(
            format!("{known}个数中有{often}个以{digit}结尾，远多于同栏目其他地区，疑似估报"),
            format!("{often} of {known} figures end in {digit}, far more than elsewhere under the heading, as if estimated"),
        );
        // The series is doubted, and told once, at its last such figure.
        let last = series.points.iter().zip(digits).rfind(|(_, own)| **own == Some(digit));
        suspicions.extend(last.map(|(point, _)| Suspicion::new(series, point, Suspect::LastDigits, likelihood, message)));
    }
}

/// Last digits in the finest place that most of the series' figures print; only of figures with three digits or more, and each value once:
/// what was copied is told as that. Figures that are printed more coarsely by more than one place say nothing.
fn last_digits(series: &Series) -> Vec<Option<u8>> {
    let mut units: Vec<f64> = series.points.iter().map(|point| last_digit(point.value)).collect();
    units.sort_by(f64::total_cmp);
    // Nine in ten figures that are printed to a place do not end in a zero there.
    let Some(&unit) = units.get(units.len() * 3 / 5) else { return Vec::new() };
    let mut before = f64::NAN;
    let digit = |value: f64| {
        let units = (value.abs() / unit).round();
        let fresh = value != std::mem::replace(&mut before, value);
        let coarse = last_digit(value) > unit * 11.0;
        // Nobody prints nine digits: those are a machine's, and end as binary fractions do.
        (fresh && !coarse && (100.0..1e8).contains(&units)).then(|| (units % 10.0) as u8)
    };
    series.points.iter().map(|point| point.value).map(digit).collect()
}

/// How often each digit ends a figure: in the median series, so that few invented ones do not count; never below one in ten.
fn usual(digits: &[Vec<Option<u8>>]) -> [f64; 10] {
    let mut shares: HashMap<u8, Vec<f64>> = HashMap::new();
    for series in digits {
        let known = series.iter().flatten().count();
        for digit in (0..10).filter(|_| known >= LEAST) {
            let own = series.iter().flatten().filter(|other| **other == digit).count();
            shares.entry(digit).or_default().push(own as f64 / known as f64);
        }
    }
    std::array::from_fn(|digit| {
        shares.get_mut(&(digit as u8)).and_then(|shares| crate::check::history::median(shares)).unwrap_or(0.0).clamp(0.1, 0.999)
    })
}

/// Returns the probability of at least `often` of `all` where each comes with the probability `share`.
fn at_least(often: usize, all: usize, share: f64) -> f64 {
    let log = |count: usize| libm::lgamma(count as f64 + 1.0);
    let one = |count: usize| {
        let ways = log(all) - log(count) - log(all - count);
        libm::exp(ways + count as f64 * libm::log(share) + (all - count) as f64 * libm::log(1.0 - share))
    };
    (often..=all).map(one).sum::<f64>().min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Point;
    use crate::check::settings::example;

    fn found(values: &[f64]) -> usize {
        let points = values.iter().zip(2000..).map(|(&value, year)| Point { year, value, row: 0, noted: false, known_on: None }).collect();
        let mut suspicions = Vec::new();
        alike(&[Series { points, ..Series::default() }, Series::default(), Series::default()], &example(), &mut suspicions);
        suspicions.len()
    }

    #[test]
    fn a_binomial_tail_agrees_with_its_table() {
        // Ten throws with one in ten: at least one 0.6513, at least four 0.0128 (tables of the binomial distribution).
        assert!((at_least(1, 10, 0.1) - 0.6513).abs() < 5e-5);
        assert!((at_least(4, 10, 0.1) - 0.0128).abs() < 5e-5);
    }

    #[test]
    fn figures_that_all_end_alike_are_told() {
        let alike = [1215.0, 1345.0, 1565.0, 1725.0, 1835.0, 1995.0, 2145.0, 2285.0, 2415.0, 2525.0];
        assert_eq!(found(&alike), 0, "where every series of a heading does so it is how the heading is printed");
        let mut suspicions = Vec::new();
        let series = |values: &[f64]| {
            let points = values.iter().zip(2000..).map(|(&value, year)| Point { year, value, row: 0, noted: false, known_on: None });
            Series { points: points.collect(), ..Series::default() }
        };
        let mixed = [1211.0, 1342.0, 1563.0, 1724.0, 1835.0, 1996.0, 2147.0, 2288.0, 2419.0, 2520.0];
        super::alike(&[series(&alike), series(&mixed), series(&mixed)], &example(), &mut suspicions);
        assert_eq!(suspicions.iter().map(|one| one.year).collect::<Vec<_>>(), [2009]);
    }

    #[test]
    fn last_digits_of_all_kinds_are_sound() {
        assert_eq!(found(&[1211.0, 1342.0, 1563.0, 1724.0, 1835.0, 1996.0, 2147.0, 2288.0, 2419.0, 2520.0]), 0);
    }
}
