//! What heads the figures of a sheet: the head of their column, and the titles above the table.

use crate::import::heading::{
    is_growth, is_only_ratio, is_only_unit, is_ratio, says_only_how, unit_in, without_brackets, year_and_state, year_of, year_within,
};
use crate::import::layout::{Layout, head_of, is_imprint, units_of_sheet};
use crate::import::places::{Places, within};
use crate::number::half_width;
use crate::unit::UnitOfMeasure;
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
    /// One or several units that hold for the table.
    pub(super) units: Vec<String>,
}

impl Title {
    /// Returns which of the units stated above the table a heading has: a share has none of money or people, and of several the one fits that
    /// measures what the heading speaks of. Where that leaves several, nothing says which.
    pub(super) fn unit(&self, heading: &str) -> Option<&String> {
        let (pure, others): (Vec<_>, Vec<_>) = self.units.iter().partition(|unit| is_pure(unit));
        if is_ratio(heading) {
            return pure.first().copied();
        }
        let fitting: Vec<&String> = match others.as_slice() {
            [] | [_] => others,
            _ => others.into_iter().filter(|unit| measures(unit, heading)).collect(),
        };
        match fitting.as_slice() {
            [] if self.units.len() == 1 => self.units.first(),
            [one] => Some(*one),
            _ => None,
        }
    }
}

fn is_pure(unit: &str) -> bool {
    UnitOfMeasure::read(unit).is_some_and(|unit| unit.dimension.is_pure())
}

/// Words of headings and a unit that measures such things.
const MEASURED_IN: [(&str, &[&str]); 5] = [
    ("人", &["人口", "人数", "就业", "职工", "从业人员", "劳动力", "学生"]),
    ("平方米", &["面积"]),
    ("千瓦时", &["用电", "发电"]),
    ("元", &["总值", "产值", "增加值", "收入", "支出", "总额", "投资", "余额", "存款", "贷款", "利润", "税", "GDP", "gdp", "经费"]),
    ("个", &["个数", "企业数", "单位数", "户数", "专利", "项目数"]),
];

fn measures(unit: &str, heading: &str) -> bool {
    let dimension = |unit: &str| UnitOfMeasure::read(unit).map(|unit| unit.dimension);
    MEASURED_IN.iter().any(|(base, words)| dimension(unit) == dimension(base) && words.iter().any(|word| heading.contains(word)))
}

pub(super) fn column(sheet: &Sheet, layout: &Layout, at: u32, places: &mut Places<'_>) -> Column {
    let parts = head_of(sheet, layout, at);
    let mut column = Column { at, heading: String::new(), unit: None, period: None, part: None, place: None };
    let mut names: Vec<&str> = Vec::new();
    let mut states: Vec<String> = Vec::new();
    for part in &parts {
        if let Some(year) = year_of(part) {
            column.period = Some(year.to_string());
        } else if layout.place.is_none() && places.is_place(part) {
            column.place = Some(part.clone());
        } else if let Some(period) = part_of_year(part) {
            column.period = Some(period);
        } else if is_whole_year(part) {
            // Beside quarters the year itself is a column.
        } else if is_part_of_year(part) {
            column.part = Some(part.trim().to_owned());
        } else if let Some((year, state)) = year_and_state(part) {
            column.period = Some(year.to_string());
            states.push(state);
        } else if is_only_unit(part) && part != &parts[0] {
            column.unit = unit_in(part);
        } else {
            names.push(part);
        }
    }
    column.unit = column
        .unit
        .or_else(|| names.iter().rev().find_map(|name| unit_in(name)))
        .or_else(|| parts.iter().rev().filter(|part| year_of(part).is_none()).find_map(|part| unit_in(part)));
    column.heading = names.into_iter().chain(states.iter().map(String::as_str)).collect::<Vec<_>>().join(" ");
    if column.period.is_none() && layout.year.is_none() {
        column.period = year_within(&column.heading).map(|year| year.to_string());
    }
    column
}

/// Growth and shares beside a figure are that figure's, of its year: their heads often repeat neither.
pub(super) fn ratios_go_with_their_figures(columns: &mut [Column]) {
    let (mut year, mut thing): (Option<String>, String) = Default::default();
    for column in columns {
        match &column.period {
            Some(period) => year = Some(period.clone()),
            None if is_growth(&column.heading) => column.period.clone_from(&year),
            None => {}
        }
        if !is_only_ratio(&column.heading) {
            thing = if says_only_how(&column.heading) { String::new() } else { without_brackets(&column.heading) };
        } else if !thing.is_empty() {
            column.heading = format!("{thing} {}", column.heading);
        }
    }
}

fn is_whole_year(text: &str) -> bool {
    ["全年", "全年累计", "全年数"].contains(&text.trim())
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
    // A table without a title is named by its sheet, a file without sheets by its name.
    let stem = file.split('.').next().unwrap_or_default();
    let named = texts.first().map(String::as_str).or(sheet.name.as_deref().filter(|name| says_a_thing(name)).or(Some(stem)));
    let text = named.filter(|name| says_a_thing(name)).unwrap_or_default().to_owned();
    above.splice(0..0, texts.iter().cloned());
    texts.clone_from(above);
    texts.extend(sheet.name.clone());
    texts.push(file.to_owned());
    let year = if layout.year.is_none() { texts.iter().find_map(|text| year_within(text)) } else { None };
    let about = texts.iter().find_map(|text| within(text));
    let place = about.filter(|_| layout.place.is_none());
    let mut units = units_of_sheet(sheet, layout);
    if units.is_empty() {
        units.extend(unit_in(&text));
    }
    Title { text, year, place, about, units }
}

/// `Sheet1`, `2020年` and `工作表2` say nothing of what a table is about.
fn says_a_thing(name: &str) -> bool {
    let bare = name.trim_matches(|ch: char| ch.is_ascii_digit() || ch.is_whitespace() || matches!(ch, '年' | '-' | '_' | '.' | '(' | ')'));
    !["", "sheet", "工作表", "工作簿", "表", "table", "数据", "data", "t"].contains(&bare.to_lowercase().as_str())
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
