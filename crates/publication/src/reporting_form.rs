//! A workbook for a city to fill in: what is asked, with what is already known filled in and where it comes from.
//!
//! The sheet has the shape of any table of one city (indicators down, years across, a column of units), so that reading it back needs
//! nothing of its own.

use std::collections::BTreeSet;

use observations::{Figure, Formula, Observations};
use programme::{Indicator, IndicatorId, Programme, UnitId};
use rust_xlsxwriter::{Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatBorder, Workbook, XlsxError};

/// How much one unit is asked, and how much of it is known before asking.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Burden {
    pub unit: UnitId,
    /// Cells of the year.
    pub asked: usize,
    pub prefilled: usize,
}

/// Returns the measured indicators that the year's methods need, formulas followed down to what is measured.
pub fn asked(programme: &Programme, year: i16) -> BTreeSet<IndicatorId> {
    let methods = programme.methods.values().filter(|method| method.judges(year));
    let mut open: Vec<IndicatorId> = methods.flat_map(|method| method.names_needed()).map(IndicatorId::from).collect();
    let mut seen = BTreeSet::new();
    let mut asked = BTreeSet::new();
    while let Some(id) = open.pop() {
        let Some(indicator) = programme.indicators.get(&id).filter(|_| seen.insert(id.clone())) else { continue };
        match indicator.formula.as_deref().map(Formula::read) {
            None => {
                asked.insert(id);
            }
            Some(Ok(formula)) => open.extend(formula.needs().into_iter().map(|(needed, _)| needed)),
            // A formula that cannot be read is told where the figures are derived.
            Some(Err(_)) => {}
        }
    }
    asked
}

/// Counts what a unit is asked for a year.
pub fn burden(programme: &Programme, observations: &Observations, unit: &UnitId, year: i16) -> Burden {
    let asked = asked(programme, year);
    let prefilled = asked.iter().filter(|indicator| observations.figure(unit, indicator, year).is_some()).count();
    Burden { unit: unit.clone(), asked: asked.len(), prefilled }
}

/// Returns the workbook as XLSX.
pub fn reporting_form(programme: &Programme, observations: &Observations, unit: &UnitId, name: &str, year: i16) -> Vec<u8> {
    write(programme, observations, unit, name, year).expect("short names and lists, and fewer rows than a sheet holds")
}

const HEAD_ROW: u32 = 2;
const STATES: [&str; 4] = ["上报", "初步数", "估计", "无数据"];

fn write(programme: &Programme, observations: &Observations, unit: &UnitId, name: &str, year: i16) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The same template twice is the same file: its day is that of the year asked, not of the clock.
    let day = ExcelDateTime::from_ymd(year.unsigned_abs(), 12, 31)?;
    let title = format!("{name}{year}年数据填报表");
    workbook.set_properties(&DocProperties::new().set_title(&title).set_author("Bihuan").set_creation_datetime(&day));
    let strong = Format::new().set_bold().set_font_size(14);
    let head = Format::new().set_bold().set_text_wrap().set_border_bottom(FormatBorder::Medium);
    let to_fill = Format::new().set_background_color(Color::RGB(0x00FF_F6DD)).set_border(FormatBorder::Thin);
    let sheet = workbook.add_worksheet();
    sheet.set_name("填报表")?;
    sheet.write_with_format(0, 0, &title, &strong)?;
    sheet.write(
        1,
        0,
        "说明：已知的数已填好并注明出处，有误请直接改正；没有的数请补填，确无数据的留空并在状态中选“无数据”。单位可在下拉表中改选。",
    )?;
    let heads = ["指标", "计量单位", &format!("{}年", year - 1), &format!("{year}年"), "数据状态", "数据来源", "备注"].map(str::to_owned);
    for (column, (text, width)) in (0_u16..).zip(heads.iter().zip([30.0, 12.0, 14.0, 14.0, 12.0, 40.0, 30.0])) {
        sheet.write_with_format(HEAD_ROW, column, text, &head)?;
        sheet.set_column_width(column, width)?;
    }
    let states = DataValidation::new().allow_list_strings(&STATES)?;
    for (row, id) in (HEAD_ROW + 1..).zip(asked(programme, year)) {
        let Some(indicator) = programme.indicators.get(&id) else { continue };
        sheet.write(row, 0, &indicator.name.zh)?;
        sheet.write(row, 1, &indicator.unit)?;
        let units = units(indicator);
        sheet.add_data_validation(row, 1, row, 1, &DataValidation::new().allow_list_strings(&units)?)?;
        if let Some(figure) = observations.figure(unit, &id, year - 1) {
            sheet.write(row, 2, figure.value)?;
        }
        match observations.figure(unit, &id, year) {
            Some(figure) => {
                sheet.write_with_format(row, 3, figure.value, &to_fill)?;
                sheet.write(row, 5, origin(figure))?;
            }
            None => {
                sheet.write_blank(row, 3, &to_fill)?;
            }
        }
        sheet.add_data_validation(row, 4, row, 4, &states)?;
        sheet.write(row, 6, indicator.definition.zh.chars().take(200).collect::<String>())?;
    }
    sheet.set_freeze_panes(HEAD_ROW + 1, 2)?;
    workbook.save_to_buffer()
}

/// Units that the figure may be given in, its own first.
fn units(indicator: &Indicator) -> Vec<&str> {
    let others: &[&str] = match indicator.unit.as_str() {
        "亿元" => &["万元", "元"],
        "万元" => &["亿元", "元"],
        "万人" => &["人"],
        "人" => &["万人"],
        "吨" => &["万吨"],
        "万吨" => &["吨"],
        _ => &[],
    };
    std::iter::once(indicator.unit.as_str()).chain(others.iter().copied()).collect()
}

fn origin(figure: &Figure) -> String {
    figure.from.first().map_or_else(String::new, |reading| {
        let origin = &reading.origin;
        format!("{} {}（{}）", origin.file, origin.cell, origin.source)
    })
}
