//! `bihuan objections`: who objected to what, whether in time, what it stays and what became of it; filing and deciding.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use consequences::objection::{Admission, Objection, Resolution, Subject, admission, stayed, window};
use consequences::proceedings::{DECISIONS, add_objection, resolve_objection};
use consequences::{Consequences, replay};
use jiff::civil::Date;
use programme::rule::RuleId;
use serde::Serialize;

use crate::commands::support::unit_of;
use crate::failure::Failure;
use crate::held::{Held, append};
use crate::terminal::{self, Language, note, say};

/// 异议：查看、提出、处理 / objections: list, file, decide
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// 逐条列出：是否在期内、暂缓哪些决定、结果 / each with its window, what it stays, and its outcome
    List {
        /// 方案目录，或一次运行的输出目录 / programme folder, or the output folder of a run
        place: PathBuf,
        /// 以哪一天为准 / the day it is asked for
        #[arg(long)]
        day: Option<Date>,
        #[arg(long)]
        json: bool,
    },
    /// 提出异议 / file an objection
    File(Filing),
    /// 处理异议 / decide an objection
    Decide(Deciding),
}

#[derive(Debug, clap::Args)]
struct Filing {
    /// 方案目录 / programme folder
    folder: PathBuf,
    /// 城市名称或代码 / name or code of the unit
    unit: String,
    /// 评估年度 / year that was evaluated
    #[arg(long)]
    year: i16,
    /// 对某项指标数据（指标编号） / against a figure (id of the indicator)
    #[arg(long, conflicts_with = "rule")]
    indicator: Option<String>,
    /// 对某项决定（规则文件名）；两者都不写即对得分和等次 / against a decision (name of its rule file); against the score if neither
    #[arg(long)]
    rule: Option<String>,
    /// 提出日期 / day of filing
    #[arg(long)]
    on: Date,
    /// 由谁提出 / who files it
    #[arg(long)]
    by: String,
    /// 理由 / grounds
    #[arg(long)]
    grounds: String,
    /// 证据文件，可多次 / file that supports it; may be repeated
    #[arg(long)]
    evidence: Vec<String>,
}

#[derive(Debug, clap::Args)]
struct Deciding {
    /// 方案目录 / programme folder
    folder: PathBuf,
    /// 异议编号 / id of the objection
    id: String,
    /// 支持该异议；不写即不予支持 / uphold it; refused if absent
    #[arg(long)]
    upheld: bool,
    #[arg(long)]
    on: Date,
    /// 由谁处理 / who decides
    #[arg(long)]
    by: String,
    #[arg(long)]
    reason: String,
    /// 依据条款，可多次 / clause it rests on; may be repeated
    #[arg(long)]
    cite: Vec<String>,
    /// 更正后的数据 / the figure in its place
    #[arg(long)]
    value: Option<f64>,
    /// 更正后的等次 / the grade in its place
    #[arg(long)]
    grade: Option<String>,
    /// 决定是否成立 / whether the decision stands
    #[arg(long)]
    met: Option<bool>,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    match &arguments.action {
        Action::List { place, day, json } => list(&Held::read(place, language)?, *day, *json, language),
        Action::File(filing) => file(filing, language),
        Action::Decide(deciding) => decide(deciding, language),
    }
}

/// An objection as it stands on a day.
#[derive(Serialize)]
struct Standing<'a> {
    #[serde(flatten)]
    objection: &'a Objection,
    window: Option<(Date, Date)>,
    admission: Admission,
    /// Rules whose decisions it stays.
    stays: Vec<String>,
}

fn standing<'a>(objection: &'a Objection, held: &Held, day: Date) -> Standing<'a> {
    let about = objection.subject.year();
    let (first, last) = held.years.clone().into_inner();
    let years: Vec<Consequences> = replay(&held.programme.rulebook, &held.members, &held.history, first.min(about)..=last.max(about));
    let year = years.iter().find(|year| year.year == about);
    let window = year.and_then(|year| window(year, &objection.unit));
    let one = std::slice::from_ref(objection);
    let stays = year.map(|year| stayed(year, one, day).into_iter().map(|decision| decision.rule.clone()).collect()).unwrap_or_default();
    let admission = admission(objection, window.as_ref());
    Standing { objection, window: window.map(|window| (window.first, window.end)), admission, stays }
}

fn list(held: &Held, day: Option<Date>, json: bool, language: Language) -> Result<ExitCode, Failure> {
    let day = day.unwrap_or(held.day);
    let all: Vec<Standing<'_>> = held.proceedings.objections.iter().map(|objection| standing(objection, held, day)).collect();
    if json {
        terminal::json(&all)?;
        return Ok(ExitCode::SUCCESS);
    }
    let head: Vec<&str> =
        language.pick("编号|单位|对象|提出|受理|暂缓|结果", "id|unit|against|filed|heard|stays|outcome").split('|').collect();
    say(terminal::table(&head, &[], all.iter().map(|one| row(one, held, language))));
    if all.is_empty() {
        note(language.pick("没有异议", "no objection"));
    }
    Ok(ExitCode::SUCCESS)
}

