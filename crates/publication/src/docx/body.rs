//! The paper itself, block by block.

use std::fmt::Write;

use super::parts::{HEAD, NAMESPACES, PAGE};
use super::{Align, Block, Paper, Table};
use crate::charts::escaped;

pub(super) fn document(paper: &Paper) -> String {
    let mut out = format!("{HEAD}<w:document {NAMESPACES}><w:body>");
    for block in &paper.blocks {
        write_block(&mut out, block);
    }
    let page = &PAGE;
    let _ = write!(
        out,
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/><w:footerReference w:type=\"even\" r:id=\"rId4\"/><w:pgSz w:w=\"{}\" w:h=\"{}\"/><w:pgMar w:top=\"{}\" w:right=\"{}\" w:bottom=\"{}\" w:left=\"{}\" w:header=\"851\" w:footer=\"{}\" w:gutter=\"0\"/><w:docGrid w:type=\"lines\" w:linePitch=\"{}\"/></w:sectPr></w:body></w:document>",
        page.width, page.height, page.top, page.right, page.bottom, page.left, page.footer, page.line
    );
    out
}

fn write_block(out: &mut String, block: &Block) {
    match block {
        Block::Title(text) => paragraph(out, "PaperTitle", text),
        Block::Label(text) => paragraph(out, "Label", text),
        Block::Addressee(text) => paragraph(out, "Addressee", text),
        Block::Heading(text) => paragraph(out, "Heading1", text),
        Block::Subheading(text) => paragraph(out, "Heading2", text),
        Block::Text(text) | Block::AnnexList(text) => paragraph(out, "BodyText", text),
        Block::Signature(text) => paragraph(out, "Signature", text),
        Block::Annex { mark, title } => {
            paragraph(out, "AnnexMark", mark);
            paragraph(out, "PaperTitle", title);
        }
        Block::Table(table) => write_table(out, table),
        Block::Note(text) => paragraph(out, "Note", text),
    }
}

fn paragraph(out: &mut String, style: &str, text: &str) {
    let _ = write!(out, "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{}</w:p>", run(text));
}

/// A line break in the text is one in the paper.
fn run(text: &str) -> String {
    let line = |line: &str| format!("<w:t xml:space=\"preserve\">{}</w:t>", escaped(line));
    let lines: Vec<String> = text.split('\n').filter(|part| !part.is_empty()).map(line).collect();
    if lines.is_empty() { String::new() } else { format!("<w:r>{}</w:r>", lines.join("<w:br/>")) }
}

fn write_table(out: &mut String, table: &Table) {
    let widths: Vec<i32> = table.widths.iter().map(|share| (f64::from(PAGE.text_width()) * share) as i32).collect();
    let edge = |name: &str| format!("<w:{name} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>");
    let edges: String = ["top", "left", "bottom", "right", "insideH", "insideV"].into_iter().map(edge).collect();
    let grid: String = widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
    let _ = write!(
        out,
        "<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>",
        widths.iter().sum::<i32>()
    );
    row(out, &table.head, &widths, None);
    for cells in &table.rows {
        row(out, cells, &widths, Some(&table.align));
    }
    out.push_str("</w:tbl>");
}

/// A row without alignments is the head: repeated on every page.
fn row(out: &mut String, cells: &[String], widths: &[i32], align: Option<&[Align]>) {
    let head = if align.is_none() { "<w:tblHeader/>" } else { "" };
    let _ = write!(out, "<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>");
    for (place, (text, width)) in cells.iter().zip(widths).enumerate() {
        let (style, align) = match align {
            None => ("CellHead", ""),
            Some(align) => ("Cell", justified(align.get(place).copied().unwrap_or(Align::Left))),
        };
        let _ = write!(
            out,
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr><w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{align}</w:pPr>{}</w:p></w:tc>",
            run(text)
        );
    }
    out.push_str("</w:tr>");
}

fn justified(align: Align) -> &'static str {
    match align {
        Align::Left => "<w:jc w:val=\"left\"/>",
        Align::Centre => "<w:jc w:val=\"center\"/>",
        Align::Right => "<w:jc w:val=\"right\"/>",
    }
}
