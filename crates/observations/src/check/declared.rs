//! Checks that the programme folder declares: ranges, and formulas that must give the same.

use std::collections::{BTreeMap, BTreeSet};

use corpus::Bilingual;
use programme::IndicatorId;

use crate::check::panel::{Panel, Series};
use crate::check::settings::{Identity, Part, Ratio, Settings};
use crate::check::suspicion::{Suspect, Suspicion, rounded};
use crate::formula::Formula;
use crate::unit::UnitOfMeasure;

pub(crate) fn ranges(panel: &Panel, settings: &Settings, suspicions: &mut Vec<Suspicion>) {
    let ranges = settings.ranges();
    for series in &panel.series {
        let Some(range) = ranges.get(series.heading.as_str()) else { continue };
        for point in &series.points {
            if range.least.is_some_and(|least| point.value < least) || range.most.is_some_and(|most| point.value > most) {
                let (least, most) = (bound(range.least), bound(range.most));
                let message = Bilingual::new(format!("超出允许范围{least}至{most}"), format!("it is outside {least} to {most}"));
                suspicions.push(Suspicion::new(series, point, Suspect::OutOfRange, 1.0, message));
            }
        }
    }
}

fn bound(bound: Option<f64>) -> String {
    bound.map_or_else(|| "…".to_owned(), |bound| bound.to_string())
}

/// Formulas whose value must lie within bounds.
pub(crate) fn ratios(panel: &Panel, settings: &Settings, suspicions: &mut Vec<Suspicion>) {
    for Ratio { name, formula, least, most } in &settings.ratio {
        let Ok(read) = Formula::read(formula) else { continue };
        let needs = read.needs();
        let Some((first, _)) = needs.first() else { continue };
        for anchor in panel.of_heading(first.as_str()) {
            let others = series_of(panel, &needs, &anchor.place);
            for point in &anchor.points {
                let figure = |id: &IndicatorId, back: i16| others.get(id.as_str())?.at(point.year - back).map(|point| point.value);
                let Some(value) = read.value(&figure) else { continue };
                if least.is_some_and(|least| value < least) || most.is_some_and(|most| value > most) {
                    let (least, most, value) = (bound(*least), bound(*most), rounded(value));
                    let message = Bilingual::new(
                        format!("“{}”（{formula}）为{value}，超出{least}至{most}", name.zh),
                        format!("{} ({formula}) is {value}, outside {least} to {most}", name.en),
                    );
                    suspicions.push(Suspicion::new(anchor, point, Suspect::Ratio, 1.0, message));
                }
            }
        }
    }
}

/// Parts that are larger than their whole.
pub(crate) fn parts(panel: &Panel, settings: &Settings, suspicions: &mut Vec<Suspicion>) {
    for Part { part, whole, tolerance_pct } in &settings.part {
        for series in panel.of_heading(part) {
            let Some(total) = panel.find(whole, &series.place) else { continue };
            let factor = factor(series, total);
            for point in &series.points {
                let (Some(total), Some(factor)) = (total.at(point.year).map(|total| total.value), factor) else { continue };
                let excess = (point.value * factor - total) / total.abs().max(f64::MIN_POSITIVE) * 100.0;
                if excess > *tolerance_pct && total > 0.0 {
                    let message = Bilingual::new(
                        format!("大于其总数“{whole}”{total}（多{excess:.1}%）"),
                        format!("it is larger than its whole `{whole}`, {total}, by {excess:.1} %"),
                    );
                    let likelihood = (excess - tolerance_pct) / excess;
                    suspicions.push(Suspicion::new(series, point, Suspect::Part, likelihood, message));
                }
            }
        }
    }
}

fn factor(from: &Series, to: &Series) -> Option<f64> {
    if from.unit == to.unit {
        return Some(1.0);
    }
    UnitOfMeasure::read(&from.unit)?.factor_to(&UnitOfMeasure::read(&to.unit)?)
}

fn series_of<'a>(panel: &'a Panel, needs: &'a BTreeSet<(IndicatorId, i16)>, place: &str) -> BTreeMap<&'a str, &'a Series> {
    needs.iter().filter_map(|(id, _)| Some((id.as_str(), panel.find(id.as_str(), place)?))).collect()
}

pub(crate) fn identities(panel: &Panel, settings: &Settings, suspicions: &mut Vec<Suspicion>) {
    for identity in &settings.identity {
        // Broken formulas were reported when the settings were read.
        let (Ok(left), Ok(right)) = (Formula::read(&identity.left), Formula::read(&identity.right)) else { continue };
        let needs: BTreeSet<(IndicatorId, i16)> = left.needs().into_iter().chain(right.needs()).collect();
        let Some((first, _)) = needs.first() else { continue };
        for anchor in panel.of_heading(first.as_str()) {
            let others = series_of(panel, &needs, &anchor.place);
            compare(identity, &left, &right, anchor, &others, suspicions);
        }
    }
}

