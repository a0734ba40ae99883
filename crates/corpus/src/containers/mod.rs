//! What a file is: bytes in, text with a span map out, and what the container says beside the text.
//!
//! The readers live here and not in the program because they need no I/O: they see bytes only. A container never repairs a text;
//! it unwraps it, and says what it could not unwrap.

mod archive;
mod charset;
mod docx;
mod front_matter;
mod html;
mod markdown;
mod pdf;
mod xlsx;

use std::ops::Range;

use crate::text::{CleanText, Edit};
use crate::{Finding, Severity};

/// A file, unwrapped.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unwrapped {
    pub(crate) charset: Option<String>,
    pub(crate) kinds: Vec<&'static str>,
    pub(crate) text: CleanText,
    /// True where the container says what a paragraph is (HTML, DOCX, Markdown); a plain text or a PDF has lines only.
    pub(crate) has_paragraphs: bool,
    /// Fields that the container holds beside the text, for instance front matter: name and value.
    pub(crate) fields: Vec<(String, String)>,
    /// Parts of the text that are links.
    pub(crate) links: Vec<Range<usize>>,
    pub(crate) findings: Vec<Finding>,
}

/// Bigger files are read up to here; the rest is reported.
const BYTES_MAX: usize = 64 << 20;
/// No paper says more (it is the length of four books); a longer text is cut and reported, so that no file takes the machine.
const TEXT_MAX: usize = 1 << 20;

/// Returns the text of a file, found by its content; the name only decides between kinds of plain text.
pub(crate) fn unwrap(file: &str, bytes: &[u8]) -> Unwrapped {
    let (bytes, cut) = if bytes.len() > BYTES_MAX { (&bytes[..BYTES_MAX], true) } else { (bytes, false) };
    let mut unwrapped = if bytes.starts_with(b"PK\x03\x04") {
        from_archive(file, bytes)
    } else if pdf::looks_like(bytes) {
        pdf::read(bytes)
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        from_compound_file(bytes)
    } else if bytes.starts_with(b"\x1f\x8b") {
        Unwrapped { kinds: vec!["archive"], findings: vec![no_paper()], ..Unwrapped::default() }
    } else {
        from_text(file, bytes)
    };
    let long = unwrapped.text.len() > TEXT_MAX;
    if long {
        let end = unwrapped.text.whole_letters(0..TEXT_MAX).len();
        unwrapped.text = unwrapped.text.edited(&[Edit::drop(end..unwrapped.text.len())]);
        unwrapped.links.retain(|link| link.end <= end);
    }
    if (cut || long) && !unwrapped.findings.iter().any(|finding| finding.code == "reading/too-big") {
        unwrapped.findings.push(too_big());
    }
    if unwrapped.text.as_str().trim().is_empty() && unwrapped.findings.iter().all(|finding| finding.severity < Severity::Error) {
        unwrapped.findings.push(no_text());
    }
    unwrapped
}

fn from_archive(file: &str, bytes: &[u8]) -> Unwrapped {
    match archive::Archive::open(bytes) {
        Some(mut archive) if docx::looks_like(&archive) => docx::read(&mut archive),
        Some(mut archive) if xlsx::looks_like(&archive) => xlsx::read(&mut archive, bytes),
        Some(_) => Unwrapped { kinds: vec!["archive"], findings: vec![no_paper()], ..Unwrapped::default() },
        None => from_text(file, bytes),
    }
}

/// Old office files and encrypted new ones are compound files; a directory entry names the encrypted package.
fn from_compound_file(bytes: &[u8]) -> Unwrapped {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let locked = memchr::memmem::find(bytes, &name).is_some();
    Unwrapped { kinds: vec!["office"], findings: vec![if locked { encrypted() } else { old_office() }], ..Unwrapped::default() }
}

fn from_text(file: &str, bytes: &[u8]) -> Unwrapped {
    let decoded = charset::decode(beginning(bytes));
    let mut unwrapped =
        Unwrapped { charset: Some(decoded.charset.to_owned()), text: decoded.text, findings: decoded.findings, ..Unwrapped::default() };
    if bytes.len() > TEXT_MAX {
        unwrapped.findings.push(too_big());
    }
    front_matter::take(&mut unwrapped);
    if html::looks_like(unwrapped.text.as_str()) {
        html::read(&mut unwrapped);
    } else if markdown::looks_like(file, unwrapped.text.as_str()) {
        markdown::read(&mut unwrapped);
    } else {
        unwrapped.kinds.push("text");
    }
    unwrapped
}

/// Returns as much of a text as is read, not cut within a character of UTF-8.
fn beginning(bytes: &[u8]) -> &[u8] {
    let Some(head) = bytes.get(..TEXT_MAX) else { return bytes };
    let begun = head.iter().rev().take(4).position(|byte| *byte >= 0xc0).map_or(0, |back| back + 1);
    match std::str::from_utf8(&head[TEXT_MAX - begun..]) {
        Err(error) if error.error_len().is_none() => &head[..TEXT_MAX - begun],
        _ => head,
    }
}

fn too_big() -> Finding {
    Finding::warning("reading/too-big", "文件过大，只读取了前面的部分", "the file is too big; only its beginning was read")
        .hint("将文件拆分后分别读取", "split the file and read the parts")
}

fn no_text() -> Finding {
    Finding::error("reading/no-text", "文件中没有可读的文字", "the file holds no text that can be read")
        .hint("核对是否发错文件，或重新导出", "check whether it is the right file, or export it again")
}

fn encrypted() -> Finding {
    Finding::error("reading/encrypted", "文件已加密，无法读取", "the file is encrypted and cannot be read")
        .hint("索取未加密的文件", "ask for the file without a password")
}

fn old_office() -> Finding {
    Finding::error(
        "reading/no-paper",
        "这是旧版 Office 文件（DOC、XLS、WPS），不能读取",
        "this is a file of an old office format (DOC, XLS, WPS), which is not read",
    )
    .hint("另存为 DOCX 后读取", "save it as DOCX and read that")
}

fn no_paper() -> Finding {
    Finding::error(
        "reading/no-paper",
        "压缩包里没有可读的文件（支持 DOCX、XLSX）",
        "the archive holds no paper that can be read (DOCX and XLSX are)",
    )
    .hint("解压后逐个读取", "unpack it and read the files one by one")
}
