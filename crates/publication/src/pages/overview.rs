//! The loop at a glance: every stage with what it holds and what was found wrong.

use askama::Template;

use super::{frame, render};
use crate::charts::{Anchor, Svg, escaped};
use crate::context::Evaluated;
use crate::cycle::{InputKind, Stage, Year};
use crate::published;
use crate::route::{LoopStage, Route};
use crate::view::{Frame, Link, View};

#[derive(Template)]
#[template(path = "overview.html")]
struct Overview<'a> {
    frame: Frame<'a>,
    description: String,
    ring: String,
    stages: Vec<StageRow>,
    years: Vec<YearRow>,
    downloads: Vec<Link>,
    inputs: Vec<InputRow>,
}

struct StageRow {
    link: Link,
    what: &'static str,
    count: usize,
    findings: Option<Link>,
}

struct YearRow {
    year: i16,
    sentence: String,
    evaluation: Link,
    consequences: Link,
}

struct InputRow {
    name: String,
    kind: &'static str,
    bytes: u64,
    sha256: String,
}

pub(super) fn page(view: View<'_>) -> String {
    let cycle = view.context.cycle;
    let stages: Vec<StageRow> = LoopStage::ALL.into_iter().map(|stage| stage_row(view, stage)).collect();
    let input = |input: &crate::Input| InputRow {
        name: input.name.clone(),
        kind: view.language.text(input_kind(input.kind)),
        bytes: input.bytes,
        sha256: input.sha256.clone(),
    };
    render(&Overview {
        frame: frame(view, view.text("overview.title")),
        description: view.of(&cycle.programme.about.description).to_owned(),
        ring: ring(view, &stages),
        stages,
        years: cycle.years.iter().rev().map(|year| year_row(view, year)).collect(),
        downloads: downloads(view),
        inputs: cycle.inputs.iter().map(input).collect(),
    })
}

/// The papers and files of the run, the latest year's notice first.
fn downloads(view: View<'_>) -> Vec<Link> {
    let file = |text: String, path: &str| Link::new(text, format!("{}{path}", view.root()));
    let notices = view.context.cycle.years.iter().rev();
    let notice = |year: &Year| file(view.fill("overview.notice", &[("year", &year.year)]), &published::notice_path(year.year));
    let mut links: Vec<Link> = notices.map(notice).collect();
    links.push(file(view.text("overview.workbook").to_owned(), published::WORKBOOK));
    links.push(file(view.text("overview.package").to_owned(), &format!("{}/datapackage.json", published::PACKAGE)));
    links.push(file(view.text("overview.cycle").to_owned(), published::CYCLE));
    links
}

fn input_kind(kind: InputKind) -> &'static str {
    match kind {
        InputKind::Paper => "input.paper",
        InputKind::Programme => "input.programme",
        InputKind::Table => "input.table",
        InputKind::Ballots => "input.ballots",
    }
}

fn stage_row(view: View<'_>, stage: LoopStage) -> StageRow {
    let cycle = view.context.cycle;
    let programme = &cycle.programme;
    let figures = || cycle.observations.figures.values().flat_map(|unit| unit.values()).map(|years| years.len()).sum();
    let (what, count, findings) = match stage {
        LoopStage::Admission => ("overview.members", programme.all_members().len(), Some(Stage::Programme)),
        LoopStage::Targets => ("overview.targets", programme.targets.len() + programme.tasks.len(), None),
        LoopStage::Support => ("overview.measures", programme.measures.len(), None),
        LoopStage::Data => ("overview.figures", figures(), Some(Stage::Observations)),
        LoopStage::Evaluation => ("overview.judged", cycle.years.iter().map(evaluated).sum(), Some(Stage::Evaluation)),
        LoopStage::Consequences => ("overview.decisions", cycle.years.iter().map(met).sum(), Some(Stage::Consequences)),
        LoopStage::Practices => ("overview.practices", programme.practices.len(), None),
        LoopStage::Effect => ("overview.comparisons", cycle.comparisons.len(), None),
    };
    let findings = findings.map(|stage| {
        let count = cycle.findings.get(&stage).map_or(0, Vec::len);
        Link::new(count.to_string(), view.href_at(&Route::Findings, super::findings::anchor(stage)))
    });
    let link = Link::new(view.language.text(stage.key()), view.href(&stage.route()));
    StageRow { link, what: view.language.text(what), count, findings }
}

