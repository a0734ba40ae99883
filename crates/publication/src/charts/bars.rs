//! Horizontal bars, the longest first as the page orders them; a second figure may stand beside each as a mark.

use super::svg::{Anchor, Svg, labels};
use super::{Caption, Chart};

/// One bar.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    pub name: String,
    /// Not below 0.
    pub value: f64,
    pub shown: String,
    /// Drawn as an upright mark on the same scale.
    pub mark: Option<(f64, String)>,
}

const LINE: f64 = 22.0;
/// Between labels, bars and figures.
const GAP: f64 = 14.0;
const WIDTH: f64 = 720.0;
const TOP: f64 = 8.0;

/// Draws the bars in the given order; `head` names the columns of the table behind it.
pub(crate) fn bars(caption: Caption, head: &[&str], rows: &[Bar]) -> Chart {
    let most = rows.iter().flat_map(|bar| [Some(bar.value), bar.mark.as_ref().map(|(value, _)| *value)]).flatten().fold(1e-12, f64::max);
    let (names, left) = labels(rows.iter().map(|bar| bar.name.as_str()));
    let (_, figures) = labels(rows.iter().map(|bar| bar.shown.as_str()));
    let (left, right) = (left + 2.0 * GAP, WIDTH - figures - GAP);
    let x = |value: f64| left + (right - left) * value / most;
    let mut svg = Svg::default();
    for (line, bar) in rows.iter().enumerate() {
        let y = TOP + LINE * line as f64;
        svg.text((left - GAP, y + 15.0), Anchor::End, "label", &names[line]);
        svg.rect((left, y + 4.0), ((x(bar.value) - left).max(1.0), LINE - 8.0), "gain", None);
        let mut end = x(bar.value);
        if let Some((value, _)) = &bar.mark {
            svg.line((x(*value), y + 1.0), (x(*value), y + LINE - 1.0), "axis");
            end = end.max(x(*value));
        }
        svg.text((end + 6.0, y + 15.0), Anchor::Start, "value", &bar.shown);
    }
    let first = rows.first();
    let name = first.map_or("—", |bar| bar.name.as_str());
    let shown = first.map_or("—", |bar| bar.shown.as_str());
    let description = caption.language.fill("chart.bars_described", &[("n", &rows.len()), ("first", &name), ("value", &shown)]);
    let cells = |bar: &Bar| {
        let mut cells = vec![bar.name.clone(), bar.shown.clone()];
        cells.extend(bar.mark.as_ref().map(|(_, shown)| shown.clone()));
        cells
    };
    let height = TOP + LINE * rows.len() as f64 + 8.0;
    let head = caption.head(head);
    caption.chart(description, (WIDTH, height), svg, head, rows.iter().map(cells).collect())
}
