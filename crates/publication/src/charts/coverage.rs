//! What is known and what is missing: indicators down, years across, the share of units with a figure in each cell.

use super::svg::{Anchor, Svg, shortened};
use super::{Caption, Chart};
use crate::number;

/// One indicator; a share of 0 to 1 for every year.
#[derive(Debug, Clone)]
pub(crate) struct CoverageRow {
    pub name: String,
    pub shares: Vec<f64>,
}

const LINE: f64 = 24.0;
const LEFT: f64 = 210.0;
const RIGHT: f64 = 710.0;
const WIDTH: f64 = 720.0;
const TOP: f64 = 26.0;

pub(crate) fn coverage(caption: Caption, years: &[i16], rows: &[CoverageRow]) -> Chart {
    let cell = ((RIGHT - LEFT) / years.len().max(1) as f64).min(70.0);
    let mut svg = Svg::default();
    for (place, year) in years.iter().enumerate() {
        svg.text((LEFT + cell * (place as f64 + 0.5), TOP - 10.0), Anchor::Middle, "tick", &year.to_string());
    }
    for (line, row) in rows.iter().enumerate() {
        let y = TOP + LINE * line as f64;
        svg.text((LEFT - 12.0, y + 16.0), Anchor::End, "label", &shortened(&row.name, 13.0));
        for (place, share) in row.shares.iter().enumerate() {
            let x = LEFT + cell * place as f64;
            let shade = shade(*share);
            svg.rect((x + 1.0, y + 1.0), (cell - 2.0, LINE - 2.0), &format!("tile shade-{shade}"), None);
            let ink = if shade >= 2 { "on-light" } else { "on-dark" };
            svg.text((x + cell / 2.0, y + 16.0), Anchor::Middle, &format!("cell {ink}"), &number::percent(*share));
        }
    }
    let mut head = caption.head(&["column.indicator"]);
    head.extend(years.iter().map(i16::to_string));
    let cells =
        |row: &CoverageRow| std::iter::once(row.name.clone()).chain(row.shares.iter().map(|share| number::percent(*share))).collect();
    let whole = rows.iter().filter(|row| row.shares.iter().all(|share| *share >= 1.0)).count();
    let description = caption.language.fill("chart.coverage_described", &[("n", &rows.len()), ("whole", &whole)]);
    caption.chart(description, (WIDTH, TOP + LINE * rows.len() as f64 + 6.0), svg, head, rows.iter().map(cells).collect())
}

fn shade(share: f64) -> u8 {
    match share {
        share if share <= 0.0 => 0,
        share if share < 0.5 => 1,
        share if share < 0.9 => 2,
        _ => 3,
    }
}
