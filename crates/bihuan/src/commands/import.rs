//! `bihuan import`: a table as people send it, understood, compared and kept in tidy form.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jiff::civil::Date;
use observations::Table;
use observations::import::{Change, Compared, Import, Kept, Vocabulary, compare, import, merged, tidy_text, too_long};
use programme::Indicator;

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
    /// 导入方案目录：对应表和数据存入其 data/imports，下次自动沿用和比较 / take into a programme folder: mapping and figures are kept in its data/imports, used and compared with next time
    #[arg(long, conflicts_with_all = ["keep", "against", "out"])]
    into: Option<PathBuf>,
    /// 数据获知日期；已导入过的文件沿用原日期 / day on which the table became known; a file taken in before keeps its day
    #[arg(long)]
    known_on: Option<Date>,
    /// 资料来源的名称 / name of the source
    #[arg(long, default_value = "")]
    source: String,
}

/// Where an import reads what was kept and keeps what it finds.
struct Store {
    mapping: Option<PathBuf>,
    table: Option<PathBuf>,
}

impl Store {
    fn of(arguments: &Arguments) -> Self {
        match &arguments.into {
            Some(folder) => {
                let kept = folder.join("data/imports");
                let name = kept_name(&arguments.file);
                let own = kept.join(format!("{name}.toml"));
                Self { mapping: Some(arguments.mapping.clone().unwrap_or(own)), table: Some(kept.join(format!("{name}.csv"))) }
            }
            None => Self { mapping: arguments.mapping.clone(), table: arguments.against.clone() },
        }
    }
}

/// Returns the file's name without years and dates, so that next year's file finds this year's mapping.
fn kept_name(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let words = stem.split(['_', '-', ' ', '(', ')', '（', '）', '—']);
    let bare = words.map(|word| word.trim_matches(|ch: char| ch.is_ascii_digit() || matches!(ch, '年' | '月' | '日' | '.')));
    let name = bare.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_");
    if name.is_empty() { "table".to_owned() } else { name }
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let store = Store::of(arguments);
    let given = |path: &&PathBuf| path.exists() || arguments.mapping.is_some();
    let (kept, mut findings) = match store.mapping.as_ref().filter(given) {
        Some(path) => Kept::read(&folders::file_name(path), &String::from_utf8_lossy(&folders::read_file(path)?)),
        None => (Kept::nothing(), Vec::new()),
    };
    // What is far too long is told without being read.
    let long = std::fs::metadata(&arguments.file).is_ok_and(|file| file.len() > folders::LONG_TABLE);
    let mut import = match long {
        true => too_long(&folders::file_name(&arguments.file)),
        false => import(&table(&arguments.file)?, &vocabulary(arguments)?, &kept),
    };
    findings.append(&mut import.findings);
    import.findings = findings;
    let before = match store.table.as_ref().filter(|path| path.exists() || arguments.against.is_some()) {
        Some(path) => Some(table(path)?),
        None => None,
    };
    let compared = before.as_ref().map(|before| compare(&import, before));
    if arguments.json {
        terminal::json(&Printed { import: &import, compared: compared.as_ref() })?;
    } else {
        show(&import, compared.as_ref(), language);
    }
    if !arguments.dry_run {
        write(arguments, &store, &import, &kept, before.as_ref())?;
    }
    let failed = import.values.is_empty();
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn table(path: &Path) -> Result<Table, Failure> {
    Ok(Table { name: folders::file_name(path), bytes: folders::read_file(path)?, known_on: None })
}

/// What `--json` prints.
#[derive(serde::Serialize)]
struct Printed<'a> {
    #[serde(flatten)]
    import: &'a Import,
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<&'a Compared>,
}

/// The headings that come with the program, and with `--into` those of the programme's indicators.
fn vocabulary(arguments: &Arguments) -> Result<Vocabulary, Failure> {
    let Some(folder) = &arguments.into else { return Ok(Vocabulary::shipped()) };
    let programme = programme::define(&BTreeMap::new(), &folders::read_programme(folder)?);
    let indicators: Vec<Indicator> = programme.indicators.into_values().collect();
    Ok(Vocabulary::new(&indicators))
}

/// Mapping first, figures second, each whole or not at all: wherever it is cut off, taking the file in again completes it.
fn write(arguments: &Arguments, store: &Store, import: &Import, kept: &Kept, before: Option<&Table>) -> Result<(), Failure> {
    if let (Some(folder), Some(mapping), Some(table)) = (&arguments.into, &store.mapping, &store.table) {
        let imports = folder.join("data/imports");
        std::fs::create_dir_all(&imports).map_err(|error| Failure::writing(&imports, &error))?;
        folders::write_at_once(mapping, import.proposal(kept).text().as_bytes())?;
        let text = merged(before, import, &arguments.source, arguments.known_on);
        return folders::write_at_once(table, text.as_bytes());
    }
    if let Some(path) = &arguments.keep {
        folders::write_at_once(path, import.proposal(kept).text().as_bytes())?;
    }
    if let Some(path) = &arguments.out {
        folders::write_at_once(path, tidy_text(import, &arguments.source, arguments.known_on).as_bytes())?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_year_s_file_goes_by_the_same_name() {
        for (file, name) in
            [("fdi_1996_2023.xlsx", "fdi"), ("fdi_1996_2024.xlsx", "fdi"), ("2023年主要指标.xlsx", "主要指标"), ("2021.csv", "table")]
        {
            assert_eq!(kept_name(Path::new(file)), name);
        }
    }
}
