//! A letter to one unit: its result with how sure it is, what is strong and what is weak, what it is entitled to, what it owes, whom to learn from.

use std::collections::BTreeMap;

use consequences::{Outcome, Verdict};
use evaluation::Contribution;
use programme::UnitId;
use rayon::prelude::*;

use crate::context::{Context, Evaluated};
use crate::cycle::{Cycle, Year};
use crate::docx::{self, Align, Block, Paper, Table};
use crate::language::Language;
use crate::likeness;
use crate::number;
use crate::paperwork::{cited, day, labelled, signatures, table};
use crate::route::Route;
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
    let name = view.unit_name(unit);
    let labels = view.score_labels(&year.evaluation);
    let example = if labels.is_empty() { "" } else { view.text("notice.example") };
    let title = view.fill("letter.title", &[("unit", &name), ("year", &year.year), ("example", &example)]);
    let mut blocks = labelled(view, &labels);
    blocks.push(Block::Title(title.clone()));
    blocks.push(Block::Addressee(view.fill("letter.addressee", &[("unit", &name)])));
    blocks.extend(result(view, year, own));
    blocks.extend(strengths(view, year, own));
    blocks.extend(listed(view, "letter.heading_support", entitlements(view, year, unit), "letter.no_support"));
    blocks.extend(listed(view, "letter.heading_tasks", tasks(view, unit), "letter.no_tasks"));
    blocks.extend(listed(view, "letter.heading_practices", practices(view, unit), "letter.no_practices"));
    blocks.push(Block::Text(view.fill("notice.annexes_first", &[("n", &1), ("title", &view.text("letter.annex"))])));
    blocks.extend(signatures(view, &labels));
    blocks.push(Block::Annex { mark: view.fill("notice.annex", &[("n", &1)]), title: view.text("letter.annex").to_owned() });
    blocks.push(Block::Table(contributions(view, year, own)));
    blocks.push(Block::Note(view.fill("notice.note", &[("note", &view.source(&year.evaluation))])));
    Paper { title: title.replace('\n', ""), day: day(view.context.cycle), language: view.language.tag(), blocks }
}

fn result(view: View<'_>, year: &Year, own: &Evaluated<'_>) -> Vec<Block> {
    let values = [
        ("year", &year.year as &dyn std::fmt::Display),
        ("method", &view.of(&year.evaluation.method_title)),
        ("score", &words::score_with_interval(view, own)),
        ("class", &view.class(own.outcome.class.as_deref())),
        ("rank", &words::rank_with_interval(view, own)),
        ("grade", &words::grade_with_confidence(view, own)),
        ("figures", &words::figures(own.outcome)),
        ("missing", &number::percent(own.missing_share())),
    ];
    let text = view.fill("letter.result", &values);
    let warning = if year.evaluation.illustrative { view.text("notice.illustrative") } else { "" };
    vec![Block::Heading(view.text("letter.heading_result").to_owned()), Block::Text(text + warning)]
}

/// The three indicators furthest above the mean of the class, and the three furthest below it.
fn strengths(view: View<'_>, year: &Year, own: &Evaluated<'_>) -> Vec<Block> {
    const SHOWN: usize = 3;
    let means = view.context.class_mean(year.year, own.outcome.class.as_deref());
    let mut changes: Vec<(f64, &Contribution)> = own
        .contributions
        .iter()
        .map(|contribution| (contribution.points - means.get(&contribution.path).copied().unwrap_or(0.0), contribution))
        .collect();
    changes.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.path.cmp(&b.1.path)));
    let said = |(change, contribution): &(f64, &Contribution)| {
        view.fill("letter.change", &[("name", &view.of(&contribution.name)), ("change", &number::signed(*change))])
    };
    let above: Vec<String> = changes.iter().filter(|(change, _)| *change > 0.0).take(SHOWN).map(said).collect();
    let below: Vec<String> = changes.iter().rev().filter(|(change, _)| *change < 0.0).take(SHOWN).map(said).collect();
    let line =
        |key: &str, names: Vec<String>| (!names.is_empty()).then(|| Block::Text(view.fill(key, &[("names", &view.language.list(&names))])));
    let mut blocks = vec![Block::Heading(view.text("letter.heading_strengths").to_owned())];
    blocks.extend(line("letter.above", above));
    blocks.extend(line("letter.below", below));
    blocks
}

