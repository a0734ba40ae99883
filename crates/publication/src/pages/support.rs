//! What support there is: who qualifies with each supporter, its measures, and the fund.

use askama::Template;
use programme::{Fund, Measure};

use super::fund::{FundLedger, ledger};
use super::support_desk::{Desk, desks};
use super::{ABSENT, frame_with, render};
use crate::cites::measure_anchor;
use crate::number;
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
    desk: Option<Desk>,
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

/// Measures by supporter, in the order in which supporters first appear; those who only give by a rule come last.
fn supporters(view: View<'_>) -> Vec<Supporter> {
    let mut desks = desks(view);
    let mut supporters: Vec<Supporter> = Vec::new();
    for measure in &view.context.cycle.programme.measures {
        let name = measure.supporter.as_ref().map_or_else(|| view.text("support.nobody_named").to_owned(), |name| view.of(name).to_owned());
        let row = measure_row(view, measure);
        match supporters.iter_mut().find(|supporter| supporter.name == name) {
            Some(supporter) => supporter.measures.push(row),
            None => {
                let desk = desks.remove(measure.supporter.as_ref().map_or("", |name| name.zh.as_str()));
                supporters.push(Supporter { anchor: anchor(supporters.len()), name, measures: vec![row], desk });
            }
        }
    }
    for (name, desk) in desks {
        supporters.push(Supporter { anchor: anchor(supporters.len()), name, measures: Vec::new(), desk: Some(desk) });
    }
    supporters
}

fn anchor(before: usize) -> String {
    format!("supporter-{}", before + 1)
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
