//! Faults put into a panel on purpose, to measure how many are found and how often a warning is right.
//!
//! Faults go into figures that nothing is held against: without a remark of the table and not suspected before. A suspicion that is new
//! and not at an injected figure counts against the precision, unless it is of the same place and year: an identity is broken by any of
//! its parts.

use std::collections::{BTreeMap, BTreeSet};

use corpus::Bilingual;
use serde::Serialize;

use crate::check::calibration::Calibration;
use crate::check::check;
use crate::check::history::{other_digits, swapped_digits};
use crate::check::panel::{Panel, Series};
use crate::check::patterns::last_digit;
use crate::check::settings::Settings;
use crate::check::suspicion::{Suspect, Suspicion};

/// Kinds of injected faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Ten,
    Hundred,
    TenThousand,
    DroppedDigit,
    DigitSwap,
    CopiedYear,
    LinearFill,
    SwappedColumns,
    EqualGrowth,
}

impl Kind {
    pub const ALL: [Self; 9] = [
        Self::Ten,
        Self::Hundred,
        Self::TenThousand,
        Self::DroppedDigit,
        Self::DigitSwap,
        Self::CopiedYear,
        Self::LinearFill,
        Self::SwappedColumns,
        Self::EqualGrowth,
    ];

    pub fn name(self) -> Bilingual {
        let (zh, en) = match self {
            Self::Ten => ("差十倍", "x10 or /10"),
            Self::Hundred => ("差百倍", "x100 or /100"),
            Self::TenThousand => ("差万倍", "x10,000 or /10,000"),
            Self::DroppedDigit => ("少写一位数字", "a digit left out"),
            Self::DigitSwap => ("数字错位", "two neighbouring digits swapped"),
            Self::CopiedYear => ("照抄上年", "last year copied"),
            Self::LinearFill => ("线性填充", "three years filled linearly"),
            Self::SwappedColumns => ("列错位", "two columns swapped"),
            Self::EqualGrowth => ("增速雷同", "equal growth for four years"),
        };
        Bilingual::new(zh, en)
    }

    fn names_it(self, suspect: Suspect) -> bool {
        match self {
            Self::Ten | Self::Hundred | Self::TenThousand => suspect == Suspect::Slip,
            Self::DroppedDigit => matches!(suspect, Suspect::DroppedDigit | Suspect::Slip),
            Self::DigitSwap => suspect == Suspect::SwappedDigits,
            Self::CopiedYear => suspect == Suspect::Copied,
            Self::LinearFill => suspect == Suspect::Filled,
            Self::SwappedColumns => suspect == Suspect::SwappedColumns,
            Self::EqualGrowth => matches!(suspect, Suspect::EqualGrowth | Suspect::Filled),
        }
    }
}

/// What the checks made of one kind of injected fault.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    pub kind: Kind,
    /// Figures that were changed.
    pub injected: usize,
    /// Changed figures that were suspected of anything.
    pub found: usize,
    /// Changed figures that were suspected of what they are.
    pub named: usize,
    /// New suspicions elsewhere.
    pub false_alarms: usize,
    pub recall: f64,
    pub precision: f64,
}

/// All outcomes, and what is suspected in the panel as it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bench {
    pub figures: usize,
    pub outcomes: Vec<Outcome>,
    #[serde(skip)]
    pub calibration: Calibration,
    /// Size of a random sample of untouched figures without a remark, and how many of them are suspected.
    pub untouched: usize,
    pub untouched_suspected: usize,
}

type Cell = (usize, usize);

/// Injects `faults` faults of every kind, one kind at a time, and checks the whole panel each time.
pub fn bench(panel: &Panel, settings: &Settings, faults: usize, seed: u64) -> Bench {
    let before = by_row(&told(panel, settings));
    let mut calibration = Calibration::empty();
    let outcomes = Kind::ALL.map(|kind| one_kind(panel, settings, kind, faults, seed, &before, &mut calibration));
    calibration.learn();
    let (untouched, untouched_suspected) = untouched(panel, &before, seed);
    Bench { figures: panel.figures(), outcomes: outcomes.to_vec(), calibration, untouched, untouched_suspected }
}

/// Half of the places to which a place belongs.
fn is_learnt_from(place: &str) -> bool {
    let mixed = place.bytes().fold(0, |mixed, byte| random(mixed, u64::from(byte)));
    mixed.is_multiple_of(2)
}

