//! Figures of parts: months, quarters and halves of a year, counties of a city. They are put together as the indicator allows, where the whole
//! is not given itself and no part is missing.

use std::collections::{BTreeMap, BTreeSet};

use corpus::gazetteer::{Gazetteer, PlaceLevel};
use corpus::{Finding, Location};
use jiff::civil::date;
use programme::Over;

use crate::choose::Figures;
use crate::number::half_width;
use crate::plan::Plan;
use crate::tidy::Candidate;
use crate::{Figure, Flag, Reading};

/// A part of what is asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Piece {
    /// Months of the year, first and last.
    Months(u8, u8),
    /// A county or district of the city, by code.
    County(String),
}

/// Readings of parts by unit, indicator and year, the first two as positions in the inputs.
#[derive(Debug, Default)]
pub(crate) struct Pieces(BTreeMap<(usize, usize, i16), BTreeMap<Piece, Candidate>>);

impl Pieces {
    /// Keeps a reading of a part; of several the most trusted, and of those the later known.
    pub(crate) fn add(&mut self, key: (usize, usize, i16), piece: Piece, candidate: Candidate) {
        let known = self.0.entry(key).or_default();
        let order = |one: &Candidate| (one.rank, std::cmp::Reverse(one.reading.origin.known_on));
        if known.get(&piece).is_none_or(|other| order(&candidate) < order(other)) {
            known.insert(piece, candidate);
        }
    }

    /// Puts parts together where the whole is not given.
    pub(crate) fn put_together(&self, figures: &mut Figures, plan: &Plan<'_>) -> Vec<Finding> {
        let mut told: BTreeMap<(usize, bool), Untold> = BTreeMap::new();
        let mut whole = Vec::new();
        for (&key, pieces) in self.0.iter().filter(|(key, _)| !figures.contains_key(*key)) {
            let (counties, months): (Vec<_>, Vec<_>) = pieces.iter().partition(|(piece, _)| matches!(piece, Piece::County(_)));
            for (pieces, in_time) in [(months, true), (counties, false)].into_iter().filter(|(pieces, _)| !pieces.is_empty()) {
                let untold = told.entry((key.1, in_time)).or_insert_with(|| Untold::new(&pieces));
                match self.together(key, &pieces, in_time, plan) {
                    Ok(figure) => whole.push((key, figure)),
                    Err(Refused::ByRule) => untold.refused += 1,
                    Err(Refused::Missing(what)) => untold.missing.push(what),
                }
            }
        }
        for (key, figure) in whole {
            figures.entry(key).or_insert(figure);
        }
        told.into_iter().flat_map(|((indicator, in_time), untold)| untold.findings(plan, indicator, in_time)).collect()
    }

