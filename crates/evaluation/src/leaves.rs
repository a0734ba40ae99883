//! From observations and ballots to one column per leaf, each cell with what is to be said about it.

use std::collections::{BTreeMap, BTreeSet};

use corpus::Bilingual;
use observations::{Figure, Flag};
use programme::method::{Content, Method, Missing, Normalise, Treatment, Within};
use programme::{Direction, IndicatorId};

use crate::asked::{Asked, asked};
use crate::ballots::panel_score;
use crate::figures::{Column, Figures, X};
use crate::rounding::round_half_up;
use crate::severity::FairMarks;
use crate::{Ballot, Case};

/// A leaf of the tree with its figures.
#[derive(Debug, Clone)]
pub(crate) struct Leaf<'a> {
    /// Index in `Method::nodes`.
    pub node: usize,
    pub indicator: Option<&'a IndicatorId>,
    pub direction: Direction,
    pub normalise: &'a Normalise,
    pub scale: f64,
    pub missing: &'a Missing,
    pub treatment: &'a Treatment,
    pub within: Within,
    /// Before imputation across units, treatment and normalisation.
    pub figures: Column,
    pub notes: Vec<CellNote>,
    /// By the year of the figure: what the value is made of, where that is not simply the figure itself.
    pub asked: BTreeMap<i16, Asked>,
}

/// What is to be said about a cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct CellNote {
    /// Year of the figure, when it comes from observations.
    pub year: Option<i16>,
    /// Worst flag of the readings.
    pub flag: Option<Flag>,
    /// Filled by the method.
    pub imputed: bool,
}

impl CellNote {
    pub(crate) fn words(&self, asked_year: i16) -> Vec<Bilingual> {
        let mut words = Vec::new();
        match self.flag {
            Some(Flag::Estimated) => words.push(Bilingual::new("估计值", "estimated")),
            Some(Flag::Interpolated) => words.push(Bilingual::new("插值", "interpolated")),
            Some(Flag::Imputed) => words.push(Bilingual::new("来源填补", "imputed at the source")),
            Some(Flag::Disputed) => words.push(Bilingual::new("来源不一", "sources disagree")),
            Some(Flag::Reported) | None => {}
        }
        if let Some(year) = self.year.filter(|year| *year != asked_year) {
            words.push(Bilingual::new(format!("采用{year}年数值"), format!("figure of {year}")));
        }
        if self.imputed {
            words.push(Bilingual::new("缺失，按办法填补", "missing, filled as the method says"));
        }
        words
    }
}

/// Plain treatment for leaves that have none of their own.
const NO_TREATMENT: &Treatment = &Treatment::None {};
const NO_NORMALISATION: &Normalise = &Normalise::None {};

/// Reads every leaf; `together` are the peers of leaves that are compared over all classes, `sub_scores` answers for leaves that are other methods.
pub(crate) fn gather<'a>(
    method: &'a Method,
    figures: Figures<'_>,
    together: &[Vec<usize>],
    sub_scores: &dyn Fn(&str) -> Column,
    fair: Option<&FairMarks>,
) -> Vec<Leaf<'a>> {
    let leaf = |(node, entry): (usize, &'a programme::method::Node)| match &entry.content {
        Content::Group { .. } => None,
        Content::Indicator { indicator, direction, normalise, scale, missing, treatment, within, .. } => {
            let figures = if *within == Within::All { Figures { peers: together, ..figures } } else { figures };
            let (column, notes) = indicator_column(figures, node, indicator, missing);
            Some(Leaf {
                node,
                indicator: Some(indicator),
                direction: direction.or_else(|| own_direction(figures.case, method, indicator)).unwrap_or(Direction::Up),
                normalise,
                scale: *scale,
                missing,
                treatment,
                within: *within,
                figures: column,
                asked: asked_by_year(figures, node, indicator, &notes),
                notes,
            })
        }
        Content::Criterion { scale, missing, .. } => {
            let column = fair
                .map_or_else(|| criterion_figures(figures.case, method, node, None), |fair| fair_figures(figures.case, method, node, fair));
            Some(beside_indicators(node, column, NO_NORMALISATION, *scale, missing, Within::All))
        }
        Content::Method { id, normalise, scale, missing, within } => {
            Some(beside_indicators(node, sub_scores(id), normalise, *scale, missing, *within))
        }
    };
    method.nodes.iter().enumerate().filter_map(leaf).collect()
}

