//! PDF with a text layer: one line for each line of print. Where a font does not say which characters it prints, that is said,
//! and no rubbish is passed off as text.

use std::collections::BTreeMap;

use lopdf::content::{Content, Operation};
use lopdf::{Document, Encoding, LoadOptions, Object, ObjectId};

use super::Unwrapped;
use crate::text::CleanText;
use crate::{ByteRange, Finding};

/// No stream of a paper is bigger when unpacked.
const STREAM_MAX: usize = 64 << 20;
/// Lines are parted where the height changes by more than this, in points.
const LINE_STEP_PT: f32 = 3.0;
const PAGES_MAX: usize = 3_000;

pub(super) fn looks_like(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-")
}

pub(super) fn read(bytes: &[u8]) -> Unwrapped {
    let mut unwrapped = Unwrapped { kinds: vec!["pdf-text"], ..Unwrapped::default() };
    let Ok(document) = Document::load_mem_with_options(bytes, LoadOptions::with_max_decompressed_size(STREAM_MAX)) else {
        unwrapped.findings.push(broken());
        return unwrapped;
    };
    let mut text = CleanText::default();
    let mut unmapped = 0;
    let pages = document.get_pages();
    for page in pages.values().take(PAGES_MAX) {
        let mut printed = Printed::default();
        printed.page(&document, *page);
        unmapped += printed.unmapped;
        text.push(&printed.text, place(&document, *page, bytes.len()));
        text.push("\u{c}", (0, 0));
    }
    let suspicious = text.as_str().chars().filter(|c| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fffd}')).count();
    let shown = text.as_str().trim().chars().count();
    if shown == 0 && !pages.is_empty() {
        unwrapped.kinds = vec!["pdf-scan"];
        unwrapped.findings.push(scanned());
    } else if unmapped + suspicious > 0 {
        unwrapped.findings.push(unmapped_characters(unmapped + suspicious, shown));
    }
    unwrapped.text = text;
    unwrapped
}

/// Where the print of a page stands in the file: its content streams.
fn place(document: &Document, page: ObjectId, length: usize) -> ByteRange {
    let streams = document.get_page_contents(page);
    let ranges = streams.iter().filter_map(|id| {
        let stream = document.get_object(*id).ok()?.as_stream().ok()?;
        let start = stream.start_position?;
        Some((start, (start + stream.content.len()).min(length)))
    });
    let hull = ranges.fold(None, |hull: Option<(usize, usize)>, (start, end)| {
        Some(hull.map_or((start, end), |hull| (hull.0.min(start), hull.1.max(end))))
    });
    hull.filter(|(start, end)| start < end).map_or((0, length as u32), |(start, end)| (start as u32, end as u32))
}

#[derive(Default)]
struct Printed {
    text: String,
    /// Characters that no table maps.
    unmapped: usize,
    /// Height of the line in print and of the last one printed.
    height: f32,
    last: Option<f32>,
    leading: f32,
}

impl Printed {
    fn page(&mut self, document: &Document, page: ObjectId) {
        let fonts = document.get_page_fonts(page).unwrap_or_default();
        let encodings: BTreeMap<&[u8], Option<Encoding<'_>>> =
            fonts.iter().map(|(name, font)| (name.as_slice(), font.get_font_encoding_with_limit(document, STREAM_MAX).ok())).collect();
        let Ok(content) = document.get_page_content_with_limit(page, STREAM_MAX) else { return };
        let Ok(content) = Content::decode(&content) else { return };
        let mut encoding = None;
        for operation in &content.operations {
            match operation.operator.as_str() {
                "Tf" => {
                    encoding = operation
                        .operands
                        .first()
                        .and_then(|name| name.as_name().ok())
                        .and_then(|name| encodings.get(name))
                        .and_then(Option::as_ref)
                }
                "BT" => self.height = 0.0,
                "Tm" => self.height = number(operation, 5),
                "Td" => self.height += number(operation, 1),
                "TD" => {
                    self.leading = -number(operation, 1);
                    self.height += number(operation, 1);
                }
                "TL" => self.leading = number(operation, 0),
                "T*" => self.height -= self.leading,
                "Tj" | "TJ" => operation.operands.iter().for_each(|shown| self.show(shown, encoding)),
                "'" | "\"" => {
                    self.height -= self.leading;
                    operation.operands.iter().for_each(|shown| self.show(shown, encoding));
                }
                _ => {}
            }
        }
    }

    fn show(&mut self, shown: &Object, encoding: Option<&Encoding<'_>>) {
        match shown {
            Object::Array(pieces) => pieces.iter().for_each(|piece| self.show(piece, encoding)),
            Object::String(bytes, _) => {
                if self.last.is_some_and(|last| (last - self.height).abs() > LINE_STEP_PT) {
                    self.text.push('\n');
                }
                self.last = Some(self.height);
                match encoding.and_then(|encoding| Document::decode_text(encoding, bytes).ok()) {
                    Some(text) => self.text.push_str(&text),
                    None => self.unmapped += bytes.len().div_ceil(2),
                }
            }
            _ => {}
        }
    }
}

fn number(operation: &Operation, index: usize) -> f32 {
    operation.operands.get(index).and_then(|operand| operand.as_float().ok()).unwrap_or(0.0)
}

fn broken() -> Finding {
    Finding::error("reading/broken-container", "PDF 文件已损坏或已加密，无法读取", "the PDF is broken or encrypted and cannot be read")
        .hint("索取未加密的完整文件", "ask for a whole file without a password")
}

fn scanned() -> Finding {
    Finding::error("reading/no-text-layer", "PDF 没有文字层，可能是扫描件", "the PDF has no text layer; it is probably a scan")
        .hint("先做文字识别，再读取识别结果", "recognise the text first and read the result")
}

fn unmapped_characters(count: usize, shown: usize) -> Finding {
    Finding::warning(
        "reading/unmapped-characters",
        format!("PDF 中有{count}个字符的字体没有给出文字对照（共读出{shown}个字符），文字可能残缺"),
        format!("the fonts of {count} characters do not say what they print ({shown} characters were read); the text may be incomplete"),
    )
    .hint("索取原始电子文件，或用文字识别核对", "ask for the original file, or check by recognising the print")
}
