//! Several tables on one sheet: below each other, each with its own head, or beside each other, each with its own column of places.
//!
//! The parts keep the rows and columns of the sheet, so that every figure keeps its cell.

use std::borrow::Cow;

use crate::import::layout::{Layout, cell, is_number, layout_of, text, year_in};
use crate::import::places::Places;
use crate::number::{Printed, read_number};
use crate::workbook::{Content, Sheet};

/// A part of a sheet with one head.
#[derive(Debug)]
pub(crate) struct Block<'a> {
    pub(crate) sheet: Cow<'a, Sheet>,
    /// None where the part holds no figures.
    pub(crate) layout: Option<Layout>,
}

/// Tables that one sheet may hold; beyond that the rest is read as one.
const MOST_BLOCKS: usize = 200;

/// Returns the tables of a sheet in order; a sheet with one table, or none, is one part.
pub(crate) fn blocks<'a>(sheet: &'a Sheet, places: &mut Places<'_>) -> Vec<Block<'a>> {
    let mut blocks = Vec::new();
    let mut rest = vec![Cow::Borrowed(sheet)];
    while let Some(part) = rest.pop() {
        let layout = layout_of(&part, places);
        let halves = layout.as_ref().filter(|_| blocks.len() + rest.len() < MOST_BLOCKS).and_then(|layout| {
            let below = second_head(&part, layout, places).map(|row| split_below(&part, row));
            below.or_else(|| second_column(&part, layout).map(|column| split_beside(&part, layout, column)))
        });
        match halves {
            Some((first, second)) => rest.extend([second, first].map(Cow::Owned)),
            None => blocks.push(Block { sheet: part, layout }),
        }
    }
    blocks
}

/// Returns the row with which another table begins: its title if it has one, else its head.
fn second_head(sheet: &Sheet, layout: &Layout, places: &mut Places<'_>) -> Option<u32> {
    let body = sheet.rows.partition_point(|(row, _)| *row <= layout.body);
    let rows = &sheet.rows;
    let at = (body..rows.len()).find(|&at| {
        is_head(&rows[at].1, layout, places) && !repeats(sheet, layout, &rows[at].1) && has_figures_below(&rows[at + 1..], places)
    })?;
    let titles = rows[body..at].iter().rev().take_while(|(_, cells)| is_title(cells, places)).count();
    Some(rows[at - titles].0)
}

/// Two or more texts or years, no figure and no mark for a missing one, and no place where places stand.
fn is_head(cells: &[(u32, Content)], layout: &Layout, places: &mut Places<'_>) -> bool {
    let says = |content: &Content| match content {
        Content::Number(_) => year_in(content).is_some(),
        Content::Text(text) => year_in(content).is_some() || read_number(text) == Printed::Text,
    };
    let key = text(cells, layout.place.or(layout.label).or(layout.year));
    let over_figures = cells.iter().filter(|(column, _)| layout.figures.contains(column)).count();
    let keyed = key.is_empty()
        || places.is_place(&key)
        || (layout.place.is_none() && layout.label.is_none() && year_in(&Content::Text(key)).is_some());
    cells.len() >= 2 && over_figures >= 1 && !keyed && cells.iter().all(|(_, content)| says(content))
}

/// A head that is printed again on each page begins no other table.
fn repeats(sheet: &Sheet, layout: &Layout, cells: &[(u32, Content)]) -> bool {
    sheet.rows.iter().filter(|(row, _)| layout.head.contains(row)).any(|(_, head)| head == cells)
}

/// A head is followed by figures, under at most two more rows of head.
fn has_figures_below(rows: &[(u32, Vec<(u32, Content)>)], places: &mut Places<'_>) -> bool {
    rows.iter().take(3).any(|(_, cells)| {
        let named = cells.iter().any(|(_, content)| matches!(content, Content::Text(text) if places.is_place(text) || !is_number(content)));
        named && cells.iter().any(|(_, content)| is_number(content) && year_in(content).is_none())
    })
}

/// A text alone in a row that names no place and is no remark.
fn is_title(cells: &[(u32, Content)], places: &mut Places<'_>) -> bool {
    let [(_, Content::Text(text))] = cells else { return false };
    let remark = ["注", "资料来源", "数据来源", "说明", "备注"].iter().any(|word| text.trim_start().starts_with(word));
    !remark && !places.is_place(text) && read_number(text) == Printed::Text
}

