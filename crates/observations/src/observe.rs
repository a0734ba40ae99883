//! The stage as one function.

use std::collections::{BTreeMap, BTreeSet};

use corpus::{Finding, Location};

use crate::choose::{Figures, choose};
use crate::decide::decide;
use crate::derive::derive;
use crate::pieces::Pieces;
use crate::plan::Plan;
use crate::tidy::{self, Candidates};
use crate::{CorrectedFigure, Figure, Inputs, Observations};

/// Reads what is asked for from tidy tables: chosen by trust, converted by rule, derived by formula, put together for composite units.
pub fn observe(inputs: &Inputs<'_>) -> Observations {
    let plan = Plan::new(inputs);
    let mut findings = plan.findings.clone();
    let (mut candidates, mut pieces) = (Candidates::new(), Pieces::default());
    for table in inputs.tables {
        findings.extend(tidy::read(table, &plan, &mut candidates, &mut pieces));
    }
    let (mut figures, doubts) = choose(candidates, &plan);
    findings.extend(doubts);
    findings.extend(pieces.put_together(&mut figures, &plan));
    findings.extend(decide(&mut figures, &plan));
    correct(&mut figures, &plan);
    findings.extend(derive(&mut figures, &plan));
    findings.extend(gaps(&figures, &plan));
    findings.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.location.cmp(&b.location)).then_with(|| a.cmp(b)));
    Observations { figures: by_identity(figures, inputs), findings }
}

/// Puts corrections in place; what the tables say stays as rival.
fn correct(figures: &mut Figures, plan: &Plan<'_>) {
    for CorrectedFigure { unit, indicator, year, reading } in plan.inputs.corrections {
        let unit = plan.inputs.units.iter().position(|subject| subject.id == *unit);
        let (Some(unit), Some(indicator)) = (unit, plan.position(indicator)) else { continue };
        let earlier = figures.remove(&(unit, indicator, *year));
        let rivals = earlier.into_iter().flat_map(|figure| figure.from.into_iter().chain(figure.rivals)).collect();
        let figure = Figure { value: reading.value, flag: reading.flag, from: vec![reading.clone()], rivals, formula: None };
        figures.insert((unit, indicator, *year), figure);
    }
}

/// Years that were read only to look back are left out.
fn by_identity(
    figures: Figures,
    inputs: &Inputs<'_>,
) -> BTreeMap<programme::UnitId, BTreeMap<programme::IndicatorId, BTreeMap<i16, Figure>>> {
    let mut by_unit: BTreeMap<_, BTreeMap<_, BTreeMap<i16, Figure>>> = BTreeMap::new();
    for ((unit, indicator, year), figure) in figures.into_iter().filter(|((_, _, year), _)| inputs.years.contains(year)) {
        let by_indicator = by_unit.entry(inputs.units[unit].id.clone()).or_default();
        by_indicator.entry(inputs.indicators[indicator].id.clone()).or_default().insert(year, figure);
    }
    by_unit
}

fn gaps(figures: &Figures, plan: &Plan<'_>) -> Vec<Finding> {
    let mut findings = years_without_data(figures, plan);
    findings.extend(units_without_data(figures, plan));
    findings
}

fn years_without_data(figures: &Figures, plan: &Plan<'_>) -> Vec<Finding> {
    let inputs = plan.inputs;
    let held: BTreeSet<(usize, i16)> = figures.keys().map(|&(_, indicator, year)| (indicator, year)).collect();
    let any: BTreeSet<i16> = held.iter().map(|&(_, year)| year).collect();
    let file = inputs.tables.iter().map(|table| table.name.as_str()).collect::<Vec<_>>().join(", ");
    let empty: Vec<i16> = inputs.years.clone().filter(|year| !any.contains(year)).collect();
    let mut findings: Vec<Finding> = empty.iter().map(|year| empty_year(*year).at(Location::file(&file))).collect();
    for (at, indicator) in inputs.indicators.iter().enumerate() {
        let missing: Vec<String> =
            inputs.years.clone().filter(|year| any.contains(year) && !held.contains(&(at, *year))).map(|year| year.to_string()).collect();
        if !missing.is_empty() {
            findings.push(empty_indicator(&indicator.name.zh, indicator.id.as_str(), &missing).at(Location::file(&file)));
        }
    }
    findings
}

fn units_without_data(figures: &Figures, plan: &Plan<'_>) -> Vec<Finding> {
    let held: BTreeSet<usize> = figures.keys().map(|&(unit, ..)| unit).collect();
    let without = plan.inputs.units.iter().enumerate().filter(|(at, _)| !held.contains(at));
    without
        .map(|(_, subject)| {
            let name = subject.names.first().map_or(subject.id.as_str(), String::as_str);
            Finding::warning(
                "observations/unit-without-data",
                format!("{name}（{}）没有任何数据", subject.id),
                format!("{name} ({}) has no figures at all", subject.id),
            )
            .hint("提供含该单位的数据表；在此之前不予评价", "supply a table that has it; until then it is not evaluated")
        })
        .collect()
}

fn empty_year(year: i16) -> Finding {
    Finding::warning("observations/year-without-data", format!("{year}年没有任何数据"), format!("there are no figures for {year}"))
        .hint("提供该年的数据表，或缩小年份范围", "supply a table for the year, or ask for fewer years")
}

fn empty_indicator(name: &str, id: &str, years: &[String]) -> Finding {
    Finding::info(
        "observations/indicator-without-data",
        format!("指标“{name}”在{}年没有数据", years.join("、")),
        format!("indicator `{id}` has no figures for {}", years.join(", ")),
    )
    .hint("提供数据，或在评价方法中改用其他指标", "supply figures, or use another indicator in the method")
}
