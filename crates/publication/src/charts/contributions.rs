//! From the mean of the class to the unit's score, indicator by indicator.

use super::svg::{Anchor, Svg, labels};
use super::{Caption, Chart};
use crate::number;

/// What one indicator adds to or takes from the score, compared with the class.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub name: String,
    /// Points of the unit, and mean points of its class.
    pub points: f64,
    pub mean: f64,
}

const LINE: f64 = 22.0;
/// Between labels and steps.
const GAP: f64 = 14.0;
const RIGHT: f64 = 640.0;
const WIDTH: f64 = 720.0;
const TOP: f64 = 10.0;

/// Draws the waterfall. The steps are drawn in the given order.
pub(crate) fn contributions(caption: Caption, mean: f64, steps: &[Step], score: f64) -> Chart {
    let language = caption.language;
    let levels = levels(mean, steps);
    let (low, high) = levels.iter().chain([&score]).fold((f64::MAX, f64::MIN), |(low, high), level| (low.min(*level), high.max(*level)));
    let spread = (high - low).max(1e-9);
    let ends = [language.text("column.class_mean"), language.text("column.score")];
    let (names, left) = labels(ends.into_iter().chain(steps.iter().map(|step| step.name.as_str())));
    let left = left + 2.0 * GAP;
    let x = |value: f64| left + (RIGHT - left) * (value - low) / spread;
    let height = TOP + LINE * (steps.len() + 2) as f64 + 6.0;
    let mut svg = Svg::default();
    svg.line((x(mean), TOP), (x(mean), height - 6.0), "grid");
    end(&mut svg, (left, TOP), x(mean), &names[0], mean);
    for (place, step) in steps.iter().enumerate() {
        let y = TOP + LINE * (place + 1) as f64;
        let (from, to) = (x(levels[place]), x(levels[place + 1]));
        let change = step.points - step.mean;
        svg.text((left - GAP, y + 16.0), Anchor::End, "label", &names[place + 2]);
        svg.rect((from.min(to), y + 4.0), ((to - from).abs().max(1.0), LINE - 8.0), if change < 0.0 { "loss" } else { "gain" }, None);
        svg.text((from.max(to) + 6.0, y + 16.0), Anchor::Start, "value", &number::signed(change));
    }
    end(&mut svg, (left, TOP + LINE * (steps.len() + 1) as f64), x(score), &names[1], score);
    let head = caption.head(&["column.indicator", "column.points", "column.class_mean", "column.difference"]);
    let description = described(&caption, mean, steps, score);
    let cells = |step: &Step| {
        vec![step.name.clone(), number::score(step.points), number::score(step.mean), number::signed(step.points - step.mean)]
    };
    caption.chart(description, (WIDTH, height), svg, head, steps.iter().map(cells).collect())
}

/// Returns where the waterfall stands before the first step and after each one.
fn levels(mean: f64, steps: &[Step]) -> Vec<f64> {
    let after = steps.iter().scan(mean, |level, step| {
        *level += step.points - step.mean;
        Some(*level)
    });
    std::iter::once(mean).chain(after).collect()
}

fn end(svg: &mut Svg, (left, y): (f64, f64), x: f64, name: &str, value: f64) {
    svg.text((left - GAP, y + 16.0), Anchor::End, "label strong", name);
    svg.dot((x, y + 11.0), 5.5, "dot");
    svg.text((x + 12.0, y + 16.0), Anchor::Start, "value strong", &number::score(value));
}

fn described(caption: &Caption, mean: f64, steps: &[Step], score: f64) -> String {
    let change = |step: &&Step| step.points - step.mean;
    let by_change = |a: &&Step, b: &&Step| change(a).total_cmp(&change(b));
    let name = |step: Option<&Step>| step.map_or("—", |step| &step.name).to_owned();
    let (best, worst) = (name(steps.iter().max_by(by_change)), name(steps.iter().min_by(by_change)));
    let (mean, score) = (number::score(mean), number::score(score));
    caption.language.fill("chart.contributions_described", &[("mean", &mean), ("score", &score), ("best", &best), ("worst", &worst)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_lead_from_the_class_mean_to_the_score() {
        let step = |points, mean| Step { name: String::new(), points, mean };
        let levels = levels(60.0, &[step(12.0, 10.0), step(3.0, 8.0)]);
        assert_eq!(levels, [60.0, 62.0, 57.0]);
    }
}
