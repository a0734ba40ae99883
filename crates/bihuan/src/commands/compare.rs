//! `bihuan compare`: two copies or versions of a paper, clause by clause.

use std::path::PathBuf;
use std::process::ExitCode;

use corpus::compare::{Class, Difference, Side, compare};

use crate::failure::Failure;
use crate::folders;
use crate::terminal::{self, Language, say};

/// 逐条比较两份文件，区分损坏、写法与实质差异 / compare two papers clause by clause: damage, orthography, substance
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    first: PathBuf,
    second: PathBuf,
    /// 输出完整的 JSON / print the whole comparison as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let read = |path: &PathBuf| Ok::<_, Failure>(corpus::read(&folders::file_name(path), &folders::read_file(path)?));
    let (first, second) = (read(&arguments.first)?, read(&arguments.second)?);
    let comparison = compare(&first, &second);
    if arguments.json {
        terminal::json(&comparison)?;
        return Ok(ExitCode::SUCCESS);
    }
    let same = if comparison.same_text {
        ("除损坏和写法外，两份文件相同", "the two papers say the same, damage and spelling aside")
    } else {
        ("两份文件有实质差异", "the two papers differ in substance")
    };
    say(language.pick(same.0, same.1));
    say(match comparison.sounder {
        Some(Side::A) => language.pick("第一份更完好", "the first copy is sounder"),
        Some(Side::B) => language.pick("第二份更完好", "the second copy is sounder"),
        None => language.pick("两份同样完好", "both copies are equally sound"),
    });
    let head = [language.pick("条款", "clause"), language.pick("类别", "class"), "A", "B"];
    let row = |difference: &Difference| {
        vec![difference.clause.clone(), name(difference.class, language).to_owned(), short(&difference.a), short(&difference.b)]
    };
    if !comparison.differences.is_empty() {
        say(terminal::table(&head, &[], comparison.differences.iter().map(row)));
    }
    Ok(ExitCode::SUCCESS)
}

fn name(class: Class, language: Language) -> &'static str {
    match class {
        Class::Damage => language.pick("损坏", "damage"),
        Class::Orthography => language.pick("写法", "orthography"),
        Class::Substance => language.pick("实质", "substance"),
    }
}

fn short(text: &str) -> String {
    const SHOWN: usize = 40;
    if text.chars().count() <= SHOWN { text.to_owned() } else { text.chars().take(SHOWN).chain(['…']).collect() }
}
