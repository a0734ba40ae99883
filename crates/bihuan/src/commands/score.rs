//! `bihuan score`: a table scored by a method file, without a programme folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use corpus::{Finding, Severity};
use evaluation::{Ballots, Case, Chance, Evaluation, Sensitivity, Standing, TopSet, UnitOutcome, evaluate, one_off, sensitivity};
use programme::Method;
use programme::method::{Content, Doubt};
use serde::Serialize;

use crate::failure::Failure;
use crate::folders;
use crate::terminal::{self, Language, say};

/// 按办法文件给一张表打分 / score a table by a method file
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// 办法文件（TOML） / the method
    method: PathBuf,
    /// 数据表（CSV）：首列为单位，表头为指标编号 / the table: first column the unit, heading the ids of the indicators
    table: PathBuf,
    /// 不确定性文件：哪些选择和误差参与重算 / which choices and errors vary
    #[arg(long)]
    uncertainty: Option<PathBuf>,
    /// 专家打分表 / ballots of experts
    #[arg(long)]
    ballots: Option<PathBuf>,
    /// 评价年度；缺省为表中最后一年 / the year; the table's last one unless given
    #[arg(long)]
    year: Option<i16>,
    /// 重算次数 / replicates
    #[arg(long)]
    replicates: Option<u32>,
    /// 随机种子 / seed
    #[arg(long)]
    seed: Option<u64>,
    /// Sobol 指数的基点数，0 为不计算 / base points of the Sobol indices, 0 for none
    #[arg(long)]
    sobol: Option<u32>,
    /// 输出 JSON / print JSON
    #[arg(long)]
    json: bool,
}

/// What a script reads.
#[derive(Debug, Default, Serialize)]
struct Report {
    format: u32,
    method: String,
    title: corpus::Bilingual,
    illustrative: bool,
    /// `None` where neither the table nor the caller names one.
    year: Option<i16>,
    replicates: u32,
    seed: u64,
    units: Vec<Row>,
    /// P(first above second) within a class.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pairs: BTreeMap<String, BTreeMap<String, f64>>,
    /// The best of every class, and how surely they are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    top_sets: Vec<TopSet>,
    /// Where each unit's uncertainty comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    sobol: Option<Sensitivity>,
    findings: Vec<Finding>,
}

#[derive(Debug, Serialize)]
struct Row {
    unit: String,
    class: Option<String>,
    score: Option<f64>,
    rank: Option<u32>,
    grade: Option<String>,
    /// Score of every group and leaf by its path; the root as `""`.
    nodes: BTreeMap<String, f64>,
    /// Points of every leaf and of every entry beside the tree, by path; they sum to `score`.
    contributions: BTreeMap<String, f64>,
    /// What is to be said about leaves whose figure was filled, carried or estimated, by path.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    flags: BTreeMap<String, Vec<corpus::Bilingual>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rank_low: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rank_high: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score_low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score_high: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grade_probability: Option<BTreeMap<String, f64>>,
    /// Why there is no score.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<corpus::Bilingual>,
}

