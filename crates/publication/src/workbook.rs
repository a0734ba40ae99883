//! The results as a workbook: ranking first, then grades by year, contributions, consequences, data with origins, findings, and the
//! inputs last. Numbers stay numbers.

use std::collections::BTreeSet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::context::{Context, Evaluated, unranked_reason};
use crate::cycle::{Cycle, Year};
use crate::language::Language;
use crate::pages::stage_name;
use crate::route::Route;
use crate::view::View;
use crate::words;

/// A cell of a sheet.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    Text(String),
    /// With the number of decimals shown.
    Number(f64, usize),
    Share(f64),
    Absent,
}

/// A sheet: name, heads with widths in characters, rows.
struct Sheet {
    name: String,
    head: Vec<(String, f64)>,
    rows: Vec<Vec<Value>>,
}

/// Rows that a sheet of the format can hold, the head and the label left out.
const ROWS_MAX: usize = 1_048_576 - 3;

/// Returns the workbook as XLSX, in Chinese.
pub fn workbook(cycle: &Cycle) -> Vec<u8> {
    write(cycle).expect("names of sheets are short messages, and sheets are cut to what the format holds")
}

fn write(cycle: &Cycle) -> Result<Vec<u8>, XlsxError> {
    let context = Context::new(cycle);
    let view = View { context: &context, language: Language::Chinese, route: &Route::Overview };
    let mut workbook = Workbook::new();
    let day = ExcelDateTime::from_ymd(cycle.day.year().unsigned_abs(), cycle.day.month().unsigned_abs(), cycle.day.day().unsigned_abs())?;
    let title = view.fill("workbook.title", &[("programme", &view.programme_name())]);
    workbook.set_properties(&DocProperties::new().set_title(&title).set_author("Bihuan").set_creation_datetime(&day));
    let details = [history(view), contributions(view), follows(view), data(view), findings(view)];
    for sheet in std::iter::once(results(view)).chain(details).chain([about(view), inputs(view)]) {
        fill(workbook.add_worksheet(), &sheet, &title, view.label())?;
    }
    workbook.save_to_buffer()
}

fn fill(worksheet: &mut Worksheet, sheet: &Sheet, title: &str, label: Option<&str>) -> Result<(), XlsxError> {
    let strong = Format::new().set_bold().set_font_size(14);
    let head = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::VerticalCenter).set_border_bottom(FormatBorder::Medium);
    worksheet.set_name(&sheet.name)?;
    worksheet.write_with_format(0, 0, label.map_or_else(|| title.to_owned(), |label| format!("{title}（{label}）")), &strong)?;
    for (column, (name, width)) in (0_u16..).zip(&sheet.head) {
        worksheet.write_with_format(1, column, name, &head)?;
        worksheet.set_column_width(column, *width)?;
    }
    worksheet.set_freeze_panes(2, 1)?;
    let formats: Vec<Format> =
        ["#,##0", "#,##0.0", "#,##0.00", "#,##0.000", "#,##0.0000"].map(|code| Format::new().set_num_format(code)).into();
    let share = Format::new().set_num_format("0%");
    for (row, cells) in (2_u32..).zip(sheet.rows.iter().take(ROWS_MAX)) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Value::Text(text) => worksheet.write(row, column, cut(text))?,
                Value::Number(number, decimals) => worksheet.write_with_format(row, column, *number, &formats[(*decimals).min(4)])?,
                Value::Share(number) => worksheet.write_with_format(row, column, *number, &share)?,
                Value::Absent => worksheet,
            };
        }
    }
    if !sheet.rows.is_empty() {
        let (last_row, last_column) = (sheet.rows.len().min(ROWS_MAX) as u32 + 1, sheet.head.len() as u16 - 1);
        worksheet.autofilter(1, 0, last_row, last_column)?;
    }
    worksheet.set_repeat_rows(0, 1)?;
    worksheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_footer("&C－&P－");
    Ok(())
}

/// A cell holds at most 32,767 characters.
fn cut(text: &str) -> String {
    if text.chars().count() <= 32_767 { text.to_owned() } else { text.chars().take(32_766).chain(['…']).collect() }
}

