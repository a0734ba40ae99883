//! `bihuan data targets`: how the programme and its cities stand with each target.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use jiff::civil::{Date, date};
use observations::{Attainment, Colour, LIGHTS, Lights, State, Subject, Table, attainment};
use programme::{Programme, Target, TargetScope, UnitId};
use serde::Serialize;

use crate::failure::Failure;
use crate::folders;
use crate::run::{Asked, YEARS_BACK, figures};
use crate::terminal::{self, Language, say};

#[derive(Debug, clap::Args)]
pub(super) struct Targets {
    /// 方案目录 / programme folder
    folder: PathBuf,
    /// 逐条数据表，可多次指定 / tidy table, may be repeated
    #[arg(long, required = true)]
    table: Vec<PathBuf>,
    /// 截至哪一年 / by the end of which year
    #[arg(long)]
    year: i16,
    /// 只看一个城市（名称或代码）/ one city only, by name or code
    #[arg(long)]
    unit: Option<String>,
    /// 按这一天有效的预警规则，默认当年年末 / traffic light under the rule in force on this day, by default the end of the year
    #[arg(long)]
    on: Option<Date>,
    /// 只用到这一天为止已知的数据 / only figures known by this day
    #[arg(long)]
    as_known_on: Option<Date>,
    #[arg(long)]
    json: bool,
}

/// A target, the programme's standing and that of each city.
#[derive(Debug, Serialize)]
struct Row {
    target: String,
    name: corpus::Bilingual,
    /// All cities of the target's scope put together.
    programme: Standing,
    cities: Vec<Standing>,
}

/// How a unit stands, and the level of the traffic light under the rule in force.
#[derive(Debug, Serialize)]
struct Standing {
    #[serde(flatten)]
    attainment: Attainment,
    #[serde(skip_serializing_if = "Option::is_none")]
    light: Option<Shown>,
}

#[derive(Debug, Serialize)]
struct Shown {
    rule: String,
    /// None where the change of the year is not known.
    colour: Option<Colour>,
    name: Option<corpus::Bilingual>,
}

pub(super) fn execute(targets: &Targets, language: Language) -> Result<(), Failure> {
    let folder = folders::read_programme(&targets.folder)?;
    let programme = programme::define(&BTreeMap::new(), &folder);
    let read = folders::read_tables(&targets.table)?;
    let tables: Vec<Table> = read.into_iter().map(|(name, bytes)| Table { name, bytes, known_on: None }).collect();
    let units = subjects(&programme, targets.year);
    let asked =
        Asked { units: &units, years: (targets.year - YEARS_BACK, targets.year), as_known_on: targets.as_known_on, corrections: &[] };
    let observations = figures(&programme, &folder, &tables, &asked, true);
    let names: BTreeMap<&UnitId, &str> =
        units.iter().map(|unit| (&unit.id, unit.names.first().map_or(unit.id.as_str(), String::as_str))).collect();
    let wanted = |unit: &UnitId| {
        targets
            .unit
            .as_ref()
            .is_none_or(|wanted| wanted == unit.as_str() || names.get(unit).is_some_and(|name| name.starts_with(wanted.as_str())))
    };
    let lights = lights(&folder, language);
    let day = targets.on.unwrap_or_else(|| date(targets.year, 12, 31));
    let mut rows = Vec::new();
    for target in &programme.targets {
        let Some(indicator) = programme.indicators.get(&target.indicator) else { continue };
        let of = |unit: &UnitId| {
            let attainment = attainment(target, indicator, &observations, unit, targets.year);
            let light = lights.judge(&indicator.id, &attainment, day).map(|(rule, level)| Shown {
                rule: rule.id.clone(),
                colour: level.map(|level| level.colour),
                name: level.map(|level| level.name.clone()),
            });
            Standing { attainment, light }
        };
        let cities = scope(&programme, target.scope, targets.year);
        rows.push(Row {
            target: target.id.clone(),
            name: target.name.clone(),
            programme: of(&UnitId::from(scope_id(target.scope))),
            cities: cities.iter().filter(|unit| wanted(unit)).map(of).collect(),
        });
    }
    if targets.json {
        return terminal::json(&serde_json::json!({ "format": 1, "year": targets.year, "light_on": day, "targets": rows }));
    }
    for row in &rows {
        let target = programme.targets.iter().find(|target| target.id == row.target);
        show(row, target, &names, targets.unit.is_some(), language);
    }
    Ok(())
}

fn show(row: &Row, target: Option<&Target>, names: &BTreeMap<&UnitId, &str>, each: bool, language: Language) {
    let goal = target.map(|target| format!("{} {} ({})", target.value, target.unit, target.deadline)).unwrap_or_default();
    say(format_args!("\n{}  {goal}", language.of(&row.name)));
    say(format_args!("  {}: {}", language.pick("合计", "together"), told(&row.programme, language)));
    let mut states: BTreeMap<State, usize> = BTreeMap::new();
    for city in &row.cities {
        *states.entry(city.attainment.state).or_default() += 1;
    }
    let counts: Vec<String> = states.iter().map(|(state, count)| format!("{} {count}", state_name(*state, language))).collect();
    say(format_args!("  {}: {}", language.pick("各市", "cities"), counts.join(language.pick("、", ", "))));
    if each {
        for city in &row.cities {
            say(format_args!("    {}: {}", names.get(&city.attainment.unit).copied().unwrap_or_default(), told(city, language)));
        }
    }
}

