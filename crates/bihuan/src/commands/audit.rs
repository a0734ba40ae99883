//! `bihuan audit`: the statistical audit of a year, from a run or from a method and a table.

mod report;

use std::path::PathBuf;
use std::process::ExitCode;

use evaluation::{Audit, AuditSettings, Lift, LiftSettings, Others};
use programme::UnitId;
use serde::Serialize;

use crate::commands::score;
use crate::failure::Failure;
use crate::terminal::{self, Language, Progress};
use crate::{output, run};

/// 统计审计：覆盖、相关、冗余、因子、权重、稳健性、专家一致性 / statistical audit of a year
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// 输出目录，或办法文件（TOML） / folder of a run, or a method
    source: PathBuf,
    /// 数据表（与办法文件同用） / the table, with a method
    table: Option<PathBuf>,
    /// 评价年度；缺省为最后一年 / the year; the last one unless given
    #[arg(long)]
    year: Option<i16>,
    /// 不确定性文件（与办法文件同用） / uncertainty file, with a method
    #[arg(long)]
    uncertainty: Option<PathBuf>,
    /// 专家打分表（与办法文件同用） / ballots, with a method
    #[arg(long)]
    ballots: Option<PathBuf>,
    /// 只看一个单位：不确定性来源、权重临界点、升等所需 / one unit: sources of its uncertainty, weights that turn its grade, what it would take
    #[arg(long)]
    unit: Option<String>,
    /// 升等分析中其他单位随趋势变化 / others follow their trend in what it would take
    #[arg(long)]
    trend: bool,
    /// 对照指标 / figure whose order the index is held against
    #[arg(long, default_value = "gdp_per_capita")]
    against: String,
    /// 视为冗余的相关系数下限 / correlation from which two indicators say the same
    #[arg(long, default_value_t = 0.92)]
    redundant: f64,
    /// 视为沉默的相关系数上限 / correlation below which an indicator is silent
    #[arg(long, default_value_t = 0.3)]
    weak: f64,
    /// 视为方向冲突的负相关 / negative correlation that counts as a conflict
    #[arg(long, default_value_t = 0.4)]
    conflict: f64,
    /// Sobol 指数的基点数，0 为不计算 / base points of the Sobol indices, 0 for none
    #[arg(long, default_value_t = 256)]
    sobol: u32,
    /// 随机种子 / seed
    #[arg(long)]
    seed: Option<u64>,
    /// 输出 JSON / print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Printed {
    format: u32,
    #[serde(flatten)]
    audit: Audit,
    /// What it would take, where one unit was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    lift: Option<Lift>,
}

const REPLICATES: u32 = 500;

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let (audit, lift) = if arguments.source.is_dir() { of_run(arguments, language)? } else { of_table(arguments, language)? };
    if arguments.json {
        terminal::json(&Printed { format: 1, audit, lift })?;
    } else {
        report::Report { audit: &audit, language }.print(arguments.unit.is_some().then_some(lift.as_ref()));
    }
    Ok(ExitCode::SUCCESS)
}

type Found = (Audit, Option<Lift>);

fn of_run(arguments: &Arguments, language: Language) -> Result<Found, Failure> {
    let cycle = run::cycle(&output::sources_of(&output::kept_run(&arguments.source)?)?, &Progress::new(language))?;
    let wanted = arguments.year.or_else(|| cycle.years.last().map(|year| year.year)).unwrap_or(0);
    let known: Vec<String> = cycle.years.iter().map(|year| year.year.to_string()).collect();
    let unknown = || {
        Failure::input(
            format!("本次运行没有 {wanted} 年度；已有：{}", known.join("、")),
            format!("the run has no year {wanted}; it has {}", known.join(", ")),
        )
    };
    let year = cycle.years.iter().find(|year| year.year == wanted).ok_or_else(unknown)?;
    let method = cycle.programme.methods.get(&year.evaluation.method).ok_or_else(unknown)?;
    let units = evaluation::units_of(&cycle.programme, method, year.year);
    let case = publication::case_of(&cycle, &units, year.year);
    let name = |unit: &evaluation::Unit| (unit.id.clone(), unit.name.zh.clone());
    let unit = find(arguments.unit.as_deref(), units.iter().map(name))?;
    Ok(audited(arguments, &case, method, year.evaluation.seed, unit))
}

fn of_table(arguments: &Arguments, language: Language) -> Result<Found, Failure> {
    let table =
        arguments.table.as_deref().ok_or_else(|| Failure::configuration("请在办法文件之后给出数据表", "name a table after the method"))?;
    let files = score::Files {
        method: &arguments.source,
        table,
        uncertainty: arguments.uncertainty.as_deref(),
        ballots: arguments.ballots.as_deref(),
        year: arguments.year,
    };
    let found = score::with_case(&files, |case, method| {
        let unit = find(arguments.unit.as_deref(), case.units.iter().map(|unit| (unit.id.clone(), unit.name.zh.clone())))?;
        let seed = method.doubt.as_ref().and_then(|doubt| doubt.seed).unwrap_or(0);
        Ok(audited(arguments, case, method, seed, unit))
    });
    // Remarks go to standard error, so that JSON stays whole.
    let tell = |findings: &[corpus::Finding]| findings.iter().for_each(|finding| terminal::note(language.of(&finding.message)));
    match found {
        Ok((audited, findings)) => {
            tell(&findings);
            audited
        }
        Err((failure, findings)) => {
            tell(&findings);
            Err(failure)
        }
    }
}

fn find(wanted: Option<&str>, mut units: impl Iterator<Item = (UnitId, String)>) -> Result<Option<UnitId>, Failure> {
    let Some(wanted) = wanted else { return Ok(None) };
    let found = units.find(|(id, name)| id.as_str() == wanted || name.starts_with(wanted)).map(|(id, _)| id);
    found.map(Some).ok_or_else(|| Failure::input(format!("没有单位“{wanted}”"), format!("there is no unit `{wanted}`")))
}

fn audited(arguments: &Arguments, case: &evaluation::Case<'_>, method: &programme::Method, seed: u64, unit: Option<UnitId>) -> Found {
    let seed = arguments.seed.unwrap_or(seed);
    let settings = AuditSettings {
        redundant: arguments.redundant,
        weak: arguments.weak,
        conflict: arguments.conflict,
        reference: Some(arguments.against.as_str().into()),
        sobol: arguments.sobol,
        seed,
    };
    let others = if arguments.trend { Others::FollowTrend } else { Others::Stay };
    let chance = evaluation::Chance { seed, replicates: REPLICATES };
    let lift =
        unit.as_ref().and_then(|unit| evaluation::lift(case, method, unit, LiftSettings { others, ..LiftSettings::customary(chance) }));
    let mut audit = evaluation::audit(case, method, &settings);
    if let Some(unit) = unit {
        audit.weight_changes.retain(|own, _| *own == unit);
        audit.sensitivity.iter_mut().for_each(|found| found.units.retain(|own, _| *own == unit));
    }
    (audit, lift)
}
