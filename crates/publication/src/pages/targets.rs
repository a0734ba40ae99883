//! What must be reached and done.

use std::collections::BTreeMap;

use askama::Template;
use jiff::civil::{Date, date};
use observations::{Attainment, Colour, Level, Light, State, attainment};
use programme::{Force, IndicatorId, Target, TargetKind, TargetScope, Task};

use super::{ABSENT, frame_with, render};
use crate::cites::{target_anchor, task_anchor};
use crate::number;
use crate::view::{Frame, Links, View};

#[derive(Template)]
#[template(path = "targets.html")]
struct Targets<'a> {
    frame: Frame<'a>,
    targets: Vec<TargetRow>,
    attainment_lead: String,
    attainments: Vec<AttainmentSection>,
    lights: Vec<LightRow>,
    tasks: Vec<TaskRow>,
}

/// A dated rule of the traffic light.
struct LightRow {
    name: String,
    source: String,
    from: String,
    to: String,
    levels: Vec<(&'static str, String)>,
}

struct TargetRow {
    anchor: String,
    name: String,
    goal: String,
    kind: String,
    deadline: String,
    scope: &'static str,
    cites: Links,
}

/// How the member cities stand with one target.
struct AttainmentSection {
    name: String,
    href: String,
    known: usize,
    /// Cities by state, in the order of `STATES`.
    states: Vec<usize>,
    /// What is missing where nothing can be told.
    missing: String,
    title: String,
    /// Name, year, figure, goal, schedule, gap, progress, change of the year, yearly change needed, probability, state; the traffic light.
    cities: Vec<(Vec<String>, (&'static str, String))>,
}

impl AttainmentSection {
    /// Whether any city has a colour of the traffic light: then the cities are shown unfolded.
    fn is_lit(&self) -> bool {
        self.cities.iter().any(|(_, (colour, _))| !colour.is_empty())
    }
}

const STATES: [(State, &str); 6] = [
    (State::Met, "attained.met"),
    (State::OnTrack, "attained.on_track"),
    (State::Behind, "attained.behind"),
    (State::Missed, "attained.missed"),
    (State::Open, "attained.open"),
    (State::Unknown, "attained.unknown"),
];

struct TaskRow {
    anchor: String,
    what: String,
    who: String,
    for_whom: String,
    by: String,
    force: &'static str,
    cites: Links,
}

pub(super) fn page(view: View<'_>) -> String {
    let programme = &view.context.cycle.programme;
    let contents = [("targets", "targets.targets"), ("attainment", "targets.attainment"), ("tasks", "targets.tasks")];
    let year = view.context.last_year().map(|year| year.year);
    render(&Targets {
        frame: frame_with(view, view.text("targets.title"), &contents),
        attainment_lead: year.map_or_else(String::new, |year| view.fill("targets.attainment_lead", &[("year", &year)])),
        attainments: year.map_or_else(Vec::new, |year| programme.targets.iter().map(|target| section(view, target, year)).collect()),
        lights: view.context.cycle.survey.lights.lights.iter().map(|light| light_row(view, light)).collect(),
        targets: programme.targets.iter().map(|target| target_row(view, target)).collect(),
        tasks: programme.tasks.iter().map(|task| task_row(view, task)).collect(),
    })
}

fn section(view: View<'_>, target: &Target, year: i16) -> AttainmentSection {
    let cycle = view.context.cycle;
    let mut section = AttainmentSection {
        name: view.of(&target.name).to_owned(),
        href: format!("#{}", target_anchor(&target.id)),
        known: 0,
        states: vec![0; STATES.len()],
        missing: String::new(),
        title: view.fill("targets.details", &[("target", &view.of(&target.name))]),
        cities: Vec::new(),
    };
    let Some(indicator) = cycle.programme.indicators.get(&target.indicator) else { return section };
    let mut missing: BTreeMap<String, usize> = BTreeMap::new();
    // A target may have ended before the years that a run judges.
    let history = &cycle.survey.history;
    let observations = if history.figures.is_empty() { &cycle.observations } else { history };
    for unit in cycle.programme.all_members() {
        let attained = attainment(target, indicator, observations, unit, year);
        let place = STATES.iter().position(|(state, _)| *state == attained.state).unwrap_or(STATES.len() - 1);
        section.states[place] += 1;
        if attained.actual.is_some() {
            section.known += 1;
            let light = light_cell(view, &indicator.id, &attained);
            section.cities.push((city_row(view, &attained, STATES[place].1), light));
        }
        // That a city has no figures at all is told once, for all of them.
        if observations.figures.get(unit).is_some_and(|figures| figures.contains_key(&indicator.id)) {
            for one in &attained.missing {
                *missing.entry(view.of(one).to_owned()).or_default() += 1;
            }
        }
    }
    let told: Vec<String> = missing.into_keys().collect();
    section.missing = match (section.known, told.is_empty()) {
        (_, false) => view.language.list(&told),
        (0, true) => view.fill("targets.no_data", &[("indicator", &view.of(&indicator.name))]),
        _ => String::new(),
    };
    section
}

fn city_row(view: View<'_>, attained: &Attainment, state: &str) -> Vec<String> {
    let figure = |value: Option<f64>| value.map_or_else(|| ABSENT.to_owned(), number::figure);
    vec![
        view.unit_name(&attained.unit),
        attained.year.map_or_else(|| ABSENT.to_owned(), |year| year.to_string()),
        figure(attained.actual),
        figure(attained.goal),
        figure(attained.logarithmic_schedule),
        figure(attained.gap),
        figure(attained.progress_pct),
        figure(attained.change_pct),
        figure(attained.needed_rate_pct),
        attained.projection.map_or_else(|| ABSENT.to_owned(), |projection| number::percent(projection.probability)),
        view.text(state).to_owned(),
    ]
}

/// A year is judged under the rule in force at its end.
fn light_cell(view: View<'_>, indicator: &IndicatorId, attained: &Attainment) -> (&'static str, String) {
    let Some(year) = attained.year else { return ("", ABSENT.to_owned()) };
    match view.context.cycle.survey.lights.judge(indicator, attained, date(year, 12, 31)) {
        None => ("", view.text("targets.light_none").to_owned()),
        Some((_, None)) => ("", view.text("targets.light_unknown").to_owned()),
        Some((_, Some(level))) => (colour_class(level.colour), view.of(&level.name).to_owned()),
    }
}

fn colour_class(colour: Colour) -> &'static str {
    match colour {
        Colour::Green => "light green",
        Colour::Yellow => "light yellow",
        Colour::Orange => "light orange",
        Colour::Red => "light red",
    }
}

fn light_row(view: View<'_>, light: &Light) -> LightRow {
    let level = |level: &Level| {
        let name = view.of(&level.name);
        let told = match (level.change_above_pct, level.shortfall_at_most_pct) {
            (Some(bound), _) => view.fill("targets.light_change", &[("name", &name), ("bound", &bound)]),
            (None, Some(0.0)) => view.fill("targets.light_met", &[("name", &name)]),
            (None, Some(bound)) => view.fill("targets.light_shortfall", &[("name", &name), ("bound", &bound)]),
            (None, None) => view.fill("targets.light_rest", &[("name", &name)]),
        };
        (colour_class(level.colour), told)
    };
    LightRow {
        name: view.of(&light.name).to_owned(),
        source: view.of(&light.source).to_owned(),
        from: light.from.to_string(),
        to: light.to.map_or_else(|| view.text("targets.light_open").to_owned(), |day| day.to_string()),
        levels: light.levels.iter().map(level).collect(),
    }
}

/// The value with its unit, signed where it is a change.
pub(super) fn goal(view: View<'_>, target: &Target) -> String {
    let value = match target.kind {
        TargetKind::ChangeAgainstBaseline if target.value > 0.0 => format!("+{}", number::figure(target.value)),
        _ => number::figure(target.value),
    };
    view.quantity(&value.to_string(), &target.unit)
}

fn target_row(view: View<'_>, target: &Target) -> TargetRow {
    let kind = match target.kind {
        TargetKind::Level => "target.level",
        TargetKind::ChangeAgainstBaseline => "target.change",
        TargetKind::Cumulative => "target.cumulative",
    };
    let baseline = target.baseline_year.map(|year| view.fill("target.against", &[("year", &year)])).unwrap_or_default();
    TargetRow {
        anchor: target_anchor(&target.id),
        name: view.of(&target.name).to_owned(),
        goal: goal(view, target),
        kind: view.text(kind).to_owned() + &baseline,
        deadline: target.deadline.to_string(),
        scope: view.language.text(match target.scope {
            TargetScope::OldIndustrialCities => "target.old_industrial_cities",
            TargetScope::ZoneCities => "target.zone_cities",
            TargetScope::Parks => "target.parks",
        }),
        cites: view.cites(&target.cite),
    }
}

fn task_row(view: View<'_>, task: &Task) -> TaskRow {
    let with = task.with.as_ref().map(|with| view.fill("task.with", &[("with", &view.of(with))])).unwrap_or_default();
    let named: Vec<String> = task.units.iter().map(|unit| view.unit_name(unit)).collect();
    let named = (!named.is_empty()).then(|| view.language.list(&named));
    let for_whom = task.for_whom.as_ref().map(|whom| view.of(whom).to_owned()).or(named);
    TaskRow {
        anchor: task_anchor(&task.id),
        what: what(view, task),
        who: view.of(&task.who).to_owned() + &with,
        for_whom: for_whom.unwrap_or_else(|| ABSENT.to_owned()),
        by: task.by.map_or_else(|| view.text("task.no_day").to_owned(), |by| due(view, by)),
        force: view.language.text(match task.force {
            Force::Must => "force.must",
            Force::Requested => "force.requested",
            Force::Promoted => "force.promoted",
            Force::Encouraged => "force.encouraged",
        }),
        cites: view.cites(&task.cite),
    }
}

/// The task, and its condition where there is one.
pub(super) fn what(view: View<'_>, task: &Task) -> String {
    match &task.condition {
        Some(condition) => view.fill("task.on_condition", &[("what", &view.of(&task.what)), ("condition", &view.of(condition))]),
        None => view.of(&task.what).to_owned(),
    }
}

/// The day, and whether it is past on the day of the cycle.
pub(super) fn due(view: View<'_>, by: Date) -> String {
    let key = if by < view.context.cycle.day { "task.past" } else { "task.open" };
    format!("{by} {}", view.text(key))
}