fn evaluated(year: &Year) -> usize {
    year.evaluation.units.iter().filter_map(Evaluated::of).count()
}

fn met(year: &Year) -> usize {
    year.consequences.decisions.iter().filter(|decision| decision.verdict == consequences::Verdict::Met).count()
}

fn year_row(view: View<'_>, year: &Year) -> YearRow {
    let evaluated = evaluated(year);
    let grades = super::evaluation::grade_counts(view, year);
    let sentence = view.fill(
        "overview.year_sentence",
        &[("evaluated", &evaluated), ("not", &(year.evaluation.units.len() - evaluated)), ("grades", &grades), ("met", &met(year))],
    );
    YearRow {
        year: year.year,
        sentence,
        evaluation: Link::new(view.text("overview.see_evaluation"), view.href(&Route::Evaluation(year.year))),
        consequences: Link::new(view.text("overview.see_consequences"), view.href(&Route::YearConsequences(year.year))),
    }
}

/// Eight stations on a ring, clockwise from the top; the table below says the same.
fn ring(view: View<'_>, stages: &[StageRow]) -> String {
    const CENTRE: (f64, f64) = (360.0, 210.0);
    const RADII: (f64, f64) = (270.0, 150.0);
    // Cosines and sines of eighths of a turn, so that no platform's libm shows in the drawing.
    const HALF: f64 = std::f64::consts::FRAC_1_SQRT_2;
    const TURNS: [(f64, f64); 8] =
        [(0.0, -1.0), (HALF, -HALF), (1.0, 0.0), (HALF, HALF), (0.0, 1.0), (-HALF, HALF), (-1.0, 0.0), (-HALF, -HALF)];
    let places = TURNS.map(|(x, y)| (CENTRE.0 + RADII.0 * x, CENTRE.1 + RADII.1 * y));
    let mut svg = Svg::default();
    for (place, from) in places.iter().enumerate() {
        arrow(&mut svg, *from, places[(place + 1) % places.len()]);
    }
    for (stage, (x, y)) in stages.iter().zip(places) {
        svg.link(&stage.link.href, |svg| {
            svg.rect((x - 64.0, y - 38.0), (128.0, 76.0), "station", None);
            svg.text((x, y - 14.0), Anchor::Middle, "station-name", &stage.link.text);
            svg.text((x, y + 9.0), Anchor::Middle, "station-count", &stage.count.to_string());
            svg.text((x, y + 27.0), Anchor::Middle, "station-what", stage.what);
        });
    }
    svg.text((CENTRE.0, CENTRE.1), Anchor::Middle, "ring-name", view.text("overview.closed_loop"));
    let findings = view.fill("overview.findings_in_all", &[("n", &view.context.all_findings())]);
    svg.text((CENTRE.0, CENTRE.1 + 28.0), Anchor::Middle, "label", &findings);
    let stations: Vec<String> = stages.iter().map(|stage| format!("{} {} {}", stage.link.text, stage.count, stage.what)).collect();
    let description = escaped(&view.language.list(&stations));
    format!(
        "<figure class=\"chart ring\"><svg role=\"group\" aria-labelledby=\"ring-title ring-description\" viewBox=\"0 0 720 420\" width=\"720\" height=\"420\">\
         <title id=\"ring-title\">{}</title><desc id=\"ring-description\">{description}</desc>\n{}</svg></figure>",
        escaped(view.text("overview.ring_title")),
        svg.into_string()
    )
}

/// A line between two stations with its head in the middle.
fn arrow(svg: &mut Svg, from: (f64, f64), to: (f64, f64)) {
    svg.line(from, to, "loop-line");
    let length = libm::hypot(to.0 - from.0, to.1 - from.1);
    let (x, y) = ((to.0 - from.0) / length, (to.1 - from.1) / length);
    let middle = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
    let corner = |side: f64| (middle.0 - 8.0 * x - side * 6.0 * y, middle.1 - 8.0 * y + side * 6.0 * x);
    svg.area(&[(middle.0 + 6.0 * x, middle.1 + 6.0 * y), corner(1.0), corner(-1.0)], "loop-head");
}
