//! What support there is: measures by supporter, and the fund.

use std::collections::BTreeMap;

use askama::Template;
use consequences::{Decision, Outcome, Verdict};
use programme::{Fund, Measure};

use super::fund::{FundLedger, ledger};
use super::{ABSENT, frame_with, render};
use crate::cites::{measure_anchor, rule_anchor};
use crate::number;
use crate::route::Route;
use crate::view::{Frame, Link, Links, View};
use crate::words;

#[derive(Template)]
#[template(path = "support.html")]
struct Support<'a> {
    frame: Frame<'a>,
    supporters: Vec<Supporter>,
    funds: Vec<FundRow>,
    ledger: FundLedger,
}

struct Supporter {
    anchor: String,
    name: String,
    measures: Vec<MeasureRow>,
    /// Who qualifies in the last year, by rule.
    entitled: Vec<(Link, Links)>,
}

struct MeasureRow {
    anchor: String,
    instrument: String,
    for_whom: String,
    units: Links,
    condition: String,
    term: String,
    cites: Links,
}

struct FundRow {
    what: String,
    years: String,
    amount: String,
    scope: String,
    confidence: &'static str,
    cites: Links,
}

pub(super) fn page(view: View<'_>) -> String {
    let supporters = supporters(view);
    let mut frame = frame_with(view, view.text("loop.support"), &[]);
    frame.contents = supporters.iter().map(|supporter| Link::new(&supporter.name, format!("#{}", supporter.anchor))).collect();
    frame.contents.push(Link::new(view.text("support.funds"), "#funds"));
    frame.contents.push(Link::new(view.text("support.ledger"), "#ledger"));
    let funds = view.context.cycle.programme.funds.iter().map(|fund| fund_row(view, fund)).collect();
    render(&Support { frame, supporters, funds, ledger: ledger(view) })
}

/// Measures by supporter, in the order in which supporters first appear.
fn supporters(view: View<'_>) -> Vec<Supporter> {
    let mut supporters: Vec<Supporter> = Vec::new();
    for measure in &view.context.cycle.programme.measures {
        let name = measure.supporter.as_ref().map_or_else(|| view.text("support.nobody_named").to_owned(), |name| view.of(name).to_owned());
        let row = measure_row(view, measure);
        match supporters.iter_mut().find(|supporter| supporter.name == name) {
            Some(supporter) => supporter.measures.push(row),
            None => {
                let entitled = measure.supporter.as_ref().map(|supporter| entitled(view, &supporter.zh)).unwrap_or_default();
                supporters.push(Supporter { anchor: format!("supporter-{}", supporters.len() + 1), name, measures: vec![row], entitled });
            }
        }
    }
    supporters
}

/// Units that a rule of the last year entitles to something of this supporter.
fn entitled(view: View<'_>, supporter: &str) -> Vec<(Link, Links)> {
    let Some(year) = view.context.last_year() else { return Vec::new() };
    let mut by_rule: BTreeMap<&str, Vec<&Decision>> = BTreeMap::new();
    for decision in &year.consequences.decisions {
        if decision.verdict == Verdict::Met && decision.outcome == Outcome::Entitlement && decision.supporter.as_deref() == Some(supporter)
        {
            by_rule.entry(&decision.rule).or_default().push(decision);
        }
    }
    let row = |(rule, decisions): (&str, Vec<&Decision>)| {
        let href = view.href_at(&Route::YearConsequences(year.year), &rule_anchor(rule));
        let title = view.fill("support.rule_of", &[("year", &year.year), ("title", &view.of(&decisions[0].title))]);
        let units = decisions
            .iter()
            .map(|decision| Link::new(view.unit_name(&decision.unit), view.href_at(&Route::Unit(decision.unit.clone()), "follows")));
        (Link::new(title, href), Links(units.collect()))
    };
    by_rule.into_iter().map(row).collect()
}

fn measure_row(view: View<'_>, measure: &Measure) -> MeasureRow {
    let term = words::validity(view.language, &measure.validity);
    MeasureRow {
        anchor: measure_anchor(&measure.id),
        instrument: view.of(&measure.instrument).to_owned(),
        for_whom: view.of(&measure.for_whom).to_owned(),
        units: view.units(&measure.units),
        condition: measure.condition.as_ref().map_or_else(|| ABSENT.to_owned(), |condition| view.of(condition).to_owned()),
        term: if term.is_empty() { ABSENT.to_owned() } else { term },
        cites: view.cites(&measure.cite),
    }
}

fn fund_row(view: View<'_>, fund: &Fund) -> FundRow {
    let years = if fund.from_year == fund.to_year { fund.from_year.to_string() } else { format!("{}–{}", fund.from_year, fund.to_year) };
    let amount = number::figure(fund.amount_100m_yuan);
    FundRow {
        what: view.of(&fund.what).to_owned(),
        years,
        amount: if fund.approximate { view.fill("support.about", &[("amount", &amount)]) } else { amount },
        scope: view.of(&fund.scope).to_owned(),
        confidence: view.language.text(words::confidence(fund.confidence)),
        cites: view.cites(&fund.cite),
    }
}