fn lights(folder: &programme::Folder, language: Language) -> Lights {
    let Some(bytes) = folder.files.get(LIGHTS) else { return Lights::default() };
    let (lights, findings) = Lights::read(LIGHTS, &String::from_utf8_lossy(bytes));
    terminal::findings(language, &findings, findings.len());
    lights
}

fn told(standing: &Standing, language: Language) -> String {
    let attainment = &standing.attainment;
    let mut parts = vec![state_name(attainment.state, language).to_owned()];
    let mut add = |zh: &str, en: &str, value: Option<f64>| {
        if let Some(value) = value {
            parts.push(format!("{} {value:.2}", language.pick(zh, en)));
        }
    };
    add("实际", "actual", attainment.actual);
    add("目标", "goal", attainment.goal);
    add("等差进度", "linear schedule", attainment.linear_schedule);
    add("等比进度", "logarithmic schedule", attainment.logarithmic_schedule);
    add("差距", "gap", attainment.gap);
    add("比基期%", "since the baseline %", attainment.cumulative_pct);
    add("对数进度%", "progress by logarithms %", attainment.progress_pct);
    add("剩余任务%", "still to come %", attainment.left_pct);
    add("当年%", "last year's change %", attainment.change_pct);
    add("今后每年须变动%", "needed yearly change %", attainment.needed_rate_pct);
    if let Some(projection) = attainment.projection {
        let (low, high, probability) = (projection.low, projection.high, projection.probability);
        parts.push(match language {
            Language::Zh => format!("预计 {:.2}（90%区间 {low:.2} 至 {high:.2}），达到的概率 {probability:.2}", projection.value),
            Language::En => {
                format!("projected {:.2} (90 % interval {low:.2} to {high:.2}), probability {probability:.2}", projection.value)
            }
        });
    }
    if let Some(Shown { rule, name, .. }) = &standing.light {
        let level = name.as_ref().map_or_else(|| language.pick("不能判断", "unknown"), |name| language.of(name));
        parts.push(format!("{} {level} ({rule})", language.pick("晴雨表", "traffic light")));
    }
    parts.extend(attainment.missing.iter().map(|missing| language.of(missing).to_owned()));
    parts.join(language.pick("，", ", "))
}

fn state_name(state: State, language: Language) -> &'static str {
    match (state, language) {
        (State::Met, Language::Zh) => "达到",
        (State::Missed, Language::Zh) => "未达到",
        (State::OnTrack, Language::Zh) => "符合进度",
        (State::Behind, Language::Zh) => "落后进度",
        (State::Open, Language::Zh) => "未到期",
        (State::Unknown, Language::Zh) => "不能判断",
        (State::Met, Language::En) => "met",
        (State::Missed, Language::En) => "missed",
        (State::OnTrack, Language::En) => "on schedule",
        (State::Behind, Language::En) => "behind schedule",
        (State::Open, Language::En) => "not yet due",
        (State::Unknown, Language::En) => "unknown",
    }
}

/// All cities of both scopes, and each scope put together.
fn subjects(programme: &Programme, year: i16) -> Vec<Subject> {
    let scopes = [TargetScope::OldIndustrialCities, TargetScope::ZoneCities];
    let cities: BTreeSet<UnitId> = scopes.iter().flat_map(|scope| self::scope(programme, *scope, year)).collect();
    let single = cities.iter().map(|unit| {
        let placed = programme.places.iter().filter(|place| place.id == *unit).map(|place| place.name.zh.clone());
        let printed = programme.old_industrial_cities.iter().filter(|city| city.unit == *unit).map(|city| city.printed.clone());
        Subject { id: unit.clone(), codes: vec![unit.0.clone()], names: placed.chain(printed).collect(), members: Vec::new() }
    });
    let composite = scopes.into_iter().map(|scope| Subject {
        id: UnitId::from(scope_id(scope)),
        codes: Vec::new(),
        names: vec![scope_id(scope).to_owned()],
        members: self::scope(programme, scope, year),
    });
    single.chain(composite).collect()
}

fn scope_id(scope: TargetScope) -> &'static str {
    match scope {
        TargetScope::OldIndustrialCities => "old-industrial-cities",
        TargetScope::ZoneCities | TargetScope::Parks => "zone-cities",
    }
}

fn scope(programme: &Programme, scope: TargetScope, year: i16) -> Vec<UnitId> {
    match scope {
        TargetScope::OldIndustrialCities => programme.old_industrial_cities.iter().map(|city| city.unit.clone()).collect(),
        TargetScope::ZoneCities | TargetScope::Parks => {
            let day = date(year, 12, 31);
            let members = programme.zones.iter().flat_map(|zone| programme.members_of(&zone.id, day).cloned().collect::<Vec<_>>());
            members.collect::<BTreeSet<UnitId>>().into_iter().collect()
        }
    }
}
