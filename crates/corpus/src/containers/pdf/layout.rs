//! Lines and table rows, from the places where pieces of text are printed.
//!
//! Cells of a table are printed one after the other, each with its own lines: what stands beside each other is one row, its cells parted
//! by tabs, and the lines of a cell are put together. Columns of running text are left as they are.

use crate::chars;

/// Text printed at once; lengths in points of the page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) width: f32,
    pub(super) text: String,
}

/// All in sizes of the type: how far pieces of a line may differ in height, how wide a gap parts cells, how far lines of a cell may be
/// shifted and stepped.
const SAME_LINE: f32 = 0.5;
const CELL_GAP: f32 = 3.0;
const CELL_SHIFT: f32 = 2.6;
const CELL_STEP: f32 = 2.5;
/// A column with more lines is no cell.
const CELL_LINES_MAX: usize = 8;

/// Returns an estimate of the printed width of a text, in sizes of its type.
pub(super) fn width(text: &str) -> f32 {
    text.chars()
        .map(|c| {
            if c.is_ascii() {
                0.5
            } else if chars::is_han(c) || chars::is_wide_mark(c) {
                1.0
            } else {
                0.8
            }
        })
        .sum()
}

pub(super) fn text(pieces: &[Piece]) -> String {
    let blocks = blocks(lines(pieces));
    let mut text = String::new();
    let mut rest = blocks.as_slice();
    while let Some(first) = rest.first() {
        let length = row(rest);
        let cells = &rest[..length];
        if length > 1 && cells.iter().all(|cell| cell.lines.len() <= CELL_LINES_MAX) {
            push(&mut text, &cells.iter().map(Block::joined).collect::<Vec<_>>().join("\t"));
            rest = &rest[length..];
        } else {
            first.lines.iter().for_each(|line| push(&mut text, &line.text));
            rest = &rest[1..];
        }
    }
    text
}

fn push(text: &mut String, line: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}

struct Line {
    x: f32,
    y: f32,
    end: f32,
    size: f32,
    text: String,
}

/// Lines under each other.
struct Block {
    lines: Vec<Line>,
}

impl Block {
    fn joined(&self) -> String {
        self.lines.iter().map(|line| line.text.trim()).collect()
    }

    fn top(&self) -> f32 {
        self.lines.iter().map(|line| line.y + line.size).fold(f32::MIN, f32::max)
    }

    fn bottom(&self) -> f32 {
        self.lines.iter().map(|line| line.y).fold(f32::MAX, f32::min)
    }
}

fn lines(pieces: &[Piece]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for Piece { x, y, size, width, text } in pieces {
        let size = size.abs().max(1.0);
        match lines.last_mut() {
            Some(last)
                if (last.y - y).abs() <= SAME_LINE * size.max(last.size)
                    && *x >= last.end - CELL_GAP * size
                    && *x <= last.end + CELL_GAP * size =>
            {
                last.text.push_str(text);
                last.end = x + width;
            }
            _ => lines.push(Line { x: *x, y: *y, end: x + width, size, text: text.clone() }),
        }
    }
    lines
}

fn blocks(lines: Vec<Line>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in lines {
        let under = |last: &Line| {
            let step = last.y - line.y;
            step > 0.0 && step <= CELL_STEP * line.size && (last.x - line.x).abs() <= CELL_SHIFT * line.size
        };
        match blocks.last_mut() {
            Some(block) if block.lines.last().is_some_and(under) => block.lines.push(line),
            _ => blocks.push(Block { lines: vec![line] }),
        }
    }
    blocks
}

/// Returns how many blocks at the head of the rest stand beside each other, each to the right of the one before.
fn row(blocks: &[Block]) -> usize {
    let (mut top, mut bottom) = (blocks[0].top(), blocks[0].bottom());
    let beside = |pair: &[Block]| {
        let (before, next) = (&pair[0], &pair[1]);
        let overlap = top.min(next.top()) - bottom.max(next.bottom());
        let right = next.lines[0].x > before.lines[0].x;
        top = top.max(next.top());
        bottom = bottom.min(next.bottom());
        right && overlap > SAME_LINE * next.lines[0].size
    };
    1 + blocks.windows(2).map(beside).take_while(|beside| *beside).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(printed: &[(f32, f32, &str)], expected: &str) {
        let piece =
            |(x, y, text): &(f32, f32, &str)| Piece { x: *x, y: *y, size: 12.0, width: width(text) * 12.0, text: (*text).to_owned() };
        assert_eq!(text(&printed.iter().map(piece).collect::<Vec<_>>()), expected);
    }

    #[test]
    fn lines_of_print_are_lines_of_text() {
        check(&[(80.0, 700.0, "第一行"), (116.0, 700.0, "续"), (56.0, 682.0, "第二行")], "第一行续\n第二行");
    }

    #[test]
    fn cells_beside_each_other_are_a_row_whatever_their_lines() {
        let table = [
            (56.0, 771.0, "索引"),
            (56.0, 754.0, "号："),
            (109.0, 763.0, "000014349/2019-00003"),
            (379.0, 771.0, "主题分"),
            (379.0, 754.0, "类："),
            (431.0, 763.0, "商贸"),
            (56.0, 736.0, "发文机"),
            (56.0, 719.0, "关："),
            (109.0, 728.0, "国务院"),
            (150.0, 690.0, "国务院关于某事的通知"),
        ];
        check(&table, "索引号：\t000014349/2019-00003\t主题分类：\t商贸\n发文机关：\t国务院\n国务院关于某事的通知");
    }

    #[test]
    fn columns_of_running_text_stay_columns() {
        let column = |x: f32| (0..12u8).map(move |line| (x, 700.0 - 18.0 * f32::from(line), "文"));
        let printed: Vec<_> = column(56.0).chain(column(320.0)).collect();
        check(&printed, &["文"; 24].join("\n"));
    }
}