/// Replicates when an uncertainty file is given and says nothing about their number.
const REPLICATES: u32 = 1000;

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let files = Files {
        method: &arguments.method,
        table: &arguments.table,
        uncertainty: arguments.uncertainty.as_deref(),
        ballots: arguments.ballots.as_deref(),
        year: arguments.year,
    };
    let ((evaluation, sobol), mut findings) = match with_case(&files, |case, method| judge(arguments, case, method)) {
        Ok(judged) => judged,
        Err((failure, findings)) => {
            if arguments.json {
                terminal::json(&Report { findings, ..Report::default() })?;
            } else {
                terminal::findings(language, &findings, usize::MAX);
            }
            return Err(failure);
        }
    };
    findings.extend(evaluation.findings.iter().cloned());
    let worst = findings.iter().map(|finding| finding.severity).max();
    if arguments.json {
        terminal::json(&report(&evaluation, sobol, findings))?;
    } else {
        print(language, &evaluation);
        terminal::findings(language, &findings, usize::MAX);
    }
    Ok(if worst == Some(Severity::Error) { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn read_method(files: &Files<'_>, findings: &mut Vec<Finding>) -> Result<Option<Method>, Failure> {
    let (method, found) = Method::parse(&folders::file_name(files.method), &text_of(files.method)?);
    findings.extend(found);
    let Some(mut method) = method else { return Ok(None) };
    if let Some(file) = files.uncertainty {
        let (doubt, found) = Doubt::parse(&folders::file_name(file), &text_of(file)?);
        findings.extend(found);
        method.doubt = doubt;
    }
    Ok(Some(method))
}

type Judged = (Evaluation, Option<Sensitivity>);

fn judge(arguments: &Arguments, case: &Case<'_>, method: &Method) -> Judged {
    let chance = chance(arguments, method);
    let base = if arguments.json && chance.replicates > 0 { base_points(arguments, method, case.units.len()) } else { 0 };
    let sobol = (base > 0).then(|| sensitivity(case, method, base, chance.seed)).flatten();
    (evaluate(case, method, chance), sobol)
}

/// Files that say how a table is to be judged.
pub(crate) struct Files<'a> {
    pub(crate) method: &'a Path,
    pub(crate) table: &'a Path,
    pub(crate) uncertainty: Option<&'a Path>,
    pub(crate) ballots: Option<&'a Path>,
    pub(crate) year: Option<i16>,
}

/// Reads the files and hands over the case; what was wrong with them comes back beside the result.
pub(crate) fn with_case<T>(
    files: &Files<'_>,
    work: impl FnOnce(&Case<'_>, &Method) -> T,
) -> Result<(T, Vec<Finding>), (Failure, Vec<Finding>)> {
    let mut findings = Vec::new();
    match case_of(files, &mut findings, work) {
        Ok(done) => Ok((done, findings)),
        Err(failure) => Err((failure, findings)),
    }
}

fn case_of<T>(files: &Files<'_>, findings: &mut Vec<Finding>, work: impl FnOnce(&Case<'_>, &Method) -> T) -> Result<T, Failure> {
    let method = read_method(files, findings)?.ok_or_else(|| Failure::input("办法文件无法使用", "the method cannot be used"))?;
    let bytes = folders::read_file(files.table)?;
    let table = one_off(&folders::file_name(files.table), &bytes, &method, files.year.unwrap_or(0));
    findings.extend(table.findings.iter().cloned());
    let ballots = match files.ballots {
        Some(file) => {
            let (ballots, found) = Ballots::parse(&folders::file_name(file), &text_of(file)?);
            findings.extend(found);
            findings.extend(ballots.strangers(&folders::file_name(file), &table.units, &method));
            ballots
        }
        None => Ballots::default(),
    };
    let beside = methods_beside(files.method)?;
    findings.extend(flaws_of_used(&method, &beside));
    let methods = beside.into_iter().map(|(id, (method, _))| (id, method)).collect();
    let case = Case {
        units: &table.units,
        indicators: &BTreeMap::new(),
        observations: &table.observations,
        ballots: &ballots,
        methods: &methods,
        year: files.year.or_else(|| table.years.iter().next_back().copied()).unwrap_or(0),
    };
    findings.extend((case.year != 0 && !method.judges(case.year)).then(|| another_year(&method, case.year)));
    Ok(work(&case, &method))
}

fn another_year(method: &Method, year: i16) -> Finding {
    let shown = |year: Option<i16>| year.map_or_else(String::new, |year| year.to_string());
    let span = format!("{}-{}", shown(method.first_year), shown(method.last_year));
    Finding::warning(
        "method/another-year",
        format!("本办法适用 {span} 年度，数据为 {year} 年"),
        format!("the method judges the years {span}; the figures are of {year}"),
    )
    .hint("换用该年度的办法，或用 --year 指定年度", "take the edition of that year, or name another year with `--year`")
}

/// Base points of the indices when nobody says how many; fewer for large tables, so that they come in seconds.
const BASE: u32 = 256;
const FEWEST_BASE: u32 = 16;
const CELLS: usize = 2_000_000;

fn base_points(arguments: &Arguments, method: &Method, units: usize) -> u32 {
    let asked = arguments.sobol.or_else(|| method.doubt.as_ref().and_then(|doubt| doubt.sobol));
    asked.unwrap_or_else(|| {
        let affordable = CELLS / (units * method.nodes.len()).max(1);
        let most = 1_u32 << affordable.clamp(1, BASE as usize).ilog2();
        if most < FEWEST_BASE { 0 } else { most }
    })
}

fn chance(arguments: &Arguments, method: &Method) -> Chance {
    let doubt = method.doubt.as_ref();
    let wanted = arguments.replicates.or_else(|| doubt.and_then(|doubt| doubt.replicates));
    let default = if arguments.uncertainty.is_some() { REPLICATES } else { 0 };
    Chance {
        seed: arguments.seed.or_else(|| doubt.and_then(|doubt| doubt.seed)).unwrap_or(0),
        replicates: if arguments.uncertainty.is_some() || arguments.replicates.is_some() { wanted.unwrap_or(default) } else { 0 },
    }
}

type Beside = BTreeMap<String, (Method, Vec<Finding>)>;

/// Methods in the same folder, which the method may use as leaves, each with its findings.
fn methods_beside(path: &Path) -> Result<Beside, Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut methods = BTreeMap::new();
    let entries = std::fs::read_dir(folder).map_err(|error| Failure::reading(folder, &error))?;
    for entry in entries.flatten().filter(|entry| entry.path().extension().is_some_and(|extension| extension == "toml")) {
        if let Ok(text) = text_of(&entry.path())
            && let (Some(method), findings) = Method::parse(&folders::file_name(&entry.path()), &text)
        {
            methods.insert(method.id.clone(), (method, findings));
        }
    }
    Ok(methods)
}

