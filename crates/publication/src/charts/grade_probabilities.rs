//! How sure each grade is: one bar per unit, stacked from the best grade to the worst.

use super::svg::{Anchor, Svg, labels};
use super::{Caption, Chart, GRADE_SCALE};
use crate::number;

/// A grade of the method, best first.
#[derive(Debug, Clone)]
pub(crate) struct GradeBand {
    pub name: String,
}

#[derive(Debug, Clone)]
pub(crate) struct ProbabilityRow {
    pub name: String,
    pub href: String,
    /// In the order of the bands, 0 to 1; they sum to 1.
    pub shares: Vec<f64>,
    /// Place of the unit's grade in the bands.
    pub grade: Option<usize>,
}

const LINE: f64 = 24.0;
/// Between labels and bars.
const GAP: f64 = 14.0;
const RIGHT: f64 = 700.0;
const WIDTH: f64 = 720.0;
const TOP: f64 = 38.0;

pub(crate) fn grade_probabilities(caption: Caption, bands: &[GradeBand], rows: &[ProbabilityRow]) -> Chart {
    let height = TOP + LINE * rows.len() as f64 + 8.0;
    let mut svg = Svg::default();
    let (names, left) = labels(rows.iter().map(|row| row.name.as_str()));
    let left = left + 2.0 * GAP;
    legend(&mut svg, left, bands);
    for (line, row) in rows.iter().enumerate() {
        let y = TOP + LINE * line as f64;
        svg.link(&row.href, |svg| svg.text((left - GAP, y + 17.0), Anchor::End, "label", &names[line]));
        bar(&mut svg, (left, y), row);
    }
    let mut head = caption.head(&["column.unit", "column.grade"]);
    head.extend(bands.iter().map(|band| band.name.clone()));
    let unsure = rows.iter().filter(|row| row.shares.iter().all(|share| *share < 0.9)).count();
    let description = caption.language.fill("chart.grade_probabilities_described", &[("n", &rows.len()), ("unsure", &unsure)]);
    let cells = |row: &ProbabilityRow| {
        let grade = row.grade.and_then(|grade| bands.get(grade)).map_or("—", |band| &band.name);
        [row.name.clone(), grade.to_owned()].into_iter().chain(row.shares.iter().map(|share| number::percent(*share))).collect()
    };
    caption.chart(description, (WIDTH, height), svg, head, rows.iter().map(cells).collect())
}

fn colours(place: usize) -> (&'static str, &'static str) {
    GRADE_SCALE[place.min(GRADE_SCALE.len() - 1)]
}

fn legend(svg: &mut Svg, left: f64, bands: &[GradeBand]) {
    let mut x = left;
    for (place, band) in bands.iter().enumerate() {
        svg.rect((x, 8.0), (14.0, 14.0), "swatch", Some(colours(place).0));
        svg.text((x + 20.0, 20.0), Anchor::Start, "label", &band.name);
        x += 44.0 + 15.0 * super::svg::width_em(&band.name);
    }
}

/// Wide segments carry their share; the unit's own grade is marked by a bar below, so that colour is not alone.
fn bar(svg: &mut Svg, (left, y): (f64, f64), row: &ProbabilityRow) {
    let mut x = left;
    for (place, share) in row.shares.iter().enumerate() {
        let width = (RIGHT - left) * share;
        let (fill, ink) = colours(place);
        svg.rect((x, y + 3.0), (width, 17.0), "segment", Some(fill));
        if width >= 34.0 {
            svg.text((x + width / 2.0, y + 16.0), Anchor::Middle, &format!("on-{ink}"), &number::percent(*share));
        }
        if row.grade == Some(place) && width > 0.0 {
            svg.rect((x, y + 20.0), (width, 2.5), "mark", None);
        }
        x += width;
    }
}
