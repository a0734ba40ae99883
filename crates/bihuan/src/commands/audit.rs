//! `bihuan audit`: the statistical audit of a year, from a run or from a method and a table.

use std::path::PathBuf;
use std::process::ExitCode;

use evaluation::{Audit, AuditSettings, Lift, LiftSettings, Others, Sensitivity};
use programme::UnitId;
use serde::Serialize;

use crate::commands::score;
use crate::failure::Failure;
use crate::terminal::{self, Language, Progress, say};
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
struct Report {
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
        terminal::json(&Report { format: 1, audit, lift })?;
    } else {
        print(&audit, lift.as_ref(), arguments, language);
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

fn print(audit: &Audit, lift: Option<&Lift>, arguments: &Arguments, language: Language) {
    let zh = |zh: &'static str, en: &'static str| language.pick(zh, en);
    let title = |text: &str| say(format_args!("\n{text}"));
    say(format_args!("{} {} ({})  n = {}", zh("统计审计", "statistical audit"), audit.year, audit.method, audit.units));
    say(format_args!(
        "{}: {:.1} %   {}: {}   {}: {}",
        zh("数据覆盖", "coverage"),
        100.0 * audit.coverage.all,
        zh("填补、沿用或缺失", "filled, carried or missing"),
        audit.filled.len(),
        zh("异常值处理", "treated"),
        audit.treated.len()
    ));
    let pairs = |pairs: &[(String, String)]| {
        pairs.iter().map(|(a, b)| if b.is_empty() { a.clone() } else { format!("{a} ~ {b}") }).collect::<Vec<_>>().join("; ")
    };
    say(format_args!("{} (r >= {}): {}", zh("冗余", "redundant"), audit.settings.redundant, pairs(&audit.redundant)));
    say(format_args!("{} (|r| < {}): {}", zh("沉默", "silent"), audit.settings.weak, audit.silent.join("; ")));
    say(format_args!("{} (r < -{}): {}", zh("方向冲突", "conflicts"), audit.settings.conflict, pairs(&audit.conflicts)));
    title(zh("各组内部结构", "structure of the groups"));
    let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"));
    let group = |group: &evaluation::GroupAudit| {
        vec![
            language.of(&group.name).to_owned(),
            group.units.to_string(),
            number(group.alpha.as_ref().map(|alpha| alpha.0)),
            number(group.adequacy.as_ref().map(|found| found.0)),
            group.bartlett.as_ref().map_or_else(|| "-".to_owned(), |test| format!("{:.3}", test.probability)),
            group
                .eigenvalues
                .as_ref()
                .map_or_else(String::new, |values| values.iter().map(|value| format!("{value:.2}")).collect::<Vec<_>>().join(" ")),
            number(group.inflation.as_ref().and_then(|found| found.iter().copied().reduce(f64::max))),
        ]
    };
    let head = [zh("组", "group"), "n", "alpha", "KMO", "Bartlett p", zh("特征值", "eigenvalues"), "VIF max"];
    say(terminal::table(&head, &[1, 2, 3, 4, 6], audit.groups.iter().map(group)));
    title(zh("名义权重与实际影响", "nominal and effective weights"));
    let importance = |one: &evaluation::Importance| {
        vec![
            one.path.clone(),
            language.of(&one.name).to_owned(),
            format!("{:.1} %", 100.0 * one.nominal),
            one.effective.map_or_else(|| "-".to_owned(), |share| format!("{:.1} %", 100.0 * share)),
        ]
    };
    say(terminal::table(
        &["", zh("项目", "item"), zh("名义", "nominal"), zh("实际", "effective")],
        &[2, 3],
        audit.importance.iter().map(importance),
    ));
    title(zh("逐项剔除", "one at a time removal"));
    let removal = |one: &evaluation::Removal| {
        vec![
            language.of(&one.name).to_owned(),
            format!("{:.2}", one.mean_rank_change),
            one.largest_rank_change.to_string(),
            one.other_grade.len().to_string(),
        ]
    };
    say(terminal::table(
        &[zh("剔除", "without"), zh("平均位次变动", "mean rank change"), zh("最大", "largest"), zh("等次变动单位", "other grades")],
        &[1, 2, 3],
        audit.removals.iter().map(removal),
    ));
    say(format_args!(
        "{}: {}",
        zh("剔除后使其他单位次序颠倒的单位", "units whose absence turns the order of others"),
        audit.reversals.iter().map(|one| format!("{} ({})", one.removed, one.pairs.len())).collect::<Vec<_>>().join(", ")
    ));
    title(zh("改变等次的最小权重变动", "smallest change of a weight that turns the grade"));
    let change = |(unit, one): (&UnitId, &evaluation::WeightChange)| {
        vec![
            unit.to_string(),
            language.of(&one.name).to_owned(),
            format!("{:.1} %", 100.0 * one.share),
            format!("{:.1} %", 100.0 * one.turns_at),
            one.grade.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string),
        ]
    };
    say(terminal::table(
        &[zh("单位", "unit"), zh("权重", "weight of"), zh("现为", "now"), zh("临界", "turns at"), zh("等次", "grade")],
        &[2, 3],
        audit.weight_changes.iter().map(change),
    ));
    if let Some(sensitivity) = &audit.sensitivity {
        title(zh("不确定性来源（得分、位次、等次的总效应指数）", "sources of uncertainty (total indices of score, rank, grade)"));
        print_sensitivity(sensitivity, language);
    }
    if let Some(added) = &audit.added_value {
        say(format_args!(
            "\n{} {}: r = {:.2}, rho = {:.2}, {} {:.0} %",
            zh("与对照指标", "against"),
            language.of(&added.name),
            added.pearson,
            added.spearman,
            zh("位次相差一成以上的单位", "units whose rank differs by more than a tenth"),
            100.0 * added.moved
        ));
    }
    let again = &audit.recalculation;
    say(format_args!(
        "{}: {} {}, {} {:.1e}, {} {}",
        zh("复算", "recalculation"),
        again.units,
        zh("个单位", "units"),
        zh("贡献之和与得分最大相差", "contributions differ by at most"),
        again.contributions,
        zh("加权和最大相差", "weighted sums by"),
        again.weighted_sum.map_or_else(|| "-".to_owned(), |most| format!("{most:.1e}"))
    ));
    for criterion in &audit.panel {
        say(format_args!(
            "{} {}: {} {}, W = {}, alpha = {}, ICC(2,k) = {}",
            zh("专家一致性", "panel"),
            language.of(&criterion.name),
            criterion.experts,
            zh("位专家", "experts"),
            number(criterion.concordance.map(|found| found.0)),
            number(criterion.alpha),
            number(criterion.intraclass.as_ref().map(|forms| forms[4].value))
        ));
    }
    if arguments.unit.is_some() {
        title(zh("升等所需", "what it would take"));
        print_lift(lift, language);
    }
}

