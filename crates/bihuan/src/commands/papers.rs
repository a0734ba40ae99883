//! `bihuan papers`: a store of many papers: near-duplicates, the soundest copy of each, and rules that changed from paper to paper.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use corpus::near::{Card, Sketch};
use corpus::versions::{Edition, Version, Versions, versions};
use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;
use store::{Papers, Record};

use crate::failure::Failure;
use crate::folders;
use crate::terminal::{self, Language, Progress, say};

/// 文件库：收入文件、查近似件、比较各版规则 / a store of papers: near-duplicates, versions of rules
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// 读取文件并收入文件库 / read papers and keep what was read
    Add {
        /// 文件库（没有则新建） / store file, made if there is none
        store: PathBuf,
        /// 文件或文件夹 / papers or folders of papers
        #[arg(required = true)]
        papers: Vec<PathBuf>,
    },
    /// 列出库中文件 / list the papers
    List {
        store: PathBuf,
        #[arg(long)]
        json: bool,
    },
    /// 查找近似件并指出最完好的一份；不给文件则列出库中全部近似件 / near-duplicates of a paper, or all groups of them
    Near {
        store: PathBuf,
        /// 文件，或库中文件的 SHA-256 开头 / a paper, or the beginning of the hash of one in the store
        paper: Option<String>,
        /// 最低相似度 / least likeness, from 0 to 1
        #[arg(long, default_value_t = 0.8)]
        least: f64,
        #[arg(long)]
        json: bool,
    },
    /// 不同文件对同一事项的规定：各版条文、日期和某日有效的一版 / rules of different papers about one thing
    Versions {
        store: PathBuf,
        /// 日期，默认今天之前最新 / the day asked about; by default the newest of all
        #[arg(long)]
        on: Option<Date>,
        /// 方案目录：文件的日期和文号以其 papers.toml 为准 / programme folder whose `papers.toml` dates the papers
        #[arg(long)]
        folder: Option<PathBuf>,
        #[arg(long)]
        json: bool,
    },
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    match &arguments.command {
        Command::Add { store, papers } => add(store, papers, language)?,
        Command::List { store, json } => list(store, *json, language)?,
        Command::Near { store, paper: Some(paper), least, json } => near(store, paper, *least, *json, language)?,
        Command::Near { store, paper: None, least, json } => groups(store, *least, *json, language)?,
        Command::Versions { store, on, folder, json } => show_versions(store, *on, folder.as_deref(), *json, language)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// A kept paper, unpacked.
struct Kept {
    card: Card,
    sketch: Sketch,
}

impl Kept {
    fn of(record: &Record) -> Result<Self, Failure> {
        let damaged =
            || Failure::input(format!("文件库中 {} 的记录已损坏", record.sha256), format!("the record of {} is damaged", record.sha256));
        let card = serde_json::from_str(&record.card).map_err(|_| damaged())?;
        Ok(Self { card, sketch: Sketch::from_bytes(&record.sketch).ok_or_else(damaged)? })
    }
}

fn add(store: &Path, papers: &[PathBuf], language: Language) -> Result<(), Failure> {
    let progress = Progress::new(language);
    progress.at("读取文件", "reading papers");
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for path in papers {
        if path.is_dir() {
            files.extend(folders::read(path)?);
        } else {
            files.push((folders::file_name(path), folders::read_file(path)?));
        }
    }
    let read = |(name, bytes): &(String, Vec<u8>)| {
        let reading = corpus::read(name, bytes);
        let text = (!reading.text.trim().is_empty()).then(|| record(&Card::of(&reading), &Sketch::of(&reading.text)));
        (text, reading.findings)
    };
    let read: Vec<_> = files.par_iter().map(read).collect();
    drop(progress);
    let empty: Vec<corpus::Finding> =
        read.iter().filter(|(record, _)| record.is_none()).flat_map(|(_, findings)| findings.clone()).collect();
    let records = read.into_iter().filter_map(|(record, _)| record).collect::<Result<Vec<Record>, Failure>>()?;
    let mut papers = Papers::create(store).map_err(|error| no_store(store, &error))?;
    let new = papers.add(&records)?;
    let total = papers.count()?;
    say(match language {
        Language::Zh => format!("读取 {} 份，新收入 {new} 份，库中共 {total} 份", records.len()),
        Language::En => format!("{} papers read, {new} of them new, {total} in the store", records.len()),
    });
    terminal::findings(language, &empty, 20);
    Ok(())
}

fn open(store: &Path) -> Result<Papers, Failure> {
    Papers::open(store).map_err(|error| no_store(store, &error))
}

fn no_store(store: &Path, error: &store::Error) -> Failure {
    let store = store.display();
    Failure::input(format!("无法打开文件库 `{store}`：{error}"), format!("cannot open the store of papers `{store}`: {error}"))
}

fn record(card: &Card, sketch: &Sketch) -> Result<Record, Failure> {
    Ok(Record {
        sha256: card.sha256.clone(),
        title: card.title.clone().unwrap_or_default(),
        number: card.number.clone().unwrap_or_default(),
        dated: card.dated.clone().unwrap_or_default(),
        soundness: card.soundness.score,
        card: serde_json::to_string(card)
            .map_err(|error| Failure::us(format!("无法生成记录：{error}"), format!("cannot write the record: {error}")))?,
        sketch: sketch.to_bytes(),
        bands: sketch.bands().collect(),
    })
}

fn list(store: &Path, json: bool, language: Language) -> Result<(), Failure> {
    let kept = open(store)?.all()?.iter().map(Kept::of).collect::<Result<Vec<_>, _>>()?;
    if json {
        return terminal::json(&kept.iter().map(|kept| &kept.card).collect::<Vec<_>>());
    }
    let head = match language {
        Language::Zh => ["校验值", "日期", "文号", "标题", "完好程度"],
        Language::En => ["hash", "date", "number", "title", "soundness"],
    };
    say(terminal::table(&head, &[4], kept.iter().map(|kept| row(&kept.card))));
    Ok(())
}

fn row(card: &Card) -> Vec<String> {
    let absent = |text: &Option<String>| text.clone().unwrap_or_else(|| "—".to_owned());
    let title = card.title.clone().unwrap_or_else(|| card.file.clone());
    vec![card.sha256[..12].to_owned(), absent(&card.dated), absent(&card.number), title, format!("{:.3}", card.soundness.score)]
}

/// Near-duplicates of one paper; the paper itself stands among them if the store has it.
#[derive(Serialize)]
struct Group {
    format: u32,
    /// Hash of the soundest copy.
    soundest: String,
    copies: Vec<Copy>,
}

#[derive(Serialize)]
struct Copy {
    likeness: f64,
    card: Card,
}

fn group(of: &Sketch, mut kept: Vec<Kept>) -> Group {
    kept.sort_by(|a, b| Card::sounder_first(&a.card, &b.card));
    let copies: Vec<Copy> = kept.into_iter().map(|kept| Copy { likeness: of.likeness(&kept.sketch), card: kept.card }).collect();
    Group { format: 1, soundest: copies.first().map(|copy| copy.card.sha256.clone()).unwrap_or_default(), copies }
}

fn near(store: &Path, paper: &str, least: f64, json: bool, language: Language) -> Result<(), Failure> {
    let papers = open(store)?;
    let path = Path::new(paper);
    let sketch = if path.is_file() {
        Sketch::of(&corpus::read(&folders::file_name(path), &folders::read_file(path)?).text)
    } else {
        match papers.beginning(paper)?.as_slice() {
            [record] => Kept::of(record)?.sketch,
            [] => return Err(Failure::input(format!("没有文件 `{paper}`"), format!("there is no paper `{paper}`"))),
            several => {
                let count = several.len();
                return Err(Failure::input(format!("`{paper}` 可指 {count} 份文件"), format!("`{paper}` may be {count} papers")));
            }
        }
    };
    let group = group(&sketch, alike(&papers, &sketch, least)?);
    if json {
        return terminal::json(&group);
    }
    if group.copies.is_empty() {
        say(language.pick("库中没有近似件", "the store has nothing like it"));
    } else {
        show_group(&group, language);
    }
    Ok(())
}

fn alike(papers: &Papers, sketch: &Sketch, least: f64) -> Result<Vec<Kept>, Failure> {
    let candidates = papers.sharing(&sketch.bands().collect::<Vec<_>>())?;
    let kept = candidates.iter().map(Kept::of).collect::<Result<Vec<_>, _>>()?;
    Ok(kept.into_iter().filter(|kept| sketch.likeness(&kept.sketch) >= least).collect())
}

/// Every group of near-duplicates, each once, the largest first.
fn groups(store: &Path, least: f64, json: bool, language: Language) -> Result<(), Failure> {
    let papers = open(store)?;
    let mut seen = std::collections::BTreeSet::new();
    let mut groups = Vec::new();
    for record in papers.all()? {
        if seen.contains(&record.sha256) {
            continue;
        }
        let sketch = Kept::of(&record)?.sketch;
        let kept = alike(&papers, &sketch, least)?;
        seen.extend(kept.iter().map(|kept| kept.card.sha256.clone()));
        if kept.len() > 1 {
            let soundest = kept.iter().min_by(|a, b| Card::sounder_first(&a.card, &b.card)).map(|kept| kept.sketch.clone());
            groups.push(group(&soundest.unwrap_or(sketch), kept));
        }
    }
    groups.sort_by(|a, b| b.copies.len().cmp(&a.copies.len()).then_with(|| a.soundest.cmp(&b.soundest)));
    if json {
        return terminal::json(&groups);
    }
    if groups.is_empty() {
        say(language.pick("库中没有近似件", "the store has no near-duplicates"));
    }
    groups.iter().for_each(|group| show_group(group, language));
    Ok(())
}

fn show_group(group: &Group, language: Language) {
    let head = match language {
        Language::Zh => ["", "相似度", "完好程度", "文件", "标题"],
        Language::En => ["", "likeness", "soundness", "file", "title"],
    };
    let row = |(index, copy): (usize, &Copy)| {
        let mark = if index == 0 { language.pick("最完好", "soundest") } else { "" };
        let Card { soundness, file, title, .. } = &copy.card;
        vec![
            mark.to_owned(),
            format!("{:.2}", copy.likeness),
            format!("{:.3}", soundness.score),
            file.clone(),
            title.clone().unwrap_or_default(),
        ]
    };
    say(terminal::table(&head, &[1, 2], group.copies.iter().enumerate().map(row)));
    for copy in group.copies.iter().filter(|copy| !copy.card.soundness.reasons.is_empty()) {
        let reasons: Vec<&str> = copy.card.soundness.reasons.iter().map(|reason| language.of(reason)).collect();
        say(format_args!("  {}{}{}", copy.card.file, language.pick("：", ": "), reasons.join(language.pick("；", "; "))));
    }
}

fn show_versions(store: &Path, on: Option<Date>, folder: Option<&Path>, json: bool, language: Language) -> Result<(), Failure> {
    let papers = open(store)?;
    let declared = folder.map(folders::read_programme).transpose()?.map(|folder| programme::papers(&folder)).unwrap_or_default();
    let editions = editions(&papers, &declared)?;
    let day = on.or_else(|| editions.iter().filter_map(|edition| edition.dated).max()).unwrap_or(Date::MAX);
    let found = versions(&editions, day);
    if json {
        return terminal::json(&found);
    }
    if found.is_empty() {
        say(language.pick("没有两份文件对同一事项作出规定", "no two papers rule on the same thing"));
    }
    found.iter().for_each(|group| show_version(group, day, language));
    Ok(())
}

/// The soundest copy of every paper, dated by the folder where it knows the paper.
fn editions(papers: &Papers, declared: &[programme::Paper]) -> Result<Vec<Edition>, Failure> {
    const SAME: f64 = 0.8;
    let mut kept = papers.all()?.iter().map(Kept::of).collect::<Result<Vec<_>, _>>()?;
    kept.sort_by(|a, b| Card::sounder_first(&a.card, &b.card));
    let mut editions: Vec<(Edition, Sketch)> = Vec::new();
    for Kept { card, sketch } in kept {
        if editions.iter().any(|(_, other)| other.likeness(&sketch) >= SAME) {
            continue;
        }
        let known = declared.iter().find(|paper| {
            let held = paper.held.iter().any(|copy| copy.sha256 == card.sha256);
            held || paper.number.is_some() && paper.number == card.number
        });
        let told = known.and_then(|paper| paper.signed_on.or(paper.published_on));
        let edition = Edition {
            paper: known.map_or_else(|| card.file.clone(), |paper| paper.id.to_string()),
            title: card.title,
            number: card.number.or_else(|| known.and_then(|paper| paper.number.clone())),
            dated: told.or_else(|| card.dated.as_deref().and_then(|day| day.parse().ok())),
            rules: card.rules,
        };
        editions.push((edition, sketch));
    }
    Ok(editions.into_iter().map(|(edition, _)| edition).collect())
}

fn show_version(group: &Versions, day: Date, language: Language) {
    let differ =
        if group.differ { language.pick("条件不同", "conditions differ") } else { language.pick("条件相同", "same condition") };
    say(format_args!("■ {}{} — {differ}", group.subject.as_deref().unwrap_or_default(), group.consequence));
    for version in &group.versions {
        let Version { paper, number, dated, rule, in_force, .. } = version;
        let state = match in_force {
            Some(true) => language.pick("有效", "in force"),
            Some(false) if dated.is_some_and(|dated| dated > day) => language.pick("尚未施行", "not yet in force"),
            Some(false) => language.pick("已被取代", "superseded"),
            None => language.pick("是否有效不明（有文件未注明日期）", "open, for want of a date"),
        };
        let dated = dated.map_or_else(|| "—".to_owned(), |day| day.to_string());
        say(format_args!("  {paper} {} {} {dated} [{day} {state}]", number.as_deref().unwrap_or_default(), rule.clause));
        say(format_args!("    {}", rule.quote));
    }
}