fn heads(view: View<'_>, columns: &[(&str, f64)]) -> Vec<(String, f64)> {
    columns.iter().map(|(key, width)| (view.text(key).to_owned(), *width)).collect()
}

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

fn maybe(number: Option<f64>, decimals: usize) -> Value {
    number.map_or(Value::Absent, |number| Value::Number(number, decimals))
}

fn about(view: View<'_>) -> Sheet {
    let cycle = view.context.cycle;
    let line = |key: &str, value: String| vec![text(view.text(key)), text(value)];
    let mut rows = vec![line("workbook.day", cycle.day.to_string())];
    rows.extend(cycle.label.iter().map(|label| line("workbook.label", view.of(label).to_owned())));
    rows.extend(cycle.years.iter().map(|year| {
        let labels = view.score_labels(&year.evaluation).iter().map(|label| format!(" · {label}")).collect::<String>();
        let method = format!("{}{labels}", view.of(&year.evaluation.method_title));
        vec![text(view.fill("overview.year", &[("year", &year.year)])), text(method)]
    }));
    rows.push(line("workbook.note", view.text("workbook.note_text").to_owned()));
    Sheet { name: view.text("workbook.about").to_owned(), head: heads(view, &[("column.what", 32.0), ("column.meaning", 90.0)]), rows }
}

/// Every file that went in, so that the workbook says what it rests on.
fn inputs(view: View<'_>) -> Sheet {
    let columns = [("column.file", 48.0), ("workbook.bytes", 12.0), ("workbook.hash", 72.0)];
    let row = |input: &crate::Input| vec![text(&input.name), Value::Number(input.bytes as f64, 0), text(&input.sha256)];
    let rows = view.context.cycle.inputs.iter().map(row).collect();
    Sheet { name: view.text("workbook.inputs").to_owned(), head: heads(view, &columns), rows }
}

/// Grades by year, a unit a row.
fn history(view: View<'_>) -> Sheet {
    let cycle = view.context.cycle;
    let mut head = heads(view, &[("column.unit", 24.0)]);
    head.extend(cycle.years.iter().map(|year| (view.fill("overview.year", &[("year", &year.year)]), 16.0)));
    let judged = cycle.years.iter().flat_map(|year| year.evaluation.units.iter().map(|outcome| &outcome.unit));
    let units: BTreeSet<&programme::UnitId> = judged.collect();
    let grade = |year: &Year, unit: &programme::UnitId| {
        let evaluated = year.evaluation.units.iter().find(|outcome| outcome.unit == *unit).and_then(Evaluated::of);
        evaluated.map_or(Value::Absent, |evaluated| text(words::grade_with_confidence(view, &evaluated)))
    };
    let row = |unit: &programme::UnitId| {
        let grades = cycle.years.iter().map(|year| grade(year, unit));
        std::iter::once(text(view.unit_name(unit))).chain(grades).collect()
    };
    Sheet { name: view.text("workbook.history").to_owned(), head, rows: units.into_iter().map(row).collect() }
}

fn results(view: View<'_>) -> Sheet {
    let columns = [
        ("column.year", 7.0),
        ("column.class", 14.0),
        ("column.rank", 6.0),
        ("column.unit", 18.0),
        ("column.score", 9.0),
        ("workbook.score_low", 9.0),
        ("workbook.score_high", 9.0),
        ("workbook.rank_low", 9.0),
        ("workbook.rank_high", 9.0),
        ("column.grade", 8.0),
        ("workbook.confidence", 8.0),
        ("workbook.n_present", 8.0),
        ("workbook.n_asked", 8.0),
        ("column.missing_share", 8.0),
        ("column.method", 16.0),
        ("column.reason", 40.0),
    ];
    let rows = view.context.cycle.years.iter().rev().flat_map(|year| result_rows(view, year)).collect();
    Sheet { name: view.text("workbook.results").to_owned(), head: heads(view, &columns), rows }
}

