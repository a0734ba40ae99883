//! Checks that the programme folder declares: ranges, and formulas that must give the same.

use std::collections::{BTreeMap, BTreeSet};

use corpus::Bilingual;
use programme::IndicatorId;

use crate::check::panel::{Panel, Series};
use crate::check::settings::{Identity, Settings};
use crate::check::{Suspect, Suspicion, rounded, suspicion};
use crate::formula::Formula;

pub(crate) fn ranges(panel: &Panel, settings: &Settings, suspicions: &mut Vec<Suspicion>) {
    let ranges = settings.ranges();
    for series in &panel.series {
        let Some(range) = ranges.get(series.heading.as_str()) else { continue };
        for point in &series.points {
            if range.least.is_some_and(|least| point.value < least) || range.most.is_some_and(|most| point.value > most) {
                let bound = |bound: Option<f64>| bound.map_or_else(|| "…".to_owned(), |bound| bound.to_string());
                let (least, most) = (bound(range.least), bound(range.most));
                let message = Bilingual::new(format!("超出允许范围{least}至{most}"), format!("it is outside {least} to {most}"));
                suspicions.push(suspicion(series, point, Suspect::OutOfRange, 1.0, message));
            }
        }
    }
}

pub(crate) fn identities(panel: &Panel, settings: &Settings, suspicions: &mut Vec<Suspicion>) {
    for identity in &settings.identity {
        // Broken formulas were reported when the settings were read.
        let (Ok(left), Ok(right)) = (Formula::read(&identity.left), Formula::read(&identity.right)) else { continue };
        let needs: BTreeSet<(IndicatorId, i16)> = left.needs().into_iter().chain(right.needs()).collect();
        let Some((first, _)) = needs.first() else { continue };
        for anchor in panel.of_heading(first.as_str()) {
            let others: BTreeMap<&str, &Series> =
                needs.iter().filter_map(|(id, _)| Some((id.as_str(), panel.find(id.as_str(), &anchor.place)?))).collect();
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
        suspicions.push(suspicion(anchor, point, Suspect::Identity, likelihood, message));
    }
}
