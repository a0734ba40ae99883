//! `bihuan review`: what the readings of a folder's papers are unsure of, and what people decide about it.

use std::path::PathBuf;
use std::process::ExitCode;

use corpus::PaperId;
use corpus::review::{self, Decided, Item, Verdict};
use jiff::civil::Date;
use programme::Folder;
use serde::Serialize;

use crate::failure::Failure;
use crate::queues::readings::{Ask, Desk, keep};
use crate::queues::today;
use crate::run::Delivered;
use crate::terminal::{self, Language, say};
use crate::{folders, words};

/// 列出读取文件时拿不准的事实和修复，并记录核对决定 / list what the readings are unsure of, and record what people decide
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// 方案目录 / programme folder
    folder: PathBuf,
    /// 政策文件目录；默认为方案目录下的 papers / folder of the papers; the programme folder's own `papers` by default
    #[arg(long)]
    papers: Option<PathBuf>,
    /// 只看这份文件（papers.toml 中的简称） / only this paper, by its short name
    #[arg(long)]
    paper: Option<String>,
    /// 列出全部可核对的事实，不只是拿不准的 / list every fact that can be decided, not only the doubtful
    #[arg(long)]
    all: bool,
    /// 输出 JSON / print items, decisions and findings as JSON
    #[arg(long)]
    json: bool,
    /// 接受：读取无误 / the reading is right
    #[arg(long, value_name = "ID", group = "verdict", requires = "by", requires = "because")]
    accept: Option<String>,
    /// 更正：以 --value 为准 / the reading is wrong, `--value` is right
    #[arg(long, value_name = "ID", group = "verdict", requires = "value", requires = "by", requires = "because")]
    correct: Option<String>,
    /// 否定：并无此事 / the reading is wrong and nothing stands in its place
    #[arg(long, value_name = "ID", group = "verdict", requires = "by", requires = "because")]
    reject: Option<String>,
    /// 更正后的文字、代码，或 内容=值 / the right text or code, or part=value
    #[arg(long, requires = "correct")]
    value: Option<String>,
    /// 核对人 / who decides
    #[arg(long)]
    by: Option<String>,
    /// 理由 / why
    #[arg(long)]
    because: Option<String>,
    /// 日期，默认今天 / day of the decision, today by default
    #[arg(long)]
    on: Option<Date>,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let folder = folders::read_programme(&arguments.folder)?;
    let delivered = papers(arguments, &folder)?;
    match choice(arguments) {
        Some((id, verdict)) => decide(arguments, &folder, &delivered, id, verdict, language),
        None => list(arguments, &folder, &delivered, language),
    }
}

fn papers(arguments: &Arguments, folder: &Folder) -> Result<Delivered, Failure> {
    if let Some(path) = &arguments.papers {
        return folders::read_flat(path);
    }
    let own = folder.files.iter().filter_map(|(path, bytes)| Some((path.strip_prefix("papers/")?.to_owned(), bytes.clone())));
    let own: Delivered = own.collect();
    if own.is_empty() {
        return Err(Failure::configuration(
            "没有可读的文件：请用 --papers 指明政策文件目录",
            "there are no papers: name their folder with `--papers`",
        ));
    }
    Ok(own)
}

fn choice(arguments: &Arguments) -> Option<(&str, Verdict)> {
    let accept = arguments.accept.as_deref().map(|id| (id, Verdict::Accept));
    let correct = arguments.correct.as_deref().map(|id| (id, Verdict::Correct));
    accept.or(correct).or_else(|| arguments.reject.as_deref().map(|id| (id, Verdict::Reject)))
}

#[derive(Serialize)]
struct Listed<'a> {
    format: u32,
    items: Vec<OfPaper<'a, Item>>,
    decided: Vec<OfPaper<'a, Decided>>,
    findings: Vec<&'a corpus::Finding>,
}

#[derive(Serialize)]
struct OfPaper<'a, T> {
    paper: &'a PaperId,
    #[serde(flatten)]
    value: T,
}

fn list(arguments: &Arguments, folder: &Folder, delivered: &Delivered, language: Language) -> Result<ExitCode, Failure> {
    let desk = Desk::new(folder, delivered, arguments.paper.as_deref());
    let items = if arguments.all { desk.items(review::everything) } else { desk.items(review::queue) };
    let decided = desk.readings.iter().flat_map(|(paper, reading)| reading.decisions.iter().map(move |value| (paper, value)));
    let own = desk.programme.findings.iter().chain(desk.readings.values().flat_map(|reading| &reading.findings));
    let findings: Vec<&corpus::Finding> = own.filter(|finding| finding.code.starts_with("review/")).collect();
    if arguments.json {
        let items = items.into_iter().map(|(paper, value)| OfPaper { paper, value }).collect();
        let decided = decided.map(|(paper, value)| OfPaper { paper, value: value.clone() }).collect();
        terminal::json(&Listed { format: 1, items, decided, findings })?;
        return Ok(ExitCode::SUCCESS);
    }
    let head = match language {
        Language::Zh => ["编号", "文件", "条款", "影响", "问题"],
        Language::En => ["id", "paper", "clause", "effect", "question"],
    };
    let row = |(paper, item): &(&PaperId, Item)| {
        let clause = item.clause.clone().unwrap_or_else(|| "—".to_owned());
        vec![item.id.clone(), paper.to_string(), clause, words::effect(&item.effect, language), short(language.of(&item.message))]
    };
    say(terminal::table(&head, &[], items.iter().map(row)));
    let made = decided.count();
    say(match language {
        Language::Zh => format!("待核对 {} 项，已决定 {made} 项", items.len()),
        Language::En => format!("{} open, {made} decided", items.len()),
    });
    terminal::findings(language, findings, usize::MAX);
    Ok(ExitCode::SUCCESS)
}

fn decide(
    arguments: &Arguments,
    folder: &Folder,
    delivered: &Delivered,
    id: &str,
    verdict: Verdict,
    language: Language,
) -> Result<ExitCode, Failure> {
    let ask = Ask {
        id,
        verdict,
        value: arguments.value.clone(),
        by: arguments.by.as_deref().unwrap_or_default(),
        because: arguments.because.as_deref().unwrap_or_default(),
        on: arguments.on.unwrap_or_else(today),
    };
    let paper = keep(&arguments.folder, folder, delivered, arguments.paper.as_deref(), &ask)?;
    say(match language {
        Language::Zh => format!("已记入 {}：{paper} {id}", review::FILE),
        Language::En => format!("kept in {}: {paper} {id}", review::FILE),
    });
    Ok(ExitCode::SUCCESS)
}

fn short(text: &str) -> String {
    const SHOWN: usize = 60;
    let text = text.replace('\n', " ");
    if text.chars().count() <= SHOWN { text } else { text.chars().take(SHOWN).chain(['…']).collect() }
}
