//! How a sheet is laid out: which rows are titles, heads and body, and where place, year and heading stand.

use corpus::gazetteer::Gazetteer;

use crate::import::heading::{is_only_unit, unit_in, units_in, year_of};
use crate::import::places::Places;
use crate::number::{Printed, half_width, read_number};
use crate::pieces::part_of_year;
use crate::workbook::{Content, Sheet};

/// What a column's cells are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Profile {
    pub(crate) filled: usize,
    pub(crate) numbers: usize,
    pub(crate) years: usize,
    pub(crate) places: usize,
    pub(crate) codes: usize,
    /// Different names of places.
    pub(crate) names: usize,
}

/// A sheet understood. Rows and columns count from 1.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Layout {
    /// Rows above the head with a single text: titles and remarks.
    pub(crate) titles: Vec<u32>,
    pub(crate) head: Vec<u32>,
    /// First row of figures.
    pub(crate) body: u32,
    pub(crate) place: Option<u32>,
    pub(crate) province: Option<u32>,
    pub(crate) code: Option<u32>,
    pub(crate) year: Option<u32>,
    /// Column of units of measure, a unit a row.
    pub(crate) unit: Option<u32>,
    /// Column that names what each row is, where that is not a place.
    pub(crate) label: Option<u32>,
    /// Columns of figures.
    pub(crate) figures: Vec<u32>,
    /// Columns of other texts, passed over.
    pub(crate) texts: Vec<u32>,
    /// Columns that number the rows or repeat codes, passed over.
    pub(crate) serials: Vec<u32>,
    /// All columns of places and of years, from the left.
    pub(crate) place_columns: Vec<u32>,
    pub(crate) year_columns: Vec<u32>,
}

/// Returns the layout of a sheet, or nothing if it holds no table of figures.
pub(crate) fn layout_of(sheet: &Sheet, places: &mut Places<'_>) -> Option<Layout> {
    let columns = profiles(sheet, places);
    let mut layout = Layout::default();
    let mostly = |part: usize, whole: usize| whole > 0 && part * 10 >= whole * 6;
    let named = |column: u32, words: &[&str]| heading_is(sheet, column, words);
    // Titles, a head, totals and footnotes may stand in the column of names.
    let is_place = |profile: &Profile| {
        (profile.places > profile.numbers && mostly(profile.places, profile.filled.saturating_sub(1)))
            || (profile.places >= 2 && profile.places * 3 >= profile.filled)
    };
    layout.place_columns = (1..).zip(&columns).filter(|(_, profile)| is_place(profile)).map(|(column, _)| column).collect();
    layout.place =
        layout.place_columns.iter().copied().max_by_key(|&column| (columns[column as usize - 1].names, std::cmp::Reverse(column)));
    layout.province = layout.place_columns.iter().copied().find(|&column| Some(column) != layout.place && named(column, &["省"]));
    layout.year_columns = year_columns(sheet, &columns);
    layout.year = layout.year_columns.first().copied();
    layout.code = (1..)
        .zip(&columns)
        .filter(|(_, profile)| profile.codes > 0 && mostly(profile.codes, profile.filled.saturating_sub(1).max(1)))
        .max_by_key(|(column, profile)| (profile.names, std::cmp::Reverse(*column)))
        .map(|(column, _)| column);
    layout.unit = (1..)
        .zip(&columns)
        .find(|(column, profile)| profile.numbers == 0 && named(*column, &["单位", "计量单位"]))
        .map(|(column, _)| column);
    layout.body = first_body_row(sheet, &layout, places)?;
    classify_columns(sheet, &columns, &mut layout);
    find_head(sheet, &mut layout);
    (!layout.figures.is_empty()).then_some(layout)
}

/// Returns the cell of a row.
pub(crate) fn cell(cells: &[(u32, Content)], column: u32) -> Option<&Content> {
    cells.iter().find(|(at, _)| *at == column).map(|(_, content)| content)
}

pub(crate) fn text(cells: &[(u32, Content)], column: Option<u32>) -> String {
    column.and_then(|column| cell(cells, column)).map(|content| content.printed().trim().to_owned()).unwrap_or_default()
}

/// Returns whether a cell holds a figure and not a year or a code standing in a head.
pub(crate) fn is_number(content: &Content) -> bool {
    match content {
        Content::Number(_) => true,
        Content::Text(text) => matches!(read_number(text), Printed::Number { .. }),
    }
}

pub(crate) fn year_in(content: &Content) -> Option<i16> {
    match content {
        Content::Number(value) => {
            (value.fract() == 0.0 && (1000.0..10_000.0).contains(value)).then(|| year_of(&value.to_string())).flatten()
        }
        Content::Text(text) => year_of(text),
    }
}