/// Findings of the methods that the method uses, directly or through others; files that only lie beside it are not its matter.
fn flaws_of_used(method: &Method, beside: &Beside) -> Vec<Finding> {
    let mut used = BTreeSet::from([method.id.clone()]);
    let mut open = vec![method];
    let mut findings = Vec::new();
    while let Some(method) = open.pop() {
        for node in &method.nodes {
            if let Content::Method { id, .. } = &node.content
                && let Some((other, flaws)) = beside.get(id)
                && used.insert(id.clone())
            {
                findings.extend(flaws.iter().cloned());
                open.push(other);
            }
        }
    }
    findings
}

fn text_of(path: &Path) -> Result<String, Failure> {
    String::from_utf8(folders::read_file(path)?)
        .map_err(|_| Failure::input(format!("`{}` 不是 UTF-8 文本", path.display()), format!("`{}` is not UTF-8 text", path.display())))
}

fn report(evaluation: &Evaluation, sobol: Option<Sensitivity>, findings: Vec<Finding>) -> Report {
    Report {
        format: 1,
        method: evaluation.method.clone(),
        title: evaluation.method_title.clone(),
        illustrative: evaluation.illustrative,
        year: Some(evaluation.year).filter(|year| *year != 0),
        replicates: evaluation.replicates,
        seed: evaluation.seed,
        units: evaluation.units.iter().map(row).collect(),
        pairs: pairs(evaluation),
        top_sets: evaluation.top_sets.clone(),
        sobol,
        findings,
    }
}

fn pairs(evaluation: &Evaluation) -> BTreeMap<String, BTreeMap<String, f64>> {
    let name = |unit: usize| evaluation.units[unit].unit.0.clone();
    let of_unit = |(unit, row): (usize, &Vec<Option<f64>>)| {
        let others: BTreeMap<String, f64> = row.iter().enumerate().filter_map(|(other, share)| Some((name(other), (*share)?))).collect();
        (!others.is_empty()).then(|| (name(unit), others))
    };
    evaluation.above.iter().enumerate().filter_map(of_unit).collect()
}

fn row(outcome: &UnitOutcome) -> Row {
    let mut row = Row {
        unit: outcome.unit.0.clone(),
        class: outcome.class.clone(),
        score: None,
        rank: None,
        grade: None,
        nodes: BTreeMap::new(),
        contributions: BTreeMap::new(),
        flags: BTreeMap::new(),
        rank_low: None,
        rank_high: None,
        score_low: None,
        score_high: None,
        grade_probability: None,
        reason: None,
    };
    match &outcome.standing {
        Standing::Evaluated { score, rank, grade, nodes, contributions, uncertainty, .. } => {
            row.score = Some(*score);
            row.rank = Some(*rank);
            row.grade = grade.as_ref().map(|grade| grade.0.clone());
            row.nodes.clone_from(nodes);
            row.contributions = contributions.iter().map(|part| (part.path.clone(), part.points)).collect();
            let flagged = contributions.iter().filter(|part| !part.flags.is_empty());
            row.flags = flagged.map(|part| (part.path.clone(), part.flags.clone())).collect();
            if let Some(doubt) = uncertainty {
                row.rank_low = Some(doubt.rank_low);
                row.rank_high = Some(doubt.rank_high);
                row.score_low = Some(doubt.score_low);
                row.score_high = Some(doubt.score_high);
                row.grade_probability = Some(doubt.grade_probability.iter().map(|(grade, share)| (grade.0.clone(), *share)).collect());
            }
        }
        Standing::Special { reason, grade, .. } => {
            row.grade = grade.as_ref().map(|grade| grade.0.clone());
            row.reason = Some(reason.clone());
        }
        Standing::NotEvaluable(why) => row.reason = Some(why.reason.clone()),
    }
    row
}

fn print(language: Language, evaluation: &Evaluation) {
    let mut rows: Vec<Row> = evaluation.units.iter().map(row).collect();
    rows.sort_by(|a, b| a.class.cmp(&b.class).then(a.rank.unwrap_or(u32::MAX).cmp(&b.rank.unwrap_or(u32::MAX))));
    let head = match language {
        Language::Zh => ["单位", "类别", "得分", "名次", "等次", "名次区间"],
        Language::En => ["unit", "class", "score", "rank", "grade", "rank interval"],
    };
    let cells = rows.into_iter().map(|row| {
        let interval = row.rank_low.zip(row.rank_high).map(|(low, high)| format!("{low}-{high}"));
        vec![
            row.unit,
            row.class.unwrap_or_default(),
            row.score.map_or_else(
                || row.reason.map_or_else(String::new, |reason| language.of(&reason).to_owned()),
                |score| format!("{score:.4}"),
            ),
            row.rank.map_or_else(String::new, |rank| rank.to_string()),
            row.grade.unwrap_or_default(),
            interval.unwrap_or_default(),
        ]
    });
    say(language.of(&evaluation.method_title));
    if evaluation.illustrative {
        say(language.pick("示例方法，不是官方分数", "an illustrative method, not an official score"));
    }
    say(terminal::table(&head, &[2, 3], cells));
}
