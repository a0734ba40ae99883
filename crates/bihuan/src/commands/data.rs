//! `bihuan data`: what is known, what is doubted, where sources disagree, what was decided.

mod bench;
mod identify;
mod narrow;
mod queue;
mod streamed;
mod targets;
mod template;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use jiff::civil::Date;
use observations::check::{Panel, Settings, Suspect, Suspicion, check, reconcile};
use observations::{Mapping, Table};

use crate::checks;
use crate::failure::Failure;
use crate::folders;
use crate::terminal::{self, Language, say};

/// 数据：覆盖、疑点、来源分歧、序列 / data: coverage, doubts, disagreements of sources, series
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    question: Question,
}

#[derive(Debug, Subcommand)]
enum Question {
    /// 各指标各年有多少地区有数据 / how many places have a figure, by indicator and year
    Coverage(On),
    /// 可能有误的数据，最可疑的在前 / figures that may be wrong, the likeliest first
    Findings(On),
    /// 同一数据的不同来源在哪里不一致 / where sources of one figure disagree
    Reconcile(On),
    /// 一个地区一项指标的各年数据 / one indicator of one place over the years
    Series {
        #[command(flatten)]
        on: On,
        /// 地区代码 / code of the place
        place: String,
        /// 表中的指标名 / heading in the table
        heading: String,
    },
    /// 待核实的数据：认可、更正或退回 / figures that wait for a person: accept, correct or ask back
    Queue(queue::Queue),
    /// 目标完成情况：进度、差距、预计和概率 / targets: schedule, gap, projection and probability
    Targets(targets::Targets),
    /// 给城市的填报表：已知的数已填好 / workbook for a city to fill in, with what is known
    Template(template::Template),
    /// 填报负担：要求填多少，已填好多少 / burden: cells asked of each city, share filled in
    Burden(template::Burden),
    /// 按门槛识别老工业城市和各种类型 / old industrial cities and types of cities by thresholds
    Identify(On),
    /// 从过长的数据表中只取方案各单位的行 / of a table too long for a run, only the rows of the programme's units
    Narrow(narrow::Narrow),
    /// 注入已知差错，检验核查能发现多少 / put known faults in and count how many are found
    Bench(bench::Bench),
}

#[derive(Debug, clap::Args)]
struct On {
    /// 逐条数据表 / tidy table
    #[arg(long)]
    table: PathBuf,
    /// 计划目录，其中有 data/checks.toml 和 data/mapping.toml / programme folder with data/checks.toml and data/mapping.toml
    #[arg(long, default_value = "programmes/demonstration-zones")]
    programme: PathBuf,
    #[arg(long)]
    json: bool,
    /// 最多显示几条 / most lines to show
    #[arg(long, default_value_t = 40)]
    most: usize,
    /// 只看到这一天为止已知的数据 / only what was known by this day
    #[arg(long)]
    as_known_on: Option<Date>,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    match &arguments.question {
        Question::Coverage(on) => coverage(on, language),
        Question::Findings(on) => findings(on, language),
        Question::Reconcile(on) => disagreements(on, language),
        Question::Series { on, place, heading } => series(on, place, heading, language),
        Question::Queue(queue) => queue::execute(queue, language),
        Question::Targets(targets) => targets::execute(targets, language),
        Question::Template(template) => template::template(template, language),
        Question::Burden(burden) => template::burden(burden, language),
        Question::Identify(on) => identify::execute(on, language),
        Question::Narrow(narrow) => narrow::execute(narrow, language),
        Question::Bench(arguments) => bench::execute(arguments, language),
    }?;
    Ok(ExitCode::SUCCESS)
}

fn panel(on: &On, language: Language) -> Result<Panel, Failure> {
    let name = folders::file_name(&on.table);
    let (panel, findings) = if on.table.extension().is_some_and(|extension| extension == "csv") {
        // A long table is read as it comes and never held whole.
        let mut file = File::open(&on.table).map_err(|error| Failure::reading(&on.table, &error))?;
        Panel::read_from(&name, &mut file, on.as_known_on)
    } else {
        Panel::read_as_known_on(&Table { name, bytes: folders::read_table(&on.table)?, known_on: None }, on.as_known_on)
    };
    terminal::findings(language, &findings, on.most);
    if panel.series.is_empty() { Err(no_figures(on)) } else { Ok(panel) }
}

fn no_figures(on: &On) -> Failure {
    Failure::input(format!("`{}` 中没有数据", on.table.display()), format!("`{}` holds no figures", on.table.display()))
}

fn settings(on: &On) -> Result<Settings, Failure> {
    let missing = || Failure::configuration("方案目录没有 data/checks.toml", "the folder has no data/checks.toml");
    checks::settings(&folders::read_programme(&on.programme)?)?.ok_or_else(missing)
}

fn text(path: &Path) -> Result<String, Failure> {
    Ok(String::from_utf8_lossy(&folders::read_file(path)?).into_owned())
}

