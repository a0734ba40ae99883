//! A run's output folder: complete or absent, with its inputs kept beside it, so that anyone can recompute it.
//!
//! ```text
//! OUT/
//!   cycle.json              everything the run knows
//!   index.html, units/ ...  the pages; English below en/
//!   papers/notice-2020.docx results.xlsx ...
//!   run.sqlite              the inputs, byte for byte, and the hash of every file above
//! ```

use std::collections::BTreeMap;
use std::path::Path;

use corpus::Bilingual;
use publication::Cycle;
use store::{Input, Output, Run, Store, sha256};

use crate::failure::Failure;
use crate::folders;
use crate::run::{self, Delivered, Settings, Sources};
use crate::terminal::{Language, Progress};

/// File that marks a folder as ours and holds the inputs.
const STORE: &str = "run.sqlite";
/// Arguments are kept in this form.
const FORMAT: u32 = 1;

/// Files by their path below the output folder (`units/430300/index.html`).
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// A cycle and all that is written of it.
pub(crate) struct Made {
    pub(crate) cycle: Cycle,
    pub(crate) files: Files,
}

/// Runs the loop and renders everything.
pub(crate) fn make(sources: &Sources, language: Language) -> Result<Made, Failure> {
    let progress = Progress::new(language);
    let cycle = run::cycle(sources, &progress)?;
    progress.at("编制网页和材料", "writing pages and papers");
    let files = publication::publish(&cycle);
    Ok(Made { cycle, files })
}

/// Writes the folder whole.
pub(crate) fn write(out: &Path, sources: &Sources, made: &Made) -> Result<(), Failure> {
    folders::write_whole(out, STORE, |beside| {
        for (path, bytes) in &made.files {
            folders::write_file(beside, path, bytes)?;
        }
        Store::create(&beside.join(STORE))?.keep(&kept(sources, &made.files)?)?;
        Ok(())
    })
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    format: u32,
    folder: String,
    settings: Settings,
}

fn kept(sources: &Sources, files: &Files) -> Result<Run, Failure> {
    let arguments = Arguments { format: FORMAT, folder: sources.folder.name.clone(), settings: sources.settings.clone() };
    let input = |role: &str, name: &str, bytes: &[u8]| Input { role: role.to_owned(), name: name.to_owned(), bytes: bytes.to_vec() };
    let folder = sources.folder.files.iter().map(|(name, bytes)| input("folder", name, bytes));
    let given = [("paper", &sources.papers), ("table", &sources.tables), ("ballots", &sources.ballots)];
    let given = given.into_iter().flat_map(|(role, files)| files.iter().map(move |(name, bytes)| input(role, name, bytes)));
    Ok(Run {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        arguments: serde_json::to_string(&arguments)
            .map_err(|error| Failure::us(format!("无法留存参数：{error}"), format!("cannot keep the arguments: {error}")))?,
        inputs: folder.chain(given).collect(),
        outputs: files.iter().map(|(path, bytes)| Output { path: path.clone(), sha256: sha256(bytes) }).collect(),
    })
}

/// Returns what a kept run was made from.
pub(crate) fn sources_of(run: &Run) -> Result<Sources, Failure> {
    let arguments: Arguments = serde_json::from_str(&run.arguments)
        .map_err(|error| Failure::input(format!("留存的参数无法识别：{error}"), format!("the kept arguments cannot be read: {error}")))?;
    if arguments.format != FORMAT {
        return Err(Failure::input(
            format!("留存记录的格式为 {}，本程序只认识 {FORMAT}", arguments.format),
            format!("the run was kept in format {}, this program reads {FORMAT}", arguments.format),
        ));
    }
    let of_role = |role: &str| -> Delivered {
        run.inputs.iter().filter(|input| input.role == role).map(|input| (input.name.clone(), input.bytes.clone())).collect()
    };
    Ok(Sources {
        folder: programme::Folder { name: arguments.folder, files: of_role("folder").into_iter().collect() },
        papers: of_role("paper"),
        tables: of_role("table"),
        ballots: of_role("ballots"),
        settings: arguments.settings,
    })
}