/// The evaluated in the order of their ranks, then the others with the reason.
fn result_rows(view: View<'_>, year: &Year) -> Vec<Vec<Value>> {
    let mut outcomes: Vec<&evaluation::UnitOutcome> = year.evaluation.units.iter().collect();
    outcomes.sort_by_key(|outcome| (Evaluated::of(outcome).is_none(), outcome.class.clone(), Evaluated::of(outcome).map(|unit| unit.rank)));
    outcomes.into_iter().map(|outcome| result_row(view, year, outcome)).collect()
}

fn result_row(view: View<'_>, year: &Year, outcome: &evaluation::UnitOutcome) -> Vec<Value> {
    let own = Evaluated::of(outcome);
    let doubt = own.and_then(|own| own.uncertainty);
    let reason = unranked_reason(outcome).map_or(Value::Absent, |reason| text(view.of(reason)));
    vec![
        Value::Number(f64::from(year.year), 0).year(),
        text(view.class(outcome.class.as_deref())),
        maybe(own.map(|own| f64::from(own.rank)), 0),
        text(view.unit_name(&outcome.unit)),
        maybe(own.map(|own| own.score), 2),
        maybe(doubt.map(|doubt| doubt.score_low), 2),
        maybe(doubt.map(|doubt| doubt.score_high), 2),
        maybe(doubt.map(|doubt| f64::from(doubt.rank_low)), 0),
        maybe(doubt.map(|doubt| f64::from(doubt.rank_high)), 0),
        own.and_then(|own| own.grade).map_or(Value::Absent, |grade| text(view.grade(grade))),
        own.and_then(|own| own.confidence()).map_or(Value::Absent, Value::Share),
        Value::Number(f64::from(outcome.n_present), 0),
        Value::Number(f64::from(outcome.n_asked), 0),
        Value::Share(crate::context::missing_share(outcome)),
        text(&year.evaluation.method),
        reason,
    ]
}

impl Value {
    /// A year is an identity: shown as text so that no thousands are set apart.
    fn year(self) -> Self {
        match self {
            Self::Number(year, _) => Self::Text(format!("{year:.0}")),
            other => other,
        }
    }
}

fn contributions(view: View<'_>) -> Sheet {
    let columns = [
        ("column.year", 7.0),
        ("column.unit", 18.0),
        ("column.indicator", 30.0),
        ("column.figure", 14.0),
        ("column.measure_unit", 12.0),
        ("workbook.figure_year", 9.0),
        ("column.normalised", 10.0),
        ("column.weight", 9.0),
        ("column.points", 9.0),
        ("column.remarks", 20.0),
        ("column.cite", 24.0),
    ];
    let mut rows = Vec::new();
    for year in view.context.cycle.years.iter().rev() {
        for unit in year.evaluation.units.iter().filter_map(Evaluated::of) {
            rows.extend(unit.contributions.iter().map(|contribution| contribution_row(view, year, &unit, contribution)));
        }
    }
    Sheet { name: view.text("workbook.contributions").to_owned(), head: heads(view, &columns), rows }
}

fn contribution_row(view: View<'_>, year: &Year, unit: &Evaluated<'_>, contribution: &evaluation::Contribution) -> Vec<Value> {
    let indicator = contribution.indicator.as_ref().and_then(|id| view.context.cycle.programme.indicators.get(id));
    let cites: Vec<String> = contribution.cite.iter().map(ToString::to_string).collect();
    let flags: Vec<String> = contribution.flags.iter().map(|flag| view.of(flag).to_owned()).collect();
    vec![
        text(year.year.to_string()),
        text(view.unit_name(&unit.outcome.unit)),
        text(view.of(&contribution.name)),
        maybe(contribution.raw, 4),
        indicator.map_or(Value::Absent, |indicator| text(&indicator.unit)),
        contribution.figure_year.map_or(Value::Absent, |year| text(year.to_string())),
        maybe(contribution.normalised, 2),
        maybe(contribution.weight, 4),
        Value::Number(contribution.points, 4),
        text(view.language.list(&flags)),
        text(view.language.list(&cites)),
    ]
}