fn beside_indicators<'a>(
    node: usize,
    figures: Column,
    normalise: &'a Normalise,
    scale: f64,
    missing: &'a Missing,
    within: Within,
) -> Leaf<'a> {
    let notes = vec![CellNote::default(); figures.len()];
    let (asked, treatment) = (BTreeMap::new(), NO_TREATMENT);
    Leaf { node, indicator: None, direction: Direction::Up, normalise, scale, missing, treatment, within, figures, notes, asked }
}

fn own_direction(case: &Case<'_>, method: &Method, indicator: &IndicatorId) -> Option<Direction> {
    let quantity = method.quantities.iter().find(|quantity| quantity.id == indicator.0).and_then(|quantity| quantity.direction);
    quantity.or_else(|| case.indicators.get(indicator)?.direction)
}

fn asked_by_year(figures: Figures<'_>, node: usize, indicator: &IndicatorId, notes: &[CellNote]) -> BTreeMap<i16, Asked> {
    let years: BTreeSet<i16> = notes.iter().filter_map(|note| note.year).chain([figures.case.year]).collect();
    let plain = |year: i16, asked: &Asked| asked.len() == 1 && asked.contains(&(indicator.clone(), year));
    years.into_iter().map(|year| (year, asked(figures, node, indicator, year))).filter(|(year, asked)| !plain(*year, asked)).collect()
}

fn indicator_column(figures: Figures<'_>, node: usize, indicator: &IndicatorId, missing: &Missing) -> (Column, Vec<CellNote>) {
    let year = figures.case.year;
    let mut column = column_of_year(figures, node, indicator, year);
    let mut notes: Vec<CellNote> =
        column.iter().enumerate().map(|(unit, cell)| note(figures.case, indicator, unit, cell.map(|_| year))).collect();
    match missing {
        Missing::LastValue { years } => {
            for back in 1..=*years {
                if column.iter().all(Option::is_some) {
                    break;
                }
                let older = column_of_year(figures, node, indicator, year - back);
                for (unit, cell) in older.into_iter().enumerate().filter(|(_, cell)| cell.is_some()) {
                    if column[unit].is_none() {
                        column[unit] = cell;
                        notes[unit] = note(figures.case, indicator, unit, Some(year - back));
                    }
                }
            }
        }
        Missing::LinearInTime { years } => {
            let span: Vec<Column> = (-years..=*years).map(|step| column_of_year(figures, node, indicator, year + step)).collect();
            for unit in 0..column.len() {
                if column[unit].is_none() {
                    column[unit] = between_years(&span, *years as usize, unit);
                    notes[unit].imputed = column[unit].is_some();
                }
            }
        }
        _ => {}
    }
    if let Some(places) = figures.method.rounding.figure {
        column.iter_mut().flatten().for_each(|value| *value = round_half_up(*value, places));
    }
    (column, notes)
}

/// Figures of a leaf as judged, as they were in a year.
pub(crate) fn column_of_year(figures: Figures<'_>, node: usize, indicator: &IndicatorId, year: i16) -> Column {
    let there = figures.at(year).with_x(X::Indicator(indicator));
    match &figures.method.nodes[node].content {
        Content::Indicator { value: Some(formula), .. } => there.numbers(formula),
        _ => there.numbers_of(indicator.as_str()),
    }
}

/// Straight line between the nearest years before and after that have a figure.
fn between_years(span: &[Column], middle: usize, unit: usize) -> Option<f64> {
    let before = (0..middle).rev().find_map(|at| Some((at, span[at][unit]?)))?;
    let after = (middle + 1..span.len()).find_map(|at| Some((at, span[at][unit]?)))?;
    let share = (middle - before.0) as f64 / (after.0 - before.0) as f64;
    Some(before.1 + share * (after.1 - before.1))
}

fn note(case: &Case<'_>, indicator: &IndicatorId, unit: usize, year: Option<i16>) -> CellNote {
    let figure = year.and_then(|year| case.observations.figure(&case.units[unit].id, indicator, year));
    CellNote { year, flag: figure.map(worst_flag), imputed: false }
}

