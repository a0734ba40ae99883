//! Targets: how far, how far behind, how fast it would have to go, and how likely it is reached.
//!
//! In: a target, the figures of its indicator for one unit. Out: an [`Attainment`]; what cannot be known says which input is missing.
//! A projection is a random walk with drift in logarithms: yearly growth rates are taken as independent with one mean and spread, the
//! interval and probability follow Student's t with one degree of freedom less than there are rates.

use std::collections::BTreeMap;

use corpus::Bilingual;
use programme::{Direction, Indicator, Target, TargetKind, UnitId};
use serde::Serialize;

use crate::unit::UnitOfMeasure;
use crate::{Figure, Flag, Observations};

/// How a unit stands with a target.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attainment {
    pub target: String,
    pub unit: UnitId,
    /// Year of the figure it is judged by; none if there is none.
    pub year: Option<i16>,
    pub state: State,
    /// In the indicator's unit; for a cumulative target the sum so far.
    pub actual: Option<f64>,
    /// The most doubtful flag of the figures used.
    pub flag: Option<Flag>,
    /// What must be reached, in the indicator's unit.
    pub goal: Option<f64>,
    /// What the schedule asks for in `year`: equal steps, and equal rates.
    pub linear_schedule: Option<f64>,
    pub logarithmic_schedule: Option<f64>,
    /// Change since the baseline year, of the last year, and what one year asks for by equal rates; all in per cent.
    pub cumulative_pct: Option<f64>,
    pub change_pct: Option<f64>,
    pub asked_pct: Option<f64>,
    /// Share of the way from the baseline to the goal, in logarithms, in per cent: yearly factors multiply.
    pub progress_pct: Option<f64>,
    /// Change still to come until the goal, in per cent.
    pub left_pct: Option<f64>,
    /// Goal less actual.
    pub gap: Option<f64>,
    /// Yearly change needed from now to the deadline, in per cent.
    pub needed_rate_pct: Option<f64>,
    pub projection: Option<Projection>,
    /// Inputs without which it cannot be judged.
    pub missing: Vec<Bilingual>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Met,
    /// The deadline has passed and it was not met.
    Missed,
    /// At or before the logarithmic schedule.
    OnTrack,
    Behind,
    /// No schedule can be drawn, because the target has no baseline.
    Open,
    Unknown,
}

/// The figure at the deadline if it goes on as so far.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Projection {
    pub value: f64,
    /// Ends of the interval that holds the figure with 90 per cent probability.
    pub low: f64,
    pub high: f64,
    /// Probability that the goal is met.
    pub probability: f64,
    /// Yearly rates it rests on.
    pub rates: usize,
}

impl Attainment {
    /// Nothing is known yet.
    fn unknown(target: &str, unit: &UnitId) -> Self {
        Self {
            target: target.to_owned(),
            unit: unit.clone(),
            year: None,
            state: State::Unknown,
            actual: None,
            flag: None,
            goal: None,
            linear_schedule: None,
            logarithmic_schedule: None,
            cumulative_pct: None,
            change_pct: None,
            asked_pct: None,
            progress_pct: None,
            left_pct: None,
            gap: None,
            needed_rate_pct: None,
            projection: None,
            missing: Vec::new(),
        }
    }
}

/// Returns how a unit stands with a target by the end of `year`.
pub fn attainment(target: &Target, indicator: &Indicator, observations: &Observations, unit: &UnitId, year: i16) -> Attainment {
    let all = observations.figures.get(unit).and_then(|by_indicator| by_indicator.get(&indicator.id));
    let last = target.deadline.year().min(year);
    let figures: BTreeMap<i16, &Figure> =
        all.into_iter().flatten().filter(|(at, _)| **at <= last).map(|(at, figure)| (*at, figure)).collect();
    let mut result = Attainment::unknown(&target.id, unit);
    if figures.is_empty() {
        let later = all.is_some_and(|figures| !figures.is_empty());
        result.missing.push(if later { no_figures_until(indicator, last) } else { no_figures(indicator) });
        return result;
    }
    match target.kind {
        TargetKind::Cumulative => cumulative(target, indicator, &figures, year, &mut result),
        TargetKind::Level | TargetKind::ChangeAgainstBaseline => level(target, indicator, &figures, year, &mut result),
    }
    result
}