fn coverage(on: &On, language: Language) -> Result<(), Failure> {
    let panel = panel(on, language)?;
    let mut counts: BTreeMap<&str, BTreeMap<i16, (usize, usize)>> = BTreeMap::new();
    for series in &panel.series {
        for point in &series.points {
            let count = counts.entry(&series.heading).or_default().entry(point.year).or_default();
            count.0 += 1;
            count.1 += usize::from(point.noted);
        }
    }
    if on.json {
        return terminal::json(&counts);
    }
    let head = match language {
        Language::Zh => ["指标", "起", "止", "数据", "有备注", "最多地区"],
        Language::En => ["heading", "from", "to", "figures", "noted", "most places"],
    };
    let rows = counts.iter().map(|(heading, years)| {
        let total = |part: fn(&(usize, usize)) -> usize| years.values().map(part).sum::<usize>().to_string();
        let bounds =
            [years.first_key_value(), years.last_key_value()].map(|entry| entry.map_or_else(String::new, |(year, _)| year.to_string()));
        let most = years.values().map(|count| count.0).max().unwrap_or(0).to_string();
        vec![(*heading).to_owned(), bounds[0].clone(), bounds[1].clone(), total(|count| count.0), total(|count| count.1), most]
    });
    say(terminal::table(&head, &[1, 2, 3, 4, 5], rows));
    Ok(())
}

fn findings(on: &On, language: Language) -> Result<(), Failure> {
    let settings = settings(on)?;
    if streamed::is_long(&on.table) {
        return findings_of_blocks(on, &settings, language);
    }
    let panel = panel(on, language)?;
    let suspicions = check(&panel, &settings);
    if on.json {
        return terminal::json(&suspicions);
    }
    let mut kinds: BTreeMap<Suspect, usize> = BTreeMap::new();
    for one in &suspicions {
        *kinds.entry(one.suspect).or_default() += 1;
    }
    // What is explained is told and not counted as doubted.
    let figures: BTreeSet<(u32, &str)> =
        suspicions.iter().filter(|one| one.suspect != Suspect::NewBoundary).map(|one| (one.row, one.heading.as_str())).collect();
    show_first(&panel.file, suspicions.iter().take(on.most), language);
    show_count(figures.len(), panel.figures(), &kinds, language);
    Ok(())
}

/// A table too long to be held; as JSON it is a list that is written as it comes.
fn findings_of_blocks(on: &On, settings: &Settings, language: Language) -> Result<(), Failure> {
    let mut before = "[";
    let counted = streamed::check_blocks(on, settings, &mut |one| {
        if on.json {
            say(format_args!("{before}{}", serde_json::to_string(one).expect("suspicions are plain data")));
            before = ",";
        }
    })?;
    terminal::findings(language, &counted.findings, on.most);
    if counted.figures == 0 {
        return Err(no_figures(on));
    }
    if on.json {
        say(if before == "[" { "[]" } else { "]" });
        return Ok(());
    }
    show_first(&folders::file_name(&on.table), counted.first.iter(), language);
    show_count(counted.doubted, counted.figures, &counted.kinds, language);
    Ok(())
}

fn show_first<'a>(file: &str, suspicions: impl Iterator<Item = &'a Suspicion>, language: Language) {
    for one in suspicions {
        say(format_args!("{file}:{}  {}", one.row, language.of(&one.finding(file).message)));
    }
}

fn show_count(doubted: usize, figures: usize, kinds: &BTreeMap<Suspect, usize>, language: Language) {
    let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{} {count}", language.of(&kind.name()))).collect();
    say(match language {
        Language::Zh => format!("{figures} 个数据中 {doubted} 个有疑点：{}", kinds.join("、")),
        Language::En => format!("{doubted} of {figures} figures are doubted: {}", kinds.join(", ")),
    });
}

fn disagreements(on: &On, language: Language) -> Result<(), Failure> {
    let panel = panel(on, language)?;
    let path = on.programme.join("data/mapping.toml");
    let (mapping, findings) = Mapping::read(&path.display().to_string(), &text(&path)?);
    terminal::findings(language, &findings, on.most);
    let (disagreements, agreements) = reconcile(&panel, &mapping.rival_headings(), &settings(on)?);
    if on.json {
        return terminal::json(&serde_json::json!({ "format": 1, "disagreements": disagreements, "agreements": agreements }));
    }
    let head = match language {
        Language::Zh => ["来源甲", "来源乙", "共有", "分歧", "差异中位数 %"],
        Language::En => ["first", "second", "shared", "disagree", "median difference %"],
    };
    let rows = agreements.iter().map(|one| {
        let [first, second] = &one.headings;
        vec![
            first.clone(),
            second.clone(),
            one.figures.to_string(),
            one.disagreements.to_string(),
            format!("{:.2}", one.median_difference_pct),
        ]
    });
    say(terminal::table(&head, &[2, 3, 4], rows));
    for one in disagreements.iter().take(on.most) {
        let side = one.faulty.map_or("?", |side| one.headings[side].as_str());
        let label = language.pick("疑误", "probably wrong");
        say(format_args!(
            "{} {} {}: {} = {}, {} = {}  {label}: {side}",
            one.place, one.name, one.year, one.headings[0], one.values[0], one.headings[1], one.values[1]
        ));
    }
    Ok(())
}

fn series(on: &On, place: &str, heading: &str, language: Language) -> Result<(), Failure> {
    let panel = panel(on, language)?;
    let found = panel
        .find(heading, place)
        .ok_or_else(|| Failure::input(format!("表中没有 {place} 的 {heading}"), format!("the table has no {heading} of {place}")))?;
    let suspicions = check(&panel, &settings(on)?);
    for point in &found.points {
        let doubt =
            suspicions.iter().find(|one| one.row == point.row && one.heading == heading).map(|one| language.of(&one.message).to_owned());
        say(format_args!("{}  {:>14} {}  {}", point.year, point.value, found.unit, doubt.unwrap_or_default()));
    }
    Ok(())
}