fn follows(view: View<'_>) -> Sheet {
    let columns = [
        ("column.year", 7.0),
        ("column.unit", 18.0),
        ("column.outcomes", 12.0),
        ("workbook.rule", 30.0),
        ("workbook.verdict", 10.0),
        ("column.reason", 60.0),
        ("column.term", 24.0),
        ("column.cite", 24.0),
    ];
    let row = |decision: &consequences::Decision| {
        let cites: Vec<String> = decision.clause.iter().map(ToString::to_string).collect();
        vec![
            text(decision.year.to_string()),
            text(view.unit_name(&decision.unit)),
            text(view.text(words::outcome(decision.outcome))),
            text(view.of(&decision.title)),
            text(view.text(words::verdict(decision.verdict))),
            text(view.of(&decision.reason)),
            text(words::term(view.language, decision.from, decision.to)),
            text(view.language.list(&cites)),
        ]
    };
    let rows = view.context.cycle.years.iter().rev().flat_map(|year| year.consequences.decisions.iter().map(row)).collect();
    Sheet { name: view.text("loop.consequences").to_owned(), head: heads(view, &columns), rows }
}

fn data(view: View<'_>) -> Sheet {
    let columns = [
        ("column.unit", 18.0),
        ("column.indicator", 26.0),
        ("column.year", 7.0),
        ("column.figure", 16.0),
        ("column.measure_unit", 12.0),
        ("column.flag", 8.0),
        ("column.file", 26.0),
        ("workbook.cell", 14.0),
        ("column.printed", 16.0),
        ("workbook.source", 10.0),
        ("column.rivals", 40.0),
    ];
    let mut rows = Vec::new();
    for (unit, indicators) in &view.context.cycle.observations.figures {
        let name = view.unit_name(unit);
        for (id, years) in indicators {
            let indicator = view.context.cycle.programme.indicators.get(id);
            let heading = indicator.map_or_else(|| id.to_string(), |indicator| view.of(&indicator.name).to_owned());
            let measure = indicator.map_or_else(String::new, |indicator| indicator.unit.clone());
            for (year, figure) in years {
                let mut row = vec![text(&name), text(&heading), text(year.to_string()), Value::Number(figure.value, 4), text(&measure)];
                row.extend(origin_cells(view, figure));
                rows.push(row);
            }
        }
    }
    Sheet { name: view.text("workbook.data").to_owned(), head: heads(view, &columns), rows }
}

fn origin_cells(view: View<'_>, figure: &observations::Figure) -> Vec<Value> {
    let each = |part: &dyn Fn(&observations::Reading) -> String| {
        let mut parts: Vec<String> = figure.from.iter().map(part).collect();
        parts.dedup();
        text(parts.join("; "))
    };
    let place = |reading: &observations::Reading| match &reading.origin.sheet {
        Some(sheet) => format!("{sheet}!{}", reading.origin.cell),
        None => reading.origin.cell.clone(),
    };
    let rival = |reading: &observations::Reading| format!("{} ({} {})", reading.origin.printed, reading.origin.source, place(reading));
    let rivals: Vec<String> = figure.rivals.iter().map(rival).collect();
    vec![
        text(view.text(words::flag(figure.flag))),
        each(&|reading| reading.origin.file.to_string()),
        each(&place),
        each(&|reading| reading.origin.printed.clone()),
        each(&|reading| reading.origin.source.to_string()),
        if rivals.is_empty() { Value::Absent } else { text(rivals.join("; ")) },
    ]
}

fn findings(view: View<'_>) -> Sheet {
    let columns = [
        ("column.stage", 10.0),
        ("workbook.severity", 8.0),
        ("workbook.code", 26.0),
        ("column.place_in_input", 36.0),
        ("column.message", 70.0),
        ("column.hint", 50.0),
    ];
    let mut rows = Vec::new();
    for (stage, findings) in &view.context.cycle.findings {
        rows.extend(findings.iter().map(|finding| {
            vec![
                text(view.text(stage_name(*stage))),
                text(view.text(words::severity(finding.severity).1)),
                text(finding.code.as_ref()),
                text(finding.location.as_ref().map(ToString::to_string).unwrap_or_default()),
                text(view.of(&finding.message)),
                text(finding.hint.as_ref().map(|hint| view.of(hint).to_owned()).unwrap_or_default()),
            ]
        }));
    }
    Sheet { name: view.text("layout.findings").to_owned(), head: heads(view, &columns), rows }
}
