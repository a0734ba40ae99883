//! A unit's score of the last year that judged it: never alone, and taken apart.

use evaluation::Contribution;
use programme::UnitId;

use super::ABSENT;
use super::evaluation::node_anchor;
use crate::charts::{Caption, Chart, Step, contributions as waterfall};
use crate::context::Evaluated;
use crate::cycle::Year;
use crate::number;
use crate::published::letter_path;
use crate::route::{Route, slug};
use crate::view::{Link, Links, View};
use crate::words;

/// The score with all that must stand beside it.
pub(super) struct ScoreVerdict {
    pub labels: Vec<String>,
    pub score_name: String,
    pub score: String,
    pub score_interval: Option<String>,
    pub grade: String,
    pub confidence: Option<String>,
    pub rank: String,
    pub rank_interval: String,
    pub ranking: String,
    pub figures: String,
    pub missing: String,
    pub method: String,
    pub letter: Link,
}

pub(super) struct Contributions {
    pub waterfall: Chart,
    pub rows: Vec<Row>,
    pub sum: String,
    pub class_mean: String,
}

pub(super) struct Row {
    pub anchor: String,
    pub missing: bool,
    pub name: String,
    pub raw: Link,
    pub unit: String,
    pub normalised: Link,
    pub weight: Link,
    pub points: Link,
    pub mean: String,
    pub remarks: String,
    /// Figures behind a value that the method works out.
    pub made_of: Links,
    pub cites: Links,
}

pub(super) fn verdict(view: View<'_>, unit: &UnitId) -> Option<ScoreVerdict> {
    let (year, own) = view.context.last_evaluated(unit)?;
    let class = view.class(own.outcome.class.as_deref());
    let interval = |low: &dyn std::fmt::Display, high: &dyn std::fmt::Display| view.fill("unit.interval", &[("low", low), ("high", high)]);
    let rank_interval = own.uncertainty.map(|doubt| interval(&doubt.rank_low, &doubt.rank_high)).unwrap_or_default();
    Some(ScoreVerdict {
        labels: view.score_labels(&year.evaluation),
        score_name: view.fill("unit.score_of", &[("year", &year.year)]),
        score: number::score(own.score),
        score_interval: own.uncertainty.map(|doubt| interval(&number::score(doubt.score_low), &number::score(doubt.score_high))),
        grade: own.grade.map_or_else(|| view.text("phrase.no_grade").to_owned(), |grade| view.grade(grade)),
        confidence: own.confidence().map(|share| view.fill("unit.confidence", &[("share", &number::percent(share))])),
        rank: own.rank.to_string(),
        rank_interval: view.fill("unit.rank_of", &[("of", &own.of), ("class", &class), ("interval", &rank_interval)]),
        ranking: view.href_at(&Route::Evaluation(year.year), &format!("u-{}", slug(unit.as_str()))),
        figures: words::figures(own.outcome),
        missing: view.fill("unit.missing_share", &[("share", &number::percent(own.missing_share()))]),
        method: view.source(&year.evaluation),
        letter: Link::new(view.text("unit.letter"), format!("{}{}", view.root(), letter_path(year.year, unit))),
    })
}

pub(super) fn contributions(view: View<'_>, unit: &UnitId) -> Option<Contributions> {
    let (year, own) = view.context.last_evaluated(unit)?;
    let means = view.context.class_mean(year.year, own.outcome.class.as_deref());
    let mean_of = |contribution: &Contribution| means.get(&contribution.path).copied().unwrap_or(0.0);
    let class_mean: f64 = means.values().sum();
    Some(Contributions {
        waterfall: chart(view, year, unit, &own, &mean_of),
        rows: own.contributions.iter().map(|contribution| row(view, year, unit, contribution, mean_of(contribution))).collect(),
        sum: number::score(own.score),
        class_mean: number::score(class_mean),
    })
}

