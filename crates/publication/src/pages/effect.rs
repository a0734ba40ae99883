//! Whether it works: what was published, and how far our order agrees with it.

use askama::Template;
use programme::{PublishedResult, ResultKind};

use super::{frame_with, render};
use crate::cycle::Comparison;
use crate::number;
use crate::view::{Frame, Link, Links, View};
use crate::words;

#[derive(Template)]
#[template(path = "effect.html")]
struct Effect<'a> {
    frame: Frame<'a>,
    comparisons: Vec<ComparisonRow>,
    published: Vec<PublishedRow>,
}

struct ComparisonRow {
    year: i16,
    units: u32,
    pairs: u32,
    in_order: u32,
    share: String,
    meaning: String,
    cites: Links,
}

struct PublishedRow {
    year: i16,
    unit: Link,
    what: String,
    confidence: &'static str,
    cites: Links,
}

pub(super) fn page(view: View<'_>) -> String {
    let cycle = view.context.cycle;
    render(&Effect {
        frame: frame_with(view, view.text("effect.title"), &[("comparison", "effect.comparison"), ("published", "effect.published")]),
        comparisons: cycle.comparisons.iter().map(|comparison| comparison_row(view, comparison)).collect(),
        published: cycle.programme.results.iter().map(|result| published_row(view, result)).collect(),
    })
}

fn comparison_row(view: View<'_>, comparison: &Comparison) -> ComparisonRow {
    let agreement = &comparison.agreement;
    let shares = [agreement.share, agreement.share_low, agreement.share_high].map(number::percent);
    ComparisonRow {
        year: comparison.year,
        units: agreement.units,
        pairs: agreement.pairs,
        in_order: agreement.in_order,
        share: view.fill("phrase.with_interval", &[("value", &shares[0]), ("low", &shares[1]), ("high", &shares[2])]),
        meaning: view.of(&comparison.meaning).to_owned(),
        cites: view.cites(&comparison.cite),
    }
}

fn published_row(view: View<'_>, result: &PublishedResult) -> PublishedRow {
    PublishedRow {
        year: result.year,
        unit: view.units(std::slice::from_ref(&result.unit)).0.remove(0),
        what: published(view, result),
        confidence: view.language.text(words::confidence(result.confidence)),
        cites: view.cites(&result.cite),
    }
}

/// `优秀`, or `督查激励`, or `示范园区：…`.
pub(super) fn published(view: View<'_>, result: &PublishedResult) -> String {
    let kind = match result.kind {
        ResultKind::Grade => {
            return result.grade.as_ref().map_or_else(|| view.text("phrase.no_grade").to_owned(), |grade| view.grade(grade));
        }
        ResultKind::BelowGood => "result.below_good",
        ResultKind::StateCouncilIncentive => "result.state_council_incentive",
        ResultKind::IncentiveNominee => "result.incentive_nominee",
        ResultKind::NdrcCommendation => "result.ndrc_commendation",
        ResultKind::FieldCommendation => "result.field_commendation",
        ResultKind::CommendedPark => "result.commended_park",
        ResultKind::CommendedProject => "result.commended_project",
    };
    let kind = view.text(kind);
    if result.subject.is_empty() { kind.to_owned() } else { format!("{kind}{}{}", view.text("layout.colon"), result.subject) }
}
