//! Pages: each gathers what it shows into plain rows, and a template writes them.

mod audit;
mod consequences;
mod data;
mod data_map;
mod data_types;
mod desk;
mod effect;
mod evaluation;
mod findings;
mod fund;
mod not_found;
mod overview;
mod paper_facts;
mod paper_variants;
mod papers;
mod practices;
mod rules;
mod support;
mod support_desk;
mod targets;
mod tasks;
mod unit;
mod unit_duties;
mod unit_ledger;
mod unit_reasons;
mod unit_score;
mod unit_timeline;
mod unit_years;
mod units;
mod zone;

use askama::Template;

pub(crate) use desk::page as desk_page;
pub use desk::{Choice, Desk, Open, Queue, Told, Wanted};
pub(crate) use findings::stage_name;

use crate::route::Route;
use crate::view::{Frame, Link, View};

/// Writes the page that the view stands on.
pub(crate) fn write(view: View<'_>) -> String {
    match view.route {
        Route::Overview => overview::page(view),
        Route::Units => units::page(view),
        Route::Unit(unit) => unit::page(view, unit),
        Route::Zone(zone) => zone::page(view, zone),
        Route::Targets => targets::page(view),
        Route::Tasks => tasks::page(view),
        Route::Support => support::page(view),
        Route::Data => data::page(view),
        Route::DataMap => data_map::page(view),
        Route::DataTypes => data_types::page(view),
        Route::UnitData(unit) => data::unit_page(view, unit),
        Route::Evaluations => evaluation::list(view),
        Route::Evaluation(year) => evaluation::page(view, *year),
        Route::Audit(year) => audit::page(view, *year),
        Route::Consequences => consequences::list(view),
        Route::YearConsequences(year) => consequences::page(view, *year),
        Route::Rules => rules::list(view),
        Route::Rule(rule) => rules::page(view, rule),
        Route::Practices => practices::page(view),
        Route::Effect => effect::page(view),
        Route::Papers => papers::list(view),
        Route::Paper(paper) => papers::page(view, paper),
        Route::Findings => findings::page(view),
        Route::Desk(_) => desk::page(view, &Desk::Away),
        Route::NotFound => not_found::page(view),
    }
}

fn render(template: &impl Template) -> String {
    template.render().expect("templates write to memory and have no failing filters")
}

fn frame<'a>(view: View<'a>, title: impl Into<String>) -> Frame<'a> {
    Frame { view, title: title.into(), contents: Vec::new() }
}

/// A page with contents at its side; the keys name messages.
fn frame_with<'a>(view: View<'a>, title: impl Into<String>, contents: &[(&str, &str)]) -> Frame<'a> {
    let contents = contents.iter().map(|(anchor, key)| Link::new(view.text(key), format!("#{anchor}"))).collect();
    Frame { view, title: title.into(), contents }
}

/// A table's cell that is known to be absent.
const ABSENT: &str = "—";