/// Returns the year of a cell, and where it is part of one its text (`2023年1月`, `2023-01`, `2023Q1`).
pub(crate) fn period_in(content: &Content) -> Option<(i16, Option<String>)> {
    if let Some(year) = year_in(content) {
        return Some((year, None));
    }
    let Content::Text(text) = content else { return None };
    // `2020.12` is a number.
    let is_time = text.contains(['年', '季', 'Q', '-']);
    part_of_year(text).filter(|_| is_time).map(|(year, _)| (year, Some(text.trim().to_owned())))
}

fn profiles(sheet: &Sheet, places: &mut Places<'_>) -> Vec<Profile> {
    let mut columns: Vec<Profile> = Vec::new();
    let mut names: Vec<std::collections::BTreeSet<String>> = Vec::new();
    let cells = sheet.rows.iter().flat_map(|(_, cells)| cells.iter().map(|(column, content)| (cells.len() == 1, column, content)));
    for (alone, column, content) in cells {
        let at = *column as usize - 1;
        if columns.len() <= at {
            columns.resize(at + 1, Profile::default());
            names.resize(at + 1, Default::default());
        }
        let profile = &mut columns[at];
        profile.years += usize::from(period_in(content).is_some());
        let number = is_number(content);
        profile.numbers += usize::from(number);
        let (codes, named) = match content {
            Content::Number(value) => (could_be_code(*value) && is_code(&value.to_string()), false),
            Content::Text(text) => (is_code(text), !number && places.is_place(text)),
        };
        // A title above or a remark below does not count among the cells of its column.
        profile.filled += usize::from(!alone || number || named || codes);
        profile.codes += usize::from(codes);
        profile.places += usize::from(named && !codes);
        if codes || named {
            names[at].insert(content.printed());
        }
    }
    for (profile, names) in columns.iter_mut().zip(names) {
        profile.names = names.len();
    }
    columns
}

fn could_be_code(value: f64) -> bool {
    value.fract() == 0.0 && (100_000.0..1_000_000.0).contains(&value)
}

fn is_code(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()) && Gazetteer::shared().history(text).next().is_some()
}

/// Returns the columns of years. One has hardly another number in it; where its head does not say so, it must have several rows.
fn year_columns(sheet: &Sheet, columns: &[Profile]) -> Vec<u32> {
    let says_so = |column: u32| {
        heading_is(
            sheet,
            column,
            &["年", "年份", "年度", "year", "年度标识", "时间", "月份", "日期", "统计日期", "期间", "报告期", "period"],
        )
    };
    let fits = |profile: &Profile| {
        profile.years > 0 && profile.years * 100 >= profile.numbers * 95 && profile.years * 10 >= profile.filled.saturating_sub(1) * 6
    };
    let found: Vec<u32> = (1..).zip(columns).filter(|(_, profile)| fits(profile)).map(|(column, _)| column).collect();
    let named: Vec<u32> = found.iter().copied().filter(|&column| says_so(column)).collect();
    if named.is_empty() { found.into_iter().filter(|&column| columns[column as usize - 1].years >= 3).collect() } else { named }
}

/// Returns whether one of the first texts of a column is, or ends with, one of the words.
fn heading_is(sheet: &Sheet, column: u32, words: &[&str]) -> bool {
    let texts = sheet.rows.iter().take(12).filter_map(|(_, cells)| match cell(cells, column)? {
        Content::Text(text) => Some(bare(text)),
        Content::Number(_) => None,
    });
    texts.into_iter().any(|text| {
        words.iter().any(|word| text == *word || (word.chars().count() == 1 && text.starts_with(word) && text.chars().count() <= 4))
    })
}