fn row(one: &Standing<'_>, held: &Held, language: Language) -> Vec<String> {
    let Objection { id, unit, filed_on, resolution, subject, .. } = one.objection;
    let heard = match &one.admission {
        Admission::Admitted => language.pick("受理", "yes").to_owned(),
        Admission::Refused(why) | Admission::Open(why) => language.of(why).to_owned(),
    };
    let outcome = resolution.as_ref().map_or_else(
        || match &one.admission {
            Admission::Admitted => language.pick("办理中", "open").to_owned(),
            Admission::Open(_) => language.pick("是否受理未定", "not known whether heard").to_owned(),
            Admission::Refused(_) => language.pick("不予受理", "not heard").to_owned(),
        },
        |resolution| {
            let said = if resolution.upheld { language.pick("支持", "upheld") } else { language.pick("不予支持", "refused") };
            format!("{said} {} {}：{}", resolution.on, resolution.by, resolution.reason)
        },
    );
    vec![
        id.clone(),
        held.name(unit, language),
        against(subject, held, language),
        filed_on.to_string(),
        heard,
        one.stays.iter().map(|rule| titled(rule, held, language)).collect::<Vec<_>>().join(language.pick("；", "; ")),
        outcome,
    ]
}

/// A rule by its title, or by its name where there is no such rule.
fn titled(rule: &str, held: &Held, language: Language) -> String {
    let known = held.programme.rulebook.rules.get(&RuleId(rule.to_owned()));
    known.map_or_else(|| rule.to_owned(), |rule| language.of(&rule.title).to_owned())
}

fn against(subject: &Subject, held: &Held, language: Language) -> String {
    match subject {
        Subject::Figure { indicator, year } => {
            let name = held.programme.indicators.get(indicator).map_or(indicator.as_str(), |known| language.of(&known.name));
            format!("{year} {name}")
        }
        Subject::Score { year } => format!("{year} {}", language.pick("得分和等次", "score and grade")),
        Subject::Decision { rule, year } => {
            let known = held.programme.rulebook.rules.get(&RuleId(rule.clone()));
            format!("{year} {}", known.map_or(rule.as_str(), |rule| language.of(&rule.title)))
        }
    }
}

fn file(filing: &Filing, language: Language) -> Result<ExitCode, Failure> {
    let held = Held::read(&filing.folder, language)?;
    let year = filing.year;
    let number = held.proceedings.objections.iter().filter(|known| known.subject.year() == year).count() + 1;
    let objection = Objection {
        id: format!("{year}-{number}"),
        unit: unit_of(&held.programme, &filing.unit, filing.on)?.id,
        subject: subject(filing, &held)?,
        filed_on: filing.on,
        by: filing.by.clone(),
        grounds: filing.grounds.clone(),
        evidence: filing.evidence.clone(),
        resolution: None,
    };
    append(&filing.folder, &format!("{DECISIONS}objections.toml"), |text| Ok(add_objection(text, &objection)))?;
    let id = &objection.id;
    say(match (standing(&objection, &held, filing.on).admission, language) {
        (Admission::Admitted, Language::Zh) => format!("已登记，编号{id}，受理"),
        (Admission::Admitted, Language::En) => format!("filed as {id}, heard"),
        (Admission::Open(why), Language::Zh) => format!("已登记，编号{id}，是否受理未定：{}", why.zh),
        (Admission::Open(why), Language::En) => format!("filed as {id}; not known whether it is heard: {}", why.en),
        (Admission::Refused(why), Language::Zh) => format!("已登记，编号{id}，不予受理：{}", why.zh),
        (Admission::Refused(why), Language::En) => format!("filed as {id}, not heard: {}", why.en),
    });
    Ok(ExitCode::SUCCESS)
}

fn subject(filing: &Filing, held: &Held) -> Result<Subject, Failure> {
    let year = filing.year;
    match (&filing.indicator, &filing.rule) {
        (Some(indicator), _) if !held.programme.indicators.contains_key(&indicator.as_str().into()) => {
            Err(Failure::input(format!("没有编号为“{indicator}”的指标"), format!("no indicator is called `{indicator}`")))
        }
        (Some(indicator), _) => Ok(Subject::Figure { indicator: indicator.as_str().into(), year }),
        (None, Some(rule)) if !held.programme.rulebook.rules.contains_key(&RuleId(rule.clone())) => {
            Err(Failure::input(format!("没有名为“{rule}”的规则"), format!("no rule is called `{rule}`")))
        }
        (None, Some(rule)) => Ok(Subject::Decision { rule: rule.clone(), year }),
        (None, None) => Ok(Subject::Score { year }),
    }
}

fn decide(deciding: &Deciding, language: Language) -> Result<ExitCode, Failure> {
    let cites = deciding.cite.iter().map(|cite| cite.parse().map_err(|why: String| Failure::input(why.clone(), why)));
    let resolution = Resolution {
        on: deciding.on,
        upheld: deciding.upheld,
        by: deciding.by.clone(),
        reason: deciding.reason.clone(),
        cite: cites.collect::<Result<_, _>>()?,
        value: deciding.value,
        grade: deciding.grade.as_deref().map(Into::into),
        met: deciding.met,
    };
    let held = Held::read(&deciding.folder, language)?;
    let id = &deciding.id;
    let missing = || Failure::input(format!("没有编号为“{id}”的异议"), format!("no objection is called `{id}`"));
    let known = held.proceedings.objections.iter().find(|objection| objection.id == *id).ok_or_else(missing)?;
    if known.resolution.is_some() {
        return Err(Failure::input(format!("异议{id}已经处理"), format!("objection {id} was decided before")));
    }
    if let Some(flaw) = (Objection { resolution: Some(resolution.clone()), ..known.clone() }).check() {
        return Err(Failure::input(flaw.message.zh, flaw.message.en));
    }
    append(&deciding.folder, &format!("{DECISIONS}objections.toml"), |text| resolve_objection(text, id, &resolution).ok_or_else(missing))?;
    say(language
        .pick("已处理；重新运行后生效，原状留在更正情况中", "decided; a new run puts it into effect and keeps the earlier state visible"));
    Ok(ExitCode::SUCCESS)
}
