//! `bihuan explain`: from a grade down to cells and clauses, as text.

use std::path::PathBuf;
use std::process::ExitCode;

use consequences::{Decision, Verdict};
use corpus::ClauseId;
use evaluation::{Contribution, Standing, UnitOutcome};
use jiff::civil::date;
use observations::{Figure, Reading};
use programme::{Programme, UnitId};
use publication::{Cycle, Year};

use crate::failure::Failure;
use crate::terminal::{Language, Progress, say};
use crate::{output, run};

/// 说明一个等次的由来：得分、数据单元格、条款 / explain a grade down to cells and clauses
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// 输出目录 / folder that a run has written
    out: PathBuf,
    /// 单位名称或代码 / name or code of the unit
    unit: String,
    /// 评估年度 / year
    #[arg(long)]
    year: i16,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let kept = output::kept_run(&arguments.out)?;
    let cycle = run::cycle(&output::sources_of(&kept)?, &Progress::new(language))?;
    let year = cycle.years.iter().find(|year| year.year == arguments.year).ok_or_else(|| unknown_year(&cycle, arguments.year))?;
    let unit = find_unit(&cycle.programme, year, &arguments.unit)?;
    explain(&cycle, year, unit, language);
    Ok(ExitCode::SUCCESS)
}

fn unknown_year(cycle: &Cycle, year: i16) -> Failure {
    let known: Vec<String> = cycle.years.iter().map(|year| year.year.to_string()).collect();
    let known = known.join("、");
    Failure::input(format!("本次运行没有 {year} 年度；已有：{known}"), format!("the run has no year {year}; it has {known}"))
}

/// Finds a unit by code, by full name, or by the beginning of its name where that is unambiguous. A city that is not judged itself in the
/// year is found through the zone it belongs to.
fn find_unit<'a>(programme: &Programme, year: &'a Year, wanted: &str) -> Result<&'a UnitOutcome, Failure> {
    let day = date(year.year, 12, 31);
    let name = |unit: &UnitId| programme.unit(unit, day).map(|unit| unit.name);
    let bears = |unit: &UnitId| {
        unit.as_str() == wanted
            || name(unit).is_some_and(|name| name.zh.starts_with(wanted) || name.en.to_lowercase().starts_with(&wanted.to_lowercase()))
    };
    let mut found = year.evaluation.units.iter().filter(|outcome| bears(&outcome.unit));
    if let (Some(unit), None) = (found.next(), found.next()) {
        return Ok(unit);
    }
    let exact = year.evaluation.units.iter().find(|outcome| name(&outcome.unit).is_some_and(|name| name.zh == wanted));
    let zone = || {
        let member = programme.members_on(day).find(|member| bears(&member.unit))?;
        year.evaluation.units.iter().find(|outcome| outcome.unit == member.zone)
    };
    exact.or_else(zone).ok_or_else(|| {
        let known: Vec<String> = year.evaluation.units.iter().filter_map(|outcome| name(&outcome.unit)).map(|name| name.zh).collect();
        Failure::input(
            format!("{} 年度没有唯一的单位“{wanted}”；有：{}", year.year, known.join("、")),
            format!("no single unit `{wanted}` in {}; there are {}", year.year, known.join(", ")),
        )
    })
}

fn explain(cycle: &Cycle, year: &Year, outcome: &UnitOutcome, language: Language) {
    let name = cycle
        .programme
        .unit(&outcome.unit, date(year.year, 12, 31))
        .map_or_else(|| outcome.unit.to_string(), |unit| language.of(&unit.name).to_owned());
    say(format_args!("{name} ({})  {}", outcome.unit, year.year));
    let method = &year.evaluation;
    let illustrative = if method.illustrative { language.pick("  [示例方法]", "  [illustrative method]") } else { "" };
    let label = cycle.label.as_ref().map_or_else(String::new, |label| format!("  [{}]", language.of(label)));
    say(format_args!(
        "{}: {} ({}){illustrative}{label}",
        language.pick("方法", "method"),
        language.of(&method.method_title),
        method.method
    ));
    say(format_args!("{}: {} / {}", language.pick("有数据的指标", "indicators with a figure"), outcome.n_present, outcome.n_asked));
    match &outcome.standing {
        Standing::NotEvaluable(why) => {
            say(format_args!("{}: {}", language.pick("不可评估", "not evaluable"), language.of(&why.reason)));
            for indicator in &why.missing {
                say(format_args!("  - {indicator}"));
            }
        }
        Standing::Special { grade, reason, cite } => {
            let grade = grade.as_ref().map_or("-", |grade| grade_name(cycle, grade, language));
            let outside = language.pick("不参加排名", "outside the ranking");
            say(format_args!("{outside}: {grade}   {}{}", language.of(reason), cites(cite, language)));
        }
        Standing::Evaluated { score, rank, of, grade, contributions, uncertainty, .. } => {
            let grade = grade.as_ref().map_or("-", |grade| grade_name(cycle, grade, language));
            say(format_args!(
                "{}: {score:.2}   {}: {rank}/{of}   {}: {grade}",
                language.pick("得分", "score"),
                language.pick("位次", "rank"),
                language.pick("等次", "grade")
            ));
            if let Some(doubt) = uncertainty {
                say(format_args!(
                    "{}: {:.2} - {:.2}   {}: {} - {}",
                    language.pick("得分 90% 区间", "90 % interval of the score"),
                    doubt.score_low,
                    doubt.score_high,
                    language.pick("位次 90% 区间", "of the rank"),
                    doubt.rank_low,
                    doubt.rank_high
                ));
                let chances: Vec<String> = cycle
                    .programme
                    .about
                    .grades
                    .iter()
                    .filter_map(|grade| {
                        Some(format!("{} {:.0}%", language.of(&grade.name), 100.0 * doubt.grade_probability.get(&grade.id)?))
                    })
                    .collect();
                say(format_args!("{}: {}", language.pick("各等次概率", "probability of each grade"), chances.join("  ")));
            }
            say("");
            say(language.pick("得分由来（各项之和即得分）：", "where the score comes from (the points add up to it):"));
            for contribution in contributions {
                explain_contribution(cycle, &outcome.unit, contribution, language);
            }
        }
    }
    say("");
    say(language.pick("结果运用：", "what follows:"));
    for decision in year.consequences.decisions.iter().filter(|decision| concerns(cycle, year.year, &decision.unit, &outcome.unit)) {
        explain_decision(decision, language);
    }
}

