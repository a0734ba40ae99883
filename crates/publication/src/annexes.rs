//! Annexes of the notice: results, zones, county parks, what follows, corrections, units that could not be evaluated.

use consequences::objection::Correction;
use consequences::{Decision, Verdict};
use programme::{ParkKind, Zone};

use crate::context::{Evaluated, unranked_reason};
use crate::cycle::Year;
use crate::docx::{Align, Block, Table};
use crate::notice::{evaluated, met};
use crate::number;
use crate::paperwork::{Annex, cited, table};
use crate::view::View;
use crate::words;

/// Returns the annexes that have rows, in the order of the notice.
pub(crate) fn annexes(view: View<'_>, year: &Year) -> Vec<Annex> {
    let candidates = [
        ("notice.annex_results", results_table(view, year), view.source(&year.evaluation)),
        ("notice.annex_zones", zones_table(view, year), String::new()),
        ("notice.annex_county_parks", county_parks_table(view, year), String::new()),
        ("notice.annex_follows", follows_table(view, year), String::new()),
        ("notice.annex_corrections", corrections_table(view, year), String::new()),
        ("notice.annex_not_evaluable", not_evaluable_table(view, year), String::new()),
    ];
    let annex = |(key, table, note): (&str, Table, String)| {
        let mut blocks = vec![Block::Table(table)];
        if !note.is_empty() {
            blocks.push(Block::Note(view.fill("notice.note", &[("note", &note)])));
        }
        Annex { title: view.fill(key, &[("year", &year.year)]), blocks }
    };
    candidates.into_iter().filter(|(_, table, _)| !table.rows.is_empty()).map(annex).collect()
}

/// Every national zone with its members and what they got.
fn zones_table(view: View<'_>, year: &Year) -> Table {
    let programme = &view.context.cycle.programme;
    let day = view.context.cycle.day;
    let row = |zone: &Zone| {
        let said = |unit: &programme::UnitId| {
            let grade = view.context.evaluated(year, unit).and_then(|unit| unit.grade.map(|grade| view.grade(grade)));
            let grade = grade.map(|grade| view.fill("notice.in_brackets", &[("text", &grade)])).unwrap_or_default();
            format!("{}{grade}", view.unit_name(unit))
        };
        let own = view.context.evaluated(year, &zone.id).and_then(|unit| unit.grade.map(|grade| view.grade(grade)));
        let members: Vec<String> = programme.members_of(&zone.id, day).map(said).collect();
        vec![
            view.of(&zone.name).to_owned(),
            view.unit_name(&zone.province),
            view.language.list(&members),
            own.unwrap_or_else(|| view.text("notice.by_city").to_owned()),
        ]
    };
    let held = programme.zones.iter().filter(|zone| zone.validity.holds_on(day) && zone.tier == programme::Tier::National);
    let head = ["column.zone", "column.province", "column.members", "column.grade"];
    table(view, &head, &[0.2, 0.18, 0.44, 0.18], &[Align::Left, Align::Left, Align::Left, Align::Centre], held.map(row).collect())
}

/// Every county park with what follows for it.
fn county_parks_table(view: View<'_>, year: &Year) -> Table {
    let programme = &view.context.cycle.programme;
    let parks = programme.parks.iter().filter(|park| park.kind == ParkKind::County && park.validity.holds_on(view.context.cycle.day));
    let row = |park: &programme::Park| {
        let own = year.consequences.decisions.iter().filter(|decision| decision.unit == park.id && decision.verdict == Verdict::Met);
        let effects: Vec<String> = own.map(|decision| view.of(&decision.title).to_owned()).collect();
        let cites: Vec<String> = park.cite.iter().map(|clause| cited(view, clause)).collect();
        let province = view.context.cycle.programme.unit(&park.id, view.context.cycle.day).map(|unit| view.unit_name(&unit.province));
        vec![view.of(&park.name).to_owned(), province.unwrap_or_default(), view.language.list(&effects), view.language.list(&cites)]
    };
    let head = ["column.park", "column.province", "column.outcomes", "column.cite"];
    table(view, &head, &[0.3, 0.14, 0.28, 0.28], &[Align::Left; 4], parks.map(row).collect())
}

/// What upheld objections changed, the earlier state beside the present one.
fn corrections_table(view: View<'_>, year: &Year) -> Table {
    let row = |correction: &Correction| {
        let clauses: Vec<String> = correction.cite.iter().map(|clause| cited(view, clause)).collect();
        vec![
            view.unit_name(&correction.unit),
            view.of(&correction.item).to_owned(),
            view.of(&correction.before).to_owned(),
            view.of(&correction.after).to_owned(),
            view.fill(
                "notice.correction_reason",
                &[
                    ("objection", &correction.objection as &dyn std::fmt::Display),
                    ("on", &words::day(correction.on)),
                    ("by", &correction.by),
                    ("reason", &correction.reason),
                    ("clauses", &view.language.list(&clauses)),
                ],
            ),
        ]
    };
    let own = view.context.cycle.corrections.iter().filter(|correction| correction.year == year.year);
    let head = ["column.unit", "column.item", "column.before", "column.after", "column.reason"];
    table(view, &head, &[0.13, 0.19, 0.19, 0.19, 0.3], &[Align::Left; 5], own.map(row).collect())
}

fn results_table(view: View<'_>, year: &Year) -> Table {
    let row = |unit: &Evaluated<'_>| {
        vec![
            view.class(unit.outcome.class.as_deref()),
            words::rank_with_interval(view, unit),
            view.unit_name(&unit.outcome.unit),
            words::score_with_interval(view, unit),
            words::grade_with_confidence(view, unit),
            format!("{}\n{}", words::figures(unit.outcome), number::percent(unit.missing_share())),
        ]
    };
    let head =
        ["column.class", "notice.column_rank", "column.unit", "column.score_interval", "column.grade_confidence", "notice.column_figures"];
    let align = [Align::Left, Align::Centre, Align::Left, Align::Right, Align::Left, Align::Centre];
    table(view, &head, &[0.16, 0.16, 0.13, 0.25, 0.19, 0.11], &align, evaluated(view, year).iter().map(row).collect())
}

/// One row a rule: what it gives or takes, who gives it, by which clause, for how long, to whom.
fn follows_table(view: View<'_>, year: &Year) -> Table {
    let row = |decisions: Vec<&Decision>| {
        let first = decisions[0];
        let clauses: Vec<String> = first.clause.iter().map(|clause| cited(view, clause)).collect();
        let units: Vec<String> = decisions.iter().map(|decision| view.unit_name(&decision.unit)).collect();
        vec![
            view.of(&first.title).to_owned(),
            first.supporter.clone().unwrap_or_else(|| "—".to_owned()),
            view.language.list(&clauses),
            words::paper_term(view, first.from, first.to),
            view.language.list(&units),
        ]
    };
    let head = ["column.outcomes", "column.supporter", "column.cite", "column.term", "column.unit"];
    table(view, &head, &[0.2, 0.13, 0.22, 0.17, 0.28], &[Align::Left; 5], met(year).into_values().map(row).collect())
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
