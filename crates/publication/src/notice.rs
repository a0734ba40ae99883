//! The year's notice (通报) as an official paper: what was judged, who got which grade, what follows by which clause, what was corrected,
//! and the tables as annexes. Its text is a template that an office can edit.

use std::collections::BTreeMap;

use consequences::objection::Objection;
use consequences::{Decision, Outcome, Verdict};

use crate::annexes::annexes;
use crate::context::{Context, Evaluated};
use crate::cycle::{Cycle, Year};
use crate::docx::{self, Block, Paper};
use crate::language::Language;
use crate::paperwork::{annex_blocks, cited, day, labelled, signatures, template, title_of};
use crate::route::Route;
use crate::template::Filling;
use crate::view::View;

/// Returns the notice of a year as DOCX, in Chinese; none if the cycle has no such year.
pub fn notice(cycle: &Cycle, year: i16) -> Option<Vec<u8>> {
    let context = Context::new(cycle);
    let view = View { context: &context, language: Language::Chinese, route: &Route::Overview };
    let year = context.year(year)?;
    Some(docx::write(&paper(view, year)))
}

fn paper(view: View<'_>, year: &Year) -> Paper {
    let labels = view.score_labels(&year.evaluation);
    let mut filling = Filling::default();
    numbers(&mut filling, view, year);
    objections(&mut filling, view, year);
    let example = if labels.is_empty() { "" } else { view.text("notice.example") };
    filling.value("example", example).text("label", view.label().unwrap_or_default());
    filling.block("results", results(view, year)).block("follows", what_follows(view, year)).block("sure", how_sure(view, year));
    let annexes = annexes(view, year);
    let (list, tables) = annex_blocks(view, annexes);
    filling.block("annexes", list).block("signature", signatures(view, &labels));
    let blocks: Vec<Block> = labelled(view, &labels).into_iter().chain(filling.fill(&template(view, "notice"))).chain(tables).collect();
    Paper { title: title_of(&blocks), day: day(view.context.cycle), language: view.language.tag(), blocks }
}

fn numbers(filling: &mut Filling, view: View<'_>, year: &Year) {
    let units = evaluated(view, year);
    let not = year.evaluation.units.len() - units.len();
    let indicators = units.iter().map(|unit| unit.outcome.n_asked).max().unwrap_or(0);
    filling.value("year", year.year).value("programme", view.programme_name()).value("method", view.of(&year.evaluation.method_title));
    filling.value("asked", year.evaluation.units.len()).value("evaluated", units.len()).value("indicators", indicators);
    filling.count("not_evaluable", not).count("illustrative", usize::from(year.evaluation.illustrative));
}

/// Objections to the year's results that were filed by the day of the paper.
fn objections(filling: &mut Filling, view: View<'_>, year: &Year) {
    let cycle = view.context.cycle;
    let all = cycle.proceedings.objections.iter();
    let own: Vec<&Objection> = all.filter(|one| one.subject.year() == year.year && one.filed_on <= cycle.day).collect();
    let upheld = own.iter().filter(|one| one.upheld(cycle.day).is_some()).count();
    let open = own.iter().filter(|one| one.resolution.as_ref().is_none_or(|resolution| resolution.on > cycle.day)).count();
    filling.count("no_objections", usize::from(own.is_empty())).count("objections", own.len()).count("open", open);
    if !own.is_empty() {
        filling.value("upheld", upheld).value("refused", own.len() - upheld - open);
    }
    if open == 0 && !own.is_empty() {
        filling.value("closed", open);
    }
    let corrections = cycle.corrections.iter().filter(|correction| correction.year == year.year).count();
    filling.count("corrections", corrections);
}

pub(crate) fn evaluated<'a>(view: View<'a>, year: &'a Year) -> Vec<Evaluated<'a>> {
    let mut units: Vec<Evaluated<'a>> = year.evaluation.units.iter().filter_map(Evaluated::of).collect();
    let grades = view.context.grades(year);
    let place = |unit: &Evaluated<'_>| unit.grade.and_then(|grade| grades.iter().position(|known| known == grade)).unwrap_or(grades.len());
    units.sort_by(|a, b| {
        let class = a.outcome.class.cmp(&b.outcome.class);
        class.then(a.rank.cmp(&b.rank)).then(place(a).cmp(&place(b))).then(a.outcome.unit.cmp(&b.outcome.unit))
    });
    units
}

