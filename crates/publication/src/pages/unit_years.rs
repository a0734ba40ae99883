//! A unit over the years: scores, ranks, grades, and what was published.

use programme::UnitId;

use super::ABSENT;
use super::unit::published_in;
use crate::charts::{Caption, Chart, RankLine, RankPoint, ranks_over_years};
use crate::cycle::Year;
use crate::number;
use crate::route::{Route, slug};
use crate::view::{Link, Links, View};
use crate::words;

pub(super) struct YearRow {
    pub year: Link,
    pub score: Link,
    pub rank: String,
    pub grade: String,
    pub missing: String,
    pub method: String,
    pub published: String,
    pub published_cites: Links,
}

pub(super) fn years(view: View<'_>, unit: &UnitId) -> Vec<YearRow> {
    view.context.cycle.years.iter().rev().map(|year| year_row(view, unit, year)).collect()
}

fn year_row<'a>(view: View<'a>, unit: &UnitId, year: &'a Year) -> YearRow {
    let own = view.context.evaluated(year, unit);
    let anchor = format!("u-{}", slug(unit.as_str()));
    let listed = year.evaluation.units.iter().any(|outcome| outcome.unit == *unit);
    let href = view.href_at(&Route::Evaluation(year.year), if listed { &anchor } else { "" });
    let (published, published_cites) = published_in(view, unit, year.year);
    let absent = || ABSENT.to_owned();
    YearRow {
        year: Link::new(year.year.to_string(), href.clone()),
        score: own.map_or_else(|| Link::plain(ABSENT), |own| Link::new(words::score_with_interval(view, &own), href)),
        rank: own.map_or_else(absent, |own| words::rank_with_interval(view, &own)),
        grade: own.map_or_else(|| view.text("unit.not_evaluated").to_owned(), |own| words::grade_with_confidence(view, &own)),
        missing: own.map_or_else(absent, |own| number::percent(own.missing_share())),
        method: view
            .score_labels(&year.evaluation)
            .into_iter()
            .fold(year.evaluation.method.clone(), |text, label| format!("{text} · {label}")),
        published,
        published_cites,
    }
}

/// Drawn where the unit has ranks in two years or more.
pub(super) fn ranks(view: View<'_>, unit: &UnitId) -> Option<Chart> {
    let own = line(view, unit);
    let (_, last) = view.context.last_evaluated(unit)?;
    if own.points.len() < 2 {
        return None;
    }
    let years: Vec<i16> = view.context.cycle.years.iter().map(|year| year.year).collect();
    let peers = view.context.units.iter().filter(|peer| *peer != unit && same_class(view, peer, last.outcome.class.as_deref()));
    let others: Vec<RankLine> = peers.map(|peer| line(view, peer)).filter(|line| !line.points.is_empty()).collect();
    let worst =
        others.iter().chain([&own]).flat_map(|line| line.points.iter().map(|point| point.interval.map_or(point.rank, |(_, high)| high)));
    let of = worst.max().unwrap_or(1).max(last.of);
    let (first, end) = (own.points[0], own.points[own.points.len() - 1]);
    let numbers = [
        ("unit", &own.name as &dyn std::fmt::Display),
        ("from", &first.rank),
        ("first", &first.year),
        ("to", &end.rank),
        ("last", &end.year),
    ];
    let caption = Caption {
        language: view.language,
        id: "rank-years".to_owned(),
        finding: view.fill("unit.ranks_finding", &numbers),
        measure: view.fill("unit.ranks_measure", &[("class", &view.class(last.outcome.class.as_deref()))]),
        source: view.context.last_year().map(|year| view.source(&year.evaluation)).unwrap_or_default(),
    };
    Some(ranks_over_years(caption, &years, &own, &others, of))
}

fn line<'a>(view: View<'a>, unit: &UnitId) -> RankLine {
    let context = view.context;
    let point = |year: &'a Year| {
        let own = context.evaluated(year, unit)?;
        Some(RankPoint { year: year.year, rank: own.rank, interval: own.uncertainty.map(|doubt| (doubt.rank_low, doubt.rank_high)) })
    };
    RankLine { name: view.unit_name(unit), points: context.cycle.years.iter().filter_map(point).collect() }
}

fn same_class(view: View<'_>, unit: &UnitId, class: Option<&str>) -> bool {
    view.context.last_evaluated(unit).is_some_and(|(_, last)| last.outcome.class.as_deref() == class)
}
