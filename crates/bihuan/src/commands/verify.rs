//! `bihuan verify`: recomputes a run from its kept inputs and compares bytes.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::failure::Failure;
use crate::output::{self, Difference};
use crate::terminal::{Language, note, say};

/// 由留存的输入重新计算，并逐字节比对 / recompute a run from its kept inputs and compare bytes
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// 输出目录 / folder that a run has written
    out: PathBuf,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let verification = output::verify(&arguments.out, language)?;
    for (path, difference) in &verification.differences {
        note(format_args!("{path}: {}", language.of(&difference.text())));
    }
    if verification.differences.is_empty() {
        say(match language {
            Language::Zh => format!("一致：{} 个文件逐字节相同", verification.files),
            Language::En => format!("the same: {} files, byte for byte", verification.files),
        });
        return Ok(ExitCode::SUCCESS);
    }
    if verification.differences.iter().any(|(_, difference)| *difference == Difference::Recomputed) {
        note(match language {
            Language::Zh => format!("该结果由程序版本 {} 生成，当前版本为 {}", verification.program, env!("CARGO_PKG_VERSION")),
            Language::En => format!("the run was made by version {}, this is version {}", verification.program, env!("CARGO_PKG_VERSION")),
        });
    }
    Err(Failure::input(
        format!("不一致：{} 个文件与留存记录不符", verification.differences.len()),
        format!("not the same: {} files differ from what was kept", verification.differences.len()),
    ))
}
