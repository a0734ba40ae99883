//! Why a unit's score differs from the year before, where its uncertainty comes from, and which weight would turn its grade.

use evaluation::{Change, Lift};
use programme::UnitId;

use super::audit::sensitivity_chart;
use super::evaluation::node_anchor;
use crate::charts::Chart;
use crate::number;
use crate::route::Route;
use crate::view::{Link, View};

/// Differences and doubts of the last year that judged the unit.
pub(super) struct Reasons {
    pub difference: Option<DifferenceRow>,
    pub sensitivity: Option<Chart>,
    pub weight: Option<String>,
    pub lift: Option<LiftRows>,
    pub audit: Link,
}

/// The change of the score and its four parts, which sum to it.
pub(super) struct DifferenceRow {
    pub lead: String,
    pub parts: Vec<(String, String)>,
}

/// The changes that would lift the unit.
pub(super) struct LiftRows {
    pub lead: String,
    /// Indicator, now, needed, size in deviations, what peers achieve in a year.
    pub rows: Vec<[Link; 5]>,
}

pub(super) fn reasons(view: View<'_>, unit: &UnitId) -> Option<Reasons> {
    let (year, _) = view.context.last_evaluated(unit)?;
    let audit = year.audit.as_ref()?;
    let difference = year.differences.get(unit).map(|found| DifferenceRow {
        lead: view.fill(
            "audit.difference_lead",
            &[
                ("from", &found.from.year),
                ("to", &found.to.year),
                ("before", &number::score(found.from.score)),
                ("after", &number::score(found.to.score)),
                ("change", &number::signed(found.to.score - found.from.score)),
            ],
        ),
        parts: [
            ("audit.by_data", found.data),
            ("audit.by_method", found.method),
            ("audit.by_class", found.class),
            ("audit.by_peers", found.peers),
        ]
        .map(|(key, points)| (view.text(key).to_owned(), number::signed(points)))
        .to_vec(),
    });
    let sensitivity = audit.sensitivity.as_ref().and_then(|all| {
        let indices = all.units.get(unit)?.score.as_ref()?;
        let strongest = indices
            .factors
            .iter()
            .max_by(|a, b| a.1.total.total_cmp(&b.1.total))
            .and_then(|(id, _)| all.factors.iter().find(|factor| factor.id == *id))?;
        let finding =
            view.fill("audit.unit_sensitivity_finding", &[("unit", &view.unit_name(unit)), ("factor", &view.of(&strongest.name))]);
        Some(sensitivity_chart(view, year, "sensitivity-score", finding, indices, &all.factors))
    });
    let weight = audit.weight_changes.get(unit).map(|change| {
        let grade = change.grade.as_ref().map_or_else(|| view.text("phrase.no_grade").to_owned(), |grade| view.grade(grade));
        let share = number::fine_percent;
        view.fill(
            "audit.weight_turns",
            &[("name", &view.of(&change.name)), ("share", &share(change.share)), ("turns", &share(change.turns_at)), ("grade", &grade)],
        )
    });
    let lift = year.lifts.get(unit).map(|found| lift(view, year.year, found));
    let audit = Link::new(view.fill("audit.title", &[("year", &year.year)]), view.href(&Route::Audit(year.year)));
    Some(Reasons { difference, sensitivity, weight, lift, audit })
}

fn lift(view: View<'_>, year: i16, found: &Lift) -> LiftRows {
    let (now, reached) = (number::score(found.score_now), number::score(found.score));
    let lead = match &found.grade {
        Some(grade) => view.fill("lift.reaches", &[("grade", &view.grade(grade)), ("score", &now), ("reached", &reached)]),
        None => view.fill("lift.out_of_reach", &[("score", &now), ("reached", &reached)]),
    };
    let chance = found.probability.map(|share| view.fill("lift.probability", &[("share", &number::percent(share))])).unwrap_or_default();
    let row = |change: &Change| {
        let node = view.href_at(&Route::Evaluation(year), &node_anchor(&change.path));
        let origin = view.origin(&found.unit, &change.indicator, year);
        [
            Link::new(view.of(&change.name), node.clone()),
            Link::new(number::figure(change.from), origin.unwrap_or(node)),
            Link::plain(number::figure(change.to)),
            Link::plain(number::score(change.deviations)),
            Link::plain(number::figure(change.reach)),
        ]
    };
    LiftRows { lead: format!("{lead}{chance}"), rows: found.changes.iter().map(row).collect() }
}