fn print_sensitivity(sensitivity: &Sensitivity, language: Language) {
    let total = |indices: Option<&evaluation::Indices>, factor: &str| {
        indices.map_or_else(|| "-".to_owned(), |found| format!("{:.2}", found.factors[factor].total))
    };
    let rows = sensitivity.units.iter().flat_map(|(unit, found)| {
        sensitivity.factors.iter().map(move |factor| {
            let of = |indices: &Option<evaluation::Indices>| total(indices.as_ref(), &factor.id);
            vec![unit.to_string(), language.of(&factor.name).to_owned(), of(&found.score), of(&found.rank), of(&found.grade)]
        })
    });
    let head = [
        language.pick("单位", "unit"),
        language.pick("因素", "factor"),
        language.pick("得分", "score"),
        language.pick("位次", "rank"),
        language.pick("等次", "grade"),
    ];
    say(terminal::table(&head, &[2, 3, 4], rows));
}

fn print_lift(lift: Option<&Lift>, language: Language) {
    let Some(lift) = lift else {
        say(language.pick("已为最高等次，或未参加评价", "it has the best grade already, or is not judged"));
        return;
    };
    let goal = lift.grade.as_ref().map_or_else(
        || language.pick("在同类一年可达的幅度内不能升等", "no better grade within what peers achieve in a year").to_owned(),
        ToString::to_string,
    );
    say(format_args!(
        "{} {:.2} -> {:.2}: {goal}",
        lift.grade_now.as_ref().map_or_else(String::new, ToString::to_string),
        lift.score_now,
        lift.score
    ));
    for change in &lift.changes {
        say(format_args!("  {}: {:.4} -> {:.4} ({:.2} sd)", language.of(&change.name), change.from, change.to, change.deviations));
    }
    if let Some(probability) = lift.probability {
        say(format_args!("{}: {:.0} %", language.pick("实现的概率", "probability"), 100.0 * probability));
    }
}
