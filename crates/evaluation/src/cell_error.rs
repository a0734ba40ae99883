//! How far a figure may be off: by its flag, by what its sources say against each other, by how such figures were revised; and how far
//! what was filled may be off.

use std::collections::BTreeMap;

use observations::{Figure, Flag, Reading};
use programme::UnitId;
use programme::method::Doubt;

use crate::figures::Column;
use crate::impute;
use crate::leaves::{CellNote, Leaf};
use crate::numerics::{Stream, mean, sample_deviation};
use crate::prepare::Prepared;

/// Errors of all cells of a case.
pub(crate) struct CellErrors {
    /// Relative standard error, by leaf and unit; 0 where the figure is taken as exact.
    cells: Vec<Vec<f64>>,
    /// Relative standard error of what is filled.
    filled: f64,
    /// By leaf: what the filling misses known figures by, each left out in turn, in the figure's unit.
    misses: Vec<Vec<f64>>,
    /// Cells, by leaf, that are filled from other units.
    gaps: bool,
}

impl CellErrors {
    pub(crate) fn of(prepared: &Prepared<'_>, doubt: &Doubt) -> Self {
        let history = History::of(prepared, doubt);
        let cell = |leaf: &Leaf<'_>, unit: usize| {
            let flagged = leaf.indicator.and_then(|indicator| {
                doubt.indicator_error.get(indicator).or_else(|| doubt.error.get(flag_name(&leaf.notes[unit], prepared.case.year)))
            });
            let by_sources = history.relative_error(prepared, leaf, unit, doubt);
            let flagged = flagged.copied().filter(|_| leaf.indicator.is_some()).unwrap_or(0.0);
            (flagged * flagged + by_sources * by_sources).sqrt()
        };
        let units = prepared.case.units.len();
        let is_gap = |leaf: usize, unit: usize| prepared.raw[leaf][unit].is_none() && prepared.leaves[leaf].figures[unit].is_some();
        let has_gap = |leaf: usize| prepared.leaves[leaf].indicator.is_some() && (0..units).any(|unit| is_gap(leaf, unit));
        let misses = |leaf: usize| match doubt.imputation {
            Some(size) if has_gap(leaf) => misses(prepared, leaf).into_iter().map(|miss| miss * size).collect(),
            _ => Vec::new(),
        };
        Self {
            cells: prepared.leaves.iter().map(|leaf| (0..units).map(|unit| cell(leaf, unit)).collect()).collect(),
            filled: doubt.error.get("imputed").copied().unwrap_or(0.0),
            misses: (0..prepared.leaves.len()).map(misses).collect(),
            gaps: (0..prepared.leaves.len()).any(has_gap),
        }
    }

    pub(crate) fn has_noise(&self) -> bool {
        self.cells.iter().flatten().any(|error| *error > 0.0)
    }

    pub(crate) fn has_filling(&self) -> bool {
        self.gaps && (self.filled > 0.0 || self.misses.iter().flatten().any(|miss| *miss != 0.0))
    }

    /// Moves every figure by a normal error of its size.
    pub(crate) fn shake(&self, raw: &mut [Column], draws: &mut Stream) {
        for (column, errors) in raw.iter_mut().zip(&self.cells) {
            for (value, error) in column.iter_mut().zip(errors).filter(|(_, error)| **error > 0.0) {
                *value = value.map(|value| value * (1.0 + error * draws.normal()));
            }
        }
    }

    /// Moves what was filled: by a miss of the same filling, drawn with equal chance, else by a relative error.
    pub(crate) fn shake_filled(&self, raw: &[Column], filled: &mut [Column], draws: &mut Stream) {
        for ((raw, column), misses) in raw.iter().zip(filled).zip(&self.misses) {
            for unit in (0..raw.len()).filter(|unit| raw[*unit].is_none()) {
                column[unit] = column[unit].map(|value| {
                    if misses.is_empty() { value * (1.0 + self.filled * draws.normal()) } else { value + misses[draws.below(misses.len())] }
                });
            }
        }
    }
}

/// Known figures less what the leaf's filling would put in their place (leave one out: Stone 1974).
fn misses(prepared: &Prepared<'_>, leaf: usize) -> Vec<f64> {
    let mut columns = prepared.raw.clone();
    let mut out = Vec::new();
    for unit in 0..columns[leaf].len() {
        let Some(known) = columns[leaf][unit].take() else { continue };
        let found = impute::fill(prepared, leaf, &columns).into_iter().find(|(filled, _)| *filled == unit);
        out.extend(found.map(|(_, value)| known - value));
        columns[leaf][unit] = Some(known);
    }
    out
}

