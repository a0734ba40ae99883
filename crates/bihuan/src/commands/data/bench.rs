//! `bihuan data bench`: how many faults the checks find, how often they are right, and what reconciliation makes of known conflicts.

use std::path::PathBuf;

use observations::check::bench::{Bench as Measured, bench};

use super::{On, panel, settings};
use crate::failure::Failure;
use crate::folders;
use crate::terminal::{self, Language, say};

#[derive(Debug, clap::Args)]
pub(super) struct Bench {
    #[command(flatten)]
    on: On,
    /// 每类注入多少个 / faults of each kind
    #[arg(long, default_value_t = 1000)]
    faults: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 把校准表写入此文件（方案目录的 data/calibration.csv）/ write the calibration to this file (data/calibration.csv of the folder)
    #[arg(long)]
    calibration: Option<PathBuf>,
    /// 输出为 Markdown 表格 / print Markdown tables
    #[arg(long)]
    markdown: bool,
}

pub(super) fn execute(arguments: &Bench, language: Language) -> Result<(), Failure> {
    let panel = panel(&arguments.on, language)?;
    let measured = bench(&panel, &settings(&arguments.on)?, arguments.faults, arguments.seed);
    if let Some(file) = &arguments.calibration {
        folders::write_at_once(file, measured.calibration.text().as_bytes())?;
    }
    if arguments.on.json {
        return terminal::json(&measured);
    }
    show(arguments.markdown, faults(&measured, language));
    show(arguments.markdown, reliability(&measured, language));
    let (sample, suspected) = (measured.untouched, measured.untouched_suspected);
    say(match language {
        Language::Zh => format!("未改动的 {sample} 个数据中有 {suspected} 个被怀疑"),
        Language::En => format!("{suspected} of {sample} untouched figures are suspected"),
    });
    Ok(())
}

/// A head and its rows; the first column is text.
type Lines = (Vec<&'static str>, Vec<Vec<String>>);

fn faults(measured: &Measured, language: Language) -> Lines {
    let head = match language {
        Language::Zh => vec!["差错", "注入", "发现", "判明", "误报", "查全率", "查准率"],
        Language::En => vec!["Fault", "Injected", "Found", "Named rightly", "False alarms", "Recall", "Precision"],
    };
    let rows = measured.outcomes.iter().map(|one| {
        let numbers = [one.injected, one.found, one.named, one.false_alarms].map(|number| number.to_string());
        let shares = [one.recall, one.precision].map(|share| format!("{share:.3}"));
        [language.of(&one.kind.name()).to_owned()].into_iter().chain(numbers).chain(shares).collect()
    });
    (head, rows.collect())
}

fn reliability(measured: &Measured, language: Language) -> Lines {
    let head = match language {
        Language::Zh => vec!["所述可能性", "学习半数：疑点", "属实", "检验半数：疑点", "校准后应属实", "属实"],
        Language::En => vec!["Stated likelihood", "Learnt from", "Right", "Tried on", "Right as calibrated", "Right"],
    };
    let share = |right: f64, all: usize| if all == 0 { "—".to_owned() } else { format!("{:.2}", right / all as f64) };
    let rows = measured.calibration.together().into_iter().map(|one| {
        vec![
            format!("{:.2}–{:.2}", one.from, one.to),
            one.learnt.to_string(),
            share(one.learnt_right as f64, one.learnt),
            one.tried.to_string(),
            share(one.promised, one.tried),
            share(one.tried_right as f64, one.tried),
        ]
    });
    (head, rows.collect())
}

fn show(markdown: bool, (head, rows): Lines) {
    if !markdown {
        return say(terminal::table(&head, &(1..head.len()).collect::<Vec<_>>(), rows));
    }
    say(format_args!("| {} |\n|---{}|", head.join(" | "), "|---:".repeat(head.len() - 1)));
    for row in rows {
        say(format_args!("| {} |", row.join(" | ")));
    }
    say("");
}