/// Largest differences first, so that the eye meets what matters.
fn chart(view: View<'_>, year: &Year, unit: &UnitId, own: &Evaluated<'_>, mean_of: &dyn Fn(&Contribution) -> f64) -> Chart {
    let step = |contribution: &Contribution| Step {
        name: view.of(&contribution.name).to_owned(),
        points: contribution.points,
        mean: mean_of(contribution),
    };
    let mut steps: Vec<Step> = own.contributions.iter().map(step).collect();
    steps.sort_by(|a, b| (b.points - b.mean).abs().total_cmp(&(a.points - a.mean).abs()));
    // The waterfall starts where its steps start from, so that it ends at the score.
    let mean = own.score - steps.iter().map(|step| step.points - step.mean).sum::<f64>();
    let best = steps.iter().max_by(|a, b| (a.points - a.mean).total_cmp(&(b.points - b.mean)));
    let worst = steps.iter().min_by(|a, b| (a.points - a.mean).total_cmp(&(b.points - b.mean)));
    let name = |step: Option<&Step>| step.map_or_else(|| ABSENT.to_owned(), |step| step.name.clone());
    let caption = Caption {
        language: view.language,
        id: "waterfall".to_owned(),
        finding: view.fill("unit.waterfall_finding", &[("unit", &view.unit_name(unit)), ("best", &name(best)), ("worst", &name(worst))]),
        measure: view.text("unit.waterfall_measure").to_owned(),
        source: view.source(&year.evaluation),
    };
    waterfall(caption, mean, &steps, own.score)
}

fn row(view: View<'_>, year: &Year, unit: &UnitId, contribution: &Contribution, mean: f64) -> Row {
    let indicator = contribution.indicator.as_ref().and_then(|id| view.context.cycle.programme.indicators.get(id));
    let node = view.href_at(&Route::Evaluation(year.year), &node_anchor(&contribution.path));
    let link = |text: String| Link::new(text, node.clone());
    Row {
        anchor: format!("contribution-{}", contribution.path.replace('/', ".")),
        missing: contribution.indicator.is_some() && contribution.raw.is_none(),
        name: view.of(&contribution.name).to_owned(),
        raw: raw(view, year, unit, contribution, &node),
        unit: indicator.map(|indicator| view.measure(&indicator.unit)).unwrap_or_default(),
        normalised: contribution.normalised.map_or_else(|| Link::plain(ABSENT), |value| link(number::score(value))),
        weight: contribution.weight.map_or_else(|| Link::plain(ABSENT), |weight| link(number::fine_percent(weight))),
        points: link(number::score(contribution.points)),
        mean: number::score(mean),
        remarks: remarks(view, year, contribution),
        made_of: made_of(view, unit, contribution),
        cites: view.cites(&contribution.cite),
    }
}

/// The figure as a link to its cell; what the method itself fixes (an expert's mark, a bonus) leads to the method.
fn raw(view: View<'_>, year: &Year, unit: &UnitId, contribution: &Contribution, node: &str) -> Link {
    let Some(value) = contribution.raw else {
        return Link::plain(if contribution.indicator.is_some() { view.text("unit.no_figure") } else { ABSENT });
    };
    let origin = contribution.indicator.as_ref().and_then(|id| view.origin(unit, id, contribution.figure_year.unwrap_or(year.year)));
    Link::new(number::figure(value), origin.unwrap_or_else(|| node.to_owned()))
}

fn remarks(view: View<'_>, year: &Year, contribution: &Contribution) -> String {
    let flags = contribution.flags.iter().map(|flag| view.of(flag).to_owned());
    let older = contribution.figure_year.filter(|figure_year| *figure_year != year.year);
    let older = older.map(|figure_year| view.fill("unit.older_figure", &[("year", &figure_year)]));
    view.language.list(&flags.chain(older).collect::<Vec<_>>())
}

fn made_of(view: View<'_>, unit: &UnitId, contribution: &Contribution) -> Links {
    let link = |(indicator, year): &(programme::IndicatorId, i16)| {
        let name = super::unit::indicator_name(view, indicator);
        let text = view.fill("unit.figure_of_year", &[("name", &name), ("year", year)]);
        view.origin(unit, indicator, *year).map_or_else(|| Link::plain(text.clone()), |origin| Link::new(text.clone(), origin))
    };
    Links(contribution.made_of.iter().map(link).collect())
}
