//! Official papers as DOCX in the shape of GB/T 9704: geometry, fonts by name, heading levels, page numbers.
//!
//! Written part by part: the line grid, the footers of odd and even pages and the repeated table heads are exactly what the standard says,
//! and the zip carries a fixed date, so that the same paper gives the same bytes.

mod body;
mod parts;

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A paper: its title and blocks in order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Paper {
    pub title: String,
    /// ISO day, for the properties of the file.
    pub day: String,
    /// Language tag.
    pub language: &'static str,
    pub blocks: Vec<Block>,
}

/// One block of a paper, named by what it is; how it looks follows from the standard.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Block {
    /// 2号小标宋, centred.
    Title(String),
    /// Label above the title, such as 示例.
    Label(String),
    /// 主送机关, flush left.
    Addressee(String),
    /// 一级标题, 黑体.
    Heading(String),
    /// 二级标题, 楷体.
    Subheading(String),
    /// 仿宋 body, first line indented by two characters.
    Text(String),
    /// Signature and date, flush right by four characters.
    Signature(String),
    /// 附件说明 below the body, indented by two characters.
    AnnexList(String),
    /// Begins a new page with its mark (附件1) in 黑体 and its title.
    Annex {
        mark: String,
        title: String,
    },
    Table(Table),
    /// Small text under a table.
    Note(String),
}

/// A table whose head is repeated on every page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    pub head: Vec<String>,
    /// Widths as shares of the text's width.
    pub widths: Vec<f64>,
    pub align: Vec<Align>,
    pub rows: Vec<Vec<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
}

/// Returns the bytes of the DOCX file.
pub(crate) fn write(paper: &Paper) -> Vec<u8> {
    let document = body::document(paper);
    let core = parts::core(&paper.title, &paper.day);
    let styles = parts::styles();
    let parts: [(&str, &str); 10] = [
        ("[Content_Types].xml", parts::CONTENT_TYPES),
        ("_rels/.rels", parts::RELATIONS),
        ("docProps/core.xml", &core),
        ("docProps/app.xml", parts::APP),
        ("word/document.xml", &document),
        ("word/styles.xml", &styles),
        ("word/settings.xml", parts::SETTINGS),
        ("word/footer1.xml", parts::FOOTER_ODD),
        ("word/footer2.xml", parts::FOOTER_EVEN),
        ("word/_rels/document.xml.rels", parts::DOCUMENT_RELATIONS),
    ];
    zipped(&parts)
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    const MEMORY: &str = "writing a small archive to memory does not fail";
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, options).expect(MEMORY);
        zip.write_all(text.as_bytes()).expect(MEMORY);
    }
    zip.finish().expect(MEMORY).into_inner()
}