/// A zone's explanation tells what follows for its members, to whom the rules apply.
fn concerns(cycle: &Cycle, year: i16, decided: &UnitId, shown: &UnitId) -> bool {
    decided == shown || cycle.programme.members_of(shown, date(year, 12, 31)).any(|member| member == decided)
}

fn grade_name<'a>(cycle: &'a Cycle, id: &'a programme::GradeId, language: Language) -> &'a str {
    cycle.programme.about.grades.iter().find(|grade| grade.id == *id).map_or(id.as_str(), |grade| language.of(&grade.name))
}

fn explain_contribution(cycle: &Cycle, unit: &UnitId, contribution: &Contribution, language: Language) {
    let number = |value: Option<f64>| value.map_or_else(|| language.pick("缺", "missing").to_owned(), |value| format!("{value:.4}"));
    let weight =
        contribution.weight.map_or_else(String::new, |weight| format!("  {} {:.2}%", language.pick("权重", "weight"), 100.0 * weight));
    say(format_args!(
        "{:+8.3}  {}  [{}]  {} {}  {} {}{weight}{}",
        contribution.points,
        language.of(&contribution.name),
        contribution.path,
        language.pick("原值", "raw"),
        number(contribution.raw),
        language.pick("标准化", "normalised"),
        number(contribution.normalised),
        cites(&contribution.cite, language),
    ));
    for flag in &contribution.flags {
        say(format_args!("            ! {}", language.of(flag)));
    }
    let (Some(indicator), Some(year)) = (&contribution.indicator, contribution.figure_year) else { return };
    if let Some(figure) = cycle.observations.figure(unit, indicator, year) {
        explain_figure(figure, language);
    }
}

fn explain_figure(figure: &Figure, language: Language) {
    if let Some(formula) = &figure.formula {
        say(format_args!("            = {formula}"));
    }
    for reading in &figure.from {
        say(format_args!("            <- {}", cell(reading)));
    }
    for rival in &figure.rivals {
        say(format_args!("            {} {}", language.pick("另有", "rival"), cell(rival)));
    }
}

fn cell(reading: &Reading) -> String {
    let origin = &reading.origin;
    let sheet = origin.sheet.as_ref().map_or_else(String::new, |sheet| format!("{sheet}!"));
    let hash = origin.sha256.get(..12).unwrap_or(&origin.sha256);
    format!("{}[{sheet}{}] {} {} = {} (sha256 {hash})", origin.file, origin.cell, origin.source, origin.heading, origin.printed)
}

fn explain_decision(decision: &Decision, language: Language) {
    let mark = match decision.verdict {
        Verdict::Met => "+",
        Verdict::NotMet => "-",
        Verdict::Unknown => "?",
    };
    say(format_args!(
        "{mark} {} ({}){}  {}",
        language.of(&decision.title),
        decision.unit,
        cites(&decision.clause, language),
        language.of(&decision.reason)
    ));
    for fact in decision.because.iter().filter(|_| decision.verdict == Verdict::Met) {
        say(format_args!("    {}{}", language.of(&fact.what), cites(&fact.cite, language)));
    }
}

fn cites(clauses: &[ClauseId], language: Language) -> String {
    if clauses.is_empty() {
        return String::new();
    }
    let texts: Vec<String> = clauses.iter().map(ToString::to_string).collect();
    format!("  {} {}", language.pick("依据", "by"), texts.join("; "))
}
