//! What holds for a unit today, since when, until when and confirmed by whom; objections, and what they corrected.

use consequences::objection::{Admission, Subject, admission, stayed, window};
use consequences::{Consequences, Outcome};
use programme::UnitId;
use programme::rule::RuleId;

use super::ABSENT;
use super::unit::indicator_name;
use crate::cites::rule_anchor;
use crate::route::Route;
use crate::view::{Link, Links, View};
use crate::words;

/// A right or a restriction that holds on the day of the cycle.
pub(super) struct Holding {
    pub(super) title: Link,
    pub(super) outcome: &'static str,
    pub(super) supporter: String,
    pub(super) term: String,
    pub(super) still: String,
    pub(super) confirmed: String,
    pub(super) cites: Links,
}

pub(super) fn holdings(view: View<'_>, unit: &UnitId) -> Vec<Holding> {
    let cycle = view.context.cycle;
    let years: Vec<Consequences> = cycle.years.iter().map(|year| of_unit(&year.consequences, unit)).collect();
    let all = consequences::ledger(&cycle.programme.rulebook, &years, &cycle.proceedings.confirmations);
    let held: Vec<(i16, String)> = years
        .iter()
        .flat_map(|year| stayed(year, &cycle.proceedings.objections, cycle.day))
        .map(|decision| (decision.year, decision.rule.clone()))
        .collect();
    let own = consequences::in_force(&all, cycle.day).filter(|entry| entry.outcome != Outcome::ObjectionRight);
    let row = |entry: &consequences::Entry| {
        let still: Vec<&str> = entry.still_to_meet.iter().map(|text| view.of(text)).collect();
        let stay = held.contains(&(entry.year, entry.rule.clone()));
        let confirmed = entry.confirmed.as_ref().filter(|confirmation| confirmation.on <= cycle.day);
        let confirmed = confirmed.map_or_else(|| view.text("unit.not_confirmed").to_owned(), |by| format!("{} {}", by.by, by.on));
        Holding {
            title: Link::new(
                format!("{} {}", entry.year, view.of(&entry.title)),
                view.href_at(&Route::YearConsequences(entry.year), &rule_anchor(&entry.rule)),
            ),
            outcome: view.language.text(words::outcome(entry.outcome)),
            supporter: entry.supporter.clone().unwrap_or_else(|| ABSENT.to_owned()),
            term: words::term(view.language, entry.from, entry.to),
            still: if still.is_empty() { ABSENT.to_owned() } else { still.join(view.text("layout.semicolon")) },
            confirmed: if stay { view.text("unit.stayed").to_owned() } else { confirmed },
            cites: view.cites(&entry.clause),
        }
    };
    own.map(row).collect()
}

fn of_unit(year: &Consequences, unit: &UnitId) -> Consequences {
    let decisions = year.decisions.iter().filter(|decision| decision.unit == *unit).cloned().collect();
    Consequences { year: year.year, decisions, ..Consequences::default() }
}

pub(super) struct ObjectionRow {
    pub(super) id: String,
    pub(super) against: String,
    pub(super) filed: String,
    pub(super) grounds: String,
    pub(super) outcome: String,
    pub(super) cites: Links,
}

pub(super) fn objections(view: View<'_>, unit: &UnitId) -> Vec<ObjectionRow> {
    let cycle = view.context.cycle;
    let own = cycle.proceedings.objections.iter().filter(|one| one.unit == *unit && one.filed_on <= cycle.day);
    let row = |one: &consequences::objection::Objection| {
        let year = view.context.year(one.subject.year());
        let window = year.and_then(|year| window(&year.consequences, unit));
        let heard = admission(one, window.as_ref());
        let decided = one.resolution.as_ref().filter(|resolution| resolution.on <= cycle.day);
        let outcome = match (&heard, decided) {
            (_, Some(resolution)) => {
                let key = if resolution.upheld { "unit.upheld" } else { "unit.refused" };
                view.fill(key, &[("on", &resolution.on), ("by", &resolution.by), ("reason", &resolution.reason)])
            }
            (Admission::Refused(why), None) => view.fill("unit.not_heard", &[("why", &view.of(why))]),
            (Admission::Open(why), None) => view.fill("unit.perhaps_heard", &[("why", &view.of(why))]),
            (Admission::Admitted, None) => view.text("unit.objection_open").to_owned(),
        };
        ObjectionRow {
            id: one.id.clone(),
            against: against(view, &one.subject),
            filed: format!("{} {}", one.filed_on, one.by),
            grounds: format!("{} {}", one.grounds, one.evidence.join(view.text("layout.semicolon"))),
            outcome,
            cites: view.cites(decided.map(|resolution| resolution.cite.as_slice()).unwrap_or_default()),
        }
    };
    own.map(row).collect()
}

/// What an objection is against, with its year.
pub(super) fn against(view: View<'_>, subject: &Subject) -> String {
    let what = match subject {
        Subject::Figure { indicator, .. } => indicator_name(view, indicator),
        Subject::Score { .. } => view.text("unit.score_and_grade").to_owned(),
        Subject::Decision { rule, .. } => rule_title(view, rule),
    };
    view.fill("unit.against", &[("year", &subject.year()), ("what", &what)])
}

pub(super) fn rule_title(view: View<'_>, rule: &str) -> String {
    let known = view.context.cycle.programme.rulebook.rules.get(&RuleId(rule.to_owned()));
    known.map_or_else(|| rule.to_owned(), |rule| view.of(&rule.title).to_owned())
}

pub(super) struct CorrectionRow {
    pub(super) item: String,
    pub(super) before: String,
    pub(super) after: String,
    pub(super) because: String,
}

pub(super) fn corrections(view: View<'_>, unit: &UnitId) -> Vec<CorrectionRow> {
    let own = view.context.cycle.corrections.iter().filter(|correction| correction.unit == *unit);
    let row = |correction: &consequences::objection::Correction| CorrectionRow {
        item: format!("{} {}", correction.year, view.of(&correction.item)),
        before: view.of(&correction.before).to_owned(),
        after: view.of(&correction.after).to_owned(),
        because: view
            .fill("unit.because_objection", &[("id", &correction.objection), ("on", &correction.on), ("reason", &correction.reason)]),
    };
    own.map(row).collect()
}
