//! `bihuan read`: one paper as a citable reading.

use std::path::PathBuf;
use std::process::ExitCode;

use corpus::Reading;
use programme::Folder;

use crate::failure::Failure;
use crate::terminal::{self, Language, say};
use crate::{folders, run};

/// 读一份文件：修复、分条、提取事实 / read one paper: repair it, find its clauses and facts
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    file: PathBuf,
    /// 输出完整的 JSON / print the whole reading as JSON
    #[arg(long)]
    json: bool,
    /// 采用该方案目录中对本文件阅读结果的决定 / let the decisions kept in this programme folder have the last word
    #[arg(long)]
    folder: Option<PathBuf>,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let bytes = folders::read_file(&arguments.file)?;
    let name = folders::file_name(&arguments.file);
    let reading = match &arguments.folder {
        Some(folder) => decided(&folders::read_programme(folder)?, name, bytes)?,
        None => corpus::read(&name, &bytes),
    };
    if arguments.json {
        terminal::json(&reading)?;
        return Ok(ExitCode::SUCCESS);
    }
    say(&reading.text);
    terminal::findings(language, &reading.findings, usize::MAX);
    Ok(ExitCode::SUCCESS)
}

fn decided(folder: &Folder, name: String, bytes: Vec<u8>) -> Result<Reading, Failure> {
    let known = run::read_papers(folder, &vec![(name, bytes)]).into_values().next();
    known.ok_or_else(|| {
        Failure::input("方案目录的 papers.toml 中没有登记这份文件", "the programme folder's papers.toml does not know this paper")
    })
}
