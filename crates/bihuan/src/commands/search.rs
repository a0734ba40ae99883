//! `bihuan search`: words in the clauses of papers.

use std::path::PathBuf;
use std::process::ExitCode;

use corpus::search::{Hit, Holds, Index, Query};

use crate::failure::Failure;
use crate::folders;
use crate::terminal::{self, Language, say};

/// 在一批文件的条款中检索词语 / search the clauses of papers for words
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// 检索词，空格分隔；先找全部出现的条款，没有则按分词找 / words, parted by spaces: clauses with all of them, else with their segments
    words: String,
    /// 文件或文件夹 / papers or folders of papers
    #[arg(required = true)]
    papers: Vec<PathBuf>,
    /// 限定文件（文件名、标题或文号） / only papers whose file, title or number has this
    #[arg(long)]
    paper: Option<String>,
    /// 限定发文机关 / only papers of this issuer
    #[arg(long)]
    issuer: Option<String>,
    /// 限定提到的地区 / only papers that name this place
    #[arg(long)]
    place: Option<String>,
    /// 起始日期 / from this date, for instance 2021-01-01
    #[arg(long)]
    from: Option<String>,
    /// 截止日期 / up to this date
    #[arg(long)]
    to: Option<String>,
    /// 最多显示条数 / show at most so many clauses
    #[arg(long, default_value_t = 20)]
    most: usize,
    #[arg(long)]
    json: bool,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let mut index = Index::default();
    for path in &arguments.papers {
        if path.is_dir() {
            for (name, bytes) in folders::read(path)? {
                index.add(name.clone(), &corpus::read(&name, &bytes));
            }
        } else {
            let name = folders::file_name(path);
            index.add(name.clone(), &corpus::read(&name, &folders::read_file(path)?));
        }
    }
    let query = Query {
        words: arguments.words.clone(),
        paper: arguments.paper.clone(),
        issuer: arguments.issuer.clone(),
        place: arguments.place.clone(),
        from: arguments.from.clone(),
        to: arguments.to.clone(),
    };
    let hits = index.search(&query, arguments.most);
    if arguments.json {
        terminal::json(&hits)?;
    } else if hits.is_empty() {
        say(language.pick("没有找到", "nothing found"));
    } else {
        hits.iter().for_each(|hit| say(shown(hit, language)));
    }
    Ok(ExitCode::SUCCESS)
}

/// Paper, clause, and the words with some text around them.
fn shown(hit: &Hit, language: Language) -> String {
    const BEFORE: usize = 24;
    const SHOWN: usize = 72;
    let first = hit.highlights.first().map_or(0, |range| range.start);
    let start = hit.text[..first].char_indices().rev().take(BEFORE).last().map_or(first, |(at, _)| at);
    let end = hit.text[start..].char_indices().nth(SHOWN).map_or(hit.text.len(), |(at, _)| start + at);
    let mut line = String::new();
    let mut done = start;
    for range in hit.highlights.iter().filter(|range| range.end <= end) {
        line += &format!("{}【{}】", &hit.text[done..range.start], &hit.text[range.clone()]);
        done = range.end;
    }
    line += &hit.text[done..end];
    let holds = match hit.holds {
        Holds::Words => "",
        Holds::Segments => language.pick("（分词）", " (segments)"),
        Holds::Some => language.pick("（部分）", " (some words)"),
    };
    format!("{} {}{holds}  {line}", hit.paper, hit.clause).replace('\n', " ")
}
