//! The year's notice (通报) as an official paper: what was judged, who got which grade, what follows by which clause, and the tables as annexes.

use std::collections::BTreeMap;

use consequences::{Decision, Verdict};

use crate::context::{Context, Evaluated, unranked_reason};
use crate::cycle::{Cycle, Year};
use crate::docx::{self, Align, Block, Paper, Table};
use crate::language::Language;
use crate::number;
use crate::paperwork::{cited, day, labelled, signatures, table};
use crate::route::Route;
use crate::view::View;
use crate::words;

/// Returns the notice of a year as DOCX, in Chinese; none if the cycle has no such year.
pub fn notice(cycle: &Cycle, year: i16) -> Option<Vec<u8>> {
    let context = Context::new(cycle);
    let view = View { context: &context, language: Language::Chinese, route: &Route::Overview };
    let year = context.year(year)?;
    Some(docx::write(&paper(view, year)))
}

fn paper(view: View<'_>, year: &Year) -> Paper {
    let labels = view.score_labels(&year.evaluation);
    let name = view.programme_name();
    let example = if labels.is_empty() { "" } else { view.text("notice.example") };
    let title = view.fill("notice.title", &[("year", &year.year), ("programme", &name), ("example", &example)]);
    let annexes = annexes(view, year);
    let mut blocks = labelled(view, &labels);
    blocks.push(Block::Title(title.clone()));
    blocks.push(Block::Addressee(view.text("notice.addressee").to_owned()));
    blocks.push(Block::Text(view.fill("notice.opening", &[("year", &year.year), ("programme", &name)])));
    blocks.extend(how_judged(view, year));
    blocks.extend(results(view, year));
    blocks.extend(what_follows(view, year));
    blocks.extend(how_sure(view, year));
    blocks.extend(annex_list(view, &annexes));
    blocks.extend(signatures(view, &labels));
    blocks.extend(annexes.into_iter().flat_map(|(_, blocks)| blocks));
    Paper { title: title.replace('\n', ""), day: day(view.context.cycle), language: view.language.tag(), blocks }
}

fn evaluated<'a>(view: View<'a>, year: &'a Year) -> Vec<Evaluated<'a>> {
    let mut units: Vec<Evaluated<'a>> = year.evaluation.units.iter().filter_map(Evaluated::of).collect();
    let grades = view.context.grades(year);
    let place = |unit: &Evaluated<'_>| unit.grade.and_then(|grade| grades.iter().position(|known| known == grade)).unwrap_or(grades.len());
    units.sort_by(|a, b| {
        let class = a.outcome.class.cmp(&b.outcome.class);
        class.then(a.rank.cmp(&b.rank)).then(place(a).cmp(&place(b))).then(a.outcome.unit.cmp(&b.outcome.unit))
    });
    units
}

fn how_judged(view: View<'_>, year: &Year) -> Vec<Block> {
    let units = evaluated(view, year);
    let not = year.evaluation.units.len() - units.len();
    let asked = units.iter().map(|unit| unit.outcome.n_asked).max().unwrap_or(0);
    let method = view.of(&year.evaluation.method_title).to_owned();
    let mut text = view.fill("notice.judged", &[("n", &units.len()), ("method", &method), ("asked", &asked)]);
    if not > 0 {
        text += &view.fill("notice.not_judged", &[("n", &not)]);
    }
    if year.evaluation.illustrative {
        text += view.text("notice.illustrative");
    }
    vec![Block::Heading(view.text("notice.heading_judged").to_owned()), Block::Text(text)]
}

/// One paragraph a grade, the units in the order of the tables.
fn results(view: View<'_>, year: &Year) -> Vec<Block> {
    let units = evaluated(view, year);
    let mut blocks = vec![Block::Heading(view.text("notice.heading_results").to_owned())];
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
    if blocks.len() == 1 {
        blocks.push(Block::Text(view.text("notice.no_results").to_owned()));
    }
    blocks
}

fn met(year: &Year) -> BTreeMap<&str, Vec<&Decision>> {
    let mut by_rule: BTreeMap<&str, Vec<&Decision>> = BTreeMap::new();
    for decision in year.consequences.decisions.iter().filter(|decision| decision.verdict == Verdict::Met) {
        by_rule.entry(&decision.rule).or_default().push(decision);
    }
    by_rule
}

