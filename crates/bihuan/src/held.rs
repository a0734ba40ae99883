//! What the questions about consequences are asked of: a programme folder with what was published, or the output of a run.

use std::ops::RangeInclusive;
use std::path::Path;

use consequences::{Grades, Member, Proceedings, history, members, objection, proceedings};
use evaluation::Evaluation;
use jiff::civil::Date;
use programme::rule::History;
use programme::{Programme, UnitId};

use crate::failure::Failure;
use crate::terminal::{Language, Progress};
use crate::{folders, output, run};

/// Rules, memberships, history and decisions, from a folder or a run.
pub(crate) struct Held {
    pub(crate) programme: Programme,
    pub(crate) members: Vec<Member>,
    pub(crate) history: History,
    pub(crate) proceedings: Proceedings,
    /// The evaluations of a run; none for a folder.
    pub(crate) evaluations: Vec<Evaluation>,
    pub(crate) years: RangeInclusive<i16>,
    /// The day the run speaks for; the last day that its rules know for a folder.
    pub(crate) day: Date,
}

impl Held {
    /// Reads a programme folder, or recomputes a run from what it kept.
    pub(crate) fn read(place: &Path, language: Language) -> Result<Self, Failure> {
        if place.join("programme.toml").is_file() { Self::of_folder(place) } else { Self::of_run(place, language) }
    }

    fn of_folder(place: &Path) -> Result<Self, Failure> {
        let folder = folders::read_programme(place)?;
        let programme = programme::define(&std::collections::BTreeMap::new(), &folder);
        let decided = proceedings(&folder, &programme, false);
        let mut history = history(&programme, &[], Grades::PublishedFirst, false);
        let last = history.rows.iter().map(|row| row.year).max().unwrap_or(0);
        let first = history.begins.or_else(|| history.rows.iter().map(|row| row.year).min()).unwrap_or(last).min(last);
        let day = programme.rulebook.calendar.day_of(last);
        history.rows.extend(objection::rulings(&decided.objections, Date::MAX));
        Ok(Self {
            members: members(&programme),
            history,
            proceedings: decided,
            evaluations: Vec::new(),
            years: first..=last,
            day,
            programme,
        })
    }

    fn of_run(place: &Path, language: Language) -> Result<Self, Failure> {
        let sources = output::sources_of(&output::kept_run(place)?)?;
        let cycle = run::cycle(&sources, &Progress::new(language))?;
        let evaluations: Vec<Evaluation> = cycle.years.into_iter().map(|year| year.evaluation).collect();
        let mut history = history(&cycle.programme, &evaluations, Grades::ComputedFirst, sources.settings.demonstration);
        history.rows.extend(objection::rulings(&cycle.proceedings.objections, cycle.day));
        let last = sources.settings.years.1;
        let first = history.begins.unwrap_or(last).min(sources.settings.years.0);
        Ok(Self {
            members: members(&cycle.programme),
            history,
            proceedings: cycle.proceedings,
            evaluations,
            years: first..=last,
            day: cycle.day,
            programme: cycle.programme,
        })
    }

    pub(crate) fn name(&self, unit: &UnitId, language: Language) -> String {
        self.programme.unit(unit, self.day).map_or_else(|| unit.to_string(), |unit| language.of(&unit.name).to_owned())
    }
}

/// Changes a text file of a programme folder: the new text is written beside it and then takes its name.
pub(crate) fn append(folder: &Path, path: &str, change: impl FnOnce(&str) -> Result<String, Failure>) -> Result<(), Failure> {
    if !folder.join("programme.toml").is_file() {
        return Err(Failure::configuration(
            format!("决定只写入方案目录，`{}` 不是", folder.display()),
            format!("decisions are written into a programme folder, which `{}` is not", folder.display()),
        ));
    }
    let target = folder.join(path);
    let before = if target.is_file() { folders::read_file(&target)? } else { Vec::new() };
    let text = change(&String::from_utf8_lossy(&before))?;
    if let Some(parent) = target.parent() {
        std::fs::create_dir_all(parent).map_err(|error| Failure::writing(parent, &error))?;
    }
    folders::write_at_once(&target, text.as_bytes())
}
