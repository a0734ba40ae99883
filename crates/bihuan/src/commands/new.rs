//! `bihuan new`: a small, whole programme folder to begin with.

use std::path::PathBuf;
use std::process::ExitCode;

use include_dir::{Dir, include_dir};

use crate::failure::Failure;
use crate::folders;
use crate::terminal::{Language, say};

/// 新建方案目录：一份可运行的小样例 / make a programme folder to begin with: a small example that runs
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// 新目录 / folder to make
    folder: PathBuf,
}

static TUTORIAL: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../programmes/tutorial");

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let folder = &arguments.folder;
    if folder.exists() {
        return Err(Failure::configuration(
            format!("`{}` 已存在，请换一个目录", folder.display()),
            format!("`{}` exists; name another folder", folder.display()),
        ));
    }
    folders::write_whole(folder, "programme.toml", |beside| {
        folders::embedded("", &TUTORIAL).files.iter().try_for_each(|(path, bytes)| folders::write_file(beside, path, bytes))
    })?;
    let name = folder.display();
    say(match language {
        Language::Zh => format!(
            "已建立 {name}。接着可以：\n  bihuan check {name} --papers {name}/papers\n  bihuan run {name} --papers {name}/papers --years 2023-2024 --out out/{name}"
        ),
        Language::En => format!(
            "{name} is made. Next:\n  bihuan check {name} --papers {name}/papers\n  bihuan run {name} --papers {name}/papers --years 2023-2024 --out out/{name}"
        ),
    });
    Ok(ExitCode::SUCCESS)
}
