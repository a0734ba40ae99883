//! `bihuan practices`: what a unit can learn from others, with the reason for each.

use std::path::PathBuf;
use std::process::ExitCode;

use consequences::practices::{Match, Weights, matches};
use corpus::Bilingual;
use jiff::civil::Date;

use crate::commands::support::{programme_of, unit_of};
use crate::failure::Failure;
use crate::terminal::{self, Language, say};

/// 经验：找出适合某市的做法及理由 / practices: what a unit can learn from others, and why it fits
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// 项目目录 / programme folder
    folder: PathBuf,
    /// 城市名称或代码 / name or code of the unit
    unit: String,
    /// 以哪一天为准 / the day it is asked for
    #[arg(long)]
    day: Date,
    /// 弱项所属主题，可多次给出 / theme in which the unit is weak; may be repeated
    #[arg(long)]
    theme: Vec<String>,
    /// 最多列出多少条 / at most so many
    #[arg(long, default_value_t = 10)]
    most: usize,
    #[arg(long)]
    json: bool,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let programme = programme_of(&arguments.folder)?;
    let unit = unit_of(&programme, &arguments.unit, arguments.day)?;
    let why = |theme: &String| (theme.clone(), Bilingual::new(format!("所问主题：{theme}"), format!("asked for: {theme}")));
    let themes: Vec<(String, Bilingual)> = arguments.theme.iter().map(why).collect();
    let weights = Weights { weakness: 1.0, likeness: 1.0, vote: 0.02 };
    let mut found = matches(&programme, &unit.id, &themes, &[], weights, arguments.day);
    found.truncate(arguments.most);
    if arguments.json {
        terminal::json(&found)?;
    } else {
        show(&found, language);
    }
    Ok(ExitCode::SUCCESS)
}

fn show(found: &[Match], language: Language) {
    let head: [&str; 4] = match language {
        Language::Zh => ["主题", "做法", "理由", "依据"],
        Language::En => ["theme", "practice", "why", "clause"],
    };
    let line = |found: &Match| {
        vec![
            language.of(&found.theme).to_owned(),
            language.of(&found.gist).to_owned(),
            found.reasons.iter().map(|reason| language.of(reason)).collect::<Vec<_>>().join("；"),
            found.cite.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        ]
    };
    say(terminal::table(&head, &[], found.iter().map(line)));
}
