//! Two axes and the types they make: a dot a city, the programme's own filled.

use super::svg::{Anchor, Svg, shortened};
use super::{Caption, Chart};
use crate::number;

/// A city.
#[derive(Debug, Clone)]
pub(crate) struct ScatterPoint {
    pub name: String,
    pub x: f64,
    pub y: f64,
    /// Position of its type.
    pub kind: usize,
    /// Whether it belongs to the programme.
    pub own: bool,
}

const WIDTH: f64 = 720.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 700.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 400.0;
/// Types that have a colour of their own.
const COLOURS: usize = 4;

pub(crate) fn scatter(caption: Caption, axes: [&str; 2], kinds: &[String], points: &[ScatterPoint]) -> Chart {
    let (across, up) = (Span::of(points.iter().map(|point| point.x)), Span::of(points.iter().map(|point| point.y)));
    let place = |point: &ScatterPoint| (LEFT + across.share(point.x) * (RIGHT - LEFT), BOTTOM - up.share(point.y) * (BOTTOM - TOP));
    let mut svg = Svg::default();
    for tick in across.ticks() {
        let x = LEFT + across.share(tick) * (RIGHT - LEFT);
        svg.line((x, TOP), (x, BOTTOM), "grid");
        svg.text((x, BOTTOM + 18.0), Anchor::Middle, "tick", &tick_text(tick));
    }
    for tick in up.ticks() {
        let y = BOTTOM - up.share(tick) * (BOTTOM - TOP);
        svg.line((LEFT, y), (RIGHT, y), "grid");
        svg.text((LEFT - 8.0, y + 4.0), Anchor::End, "tick", &tick_text(tick));
    }
    svg.text((RIGHT, BOTTOM + 38.0), Anchor::End, "label", &format!("{} →", axes[0]));
    svg.text((LEFT - 50.0, TOP - 14.0), Anchor::Start, "label", &format!("↑ {}", axes[1]));
    // The programme's own lie on top.
    for own in [false, true] {
        for point in points.iter().filter(|point| point.own == own) {
            let class = format!("kind-{}{}", point.kind % COLOURS, if own { "" } else { " hollow" });
            svg.titled(&point.name, |svg| svg.dot(place(point), if own { 5.0 } else { 2.6 }, &class));
        }
    }
    for (at, kind) in kinds.iter().enumerate() {
        let (x, y) = (LEFT + (at % 2) as f64 * 320.0, BOTTOM + 62.0 + (at / 2) as f64 * 22.0);
        svg.dot((x + 6.0, y - 5.0), 5.0, &format!("kind-{}", at % COLOURS));
        svg.text((x + 18.0, y), Anchor::Start, "label", &shortened(kind, 20.0));
    }
    let mut head = caption.head(&["column.unit", "data_types.type"]);
    head.extend(axes.map(str::to_owned));
    let row = |point: &ScatterPoint| {
        let kind = kinds.get(point.kind).cloned().unwrap_or_default();
        vec![point.name.clone(), kind, number::figure(point.x), number::figure(point.y)]
    };
    let rows = points.iter().filter(|point| point.own).map(row).collect();
    let own = points.iter().filter(|point| point.own).count();
    let description = caption.language.fill("chart.scatter_described", &[("n", &points.len()), ("own", &own), ("kinds", &kinds.len())]);
    let height = BOTTOM + 72.0 + kinds.len().div_ceil(2) as f64 * 22.0;
    caption.chart(description, (WIDTH, height), svg, head, rows)
}

fn tick_text(tick: f64) -> String {
    ((tick * 1e9).round() / 1e9).to_string()
}

/// What an axis shows: all but the furthest hundredth on either side, so that one odd city does not press the others together.
struct Span {
    low: f64,
    high: f64,
}

impl Span {
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        let cut = values.len() / 100;
        let (low, high) =
            (values.get(cut).copied().unwrap_or(0.0), values.get(values.len().saturating_sub(cut + 1)).copied().unwrap_or(1.0));
        let room = ((high - low) * 0.04).max(f64::MIN_POSITIVE);
        Self { low: low - room, high: high + room }
    }

    /// Values beyond lie on the edge.
    fn share(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// Round values, about five.
    fn ticks(&self) -> Vec<f64> {
        let rough = (self.high - self.low) / 5.0;
        let power = libm::pow(10.0, libm::log10(rough).floor());
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= rough).unwrap_or(power * 10.0);
        let first = (self.low / step).ceil() as i64;
        let last = (self.high / step).floor() as i64;
        (first..=last).map(|tick| tick as f64 * step).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_within_the_span() {
        let ticks = Span { low: 3.2, high: 21.7 }.ticks();
        assert_eq!(ticks, [5.0, 10.0, 15.0, 20.0]);
    }

    #[test]
    fn one_odd_city_does_not_press_the_others_together() {
        let span = Span::of((0..200).map(f64::from).chain([1e6]));
        assert!(span.high < 300.0, "{}", span.high);
        assert_eq!(span.share(1e6), 1.0);
    }
}
