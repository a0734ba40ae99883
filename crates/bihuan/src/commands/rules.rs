//! `bihuan rules`: check a folder of rules, or replay a history through it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use consequences::{
    Change, Member, Replayed, Side, Verdict, check_cases, check_rules, differences, read_history, replay_history, with_edition, words,
};
use corpus::{Finding, Severity};
use jiff::civil::Date;
use programme::rule::{self, History, Record, RuleId, Rulebook};
use programme::{Folder, Programme, UnitId, Zone};

use crate::commands::support::{programme_of, unit_of};
use crate::failure::Failure;
use crate::folders;
use crate::terminal::{self, Language, note, say};

/// 规则：检查，或用一段历史重演 / rules: check them, or replay a history
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// 核对词语、日期、案例、矛盾、空档和永不满足的规则 / words, dates, cases, conflicts, gaps, unreachable rules
    Check {
        /// 规则目录或项目目录 / a folder of rules, or a programme folder
        folder: PathBuf,
        #[arg(long)]
        json: bool,
    },
    /// 用历史表（unit, year, kind, value）逐年重演 / replay a history table (unit, year, kind, value) year by year
    Replay {
        /// 规则目录或项目目录 / a folder of rules, or a programme folder
        folder: PathBuf,
        history: PathBuf,
        #[arg(long)]
        json: bool,
        /// 也列出不满足的规则 / list rules that are not met, too
        #[arg(long)]
        all: bool,
    },
    /// 逐个单位比较同一规则的两个版本 / compare two editions of a rule, unit by unit
    Compare {
        /// 规则目录或项目目录 / a folder of rules, or a programme folder
        folder: PathBuf,
        history: PathBuf,
        /// 一个版本（规则文件名） / one edition (name of its rule file)
        #[arg(long)]
        from: String,
        /// 另一个版本 / the other edition
        #[arg(long)]
        to: String,
        #[arg(long)]
        json: bool,
    },
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    match &arguments.action {
        Action::Check { folder, json } => check(folder, *json, language),
        Action::Replay { folder, history, json, all } => replay(folder, history, *json, *all, language),
        Action::Compare { folder, history, from, to, json } => compare(folder, history, [from, to], *json, language),
    }
}

/// Returns the rules of a programme folder or of a bare folder of rules.
pub(crate) fn rulebook(path: &Path) -> Result<(Rulebook, Vec<Finding>), Failure> {
    let files = folders::read(path)?;
    let under = if files.keys().any(|file| file.starts_with("rules/")) { "rules" } else { "" };
    let folder = Folder { name: folders::file_name(path), files };
    let (book, findings) = rule::read(&folder, under);
    if book.rules.is_empty() {
        terminal::findings(Language::En, &findings, usize::MAX);
        let path = path.display();
        return Err(Failure::input(format!("`{path}` 中没有可用的规则"), format!("`{path}` holds no usable rule")));
    }
    Ok((book, findings))
}

