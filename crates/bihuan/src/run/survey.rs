//! The tables as wholes: what is suspicious in them, types of cities, rules of the traffic light.

use std::collections::BTreeSet;

use corpus::Finding;
use observations::check::Panel;
use observations::{LIGHTS, Survey, TYPING, Table};
use programme::Programme;

use super::Sources;
use crate::checks;
use crate::failure::Failure;

/// Surveys the tables of a run; what cannot be read of them is told where the figures are read.
pub(crate) fn survey(programme: &Programme, sources: &Sources) -> Result<(Survey, Vec<Finding>), Failure> {
    let tables = sources.tables().into_iter().map(|(name, bytes)| Table { name, bytes, known_on: None });
    let panel = Panel::joined(tables.map(|table| Panel::read_as_known_on(&table, sources.settings.as_known_on).0).collect());
    let text = |file: &str| sources.folder.files.get(file).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let named: BTreeSet<String> = programme.old_industrial_cities.iter().map(|city| city.unit.0.clone()).collect();
    let (survey, mut findings) = observations::survey(&panel, text(TYPING).as_deref(), text(LIGHTS).as_deref(), &named);
    findings.extend(checks::findings(programme, &sources.folder, &panel, sources.settings.years, sources.settings.as_known_on)?);
    Ok((survey, findings))
}
