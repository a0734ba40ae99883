//! A supporter's desk: who qualifies for each of its measures in the last year, why, until when, and what is missing.

use std::collections::{BTreeMap, BTreeSet};

use consequences::{Consequences, Offer, OfferGroup, Verdict, offers, support};
use programme::rule::RuleId;

use super::ABSENT;
use crate::cites::measure_anchor;
use crate::route::Route;
use crate::view::{Link, Links, View};
use crate::words;

/// What one supporter offers in the last year.
pub(super) struct Desk {
    /// How many measures, and how many units qualify for at least one.
    pub(super) total: String,
    pub(super) offers: Vec<OfferRows>,
}

pub(super) struct OfferRows {
    pub(super) what: Link,
    pub(super) cites: Links,
    /// How many qualify, are open, and do not qualify.
    pub(super) total: String,
    pub(super) groups: Vec<GroupRow>,
    /// Those who do not qualify, with the reason.
    pub(super) refused: Vec<GroupRow>,
    pub(super) refused_title: String,
}

pub(super) struct GroupRow {
    pub(super) class: &'static str,
    pub(super) verdict: &'static str,
    pub(super) units: Links,
    pub(super) reason: String,
    pub(super) term: String,
    pub(super) missing: String,
}

/// Desks by the Chinese name of the supporter; measures whose clause names nobody stand under the empty name.
pub(super) fn desks(view: View<'_>) -> BTreeMap<String, Desk> {
    let cycle = view.context.cycle;
    let Some(last) = view.context.last_year() else { return BTreeMap::new() };
    let decided: Vec<Consequences> = cycle.years.iter().map(|year| year.consequences.clone()).collect();
    let day = cycle.programme.rulebook.calendar.day_of(last.year);
    let mut by_supporter: BTreeMap<String, Vec<Offer>> = BTreeMap::new();
    for offer in offers(&support(&cycle.programme, &decided, day)) {
        by_supporter.entry(offer.supporter.as_ref().map(|name| name.zh.clone()).unwrap_or_default()).or_default().push(offer);
    }
    let desk = |(name, offers): (String, Vec<Offer>)| {
        let met = offers.iter().flat_map(|offer| &offer.groups).filter(|group| group.verdict == Verdict::Met);
        let units: BTreeSet<_> = met.flat_map(|group| &group.units).collect();
        let values: [(&str, &dyn std::fmt::Display); 4] =
            [("year", &last.year), ("day", &day), ("n", &offers.len()), ("units", &units.len())];
        (name, Desk { total: view.fill("support.desk_total", &values), offers: offers.iter().map(|offer| rows(view, offer)).collect() })
    };
    by_supporter.into_iter().map(desk).collect()
}

fn rows(view: View<'_>, offer: &Offer) -> OfferRows {
    let (refused, others): (Vec<&OfferGroup>, Vec<&OfferGroup>) = offer.groups.iter().partition(|group| group.verdict == Verdict::NotMet);
    let [met, open, not] = [Verdict::Met, Verdict::Unknown, Verdict::NotMet].map(|verdict| offer.count(verdict));
    let rule = RuleId(offer.id.clone());
    let is_rule = view.context.cycle.programme.rulebook.rules.contains_key(&rule);
    let href = if is_rule { view.href(&Route::Rule(rule)) } else { format!("#{}", measure_anchor(&offer.id)) };
    OfferRows {
        what: Link::new(view.of(&offer.what), href),
        cites: view.cites(&offer.cite),
        total: view.fill("support.offer_total", &[("met", &met), ("open", &open), ("not", &not)]),
        groups: others.iter().map(|group| group_row(view, group)).collect(),
        refused: refused.iter().map(|group| group_row(view, group)).collect(),
        refused_title: view.fill("support.refused", &[("n", &not)]),
    }
}

fn group_row(view: View<'_>, group: &OfferGroup) -> GroupRow {
    let units = group.units.iter().map(|unit| Link::new(view.unit_name(unit), view.href_at(&Route::Unit(unit.clone()), "holdings")));
    let missing: Vec<&str> = group.missing.iter().map(|text| view.of(text)).collect();
    let term = words::term(view.language, group.from, group.to);
    GroupRow {
        class: words::verdict_class(group.verdict),
        verdict: view.language.text(words::verdict(group.verdict)),
        units: Links(units.collect()),
        reason: view.of(&group.reason).to_owned(),
        term: if term.is_empty() { ABSENT.to_owned() } else { term },
        missing: if missing.is_empty() { ABSENT.to_owned() } else { missing.join(view.text("layout.semicolon")) },
    }
}
