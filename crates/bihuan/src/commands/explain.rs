//! `bihuan explain`: from a grade down to cells and clauses, as text.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use consequences::{Decision, Verdict};
use corpus::{Bilingual, ClauseId};
use evaluation::{Contribution, Difference, Side, Standing, UnitOutcome, units_of};
use jiff::civil::date;
use programme::{IndicatorId, Member, UnitId};
use publication::Year;
use serde::Deserialize;

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
    /// 与另一年度或另一单位比较 / another year, or another unit, to compare with
    #[arg(long)]
    against: Option<String>,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let kept = Kept::read(&arguments.out)?;
    let year = kept.years.iter().find(|year| year.year == arguments.year).ok_or_else(|| unknown_year(&kept, arguments.year))?;
    let unit = find_unit(&kept, year, &arguments.unit)?;
    match &arguments.against {
        Some(other) => against(arguments, &kept, year, unit, other, language)?,
        None => explain(&kept, year, unit, language),
    }
    Ok(ExitCode::SUCCESS)
}

/// Tells how a score differs from that of another year or unit. This is a new question to the run, so it is worked out from its kept inputs.
fn against(arguments: &Arguments, kept: &Kept, year: &Year, unit: &UnitOutcome, other: &str, language: Language) -> Result<(), Failure> {
    let (other_year, other_unit) = match other.parse::<i16>() {
        Ok(wanted) => (kept.years.iter().find(|known| known.year == wanted).ok_or_else(|| unknown_year(kept, wanted))?, unit),
        Err(_) => (year, find_unit(kept, year, other)?),
    };
    let cycle = run::cycle(&output::sources_of(&output::kept_run(&arguments.out)?)?, &Progress::new(language))?;
    let method = |year: &Year| cycle.programme.methods.get(&year.evaluation.method).ok_or_else(|| unknown_year(kept, year.year));
    let (old, new) = (method(other_year)?, method(year)?);
    let (units_old, units_new) = (units_of(&cycle.programme, old, other_year.year), units_of(&cycle.programme, new, year.year));
    let (case_old, case_new) =
        (publication::case_of(&cycle, &units_old, other_year.year), publication::case_of(&cycle, &units_new, year.year));
    let from = Side { case: &case_old, method: old, unit: &other_unit.unit };
    let found = evaluation::difference(from, Side { case: &case_new, method: new, unit: &unit.unit });
    let found =
        found.ok_or_else(|| Failure::input("双方不能用同一办法评价，无法比较", "the two cannot be judged by each other's method"))?;
    tell_difference(kept, &found, language);
    Ok(())
}

fn tell_difference(kept: &Kept, found: &Difference, language: Language) {
    let side = |seat: &evaluation::Seat| format!("{} {} ({}) {:.2}", kept.name(&seat.unit, language), seat.year, seat.method, seat.score);
    say(format_args!("{} -> {}: {:+.2}", side(&found.from), side(&found.to), found.to.score - found.from.score));
    let parts = [
        (language.pick("自身数据", "own data"), found.data),
        (language.pick("评估方法", "method"), found.method),
        (language.pick("所属类别", "class"), found.class),
        (language.pick("同类单位", "peers"), found.peers),
    ];
    for (name, points) in parts {
        say(format_args!("{points:+8.3}  {name}"));
    }
}

/// What a run wrote about itself, as far as an explanation needs it.
#[derive(Deserialize)]
struct Kept {
    label: Option<Bilingual>,
    programme: KeptProgramme,
    units: BTreeMap<UnitId, Named>,
    years: Vec<Year>,
    /// Hash of every file that a figure was read from.
    files: BTreeMap<String, String>,
    figures: BTreeMap<UnitId, BTreeMap<IndicatorId, BTreeMap<i16, KeptFigure>>>,
}

#[derive(Deserialize)]
struct KeptProgramme {
    about: KeptAbout,
    members: Vec<Member>,
}

#[derive(Deserialize)]
struct KeptAbout {
    grades: Vec<programme::Grade>,
}

#[derive(Deserialize)]
struct Named {
    name: Bilingual,
}

#[derive(Deserialize)]
struct KeptFigure {
    formula: Option<String>,
    from: Vec<KeptCell>,
    #[serde(default)]
    rivals: Vec<KeptCell>,
}

#[derive(Deserialize)]
struct KeptCell {
    file: String,
    sheet: Option<String>,
    cell: String,
    printed: String,
    source: String,
    heading: String,
}

impl Kept {
    fn read(out: &Path) -> Result<Self, Failure> {
        let bytes = output::read_kept(out, "cycle.json")?;
        serde_json::from_slice(&bytes)
            .map_err(|error| Failure::input(format!("cycle.json 无法识别：{error}"), format!("cycle.json cannot be read: {error}")))
    }

    fn name<'k>(&'k self, unit: &'k UnitId, language: Language) -> &'k str {
        self.units.get(unit).map_or(unit.as_str(), |unit| language.of(&unit.name))
    }

    fn members_on(&self, year: i16) -> impl Iterator<Item = &Member> {
        self.programme.members.iter().filter(move |member| member.validity.holds_on(date(year, 12, 31)))
    }
}