fn worst_flag(figure: &Figure) -> Flag {
    figure.from.iter().map(|reading| reading.flag).chain([figure.flag]).max().unwrap_or(figure.flag)
}

/// Marks of a criterion on the leaf's scale; `times` says how often each expert counts.
pub(crate) fn criterion_figures(case: &Case<'_>, method: &Method, node: usize, times: Option<&BTreeMap<String, u32>>) -> Column {
    let Content::Criterion { id, low, high, scale, .. } = &method.nodes[node].content else { return Vec::new() };
    let panel = &method.panel;
    let mut marks = case.ballots.of_criterion(id, case.year);
    marks.values_mut().for_each(|marks| marks.retain(|ballot| (*low..=*high).contains(&ballot.score)));
    let standard = panel.standardise_from.map(|fewest| ExpertScale::of(case, id, fewest as usize));
    let mark = |ballot: &Ballot| standard.as_ref().map_or(ballot.score, |standard| standard.mark(ballot));
    let counts = |ballot: &Ballot| times.map_or(1, |times| times.get(&ballot.expert).copied().unwrap_or(0)) as usize;
    // Without any ballot, a column of the criterion's name holds the panel's marks.
    let column = IndicatorId(id.clone());
    let in_table = |unit: &crate::Unit| case.observations.figure(&unit.id, &column, case.year).map(|figure| figure.value);
    let unit_score = |unit: &crate::Unit| {
        if marks.is_empty() {
            return in_table(unit).filter(|mark| (*low..=*high).contains(mark)).map(|mark| (mark - low) / (high - low) * scale);
        }
        let marks = marks.get(&unit.id)?.iter().flat_map(|ballot| std::iter::repeat_n(mark(ballot), counts(ballot)));
        panel_score(&marks.collect::<Vec<_>>(), panel).map(|mark| (mark - low) / (high - low) * scale)
    };
    case.units.iter().map(unit_score).collect()
}

/// Fair marks of a criterion on the leaf's scale; who has too few ballots has none.
fn fair_figures(case: &Case<'_>, method: &Method, node: usize, fair: &FairMarks) -> Column {
    let Content::Criterion { id, low, high, scale, .. } = &method.nodes[node].content else { return Vec::new() };
    let plain = criterion_figures(case, method, node, None);
    let mark = |(unit, plain): (&crate::Unit, Option<f64>)| {
        let mark = fair.get(&(unit.id.clone(), id.clone())).filter(|_| plain.is_some())?;
        Some((mark - low) / (high - low) * scale)
    };
    case.units.iter().zip(plain).map(mark).collect()
}

/// Takes an expert's severity and spread out: `x -> all + (x - own mean) / own deviation * all deviation`.
struct ExpertScale {
    all: (f64, f64),
    own: BTreeMap<String, (f64, f64)>,
}

impl ExpertScale {
    /// Experts with fewer marks than `fewest`, or with equal marks only, keep theirs.
    fn of(case: &Case<'_>, criterion: &str, fewest: usize) -> Self {
        let mut by_expert = BTreeMap::<String, Vec<f64>>::new();
        for ballot in case.ballots.of_criterion(criterion, case.year).into_values().flatten() {
            by_expert.entry(ballot.expert.clone()).or_default().push(ballot.score);
        }
        let all: Vec<f64> = by_expert.values().flatten().copied().collect();
        let own = by_expert.into_iter().filter(|(_, marks)| marks.len() >= fewest.max(2));
        Self { all: spread(&all), own: own.map(|(expert, marks)| (expert, spread(&marks))).collect() }
    }

    fn mark(&self, ballot: &Ballot) -> f64 {
        match self.own.get(&ballot.expert) {
            Some((mean, deviation)) if *deviation > 0.0 => self.all.0 + (ballot.score - mean) / deviation * self.all.1,
            _ => ballot.score,
        }
    }
}

fn spread(marks: &[f64]) -> (f64, f64) {
    let mean = crate::numerics::mean(marks).unwrap_or(0.0);
    (mean, crate::numerics::sample_deviation(marks).unwrap_or(0.0))
}
