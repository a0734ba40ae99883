//! `bihuan fund`: the special fund as a ledger, with totals that add up and the places where they differ from what was published.

use std::path::PathBuf;
use std::process::ExitCode;

use consequences::fund::{Project, Share, Total, entitled_zones};
use consequences::replay;
use corpus::Finding;
use programme::UnitId;
use serde::Serialize;

use crate::failure::Failure;
use crate::held::Held;
use crate::terminal::{self, Language, note, say};

/// 专项资金：预算、切块、项目，按年度、示范区、部门、类别汇总 / the special fund: budgets, lump sums, projects, totals
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// 方案目录，或一次运行的输出目录 / programme folder, or the output folder of a run
    place: PathBuf,
    #[arg(long)]
    json: bool,
}

/// A total by what it was taken.
#[derive(Serialize)]
struct Line {
    by: &'static str,
    of: String,
    #[serde(flatten)]
    total: Total,
}

#[derive(Serialize)]
struct Told {
    totals: Vec<Line>,
    shares: Vec<Share>,
    findings: Vec<Finding>,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let held = Held::read(&arguments.place, language)?;
    let told = told(&held, language);
    if arguments.json {
        terminal::json(&told)?;
        return Ok(ExitCode::SUCCESS);
    }
    if held.proceedings.fund.projects.is_empty() {
        terminal::findings(language, &told.findings, usize::MAX);
        note(
            language
                .pick("没有项目记录，可写在 decisions/fund-projects.csv", "no project on record; write it in decisions/fund-projects.csv"),
        );
        return Ok(ExitCode::SUCCESS);
    }
    let head: Vec<&str> =
        language.pick("汇总|对象|项目数|安排（万元）|支出（万元）", "by|of|projects|amount (10k yuan)|spent").split('|').collect();
    let line = |line: &Line| {
        let Total { projects, amount_wan, spent_wan } = line.total;
        vec![line.by.to_owned(), line.of.clone(), projects.to_string(), amount_wan.to_string(), spent_wan.to_string()]
    };
    say(terminal::table(&head, &[2, 3, 4], told.totals.iter().map(line)));
    let head: Vec<&str> =
        language.pick("年度|示范区|安排（万元）|占比|按规则加大", "year|zone|amount|share|larger by rule").split('|').collect();
    let line = |share: &Share| {
        let part = share.share.map_or_else(|| "-".to_owned(), |share| format!("{:.1}%", share * 100.0));
        let entitled = if share.entitled { language.pick("是", "yes") } else { "-" };
        vec![share.year.to_string(), held.name(&share.zone, language), share.amount_wan.to_string(), part, entitled.to_owned()]
    };
    say(terminal::table(&head, &[0, 2, 3], told.shares.iter().map(line)));
    terminal::findings(language, &told.findings, usize::MAX);
    Ok(ExitCode::SUCCESS)
}

fn told(held: &Held, language: Language) -> Told {
    let fund = &held.proceedings.fund;
    let years = replay(&held.programme.rulebook, &held.members, &held.history, held.years.clone());
    let entitled = entitled_zones(&held.programme, &years, held.proceedings.larger_share.as_ref());
    let mut findings = fund.check(&held.programme);
    findings.extend(fund.against_rule(&entitled));
    findings.extend(fund.against_published(&held.programme.funds));
    Told { totals: totals(held, language), shares: fund.shares(&entitled), findings }
}

fn totals(held: &Held, language: Language) -> Vec<Line> {
    let name = |unit: &UnitId| held.name(unit, language);
    let mut lines = Vec::new();
    let mut add = |zh: &'static str, en: &'static str, key: &dyn Fn(&Project) -> String| {
        let by = language.pick(zh, en);
        lines.extend(held.proceedings.fund.totals(key).into_iter().map(|(of, total)| Line { by, of, total }));
    };
    add("年度", "year", &|project| project.year.to_string());
    add("示范区", "zone", &|project| name(&project.zone));
    add("省份", "province", &|project| name(&project.province));
    add("部门", "supporter", &|project| project.supporter.clone());
    add("类别", "kind", &|project| language.of(&project.kind.name()).to_owned());
    add("状态", "state", &|project| language.of(&project.state.name()).to_owned());
    add("合计", "all", &|_| language.pick("合计", "total").to_owned());
    lines
}
