//! `cycle.json`: the whole run in one file for other programs, described in `docs/cycle-json.md`.

use std::collections::BTreeMap;

use consequences::Proceedings;
use consequences::objection::Correction;
use corpus::{Bilingual, Finding, PaperId, Reading};
use jiff::civil::Date;
use observations::{Figure, Flag};
use programme::{IndicatorId, UnitId};
use serde::Serialize;

use crate::context::Context;
use crate::cycle::{Comparison, Cycle, Input, Stage, Year};

/// Wire form of a cycle. Every value that is not there is `null` or left out as the description says; numbers are not rounded.
#[derive(Debug, Serialize)]
struct Wire<'a> {
    format: u32,
    label: &'a Option<Bilingual>,
    day: Date,
    inputs: &'a [Input],
    programme: &'a programme::Programme,
    units: BTreeMap<&'a UnitId, UnitWire>,
    years: &'a [Year],
    /// What people decided, as the folder keeps it.
    proceedings: &'a Proceedings,
    corrections: &'a [Correction],
    /// SHA-256 by name of every file that a figure was read from.
    files: BTreeMap<&'a str, &'a str>,
    figures: BTreeMap<&'a UnitId, BTreeMap<&'a IndicatorId, BTreeMap<i16, FigureWire<'a>>>>,
    papers: &'a BTreeMap<PaperId, Reading>,
    comparisons: &'a [Comparison],
    findings: &'a BTreeMap<Stage, Vec<Finding>>,
}

/// A unit's name on the day of the cycle.
#[derive(Debug, Serialize)]
struct UnitWire {
    name: Bilingual,
}

#[derive(Debug, Serialize)]
struct FigureWire<'a> {
    value: f64,
    flag: Flag,
    #[serde(skip_serializing_if = "Option::is_none")]
    formula: Option<&'a str>,
    from: Vec<CellWire<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rivals: Vec<CellWire<'a>>,
}

/// One source's value and the cell it stands in.
#[derive(Debug, Serialize)]
struct CellWire<'a> {
    value: f64,
    #[serde(skip_serializing_if = "is_reported")]
    flag: Flag,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    cell: &'a str,
    printed: &'a str,
    source: &'a str,
    heading: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    note: &'a str,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn is_reported(flag: &Flag) -> bool {
    *flag == Flag::Reported
}

/// Returns the run as JSON, `format = 1`.
pub fn cycle_json(cycle: &Cycle) -> Vec<u8> {
    let context = Context::new(cycle);
    let readings = || {
        cycle
            .observations
            .figures
            .values()
            .flat_map(BTreeMap::values)
            .flat_map(BTreeMap::values)
            .flat_map(|figure| figure.from.iter().chain(&figure.rivals))
    };
    let wire = Wire {
        format: 1,
        label: &cycle.label,
        day: cycle.day,
        inputs: &cycle.inputs,
        programme: &cycle.programme,
        units: context.units.iter().map(|unit| (unit, UnitWire { name: context.unit_name(unit) })).collect(),
        years: &cycle.years,
        proceedings: &cycle.proceedings,
        corrections: &cycle.corrections,
        files: readings().map(|reading| (&*reading.origin.file, &*reading.origin.sha256)).collect(),
        figures: cycle.observations.figures.iter().map(|(unit, indicators)| (unit, indicators.iter().map(indicator).collect())).collect(),
        papers: &cycle.readings,
        comparisons: &cycle.comparisons,
        findings: &cycle.findings,
    };
    let mut bytes = serde_json::to_vec_pretty(&wire).expect("all keys are texts or numbers, and memory does not fail");
    bytes.push(b'\n');
    bytes
}

fn indicator<'a>((id, years): (&'a IndicatorId, &'a BTreeMap<i16, Figure>)) -> (&'a IndicatorId, BTreeMap<i16, FigureWire<'a>>) {
    (id, years.iter().map(|(year, figure)| (*year, figure_wire(figure))).collect())
}

fn figure_wire(figure: &Figure) -> FigureWire<'_> {
    FigureWire {
        value: figure.value,
        flag: figure.flag,
        formula: figure.formula.as_deref(),
        from: figure.from.iter().map(cell).collect(),
        rivals: figure.rivals.iter().map(cell).collect(),
    }
}

fn cell(reading: &observations::Reading) -> CellWire<'_> {
    let origin = &reading.origin;
    CellWire {
        value: reading.value,
        flag: reading.flag,
        file: &origin.file,
        sheet: origin.sheet.as_deref(),
        cell: &origin.cell,
        printed: &origin.printed,
        source: &origin.source,
        heading: &origin.heading,
        note: &reading.note,
    }
}