    fn together(&self, key: (usize, usize, i16), pieces: &[Held<'_>], in_time: bool, plan: &Plan<'_>) -> Result<Figure, Refused> {
        let (unit, indicator, year) = key;
        let definition = plan.indicators[indicator].definition;
        let over = if in_time { &definition.over_time } else { &definition.over_space };
        if *over == Over::None {
            return Err(Refused::ByRule);
        }
        let chosen = if in_time { months(pieces, over) } else { counties(plan.inputs.units[unit].id.as_str(), pieces, year) };
        let chosen = chosen.map_err(|missing| Refused::Missing(format!("{} {year} {missing}", name(plan, unit))))?;
        let readings: Vec<&Reading> = chosen.iter().map(|(_, candidate)| &candidate.reading).collect();
        let (value, by) = match over {
            Over::MeanBy(weight) => {
                let weights = plan.position(weight).and_then(|at| self.0.get(&(unit, at, year)));
                let weight_of = |piece: &Piece| weights.and_then(|weights| weights.get(piece)).map(|candidate| candidate.reading.value);
                let weighted: Option<Vec<(f64, f64)>> =
                    chosen.iter().map(|(piece, candidate)| Some((candidate.reading.value, weight_of(piece)?))).collect();
                let Some(weighted) = weighted else { return Err(Refused::Missing(format!("{} {year} {weight}", name(plan, unit)))) };
                let total: f64 = weighted.iter().map(|(_, weight)| weight).sum();
                if total <= 0.0 {
                    return Err(Refused::Missing(format!("{} {year} {weight}", name(plan, unit))));
                }
                (weighted.iter().map(|(value, weight)| value * weight).sum::<f64>() / total, format!("mean by {weight}"))
            }
            Over::Last => (readings.last().map_or(0.0, |reading| reading.value), "last".to_owned()),
            _ => (readings.iter().map(|reading| reading.value).sum(), "sum".to_owned()),
        };
        let what = if in_time { "parts of the year" } else { "counties" };
        Ok(Figure {
            value,
            flag: readings.iter().map(|reading| reading.flag).max().unwrap_or(Flag::Reported),
            formula: Some(format!("{by} of {} over {} {what}", definition.id, readings.len())),
            from: readings.into_iter().cloned().collect(),
            rivals: Vec::new(),
        })
    }
}

type Held<'a> = (&'a Piece, &'a Candidate);
type Chosen<'a> = Vec<Held<'a>>;

/// Returns the parts that make the year: what runs from January to December if there is such a part, else quarters, halves or months that
/// follow each other; of a stock only the last. Says what is missing.
fn months<'a>(pieces: &[Held<'a>], over: &Over) -> Result<Chosen<'a>, String> {
    let spans: Vec<((u8, u8), Held<'a>)> = pieces
        .iter()
        .filter_map(|one| match one.0 {
            Piece::Months(first, last) => Some(((*first, *last), *one)),
            Piece::County(_) => None,
        })
        .collect();
    if *over == Over::Last {
        let end = spans.iter().filter(|((_, last), _)| *last == 12).max_by_key(|((first, _), _)| *first);
        return end.map(|one| vec![one.1]).ok_or_else(|| "12".to_owned());
    }
    let mut chosen = Vec::new();
    let mut next = 1;
    while next <= 12 {
        // The longest part that begins here; what overlaps it is contained in it.
        let Some(((_, last), one)) = spans.iter().filter(|((first, _), _)| *first == next).max_by_key(|((_, last), _)| *last) else {
            return Err(format!("{next}—12"));
        };
        chosen.push(*one);
        next = last + 1;
    }
    Ok(chosen)
}

/// Returns all counties and districts that the city had at the end of the year, or the names of those that are missing.
fn counties<'a>(city: &str, pieces: &[Held<'a>], year: i16) -> Result<Chosen<'a>, String> {
    let gazetteer = Gazetteer::shared();
    let day = date(year, 12, 31);
    let own = gazetteer.places().iter().filter(|place| {
        matches!(place.level, PlaceLevel::County | PlaceLevel::District) && place.valid_on(day) && place.code[..4] == city[..4]
    });
    let held: BTreeSet<&str> =
        pieces.iter().filter_map(|(piece, _)| if let Piece::County(code) = piece { Some(code.as_str()) } else { None }).collect();
    let missing: Vec<&str> = own.filter(|place| !held.contains(place.code)).map(|place| place.name).collect();
    if missing.is_empty() { Ok(pieces.to_vec()) } else { Err(missing.join("、")) }
}

enum Refused {
    /// The indicator says that its parts make no whole.
    ByRule,
    Missing(String),
}

/// Parts of one indicator that made no whole.
struct Untold {
    refused: usize,
    missing: Vec<String>,
    place: Location,
}

