//! `bihuan data template` and `bihuan data burden`: what a city is asked, with what is known filled in.

use std::collections::BTreeMap;
use std::path::PathBuf;

use observations::{Observations, Subject, Table};
use programme::{Programme, UnitId};

use crate::failure::Failure;
use crate::folders;
use crate::run::{Asked, figures};
use crate::terminal::{self, Language, say};

#[derive(Debug, clap::Args)]
pub(super) struct Template {
    /// 方案目录 / programme folder
    folder: PathBuf,
    /// 城市名称或代码 / name or code of the city
    city: String,
    /// 填报年度 / year asked for
    #[arg(long)]
    year: i16,
    /// 写入的文件（XLSX）/ file to write
    #[arg(long)]
    out: PathBuf,
    /// 已知数据（逐条数据表），可多次指定 / what is known, tidy tables
    #[arg(long)]
    table: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Burden {
    /// 方案目录 / programme folder
    folder: PathBuf,
    /// 填报年度 / year asked for
    #[arg(long)]
    year: i16,
    /// 已知数据（逐条数据表），可多次指定 / what is known, tidy tables
    #[arg(long)]
    table: Vec<PathBuf>,
    #[arg(long)]
    json: bool,
}

pub(super) fn template(template: &Template, language: Language) -> Result<(), Failure> {
    let (programme, observations) = known(&template.folder, &template.table, template.year)?;
    let named = |unit: &&UnitId| template.city == unit.as_str() || name(&programme, unit).starts_with(&template.city);
    let Some(unit) = programme.all_members().into_iter().find(named).cloned() else {
        let city = &template.city;
        return Err(Failure::input(format!("方案中没有城市“{city}”"), format!("the programme has no city `{city}`")));
    };
    let bytes = publication::reporting_form(&programme, &observations, &unit, &name(&programme, &unit), template.year);
    folders::write_at_once(&template.out, &bytes)?;
    let publication::Burden { asked, prefilled, .. } = publication::burden(&programme, &observations, &unit, template.year);
    say(match language {
        Language::Zh => format!("已写入 {}：共 {asked} 项，已填好 {prefilled} 项", template.out.display()),
        Language::En => format!("{} written: {asked} figures asked, {prefilled} filled in", template.out.display()),
    });
    Ok(())
}

pub(super) fn burden(burden: &Burden, language: Language) -> Result<(), Failure> {
    let (programme, observations) = known(&burden.folder, &burden.table, burden.year)?;
    let units = programme.all_members();
    let burdens: Vec<publication::Burden> =
        units.iter().map(|unit| publication::burden(&programme, &observations, unit, burden.year)).collect();
    if burden.json {
        return terminal::json(&serde_json::json!({ "format": 1, "year": burden.year, "units": burdens }));
    }
    let head = match language {
        Language::Zh => ["城市", "要求填报", "已填好", "已填好 %"],
        Language::En => ["city", "asked", "filled in", "filled in %"],
    };
    let share = |part: usize, whole: usize| format!("{:.0}", 100.0 * part as f64 / whole.max(1) as f64);
    let rows = burdens
        .iter()
        .map(|one| vec![name(&programme, &one.unit), one.asked.to_string(), one.prefilled.to_string(), share(one.prefilled, one.asked)]);
    say(terminal::table(&head, &[1, 2, 3], rows));
    let (asked, prefilled) = burdens.iter().fold((0, 0), |sum, one| (sum.0 + one.asked, sum.1 + one.prefilled));
    say(format_args!("{}: {prefilled} / {asked} ({} %)", language.pick("合计", "together"), share(prefilled, asked)));
    Ok(())
}

fn known(folder: &std::path::Path, tables: &[PathBuf], year: i16) -> Result<(Programme, Observations), Failure> {
    let folder = folders::read_programme(folder)?;
    let programme = programme::define(&BTreeMap::new(), &folder);
    let imported = folder.files.iter().filter(|(path, _)| path.starts_with("data/imports/") && path.ends_with(".csv"));
    let imported = imported.map(|(path, bytes)| (path.clone(), bytes.clone()));
    let read = folders::read_tables(tables)?.into_iter().chain(imported);
    let tables: Vec<Table> = read.map(|(name, bytes)| Table { name, bytes, known_on: None }).collect();
    let units: Vec<Subject> = programme
        .all_members()
        .into_iter()
        .map(|unit| Subject { id: unit.clone(), codes: vec![unit.0.clone()], names: vec![name(&programme, unit)], members: Vec::new() })
        .collect();
    let asked = Asked { units: &units, years: (year - 1, year), as_known_on: None, corrections: &[] };
    let observations = figures(&programme, &folder, &tables, &asked, true);
    Ok((programme, observations))
}

fn name(programme: &Programme, unit: &UnitId) -> String {
    let place = programme.places.iter().rfind(|place| place.id == *unit);
    place.map_or_else(|| unit.to_string(), |place| place.name.zh.clone())
}
