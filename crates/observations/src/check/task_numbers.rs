//! Figures that equal the task number (任务数): what was asked for, to the last printed digit.

use std::collections::BTreeMap;

use corpus::Bilingual;
use programme::{Indicator, IndicatorId, Target, TargetKind};

use crate::Mapping;
use crate::check::panel::{Panel, Point, Series};
use crate::check::patterns::last_digit;
use crate::check::settings::{Settings, TaskMeasure, TaskNumber};
use crate::check::suspicion::{Suspect, Suspicion};
use crate::unit::UnitOfMeasure;

/// Returns the goals of targets as task numbers, under every heading that the folder reads an indicator from. A sum over years is nobody's
/// figure of one year.
pub fn of_targets(targets: &[Target], indicators: &BTreeMap<IndicatorId, Indicator>, mapping: &Mapping) -> Vec<TaskNumber> {
    let headings = |indicator: &Indicator| -> Vec<String> {
        let mapped = mapping.indicators.get(&indicator.id).into_iter().flatten().map(|entry| entry.heading.clone());
        let mut headings: Vec<String> = mapped.chain(indicator.reported_as.iter().cloned()).chain([indicator.id.0.clone()]).collect();
        headings.sort();
        headings.dedup();
        headings
    };
    let number = |target: &Target, heading: String| {
        let deadline = target.deadline.year();
        let (measure, first_year) = match (target.kind, target.baseline_year) {
            (TargetKind::Level, _) => (TaskMeasure::Value, target.validity.from.map_or(deadline, |day| day.year())),
            (TargetKind::ChangeAgainstBaseline, Some(base)) => (TaskMeasure::ChangeSince(base), deadline),
            _ => return None,
        };
        Some(TaskNumber {
            name: target.name.clone(),
            heading,
            place: None,
            first_year: Some(first_year),
            last_year: Some(deadline),
            value: target.value,
            unit: (measure == TaskMeasure::Value).then(|| target.unit.clone()),
            measure,
        })
    };
    let known = targets.iter().filter_map(|target| Some((target, indicators.get(&target.indicator)?)));
    known.flat_map(|(target, indicator)| headings(indicator).into_iter().filter_map(move |heading| number(target, heading))).collect()
}

pub(crate) fn equal(panel: &Panel, settings: &Settings, suspicions: &mut Vec<Suspicion>) {
    for task in &settings.task_number {
        let group = panel.of_heading(&task.heading);
        for series in group.iter().filter(|series| task.place.as_ref().is_none_or(|place| *place == series.place)) {
            let Some(factor) = factor(task, series) else { continue };
            for point in series.points.iter().filter(|point| task.covers(point.year)) {
                let Some((wanted, chance)) = wanted(task, series, point, factor, group) else { continue };
                let likelihood = settings.prior.task_number / (settings.prior.task_number + chance.max(settings.prior.chance));
                if likelihood >= settings.tell_from {
                    suspicions.push(told(task, series, point, wanted, likelihood));
                }
            }
        }
    }
}

fn told(task: &TaskNumber, series: &Series, point: &Point, wanted: f64, likelihood: f64) -> Suspicion {
    let (value, unit) = (task.value, task.unit.as_deref().unwrap_or("%"));
    let message = Bilingual::new(
        format!("正好等于任务数（{}：{value} {unit}，即{wanted}），疑似按任务填报", task.name.zh),
        format!("it is exactly the task number ({}: {value} {unit}, that is {wanted}), as if filled in from the task", task.name.en),
    );
    Suspicion::new(series, point, Suspect::TaskNumber, likelihood, message)
}

fn factor(task: &TaskNumber, series: &Series) -> Option<f64> {
    match &task.unit {
        Some(unit) if *unit != series.unit && !series.unit.is_empty() => {
            UnitOfMeasure::read(unit)?.factor_to(&UnitOfMeasure::read(&series.unit)?)
        }
        _ => Some(1.0),
    }
}

/// Returns the figure that would be just what was asked for, if this is it, and how easily that happens by chance.
fn wanted(task: &TaskNumber, series: &Series, point: &Point, factor: f64, group: &[Series]) -> Option<(f64, f64)> {
    let unit = last_digit(point.value).min(series.points.iter().map(|point| last_digit(point.value)).fold(f64::INFINITY, f64::min));
    let base = match task.measure {
        TaskMeasure::Value => {
            let wanted = task.value * factor;
            let chance = density_near(wanted, group) * unit;
            return ((point.value - wanted).abs() <= wanted.abs() * 1e-9).then_some((wanted, chance));
        }
        TaskMeasure::ChangeSince(year) => series.at(year)?.value,
        TaskMeasure::YearlyChange => series.at(point.year - 1)?.value,
    };
    let wanted = base * (1.0 + task.value / 100.0);
    // The change is spread over about as much as was asked for.
    let chance = unit / (wanted - base).abs().max(unit);
    ((point.value - wanted).abs() <= unit / 2.0 * 1.000_001).then_some((wanted, chance))
}

/// Figures of the heading per unit of value near a value: those within a twentieth of it.
fn density_near(value: f64, group: &[Series]) -> f64 {
    let reach = value.abs() / 20.0;
    let figures = || group.iter().flat_map(|series| &series.points);
    let near = figures().filter(|point| (point.value - value).abs() <= reach).count();
    (near + 1) as f64 / (figures().count() + 1) as f64 / (2.0 * reach).max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::settings::example;

    fn found(measure: TaskMeasure, value: f64, figures: &[f64]) -> Vec<i16> {
        let points = figures.iter().zip(2012..).map(|(&value, year)| Point { year, value, row: 0, noted: false, known_on: None }).collect();
        let series = Series { heading: "jobs".to_owned(), place: "430300".to_owned(), unit: "人".to_owned(), points, ..Series::default() };
        let name = Bilingual::new("城镇新增就业", "new jobs");
        let (heading, unit) = ("jobs".to_owned(), (measure == TaskMeasure::Value).then(|| "万人".to_owned()));
        let task = TaskNumber { name, heading, place: None, first_year: Some(2014), last_year: None, value, unit, measure };
        let settings = Settings { task_number: vec![task], ..example() };
        let mut suspicions = Vec::new();
        equal(&Panel { file: String::new(), series: vec![series] }, &settings, &mut suspicions);
        suspicions.iter().map(|one| one.year).collect()
    }

    #[test]
    fn a_figure_that_is_the_task_to_the_last_digit_is_told() {
        // 5 × 10,000 persons were asked for; 2013 is before the task.
        assert_eq!(found(TaskMeasure::Value, 5.0, &[48_231.0, 50_000.0, 50_000.0, 51_377.0]), [2014]);
        assert_eq!(found(TaskMeasure::Value, 5.0, &[48_231.0, 49_122.0, 50_001.0, 51_377.0]), []);
    }

    #[test]
    fn a_change_that_is_the_task_to_the_last_digit_is_told() {
        assert_eq!(found(TaskMeasure::YearlyChange, 8.0, &[41_235.0, 43_000.0, 46_440.0, 47_000.0]), [2014]);
        assert_eq!(found(TaskMeasure::ChangeSince(2012), -18.0, &[41_235.0, 40_000.0, 39_000.0, 33_813.0]), [2015]);
    }

    #[test]
    fn few_digits_make_it_a_chance() {
        assert_eq!(found(TaskMeasure::YearlyChange, 8.0, &[24.0, 25.0, 27.0, 28.0]), []);
    }
}
