//! `bihuan import`: a table as people send it, understood, compared and kept in tidy form.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use observations::Table;
use observations::import::{Change, Compared, Import, Kept, Vocabulary, compare, import, tidy_text};

use crate::failure::Failure;
use crate::folders;
use crate::terminal::{self, Language, say};

/// 导入各种形状的统计表 / take in a statistical table of any shape
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    file: PathBuf,
    /// 只看结果，不写文件 / show what would be taken in, write nothing
    #[arg(long)]
    dry_run: bool,
    /// 输出 JSON / print values, unmatched cells and findings as JSON
    #[arg(long)]
    json: bool,
    /// 以前确认过的对应表 / mapping confirmed before
    #[arg(long)]
    mapping: Option<PathBuf>,
    /// 把本次的对应建议写入文件，供修改和下次使用 / write the proposed mapping, to be corrected and used again
    #[arg(long)]
    keep: Option<PathBuf>,
    /// 与已有的逐条数据表比较 / compare with a tidy table taken in before
    #[arg(long)]
    against: Option<PathBuf>,
    /// 写出逐条数据表（CSV），每个数保留原文件和单元格 / write a tidy table (CSV), every figure with its file and cell
    #[arg(long)]
    out: Option<PathBuf>,
    /// 资料来源的名称 / name of the source
    #[arg(long, default_value = "")]
    source: String,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let (kept, mut findings) = match &arguments.mapping {
        Some(path) => Kept::read(&folders::file_name(path), &String::from_utf8_lossy(&folders::read_file(path)?)),
        None => (Kept::nothing(), Vec::new()),
    };
    let mut import = import(&table(&arguments.file)?, &Vocabulary::shipped(), &kept);
    findings.append(&mut import.findings);
    import.findings = findings;
    let compared = match &arguments.against {
        Some(path) => Some(compare(&import, &table(path)?)),
        None => None,
    };
    if arguments.json {
        terminal::json(&import)?;
    } else {
        show(&import, compared.as_ref(), language);
    }
    if !arguments.dry_run {
        write(arguments, &import, &kept)?;
    }
    let failed = import.values.is_empty();
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn table(path: &Path) -> Result<Table, Failure> {
    Ok(Table { name: folders::file_name(path), bytes: folders::read_file(path)?, known_on: None })
}

fn write(arguments: &Arguments, import: &Import, kept: &Kept) -> Result<(), Failure> {
    if let Some(path) = &arguments.keep {
        folders::write_at_once(path, import.proposal(kept).text().as_bytes())?;
    }
    if let Some(path) = &arguments.out {
        folders::write_at_once(path, tidy_text(import, &arguments.source).as_bytes())?;
    }
    Ok(())
}

fn show(import: &Import, compared: Option<&Compared>, language: Language) {
    let rows = import.headings.iter().map(|heading| {
        vec![
            heading.sheet.clone().unwrap_or_default(),
            heading.heading.replace('\n', " "),
            heading.indicator.as_ref().map_or_else(|| "—".to_owned(), ToString::to_string) + if heading.confirm { " ?" } else { "" },
            heading.unit.clone().unwrap_or_else(|| "—".to_owned()),
            heading.figures.to_string(),
        ]
    });
    let head = match language {
        Language::Zh => ["工作表", "栏目", "指标", "单位", "数据"],
        Language::En => ["sheet", "heading", "indicator", "unit", "figures"],
    };
    say(terminal::table(&head, &[4], rows));
    let (values, unmatched) = (import.values.len(), import.unmatched.len());
    say(match language {
        Language::Zh => format!("读出数据 {values} 个，未识别 {unmatched} 处"),
        Language::En => format!("{values} figures read, {unmatched} cells not understood"),
    });
    for cell in import.unmatched.iter().take(20) {
        let sheet = cell.sheet.as_ref().map_or_else(String::new, |sheet| format!("{sheet}!"));
        say(format_args!("  {sheet}{}  {}  {}", cell.cell, cell.text.replace('\n', " "), language.of(&cell.why)));
    }
    if let Some(compared) = compared {
        show_changes(compared, language);
    }
    terminal::findings(language, &import.findings, 30);
}

fn show_changes(compared: &Compared, language: Language) {
    let Compared { new, unchanged, changed, gone } = compared;
    say(match language {
        Language::Zh => format!("与已有数据比较：新增 {new}，不变 {unchanged}，改变 {}，已有而本次没有 {gone}", changed.len()),
        Language::En => format!("compared: {new} new, {unchanged} unchanged, {} changed, {gone} only in the older table", changed.len()),
    });
    for Change { place, period, indicator, before, after, cell } in changed.iter().take(20) {
        say(format_args!("  {place} {period} {indicator}: {before} -> {after}  [{cell}]"));
    }
}