impl Untold {
    fn new(pieces: &[Held<'_>]) -> Self {
        let place = pieces.first().map(|(_, candidate)| {
            let origin = &candidate.reading.origin;
            Location { sheet: origin.sheet.as_deref().map(str::to_owned), cell: Some(origin.cell.clone()), ..Location::file(&*origin.file) }
        });
        Self { refused: 0, missing: Vec::new(), place: place.unwrap_or_default() }
    }

    fn findings(self, plan: &Plan<'_>, indicator: usize, in_time: bool) -> Vec<Finding> {
        let id = &plan.indicators[indicator].definition.id;
        let (zh, en) = if in_time { ("月度、季度数", "parts of a year") } else { ("县区数", "counties") };
        let mut findings = Vec::new();
        if self.refused > 0 {
            let count = self.refused;
            findings.push(
                Finding::warning(
                    "observations/not-aggregated",
                    format!("指标“{id}”按定义不能由{zh}合成，{count}处未采用"),
                    format!("by its definition `{id}` cannot be put together from {en}; left out {count} times"),
                )
                .at(self.place.clone())
                .hint(
                    "提供全年、全市的数，或在 indicators.toml 中写明 over_time、over_space",
                    "supply the whole, or state over_time and over_space in indicators.toml",
                ),
            );
        }
        if !self.missing.is_empty() {
            let (count, some) = (self.missing.len(), self.missing.iter().take(3).cloned().collect::<Vec<_>>());
            findings.push(
                Finding::warning(
                    "observations/parts-missing",
                    format!("指标“{id}”的{zh}不全，{count}处没有合成：缺{}", some.join("；")),
                    format!("{en} of `{id}` are incomplete {count} times and were not put together; missing: {}", some.join("; ")),
                )
                .at(self.place)
                .hint("补齐，或提供合计数", "supply the rest, or the whole"),
            );
        }
        findings
    }
}

fn name(plan: &Plan<'_>, unit: usize) -> String {
    let subject = &plan.inputs.units[unit];
    subject.names.first().map_or_else(|| subject.id.to_string(), Clone::clone)
}

/// Reads a part of a year: `2020年3月`, `2020-03`, `2020Q1`, `2020年一季度`, `2020年上半年`, `2020年1-9月`.
pub(crate) fn part_of_year(text: &str) -> Option<(i16, Piece)> {
    let text = half_width(text.trim()).replace(['第', '前'], "").replace("份", "").replace("累计", "");
    let digits = text.find(|letter: char| !letter.is_ascii_digit()).filter(|at| *at == 4)?;
    let (year, rest) = text.split_at(digits);
    let year: i16 = year.parse().ok().filter(|year| (1900..=2200).contains(year))?;
    let rest = rest.trim_start_matches(['年', '-', '.', '/', ' ']);
    let months = |first, last| Some((year, Piece::Months(first, last)));
    let quarter = rest.strip_suffix("季度").or_else(|| rest.strip_prefix(['Q', 'q']));
    if let Some(quarter) = quarter {
        let at = ["1", "2", "3", "4"]
            .iter()
            .position(|one| *one == quarter)
            .or_else(|| ["一", "二", "三", "四"].iter().position(|one| *one == quarter))?;
        let first = at as u8 * 3 + 1;
        return months(first, first + 2);
    }
    match rest {
        "上半年" => return months(1, 6),
        "下半年" => return months(7, 12),
        _ => {}
    }
    let month = |text: &str| text.trim().parse::<u8>().ok().filter(|month| (1..=12).contains(month));
    let rest = rest.trim_end_matches('月');
    match rest.split_once(['-', '—', '~', '至']) {
        Some((first, last)) => {
            let (first, last) = (month(first.trim_end_matches('月'))?, month(last)?);
            (first <= last).then_some(()).and_then(|()| months(first, last))
        }
        None => month(rest).and_then(|month| months(month, month)),
    }
}

/// Returns the city that a county code lies in.
pub(crate) fn city_of(code: &str) -> Option<String> {
    let is_county = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()) && !code.ends_with("00");
    is_county.then(|| format!("{}00", &code[..4]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_year_are_read_as_people_write_them() {
        let check = |text: &str, first: u8, last: u8| assert_eq!(part_of_year(text), Some((2020, Piece::Months(first, last))), "{text}");
        check("2020年3月", 3, 3);
        check("2020-03", 3, 3);
        check("2020.12", 12, 12);
        check("2020Q2", 4, 6);
        check("2020年第一季度", 1, 3);
        check("2020年4季度", 10, 12);
        check("２０２０年上半年", 1, 6);
        check("2020年1-9月", 1, 9);
        check("2020年1—12月累计", 1, 12);
        for text in ["2020", "2020年", "2020-13", "20203", "三季度", "2020年9-1月"] {
            assert_eq!(part_of_year(text), None, "{text}");
        }
    }
}
