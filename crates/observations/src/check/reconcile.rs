//! Several sources for one figure: how well they agree, where they do not, and which side is probably wrong.

use serde::Serialize;

use crate::check::history::{density, median};
use crate::check::panel::{Panel, Point, Series};
use crate::check::settings::Settings;
use crate::check::{Judged, judge};
use crate::unit::UnitOfMeasure;

/// Two sources' figures for one place and year that differ by more than the programme lets pass.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Disagreement {
    pub place: String,
    pub name: String,
    pub year: i16,
    /// The more trusted heading first.
    pub headings: [String; 2],
    /// In the first heading's unit.
    pub values: [f64; 2],
    pub rows: [u32; 2],
    /// The larger over the smaller; none where one is zero or negative and the other is not.
    pub ratio: Option<f64>,
    /// Position (0 or 1) of the side that is probably wrong; none where neither stands out.
    pub faulty: Option<usize>,
    /// How many times likelier the named side is wrong than the other.
    pub odds: f64,
}

/// How two headings agree over all places and years that both have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    pub headings: [String; 2],
    pub figures: usize,
    pub disagreements: usize,
    /// Median of the relative difference, in per cent.
    pub median_difference_pct: f64,
}

/// Compares the headings that mean one thing, given in order of trust.
pub fn reconcile(panel: &Panel, groups: &[Vec<String>], settings: &Settings) -> (Vec<Disagreement>, Vec<Agreement>) {
    let judged = judge(panel, settings);
    let mut disagreements = Vec::new();
    let mut agreements = Vec::new();
    for group in groups {
        for (at, first) in group.iter().enumerate() {
            for second in &group[at + 1..] {
                let pair = Pair { panel, judged: &judged, settings, first, second };
                agreements.extend(pair.compare(&mut disagreements));
            }
        }
    }
    disagreements
        .sort_by(|a, b| b.odds.total_cmp(&a.odds).then_with(|| (&a.headings, &a.place, a.year).cmp(&(&b.headings, &b.place, b.year))));
    (disagreements, agreements)
}

struct Pair<'a> {
    panel: &'a Panel,
    judged: &'a Judged,
    settings: &'a Settings,
    first: &'a str,
    second: &'a str,
}

impl Pair<'_> {
    fn compare(&self, disagreements: &mut Vec<Disagreement>) -> Option<Agreement> {
        let mut differences = Vec::new();
        let before = disagreements.len();
        for first in self.panel.of_heading(self.first) {
            let Some(second) = self.panel.find(self.second, &first.place) else { continue };
            let Some(factor) = factor(second, first) else { continue };
            let usual = self.usual_distance(first, second, factor);
            for one in &first.points {
                let Some(other) = second.at(one.year) else { continue };
                let value = other.value * factor;
                differences.push((one.value - value).abs() / one.value.abs().max(value.abs()).max(f64::MIN_POSITIVE) * 100.0);
                if let Some(ratio) = differ(one.value, value, self.settings.reconcile.ratio) {
                    let (faulty, odds) = self.faulty((first, one), (second, other), usual);
                    disagreements.push(Disagreement {
                        place: first.place.clone(),
                        name: first.name.clone(),
                        year: one.year,
                        headings: [self.first.to_owned(), self.second.to_owned()],
                        values: [one.value, value],
                        rows: [one.row, other.row],
                        ratio,
                        faulty,
                        odds,
                    });
                }
            }
        }
        let figures = differences.len();
        let median_difference_pct = median(&mut differences)?;
        let headings = [self.first.to_owned(), self.second.to_owned()];
        Some(Agreement { headings, figures, disagreements: disagreements.len() - before, median_difference_pct })
    }

    /// Returns the median distance of two series in powers of ten: sources that always differ by the same factor measure two things.
    fn usual_distance(&self, first: &Series, second: &Series, factor: f64) -> f64 {
        let pairs = first.points.iter().filter_map(|one| Some((one.value, second.at(one.year)?.value * factor)));
        let mut distances: Vec<f64> = pairs.filter(|(a, b)| *a > 0.0 && *b > 0.0).map(|(a, b)| libm::log10(b) - libm::log10(a)).collect();
        median(&mut distances).unwrap_or(0.0)
    }

    /// The side is probably wrong that fits its own years worse and whose own years the other side's figure would fit better.
    fn faulty(&self, (first, one): (&Series, &Point), (second, other): (&Series, &Point), usual: f64) -> (Option<usize>, f64) {
        let (Some(a), Some(b)) = (self.misfit(first, one), self.misfit(second, other)) else { return (None, 1.0) };
        // Where both have always been apart, no single year is to blame.
        if usual.abs() > libm::log10(self.settings.reconcile.ratio) {
            return (None, 1.0);
        }
        let odds = a / b;
        if odds >= self.settings.reconcile.odds {
            (Some(0), odds)
        } else if 1.0 / odds >= self.settings.reconcile.odds {
            (Some(1), 1.0 / odds)
        } else {
            (None, odds.max(1.0 / odds))
        }
    }

    /// Returns how badly a figure fits its own years: the inverse of its density, so that ratios are odds.
    fn misfit(&self, series: &Series, point: &Point) -> Option<f64> {
        let at = self.panel.position(&series.heading, &series.place)?;
        let place = series.points.iter().position(|other| other.year == point.year)?;
        let expectations = &self.judged.expectations[at];
        let expected = expectations.expected[place]?;
        Some(1.0 / density(libm::log10(point.value) - expected, expectations.spread))
    }
}

fn factor(from: &Series, to: &Series) -> Option<f64> {
    if from.unit == to.unit {
        return Some(1.0);
    }
    UnitOfMeasure::read(&from.unit)?.factor_to(&UnitOfMeasure::read(&to.unit)?)
}

/// Returns the ratio if two figures differ by more than `most`; `Some(None)` where no ratio can be formed.
#[expect(clippy::option_option, reason = "whether they differ, and by which ratio if one exists")]
fn differ(a: f64, b: f64, most: f64) -> Option<Option<f64>> {
    if a > 0.0 && b > 0.0 {
        let ratio = a.max(b) / a.min(b);
        return (ratio > most).then_some(Some(ratio));
    }
    (a != b).then_some(None)
}
