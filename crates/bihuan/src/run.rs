//! The loop itself: sources in, one [`Cycle`] out. The only place where the stages meet.

mod corrections;
mod judge;
mod observe;
mod papers;
mod survey;

use std::collections::BTreeMap;

use corpus::Bilingual;
use jiff::civil::Date;
use programme::Folder;
use publication::{Cycle, Input, InputKind};
use serde::{Deserialize, Serialize};
use store::sha256;

use crate::failure::Failure;
use crate::terminal::Progress;

pub(crate) use observe::{Asked, figures};
pub(crate) use papers::read_papers;
use papers::{Papers, read_papers_and_copies};
pub(crate) use survey::YEARS_BACK;

/// Files by name, as delivered.
pub(crate) type Delivered = Vec<(String, Vec<u8>)>;

/// Everything a run depends on, as values.
pub(crate) struct Sources {
    pub(crate) folder: Folder,
    pub(crate) papers: Delivered,
    pub(crate) tables: Delivered,
    pub(crate) ballots: Delivered,
    pub(crate) settings: Settings,
}

/// What a run depends on beside files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// First and last year to evaluate.
    pub(crate) years: (i16, i16),
    pub(crate) day: Date,
    pub(crate) seed: u64,
    pub(crate) replicates: u32,
    /// Figures and decisions that became known later are not used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) as_known_on: Option<Date>,
    /// The folder's own demonstration data are used, and everything is labelled so.
    pub(crate) demonstration: bool,
}

impl Sources {
    /// Tables to read: those given and those that were imported into the folder, or the folder's own demonstration.
    pub(crate) fn tables(&self) -> Delivered {
        if self.settings.demonstration {
            return of_folder(&self.folder, "data/demonstration");
        }
        let imported = of_folder(&self.folder, "data/imports/").into_iter().filter(|(name, _)| name.ends_with(".csv"));
        self.tables.iter().cloned().chain(imported).collect()
    }

    fn ballots(&self) -> Delivered {
        if self.settings.demonstration { of_folder(&self.folder, "data/ballots") } else { self.ballots.clone() }
    }
}

fn of_folder(folder: &Folder, prefix: &str) -> Delivered {
    folder.files.iter().filter(|(path, _)| path.starts_with(prefix)).map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
}

/// One turn of the loop over the years asked for.
pub(crate) fn cycle(sources: &Sources, progress: &Progress) -> Result<Cycle, Failure> {
    progress.at("读取文件和方案", "reading papers and programme");
    let Papers { readings, copies } = read_papers_and_copies(&sources.folder, &sources.papers);
    let programme = programme::define(&readings, &sources.folder);
    progress.at("读取数据", "reading figures");
    let proceedings = consequences::proceedings(&sources.folder, &programme, sources.settings.demonstration);
    let mut observations = observe::observe(&programme, sources, &[])?;
    progress.at("核查数据", "checking figures");
    let (survey, doubts) = survey::survey(&programme, sources)?;
    observations.findings.extend(doubts);
    progress.at("评估各年度、适用规则", "judging the years, asking the rules");
    let (observations, judged) = corrections::judge(&programme, observations, &proceedings, sources)?;
    Ok(Cycle {
        label: sources.settings.demonstration.then(|| Bilingual::new("演示数据", "Demonstration data")),
        day: sources.settings.day,
        findings: judge::findings(&readings, &programme, &observations, &judged, &proceedings),
        // Invented figures are never held against published grades.
        comparisons: if sources.settings.demonstration { Vec::new() } else { judge::comparisons(&programme, &judged.years) },
        years: judged.years,
        corrections: judged.corrections,
        proceedings,
        templates: templates(&sources.folder),
        ballots: judged.ballots,
        inputs: inputs(sources),
        readings,
        copies,
        programme,
        observations,
        survey,
    })
}

/// Returns the folder's own templates of papers by name; those that ship are used for the others.
pub(crate) fn templates(folder: &Folder) -> BTreeMap<String, String> {
    let own = folder.files.iter().filter_map(|(path, bytes)| Some((path.strip_prefix("templates/")?, bytes)));
    own.map(|(name, bytes)| (name.to_owned(), String::from_utf8_lossy(bytes).into_owned())).collect()
}

fn inputs(sources: &Sources) -> Vec<Input> {
    let input = |kind, name: &str, bytes: &[u8]| Input { kind, name: name.to_owned(), sha256: sha256(bytes), bytes: bytes.len() as u64 };
    let folder = sources.folder.files.iter().map(|(name, bytes)| input(InputKind::Programme, name, bytes));
    let given = [(InputKind::Paper, &sources.papers), (InputKind::Table, &sources.tables), (InputKind::Ballots, &sources.ballots)];
    let given = given.into_iter().flat_map(|(kind, files)| files.iter().map(move |(name, bytes)| input(kind, name, bytes)));
    folder.chain(given).collect()
}