fn compare(
    identity: &Identity,
    left: &Formula,
    right: &Formula,
    anchor: &Series,
    others: &BTreeMap<&str, &Series>,
    suspicions: &mut Vec<Suspicion>,
) {
    for point in &anchor.points {
        let figure = |id: &IndicatorId, back: i16| others.get(id.as_str())?.at(point.year - back).map(|point| point.value);
        let (Some(a), Some(b)) = (left.value(&figure), right.value(&figure)) else { continue };
        let difference = (a - b).abs() / a.abs().max(b.abs()).max(f64::MIN_POSITIVE) * 100.0;
        if difference <= identity.tolerance_pct {
            continue;
        }
        // Rounding explains differences just above the tolerance, hardly ones many times as large.
        let likelihood = (difference - identity.tolerance_pct) / difference;
        let (shown_a, shown_b) = (rounded(a), rounded(b));
        let message = Bilingual::new(
            format!("“{}”不成立：{} = {shown_a}，{} = {shown_b}，相差{difference:.1}%", identity.name.zh, identity.left, identity.right),
            format!(
                "{} does not hold: {} = {shown_a}, {} = {shown_b}, {difference:.1} % apart",
                identity.name.en, identity.left, identity.right
            ),
        );
        suspicions.push(Suspicion::new(anchor, point, Suspect::Identity, likelihood, message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Point;
    use crate::check::settings::{Range, example};

    /// One place and year, by heading and unit.
    fn check(settings: &Settings, figures: &[(&str, &str, f64)]) -> Vec<(Suspect, String)> {
        let mut series: Vec<Series> = figures
            .iter()
            .map(|(heading, unit, value)| Series {
                heading: (*heading).to_owned(),
                place: "430300".to_owned(),
                unit: (*unit).to_owned(),
                points: vec![Point { year: 2019, value: *value, row: 0, noted: false, known_on: None }],
                ..Series::default()
            })
            .collect();
        series.sort_by(|a, b| a.heading.cmp(&b.heading));
        let found = crate::check::check(&Panel { file: String::new(), series }, settings);
        found.into_iter().map(|one| (one.suspect, one.heading)).collect()
    }

    fn name() -> Bilingual {
        Bilingual::new("比例", "ratio")
    }

    #[test]
    fn a_figure_outside_its_range_is_told() {
        let range = Range { heading: "share".to_owned(), least: Some(0.0), most: Some(100.0) };
        let settings = Settings { range: vec![range], ..example() };
        assert_eq!(check(&settings, &[("share", "%", 104.0)]), [(Suspect::OutOfRange, "share".to_owned())]);
        assert_eq!(check(&settings, &[("share", "%", 44.0)]), []);
    }

    #[test]
    fn a_ratio_outside_its_bounds_is_told() {
        let ratio = Ratio { name: name(), formula: "gdp / people".to_owned(), least: Some(0.5), most: Some(50.0) };
        let settings = Settings { ratio: vec![ratio], ..example() };
        assert_eq!(check(&settings, &[("gdp", "亿元", 2257.6), ("people", "万人", 2.88)]), [(Suspect::Ratio, "gdp".to_owned())]);
        assert_eq!(check(&settings, &[("gdp", "亿元", 2257.6), ("people", "万人", 288.8)]), []);
    }

    #[test]
    fn a_part_above_its_whole_is_told_in_whatever_unit() {
        let part = Part { part: "urban".to_owned(), whole: "people".to_owned(), tolerance_pct: 1.0 };
        let settings = Settings { part: vec![part], ..example() };
        assert_eq!(check(&settings, &[("urban", "万人", 300.0), ("people", "人", 2_888_000.0)]), [(Suspect::Part, "urban".to_owned())]);
        assert_eq!(check(&settings, &[("urban", "万人", 180.0), ("people", "人", 2_888_000.0)]), []);
    }

    #[test]
    fn parts_that_do_not_sum_to_their_whole_are_told() {
        let identity = Identity { name: name(), left: "gdp".to_owned(), right: "first + second".to_owned(), tolerance_pct: 2.0 };
        let settings = Settings { identity: vec![identity], ..example() };
        assert_eq!(check(&settings, &[("gdp", "亿元", 220.0), ("first", "亿元", 90.0), ("second", "亿元", 110.0)]).len(), 1);
        assert_eq!(check(&settings, &[("gdp", "亿元", 200.0), ("first", "亿元", 90.0), ("second", "亿元", 110.0)]), []);
    }
}
