//! A letter to one unit: its result with how sure it is, what is strong and what is weak, what it is entitled to, what it owes, whom to learn from.

use std::collections::BTreeMap;

use consequences::objection::{Admission, Objection, admission, window};
use consequences::practices::Match;
use consequences::tasks::{Obligation, TaskState};
use consequences::{Outcome, Verdict};
use evaluation::Contribution;
use programme::UnitId;
use rayon::prelude::*;

use crate::context::{Context, Evaluated};
use crate::cycle::{Cycle, Year};
use crate::docx::{self, Align, Block, Paper, Table};
use crate::language::Language;
use crate::number;
use crate::paperwork::{Annex, annex_blocks, cited, day, labelled, signatures, table, template, title_of};
use crate::route::Route;
use crate::template::Filling;
use crate::view::View;
use crate::words;

/// Returns the letter to a unit about a year as DOCX, in Chinese; none if the year did not judge the unit.
pub fn letter(cycle: &Cycle, year: i16, unit: &UnitId) -> Option<Vec<u8>> {
    let context = Context::new(cycle);
    let year = context.year(year)?;
    let own = context.evaluated(year, unit)?;
    Some(written(&context, year, &own))
}

/// Returns the letters to all units that a year judged.
pub(crate) fn letters(context: &Context<'_>, year: &Year) -> BTreeMap<UnitId, Vec<u8>> {
    let judged: Vec<Evaluated<'_>> = year.evaluation.units.iter().filter_map(Evaluated::of).collect();
    judged.par_iter().map(|own| (own.outcome.unit.clone(), written(context, year, own))).collect()
}

fn written(context: &Context<'_>, year: &Year, own: &Evaluated<'_>) -> Vec<u8> {
    docx::write(&paper(View { context, language: Language::Chinese, route: &Route::Overview }, year, own))
}

fn paper(view: View<'_>, year: &Year, own: &Evaluated<'_>) -> Paper {
    let unit = &own.outcome.unit;
    let labels = view.score_labels(&year.evaluation);
    let mut filling = Filling::default();
    result(&mut filling, view, year, own);
    strengths(&mut filling, view, year, own);
    filling.value("example", if labels.is_empty() { "" } else { view.text("notice.example") });
    filling.block("support", listed(view, entitlements(view, year, unit), "letter.no_support"));
    filling.block("tasks", listed(view, tasks(view, unit), "letter.no_tasks"));
    filling.block("practices", listed(view, practices(view, unit), "letter.no_practices"));
    filling.text("objections", objections(view, year, unit));
    let table = vec![
        Block::Table(contributions(view, year, own)),
        Block::Note(view.fill("notice.note", &[("note", &view.source(&year.evaluation))])),
    ];
    let annex = Annex { title: view.text("letter.annex").to_owned(), blocks: table };
    let (list, tables) = annex_blocks(view, vec![annex]);
    filling.block("annexes", list).block("signature", signatures(view, &labels));
    let blocks: Vec<Block> = labelled(view, &labels).into_iter().chain(filling.fill(&template(view, "letter"))).chain(tables).collect();
    Paper { title: title_of(&blocks), day: day(view.context.cycle), language: view.language.tag(), blocks }
}

fn result(filling: &mut Filling, view: View<'_>, year: &Year, own: &Evaluated<'_>) {
    filling.value("unit", view.unit_name(&own.outcome.unit)).value("year", year.year);
    filling.value("method", view.of(&year.evaluation.method_title)).value("score", words::score_with_interval(view, own));
    filling.value("class", view.class(own.outcome.class.as_deref())).value("rank", words::rank_with_interval(view, own));
    filling.value("grade", words::grade_with_confidence(view, own)).value("figures", words::figures(own.outcome));
    filling.value("missing", number::percent(own.missing_share())).count("illustrative", usize::from(year.evaluation.illustrative));
}

/// What became of the unit's objections to the year.
fn objections(view: View<'_>, year: &Year, unit: &UnitId) -> String {
    let cycle = view.context.cycle;
    let own = cycle.proceedings.objections.iter().filter(|one| one.unit == *unit && one.subject.year() == year.year);
    let window = window(&year.consequences, unit);
    let said = |one: &Objection| {
        let decided = one.resolution.as_ref().filter(|resolution| resolution.on <= cycle.day);
        let filed = words::day(one.filed_on);
        match decided {
            None => match admission(one, window.as_ref()) {
                Admission::Admitted => view.fill("letter.objection_open", &[("filed", &filed)]),
                Admission::Refused(why) => view.fill("letter.objection_not_heard", &[("filed", &filed), ("why", &view.of(&why))]),
                Admission::Open(why) => view.fill("letter.objection_perhaps_heard", &[("filed", &filed), ("why", &view.of(&why))]),
            },
            Some(resolution) => {
                let key = if resolution.upheld { "letter.objection_upheld" } else { "letter.objection_refused" };
                let reason = resolution.reason.trim_end_matches('。');
                view.fill(key, &[("filed", &words::day(one.filed_on)), ("on", &words::day(resolution.on)), ("reason", &reason)])
            }
        }
    };
    own.map(said).collect()
}

