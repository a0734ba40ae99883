//! `bihuan tasks`: what must a unit do, by which clause, for whom, until when; a calendar, a weekly digest, and reports of progress.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use consequences::proceedings::{DECISIONS, add_progress};
use consequences::tasks::{Obligation, Progress, TaskState, calendar, obligations, until};
use consequences::{Proceedings, proceedings};
use jiff::Zoned;
use jiff::civil::Date;
use programme::{Folder, Programme, Unit};

use crate::commands::demo;
use crate::commands::support::unit_of;
use crate::failure::Failure;
use crate::folders;
use crate::held::append;
use crate::output;
use crate::run::Sources;
use crate::terminal::{self, Language, say};

/// What is asked: a programme folder, or the one that a run kept, with the day that the run speaks for.
struct Asked {
    folder: Folder,
    demonstration: bool,
    day: Option<Date>,
}

fn asked(place: &Path) -> Result<Asked, Failure> {
    if place.join("programme.toml").is_file() || !place.join("run.sqlite").is_file() {
        return Ok(Asked { folder: folders::read_programme(place)?, demonstration: false, day: None });
    }
    let Sources { folder, settings, .. } = output::sources_of(&output::kept_run(place)?)?;
    Ok(Asked { folder, demonstration: settings.demonstration, day: Some(settings.day) })
}