fn what_follows(view: View<'_>, year: &Year) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(view.text("notice.heading_follows").to_owned())];
    for (place, decisions) in met(year).into_values().enumerate() {
        let first = decisions[0];
        let units: Vec<String> = decisions.iter().map(|decision| view.unit_name(&decision.unit)).collect();
        let clauses: Vec<String> = first.clause.iter().map(|clause| cited(view, clause)).collect();
        let values = [
            ("n", &(place + 1) as &dyn std::fmt::Display),
            ("title", &view.of(&first.title)),
            ("clauses", &view.language.list(&clauses)),
            ("units", &view.language.list(&units)),
        ];
        blocks.push(Block::Text(view.fill("notice.follows", &values)));
    }
    if blocks.len() == 1 {
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
    let label = view.label().map(|label| view.fill("notice.labelled", &[("label", &label)])).unwrap_or_default();
    vec![Block::Heading(view.text("notice.heading_sure").to_owned()), Block::Text(text + &label)]
}

type Annex = (String, Vec<Block>);

fn annexes(view: View<'_>, year: &Year) -> Vec<Annex> {
    let candidates = [
        ("notice.annex_results", results_table(view, year), view.source(&year.evaluation)),
        ("notice.annex_follows", follows_table(view, year), String::new()),
        ("notice.annex_not_evaluable", not_evaluable_table(view, year), String::new()),
    ];
    let mut annexes = Vec::new();
    for (key, table, note) in candidates.into_iter().filter(|(_, table, _)| !table.rows.is_empty()) {
        let title = view.fill(key, &[("year", &year.year)]);
        let mark = view.fill("notice.annex", &[("n", &(annexes.len() + 1))]);
        let mut blocks = vec![Block::Annex { mark, title: title.clone() }, Block::Table(table)];
        if !note.is_empty() {
            blocks.push(Block::Note(view.fill("notice.note", &[("note", &note)])));
        }
        annexes.push((title, blocks));
    }
    annexes
}

fn annex_list(view: View<'_>, annexes: &[Annex]) -> Vec<Block> {
    let line = |(place, (title, _)): (usize, &Annex)| {
        let key = if place == 0 { "notice.annexes_first" } else { "notice.annexes_next" };
        Block::AnnexList(view.fill(key, &[("n", &(place + 1)), ("title", title)]))
    };
    let list: Vec<Block> = annexes.iter().enumerate().map(line).collect();
    std::iter::once(Block::Text(String::new())).chain(list).collect()
}

fn results_table(view: View<'_>, year: &Year) -> Table {
    let row = |unit: &Evaluated<'_>| {
        vec![
            view.class(unit.outcome.class.as_deref()),
            words::rank_with_interval(view, unit),
            view.unit_name(&unit.outcome.unit),
            words::score_with_interval(view, unit),
            words::grade_with_confidence(view, unit),
            format!("{} / {}", words::figures(unit.outcome), number::percent(unit.missing_share())),
        ]
    };
    let head =
        ["column.class", "notice.column_rank", "column.unit", "column.score_interval", "column.grade_confidence", "notice.column_figures"];
    let align = [Align::Left, Align::Centre, Align::Left, Align::Right, Align::Left, Align::Centre];
    table(view, &head, &[0.11, 0.19, 0.15, 0.28, 0.17, 0.1], &align, evaluated(view, year).iter().map(row).collect())
}

fn follows_table(view: View<'_>, year: &Year) -> Table {
    let row = |decision: &&Decision| {
        let clauses: Vec<String> = decision.clause.iter().map(|clause| cited(view, clause)).collect();
        vec![
            view.unit_name(&decision.unit),
            view.of(&decision.title).to_owned(),
            view.of(&decision.reason).to_owned(),
            view.language.list(&clauses),
            words::term(view.language, decision.from, decision.to),
        ]
    };
    let mut decisions: Vec<&Decision> = met(year).into_values().flatten().collect();
    decisions.sort_by(|a, b| a.unit.cmp(&b.unit).then_with(|| a.rule.cmp(&b.rule)));
    let head = ["column.unit", "column.outcomes", "column.reason", "column.cite", "column.term"];
    let align = [Align::Left; 5];
    table(view, &head, &[0.15, 0.2, 0.32, 0.18, 0.15], &align, decisions.iter().map(row).collect())
}

fn not_evaluable_table(view: View<'_>, year: &Year) -> Table {
    let row = |outcome: &evaluation::UnitOutcome| {
        let reason = view.of(unranked_reason(outcome)?).to_owned();
        Some(vec![view.unit_name(&outcome.unit), reason, words::figures(outcome)])
    };
    let rows = year.evaluation.units.iter().filter_map(row).collect();
    let head = ["column.unit", "column.reason", "column.figures"];
    table(view, &head, &[0.25, 0.55, 0.2], &[Align::Left, Align::Left, Align::Centre], rows)
}