/// The three indicators furthest above the mean of the class, and the three furthest below it. A missing figure is neither, nor is what stands
/// beside the indicators (points added, rounding), nor a difference that prints as nought.
fn strengths(filling: &mut Filling, view: View<'_>, year: &Year, own: &Evaluated<'_>) {
    const SHOWN: usize = 3;
    let means = view.context.class_mean(year.year, own.outcome.class.as_deref());
    let mut changes: Vec<(f64, &Contribution)> = own
        .contributions
        .iter()
        .filter(|contribution| contribution.normalised.is_some())
        .map(|contribution| (contribution.points - means.get(&contribution.path).copied().unwrap_or(0.0), contribution))
        .filter(|(change, _)| number::signed(*change) != number::signed(0.0))
        .collect();
    changes.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.path.cmp(&b.1.path)));
    let said = |(change, contribution): &(f64, &Contribution)| {
        view.fill("letter.change", &[("name", &view.of(&contribution.name)), ("change", &number::signed(*change))])
    };
    let above: Vec<String> = changes.iter().filter(|(change, _)| *change > 0.0).take(SHOWN).map(said).collect();
    let below: Vec<String> = changes.iter().rev().filter(|(change, _)| *change < 0.0).take(SHOWN).map(said).collect();
    filling.text("above", view.language.list(&above)).text("below", view.language.list(&below));
}

/// Numbered lines, or the sentence that there are none.
fn listed(view: View<'_>, lines: Vec<String>, none: &str) -> Vec<Block> {
    if lines.is_empty() {
        return vec![Block::Text(view.text(none).to_owned())];
    }
    let numbered = |(place, line): (usize, String)| Block::Text(view.fill("letter.item", &[("n", &(place + 1)), ("text", &line)]));
    lines.into_iter().enumerate().map(numbered).collect()
}

fn entitlements(view: View<'_>, year: &Year, unit: &UnitId) -> Vec<String> {
    let gives = |outcome: Outcome| {
        matches!(outcome, Outcome::Entitlement | Outcome::Honour | Outcome::Recommendation | Outcome::AdmissionRight | Outcome::Bonus)
    };
    let own = year.consequences.decisions.iter().filter(|decision| decision.unit == *unit && decision.verdict == Verdict::Met);
    let said = |decision: &consequences::Decision| {
        let clauses: Vec<String> = decision.clause.iter().map(|clause| cited(view, clause)).collect();
        let supporter =
            decision.supporter.as_ref().map(|supporter| format!("{supporter}{}", view.text("layout.colon"))).unwrap_or_default();
        let values = [
            ("supporter", &supporter as &dyn std::fmt::Display),
            ("title", &view.of(&decision.title)),
            ("clauses", &view.language.list(&clauses)),
            ("term", &words::paper_term(view, decision.from, decision.to)),
        ];
        view.fill("letter.entitlement", &values)
    };
    own.filter(|decision| gives(decision.outcome)).map(said).collect()
}

/// What the unit itself bears and has not done, the most urgent first.
fn tasks(view: View<'_>, unit: &UnitId) -> Vec<String> {
    const SHOWN: usize = 12;
    let borne = view
        .context
        .obligations(unit)
        .into_iter()
        .filter(|task| task.is_borne() && task.state != TaskState::Done && task.by.is_some() && !task.end_of_period);
    let said = |task: Obligation| {
        let clauses: Vec<String> = task.cite.iter().map(|clause| cited(view, clause)).collect();
        let by = task.by.map_or_else(|| view.text("task.no_day").to_owned(), words::day);
        let state = task.state.name();
        let values = [
            ("what", &view.of(&task.what) as &dyn std::fmt::Display),
            ("who", &view.of(&task.who)),
            ("by", &by),
            ("state", &view.of(&state)),
            ("clauses", &view.language.list(&clauses)),
        ];
        view.fill("letter.task", &values)
    };
    borne.take(SHOWN).map(said).collect()
}

/// Up to four practices that fit, each with its reasons.
fn practices(view: View<'_>, unit: &UnitId) -> Vec<String> {
    const SHOWN: usize = 4;
    let said = |found: Match| {
        let clauses: Vec<String> = found.cite.iter().map(|clause| cited(view, clause)).collect();
        let units: Vec<String> = found.units.iter().map(|unit| view.unit_name(unit)).collect();
        let reasons: Vec<&str> = found.reasons.iter().map(|reason| view.of(reason)).collect();
        let values = [
            ("unit", &view.language.list(&units) as &dyn std::fmt::Display),
            ("gist", &view.of(&found.gist).trim_end_matches(['。', '.'])),
            ("clauses", &view.language.list(&clauses)),
            ("reasons", &reasons.join(view.text("layout.semicolon"))),
        ];
        view.fill("letter.practice", &values)
    };
    view.context.matches(unit).into_iter().take(SHOWN).map(said).collect()
}

fn contributions(view: View<'_>, year: &Year, own: &Evaluated<'_>) -> Table {
    let means = view.context.class_mean(year.year, own.outcome.class.as_deref());
    let row = |contribution: &Contribution| {
        let indicator = contribution.indicator.as_ref().and_then(|id| view.context.cycle.programme.indicators.get(id));
        let measure = indicator.map(|indicator| format!(" {}", view.measure(&indicator.unit))).unwrap_or_default();
        let missing = if contribution.indicator.is_some() { view.text("unit.no_figure") } else { "—" };
        vec![
            view.of(&contribution.name).to_owned(),
            contribution.raw.map_or_else(|| missing.to_owned(), |raw| format!("{}{measure}", number::figure(raw))),
            contribution.weight.map_or_else(|| "—".to_owned(), number::fine_percent),
            number::score(contribution.points),
            number::score(means.get(&contribution.path).copied().unwrap_or(0.0)),
        ]
    };
    let head = ["column.indicator", "column.figure", "column.weight", "column.points", "column.class_mean"];
    let align = [Align::Left, Align::Right, Align::Right, Align::Right, Align::Right];
    table(view, &head, &[0.36, 0.26, 0.12, 0.13, 0.13], &align, own.contributions.iter().map(row).collect())
}
