//! Several sources, one figure: the most trusted is chosen, the others stay as rivals.

use corpus::{Finding, Location};

use crate::limit::Limited;
use crate::plan::Plan;
use crate::tidy::{Candidate, Candidates};
use crate::{Figure, Reading};

/// Figures by unit, indicator and year, the first two as positions in the inputs.
pub(crate) type Figures = std::collections::BTreeMap<(usize, usize, i16), Figure>;

/// Chooses one reading for every unit, indicator and year: by order of trust, then the later known, then the first in the table.
pub(crate) fn choose(candidates: Candidates, plan: &Plan<'_>) -> (Figures, Vec<Finding>) {
    let mut findings = Limited::new("");
    let mut figures = Figures::new();
    for ((unit, indicator, year), mut readings) in candidates {
        // The sort is stable: readings of one rank and day stay in the order of the table.
        readings.sort_by(|a, b| {
            let known = |candidate: &Candidate| candidate.reading.origin.known_on;
            a.rank.cmp(&b.rank).then_with(|| known(b).cmp(&known(a)))
        });
        if let Some((first, second)) = duplicate(&readings) {
            findings.push(duplicate_rows(plan, unit, first, second));
        }
        let mut readings = readings.into_iter().map(|candidate| candidate.reading);
        let Some(chosen) = readings.next() else { continue };
        let rivals = readings.filter(|rival| !is_same_row_again(rival, &chosen)).collect();
        let figure = Figure { value: chosen.value, flag: chosen.flag, from: vec![chosen], rivals, formula: None };
        figures.insert((unit, indicator, year), figure);
    }
    (figures, findings.finish())
}

/// Returns the first two readings that one file gives twice under the same heading and source.
fn duplicate(readings: &[Candidate]) -> Option<(&Reading, &Reading)> {
    readings.windows(2).map(|pair| (&pair[0].reading, &pair[1].reading)).find(|(first, second)| is_twice_in_one_file(first, second))
}

fn is_twice_in_one_file(first: &Reading, second: &Reading) -> bool {
    let (a, b) = (&first.origin, &second.origin);
    a.sha256 == b.sha256 && a.source == b.source && a.heading == b.heading && a.known_on == b.known_on
}

fn is_same_row_again(rival: &Reading, chosen: &Reading) -> bool {
    is_twice_in_one_file(rival, chosen) && rival.value == chosen.value
}

fn duplicate_rows(plan: &Plan<'_>, unit: usize, first: &Reading, second: &Reading) -> Finding {
    let subject = &plan.inputs.units[unit];
    let name = subject.names.first().map_or(subject.id.as_str(), String::as_str);
    let (a, b) = (&first.origin, &second.origin);
    let place = Location { sheet: b.sheet.as_deref().map(str::to_owned), cell: Some(b.cell.clone()), ..Location::file(&*b.file) };
    let (zh, en) = (
        format!("{name}的“{}”在同一年出现两次：{}（{}）和{}（{}）", b.heading, a.printed, a.cell, b.printed, b.cell),
        format!("`{}` of {name} stands twice for one year: {} ({}) and {} ({})", b.heading, a.printed, a.cell, b.printed, b.cell),
    );
    if first.value == second.value {
        return Finding::info("table/duplicate", zh, en).at(place).hint("删去重复的一行", "delete one of the rows");
    }
    Finding::warning("table/duplicate", zh, en).at(place).hint(
        "采用先出现的一个，另一个作为分歧保留；请核实后删去错误的一行",
        "the first is used, the other kept as a rival; check and delete the wrong one",
    )
}
