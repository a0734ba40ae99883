//! `bihuan data queue`: what a person must look at, and what was decided.

use std::collections::BTreeMap;
use std::path::PathBuf;

use corpus::Bilingual;
use jiff::Zoned;
use jiff::civil::Date;
use observations::check::{Disagreement, Panel, Suspicion, check, reconcile};
use observations::{Action, DECISIONS, FigureDecision, FigureDecisions, Mapping, with_decision};
use serde::Serialize;

use super::{On, settings, text};
use crate::failure::Failure;
use crate::folders;
use crate::terminal::{self, Language, say};

#[derive(Debug, clap::Args)]
pub(super) struct Queue {
    /// 方案目录 / programme folder
    folder: PathBuf,
    /// 逐条数据表 / tidy table
    #[arg(long)]
    table: PathBuf,
    /// 要作决定的数据：指标/地区代码/年份 / figure to decide on: heading/code/year
    #[arg(long, requires_all = ["why", "who"])]
    figure: Option<String>,
    /// 认可原数 / the figure stands
    #[arg(long, requires = "figure", group = "action")]
    accept: bool,
    /// 更正为此数（按表中单位）/ it should be this, in the table's unit
    #[arg(long, requires = "figure", group = "action", allow_negative_numbers = true)]
    correct: Option<f64>,
    /// 退回填报单位核实 / send it back with a question
    #[arg(long, requires = "figure", group = "action")]
    ask_back: bool,
    /// 理由 / reason
    #[arg(long)]
    why: Option<String>,
    /// 经办人 / who decides
    #[arg(long)]
    who: Option<String>,
    /// 决定日期，默认今天 / day of the decision, today by default
    #[arg(long)]
    day: Option<Date>,
    /// 只看到这一天为止已知的数据和决定 / only figures and decisions known by this day
    #[arg(long)]
    as_known_on: Option<Date>,
    /// 也列已有决定的 / what was decided on, too
    #[arg(long)]
    all: bool,
    #[arg(long)]
    json: bool,
    /// 最多显示几条 / most lines to show
    #[arg(long, default_value_t = 40)]
    most: usize,
}

/// A figure that waits for a person, or that a person has looked at.
#[derive(Debug, Serialize)]
struct Item {
    figure: String,
    place: String,
    heading: String,
    year: i16,
    value: f64,
    unit: String,
    likelihood: f64,
    likely: Option<f64>,
    reasons: Vec<Bilingual>,
    /// `open`, `accepted`, `corrected`, `asked_back`, or `stale`: the table says something else than what was decided on.
    state: &'static str,
    decision: Option<FigureDecision>,
}

pub(super) fn execute(queue: &Queue, language: Language) -> Result<(), Failure> {
    let on = On {
        table: queue.table.clone(),
        programme: queue.folder.clone(),
        json: queue.json,
        most: queue.most,
        as_known_on: queue.as_known_on,
    };
    let panel = super::panel(&on, language)?;
    if let Some(figure) = &queue.figure {
        return decide(queue, figure, &panel, language);
    }
    let (decisions, findings) = decisions(queue)?;
    terminal::findings(language, &findings, queue.most);
    let items = items(&panel, &on, &decisions)?;
    let open = items.iter().filter(|item| item.state == "open" || item.state == "stale").count();
    let decided = items.len() - open;
    let shown: Vec<Item> = items.into_iter().filter(|item| queue.all || item.state == "open" || item.state == "stale").collect();
    if queue.json {
        return terminal::json(&serde_json::json!({ "format": 1, "open": open, "decided": decided, "items": shown }));
    }
    for item in shown.iter().take(queue.most) {
        let reasons: Vec<&str> = item.reasons.iter().map(|reason| language.of(reason)).collect();
        let likely = item.likely.map_or_else(String::new, |likely| format!(" -> {likely}?"));
        let Item { figure, place, value, unit, likelihood, state, .. } = item;
        let state = state_name(state, language);
        say(format_args!("{figure}  {place}  {value} {unit}{likely}  {likelihood:.2}  [{state}]  {}", reasons.join("; ")));
    }
    say(match language {
        Language::Zh => format!("待处理 {open} 个，已有决定 {decided} 个"),
        Language::En => format!("{open} figures wait, {decided} were decided on"),
    });
    Ok(())
}

fn decisions(queue: &Queue) -> Result<(FigureDecisions, Vec<corpus::Finding>), Failure> {
    let path = queue.folder.join(DECISIONS);
    if !path.is_file() {
        return Ok((FigureDecisions::default(), Vec::new()));
    }
    Ok(FigureDecisions::read(&folders::read_file(&path)?, queue.as_known_on))
}

