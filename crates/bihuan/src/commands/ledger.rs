//! `bihuan ledger`: what was decided for whom, by which clause and facts, confirmed by whom, from when until when; and what would follow
//! otherwise.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use consequences::proceedings::{DECISIONS, add_confirmation};
use consequences::{
    Change, Confirmation, Entry, Side, Verdict, difference, in_force, ledger, replay, what_if, with_edition, with_grade, words,
};
use jiff::civil::Date;
use programme::UnitId;
use programme::rule::{Record, Row, RuleId, Rulebook, Source};

use crate::commands::rules::rulebook;
use crate::commands::support::unit_of;
use crate::failure::Failure;
use crate::held::{Held, append};
use crate::terminal::{self, Language, note, say};

/// 台账：决定、依据、确认和期限；假如换一个等次或规则版本 / ledger: decisions, clauses, confirmations and terms; and what if
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// 方案目录，或一次运行的输出目录 / programme folder, or the output folder of a run
    place: PathBuf,
    /// 城市名称或代码 / name or code of the unit
    unit: Option<String>,
    /// 只看某一年度 / one year only
    #[arg(long)]
    year: Option<i16>,
    /// 只看这一天有效的 / only what holds on this day
    #[arg(long)]
    on: Option<Date>,
    #[command(flatten)]
    otherwise: Otherwise,
    #[command(flatten)]
    confirm: Confirm,
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct Otherwise {
    /// 假如某年度等次不同，如 2021=较差，可多次 / what if: another grade, for instance 2021=poor
    #[arg(long, value_name = "YEAR=GRADE", requires = "unit")]
    grade: Vec<String>,
    /// 假如一直适用某一规则版本 / what if: one edition of a rule had always been in force
    #[arg(long, value_name = "RULE")]
    edition: Vec<String>,
    /// 假如适用另一个规则目录 / what if: another folder of rules
    #[arg(long, value_name = "FOLDER")]
    rules: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Confirm {
    /// 确认一项决定（规则文件名） / confirm a decision (name of its rule file)
    #[arg(long, value_name = "RULE", requires_all = ["unit", "year", "by", "dated"])]
    confirm: Option<String>,
    /// 由谁确认 / who confirms
    #[arg(long)]
    by: Option<String>,
    /// 确认日期 / day of the confirmation
    #[arg(long)]
    dated: Option<Date>,
    /// 说明 / remark
    #[arg(long, default_value = "")]
    note: String,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let held = Held::read(&arguments.place, language)?;
    let unit = arguments.unit.as_deref().map(|name| unit_of(&held.programme, name, held.day).map(|unit| unit.id)).transpose()?;
    if let (Some(rule), Some(unit)) = (&arguments.confirm.confirm, &unit) {
        return confirm(arguments, &held, unit, rule, language);
    }
    let otherwise = &arguments.otherwise;
    if !otherwise.grade.is_empty() || !otherwise.edition.is_empty() || otherwise.rules.is_some() {
        let mut changes = changes(otherwise, &held, unit.as_ref())?;
        changes.retain(|change| arguments.year.is_none_or(|year| year == change.year));
        return tell_changes(&changes, &held, arguments.json, language);
    }
    let entries = entries(arguments, &held, unit.as_ref());
    if arguments.json {
        terminal::json(&entries)?;
    } else {
        show(&entries, &held, language);
    }
    Ok(ExitCode::SUCCESS)
}

fn entries(arguments: &Arguments, held: &Held, unit: Option<&UnitId>) -> Vec<Entry> {
    let years = replay(&held.programme.rulebook, &held.members, &held.history, held.years.clone());
    let all = ledger(&held.programme.rulebook, &years, &held.proceedings.confirmations);
    let asked = |entry: &&Entry| unit.is_none_or(|unit| entry.unit == *unit) && arguments.year.is_none_or(|year| entry.year == year);
    match arguments.on {
        Some(day) => in_force(&all, day).filter(asked).cloned().collect(),
        None => all.iter().filter(asked).cloned().collect(),
    }
}

/// Writes the confirmation of a decision that was really met.
fn confirm(arguments: &Arguments, held: &Held, unit: &UnitId, rule: &str, language: Language) -> Result<ExitCode, Failure> {
    let Confirm { by, dated, note, .. } = &arguments.confirm;
    let (Some(year), Some(by), Some(on)) = (arguments.year, by, *dated) else { return Ok(ExitCode::from(2)) };
    let met = entries(arguments, held, Some(unit)).into_iter().any(|entry| entry.rule == rule && entry.year == year);
    if !met {
        return Err(Failure::input(
            format!("{year}年度没有关于{unit}的决定“{rule}”，无从确认"),
            format!("there is no decision `{rule}` about {unit} for {year} to confirm"),
        ));
    }
    let confirmation = Confirmation { unit: unit.clone(), year, rule: rule.to_owned(), by: by.clone(), on, note: note.clone() };
    append(&arguments.place, &format!("{DECISIONS}confirmations.csv"), |text| Ok(add_confirmation(text, &confirmation)))?;
    say(language.pick("已确认", "confirmed"));
    Ok(ExitCode::SUCCESS)
}

fn changes(otherwise: &Otherwise, held: &Held, unit: Option<&UnitId>) -> Result<Vec<Change>, Failure> {
    let book = &held.programme.rulebook;
    let (mut other_book, mut other_history) = (book.clone(), held.history.clone());
    if let Some(folder) = &otherwise.rules {
        other_book = other_rules(folder)?;
    }
    for edition in &otherwise.edition {
        let unknown = || Failure::configuration(format!("没有名为“{edition}”的规则"), format!("no rule is called `{edition}`"));
        other_book = with_edition(&other_book, &RuleId(edition.clone())).ok_or_else(unknown)?;
    }
    for text in &otherwise.grade {
        let row = unit
            .and_then(|unit| assumed(text, unit, book))
            .ok_or_else(|| Failure::configuration(format!("“{text}”应写作“2021=较差”"), format!("write `{text}` as `2021=poor`")))?;
        other_history = with_grade(&other_history, row);
    }
    let last = *held.years.end();
    let last = other_history.rows.iter().map(|row| row.year).max().unwrap_or(last).max(last);
    let years = *held.years.start()..=last;
    let same_rules = otherwise.rules.is_none() && otherwise.edition.is_empty();
    if same_rules {
        return Ok(what_if(book, &held.members, &held.history, &other_history, years));
    }
    // Another grade of one unit may change what is decided about others; other rules are asked about the unit that is named.
    let mut found = difference(book, &other_book, &held.members, &other_history, years);
    found.retain(|change| unit.is_none_or(|unit| change.unit == *unit));
    Ok(found)
}

fn other_rules(folder: &Path) -> Result<Rulebook, Failure> {
    Ok(rulebook(folder)?.0)
}

fn assumed(text: &str, unit: &UnitId, book: &Rulebook) -> Option<Row> {
    let (year, grade) = text.split_once('=')?;
    let record = Record::parse("grade", grade, book).ok()?;
    Some(Row { unit: unit.clone(), year: year.trim().parse().ok()?, day: None, record, source: Source::Computed })
}

fn tell_changes(changes: &[Change], held: &Held, json: bool, language: Language) -> Result<ExitCode, Failure> {
    if json {
        terminal::json(&changes)?;
        return Ok(ExitCode::SUCCESS);
    }
    let head = language.pick("年度|单位|后果|现在|假如|依据", "year|unit|outcome|now|otherwise|clause");
    let said =
        |side: &Option<Side>| side.as_ref().map_or_else(|| "-".to_owned(), |side| language.of(&words::verdict(side.verdict)).to_owned());
    let line = |change: &Change| {
        let side = change.after.as_ref().filter(|side| side.verdict == Verdict::Met).or(change.before.as_ref()).or(change.after.as_ref());
        let clause = side.map(|side| side.clause.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")).unwrap_or_default();
        let title = side.and_then(|side| held.programme.rulebook.rules.get(&RuleId(side.rule.clone())));
        let outcome = title.map_or_else(|| words::outcome(change.outcome), |rule| rule.title.clone());
        vec![
            change.year.to_string(),
            held.name(&change.unit, language),
            language.of(&outcome).to_owned(),
            said(&change.before),
            said(&change.after),
            clause,
        ]
    };
    say(terminal::table(&head.split('|').collect::<Vec<_>>(), &[0], changes.iter().map(line)));
    if changes.is_empty() {
        note(language.pick("没有不同", "no difference"));
    }
    Ok(ExitCode::SUCCESS)
}

fn show(entries: &[Entry], held: &Held, language: Language) {
    let head = language
        .pick("年度|单位|决定|由谁|依据|理由|自|至|尚需|确认", "year|unit|decision|by|clause|because|from|until|still to meet|confirmed");
    let line = |entry: &Entry| {
        let day = |day: Option<Date>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
        let facts: Vec<&str> = entry.because.iter().map(|fact| language.of(&fact.what)).collect();
        let still: Vec<&str> = entry.still_to_meet.iter().map(|text| language.of(text)).collect();
        let confirmed = entry.confirmed.as_ref().map(|confirmation| format!("{} {}", confirmation.by, confirmation.on));
        vec![
            entry.year.to_string(),
            held.name(&entry.unit, language),
            language.of(&entry.title).to_owned(),
            entry.supporter.clone().unwrap_or_else(|| "-".to_owned()),
            entry.clause.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
            facts.join("；"),
            day(entry.from),
            day(entry.to),
            still.join("；"),
            confirmed.unwrap_or_else(|| language.pick("未确认", "not yet").to_owned()),
        ]
    };
    say(terminal::table(&head.split('|').collect::<Vec<_>>(), &[0], entries.iter().map(line)));
    let count = entries.len();
    say(match language {
        Language::Zh => format!("共{count}项"),
        Language::En => format!("{count} entries"),
    });
}
