//! `bihuan support`: what a city is entitled to, and who qualifies for a supporter's measures.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use consequences::{Support, Verdict, offers, replay, support, words};
use jiff::civil::Date;
use programme::{Folder, Programme, Unit};

use crate::failure::Failure;
use crate::folders;
use crate::held::Held;
use crate::terminal::{self, Language, say};

/// 支持：某市可享受什么，或某部门的措施有谁符合 / support: what a city is entitled to, or who qualifies for a supporter
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// 方案目录，或一次运行的输出目录 / programme folder, or the output folder of a run
    folder: PathBuf,
    /// 城市或支持部门的名称，也可分别用 --unit、--supporter 写明 / name of a unit or of a supporter
    who: Option<String>,
    /// 评估年度，默认为有结果的最后一年 / year that was evaluated; the last one with results if absent
    #[arg(long)]
    year: Option<i16>,
    /// 城市名称或代码 / name or code of the unit
    #[arg(long, conflicts_with = "who")]
    unit: Option<String>,
    /// 支持部门 / supporter
    #[arg(long)]
    supporter: Option<String>,
    /// 以哪一天为准，默认为该年度结果确定之日 / the day it is asked for; the day the year's results were decided if absent
    #[arg(long)]
    day: Option<Date>,
    /// 也列不满足的 / what is not met, too
    #[arg(long)]
    all: bool,
    #[arg(long)]
    json: bool,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let held = Held::read(&arguments.folder, language)?;
    let (programme, book) = (&held.programme, &held.programme.rulebook);
    let year = arguments.year.unwrap_or(*held.years.end());
    let day = arguments.day.unwrap_or_else(|| book.calendar.day_of(year));
    let decided = replay(book, &held.members, &held.history, year.min(*held.years.start())..=year);
    let mut found = support(programme, &decided, day);
    if let Some(who) = &arguments.who {
        match unit_of(programme, who, day) {
            Ok(unit) => found.retain(|support| support.unit == unit.id),
            Err(_) => of_supporter(&mut found, who)?,
        }
    }
    if let Some(unit) = &arguments.unit {
        let unit = unit_of(programme, unit, day)?;
        found.retain(|support| support.unit == unit.id);
    }
    if let Some(supporter) = &arguments.supporter {
        of_supporter(&mut found, supporter)?;
    }
    found.retain(|support| arguments.all || support.verdict != Verdict::NotMet);
    if arguments.json {
        terminal::json(&found)?;
    } else {
        show(programme, &found, day, language);
    }
    Ok(ExitCode::SUCCESS)
}

fn of_supporter(found: &mut Vec<Support>, wanted: &str) -> Result<(), Failure> {
    let named = |support: &Support| {
        let name = support.supporter.as_ref();
        name.is_some_and(|name| name.zh.contains(wanted) || name.en.to_lowercase().contains(&wanted.to_lowercase()))
    };
    if !found.iter().any(named) {
        let unknown =
            Failure::input(format!("没有名为“{wanted}”的成员或支持部门"), format!("no member and no supporter is called `{wanted}`"));
        return Err(unknown);
    }
    found.retain(named);
    Ok(())
}

fn show(programme: &Programme, found: &[Support], day: Date, language: Language) {
    let head: [&str; 7] = match language {
        Language::Zh => ["单位", "支持", "由谁", "结论", "依据", "截止", "尚需"],
        Language::En => ["unit", "support", "by", "verdict", "clause", "until", "still needed"],
    };
    let line = |support: &Support| {
        let unit = programme.unit(&support.unit, day).map_or_else(|| support.unit.to_string(), |unit| language.of(&unit.name).to_owned());
        vec![
            unit,
            language.of(&support.what).to_owned(),
            support.supporter.as_ref().map_or("-", |name| language.of(name)).to_owned(),
            language.of(&words::verdict(support.verdict)).to_owned(),
            support.cite.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
            support.to.map_or_else(|| "-".to_owned(), |to| to.to_string()),
            support.missing.iter().map(|text| language.of(text)).collect::<Vec<_>>().join(language.pick("；", "; ")),
        ]
    };
    say(terminal::table(&head, &[], found.iter().map(line)));
    for offer in offers(found) {
        let [met, open] = [Verdict::Met, Verdict::Unknown].map(|verdict| offer.count(verdict));
        let (what, by) = (language.of(&offer.what), offer.supporter.as_ref().map_or("-", |name| language.of(name)));
        say(match language {
            Language::Zh => format!("{by}：{what}：符合{met}个，待定{open}个（{day}）"),
            Language::En => format!("{by}: {what}: {met} qualify, {open} open ({day})"),
        });
    }
}

/// Reads a programme folder without its papers.
pub(crate) fn programme_of(path: &Path) -> Result<Programme, Failure> {
    let folder = Folder { name: folders::file_name(path), files: folders::read(path)? };
    Ok(programme::define(&BTreeMap::new(), &folder))
}

/// Finds a unit by code or by name, with or without 市.
pub(crate) fn unit_of(programme: &Programme, wanted: &str, day: Date) -> Result<Unit, Failure> {
    let members = programme.all_members();
    let parks = programme.parks.iter().map(|park| &park.id);
    let units = members.into_iter().chain(parks).filter_map(|id| programme.unit(id, day));
    let is_wanted = |unit: &Unit| {
        let short = unit.name.zh.trim_end_matches('市');
        unit.id.as_str() == wanted || unit.name.zh == wanted || short == wanted || unit.name.en.eq_ignore_ascii_case(wanted)
    };
    let found = units.into_iter().find(is_wanted);
    found.ok_or_else(|| {
        Failure::input(format!("没有名为或代码为“{wanted}”的成员"), format!("no member is called `{wanted}` or has that code"))
    })
}
