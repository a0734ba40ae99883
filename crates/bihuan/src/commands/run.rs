//! `bihuan run`: one turn of the loop over several years, written whole into a folder.

use std::path::PathBuf;
use std::process::ExitCode;

use jiff::civil::{Date, date};

use crate::failure::Failure;
use crate::run::{Settings, Sources};
use crate::terminal::Language;
use crate::{folders, output, summary};

/// 运行一轮闭环：读文件、定方案、取数据、作评估、明结果、出材料 / run the loop over some years
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// 方案目录 / programme folder
    folder: PathBuf,
    /// 政策文件目录 / folder of the papers
    #[arg(long)]
    papers: Option<PathBuf>,
    /// 数据表（可多次指定）；不指定时使用方案目录自带的演示数据 / table of figures, may be repeated; without it the folder's demonstration data are used
    #[arg(long)]
    table: Vec<PathBuf>,
    /// 专家打分表 / table of the experts' ballots
    #[arg(long)]
    ballots: Vec<PathBuf>,
    /// 评估年度，如 2014-2020 / years to evaluate, for instance 2014-2020
    #[arg(long, value_parser = years)]
    years: (i16, i16),
    /// 输出目录 / folder to write
    #[arg(long)]
    out: PathBuf,
    /// 成文日期，默认为最后一个年度的最后一天 / the day the run speaks for; the last day of the last year by default
    #[arg(long)]
    day: Option<Date>,
    /// 只用到这一天为止已知的数据和决定 / use only figures and decisions known by this day
    #[arg(long)]
    as_known_on: Option<Date>,
    /// 随机种子 / seed of the uncertainty analysis
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 不确定性分析的重复次数 / replicates of the uncertainty analysis
    #[arg(long, default_value_t = 1000)]
    replicates: u32,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let demonstration = arguments.table.is_empty();
    let sources = Sources {
        folder: folders::read_programme(&arguments.folder)?,
        papers: arguments.papers.as_deref().map(folders::read_flat).transpose()?.unwrap_or_default(),
        tables: folders::read_tables(&arguments.table)?,
        ballots: folders::read_files(&arguments.ballots)?,
        settings: Settings {
            years: arguments.years,
            day: arguments.day.unwrap_or_else(|| date(arguments.years.1, 12, 31)),
            seed: arguments.seed,
            replicates: arguments.replicates,
            as_known_on: arguments.as_known_on,
            demonstration,
        },
    };
    let result = output::make(&sources, language)?;
    output::write(&arguments.out, &sources, &result)?;
    summary::print(&result.cycle, &arguments.out, language);
    Ok(ExitCode::SUCCESS)
}

/// Reads `2014-2020` or a single year.
pub(crate) fn years(text: &str) -> Result<(i16, i16), String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let year = |text: &str| text.trim().parse::<i16>().ok().filter(|year| (1949..=2200).contains(year));
    match (year(first), year(last)) {
        (Some(first), Some(last)) if first <= last && last - first < 100 => Ok((first, last)),
        _ => Err("应写作 2014-2020 / write years as 2014-2020".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_a_span_or_one() {
        assert_eq!(years("2014-2020"), Ok((2014, 2020)));
        assert_eq!(years("2020"), Ok((2020, 2020)));
        for wrong in ["2020-2014", "20a", "", "1-2-3", "0-99999"] {
            assert!(years(wrong).is_err(), "{wrong}");
        }
    }
}