/// A heading with numbered lines, or the sentence that there are none.
fn listed(view: View<'_>, heading: &str, lines: Vec<String>, none: &str) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(view.text(heading).to_owned())];
    if lines.is_empty() {
        blocks.push(Block::Text(view.text(none).to_owned()));
    }
    let numbered = |(place, line): (usize, String)| Block::Text(view.fill("letter.item", &[("n", &(place + 1)), ("text", &line)]));
    blocks.extend(lines.into_iter().enumerate().map(numbered));
    blocks
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
            ("term", &words::term(view.language, decision.from, decision.to)),
        ];
        view.fill("letter.entitlement", &values)
    };
    own.filter(|decision| gives(decision.outcome)).map(said).collect()
}

/// Tasks that name the unit, and those with a day to come that bind all.
fn tasks(view: View<'_>, unit: &UnitId) -> Vec<String> {
    let today = view.context.cycle.day;
    let concerns = |task: &&programme::Task| {
        let due = task.by.is_none_or(|by| by >= today);
        due && task.validity.holds_on(today) && (task.units.contains(unit) || (task.units.is_empty() && task.by.is_some()))
    };
    let said = |task: &programme::Task| {
        let clauses: Vec<String> = task.cite.iter().map(|clause| cited(view, clause)).collect();
        let by = task.by.map_or_else(|| view.text("task.no_day").to_owned(), |by| by.to_string());
        view.fill("letter.task", &[("what", &view.of(&task.what)), ("by", &by), ("clauses", &view.language.list(&clauses))])
    };
    view.context.cycle.programme.tasks.iter().filter(concerns).map(said).collect()
}

/// Up to four practices of the units most like this one.
fn practices(view: View<'_>, unit: &UnitId) -> Vec<String> {
    let practices = &view.context.cycle.programme.practices;
    let alike = likeness::nearest(view.context, unit);
    let of = alike
        .iter()
        .flat_map(|alike| practices.iter().filter(|practice| practice.units.contains(&alike.unit)).map(move |practice| (alike, practice)));
    let said = |(alike, practice): (&likeness::Alike, &programme::Practice)| {
        let clauses: Vec<String> = practice.cite.iter().map(|clause| cited(view, clause)).collect();
        let values = [
            ("unit", &view.unit_name(&alike.unit) as &dyn std::fmt::Display),
            ("gist", &view.of(&practice.gist)),
            ("clauses", &view.language.list(&clauses)),
        ];
        view.fill("letter.practice", &values)
    };
    of.take(4).map(said).collect()
}

fn contributions(view: View<'_>, year: &Year, own: &Evaluated<'_>) -> Table {
    let means = view.context.class_mean(year.year, own.outcome.class.as_deref());
    let row = |contribution: &Contribution| {
        let indicator = contribution.indicator.as_ref().and_then(|id| view.context.cycle.programme.indicators.get(id));
        let measure = indicator.map(|indicator| format!(" {}", indicator.unit)).unwrap_or_default();
        let missing = if contribution.indicator.is_some() { view.text("unit.no_figure") } else { "—" };
        vec![
            view.of(&contribution.name).to_owned(),
            contribution.raw.map_or_else(|| missing.to_owned(), |raw| format!("{}{measure}", number::figure(raw))),
            contribution.weight.map_or_else(|| "—".to_owned(), |weight| format!("{:.1}%", weight * 100.0)),
            number::score(contribution.points),
            number::score(means.get(&contribution.path).copied().unwrap_or(0.0)),
        ]
    };
    let head = ["column.indicator", "column.figure", "column.weight", "column.points", "column.class_mean"];
    let align = [Align::Left, Align::Right, Align::Right, Align::Right, Align::Right];
    table(view, &head, &[0.36, 0.26, 0.12, 0.13, 0.13], &align, own.contributions.iter().map(row).collect())
}