/// 任务：某市某日前要做什么、依据哪条、为谁；`bihuan tasks 湘潭 --by 2026-12-31` / tasks: what a unit must do, by which clause, for whom, until when
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// [方案目录或运行结果] 城市名称或代码；不写目录即用自带方案 / [programme folder or run] and unit; the shipped programme without a folder
    #[arg(num_args = 1..=2, required = true, value_names = ["FOLDER", "UNIT"])]
    place_and_unit: Vec<String>,
    /// 以哪一天为准，默认今天 / the day it is asked for; today if absent
    #[arg(long)]
    day: Option<Date>,
    /// 只列这一天及以前到期、或已逾期的 / only what is due on or before this day, or late
    #[arg(long, visible_alias = "until")]
    by: Option<Date>,
    /// 也列省和国家部门的任务 / tasks of province and ministries, too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    report: Report,
    #[arg(long)]
    json: bool,
    /// 输出日历文件（ICS） / print a calendar file (ICS)
    #[arg(long, conflicts_with = "json")]
    ics: bool,
    /// 写出周报（DOCX） / write the weekly digest (DOCX)
    #[arg(long, value_name = "FILE")]
    digest: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Report {
    /// 报告进展：任务编号=完成百分比 / report progress: task=percentage
    #[arg(long, value_name = "TASK=PCT", requires = "reported_by")]
    report: Option<String>,
    /// 由谁报告 / who reports
    #[arg(long)]
    reported_by: Option<String>,
    /// 证明材料，可多次 / file that shows it; may be repeated
    #[arg(long)]
    evidence: Vec<String>,
    /// 说明 / remark
    #[arg(long, default_value = "")]
    note: String,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let (asked, wanted) = match arguments.place_and_unit.as_slice() {
        [place, unit] => (asked(Path::new(place))?, unit),
        [place] if Path::new(place).is_dir() => {
            let (zh, en) = (format!("请在“{place}”之后写明城市名称或代码"), format!("name the unit, by name or code, after `{place}`"));
            return Err(Failure::configuration(zh, en));
        }
        [unit] => (Asked { folder: demo::folder(), demonstration: false, day: None }, unit),
        _ => return Ok(ExitCode::from(2)),
    };
    let Asked { folder, demonstration, day } = asked;
    let programme = programme::define(&std::collections::BTreeMap::new(), &folder);
    let decided = proceedings(&folder, &programme, demonstration);
    let day = arguments.day.or(day).unwrap_or_else(|| Zoned::now().date());
    let unit = unit_of(&programme, wanted, day)?;
    if let Some(report) = &arguments.report.report {
        return record(arguments, report, &programme, &unit, day, language);
    }
    let mut found = obligations(&programme, &decided, &unit.id, day);
    found.retain(|task| arguments.all || task.is_borne());
    if let Some(last) = arguments.by {
        found = until(&found, last).into_iter().cloned().collect();
    }
    if let Some(path) = &arguments.digest {
        return digest(path, &folder, programme, decided, &unit, day, language);
    }
    if arguments.json {
        terminal::json(&found)?;
    } else if arguments.ics {
        say(calendar(&found, &unit.name.zh, day).trim_end());
    } else {
        show(&found, language);
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes a report of progress into the programme folder.
fn record(
    arguments: &Arguments,
    report: &str,
    programme: &Programme,
    unit: &Unit,
    day: Date,
    language: Language,
) -> Result<ExitCode, Failure> {
    let wrong = || Failure::configuration(format!("“{report}”应写作“任务编号=40”"), format!("write `{report}` as `task=40`"));
    let (task, done) = report.split_once('=').ok_or_else(wrong)?;
    let done_pct = done.trim().trim_end_matches('%').parse().map_err(|_| wrong())?;
    let Report { reported_by, evidence, note, .. } = &arguments.report;
    let progress = Progress {
        task: task.trim().to_owned(),
        unit: unit.id.clone(),
        on: day,
        done_pct,
        by: reported_by.clone().unwrap_or_default(),
        evidence: evidence.clone(),
        note: note.clone(),
    };
    let [folder, _] = arguments.place_and_unit.as_slice() else {
        return Err(Failure::configuration("报告进展须写明方案目录", "name the programme folder to report progress"));
    };
    if let Some(flaw) = progress.check() {
        terminal::findings(language, [&flaw], 1);
        if flaw.severity == corpus::Severity::Error {
            return Ok(ExitCode::from(1));
        }
    }
    let known = programme.tasks.iter().any(|known| known.id == progress.task);
    let parts = || proceedings(&folders::read_programme(Path::new(folder)).unwrap_or_default(), programme, false);
    if !known && !decided_tasks(&parts()).any(|id| id == progress.task) {
        return Err(Failure::input(format!("没有编号为“{}”的任务", progress.task), format!("no task is called `{}`", progress.task)));
    }
    append(Path::new(folder), &format!("{DECISIONS}progress.csv"), |text| Ok(add_progress(text, &progress)))?;
    say(language.pick("已登记", "recorded"));
    Ok(ExitCode::SUCCESS)
}

fn decided_tasks(decided: &Proceedings) -> impl Iterator<Item = &str> {
    let parts = decided.subtasks.iter().map(|part| part.id.as_str());
    parts.chain(decided.meetings.iter().flat_map(|meeting| meeting.decisions.iter().map(|decision| decision.id.as_str())))
}

fn digest(
    path: &Path,
    folder: &Folder,
    programme: Programme,
    decided: Proceedings,
    unit: &Unit,
    day: Date,
    language: Language,
) -> Result<ExitCode, Failure> {
    let bytes = publication::digest(programme, decided, crate::run::templates(folder), &unit.id, day);
    folders::write_at_once(path, &bytes)?;
    say(match language {
        Language::Zh => format!("已写出 {}", path.display()),
        Language::En => format!("wrote {}", path.display()),
    });
    Ok(ExitCode::SUCCESS)
}

fn show(tasks: &[Obligation], language: Language) {
    let head: Vec<&str> =
        language.pick("状态|期限|任务|依据|由谁|为谁|进展|督办", "state|by|task|clause|who|for whom|done|told").split('|').collect();
    let line = |task: &Obligation| {
        let mark = if task.end_of_period { language.pick("（期末）", " (end of period)") } else { "" };
        let part = if task.part_of.is_some() { language.pick("［子任务］", "[part] ") } else { "" };
        let text = |text: &Option<corpus::Bilingual>| text.as_ref().map_or_else(|| "-".to_owned(), |text| language.of(text).to_owned());
        vec![
            language.of(&task.state.name()).to_owned(),
            task.by.map_or_else(|| "-".to_owned(), |by| format!("{by}{mark}")),
            format!("{part}{}", language.of(&task.what)),
            task.cite.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
            language.of(&task.who).to_owned(),
            text(&task.for_whom),
            task.done_pct.map_or_else(|| "-".to_owned(), |done| format!("{done:.0}%")),
            text(&task.escalated_to),
        ]
    };
    say(terminal::table(&head, &[], tasks.iter().map(line)));
    let count = tasks.len();
    let late = tasks.iter().filter(|task| task.state == TaskState::Overdue).count();
    say(match language {
        Language::Zh => format!("共{count}项，逾期{late}项"),
        Language::En => format!("{count} tasks, {late} overdue"),
    });
}
