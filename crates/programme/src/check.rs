//! What is wrong with a folder whose files can be read: dangling cites, unknown places, contradictory days, doubles, gaps.

mod cites;
mod figures;
mod members;
mod names;
mod validity;

use std::collections::BTreeMap;

use corpus::{Finding, Location, PaperId, Reading};

pub(crate) use cites::method_cites;
pub(crate) use names::method_words;

use crate::Folder;
use crate::define::Loaded;

pub(crate) fn check(loaded: &Loaded, readings: &BTreeMap<PaperId, Reading>) -> Vec<Finding> {
    let mut findings = cites::check(loaded, readings);
    findings.extend(names::check(loaded));
    findings.extend(validity::check(loaded));
    findings.extend(figures::check(loaded));
    findings.extend(members::check(loaded));
    findings
}

const FILES: [&str; 20] = [
    "programme.toml",
    "papers.toml",
    "places.csv",
    "cities.csv",
    "industries.csv",
    "classes.csv",
    "zones.csv",
    "members.csv",
    "parks.csv",
    "indicators.toml",
    "targets.toml",
    "tasks.toml",
    "measures.toml",
    "results.csv",
    "counts.csv",
    "funds.csv",
    "practices.csv",
    "events.csv",
    "literature.csv",
    "follow-up.toml",
];
const FOLDERS: [&str; 6] = ["methods/", "rules/", "data/", "docs/", "papers/", "decisions/"];

/// Decisions on readings that cannot be read, or that are about papers the folder does not know.
pub(crate) fn reading_decisions(folder: &Folder, loaded: &Loaded) -> Vec<Finding> {
    let (decisions, mut findings) = crate::reading_decisions(folder);
    findings.extend(decisions.on_unknown_papers(|id| loaded.papers.iter().any(|paper| paper.value.id.0 == id)));
    findings
}

/// A misspelt file name would otherwise be dropped in silence.
pub(crate) fn unknown_files(folder: &Folder) -> Vec<Finding> {
    let known = |path: &str| FILES.contains(&path) || FOLDERS.iter().any(|folder| path.starts_with(folder)) || path.ends_with(".md");
    let unknown = folder.files.keys().filter(|path| !known(path));
    unknown
        .map(|path| {
            Finding::warning("folder/unknown-file", format!("不认识的文件 `{path}`，未读取"), format!("unknown file `{path}` was not read"))
                .at(Location::file(path))
                .hint("请核对文件名", "check its name against the file formats")
        })
        .collect()
}
