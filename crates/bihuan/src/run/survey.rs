//! The tables as wholes: what is suspicious in them, types of cities, rules of the traffic light.

use std::collections::BTreeSet;

use corpus::Finding;
use observations::check::Panel;
use observations::{LIGHTS, Observations, Survey, TYPING, Table};
use programme::Programme;

use super::Sources;
use super::observe::{Asked, figures, subjects};
use crate::checks;
use crate::failure::Failure;

/// Surveys the tables of a run; what cannot be read of them is told where the figures are read.
pub(crate) fn survey(programme: &Programme, sources: &Sources) -> Result<(Survey, Vec<Finding>), Failure> {
    let tables: Vec<Table> = sources.tables().into_iter().map(|(name, bytes)| Table { name, bytes, known_on: None }).collect();
    let panel = Panel::joined(tables.iter().map(|table| Panel::read_as_known_on(table, sources.settings.as_known_on).0).collect());
    let text = |file: &str| sources.folder.files.get(file).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let named: BTreeSet<String> = programme.old_industrial_cities.iter().map(|city| city.unit.0.clone()).collect();
    let (mut survey, mut findings) = observations::survey(&panel, text(TYPING).as_deref(), text(LIGHTS).as_deref(), &named);
    findings.extend(checks::findings(programme, &sources.folder, &panel, sources.settings.years, sources.settings.as_known_on)?);
    survey.history = history(programme, sources, &tables);
    Ok((survey, findings))
}

/// Years before the last that targets are judged by: baselines and projections need them.
pub(crate) const YEARS_BACK: i16 = 15;

/// Figures that targets are judged by; what is wrong with the tables is told where the figures of the run are read.
fn history(programme: &Programme, sources: &Sources, tables: &[Table]) -> Observations {
    let (_, last) = sources.settings.years;
    let units = subjects(programme, last);
    let as_known_on = sources.settings.as_known_on;
    let asked = Asked { units: &units, years: (last - YEARS_BACK, last), as_known_on, corrections: &[] };
    figures(programme, &sources.folder, tables, &asked, !sources.settings.demonstration)
}