fn flag_name(note: &CellNote, year: i16) -> &'static str {
    match note.flag {
        _ if note.imputed => "imputed",
        Some(Flag::Estimated) => "estimated",
        Some(Flag::Interpolated) => "interpolated",
        Some(Flag::Imputed) => "imputed",
        Some(Flag::Disputed) => "disputed",
        Some(Flag::Reported) | None if note.year.is_some_and(|own| own != year) => "carried",
        Some(Flag::Reported) | None => "reported",
    }
}

/// What is known about the cells that figures were read from.
#[derive(Default)]
struct History<'a> {
    /// Relative standard deviation of all that was said about a chosen reading, by file, sheet and cell.
    disagreement: BTreeMap<Cell<'a>, f64>,
    /// Root mean square of the relative revisions, by heading and source.
    revision: BTreeMap<(&'a str, &'a str), f64>,
}

type Cell<'a> = (&'a str, Option<&'a str>, &'a str);

fn cell_of(reading: &Reading) -> Cell<'_> {
    (&reading.origin.file, reading.origin.sheet.as_deref(), &reading.origin.cell)
}

impl<'a> History<'a> {
    fn of(prepared: &Prepared<'a>, doubt: &Doubt) -> Self {
        let mut history = Self::default();
        if doubt.disagreement.is_none() && doubt.revision.is_none() {
            return history;
        }
        let mut revisions: BTreeMap<(&str, &str), Vec<f64>> = BTreeMap::new();
        let of_unit = |unit: &UnitId| prepared.case.observations.figures.get(unit);
        let figures = prepared.case.units.iter().filter_map(|unit| of_unit(&unit.id)).flat_map(BTreeMap::values).flat_map(BTreeMap::values);
        for figure in figures.filter(|figure| figure.from.len() == 1 && !figure.rivals.is_empty()) {
            if let Some(error) = relative_deviation(figure) {
                history.disagreement.insert(cell_of(&figure.from[0]), error);
            }
            let origin = &figure.from[0].origin;
            revisions.entry((&origin.heading, &origin.source)).or_default().extend(revised(figure));
        }
        let root_mean_square = |sizes: Vec<f64>| mean(&sizes.iter().map(|size| size * size).collect::<Vec<_>>()).map(f64::sqrt);
        history.revision = revisions.into_iter().filter_map(|(key, sizes)| Some((key, root_mean_square(sizes).ok()?))).collect();
        history
    }

    /// Errors of the readings of a figure, as if it were a product of them (first order).
    fn relative_error(&self, prepared: &Prepared<'_>, leaf: &Leaf<'_>, unit: usize, doubt: &Doubt) -> f64 {
        let figure = leaf
            .indicator
            .zip(leaf.notes[unit].year)
            .and_then(|(indicator, year)| prepared.case.observations.figure(&prepared.case.units[unit].id, indicator, year));
        let square = |reading: &Reading| {
            let key: (&str, &str) = (&reading.origin.heading, &reading.origin.source);
            let disagreement = doubt.disagreement.unwrap_or(0.0) * self.disagreement.get(&cell_of(reading)).copied().unwrap_or(0.0);
            let revision = doubt.revision.unwrap_or(0.0) * self.revision.get(&key).copied().unwrap_or(0.0);
            disagreement * disagreement + revision * revision
        };
        figure.map_or(0.0, |figure| figure.from.iter().map(square).sum::<f64>().sqrt())
    }
}

/// Over the newest word of every source, the chosen reading among them.
fn relative_deviation(figure: &Figure) -> Option<f64> {
    let mut newest: BTreeMap<&str, &Reading> = BTreeMap::new();
    for reading in figure.rivals.iter().chain(&figure.from) {
        let known = newest.entry(&reading.origin.source).or_insert(reading);
        if reading.origin.known_on >= known.origin.known_on {
            *known = reading;
        }
    }
    let values: Vec<f64> = newest.values().map(|reading| reading.value).collect();
    let centre = mean(&values).ok()?.abs();
    sample_deviation(&values).ok().filter(|_| centre > 0.0).map(|deviation| deviation / centre)
}

/// Relative change from the first to the last word of the chosen source, where it spoke on several days.
fn revised(figure: &Figure) -> Option<f64> {
    let chosen = &figure.from[0].origin;
    let same = figure
        .rivals
        .iter()
        .chain(&figure.from)
        .filter(|reading| reading.origin.source == chosen.source && reading.origin.heading == chosen.heading);
    let mut words: Vec<(jiff::civil::Date, f64)> = same.filter_map(|reading| Some((reading.origin.known_on?, reading.value))).collect();
    words.sort_by_key(|word| word.0);
    let (first, last) = (words.first()?, words.last()?);
    (first.0 < last.0 && first.1 != 0.0).then(|| (last.1 - first.1) / first.1)
}