fn check(path: &Path, json: bool, language: Language) -> Result<ExitCode, Failure> {
    let (book, mut findings) = rulebook(path)?;
    findings.extend(check_cases(&book));
    findings.extend(check_rules(&book));
    let failed = findings.iter().any(|finding| finding.severity == Severity::Error);
    if json {
        terminal::json(&findings)?;
    } else {
        let (errors, warnings) = terminal::findings(language, &findings, usize::MAX);
        let cases: usize = book.rules.values().map(|rule| rule.cases.len()).sum();
        let rules = book.rules.len();
        say(match language {
            Language::Zh => format!("{rules}条规则，{cases}个案例；错误{errors}，注意{warnings}"),
            Language::En => format!("{rules} rules, {cases} cases; {errors} errors, {warnings} warnings"),
        });
    }
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn replay(path: &Path, history: &Path, json: bool, all: bool, language: Language) -> Result<ExitCode, Failure> {
    let (book, mut findings) = rulebook(path)?;
    let bytes = folders::read_file(history)?;
    let (history, found) = read_history(&folders::file_name(history), &bytes, &book);
    findings.extend(found);
    let (mut rows, found) = replay_history(&book, &history, &memberships(path, &history)?);
    let contradicted = found.iter().any(|finding| finding.severity == Severity::Error);
    findings.extend(found);
    rows.retain(|row| all || row.verdict != Verdict::NotMet);
    terminal::findings(language, &findings, usize::MAX);
    if json {
        terminal::json(&rows)?;
    } else {
        show(&rows, language);
    }
    let empty = history.rows.is_empty();
    if empty {
        note(language.pick("历史表没有可用的行", "the history has no usable row"));
    }
    Ok(if empty || contradicted { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Returns what a programme folder says of the units that a history names, under the names that the history uses: whose zone's grades
/// they carry on, and as what they are members. A bare folder of rules says nothing.
fn memberships(path: &Path, history: &History) -> Result<Vec<Member>, Failure> {
    if !path.join("programme.toml").is_file() {
        return Ok(Vec::new());
    }
    let programme = programme_of(path)?;
    let named: BTreeSet<&UnitId> = history.rows.iter().map(|row| &row.unit).collect();
    let told = |name: &UnitId| history.rows.iter().any(|row| row.unit == *name && matches!(row.record, Record::Member(_)));
    let day = Date::MAX;
    let id_of = |name: &UnitId| unit_of(&programme, name.as_str(), day).map(|unit| unit.id).ok();
    let by_id: BTreeMap<UnitId, &UnitId> =
        named.iter().filter_map(|name| Some((zone_of(&programme, name).or_else(|| id_of(name))?, *name))).collect();
    let mut members = consequences::members(&programme);
    members.retain(|member| by_id.get(&member.unit).is_some_and(|name| !told(name)));
    for member in &mut members {
        member.unit = by_id[&member.unit].clone();
        member.zone = member.zone.take().map(|zone| by_id.get(&zone).map_or(zone, |name| (*name).clone()));
    }
    Ok(members)
}

fn zone_of(programme: &Programme, name: &UnitId) -> Option<UnitId> {
    let short = |zone: &str| zone.trim_end_matches("产业转型升级示范区").to_owned();
    let is = |zone: &&Zone| zone.id == *name || zone.name.zh == name.as_str() || short(&zone.name.zh) == short(name.as_str());
    programme.zones.iter().find(is).map(|zone| zone.id.clone())
}

fn compare(path: &Path, history: &Path, editions: [&String; 2], json: bool, language: Language) -> Result<ExitCode, Failure> {
    let (book, mut findings) = rulebook(path)?;
    let bytes = folders::read_file(history)?;
    let (history, found) = read_history(&folders::file_name(history), &bytes, &book);
    findings.extend(found);
    terminal::findings(language, &findings, usize::MAX);
    let edition = |id: &String| {
        let unknown = || Failure::configuration(format!("没有名为“{id}”的规则"), format!("no rule is called `{id}`"));
        with_edition(&book, &RuleId(id.clone())).ok_or_else(unknown)
    };
    let (before, after) = (edition(editions[0])?, edition(editions[1])?);
    let changes = differences(&before, &after, &history, &memberships(path, &history)?);
    if json {
        terminal::json(&changes)?;
        return Ok(ExitCode::SUCCESS);
    }
    let head: [&str; 6] = match language {
        Language::Zh => ["年度", "单位", "后果", "规则", "前", "后"],
        Language::En => ["year", "unit", "outcome", "rule", "before", "after"],
    };
    let said = |side: &Option<Side>| {
        let Some(side) = side else { return "-".to_owned() };
        let clauses = side.clause.iter().map(ToString::to_string).collect::<Vec<_>>().join("、");
        format!("{} {clauses}", language.of(&words::verdict(side.verdict)))
    };
    let title = |side: Option<&Side>| {
        let rule = side.and_then(|side| book.rules.get(&RuleId(side.rule.clone())));
        rule.map_or_else(String::new, |rule| language.of(&rule.title).to_owned())
    };
    let line = |change: &Change| {
        let outcome = language.of(&words::outcome(change.outcome)).to_owned();
        let rule = title(change.after.as_ref().or(change.before.as_ref()));
        vec![change.year.to_string(), change.unit.to_string(), outcome, rule, said(&change.before), said(&change.after)]
    };
    say(terminal::table(&head, &[0], changes.iter().map(line)));
    Ok(ExitCode::SUCCESS)
}

fn show(rows: &[Replayed], language: Language) {
    let head: [&str; 6] = match language {
        Language::Zh => ["年度", "单位", "结论", "后果", "依据", "理由"],
        Language::En => ["year", "unit", "verdict", "outcome", "clause", "reason"],
    };
    let line = |row: &Replayed| {
        vec![
            row.year.to_string(),
            row.unit.to_string(),
            language.of(&words::verdict(row.verdict)).to_owned(),
            language.of(&words::outcome(row.outcome)).to_owned(),
            row.clause.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
            language.of(&row.reason).to_owned(),
        ]
    };
    say(terminal::table(&head, &[0], rows.iter().map(line)));
}
