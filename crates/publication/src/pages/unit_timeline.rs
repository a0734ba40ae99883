//! What happened to a unit, in order: memberships, events, published results, decisions.

use consequences::Verdict;
use corpus::ClauseId;
use programme::UnitId;

use super::effect::published;
use crate::view::{Links, View};
use crate::words;

/// One entry: a day where it is known, else a year.
pub(super) struct Entry {
    pub when: String,
    pub what: String,
    pub cites: Links,
}

pub(super) fn timeline(view: View<'_>, unit: &UnitId) -> Vec<Entry> {
    let mut entries = memberships(view, unit);
    let programme = &view.context.cycle.programme;
    let events = programme.events.iter().filter(|event| event.unit == *unit);
    entries.extend(events.map(|event| entry(view, event.on.to_string(), view.of(&event.what).to_owned(), &event.cite)));
    let results = programme.results.iter().filter(|result| result.unit == *unit);
    entries.extend(results.map(|result| {
        let when = result.published_on.map_or_else(|| result.year.to_string(), |day| day.to_string());
        let what = view.fill("timeline.published", &[("year", &result.year), ("what", &published(view, result))]);
        entry(view, when, what, &result.cite)
    }));
    let decisions = view.context.cycle.years.iter().flat_map(|year| &year.consequences.decisions);
    entries.extend(decisions.filter(|decision| decision.unit == *unit && decision.verdict == Verdict::Met).map(|decision| {
        let when = decision.from.map_or_else(|| decision.year.to_string(), |day| day.to_string());
        let outcome = view.text(words::outcome(decision.outcome));
        let what = view.fill("timeline.decided", &[("year", &decision.year), ("outcome", &outcome), ("title", &view.of(&decision.title))]);
        entry(view, when, what, &decision.clause)
    }));
    entries.sort_by(|a, b| a.when.cmp(&b.when).then_with(|| a.what.cmp(&b.what)));
    entries
}

fn entry(view: View<'_>, when: String, what: String, cite: &[ClauseId]) -> Entry {
    Entry { when, what, cites: view.cites(cite) }
}

/// Joining and, where it happened, leaving.
fn memberships(view: View<'_>, unit: &UnitId) -> Vec<Entry> {
    let programme = &view.context.cycle.programme;
    let mut entries = Vec::new();
    for member in programme.members.iter().filter(|member| member.unit == *unit) {
        let zone = programme.zone(&member.zone).map_or_else(|| member.zone.to_string(), |zone| view.of(&zone.name).to_owned());
        for (day, key) in [(member.validity.from, "timeline.joined"), (member.validity.to, "timeline.left")] {
            entries.extend(day.map(|day| entry(view, day.to_string(), view.fill(key, &[("zone", &zone)]), &member.cite)));
        }
    }
    entries
}