/// Returns the run that a folder holds.
pub(crate) fn kept_run(out: &Path) -> Result<Run, Failure> {
    let path = out.join(STORE);
    if !path.is_file() {
        return Err(Failure::input(
            format!("`{}` 不是运行结果目录：其中没有 {STORE}", out.display()),
            format!("`{}` is not the folder of a run: it has no {STORE}", out.display()),
        ));
    }
    Ok(Store::open(&path)?.newest()?)
}

/// Reads one file of a run, refusing it when its bytes are not those that were kept.
pub(crate) fn read_kept(out: &Path, path: &str) -> Result<Vec<u8>, Failure> {
    let run = kept_run(out)?;
    let output = run.outputs.iter().find(|output| output.path == path).ok_or_else(|| damaged(path, Difference::Missing))?;
    let bytes = folders::read_file(&out.join(path))?;
    if sha256(&bytes) == output.sha256 { Ok(bytes) } else { Err(damaged(path, Difference::Changed)) }
}

/// How a file is not what was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Difference {
    /// The folder lacks it.
    Missing,
    /// Its bytes are not those that were written.
    Changed,
    /// Its bytes are as written, but recomputing gives others.
    Recomputed,
    /// The run did not write it.
    Foreign,
}

impl Difference {
    pub(crate) fn text(self) -> Bilingual {
        match self {
            Self::Missing => Bilingual::new("文件缺失", "the file is missing"),
            Self::Changed => Bilingual::new("文件在生成后被改动", "the file was changed after it was written"),
            Self::Recomputed => Bilingual::new("重新计算的结果与留存的不同", "recomputing gives other bytes"),
            Self::Foreign => Bilingual::new("不是本次运行生成的文件", "the run did not write this file"),
        }
    }
}

/// What `verify` found.
pub(crate) struct Verification {
    pub(crate) files: usize,
    pub(crate) differences: Vec<(String, Difference)>,
    /// Version of the program that made the run.
    pub(crate) program: String,
}

/// Recomputes a run from its kept inputs and compares the bytes in the folder, the kept hashes and the new bytes.
pub(crate) fn verify(out: &Path, language: Language) -> Result<Verification, Failure> {
    let run = kept_run(out)?;
    let found = folders::read(out)?;
    let again = make(&sources_of(&run)?, language)?.files;
    let kept: BTreeMap<&str, &str> = run.outputs.iter().map(|output| (output.path.as_str(), output.sha256.as_str())).collect();
    let mut differences = Vec::new();
    for (&path, &hash) in &kept {
        match found.get(path) {
            None => differences.push((path.to_owned(), Difference::Missing)),
            Some(bytes) if sha256(bytes) != hash => differences.push((path.to_owned(), Difference::Changed)),
            Some(bytes) if again.get(path) != Some(bytes) => differences.push((path.to_owned(), Difference::Recomputed)),
            Some(_) => {}
        }
    }
    let foreign = found.keys().filter(|path| *path != STORE && !kept.contains_key(path.as_str()));
    differences.extend(foreign.map(|path| (path.clone(), Difference::Foreign)));
    let unwritten = again.keys().filter(|path| !kept.contains_key(path.as_str()));
    differences.extend(unwritten.map(|path| (path.clone(), Difference::Recomputed)));
    Ok(Verification { files: kept.len(), differences, program: run.program })
}

/// Reads the files of a run, refusing any whose bytes are not those that were kept.
pub(crate) fn read_checked(out: &Path) -> Result<Files, Failure> {
    let run = kept_run(out)?;
    let mut files = folders::read(out)?;
    for output in &run.outputs {
        let Some(bytes) = files.get(&output.path) else { return Err(damaged(&output.path, Difference::Missing)) };
        if sha256(bytes) != output.sha256 {
            return Err(damaged(&output.path, Difference::Changed));
        }
    }
    files.retain(|path, _| run.outputs.iter().any(|output| output.path == *path));
    Ok(files)
}

fn damaged(path: &str, difference: Difference) -> Failure {
    let text = difference.text();
    Failure::input(format!("{path}：{}", text.zh), format!("{path}: {}", text.en))
}
