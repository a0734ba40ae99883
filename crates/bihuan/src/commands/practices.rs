//! `bihuan practices`: what a unit can learn from others, with the reason for each; and votes on what was of use.

use std::path::PathBuf;
use std::process::ExitCode;

use consequences::Vote;
use consequences::practices::{Library, Match, matches};
use consequences::proceedings::{DECISIONS, add_vote};
use jiff::civil::Date;

use crate::commands::support::unit_of;
use crate::failure::Failure;
use crate::held::{Held, append};
use crate::terminal::{self, Language, say};

/// 经验：找出适合某市的做法及理由，登记是否有用 / practices: what a unit can learn from others and why; votes
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// 方案目录，或一次运行的输出目录（可按结构和弱项匹配） / programme folder, or the output folder of a run (adds structure and weakness)
    place: PathBuf,
    /// 城市名称或代码 / name or code of the unit
    unit: String,
    /// 以哪一天为准 / the day it is asked for
    #[arg(long)]
    day: Option<Date>,
    /// 所需主题，可多次给出 / theme that is asked for; may be repeated
    #[arg(long)]
    theme: Vec<String>,
    /// 最多列出多少条 / at most so many
    #[arg(long, default_value_t = 10)]
    most: usize,
    /// 登记：某条做法对本市有用 / record that a practice was of use
    #[arg(long, value_name = "PRACTICE", conflicts_with = "useless", requires = "day")]
    useful: Option<String>,
    /// 登记：某条做法对本市无用 / record that a practice was of no use
    #[arg(long, value_name = "PRACTICE", requires = "day")]
    useless: Option<String>,
    /// 为什么 / why
    #[arg(long, default_value = "")]
    why: String,
    #[arg(long)]
    json: bool,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let held = Held::read(&arguments.place, language)?;
    let day = arguments.day.unwrap_or(held.day);
    let unit = unit_of(&held.programme, &arguments.unit, day)?;
    if let Some(practice) = arguments.useful.as_ref().or(arguments.useless.as_ref()) {
        let missing = || Failure::input(format!("没有编号为“{practice}”的做法"), format!("no practice is called `{practice}`"));
        let known = held.programme.practices.iter().find(|known| known.id == *practice).ok_or_else(missing)?;
        if known.units.contains(&unit.id) {
            return Err(Failure::input("这是本单位自己的做法，由其他单位登记是否有用", "a unit has no vote on a practice of its own"));
        }
        let useful = arguments.useful.is_some();
        let vote = Vote { practice: practice.clone(), unit: unit.id, on: day, useful, why: arguments.why.clone() };
        append(&arguments.place, &format!("{DECISIONS}votes.csv"), |text| Ok(add_vote(text, &vote)))?;
        say(language.pick("已登记", "recorded"));
        return Ok(ExitCode::SUCCESS);
    }
    let votes = held.proceedings.votes_by_practice();
    let evaluation = held.evaluations.iter().rev().find(|evaluation| evaluation.units.iter().any(|outcome| outcome.unit == unit.id));
    let library = Library { programme: &held.programme, matching: &held.proceedings.matching, evaluation, votes: &votes, day };
    let mut found = matches(library, &unit.id, &arguments.theme);
    found.truncate(arguments.most);
    if arguments.json {
        terminal::json(&found)?;
    } else {
        show(&found, &held, language);
    }
    Ok(ExitCode::SUCCESS)
}

fn show(found: &[Match], held: &Held, language: Language) {
    let head: Vec<&str> =
        language.pick("编号|主题|城市|做法|理由|有用|依据", "id|theme|city|practice|why|useful|clause").split('|').collect();
    let line = |found: &Match| {
        vec![
            found.practice.clone(),
            language.of(&found.theme).to_owned(),
            found.units.iter().map(|unit| held.name(unit, language)).collect::<Vec<_>>().join(language.pick("、", ", ")),
            language.of(&found.gist).to_owned(),
            found.reasons.iter().map(|reason| language.of(reason)).collect::<Vec<_>>().join(language.pick("；", "; ")),
            found.votes.to_string(),
            found.cite.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        ]
    };
    say(terminal::table(&head, &[5], found.iter().map(line)));
}