fn level(target: &Target, indicator: &Indicator, figures: &BTreeMap<i16, &Figure>, year: i16, result: &mut Attainment) {
    let baseline = target.baseline_year.and_then(|base| Some((base, figures.get(&base)?.value)));
    let Some(goal) = goal(target, indicator, baseline, result) else { return };
    let Some((&at, figure)) = figures.last_key_value() else { return };
    let deadline = target.deadline.year();
    let rising = rising(target, indicator);
    let met = |value: f64| if rising { value >= goal } else { value <= goal };
    result.year = Some(at);
    result.actual = Some(figure.value);
    result.flag = Some(figure.flag);
    result.goal = Some(goal);
    result.gap = Some(goal - figure.value);
    schedule(baseline, goal, at, deadline, result);
    let before = at.checked_sub(1).and_then(|year| figures.get(&year));
    result.change_pct = before.and_then(|before| change_pct(before.value, figure.value));
    result.left_pct = change_pct(figure.value, goal);
    progress(baseline, figure.value, goal, deadline, result);
    result.needed_rate_pct = rate(figure.value, goal, deadline - at);
    result.projection = if deadline > at { projection(figures, goal, deadline, rising) } else { None };
    let ahead = |schedule: f64| if rising { figure.value >= schedule } else { figure.value <= schedule };
    result.state = match result.logarithmic_schedule {
        _ if met(figure.value) => State::Met,
        _ if at >= deadline => State::Missed,
        _ if year >= deadline => {
            result.missing.push(no_figure_of(indicator, deadline));
            State::Unknown
        }
        Some(schedule) if ahead(schedule) => State::OnTrack,
        Some(_) => State::Behind,
        None => State::Open,
    };
}

/// A sum over years can only be judged when every year is there.
fn cumulative(target: &Target, indicator: &Indicator, figures: &BTreeMap<i16, &Figure>, year: i16, result: &mut Attainment) {
    let Some(goal) = goal(target, indicator, None, result) else { return };
    let deadline = target.deadline.year();
    let Some(first) = target.baseline_year else {
        result.missing.push(Bilingual::new("目标没有起始年份", "the target states no first year"));
        return;
    };
    let last = deadline.min(year);
    let missing: Vec<i16> = (first..=last).filter(|year| !figures.contains_key(year)).collect();
    result.goal = Some(goal);
    result.missing.extend(missing.iter().map(|&year| no_figure_of(indicator, year)));
    if !missing.is_empty() {
        return;
    }
    let sum: f64 = figures.range(first..=last).map(|(_, figure)| figure.value).sum();
    let years = f64::from(deadline - first + 1);
    result.year = Some(last);
    result.actual = Some(sum);
    result.flag = figures.range(first..=last).map(|(_, figure)| figure.flag).max();
    result.gap = Some(goal - sum);
    result.linear_schedule = Some(goal * f64::from(last - first + 1) / years);
    result.state = match sum {
        sum if sum >= goal => State::Met,
        _ if last >= deadline => State::Missed,
        sum if Some(sum) >= result.linear_schedule => State::OnTrack,
        _ => State::Behind,
    };
}

fn goal(target: &Target, indicator: &Indicator, baseline: Option<(i16, f64)>, result: &mut Attainment) -> Option<f64> {
    if target.kind == TargetKind::ChangeAgainstBaseline {
        let goal = baseline.map(|(_, value)| value * (1.0 + target.value / 100.0));
        if goal.is_none() {
            result.missing.push(match target.baseline_year {
                Some(year) => no_figure_of(indicator, year),
                None => Bilingual::new("目标没有基期年份", "the target states no baseline year"),
            });
        }
        return goal;
    }
    let converted =
        UnitOfMeasure::read(&target.unit).zip(UnitOfMeasure::read(&indicator.unit)).and_then(|(from, to)| from.convert(target.value, &to));
    let goal = if target.unit == indicator.unit { Some(target.value) } else { converted };
    if goal.is_none() {
        let (from, to) = (&target.unit, &indicator.unit);
        result.missing.push(Bilingual::new(
            format!("目标单位“{from}”不能换算为指标单位“{to}”"),
            format!("the target's unit `{from}` cannot be converted to the indicator's `{to}`"),
        ));
    }
    goal
}

fn rising(target: &Target, indicator: &Indicator) -> bool {
    match target.kind {
        TargetKind::ChangeAgainstBaseline => target.value >= 0.0,
        TargetKind::Level | TargetKind::Cumulative => indicator.direction != Some(Direction::Down),
    }
}

