//! `bihuan check`: everything that is wrong with a programme folder.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::failure::Failure;
use crate::terminal::{self, Language, say};
use crate::{folders, run};

/// 检查方案目录：权重、日期、引文、地名、有效期、规则用例 / check a programme folder
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// 方案目录 / programme folder
    folder: PathBuf,
    /// 政策文件目录；有则核对每一处引文 / folder of the papers; with it every cite is looked up
    #[arg(long)]
    papers: Option<PathBuf>,
    /// 以 JSON 输出 / print findings as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let folder = folders::read_programme(&arguments.folder)?;
    let papers = arguments.papers.as_deref().map(folders::read_flat).transpose()?.unwrap_or_default();
    let readings = if papers.is_empty() { BTreeMap::new() } else { run::read_papers(&folder, &papers) };
    let mut programme = programme::define(&readings, &folder);
    programme.findings.extend(consequences::check_cases(&programme.rulebook));
    programme.findings.extend(consequences::check_rules(&programme.rulebook));
    let errors = programme.findings.iter().filter(|finding| finding.severity == corpus::Severity::Error).count();
    if arguments.json {
        terminal::json(&programme.findings)?;
    } else {
        let (errors, warnings) = terminal::findings(language, &programme.findings, usize::MAX);
        say(match language {
            Language::Zh => format!("{}：错误 {errors} 条，注意 {warnings} 条", folder.name),
            Language::En => format!("{}: {errors} errors, {warnings} warnings", folder.name),
        });
    }
    Ok(if errors > 0 { ExitCode::from(2) } else { ExitCode::SUCCESS })
}