/// One paragraph a grade, the units in the order of the tables.
fn results(view: View<'_>, year: &Year) -> Vec<Block> {
    let units = evaluated(view, year);
    let mut blocks = Vec::new();
    for (place, grade) in view.context.grades(year).into_iter().enumerate() {
        let names: Vec<String> =
            units.iter().filter(|unit| unit.grade == Some(&grade)).map(|unit| view.unit_name(&unit.outcome.unit)).collect();
        if names.is_empty() {
            continue;
        }
        let number = view.text("notice.numerals").chars().nth(place).map(String::from).unwrap_or_default();
        let grade = view.grade(&grade);
        blocks.push(Block::Subheading(view.fill("notice.grade_heading", &[("number", &number), ("grade", &grade), ("n", &names.len())])));
        blocks.push(Block::Text(view.language.list(&names) + view.text("layout.stop")));
    }
    if blocks.is_empty() {
        blocks.push(Block::Text(view.text("notice.no_results").to_owned()));
    }
    blocks
}

/// What was decided, by rule: honours first, then what is given, then what is taken.
pub(crate) fn met(year: &Year) -> BTreeMap<(Outcome, &str), Vec<&Decision>> {
    let mut by_rule: BTreeMap<(Outcome, &str), Vec<&Decision>> = BTreeMap::new();
    let told = |decision: &&Decision| decision.verdict == Verdict::Met && decision.outcome != Outcome::ObjectionRight;
    for decision in year.consequences.decisions.iter().filter(told) {
        by_rule.entry((decision.outcome, &decision.rule)).or_default().push(decision);
    }
    by_rule
}

/// One paragraph a rule: what follows, by which clause, for whom; decisions under objection are named apart.
fn what_follows(view: View<'_>, year: &Year) -> Vec<Block> {
    let stayed: Vec<&Decision> =
        consequences::objection::stayed(&year.consequences, &view.context.cycle.proceedings.objections, view.context.cycle.day);
    let mut blocks = Vec::new();
    for (place, decisions) in met(year).into_values().enumerate() {
        let first = decisions[0];
        let names = |held: bool| {
            let wanted = decisions.iter().filter(|decision| stayed.contains(*decision) == held);
            wanted.map(|decision| view.unit_name(&decision.unit)).collect::<Vec<_>>()
        };
        let (units, held) = (names(false), names(true));
        let clauses: Vec<String> = first.clause.iter().map(|clause| cited(view, clause)).collect();
        let number = place + 1;
        let values = [
            ("n", &number as &dyn std::fmt::Display),
            ("title", &view.of(&first.title)),
            ("clauses", &view.language.list(&clauses)),
            ("units", &if units.is_empty() { view.text("layout.nobody").to_owned() } else { view.language.list(&units) }),
            ("count", &units.len()),
        ];
        let mut text = view.fill(if units.is_empty() { "notice.follows_nobody" } else { "notice.follows" }, &values);
        if !held.is_empty() {
            text += &view.fill("notice.stayed", &[("units", &view.language.list(&held))]);
        }
        blocks.push(Block::Text(text));
    }
    if blocks.is_empty() {
        blocks.push(Block::Text(view.text("notice.nothing_follows").to_owned()));
    }
    blocks
}

fn how_sure(view: View<'_>, year: &Year) -> Vec<Block> {
    let units = evaluated(view, year);
    let with: Vec<f64> = units.iter().filter_map(Evaluated::confidence).collect();
    let sure = with.iter().filter(|confidence| **confidence >= 0.9).count();
    let text = if with.is_empty() {
        view.text("notice.no_doubt").to_owned()
    } else {
        view.fill("notice.sure", &[("replicates", &year.evaluation.replicates), ("n", &with.len()), ("sure", &sure)])
    };
    vec![Block::Text(text)]
}
