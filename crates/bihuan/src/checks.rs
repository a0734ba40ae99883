//! What the checks of figures go by: the folder's settings, its targets as task numbers, and how often likelihoods were right.

use std::collections::{BTreeMap, BTreeSet};

use corpus::Finding;
use jiff::civil::Date;
use observations::check::{Calibration, Panel, Settings, Suspicion, check, task_numbers_of_targets};
use observations::{Action, DECISIONS, FigureDecisions, Mapping};
use programme::{Folder, Programme};

use crate::failure::Failure;

pub(crate) const CHECKS: &str = "data/checks.toml";
pub(crate) const CALIBRATION: &str = "data/calibration.csv";
pub(crate) const MAPPING: &str = "data/mapping.toml";

/// Returns the settings of a folder's checks; none if it has no file of them.
pub(crate) fn settings(folder: &Folder) -> Result<Option<Settings>, Failure> {
    if !folder.files.contains_key(CHECKS) {
        return Ok(None);
    }
    settings_under(&programme::define(&BTreeMap::new(), folder), folder).map(Some)
}

/// Returns the settings of the checks with the programme's targets.
fn settings_under(programme: &Programme, folder: &Folder) -> Result<Settings, Failure> {
    let (settings, findings) = Settings::read(CHECKS, &text(folder, CHECKS));
    let Some(mut settings) = settings else {
        return Err(Failure::Configuration(findings.into_iter().next().map(|finding| finding.message).unwrap_or_default()));
    };
    let (mapping, _) = Mapping::read(MAPPING, &text(folder, MAPPING));
    settings.task_number.extend(task_numbers_of_targets(&programme.targets, &programme.indicators, &mapping));
    if let Some(bytes) = folder.files.get(CALIBRATION) {
        settings.calibration = Calibration::read(CALIBRATION, bytes).0;
    }
    Ok(settings)
}

/// Returns what is suspicious about the figures that a run goes by: of the programme's units, for its years, under the headings that its
/// indicators are read from. What a person has accepted or corrected is settled.
pub(crate) fn findings(
    programme: &Programme,
    folder: &Folder,
    panel: &Panel,
    years: (i16, i16),
    as_known_on: Option<Date>,
) -> Result<Vec<Finding>, Failure> {
    if !folder.files.contains_key(CHECKS) {
        return Ok(Vec::new());
    }
    let settings = settings_under(programme, folder)?;
    let units: BTreeSet<&str> = programme.all_members().into_iter().map(|unit| unit.as_str()).collect();
    let headings = headings(programme, folder);
    let decisions = folder.files.get(DECISIONS).map(|bytes| FigureDecisions::read(bytes, as_known_on).0).unwrap_or_default();
    let settled = |one: &Suspicion| {
        let decision = decisions.about(&[&one.place], std::iter::once(one.heading.as_str()), one.year);
        decision.is_some_and(|decision| {
            !matches!(decision.action, Action::AskBack) && (decision.seen - one.value).abs() <= 1e-9 * one.value.abs()
        })
    };
    let suspicions = check(panel, &settings).into_iter().filter(|one| {
        (years.0..=years.1).contains(&one.year)
            && units.contains(one.place.as_str())
            && headings.contains(one.heading.as_str())
            && !settled(one)
    });
    let mut findings: Vec<Finding> = suspicions.map(|one| one.finding(&panel.file)).collect();
    findings.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.code.cmp(&b.code)).then_with(|| a.location.cmp(&b.location)));
    Ok(findings)
}

fn headings(programme: &Programme, folder: &Folder) -> BTreeSet<String> {
    let (mapping, _) = Mapping::read(MAPPING, &text(folder, MAPPING));
    let mapped = mapping.indicators.values().flatten().map(|entry| entry.heading.clone());
    let named = programme.indicators.values().flat_map(|indicator| indicator.reported_as.iter().cloned().chain([indicator.id.0.clone()]));
    mapped.chain(named).collect()
}

fn text(folder: &Folder, file: &str) -> String {
    folder.files.get(file).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
}
