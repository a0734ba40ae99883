//! `bihuan plans`: construction plans by zone: where each stands, its versions, and the targets and tasks it carries out.

use std::path::PathBuf;
use std::process::ExitCode;

use consequences::plan::{Plan, Version};
use corpus::{ClauseId, Finding, Severity};
use jiff::civil::Date;

use crate::commands::support::unit_of;
use crate::failure::Failure;
use crate::held::Held;
use crate::terminal::{self, Language, note, say};

/// 建设方案：各示范区方案的版本、环节和对应的目标任务 / construction plans: versions, stages, targets and tasks
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// 方案目录，或一次运行的输出目录 / programme folder, or the output folder of a run
    place: PathBuf,
    /// 示范区名称或编号，或其中某市 / name or id of a zone, or a city in it
    zone: Option<String>,
    /// 以哪一天为准 / the day it is asked for
    #[arg(long)]
    day: Option<Date>,
    #[arg(long)]
    json: bool,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let held = Held::read(&arguments.place, language)?;
    let plans: Vec<&Plan> =
        held.proceedings.plans.iter().filter(|plan| arguments.zone.as_ref().is_none_or(|zone| is_named(plan, zone, &held))).collect();
    if arguments.json {
        terminal::json(&plans)?;
        return Ok(ExitCode::SUCCESS);
    }
    plans.iter().for_each(|plan| tell(plan, &held, arguments.day.unwrap_or(held.day), language));
    if plans.is_empty() {
        note(match &arguments.zone {
            Some(zone) => format!("{}{zone}", language.pick("没有这一示范区的建设方案记录：", "no plan on record of ")),
            None => language
                .pick("没有建设方案记录，可写在 decisions/plans.toml", "no plan on record; write it in decisions/plans.toml")
                .to_owned(),
        });
    }
    let findings: Vec<Finding> = plans.iter().flat_map(|plan| plan.check(&held.programme)).collect();
    terminal::findings(language, &findings, usize::MAX);
    let flawed = findings.iter().any(|finding| finding.severity == Severity::Error);
    Ok(if flawed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn is_named(plan: &Plan, zone: &str, held: &Held) -> bool {
    let known = held.programme.zone(&plan.zone);
    let has_city = || {
        unit_of(&held.programme, zone, held.day).is_ok_and(|city| held.programme.zones_of(&city.id, held.day).any(|of| of.id == plan.zone))
    };
    plan.zone.as_str() == zone || known.is_some_and(|known| known.name.zh == zone || known.name.en == zone) || has_city()
}

fn tell(plan: &Plan, held: &Held, day: Date, language: Language) {
    let stands = plan.on(day).map_or_else(
        || language.pick("尚未报送", "not submitted").to_owned(),
        |version| format!("{} {}", language.of(&version.stage.name()), version.on),
    );
    say(format_args!("{}: {stands}", held.name(&plan.zone, language)));
    let version = |version: &Version| {
        vec![version.on.to_string(), language.of(&version.stage.name()).to_owned(), version.by.clone(), version.note.clone()]
    };
    let head: Vec<&str> = language.pick("日期|环节|由谁|说明", "day|stage|by|remark").split('|').collect();
    say(terminal::table(&head, &[], plan.versions.iter().map(version)));
    let programme = &held.programme;
    let cites = |cite: &[ClauseId]| cite.iter().map(ToString::to_string).collect::<Vec<_>>().join("、");
    let targets = plan.targets.iter().filter_map(|id| programme.targets.iter().find(|target| target.id == *id));
    let tasks = plan.tasks.iter().filter_map(|id| programme.tasks.iter().find(|task| task.id == *id));
    let targets = targets.map(|target| vec![language.of(&target.name).to_owned(), target.deadline.to_string(), cites(&target.cite)]);
    let by = |by: Option<Date>| by.map_or_else(|| "-".to_owned(), |by| by.to_string());
    let tasks = tasks.map(|task| vec![language.of(&task.what).to_owned(), by(task.by), cites(&task.cite)]);
    let links: Vec<Vec<String>> = targets.chain(tasks).collect();
    if links.is_empty() {
        return say(language.pick("没有写明落实哪些目标和任务", "it names no targets or tasks that it carries out"));
    }
    let head: Vec<&str> = language.pick("落实的目标和任务|期限|依据", "carries out|by|clause").split('|').collect();
    say(terminal::table(&head, &[], links));
}
