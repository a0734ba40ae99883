//! `bihuan tasks`: what must a unit do, by which clause, for whom, until when.

use std::path::PathBuf;
use std::process::ExitCode;

use consequences::tasks::{Addressee, Obligation, Progress, Reminders, TaskState, calendar, obligations, until};
use jiff::civil::Date;
use programme::UnitId;

use crate::commands::support::{programme_of, unit_of};
use crate::failure::Failure;
use crate::folders;
use crate::terminal::{self, Language, say};

/// 任务：某市某日前要做什么、依据哪条 / tasks: what a unit must do, by which clause, until when
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// 项目目录 / programme folder
    folder: PathBuf,
    /// 城市名称或代码 / name or code of the unit
    unit: String,
    /// 以哪一天为准 / the day it is asked for
    #[arg(long)]
    day: Date,
    /// 只列这一天及以前到期的 / only what is due on or before this day
    #[arg(long)]
    until: Option<Date>,
    /// 进展表（CSV：task,unit,on,`done_pct`,evidence） / reported progress (CSV)
    #[arg(long)]
    progress: Option<PathBuf>,
    /// 到期前多少天提醒 / days before the deadline from which a task is due
    #[arg(long, default_value_t = 90)]
    due_days: i32,
    /// 进度落后时间多少个百分点算有风险 / percentage points behind time that count as at risk
    #[arg(long, default_value_t = 20.0)]
    behind: f64,
    /// 也列省和国家部门的任务 / tasks of province and ministries, too
    #[arg(long)]
    all: bool,
    #[arg(long)]
    json: bool,
    /// 输出日历文件（ICS） / print a calendar file (ICS)
    #[arg(long, conflicts_with = "json")]
    ics: bool,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let programme = programme_of(&arguments.folder)?;
    let unit = unit_of(&programme, &arguments.unit, arguments.day)?;
    let progress = match &arguments.progress {
        Some(path) => read_progress(path)?,
        None => Vec::new(),
    };
    let reminders = Reminders { due_days: arguments.due_days, behind_pct: arguments.behind };
    let mut found = obligations(&programme, &unit.id, &progress, arguments.day, reminders);
    found.retain(|task| arguments.all || !matches!(task.addressee, Addressee::Province | Addressee::Nation));
    if let Some(last) = arguments.until {
        found = until(&found, last).into_iter().cloned().collect();
    }
    if arguments.json {
        terminal::json(&found)?;
    } else if arguments.ics {
        say(calendar(&found, &unit.name.zh, arguments.day).trim_end());
    } else {
        show(&found, language);
    }
    Ok(ExitCode::SUCCESS)
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ProgressRow {
    task: String,
    unit: String,
    on: Date,
    done_pct: f64,
    evidence: String,
}

fn read_progress(path: &std::path::Path) -> Result<Vec<Progress>, Failure> {
    let bytes = folders::read_file(path)?;
    let mut progress = Vec::new();
    for row in csv::Reader::from_reader(bytes.as_slice()).deserialize() {
        let ProgressRow { task, unit, on, done_pct, evidence } =
            row.map_err(|error| Failure::input(format!("进展表无法读取：{error}"), format!("cannot read the progress table: {error}")))?;
        let evidence = evidence.split(';').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        progress.push(Progress { task, unit: UnitId::from(unit.as_str()), on, done_pct, evidence });
    }
    Ok(progress)
}

fn show(tasks: &[Obligation], language: Language) {
    let head: [&str; 5] = match language {
        Language::Zh => ["状态", "期限", "任务", "依据", "由谁"],
        Language::En => ["state", "by", "task", "clause", "who"],
    };
    let line = |task: &Obligation| {
        let mark = if task.end_of_period { language.pick("（期末）", " (end of period)") } else { "" };
        vec![
            state(task.state, language).to_owned(),
            task.by.map_or_else(|| "-".to_owned(), |by| format!("{by}{mark}")),
            language.of(&task.what).to_owned(),
            task.cite.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
            language.of(&task.who).to_owned(),
        ]
    };
    say(terminal::table(&head, &[], tasks.iter().map(line)));
    let count = tasks.len();
    say(match language {
        Language::Zh => format!("共{count}项"),
        Language::En => format!("{count} tasks"),
    });
}

fn state(state: TaskState, language: Language) -> &'static str {
    match state {
        TaskState::Overdue => language.pick("逾期", "overdue"),
        TaskState::Due => language.pick("临期", "due"),
        TaskState::AtRisk => language.pick("滞后", "at risk"),
        TaskState::Open => language.pick("进行中", "open"),
        TaskState::Done => language.pick("完成", "done"),
    }
}
