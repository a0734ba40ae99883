//! The results as open data: CSV files with a Frictionless descriptor, W3C metadata for CSV (CSVW) and a codebook.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::context::{Context, Evaluated};
use crate::cycle::Cycle;
use crate::language::Language;
use crate::view::View;

/// A table: its name, its columns, which of them identify a row, and its rows.
struct Resource {
    name: &'static str,
    columns: Vec<Column>,
    key: &'static [&'static str],
    rows: Vec<Vec<String>>,
}

/// A column; `message` is its title in both languages.
struct Column {
    name: &'static str,
    kind: &'static str,
    message: &'static str,
}

/// Returns the files of the package by name: `datapackage.json`, `csv-metadata.json`, the tables, `codebook.md`.
pub fn data_package(cycle: &Cycle) -> BTreeMap<String, Vec<u8>> {
    let context = Context::new(cycle);
    let view = View { context: &context, language: Language::Chinese, route: &crate::route::Route::Overview };
    let resources = [results(view), contributions(view), decisions(view), figures(view), indicators(view)];
    let mut files: BTreeMap<String, Vec<u8>> = resources.iter().map(|resource| (path(resource), csv(resource))).collect();
    let descriptor = descriptor(view, &resources, &files);
    let mut bytes = serde_json::to_vec_pretty(&descriptor).expect("a JSON value can be written");
    bytes.push(b'\n');
    files.insert("datapackage.json".to_owned(), bytes);
    let mut bytes = serde_json::to_vec_pretty(&csv_metadata(view, &resources)).expect("a JSON value can be written");
    bytes.push(b'\n');
    files.insert("csv-metadata.json".to_owned(), bytes);
    files.insert("codebook.md".to_owned(), codebook(view, &resources).into_bytes());
    files
}

fn path(resource: &Resource) -> String {
    format!("{}.csv", resource.name)
}

fn csv(resource: &Resource) -> Vec<u8> {
    const MEMORY: &str = "rows have as many cells as the head, and memory does not fail";
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(resource.columns.iter().map(|column| column.name)).expect(MEMORY);
    for row in &resource.rows {
        writer.write_record(row).expect(MEMORY);
    }
    writer.into_inner().expect(MEMORY)
}

/// Both languages' message.
fn both(key: &str) -> String {
    format!("{} | {}", Language::Chinese.text(key), Language::English.text(key))
}

fn descriptor(view: View<'_>, resources: &[Resource], files: &BTreeMap<String, Vec<u8>>) -> Value {
    let cycle = view.context.cycle;
    let sources: Vec<Value> = cycle.inputs.iter().map(|input| json!({ "title": input.name, "sha256": input.sha256 })).collect();
    let label = cycle.label.as_ref().map(|label| format!("{} | {}", label.zh, label.en));
    let illustrative = cycle.years.iter().any(|year| year.evaluation.illustrative).then(|| both("label.illustrative"));
    let labels: Vec<String> = label.into_iter().chain(illustrative).collect();
    json!({
        "profile": "tabular-data-package",
        "format": 1,
        "name": "bihuan-results",
        "title": format!("{} | {}", Language::Chinese.of(&cycle.programme.about.name), Language::English.of(&cycle.programme.about.name)),
        "description": labels.join("; "),
        "created": format!("{}T00:00:00Z", cycle.day),
        "sources": sources,
        "resources": resources.iter().map(|resource| described(resource, &files[&path(resource)])).collect::<Vec<_>>(),
    })
}

fn described(resource: &Resource, bytes: &[u8]) -> Value {
    let field = |column: &Column| json!({ "name": column.name, "type": column.kind, "title": both(column.message) });
    let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    json!({
        "name": resource.name,
        "path": path(resource),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": bytes.len(),
        "hash": format!("sha256:{hash}"),
        "schema": {
            "fields": resource.columns.iter().map(field).collect::<Vec<_>>(),
            "primaryKey": resource.key,
            "missingValues": [""],
        },
    })
}

/// The same description as CSV on the Web has it.
fn csv_metadata(view: View<'_>, resources: &[Resource]) -> Value {
    let column = |column: &Column| {
        let datatype = if column.kind == "year" { "gYear" } else { column.kind };
        json!({ "name": column.name, "titles": column.name, "dc:description": both(column.message), "datatype": datatype, "null": "" })
    };
    let table = |resource: &Resource| {
        let columns: Vec<Value> = resource.columns.iter().map(column).collect();
        json!({ "url": path(resource), "tableSchema": { "columns": columns, "primaryKey": resource.key } })
    };
    json!({
        "@context": "http://www.w3.org/ns/csvw",
        "dc:title": Language::Chinese.of(&view.context.cycle.programme.about.name),
        "tables": resources.iter().map(table).collect::<Vec<_>>(),
    })
}

