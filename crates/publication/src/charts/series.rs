//! One indicator of one unit over the years: the figures believed, those of other sources, doubtful ones hollow, changes of definition.

use super::svg::{Anchor, Svg, shortened};
use super::{Caption, Chart};
use crate::number;

#[derive(Debug, Clone)]
pub(crate) struct SeriesPoint {
    pub year: i16,
    pub value: f64,
    /// Reported and not doubted.
    pub sound: bool,
    pub flag: String,
    /// Values of other sources.
    pub rivals: Vec<f64>,
}

/// A year from which another definition holds.
#[derive(Debug, Clone)]
pub(crate) struct SeriesBreak {
    pub year: i16,
    pub what: String,
}

const LEFT: f64 = 84.0;
const RIGHT: f64 = 690.0;
const WIDTH: f64 = 720.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 230.0;

pub(crate) fn series(caption: Caption, points: &[SeriesPoint], breaks: &[SeriesBreak]) -> Chart {
    let (first, last) = (points.first().map_or(0, |point| point.year), points.last().map_or(0, |point| point.year));
    let values = || points.iter().flat_map(|point| point.rivals.iter().copied().chain([point.value]));
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    let margin = ((high - low) * 0.08).max(high.abs() * 1e-3).max(f64::MIN_POSITIVE);
    // A quantity that cannot be negative is not drawn with an axis that goes below zero.
    let (low, high) = (if low >= 0.0 { (low - margin).max(0.0) } else { low - margin }, high + margin);
    let x = |year: i16| LEFT + (RIGHT - LEFT) * f64::from(year - first) / f64::from((last - first).max(1));
    let y = |value: f64| BOTTOM - (BOTTOM - TOP) * (value - low) / (high - low);
    let mut svg = Svg::default();
    let step = ((last - first) / 12 + 1).max(1);
    for year in (first..=last).filter(|year| (last - year) % step == 0) {
        svg.text((x(year), BOTTOM + 24.0), Anchor::Middle, "tick", &year.to_string());
    }
    for value in [low, f64::midpoint(low, high), high] {
        svg.line((LEFT, y(value)), (RIGHT, y(value)), "grid");
        svg.text((LEFT - 10.0, y(value) + 5.0), Anchor::End, "tick", &number::figure(value));
    }
    // The line is broken where the definition changes, so that nobody reads a growth rate across it.
    for one in breaks.iter().filter(|one| (first..=last).contains(&one.year)) {
        let at = if one.year > first { f64::midpoint(x(one.year - 1), x(one.year)) } else { x(one.year) - 6.0 };
        svg.line((at, TOP - 8.0), (at, BOTTOM), "break");
        let (anchor, place) = if at > f64::midpoint(LEFT, RIGHT) { (Anchor::End, at - 5.0) } else { (Anchor::Start, at + 5.0) };
        svg.text((place, TOP - 12.0), anchor, "tick", &shortened(&one.what, 24.0));
    }
    let parted = |a: &SeriesPoint, b: &SeriesPoint| b.year - a.year != 1 || breaks.iter().any(|one| one.year == b.year);
    for run in points.chunk_by(|a, b| !parted(a, b)) {
        let line: Vec<(f64, f64)> = run.iter().map(|point| (x(point.year), y(point.value))).collect();
        svg.path(&line, "line own");
    }
    for point in points {
        let (at, of) = (x(point.year), y(point.value));
        for &rival in &point.rivals {
            svg.line((at - 5.0, y(rival) - 5.0), (at + 5.0, y(rival) + 5.0), "rival");
            svg.line((at - 5.0, y(rival) + 5.0), (at + 5.0, y(rival) - 5.0), "rival");
        }
        svg.dot((at, of), 4.5, if point.sound { "dot" } else { "dot hollow" });
    }
    let head = caption.head(&["column.year", "column.figure", "column.flag", "column.rivals"]);
    let described = [("n", &points.len() as &dyn std::fmt::Display), ("first", &first), ("last", &last)];
    let description = caption.language.fill("chart.series_described", &described);
    caption.chart(description, (WIDTH, BOTTOM + 36.0), svg, head, points.iter().map(cells).collect())
}

fn cells(point: &SeriesPoint) -> Vec<String> {
    let rivals: Vec<String> = point.rivals.iter().map(|rival| number::figure(*rival)).collect();
    vec![point.year.to_string(), number::figure(point.value), point.flag.clone(), rivals.join("; ")]
}
