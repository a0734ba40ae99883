//! `bihuan data queue`: what a person must look at, and what was decided.

use std::path::PathBuf;

use jiff::civil::Date;
use observations::Action;
use observations::check::Panel;

use super::On;
use crate::failure::Failure;
use crate::folders;
use crate::queues::figures::{Ask, Item, items, keep};
use crate::queues::today;
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
    let doubted = items(&panel, &folders::read_programme(&queue.folder)?, queue.as_known_on)?;
    terminal::findings(language, &doubted.findings, queue.most);
    let items = doubted.items;
    let open = items.iter().filter(|item| item.state == "open" || item.state == "stale").count();
    let decided = items.len() - open;
    let shown: Vec<Item> = items.into_iter().filter(|item| queue.all || item.state == "open" || item.state == "stale").collect();
    if queue.json {
        return terminal::json(&serde_json::json!({ "format": 1, "open": open, "decided": decided, "items": shown }));
    }
    for item in shown.iter().take(queue.most) {
        let reasons: Vec<&str> = item.reasons.iter().map(|reason| language.of(reason)).collect();
        let likely = item.likely.map_or_else(String::new, |likely| format!(" -> {}?", observations::check::rounded(likely)));
        let calibrated = item.calibrated.map_or_else(String::new, |calibrated| format!(" ({calibrated:.2})"));
        let Item { figure, place, value, unit, likelihood, state, .. } = item;
        let state = state_name(state, language);
        say(format_args!("{figure}  {place}  {value} {unit}{likely}  {likelihood:.2}{calibrated}  [{state}]  {}", reasons.join("; ")));
    }
    say(match language {
        Language::Zh => format!("待处理 {open} 个，已有决定 {decided} 个"),
        Language::En => format!("{open} figures wait, {decided} were decided on"),
    });
    Ok(())
}

fn decide(queue: &Queue, figure: &str, panel: &Panel, language: Language) -> Result<(), Failure> {
    let action = match (queue.accept, queue.correct, queue.ask_back) {
        (true, ..) => Action::Accept,
        (_, Some(value), _) => Action::Correct(value),
        (.., true) => Action::AskBack,
        _ => {
            return Err(Failure::input("请用 --accept、--correct 或 --ask-back 说明决定", "say --accept, --correct or --ask-back"));
        }
    };
    let (who, why) = (queue.who.as_deref().unwrap_or_default(), queue.why.as_deref().unwrap_or_default());
    let path = keep(&queue.folder, panel, &Ask { figure, action, who, why, day: queue.day.unwrap_or_else(today) })?;
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
