//! What the tables are asked for.

use jiff::civil::{Date, date};
use observations::{CorrectedFigure, DECISIONS, FigureDecisions, Inputs, Mapping, Observations, Subject, Table};
use programme::{Folder, Indicator, Programme, UnitId};

use super::{Settings, Sources};
use crate::failure::Failure;

const MAPPING: &str = "data/mapping.toml";

/// Reads the tables for every unit that is or was a member, and for every zone from its members.
pub(crate) fn observe(programme: &Programme, sources: &Sources, corrections: &[CorrectedFigure]) -> Result<Observations, Failure> {
    let tables: Vec<Table> = sources.tables().into_iter().map(|(name, bytes)| Table { name, bytes, known_on: None }).collect();
    if tables.is_empty() {
        return Err(Failure::configuration(
            format!("没有数据表：`{}` 不带演示数据，请用 --table 指定", sources.folder.name),
            format!("no table: `{}` brings no demonstration data, name one with --table", sources.folder.name),
        ));
    }
    let units = subjects(programme, sources.settings.years.1);
    let Settings { years, as_known_on, .. } = sources.settings;
    let asked = Asked { units: &units, years, as_known_on, corrections };
    // What was decided about real figures says nothing about invented ones.
    Ok(figures(programme, &sources.folder, &tables, &asked, !sources.settings.demonstration))
}

/// For whom and for when figures are asked.
pub(crate) struct Asked<'a> {
    pub(crate) units: &'a [Subject],
    pub(crate) years: (i16, i16),
    pub(crate) as_known_on: Option<Date>,
    pub(crate) corrections: &'a [CorrectedFigure],
}

/// Reads figures under the folder's mapping, and its decisions if wanted.
pub(crate) fn figures(programme: &Programme, folder: &Folder, tables: &[Table], asked: &Asked<'_>, decided: bool) -> Observations {
    let (mapping, mut findings) = match folder.files.get(MAPPING) {
        Some(bytes) => Mapping::read(MAPPING, &String::from_utf8_lossy(bytes)),
        None => (Mapping::default(), Vec::new()),
    };
    let decisions = match folder.files.get(DECISIONS).filter(|_| decided) {
        Some(bytes) => {
            let (decisions, flaws) = FigureDecisions::read(bytes, asked.as_known_on);
            findings.extend(flaws);
            decisions
        }
        None => FigureDecisions::default(),
    };
    let indicators: Vec<Indicator> = programme.indicators.values().cloned().collect();
    let Asked { units, years: (first, last), as_known_on, corrections } = *asked;
    let inputs = Inputs {
        tables,
        mapping: &mapping,
        indicators: &indicators,
        units,
        years: first..=last,
        decisions: &decisions,
        corrections,
        as_known_on,
    };
    let mut observations = observations::observe(&inputs);
    findings.append(&mut observations.findings);
    observations.findings = findings;
    observations
}

/// A zone is put together from its members as of the last year in which zones are judged as wholes, or of the run's last year if sooner.
pub(super) fn subjects(programme: &Programme, last_year: i16) -> Vec<Subject> {
    let judged_until = programme.about.unit_kinds.iter().find(|kind| kind.id == evaluation::ZONE).and_then(|kind| kind.last_year);
    let day = date(judged_until.map_or(last_year, |until| until.min(last_year)), 12, 31);
    let single = programme.all_members().into_iter().map(|unit| Subject {
        id: unit.clone(),
        codes: vec![unit.0.clone()],
        names: programme.places.iter().filter(|place| place.id == *unit).map(|place| place.name.zh.clone()).collect(),
        members: Vec::new(),
    });
    let composite = programme.zones.iter().map(|zone| Subject {
        id: zone.id.clone(),
        codes: Vec::new(),
        names: vec![zone.name.zh.clone()],
        members: programme.members_of(&zone.id, day).cloned().collect::<Vec<UnitId>>(),
    });
    single.chain(composite.filter(|zone| !zone.members.is_empty())).collect()
}
