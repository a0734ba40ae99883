//! Ranks over the years: one line for the unit with its interval, the others of its class in grey behind it.

use super::svg::{Anchor, Svg};
use super::{Caption, Chart};

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RankPoint {
    pub year: i16,
    pub rank: u32,
    /// 5th and 95th percentile.
    pub interval: Option<(u32, u32)>,
}

#[derive(Debug, Clone)]
pub(crate) struct RankLine {
    pub name: String,
    pub points: Vec<RankPoint>,
}

const LEFT: f64 = 60.0;
const RIGHT: f64 = 610.0;
const WIDTH: f64 = 720.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = 274.0;

pub(crate) fn ranks_over_years(caption: Caption, years: &[i16], unit: &RankLine, others: &[RankLine], of: u32) -> Chart {
    let (first, last) = (years.first().copied().unwrap_or_default(), years.last().copied().unwrap_or_default());
    let x = |year: i16| LEFT + (RIGHT - LEFT) * f64::from(year - first) / f64::from((last - first).max(1));
    let y = |rank: u32| TOP + (BOTTOM - TOP) * f64::from(rank.saturating_sub(1)) / f64::from(of.saturating_sub(1).max(1));
    let mut svg = Svg::default();
    for year in years {
        svg.line((x(*year), TOP), (x(*year), BOTTOM), "grid");
        svg.text((x(*year), BOTTOM + 24.0), Anchor::Middle, "tick", &year.to_string());
    }
    for rank in [1, of.max(1)] {
        svg.text((LEFT - 22.0, y(rank) + 5.0), Anchor::End, "tick", &rank.to_string());
    }
    for line in others {
        path(&mut svg, line, &x, &y, "line other");
    }
    for point in &unit.points {
        if let Some((low, high)) = point.interval {
            svg.rect((x(point.year) - 4.0, y(low) - 3.0), (8.0, y(high) - y(low) + 6.0), "interval", None);
        }
    }
    path(&mut svg, unit, &x, &y, "line own");
    for point in &unit.points {
        svg.dot((x(point.year), y(point.rank)), 5.5, "dot");
        svg.text((x(point.year) + 10.0, y(point.rank) - 8.0), Anchor::Start, "value strong", &point.rank.to_string());
    }
    if let Some(point) = unit.points.last() {
        svg.text((x(point.year) + 28.0, y(point.rank) + 5.0), Anchor::Start, "label strong", &unit.name);
    }
    let head = caption.head(&["column.year", "column.rank", "column.rank_interval"]);
    let description = described(&caption, unit);
    caption.chart(description, (WIDTH, BOTTOM + 36.0), svg, head, unit.points.iter().map(cells).collect())
}

/// Draws one stroke for every run of consecutive years: a year without a rank is a gap, not a slope.
fn path(svg: &mut Svg, line: &RankLine, x: &dyn Fn(i16) -> f64, y: &dyn Fn(u32) -> f64, class: &str) {
    for run in line.points.chunk_by(|a, b| b.year - a.year == 1) {
        let points: Vec<(f64, f64)> = run.iter().map(|point| (x(point.year), y(point.rank))).collect();
        svg.path(&points, class);
    }
}

fn described(caption: &Caption, unit: &RankLine) -> String {
    let ranks: Vec<String> = unit.points.iter().map(|point| format!("{}: {}", point.year, point.rank)).collect();
    caption.language.fill("chart.ranks_over_years_described", &[("unit", &unit.name), ("ranks", &caption.language.list(&ranks))])
}

fn cells(point: &RankPoint) -> Vec<String> {
    let interval = point.interval.map_or("—".to_owned(), |(low, high)| format!("{low}–{high}"));
    vec![point.year.to_string(), point.rank.to_string(), interval]
}
