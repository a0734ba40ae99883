//! Who can learn from whom: learners on the left, practices on the right, a line for each match with its reason.

use std::collections::BTreeMap;

use super::svg::{Anchor, Svg, shortened};
use super::{Caption, Chart};

/// A match: the learner, the practice, and why they go together.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Edge {
    pub from: String,
    pub to: String,
    pub reason: String,
}

const WIDTH: f64 = 720.0;
const LEFT: f64 = 178.0;
const RIGHT: f64 = 430.0;
const TOP: f64 = 16.0;
const ROW: f64 = 21.0;
/// Widest label on the right, in sizes of the font.
const LABEL_EM: f64 = 19.0;
/// Passes that put every end near the mean of its other ends; more change nothing that can be seen.
const PASSES: usize = 8;
/// Straight pieces that a curve is drawn with.
const PIECES: usize = 16;

pub(crate) fn network(caption: Caption, edges: &[Edge]) -> Chart {
    let (left, right) = ordered(edges);
    let rows = left.len().max(right.len()).max(1) as f64;
    let spread = |place: usize, of: usize| TOP + ROW * rows * (place as f64 + 0.5) / of.max(1) as f64;
    let y = |names: &[&str], name: &str| {
        let place = names.iter().position(|known| *known == name).unwrap_or_default();
        spread(place, names.len())
    };
    let mut svg = Svg::default();
    for edge in edges {
        let curve = curve((LEFT, y(&left, &edge.from)), (RIGHT, y(&right, &edge.to)));
        svg.titled(&format!("{} — {}: {}", edge.from, edge.to, edge.reason), |svg| svg.path(&curve, "edge"));
    }
    for name in &left {
        svg.dot((LEFT, y(&left, name)), 4.0, "dot");
        svg.text((LEFT - 10.0, y(&left, name) + 5.0), Anchor::End, "label", &shortened(name, 12.0));
    }
    for name in &right {
        let count = edges.iter().filter(|edge| edge.to == *name).count();
        svg.dot((RIGHT, y(&right, name)), 3.0 + (count as f64).sqrt(), "dot");
        svg.text((RIGHT + 14.0, y(&right, name) + 5.0), Anchor::Start, "label", &shortened(name, LABEL_EM));
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for edge in edges {
        *counts.entry(&edge.to).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let description = described(&caption, &counts);
    let head = caption.head(&["column.practice", "column.units"]);
    let table = counts.iter().map(|(name, count)| vec![(*name).to_owned(), count.to_string()]).collect();
    caption.chart(description, (WIDTH, TOP * 2.0 + ROW * rows), svg, head, table)
}

fn described(caption: &Caption, counts: &[(&str, usize)]) -> String {
    let most: Vec<String> = counts.iter().take(5).map(|(name, count)| format!("{name} {count}")).collect();
    caption.language.fill("chart.network_described", &[("most", &caption.language.list(&most))])
}

/// Both sides in an order with few crossings: again and again each end goes to the mean place of its other ends.
fn ordered(edges: &[Edge]) -> (Vec<&str>, Vec<&str>) {
    let mut left: Vec<&str> = edges.iter().map(|edge| edge.from.as_str()).collect();
    let mut right: Vec<&str> = edges.iter().map(|edge| edge.to.as_str()).collect();
    for side in [&mut left, &mut right] {
        side.sort_unstable();
        side.dedup();
    }
    for _ in 0..PASSES {
        arrange(&mut right, &left, edges.iter().map(|edge| (edge.to.as_str(), edge.from.as_str())));
        arrange(&mut left, &right, edges.iter().map(|edge| (edge.from.as_str(), edge.to.as_str())));
    }
    (left, right)
}

fn arrange<'e>(side: &mut [&'e str], other: &[&str], ends: impl Iterator<Item = (&'e str, &'e str)>) {
    let mut places: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (own, far) in ends {
        let place = other.iter().position(|name| *name == far).unwrap_or_default();
        let sum = places.entry(own).or_default();
        *sum = (sum.0 + place as f64, sum.1 + 1.0);
    }
    let mean = |name: &&str| places.get(name).map_or(0.0, |(sum, count)| sum / count);
    side.sort_by(|a, b| mean(a).total_cmp(&mean(b)).then_with(|| a.cmp(b)));
}

/// A line that leaves and arrives level.
fn curve(from: (f64, f64), to: (f64, f64)) -> Vec<(f64, f64)> {
    let point = |piece: usize| {
        let t = piece as f64 / PIECES as f64;
        let ease = t * t * (3.0 - 2.0 * t);
        (from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * ease)
    };
    (0..=PIECES).map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(from: &str, to: &str) -> Edge {
        Edge { from: from.to_owned(), to: to.to_owned(), reason: "why".to_owned() }
    }

    #[test]
    fn ends_stand_across_from_each_other() {
        let edges = [edge("a", "z"), edge("b", "y"), edge("c", "x")];
        assert_eq!(ordered(&edges).1, ["z", "y", "x"]);
    }

    #[test]
    fn a_line_leaves_and_arrives_level() {
        let line = curve((0.0, 0.0), (16.0, 16.0));
        assert!((line[1].1 - line[0].1) < (line[9].1 - line[8].1));
        assert_eq!(line.last(), Some(&(16.0, 16.0)));
    }
}