fn one_kind(
    panel: &Panel,
    settings: &Settings,
    kind: Kind,
    faults: usize,
    seed: u64,
    before: &BTreeMap<(u32, String), f64>,
    calibration: &mut Calibration,
) -> Outcome {
    let clean =
        |series: &Series, at: usize| !series.points[at].noted && !before.contains_key(&(series.points[at].row, series.heading.clone()));
    let mut changed = panel.clone();
    let cells = inject(panel, &mut changed, kind, faults, seed, settings.history.least_figures, &clean);
    let rows: BTreeSet<(u32, String)> =
        cells.iter().map(|&(series, at)| (panel.series[series].points[at].row, panel.series[series].heading.clone())).collect();
    let after = told(&changed, settings);
    let named = after
        .iter()
        .filter(|one| kind.names_it(one.suspect))
        .map(|one| (one.row, one.heading.clone()))
        .filter(|key| rows.contains(key))
        .collect::<BTreeSet<_>>()
        .len();
    let touched: BTreeSet<(String, i16)> =
        cells.iter().map(|&(series, at)| (panel.series[series].place.clone(), panel.series[series].points[at].year)).collect();
    let found = after.iter().map(key).filter(|key| rows.contains(key)).collect::<BTreeSet<_>>().len();
    let mut false_alarms = BTreeSet::new();
    for one in after.iter().filter(|one| !before.contains_key(&key(one))) {
        let right = rows.contains(&key(one));
        if !right && touched.contains(&(one.place.clone(), one.year)) {
            continue;
        }
        if !right {
            false_alarms.insert(key(one));
        }
        calibration.count(one, right, is_learnt_from(&one.place));
    }
    let false_alarms = false_alarms.len();
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    Outcome {
        kind,
        injected: rows.len(),
        found,
        named,
        false_alarms,
        recall: share(found, rows.len()),
        precision: share(found, found + false_alarms),
    }
}

/// Suspicions that say a figure may be wrong; explanations do not.
fn told(panel: &Panel, settings: &Settings) -> Vec<Suspicion> {
    check(panel, settings).into_iter().filter(|one| one.likelihood >= settings.tell_from).collect()
}

fn key(one: &Suspicion) -> (u32, String) {
    (one.row, one.heading.clone())
}

fn by_row(suspicions: &[Suspicion]) -> BTreeMap<(u32, String), f64> {
    let mut rows: BTreeMap<(u32, String), f64> = BTreeMap::new();
    for one in suspicions {
        let likelihood = rows.entry((one.row, one.heading.clone())).or_default();
        *likelihood = likelihood.max(one.likelihood);
    }
    rows
}

fn untouched(panel: &Panel, before: &BTreeMap<(u32, String), f64>, seed: u64) -> (usize, usize) {
    let cells: Vec<(&Series, usize)> = panel
        .series
        .iter()
        .flat_map(|series| (0..series.points.len()).map(move |at| (series, at)))
        .filter(|(series, at)| !series.points[*at].noted)
        .collect();
    let sample = 2000.min(cells.len());
    let suspected = (0..sample as u64).filter(|&draw| {
        let (series, at) = cells[(random(seed ^ 0x5eed, draw) % cells.len() as u64) as usize];
        before.contains_key(&(series.points[at].row, series.heading.clone()))
    });
    (sample, suspected.count())
}

/// Changes cells of `changed` and returns which; no two faults fall into one series.
fn inject(
    panel: &Panel,
    changed: &mut Panel,
    kind: Kind,
    faults: usize,
    seed: u64,
    least: usize,
    clean: &dyn Fn(&Series, usize) -> bool,
) -> Vec<Cell> {
    let fit = |series: &Series| series.points.len() >= least.max(6) && series.points.iter().all(|point| point.value > 0.0);
    let eligible: Vec<usize> = (0..panel.series.len()).filter(|&at| fit(&panel.series[at])).collect();
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut cells = Vec::new();
    let salt = seed ^ ((kind as u64 + 1) << 32);
    let mut draw = 0;
    while cells.len() < faults && draw < faults as u64 * 50 && !eligible.is_empty() {
        let series = eligible[(random(salt, draw * 3) % eligible.len() as u64) as usize];
        let at = (random(salt, draw * 3 + 1) % panel.series[series].points.len() as u64) as usize;
        let coin = random(salt, draw * 3 + 2);
        draw += 1;
        if used.contains(&series) {
            continue;
        }
        let touched = change(panel, changed, kind, (series, at), coin, clean);
        used.extend(touched.iter().map(|(series, _)| *series));
        cells.extend(touched);
    }
    cells
}