fn schedule(baseline: Option<(i16, f64)>, goal: f64, at: i16, deadline: i16, result: &mut Attainment) {
    let Some((first, base)) = baseline else { return };
    if deadline <= first || at < first {
        return;
    }
    let share = f64::from(at - first) / f64::from(deadline - first);
    result.linear_schedule = Some(base + (goal - base) * share);
    if base > 0.0 && goal > 0.0 {
        result.logarithmic_schedule = Some(base * libm::pow(goal / base, share));
    }
}

/// Factors multiply over the years, so that progress is the logarithm of their product over that of the whole change asked for.
fn progress(baseline: Option<(i16, f64)>, actual: f64, goal: f64, deadline: i16, result: &mut Attainment) {
    let Some((first, base)) = baseline else { return };
    result.cumulative_pct = change_pct(base, actual);
    result.asked_pct = rate(base, goal, deadline - first);
    let way = [base, actual, goal].iter().all(|value| *value > 0.0).then(|| (libm::log(actual / base), libm::log(goal / base)));
    result.progress_pct = way.filter(|(_, whole)| *whole != 0.0).map(|(done, whole)| done / whole * 100.0);
}

fn change_pct(from: f64, to: f64) -> Option<f64> {
    (from > 0.0).then(|| (to / from - 1.0) * 100.0)
}

/// Returns the constant yearly change that leads from one value to another, in per cent.
fn rate(from: f64, to: f64, years: i16) -> Option<f64> {
    (years > 0 && from > 0.0 && to > 0.0).then(|| (libm::pow(to / from, 1.0 / f64::from(years)) - 1.0) * 100.0)
}

fn projection(figures: &BTreeMap<i16, &Figure>, goal: f64, deadline: i16, rising: bool) -> Option<Projection> {
    let logs: Vec<(i16, f64)> =
        figures.iter().filter(|(_, figure)| figure.value > 0.0).map(|(year, figure)| (*year, libm::log(figure.value))).collect();
    let rates: Vec<f64> = logs.windows(2).filter(|pair| pair[1].0 == pair[0].0 + 1).map(|pair| pair[1].1 - pair[0].1).collect();
    let &(last, log) = logs.last()?;
    // Two rates give a mean and no idea of its worth.
    if rates.len() < 3 || goal <= 0.0 {
        return None;
    }
    let count = rates.len() as f64;
    let drift = rates.iter().sum::<f64>() / count;
    let variance = rates.iter().map(|rate| (rate - drift).powi(2)).sum::<f64>() / (count - 1.0);
    let ahead = f64::from(deadline - last);
    let centre = log + drift * ahead;
    let spread = (variance * (ahead + ahead * ahead / count)).sqrt();
    let freedom = rates.len() as u32 - 1;
    let reach = student_quantile(0.95, freedom) * spread;
    let beyond = if spread > 0.0 {
        student_cdf((centre - libm::log(goal)) / spread, freedom)
    } else {
        f64::from(u8::from(centre >= libm::log(goal)))
    };
    Some(Projection {
        value: libm::exp(centre),
        low: libm::exp(centre - reach),
        high: libm::exp(centre + reach),
        probability: if rising { beyond } else { 1.0 - beyond },
        rates: rates.len(),
    })
}

/// Returns the distribution function of Student's t for whole degrees of freedom (Abramowitz and Stegun 26.7.3 and 26.7.4).
fn student_cdf(t: f64, freedom: u32) -> f64 {
    let angle = libm::atan2(t, f64::from(freedom).sqrt());
    let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
    let odd = freedom % 2 == 1;
    let mut term = if odd { cosine } else { 1.0 };
    let mut sum = if freedom == 1 { 0.0 } else { term };
    let mut step = if odd { 3 } else { 2 };
    while step + 2 <= freedom {
        term *= cosine * cosine * f64::from(step - 1) / f64::from(step);
        sum += term;
        step += 2;
    }
    let central = if odd { 2.0 / std::f64::consts::PI * (angle + sine * sum) } else { sine * sum };
    0.5 + central / 2.0
}

