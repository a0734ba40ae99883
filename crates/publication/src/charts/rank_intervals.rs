//! Ranks with their intervals: a bar from the 5th to the 95th percentile, a dot for the rank itself, sorted.

use super::svg::{Anchor, Svg, labels};
use super::{Caption, Chart};
use crate::language::Language;

/// One unit within its class.
#[derive(Debug, Clone)]
pub(crate) struct RankRow {
    pub name: String,
    pub href: String,
    pub rank: u32,
    /// 5th percentile, median and 95th percentile of the rank.
    pub interval: Option<(u32, u32, u32)>,
    pub grade: String,
}

const LINE: f64 = 24.0;
/// Between labels and bars.
const GAP: f64 = 14.0;
const RIGHT: f64 = 620.0;
const WIDTH: f64 = 720.0;
const TOP: f64 = 34.0;

pub(crate) fn rank_intervals(caption: Caption, rows: &[RankRow], of: u32) -> Chart {
    let language = caption.language;
    let (names, left) = labels(rows.iter().map(|row| row.name.as_str()));
    let left = left + 2.0 * GAP;
    let x = |rank: u32| left + (RIGHT - left) * f64::from(rank.saturating_sub(1)) / f64::from(of.saturating_sub(1).max(1));
    let height = TOP + LINE * rows.len() as f64 + 8.0;
    let mut svg = Svg::default();
    for tick in ticks(of) {
        svg.line((x(tick), TOP - 10.0), (x(tick), height - 6.0), "grid");
        svg.text((x(tick), TOP - 16.0), Anchor::Middle, "tick", &tick.to_string());
    }
    for (line, row) in rows.iter().enumerate() {
        let y = TOP + LINE * (line as f64 + 0.5);
        svg.link(&row.href, |svg| svg.text((left - GAP, y + 5.0), Anchor::End, "label", &names[line]));
        if let Some((low, _, high)) = row.interval {
            svg.rect((x(low) - 3.0, y - 4.0), (x(high) - x(low) + 6.0, 8.0), "interval", None);
        }
        svg.dot((x(row.rank), y), 5.5, "dot");
        svg.text((RIGHT + 16.0, y + 5.0), Anchor::Start, "label", &row.grade);
    }
    let head = caption.head(&["column.unit", "column.rank", "column.rank_interval", "column.rank_median", "column.grade"]);
    let description = described(language, rows, of);
    caption.chart(description, (WIDTH, height), svg, head, rows.iter().map(cells).collect())
}

/// Ranks shown on the axis: the first, the last, and round ones between.
fn ticks(of: u32) -> Vec<u32> {
    let step = if of > 40 { 10 } else { 5 };
    let mut ticks: Vec<u32> = std::iter::once(1).chain((step..of).step_by(step as usize)).collect();
    if of > 1 {
        ticks.retain(|tick| *tick == 1 || of - tick > step / 2);
        ticks.push(of);
    }
    ticks
}

fn described(language: Language, rows: &[RankRow], of: u32) -> String {
    let widest = rows.iter().filter_map(|row| row.interval.map(|(low, _, high)| (high - low, row))).max_by_key(|(width, _)| *width);
    match widest.and_then(|(_, row)| Some((row, row.interval?))) {
        Some((row, (low, _, high))) => language.fill(
            "chart.rank_intervals_described",
            &[("n", &rows.len()), ("of", &of), ("unit", &row.name), ("low", &low), ("high", &high)],
        ),
        None => language.fill("chart.ranks_described", &[("n", &rows.len()), ("of", &of)]),
    }
}

fn cells(row: &RankRow) -> Vec<String> {
    let (interval, median) = match row.interval {
        Some((low, median, high)) => (format!("{low}–{high}"), median.to_string()),
        None => ("—".to_owned(), "—".to_owned()),
    };
    vec![row.name.clone(), row.rank.to_string(), interval, median, row.grade.clone()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_shows_first_and_last_rank() {
        for (of, expected) in [(1, vec![1]), (2, vec![1, 2]), (12, vec![1, 5, 12]), (33, vec![1, 5, 10, 15, 20, 25, 30, 33])] {
            assert_eq!(ticks(of), expected, "{of}");
        }
    }
}
