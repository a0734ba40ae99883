//! Who stands above whom, and how surely: a square of probabilities.

use super::svg::{Anchor, Svg, shortened};
use super::{Caption, Chart};
use crate::number;

const CELL: f64 = 40.0;
const LEFT: f64 = 130.0;
const TOP: f64 = 30.0;

/// Rows and columns are the same units in the same order; a cell is P(row above column).
pub(crate) fn pairwise(caption: Caption, names: &[String], above: &[Vec<Option<f64>>]) -> Chart {
    let count = names.len();
    let cell = CELL.min((700.0 - LEFT) / count.max(1) as f64);
    let mut svg = Svg::default();
    for (row, name) in names.iter().enumerate() {
        let y = TOP + CELL * 0.7 * row as f64;
        svg.text((LEFT - 10.0, y + 18.0), Anchor::End, "label", &format!("{} {}", row + 1, shortened(name, 7.0)));
        svg.text((LEFT + cell * (row as f64 + 0.5), TOP - 8.0), Anchor::Middle, "tick", &(row + 1).to_string());
        for (column, share) in above[row].iter().enumerate() {
            let Some(share) = *share else { continue };
            let (fill, ink) = shade(share);
            svg.rect((LEFT + cell * column as f64, y), (cell - 2.0, CELL * 0.7 - 2.0), "segment", Some(fill));
            if cell >= 30.0 {
                svg.text((LEFT + cell * (column as f64 + 0.5) - 1.0, y + 18.0), Anchor::Middle, ink, &number::percent(share));
            }
        }
    }
    let open = above.iter().flatten().flatten().filter(|share| (0.25..=0.75).contains(*share)).count() / 2;
    let description = caption.language.fill("chart.pairwise_described", &[("n", &count), ("open", &open)]);
    let mut head = caption.head(&["column.unit"]);
    head.extend(names.iter().cloned());
    let row = |(name, shares): (&String, &Vec<Option<f64>>)| {
        std::iter::once(name.clone()).chain(shares.iter().map(|share| share.map_or_else(|| "—".to_owned(), number::percent))).collect()
    };
    let height = TOP + CELL * 0.7 * count as f64 + 10.0;
    caption.chart(description, (LEFT + cell * count as f64 + 10.0, height), svg, head, names.iter().zip(above).map(row).collect())
}

/// From sure to be below to sure to be above, on a scale that reads without colour.
fn shade(share: f64) -> (&'static str, &'static str) {
    match share {
        share if share >= 0.9 => ("#31688e", "on-light"),
        share if share >= 0.6 => ("#7fb3d5", "on-dark"),
        share if share > 0.4 => ("#eeeeee", "on-dark"),
        share if share > 0.1 => ("#f3d9a4", "on-dark"),
        _ => ("#d9a441", "on-dark"),
    }
}