fn student_quantile(probability: f64, freedom: u32) -> f64 {
    let (mut low, mut high) = (0.0, 1000.0);
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if student_cdf(middle, freedom) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

fn no_figures(indicator: &Indicator) -> Bilingual {
    Bilingual::new(format!("没有“{}”的数据", indicator.name.zh), format!("no figures of {}", in_english(indicator)))
}

fn no_figures_until(indicator: &Indicator, year: i16) -> Bilingual {
    Bilingual::new(format!("没有{year}年及以前的“{}”", indicator.name.zh), format!("figures of {} up to {year}", in_english(indicator)))
}

fn no_figure_of(indicator: &Indicator, year: i16) -> Bilingual {
    Bilingual::new(format!("缺{year}年“{}”", indicator.name.zh), format!("the figure of {} for {year}", in_english(indicator)))
}

fn in_english(indicator: &Indicator) -> &str {
    if indicator.name.en.is_empty() { indicator.id.as_str() } else { &indicator.name.en }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_t_distribution_agrees_with_its_tables() {
        // Two-sided 10 % points: Abramowitz and Stegun, table 26.10.
        for (freedom, point) in [(1, 6.314), (2, 2.920), (3, 2.353), (4, 2.132), (5, 2.015), (9, 1.833), (10, 1.812), (30, 1.697)] {
            assert!((student_quantile(0.95, freedom) - point).abs() < 6e-4, "{freedom}: {}", student_quantile(0.95, freedom));
        }
    }

    #[test]
    fn the_needed_rate_leads_to_the_goal() {
        let rate = rate(82.0, 68.0, 3).expect("both positive");
        assert!((82.0 * libm::pow(1.0 + rate / 100.0, 3.0) - 68.0).abs() < 1e-9);
        assert_eq!(super::rate(82.0, 68.0, 0), None);
    }

    #[test]
    fn the_schedule_by_rates_lies_below_the_one_by_steps() {
        let mut result = Attainment::unknown("", &UnitId::from("u"));
        schedule(Some((2012, 1.0)), 0.82, 2014, 2017, &mut result);
        // 18 % less in five years: 1 - 0.18 * 2/5 by equal steps, 0.82^(2/5) by equal rates.
        assert!((result.linear_schedule.expect("a schedule") - 0.928).abs() < 1e-12);
        assert!((result.logarithmic_schedule.expect("a schedule") - 0.923_688_5).abs() < 1e-6);
    }

    #[test]
    fn the_official_example_of_energy_progress_comes_out() {
        // Statistical bureau of Qinghai, 17 September 2009: +1.51 %, -2.20 % and -4.18 % against -17 % in five years are -4.87 % and 26.8 % of
        // the task; what is left is -12.75 %, -6.59 % a year.
        let mut value = 100.0;
        let mut figures = BTreeMap::from([(2005, measured(value))]);
        for (change, year) in [1.51, -2.20, -4.18].iter().zip(2006..) {
            value *= 1.0 + change / 100.0;
            figures.insert(year, measured(value));
        }
        let attained = attained(&figures, "energy_per_gdp", -17.0, (2005, 2010), 2008);
        let near = |found: Option<f64>, printed: f64, digit: f64| {
            let found = found.expect("a figure");
            assert!((found - printed).abs() <= digit / 2.0, "{found} is not {printed}");
        };
        near(attained.cumulative_pct, -4.87, 0.01);
        near(attained.progress_pct, 26.8, 0.1);
        near(attained.left_pct, -12.75, 0.01);
        near(attained.needed_rate_pct, -6.59, 0.01);
        near(attained.change_pct, -4.18, 0.01);
        // (1 - 0.17) to the fifth root.
        near(attained.asked_pct, -3.66, 0.01);
        assert_eq!(attained.state, State::Behind);
    }

    fn measured(value: f64) -> Figure {
        Figure { value, flag: Flag::Reported, from: Vec::new(), rivals: Vec::new(), formula: None }
    }

    fn attained(figures: &BTreeMap<i16, Figure>, id: &str, value: f64, (base, deadline): (i16, i16), year: i16) -> Attainment {
        let text = format!(
            r#"id = "{id}"
            name = {{ zh = "", en = "" }}
            unit = "吨标准煤/万元"
            direction = "down"
            definition = {{ zh = "", en = "" }}
            department = ""
            over_space = "none"
            over_time = "none""#
        );
        let indicator: Indicator = toml::from_str(&text).expect("an indicator");
        let target = Target {
            id: "t".to_owned(),
            name: Bilingual::new("", ""),
            indicator: indicator.id.clone(),
            value,
            unit: "%".to_owned(),
            kind: TargetKind::ChangeAgainstBaseline,
            baseline_year: Some(base),
            deadline: jiff::civil::date(deadline, 12, 31),
            scope: programme::TargetScope::OldIndustrialCities,
            cite: Vec::new(),
            validity: programme::Validity::default(),
        };
        let unit = UnitId::from("u");
        let by_indicator = BTreeMap::from([(indicator.id.clone(), figures.clone())]);
        let observations = Observations { figures: BTreeMap::from([(unit.clone(), by_indicator)]), findings: Vec::new() };
        attainment(&target, &indicator, &observations, &unit, year)
    }
}
