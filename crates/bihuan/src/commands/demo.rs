//! `bihuan demo`: the shipped programme on its demonstration data, then the pages.

use std::path::PathBuf;
use std::process::ExitCode;

use include_dir::{Dir, include_dir};
use jiff::civil::date;
use programme::Folder;

use crate::failure::Failure;
use crate::run::{Settings, Sources};
use crate::terminal::{Language, note};
use crate::web::{Bench, Site};
use crate::{folders, output, summary, web};

/// 用演示数据运行一轮闭环，并打开网页服务 / run the loop on demonstration data, then serve the pages
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// 只运行，不提供网页 / only run, do not serve
    #[arg(long)]
    no_serve: bool,
    /// 端口 / port on 127.0.0.1
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// 输出目录 / folder to write
    #[arg(long, default_value = "out/demo")]
    out: PathBuf,
}

/// The folder that ships, as it was when the program was built.
static PROGRAMME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../programmes/demonstration-zones");

/// Years of the demonstration and the seed of its uncertainty analysis.
const YEARS: (i16, i16) = (2018, 2022);
const SEED: u64 = 1;
const REPLICATES: u32 = 1000;

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let sources = sources();
    let result = output::make(&sources, language)?;
    output::write(&arguments.out, &sources, &result)?;
    summary::print(&result.cycle, &arguments.out, language);
    if !arguments.no_serve {
        let site = Site { files: result.files, bench: Bench::new(sources, None) };
        web::serve(site, arguments.port, |address| {
            note(
                language.pick("网页已就绪，按 Ctrl-C 结束：", "pages are ready, Ctrl-C ends: ").to_owned() + &format!("http://{address}/"),
            );
        })?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns the programme folder that ships.
pub(crate) fn folder() -> Folder {
    folders::embedded("programmes/demonstration-zones", &PROGRAMME)
}

/// Returns what the demonstration runs on.
pub(crate) fn sources() -> Sources {
    Sources {
        folder: folder(),
        papers: Vec::new(),
        tables: Vec::new(),
        ballots: Vec::new(),
        settings: Settings {
            years: YEARS,
            day: date(YEARS.1, 12, 31),
            seed: SEED,
            replicates: REPLICATES,
            as_known_on: None,
            demonstration: true,
        },
    }
}