fn change(
    panel: &Panel,
    changed: &mut Panel,
    kind: Kind,
    (series, at): Cell,
    coin: u64,
    clean: &dyn Fn(&Series, usize) -> bool,
) -> Vec<Cell> {
    let one = &panel.series[series];
    let value = one.points[at].value;
    if !clean(one, at) || last_digit(value) * 100.0 > value {
        return Vec::new();
    }
    let mut set = |cells: Vec<(Cell, f64)>| -> Vec<Cell> {
        for ((series, at), value) in &cells {
            changed.series[*series].points[*at].value = *value;
        }
        cells.into_iter().map(|(cell, _)| cell).collect()
    };
    let scaled = |factor: f64| if coin.is_multiple_of(2) { value * factor } else { value / factor };
    match kind {
        Kind::Ten => set(vec![((series, at), scaled(10.0))]),
        Kind::Hundred => set(vec![((series, at), scaled(100.0))]),
        Kind::TenThousand => set(vec![((series, at), scaled(10_000.0))]),
        Kind::DroppedDigit | Kind::DigitSwap => {
            let mut others = if kind == Kind::DigitSwap { swapped_digits(value) } else { other_digits(value) };
            others.retain(|other| kind == Kind::DigitSwap || *other < value / 2.0);
            others.get((coin % others.len().max(1) as u64) as usize).map_or_else(Vec::new, |&other| set(vec![((series, at), other)]))
        }
        Kind::CopiedYear => match at.checked_sub(1).map(|before| one.points[before]) {
            Some(before) if before.year + 1 == one.points[at].year && before.value != value => set(vec![((series, at), before.value)]),
            _ => Vec::new(),
        },
        Kind::LinearFill | Kind::EqualGrowth => {
            let Some(between) = filled(one, at, kind == Kind::EqualGrowth, clean) else { return Vec::new() };
            set(between.into_iter().map(|(at, value)| ((series, at), value)).collect())
        }
        Kind::SwappedColumns => match other_column(panel, series, one.points[at].year, value, coin, clean) {
            Some((other, place)) => {
                let there = panel.series[other].points[place].value;
                set(vec![((series, at), there), ((other, place), value)])
            }
            None => Vec::new(),
        },
    }
}

/// Returns three figures made from the ones before and after them, rounded as the series is.
fn filled(series: &Series, at: usize, geometric: bool, clean: &dyn Fn(&Series, usize) -> bool) -> Option<Vec<(usize, f64)>> {
    let five = series.points.get(at..at + 5)?;
    if five[4].year - five[0].year != 4 || (at + 1..at + 4).any(|at| !clean(series, at)) {
        return None;
    }
    let unit = five.iter().map(|point| last_digit(point.value)).fold(f64::INFINITY, f64::min);
    let (first, last) = (five[0].value, five[4].value);
    // A rise that rounding would hide is no fault that anybody could see.
    if (last - first).abs() < first * 0.05 {
        return None;
    }
    let value = |step: f64| if geometric { first * libm::pow(last / first, step / 4.0) } else { first + (last - first) * step / 4.0 };
    Some((1..4).map(|step| (at + step, (value(step as f64) / unit).round() * unit)).collect())
}

/// Returns another heading's cell of the same place and year whose figure differs at least twofold.
fn other_column(panel: &Panel, series: usize, year: i16, value: f64, coin: u64, clean: &dyn Fn(&Series, usize) -> bool) -> Option<Cell> {
    let place = &panel.series[series].place;
    let fits = |other: &usize| {
        let other = &panel.series[*other];
        let there = other.points.iter().position(|point| point.year == year)?;
        let figure = other.points[there].value;
        (figure > 0.0 && clean(other, there) && (figure / value > 2.0 || value / figure > 2.0)).then_some(there)
    };
    let start = (coin % panel.series.len() as u64) as usize;
    let order = (start..panel.series.len()).chain(0..start).filter(|&other| other != series && panel.series[other].place == *place);
    order.take(20).find_map(|other| Some((other, fits(&other)?)))
}

/// Counter-based random numbers (SplitMix64): the same seed and counter give the same number everywhere.
fn random(seed: u64, counter: u64) -> u64 {
    let mut state = seed.wrapping_add(counter.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}
