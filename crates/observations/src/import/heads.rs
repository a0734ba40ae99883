//! What heads the figures of a sheet: the head of their column, and the titles above the table.

use crate::import::heading::{is_only_unit, unit_in, year_of, year_within};
use crate::import::layout::{Layout, head_of, is_imprint, unit_of_sheet};
use crate::import::places::{Places, within};
use crate::number::half_width;
use crate::workbook::{Content, Sheet};

/// What a column of figures says by its head.
pub(super) struct Column {
    pub(super) at: u32,
    pub(super) heading: String,
    pub(super) unit: Option<String>,
    pub(super) period: Option<String>,
    /// Part of the year that the row or the title names.
    pub(super) part: Option<String>,
    pub(super) place: Option<String>,
}

/// What titles and the sheet's name say for all of its figures.
#[derive(Default)]
pub(super) struct Title {
    pub(super) text: String,
    pub(super) year: Option<i16>,
    pub(super) place: Option<&'static corpus::gazetteer::Place>,
    /// The place that the table is about, whether or not its rows are places too.
    pub(super) about: Option<&'static corpus::gazetteer::Place>,
    pub(super) unit: Option<String>,
}

pub(super) fn column(sheet: &Sheet, layout: &Layout, at: u32, places: &mut Places<'_>) -> Column {
    let parts = head_of(sheet, layout, at);
    let mut column = Column { at, heading: String::new(), unit: None, period: None, part: None, place: None };
    let mut names: Vec<&str> = Vec::new();
    for part in &parts {
        if let Some(year) = year_of(part) {
            column.period = Some(year.to_string());
        } else if layout.place.is_none() && places.is_place(part) {
            column.place = Some(part.clone());
        } else if let Some(period) = part_of_year(part) {
            column.period = Some(period);
        } else if is_part_of_year(part) {
            column.part = Some(part.trim().to_owned());
        } else if is_only_unit(part) && part != &parts[0] {
            column.unit = unit_in(part);
        } else {
            names.push(part);
        }
    }
    column.unit = column
        .unit
        .or_else(|| names.iter().rev().find_map(|name| unit_in(name)))
        .or_else(|| parts.iter().rev().find_map(|part| unit_in(part)));
    column.heading = names.join(" ");
    if column.period.is_none() && layout.year.is_none() {
        column.period = year_within(&column.heading).map(|year| year.to_string());
    }
    column
}

/// Returns whether a head names part of a year and not the year: `3月`, `1-9月`, `一季度`, `上半年`.
fn is_part_of_year(text: &str) -> bool {
    let text = half_width(text);
    let text = text.trim().trim_end_matches("累计").trim_end_matches('份');
    let months = text
        .strip_suffix('月')
        .map(|months| months.split(['-', '—', '~', '至']).all(|month| (1..=12).contains(&month.parse().unwrap_or(0))));
    months.unwrap_or(
        ["上半年", "下半年", "一季度", "二季度", "三季度", "四季度", "1季度", "2季度", "3季度", "4季度"]
            .contains(&text.trim_start_matches(['第', '前'])),
    )
}

/// Returns the period if a head names part of a year (`2020年上半年`, `2021年1-6月`).
fn part_of_year(text: &str) -> Option<String> {
    let (year, rest) = text.split_once('年')?;
    let part = ["上半年", "下半年", "季度", "月"].iter().any(|word| rest.ends_with(word));
    (part && year_of(year).is_some()).then(|| text.trim().to_owned())
}

/// Reads the titles above a table; what they leave open, those of the tables before it on the sheet say (`above`).
pub(super) fn title(sheet: &Sheet, layout: &Layout, file: &str, above: &mut Vec<String>) -> Title {
    let rows = sheet.rows.iter().filter(|(row, _)| layout.titles.contains(row));
    let mut texts: Vec<String> = rows.flat_map(|(_, cells)| cells).filter_map(|(_, content)| title_of(content)).collect();
    let text = texts.first().cloned().unwrap_or_default();
    above.splice(0..0, texts.iter().cloned());
    texts.clone_from(above);
    texts.extend(sheet.name.clone());
    texts.push(file.to_owned());
    let year = if layout.year.is_none() { texts.iter().find_map(|text| year_within(text)) } else { None };
    let about = texts.iter().find_map(|text| within(text));
    let place = about.filter(|_| layout.place.is_none());
    let unit = unit_of_sheet(sheet, layout).or_else(|| unit_in(&text));
    Title { text, year, place, about, unit }
}

/// Returns what a cell above a table says of it. What an imprint says of days and offices is not what the figures are about, but a unit may
/// stand behind a title.
fn title_of(content: &Content) -> Option<String> {
    let printed = content.printed();
    if !is_imprint(content) {
        return Some(printed);
    }
    let narrow = half_width(&printed);
    let (before, _) = narrow.split_once("单位:")?;
    let before = before.trim_end_matches(['(', ' ', ',', ';', '计', '量']).trim();
    (before.chars().count() >= 4 && !is_imprint(&Content::Text(before.to_owned()))).then(|| before.to_owned())
}