/// Every doubted figure once, with all reasons, the likeliest faults first.
fn items(panel: &Panel, on: &On, decisions: &FigureDecisions) -> Result<Vec<Item>, Failure> {
    let settings = settings(on)?;
    let mut by_figure: BTreeMap<(String, String, i16), Item> = BTreeMap::new();
    for suspicion in check(panel, &settings) {
        let Suspicion { heading, place, year, likelihood, likely, message, .. } = suspicion;
        add(&mut by_figure, panel, (heading, place, year), likelihood, likely, message);
    }
    let (mapping, _) = Mapping::read("data/mapping.toml", &text(&on.programme.join("data/mapping.toml"))?);
    for disagreement in reconcile(panel, &mapping.rival_headings(), &settings).0 {
        let Some(side) = disagreement.faulty else { continue };
        let likelihood = disagreement.odds / (1.0 + disagreement.odds);
        let other = disagreement.values[1 - side];
        let message = disagreement_text(&disagreement, side);
        let likely = (side == 0).then_some(other);
        add(
            &mut by_figure,
            panel,
            (disagreement.headings[side].clone(), disagreement.place, disagreement.year),
            likelihood,
            likely,
            message,
        );
    }
    let mut items: Vec<Item> = by_figure.into_values().collect();
    for item in &mut items {
        let code = item.figure.split('/').nth(1).unwrap_or_default().to_owned();
        if let Some(decision) = decisions.about(&[&code], std::iter::once(item.heading.as_str()), item.year) {
            let same = (decision.seen - item.value).abs() <= 1e-9 * item.value.abs();
            item.state = match decision.action {
                _ if !same => "stale",
                Action::Accept => "accepted",
                Action::Correct(_) => "corrected",
                Action::AskBack => "asked_back",
            };
            item.decision = Some(decision.clone());
        }
    }
    items.sort_by(|a, b| b.likelihood.total_cmp(&a.likelihood).then_with(|| a.figure.cmp(&b.figure)));
    Ok(items)
}

fn add(
    by_figure: &mut BTreeMap<(String, String, i16), Item>,
    panel: &Panel,
    key: (String, String, i16),
    likelihood: f64,
    likely: Option<f64>,
    message: Bilingual,
) {
    let (heading, place, year) = &key;
    let Some((series, point)) = panel.find(heading, place).and_then(|series| Some((series, series.at(*year)?))) else { return };
    let item = by_figure.entry(key.clone()).or_insert_with(|| Item {
        figure: format!("{heading}/{place}/{year}"),
        place: if series.name.is_empty() { place.clone() } else { series.name.clone() },
        heading: heading.clone(),
        year: *year,
        value: point.value,
        unit: series.unit.clone(),
        likelihood,
        likely,
        reasons: Vec::new(),
        state: "open",
        decision: None,
    });
    if likelihood > item.likelihood {
        (item.likelihood, item.likely) = (likelihood, likely.or(item.likely));
    }
    item.reasons.push(message);
}

fn disagreement_text(disagreement: &Disagreement, side: usize) -> Bilingual {
    let other = &disagreement.headings[1 - side];
    let value = disagreement.values[1 - side];
    Bilingual::new(
        format!("与来源“{other}”的{value}不一致，且与本序列前后年份不合"),
        format!("the source `{other}` says {value}, and the figure fits its own years worse"),
    )
}

fn decide(queue: &Queue, figure: &str, panel: &Panel, language: Language) -> Result<(), Failure> {
    let wrong = || Failure::input(format!("没有数据 `{figure}`"), format!("there is no figure `{figure}`"));
    let mut parts = figure.rsplitn(3, '/');
    let year: i16 = parts.next().and_then(|year| year.parse().ok()).ok_or_else(wrong)?;
    let (place, heading) = (parts.next().ok_or_else(wrong)?, parts.next().ok_or_else(wrong)?);
    let series = panel.find(heading, place).ok_or_else(wrong)?;
    let point = series.at(year).ok_or_else(wrong)?;
    let action = match (queue.accept, queue.correct, queue.ask_back) {
        (true, ..) => Action::Accept,
        (_, Some(value), _) => Action::Correct(value),
        (.., true) => Action::AskBack,
        _ => {
            return Err(Failure::input("请用 --accept、--correct 或 --ask-back 说明决定", "say --accept, --correct or --ask-back"));
        }
    };
    let decision = FigureDecision {
        day: queue.day.unwrap_or_else(|| Zoned::now().date()),
        who: queue.who.clone().unwrap_or_default(),
        place: place.to_owned(),
        indicator: heading.to_owned(),
        year,
        action,
        seen: point.value,
        unit: series.unit.clone(),
        why: queue.why.clone().unwrap_or_default(),
        row: 0,
    };
    if decision.who.trim().is_empty() || decision.why.trim().is_empty() {
        return Err(Failure::input("须写明经办人和理由", "the author and the reason are needed"));
    }
    let path = queue.folder.join(DECISIONS);
    let before = if path.is_file() { text(&path)? } else { String::new() };
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(|error| Failure::writing(parent, &error))?;
    }
    folders::write_at_once(&path, with_decision(&before, &decision).as_bytes())?;
    say(match language {
        Language::Zh => format!("已记入 {}：{figure}", path.display()),
        Language::En => format!("kept in {}: {figure}", path.display()),
    });
    Ok(())
}

fn state_name(state: &str, language: Language) -> &'static str {
    match (state, language) {
        ("accepted", Language::Zh) => "已认可",
        ("corrected", Language::Zh) => "已更正",
        ("asked_back", Language::Zh) => "已退回核实",
        ("stale", Language::Zh) => "原数已变，须重新决定",
        (_, Language::Zh) => "待处理",
        ("accepted", Language::En) => "accepted",
        ("corrected", Language::En) => "corrected",
        ("asked_back", Language::En) => "asked back",
        ("stale", Language::En) => "the figure has changed since, decide again",
        (_, Language::En) => "open",
    }
}
