//! PDF with a text layer: one line for each line of print, one for each row of a table. Where a font does not say which characters it prints, that is said,
//! and no rubbish is passed off as text.

mod layout;
mod limits;

use std::collections::BTreeMap;

use lopdf::content::{Content, Operation};
use lopdf::{Document, Encoding, LoadOptions, Object, ObjectId};

use self::layout::Piece;
use super::Unwrapped;
use crate::text::CleanText;
use crate::{ByteRange, Finding};

/// No list of objects or places is bigger when unpacked, and no page draws more.
const STREAM_MAX: usize = 4 << 20;
const PAGE_MAX: usize = 1 << 20;
/// All pages together, in bytes of drawing.
const PAGES_BYTES_MAX: usize = 16 << 20;
/// The table of a font's characters.
const FONT_MAX: usize = 2 << 20;
/// Graphics states within each other.
const STATES_MAX: usize = 1_000;
const PAGES_MAX: usize = 3_000;

pub(super) fn looks_like(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-")
}

pub(super) fn read(bytes: &[u8]) -> Unwrapped {
    let mut unwrapped = Unwrapped { kinds: vec!["pdf-text"], ..Unwrapped::default() };
    if limits::too_many_objects(bytes) {
        unwrapped.findings.push(too_many_objects());
        return unwrapped;
    }
    let Ok(document) = Document::load_mem_with_options(bytes, LoadOptions::with_max_decompressed_size(STREAM_MAX)) else {
        unwrapped.findings.push(broken());
        return unwrapped;
    };
    let mut text = CleanText::default();
    let (mut unmapped, mut bytes_drawn, mut tokens, mut unread) = (0, 0, 0, 0);
    let pages = document.get_pages();
    for page in pages.values().take(PAGES_MAX) {
        let mut printed = Printed { tokens_left: limits::TOKENS_MAX.saturating_sub(tokens), ..Printed::default() };
        printed.page(&document, *page);
        tokens += printed.tokens;
        unmapped += printed.unmapped;
        bytes_drawn += printed.bytes;
        unread += usize::from(printed.unread);
        text.push(&layout::text(&printed.pieces), place(&document, *page, bytes.len()));
        text.push("\u{c}", (0, 0));
        if tokens > limits::TOKENS_MAX || bytes_drawn > PAGES_BYTES_MAX || text.len() > super::TEXT_MAX {
            unwrapped.findings.push(super::too_big());
            break;
        }
    }
    if unread > 0 {
        unwrapped.findings.push(unread_pages(unread));
    }
    let suspicious = text.as_str().chars().filter(|c| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fffd}')).count();
    let shown = text.as_str().trim().chars().count();
    if shown == 0 && unread == 0 && !pages.is_empty() {
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

/// What is printed on a page, in the order of print, with its places.
#[derive(Default)]
struct Printed {
    pieces: Vec<Piece>,
    /// Characters that no table maps.
    unmapped: usize,
    /// Drawing that was unpacked, and its operands and operators.
    bytes: usize,
    tokens: usize,
    tokens_left: usize,
    /// The page is broken or draws too much.
    unread: bool,
}

impl Printed {
    fn page(&mut self, document: &Document, page: ObjectId) {
        let fonts = document.get_page_fonts(page).unwrap_or_default();
        let encodings: BTreeMap<&[u8], Option<Encoding<'_>>> =
            fonts.iter().map(|(name, font)| (name.as_slice(), font.get_font_encoding_with_limit(document, FONT_MAX).ok())).collect();
        let Ok(content) = document.get_page_content_with_limit(page, PAGE_MAX) else {
            self.unread = true;
            return;
        };
        self.bytes = content.len();
        self.tokens = limits::tokens(&content);
        if self.tokens > limits::PAGE_TOKENS_MAX.min(self.tokens_left) {
            self.unread = true;
            return;
        }
        let Ok(content) = Content::decode(&content) else {
            self.unread = true;
            return;
        };
        let mut encoding = None;
        let mut pen = Pen::default();
        let mut outer: Vec<Matrix> = Vec::new();
        for operation in &content.operations {
            let value = |index| number(operation, index);
            match operation.operator.as_str() {
                "q" if outer.len() < STATES_MAX => outer.push(pen.page),
                "Q" => pen.page = outer.pop().unwrap_or(pen.page),
                "cm" => pen.page = matrix(operation).on(pen.page),
                "Tf" => {
                    pen.size = value(1);
                    encoding = operation
                        .operands
                        .first()
                        .and_then(|name| name.as_name().ok())
                        .and_then(|name| encodings.get(name))
                        .and_then(Option::as_ref)
                }
                "BT" => pen.at(Matrix::default()),
                "Tm" => pen.at(matrix(operation)),
                "Td" => pen.step(value(0), value(1)),
                "TD" => {
                    pen.leading = -value(1);
                    pen.step(value(0), value(1));
                }
                "TL" => pen.leading = value(0),
                "T*" => pen.step(0.0, -pen.leading),
                "Tj" | "TJ" => operation.operands.iter().for_each(|shown| self.show(shown, encoding, &mut pen)),
                "'" | "\"" => {
                    pen.step(0.0, -pen.leading);
                    operation.operands.iter().for_each(|shown| self.show(shown, encoding, &mut pen));
                }
                _ => {}
            }
        }
    }

    fn show(&mut self, shown: &Object, encoding: Option<&Encoding<'_>>, pen: &mut Pen) {
        match shown {
            Object::Array(pieces) => pieces.iter().for_each(|piece| match piece.as_float() {
                // Thousandths of the size, to the left.
                Ok(gap) => pen.along -= gap / 1000.0 * pen.size,
                Err(_) => self.show(piece, encoding, pen),
            }),
            Object::String(bytes, _) => match encoding.and_then(|encoding| Document::decode_text(encoding, bytes).ok()) {
                Some(text) => {
                    let (x, y) = pen.place();
                    let width = layout::width(&text) * pen.size;
                    pen.along += width;
                    let scale = pen.scale();
                    self.pieces.push(Piece { x, y, size: pen.size * scale, width: width * scale, text });
                }
                None => self.unmapped += bytes.len().div_ceil(2),
            },
            _ => {}
        }
    }
}

/// Where the next character is printed.
#[derive(Default)]
struct Pen {
    page: Matrix,
    line: Matrix,
    /// Along the line, from its beginning.
    along: f32,
    size: f32,
    leading: f32,
}

impl Pen {
    fn at(&mut self, line: Matrix) {
        self.line = line;
        self.along = 0.0;
    }

    fn step(&mut self, x: f32, y: f32) {
        self.at(Matrix([1.0, 0.0, 0.0, 1.0, x, y]).on(self.line));
    }

    fn place(&self) -> (f32, f32) {
        let Matrix([.., x, y]) = Matrix([1.0, 0.0, 0.0, 1.0, self.along, 0.0]).on(self.line).on(self.page);
        (x, y)
    }

    fn scale(&self) -> f32 {
        let Matrix([_, _, c, d, ..]) = self.line.on(self.page);
        (c * c + d * d).sqrt()
    }
}

/// Rows a b, c d, e f of a transformation, as PDF writes them.
#[derive(Clone, Copy)]
struct Matrix([f32; 6]);

impl Default for Matrix {
    fn default() -> Self {
        Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0])
    }
}