fn columns(columns: &[(&'static str, &'static str, &'static str)]) -> Vec<Column> {
    columns.iter().map(|(name, kind, message)| Column { name, kind, message }).collect()
}

/// Numbers are written so that reading them gives the same bits back.
fn number(value: Option<f64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn results(view: View<'_>) -> Resource {
    let mut rows = Vec::new();
    for year in &view.context.cycle.years {
        for outcome in &year.evaluation.units {
            let own = Evaluated::of(outcome);
            let doubt = own.and_then(|own| own.uncertainty);
            rows.push(vec![
                year.year.to_string(),
                outcome.unit.to_string(),
                view.unit_name(&outcome.unit),
                outcome.class.clone().unwrap_or_default(),
                number(own.map(|own| own.score)),
                number(doubt.map(|doubt| doubt.score_low)),
                number(doubt.map(|doubt| doubt.score_high)),
                own.map(|own| own.rank.to_string()).unwrap_or_default(),
                doubt.map(|doubt| doubt.rank_low.to_string()).unwrap_or_default(),
                doubt.map(|doubt| doubt.rank_high.to_string()).unwrap_or_default(),
                own.and_then(|own| own.grade).map(ToString::to_string).unwrap_or_default(),
                number(own.and_then(|own| own.confidence())),
                outcome.n_present.to_string(),
                outcome.n_asked.to_string(),
                year.evaluation.method.clone(),
            ]);
        }
    }
    let columns = columns(&[
        ("year", "year", "column.year"),
        ("unit", "string", "column.unit"),
        ("name", "string", "package.name"),
        ("class", "string", "column.class"),
        ("score", "number", "column.score"),
        ("score_low", "number", "workbook.score_low"),
        ("score_high", "number", "workbook.score_high"),
        ("rank", "integer", "column.rank"),
        ("rank_low", "integer", "workbook.rank_low"),
        ("rank_high", "integer", "workbook.rank_high"),
        ("grade", "string", "column.grade"),
        ("grade_probability", "number", "workbook.confidence"),
        ("n_present", "integer", "workbook.n_present"),
        ("n_asked", "integer", "workbook.n_asked"),
        ("method", "string", "column.method"),
    ]);
    Resource { name: "results", columns, key: &["year", "unit"], rows }
}

fn contributions(view: View<'_>) -> Resource {
    let mut rows = Vec::new();
    for year in &view.context.cycle.years {
        for own in year.evaluation.units.iter().filter_map(Evaluated::of) {
            for contribution in own.contributions {
                let cites: Vec<String> = contribution.cite.iter().map(ToString::to_string).collect();
                rows.push(vec![
                    year.year.to_string(),
                    own.outcome.unit.to_string(),
                    contribution.path.clone(),
                    contribution.indicator.as_ref().map(ToString::to_string).unwrap_or_default(),
                    contribution.figure_year.map(|year| year.to_string()).unwrap_or_default(),
                    number(contribution.raw),
                    number(contribution.normalised),
                    number(contribution.weight),
                    number(Some(contribution.points)),
                    cites.join("; "),
                ]);
            }
        }
    }
    let columns = columns(&[
        ("year", "year", "column.year"),
        ("unit", "string", "column.unit"),
        ("path", "string", "package.path"),
        ("indicator", "string", "column.indicator"),
        ("figure_year", "year", "workbook.figure_year"),
        ("raw", "number", "column.figure"),
        ("normalised", "number", "column.normalised"),
        ("weight", "number", "column.weight"),
        ("points", "number", "column.points"),
        ("cite", "string", "column.cite"),
    ]);
    Resource { name: "contributions", columns, key: &["year", "unit", "path"], rows }
}

fn decisions(view: View<'_>) -> Resource {
    let row = |decision: &consequences::Decision| {
        let cites: Vec<String> = decision.clause.iter().map(ToString::to_string).collect();
        let word = |value: Value| value.as_str().unwrap_or_default().to_owned();
        vec![
            decision.year.to_string(),
            decision.unit.to_string(),
            decision.rule.clone(),
            word(json!(decision.outcome)),
            word(json!(decision.verdict)),
            decision.reason.zh.clone(),
            decision.reason.en.clone(),
            decision.from.map(|day| day.to_string()).unwrap_or_default(),
            decision.to.map(|day| day.to_string()).unwrap_or_default(),
            cites.join("; "),
        ]
    };
    let columns = columns(&[
        ("year", "year", "column.year"),
        ("unit", "string", "column.unit"),
        ("rule", "string", "workbook.rule"),
        ("outcome", "string", "column.outcomes"),
        ("verdict", "string", "workbook.verdict"),
        ("reason_zh", "string", "package.reason_zh"),
        ("reason_en", "string", "package.reason_en"),
        ("from", "date", "package.from"),
        ("to", "date", "package.to"),
        ("cite", "string", "column.cite"),
    ]);
    let rows = view.context.cycle.years.iter().flat_map(|year| year.consequences.decisions.iter().map(row)).collect();
    Resource { name: "decisions", columns, key: &["year", "unit", "rule"], rows }
}

fn figures(view: View<'_>) -> Resource {
    let mut rows = Vec::new();
    for (unit, indicators) in &view.context.cycle.observations.figures {
        for (indicator, years) in indicators {
            for (year, figure) in years {
                let each = |part: &dyn Fn(&observations::Reading) -> String| figure.from.iter().map(part).collect::<Vec<_>>().join("; ");
                rows.push(vec![
                    unit.to_string(),
                    indicator.to_string(),
                    year.to_string(),
                    number(Some(figure.value)),
                    json!(figure.flag).as_str().unwrap_or_default().to_owned(),
                    each(&|reading| reading.origin.file.to_string()),
                    each(&|reading| reading.origin.sheet.as_deref().unwrap_or_default().to_owned()),
                    each(&|reading| reading.origin.cell.clone()),
                    each(&|reading| reading.origin.printed.clone()),
                    each(&|reading| reading.origin.source.to_string()),
                    figure.formula.clone().unwrap_or_default(),
                ]);
            }
        }
    }
    let columns = columns(&[
        ("unit", "string", "column.unit"),
        ("indicator", "string", "column.indicator"),
        ("year", "year", "column.year"),
        ("value", "number", "column.figure"),
        ("flag", "string", "column.flag"),
        ("file", "string", "column.file"),
        ("sheet", "string", "package.sheet"),
        ("cell", "string", "workbook.cell"),
        ("printed", "string", "column.printed"),
        ("source", "string", "workbook.source"),
        ("formula", "string", "package.formula"),
    ]);
    Resource { name: "figures", columns, key: &["unit", "indicator", "year"], rows }
}

fn indicators(view: View<'_>) -> Resource {
    let row = |indicator: &programme::Indicator| {
        let cites: Vec<String> = indicator.cite.iter().map(ToString::to_string).collect();
        vec![
            indicator.id.to_string(),
            indicator.name.zh.clone(),
            indicator.name.en.clone(),
            indicator.unit.clone(),
            indicator.direction.map(|direction| json!(direction).as_str().unwrap_or_default().to_owned()).unwrap_or_default(),
            indicator.definition.zh.clone(),
            indicator.definition.en.clone(),
            indicator.formula.clone().unwrap_or_default(),
            cites.join("; "),
        ]
    };
    let columns = columns(&[
        ("indicator", "string", "column.indicator"),
        ("name_zh", "string", "package.name_zh"),
        ("name_en", "string", "package.name_en"),
        ("unit_of_measure", "string", "column.measure_unit"),
        ("direction", "string", "column.direction"),
        ("definition_zh", "string", "package.definition_zh"),
        ("definition_en", "string", "package.definition_en"),
        ("formula", "string", "package.formula"),
        ("cite", "string", "column.cite"),
    ]);
    Resource { name: "indicators", columns, key: &["indicator"], rows: view.context.cycle.programme.indicators.values().map(row).collect() }
}

/// For people: what every file and column holds, and every indicator's definition.
fn codebook(view: View<'_>, resources: &[Resource]) -> String {
    let mut out = format!("# {}\n\n", both("package.codebook"));
    for resource in resources {
        out += &format!("## {}.csv\n\n| | | |\n|---|---|---|\n", resource.name);
        for column in &resource.columns {
            out += &format!("| `{}` | {} | {} |\n", column.name, column.kind, both(column.message));
        }
        out.push('\n');
    }
    out += &format!("## {}\n\n", both("data.indicators"));
    for indicator in view.context.cycle.programme.indicators.values() {
        let (name, definition) = (&indicator.name, &indicator.definition);
        out += &format!("- `{}` {} | {} ({}): {} | {}\n", indicator.id, name.zh, name.en, indicator.unit, definition.zh, definition.en);
    }
    out
}
