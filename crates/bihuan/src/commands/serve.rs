//! `bihuan serve`: the pages of a kept run, on loopback.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::failure::Failure;
use crate::terminal::{Language, note};
use crate::web::{Bench, Site};
use crate::{output, web};

/// 在本机浏览一次运行的结果 / show the pages of a run on this machine
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// 输出目录 / folder that a run has written
    #[arg(default_value = "out/demo")]
    out: PathBuf,
    /// 方案目录，作出的决定记入其中；默认为本次运行所用的目录 / programme folder that decisions are kept in; the run's own by default
    #[arg(long)]
    programme: Option<PathBuf>,
    /// 端口 / port on 127.0.0.1
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let files = output::read_checked(&arguments.out)?;
    let bench = Bench::new(output::sources_of(&output::kept_run(&arguments.out)?)?, arguments.programme.clone());
    web::serve(Site { files, bench }, arguments.port, |address| {
        note(language.pick("网页已就绪，按 Ctrl-C 结束：", "pages are ready, Ctrl-C ends: ").to_owned() + &format!("http://{address}/"));
    })?;
    Ok(ExitCode::SUCCESS)
}
