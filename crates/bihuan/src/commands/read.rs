//! `bihuan read`: one paper as a citable reading.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::failure::Failure;
use crate::folders;
use crate::terminal::{self, Language, say};

/// 读一份文件：修复、分条、提取事实 / read one paper: repair it, find its clauses and facts
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    file: PathBuf,
    /// 输出完整的 JSON / print the whole reading as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let bytes = folders::read_file(&arguments.file)?;
    let reading = corpus::read(&folders::file_name(&arguments.file), &bytes);
    if arguments.json {
        terminal::json(&reading)?;
        return Ok(ExitCode::SUCCESS);
    }
    say(&reading.text);
    terminal::findings(language, &reading.findings, usize::MAX);
    Ok(ExitCode::SUCCESS)
}