/// A head without blanks, remarks in brackets and case: `指  标（单位）` is `指标`.
fn bare(text: &str) -> String {
    let narrow = half_width(text);
    let before = narrow.split_once('(').map_or(&*narrow, |(before, _)| before);
    let kept = if before.trim().is_empty() { &*narrow } else { before };
    kept.chars().filter(|ch| !ch.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn first_body_row(sheet: &Sheet, layout: &Layout, places: &mut Places<'_>) -> Option<u32> {
    let special = [layout.place, layout.year, layout.code];
    let row = sheet.rows.iter().find(|(_, cells)| {
        let keyed = match (layout.place, layout.year) {
            (Some(place), _) => cell(cells, place).map(Content::printed).is_some_and(|name| places.is_place(&name) || is_whole(&name)),
            (None, Some(year)) => cell(cells, year).and_then(period_in).is_some(),
            // A row may begin with its number.
            (None, None) => cells.iter().take(2).any(|(_, content)| !is_number(content)),
        };
        let figures =
            |(column, content): &(u32, Content)| !special.contains(&Some(*column)) && is_number(content) && year_in(content).is_none();
        // A row of years is a head, not figures; beside a place a figure may look like a year.
        keyed && (cells.iter().any(figures) || (layout.place.is_some() && layout.year.is_some()))
    });
    row.map(|(row, _)| *row)
}

/// A row of the whole before those of its parts.
fn is_whole(name: &str) -> bool {
    let name: String = half_width(name).chars().filter(|ch| !ch.is_whitespace()).collect();
    ["全国", "全省", "全区", "全市", "全县"].contains(&name.as_str()) || ["合计", "总计"].contains(&name.as_str())
}

fn classify_columns(sheet: &Sheet, columns: &[Profile], layout: &mut Layout) {
    let special = [layout.place, layout.province, layout.code, layout.year, layout.unit];
    for (column, profile) in (1..).zip(columns).filter(|(column, profile)| profile.filled > 0 && !special.contains(&Some(*column))) {
        let body = sheet.rows.iter().filter(|(row, _)| *row >= layout.body).filter_map(|(_, cells)| cell(cells, column));
        let (mut numbers, mut texts) = (0, 0);
        for content in body {
            let missing = matches!(content, Content::Text(text) if read_number(text) == Printed::Missing);
            numbers += usize::from(is_number(content));
            texts += usize::from(!is_number(content) && !missing);
        }
        let serial = heading_is(sheet, column, &SERIALS)
            || (profile.codes > 0 && profile.codes * 10 >= numbers * 9)
            || counts_rows(sheet, layout, column);
        let remark = heading_is(sheet, column, &["备注", "说明", "注释", "数据来源", "来源"]);
        if serial && numbers >= texts && numbers > 0 {
            layout.serials.push(column);
        } else if numbers >= texts && numbers > 0 && !remark {
            layout.figures.push(column);
        } else if texts > 0 || remark {
            layout.texts.push(column);
        }
    }
    layout.label = layout.texts.iter().copied().find(|&column| heading_is(sheet, column, &LABELS));
    if layout.label.is_none() && layout.year.is_none() {
        layout.label = layout.texts.iter().copied().find(|&column| names_rows_of_a_place(sheet, layout, column));
    }
    layout.texts.retain(|column| Some(*column) != layout.label);
    if layout.place.is_none() && layout.label.is_none() {
        layout.label = layout.texts.first().copied().filter(|&label| layout.figures.first().is_some_and(|&first| label < first));
        layout.texts.retain(|column| Some(*column) != layout.label);
    }
}

/// Heads of a column that numbers the rows or the places.
const SERIALS: [&str; 15] =
    ["id", "序号", "序", "编号", "编码", "代码", "行次", "行号", "no.", "排名", "名次", "位次", "排序", "邮政编码", "区号"];

/// Heads of a column that says what each row is about.
const LABELS: [&str; 16] = [
    "指标",
    "指标名称",
    "指标名",
    "项目",
    "项目名称",
    "主要指标",
    "统计指标",
    "经济指标",
    "指标项目",
    "类别",
    "分类",
    "分组",
    "行业",
    "产业",
    "分项",
    "indicator",
];

/// Where a place has several rows, a column of texts between it and the figures says what each of them is.
fn names_rows_of_a_place(sheet: &Sheet, layout: &Layout, column: u32) -> bool {
    let (Some(place), Some(&first)) = (layout.place, layout.figures.first()) else { return false };
    if column <= place || column >= first || layout.place_columns.contains(&column) {
        return false;
    }
    let figures = |cells: &[(u32, Content)]| layout.figures.iter().any(|&figure| cell(cells, figure).is_some_and(is_number));
    let rows: Vec<&Vec<(u32, Content)>> =
        sheet.rows.iter().filter(|(row, cells)| *row >= layout.body && figures(cells)).map(|(_, cells)| cells).collect();
    let places: std::collections::BTreeSet<String> =
        rows.iter().map(|cells| text(cells, Some(place))).filter(|name| !name.is_empty()).collect();
    let named = rows.iter().filter(|cells| cell(cells, column).is_some()).count();
    !places.is_empty() && places.len() * 2 <= rows.len() && named * 10 >= rows.len() * 9
}

/// A column without a head whose numbers go up by one from row to row counts the rows.
fn counts_rows(sheet: &Sheet, layout: &Layout, column: u32) -> bool {
    let headless = sheet.rows.iter().all(|(row, cells)| *row >= layout.body || cell(cells, column).is_none());
    let body = sheet.rows.iter().filter(|(row, _)| *row >= layout.body);
    let numbers: Vec<f64> = body
        .filter_map(|(_, cells)| match cell(cells, column)? {
            Content::Number(value) => Some(*value),
            Content::Text(text) => text.trim().parse().ok(),
        })
        .collect();
    headless && numbers.len() >= 3 && numbers.windows(2).all(|pair| pair[1] - pair[0] == 1.0)
}

/// Returns whether a cell above the body says who made the table, when, or in which unit, and is no part of a head.
pub(crate) fn is_imprint(content: &Content) -> bool {
    let Content::Text(text) = content else { return false };
    let text = half_width(text);
    let words = ["单位:", "制表", "填报", "编制", "日期", "来源", "更新", "打印", "审核", "联系", "注:", "说明:"];
    words.iter().any(|word| text.contains(word)) && (text.contains(':') || text.contains('日'))
}

/// A title with nothing but a unit at the right.
fn is_title_with_unit(cells: &[(u32, Content)]) -> bool {
    let [(_, Content::Text(title)), (_, Content::Text(unit))] = cells else { return false };
    let unit = half_width(unit);
    let bracketed = unit.trim().starts_with('(') && unit.trim().ends_with(')');
    bracketed && is_only_unit(&unit) && !is_only_unit(title) && title.chars().count() >= 6
}

/// Rows above the body with two or more texts or years and no other numbers are heads; rows with a single text or only an imprint are titles.
fn find_head(sheet: &Sheet, layout: &mut Layout) {
    for (row, cells) in sheet.rows.iter().take_while(|(row, _)| *row < layout.body) {
        let plain = cells.iter().all(|(_, content)| !is_number(content) || year_in(content).is_some());
        let only_years_between = cells.iter().any(|(_, content)| !is_number(content)) || cells.len() >= 2;
        // The first head starts with the first column of figures at the latest; what stands only further right was put there by itself.
        let begins = layout.figures.first().is_none_or(|first| cells.iter().any(|(column, _)| column <= first));
        let imprint = cells.iter().any(|(_, content)| is_imprint(content)) || is_title_with_unit(cells);
        match cells.len() {
            _ if imprint || (layout.head.is_empty() && !begins) => layout.titles.push(*row),
            1 if !layout.figures.iter().any(|column| cell(cells, *column).is_some()) || layout.head.is_empty() => layout.titles.push(*row),
            _ if plain && only_years_between => layout.head.push(*row),
            _ => {}
        }
    }
    // A table of two columns has a head of one text when its first column has none.
    if layout.head.is_empty()
        && let Some(last) = layout.titles.pop()
    {
        layout.head.push(last);
    }
}

/// Returns the parts of a column's head from the top down. A blank above a text belongs to the filled cell on its left (merged heads).
pub(crate) fn head_of(sheet: &Sheet, layout: &Layout, column: u32) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let leftmost = layout.figures.first().copied().unwrap_or(1);
    let rows: Vec<&(u32, Vec<(u32, Content)>)> = sheet.rows.iter().filter(|(row, _)| layout.head.contains(row)).collect();
    for (at, (_, cells)) in rows.iter().enumerate() {
        let own = text(cells, Some(column));
        let has_text_below = || rows[at + 1..].iter().any(|(_, below)| cell(below, column).is_some());
        let left = || (leftmost..column).rev().map(|left| text(cells, Some(left))).find(|text| !text.is_empty()).unwrap_or_default();
        let part = if own.is_empty() && has_text_below() { left() } else { own };
        if !part.is_empty() && parts.last() != Some(&part) {
            parts.push(part);
        }
    }
    parts
}

/// Returns the units stated once for the sheet (`单位：万元`).
pub(crate) fn units_of_sheet(sheet: &Sheet, layout: &Layout) -> Vec<String> {
    let above = || sheet.rows.iter().take_while(|(row, _)| *row < layout.body);
    let beside_title = above().filter(|(_, cells)| is_title_with_unit(cells)).filter_map(|(_, cells)| unit_in(&cells[1].1.printed()));
    let beside_title: Vec<String> = beside_title.take(1).collect();
    let above = above().flat_map(|(_, cells)| cells);
    let stated = above.filter_map(|(_, content)| match content {
        Content::Text(text) => Some(units_in(text)).filter(|units| !units.is_empty()),
        Content::Number(_) => None,
    });
    stated.into_iter().next().unwrap_or(beside_title)
}
