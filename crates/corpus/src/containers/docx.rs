//! DOCX: paragraphs, tables, and the labels that Word counts by itself (`numbering.xml`).

mod numbering;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Unwrapped;
use super::archive::Archive;
use crate::Finding;
use crate::text::CleanText;
use numbering::Numbering;

const DOCUMENT: &str = "word/document.xml";
/// Nesting beyond this is no document.
const DEPTH_MAX: usize = 512;

pub(super) fn looks_like(archive: &Archive<'_>) -> bool {
    archive.has(DOCUMENT)
}

pub(super) fn read(archive: &mut Archive<'_>) -> Unwrapped {
    let mut unwrapped = Unwrapped { kinds: vec!["docx"], has_paragraphs: true, ..Unwrapped::default() };
    let Some(document) = archive.member(DOCUMENT) else { return unwrapped };
    let mut numbering = archive.member("word/numbering.xml").map(|member| Numbering::read(&member.text)).unwrap_or_default();
    if let Some(styles) = archive.member("word/styles.xml") {
        numbering.read_styles(&styles.text);
    }
    let (text, whole) = paragraphs(&document.text, numbering);
    unwrapped.text = CleanText::default();
    unwrapped.text.push(&text, document.at);
    if document.cut || !whole {
        unwrapped.findings.push(broken());
    }
    unwrapped
}

/// Returns the text and whether the XML was read to its end.
fn paragraphs(xml: &str, mut numbering: Numbering) -> (String, bool) {
    let mut reader = Reader::from_str(xml);
    let mut paragraph = Paragraph::default();
    let mut out = String::new();
    let (mut in_text, mut depth) = (false, 0usize);
    // Word keeps a second copy of drawn text for old programs.
    let mut fallback = 0usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                depth += 1;
                if depth > DEPTH_MAX {
                    return (out, false);
                }
                fallback += usize::from(tag.local_name().as_ref() == "Fallback");
                in_text = fallback == 0 && tag.local_name().as_ref() == "t";
                paragraph.property(&tag);
            }
            Ok(Event::Empty(tag)) => match tag.local_name().as_ref() {
                "br" | "cr" => paragraph.text.push('\n'),
                "tab" => paragraph.text.push('\t'),
                "p" => out.push('\n'),
                _ => paragraph.property(&tag),
            },
            Ok(Event::Text(text)) if in_text => paragraph.text.push_str(&text),
            Ok(Event::GeneralRef(entity)) if in_text => {
                let entity = format!("&{};", &*entity);
                paragraph.text.push_str(&htmlize::unescape(&entity));
            }
            Ok(Event::End(tag)) => {
                depth = depth.saturating_sub(1);
                match tag.local_name().as_ref() {
                    "t" => in_text = false,
                    "Fallback" => fallback = fallback.saturating_sub(1),
                    "p" => {
                        let paragraph = std::mem::take(&mut paragraph);
                        out.push_str(&paragraph.label(&mut numbering));
                        out.push_str(&paragraph.text);
                        out.push('\n');
                        if out.len() > super::TEXT_MAX {
                            return (out, true);
                        }
                    }
                    "tc" => {
                        out.truncate(out.trim_end_matches('\n').len());
                        out.push('\t');
                    }
                    "tr" => {
                        out.truncate(out.trim_end_matches('\t').len());
                        out.push('\n');
                    }
                    _ => {}
                }
            }
            Ok(Event::Eof) => return (out, true),
            Ok(_) => {}
            Err(_) => return (out, false),
        }
    }
}

#[derive(Default)]
struct Paragraph {
    text: String,
    list: Option<u32>,
    level: Option<u8>,
    style: Option<String>,
}

impl Paragraph {
    fn property(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "numId" => self.list = value(tag).and_then(|value| value.parse().ok()),
            "ilvl" => self.level = value(tag).and_then(|value| value.parse().ok()),
            "pStyle" => self.style = value(tag),
            _ => {}
        }
    }

    fn label(&self, numbering: &mut Numbering) -> String {
        let styled = self.style.as_deref().and_then(|style| numbering.of_style(style));
        let list = self.list.or(styled.map(|(list, _)| list));
        let level = self.level.or(styled.map(|(_, level)| level)).unwrap_or(0);
        match list {
            Some(list) if !self.text.trim().is_empty() => numbering.next(list, level),
            _ => String::new(),
        }
    }
}

/// Returns the attribute `w:val`.
fn value(tag: &BytesStart<'_>) -> Option<String> {
    attribute(tag, "val")
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(htmlize::unescape(found.value).into_owned())
}

fn broken() -> Finding {
    Finding::warning(
        "reading/broken-container",
        "文件结构不完整，只读取了可读的部分",
        "the container is broken; what could be read was read",
    )
    .hint("重新导出文件", "export the file again")
}