impl Matrix {
    /// First this, then the outer one.
    fn on(self, Self(o): Self) -> Self {
        let Self(m) = self;
        Self([
            m[0] * o[0] + m[1] * o[2],
            m[0] * o[1] + m[1] * o[3],
            m[2] * o[0] + m[3] * o[2],
            m[2] * o[1] + m[3] * o[3],
            m[4] * o[0] + m[5] * o[2] + o[4],
            m[4] * o[1] + m[5] * o[3] + o[5],
        ])
    }
}

fn matrix(operation: &Operation) -> Matrix {
    Matrix(std::array::from_fn(|index| number(operation, index)))
}

fn number(operation: &Operation, index: usize) -> f32 {
    operation.operands.get(index).and_then(|operand| operand.as_float().ok()).unwrap_or(0.0)
}

fn broken() -> Finding {
    Finding::error("reading/broken-container", "PDF 文件已损坏或已加密，无法读取", "the PDF is broken or encrypted and cannot be read")
        .hint("索取未加密的完整文件", "ask for a whole file without a password")
}

fn too_many_objects() -> Finding {
    Finding::error("reading/too-big", "PDF 内的对象过多，不像文件，未予读取", "the PDF holds more objects than a paper; it was not read")
        .hint("重新导出文件，或只导出需要的页", "export the file again, or only the pages needed")
}

fn unread_pages(count: usize) -> Finding {
    Finding::warning(
        "reading/broken-container",
        format!("PDF 有{count}页已损坏或绘制内容过大，没有读取"),
        format!("{count} pages of the PDF are broken or draw too much and were not read"),
    )
    .hint("重新导出文件，或单独读取这些页", "export the file again, or read these pages by themselves")
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