/// Returns the column with which a table beside the first begins: its places or years stand under the same head as the first one's.
fn second_column(sheet: &Sheet, layout: &Layout) -> Option<u32> {
    let heads = || sheet.rows.iter().filter(|(row, _)| layout.head.contains(row));
    let repeated = |columns: &[u32]| {
        columns.iter().copied().skip(1).find(|&column| {
            let same = |cells: &[(u32, Content)]| cell(cells, column).is_some() && cell(cells, column) == cell(cells, columns[0]);
            heads().any(|(_, cells)| same(cells)) && layout.figures.iter().any(|&figure| columns[0] < figure && figure < column)
        })
    };
    let column = repeated(&layout.place_columns).or_else(|| repeated(&layout.year_columns))?;
    // A column of row numbers before the repeated one belongs to the same table.
    let first = layout.place_columns.first().or(layout.year_columns.first()).copied()?;
    let before = first.checked_sub(1).zip(column.checked_sub(1)).filter(|(left, _)| *left > 0);
    let shared = before
        .is_some_and(|(left, right)| heads().any(|(_, cells)| cell(cells, left).is_some() && cell(cells, left) == cell(cells, right)));
    Some(if shared { column - 1 } else { column })
}

fn split_below(sheet: &Sheet, row: u32) -> (Sheet, Sheet) {
    let at = sheet.rows.partition_point(|(other, _)| *other < row);
    let (hollow_above, hollow_below) = sheet.hollow.iter().partition(|(other, _)| *other < row);
    let first = Sheet { rows: sheet.rows[..at].to_vec(), hollow: hollow_above, ..sheet.clone_head() };
    (first, Sheet { rows: sheet.rows[at..].to_vec(), hollow: hollow_below, formulas: 0, ..sheet.clone_head() })
}

/// Titles stand above both tables.
fn split_beside(sheet: &Sheet, layout: &Layout, column: u32) -> (Sheet, Sheet) {
    let side = |left: bool| {
        let keep = |at: &u32| (*at < column) == left;
        let part = |(row, cells): &(u32, Vec<(u32, Content)>)| {
            let title = layout.titles.contains(row);
            let cells = cells.iter().filter(|(at, content)| keep(at) || (title && matches!(content, Content::Text(_))));
            (*row, cells.cloned().collect::<Vec<_>>())
        };
        let rows = sheet.rows.iter().map(part);
        let rows = rows.filter(|(_, cells)| !cells.is_empty()).collect();
        let hollow = sheet.hollow.iter().filter(|(_, at)| keep(at)).copied().collect();
        Sheet { rows, hollow, formulas: if left { sheet.formulas } else { 0 }, ..sheet.clone_head() }
    };
    (side(true), side(false))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn sheet(text: &str) -> Sheet {
        let row = |line: &str| -> Vec<(u32, Content)> {
            let cells = (1..).zip(line.split(',')).filter(|(_, text)| !text.is_empty());
            cells.map(|(column, text)| (column, Content::Text(text.to_owned()))).collect()
        };
        Sheet { rows: (1..).zip(text.lines().map(row)).filter(|(_, cells)| !cells.is_empty()).collect(), ..Sheet::default() }
    }

    /// First cell of each part: row and column.
    fn check(text: &str, expected: &[(u32, u32)]) {
        let assigned = BTreeMap::new();
        let sheet = sheet(text);
        let parts = blocks(&sheet, &mut Places::new(&assigned));
        let begins: Vec<(u32, u32)> = parts.iter().map(|part| (part.sheet.rows[0].0, part.sheet.rows[0].1[0].0)).collect();
        assert_eq!(begins, expected, "{text}");
    }

    #[test]
    fn a_second_head_with_its_title_begins_a_second_table() {
        let first = "表1 2019年产值\n城市,产值（亿元）,人均（元）\n湘潭市,2200,78000\n株洲市,3000,75000\n";
        check(&format!("{first}\n表2 2020年收支\n城市,收入（万元）,支出（万元）\n湘潭市,12,34\n株洲市,15,36"), &[(1, 1), (6, 1)]);
        check(&format!("{first}注：快报数\n城市,收入（万元）,支出（万元）\n湘潭市,12,34\n株洲市,15,36"), &[(1, 1), (6, 1)]);
    }

    #[test]
    fn a_head_printed_again_and_rows_without_figures_begin_nothing() {
        check("城市,产值（亿元）,收入（亿元）\n湘潭市,1,2\n城市,产值（亿元）,收入（亿元）\n株洲市,3,4", &[(1, 1)]);
        check("城市,产值（亿元）,收入（亿元）\n湘潭市,1,2\n株洲市,暂缺,未报\n娄底市,5,6", &[(1, 1)]);
    }

    #[test]
    fn places_under_the_same_head_again_begin_a_table_beside() {
        check(
            "2022年用电量（亿千瓦时）\n城市,工业,全部,,城市,工业,全部\n沈阳市,1,2,,湘潭市,5,6\n大连市,3,4,,株洲市,7,8",
            &[(1, 1), (1, 1)],
        );
        check("城市,工业,全部,,城市,工业,全部\n沈阳市,1,2,,湘潭市,5,6\n大连市,3,4,,株洲市,7,8", &[(1, 1), (1, 5)]);
        check("省,城市,工业,全部\n辽宁省,沈阳市,1,2\n湖南省,湘潭市,5,6", &[(1, 1)]);
    }
}