fn unknown_year(kept: &Kept, year: i16) -> Failure {
    let known: Vec<String> = kept.years.iter().map(|year| year.year.to_string()).collect();
    let known = known.join("、");
    Failure::input(format!("本次运行没有 {year} 年度；已有：{known}"), format!("the run has no year {year}; it has {known}"))
}

/// Finds a unit by code, by full name, or by the beginning of its name where that is unambiguous. A city that is not judged itself in the
/// year is found through the zone it belongs to.
fn find_unit<'a>(kept: &Kept, year: &'a Year, wanted: &str) -> Result<&'a UnitOutcome, Failure> {
    let name = |unit: &UnitId| kept.units.get(unit).map(|unit| &unit.name);
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
        let member = kept.members_on(year.year).find(|member| bears(&member.unit))?;
        year.evaluation.units.iter().find(|outcome| outcome.unit == member.zone)
    };
    exact.or_else(zone).ok_or_else(|| {
        let known: Vec<&str> =
            year.evaluation.units.iter().filter_map(|outcome| name(&outcome.unit)).map(|name| name.zh.as_str()).collect();
        Failure::input(
            format!("{} 年度没有唯一的单位“{wanted}”；有：{}", year.year, known.join("、")),
            format!("no single unit `{wanted}` in {}; there are {}", year.year, known.join(", ")),
        )
    })
}

fn explain(kept: &Kept, year: &Year, outcome: &UnitOutcome, language: Language) {
    let name = kept.name(&outcome.unit, language);
    say(format_args!("{name} ({})  {}", outcome.unit, year.year));
    let method = &year.evaluation;
    let illustrative = if method.illustrative { language.pick("  [示例方法]", "  [illustrative method]") } else { "" };
    let label = kept.label.as_ref().map_or_else(String::new, |label| format!("  [{}]", language.of(label)));
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
            let grade = grade.as_ref().map_or("-", |grade| grade_name(kept, grade, language));
            let outside = language.pick("不参加排名", "outside the ranking");
            say(format_args!("{outside}: {grade}   {}{}", language.of(reason), cites(cite, language)));
        }
        Standing::Evaluated { score, rank, of, grade, contributions, uncertainty, .. } => {
            let grade = grade.as_ref().map_or("-", |grade| grade_name(kept, grade, language));
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
                let chances: Vec<String> = kept
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
                explain_contribution(kept, &outcome.unit, contribution, language);
            }
        }
    }
    if let Some(difference) = year.differences.get(&outcome.unit) {
        say("");
        say(language.pick("与上次评估相比：", "against the evaluation before:"));
        tell_difference(kept, difference, language);
    }
    say("");
    say(language.pick("结果运用：", "what follows:"));
    for decision in year.consequences.decisions.iter().filter(|decision| concerns(kept, year.year, &decision.unit, &outcome.unit)) {
        explain_decision(decision, language);
    }
}

/// A zone's explanation tells what follows for its members, to whom the rules apply.
fn concerns(kept: &Kept, year: i16, decided: &UnitId, shown: &UnitId) -> bool {
    decided == shown || kept.members_on(year).any(|member| member.zone == *shown && member.unit == *decided)
}

fn grade_name<'a>(kept: &'a Kept, id: &'a programme::GradeId, language: Language) -> &'a str {
    kept.programme.about.grades.iter().find(|grade| grade.id == *id).map_or(id.as_str(), |grade| language.of(&grade.name))
}

fn explain_contribution(kept: &Kept, unit: &UnitId, contribution: &Contribution, language: Language) {
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
    let own = contribution.indicator.clone().zip(contribution.figure_year);
    let figure_of = |(indicator, year): &(IndicatorId, i16)| kept.figures.get(unit)?.get(indicator)?.get(year);
    if contribution.made_of.is_empty() {
        own.iter().filter_map(figure_of).for_each(|figure| explain_figure(kept, figure, language));
    }
    for asked in &contribution.made_of {
        say(format_args!("            : {} {}", asked.0, asked.1));
        figure_of(asked).into_iter().for_each(|figure| explain_figure(kept, figure, language));
    }
}

fn explain_figure(kept: &Kept, figure: &KeptFigure, language: Language) {
    if let Some(formula) = &figure.formula {
        say(format_args!("            = {formula}"));
    }
    for reading in &figure.from {
        say(format_args!("            <- {}", cell(kept, reading)));
    }
    for rival in &figure.rivals {
        say(format_args!("            {} {}", language.pick("另有", "rival"), cell(kept, rival)));
    }
}

fn cell(kept: &Kept, cell: &KeptCell) -> String {
    let sheet = cell.sheet.as_ref().map_or_else(String::new, |sheet| format!("{sheet}!"));
    let hash = kept.files.get(&cell.file).map_or("", |hash| hash.get(..12).unwrap_or(hash));
    format!("{}[{sheet}{}] {} {} = {} (sha256 {hash})", cell.file, cell.cell, cell.source, cell.heading, cell.printed)
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
