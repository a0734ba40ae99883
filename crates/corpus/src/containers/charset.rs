//! The charset of a text, found by its content: UTF-8, UTF-16, GB18030 and its relatives, Big5.

use std::borrow::Cow;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::Finding;
use crate::text::CleanText;

pub(super) struct Decoded {
    pub(super) charset: &'static str,
    pub(super) text: CleanText,
    pub(super) findings: Vec<Finding>,
}

pub(super) fn decode(bytes: &[u8]) -> Decoded {
    let encoding = detect(bytes);
    let mut text = match encoding {
        _ if encoding == UTF_8 => from_utf8(bytes),
        _ if encoding == UTF_16LE || encoding == UTF_16BE => by_units(bytes, encoding, utf16_unit(encoding == UTF_16LE)),
        _ => by_units(bytes, encoding, multibyte_unit),
    };
    if text.as_str().starts_with('\u{feff}') {
        text = text.edited(&[crate::text::Edit::drop(0..'\u{feff}'.len_utf8())]);
    }
    let lost = memchr::memmem::find_iter(text.as_str().as_bytes(), "\u{fffd}").count();
    let findings = if lost > 0 { vec![undecodable(lost, encoding.name())] } else { Vec::new() };
    Decoded { charset: encoding.name(), text, findings }
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if std::str::from_utf8(bytes).is_ok() && !bytes.contains(&0) {
        return UTF_8;
    }
    let errors = utf8_errors(bytes);
    if let Some(encoding) = utf16_without_mark(bytes) {
        return encoding;
    }
    // A UTF-8 file with a few broken characters is still UTF-8: other charsets would break every character.
    if errors * 50 < bytes.len() && errors * 4 < bytes.iter().filter(|byte| **byte >= 0xe0).count() + 4 {
        return UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"cn"), chardetng::Utf8Detection::Deny);
    if guess == BIG5 { BIG5 } else { GB18030 }
}

fn utf8_errors(bytes: &[u8]) -> usize {
    bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count()
}

/// UTF-16 without a byte order mark: the order in which most units are Chinese or ASCII.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let plausible = |high: u8, low: u8| {
        (0x4e..=0x9f).contains(&high)
            || (high == 0 && (low == b'\n' || low == b'\r' || (0x20..0x7f).contains(&low)))
            || high == 0x30
            || high == 0xff
    };
    let count = |little: bool| {
        sample.chunks_exact(2).filter(|unit| if little { plausible(unit[1], unit[0]) } else { plausible(unit[0], unit[1]) }).count()
    };
    let (little, big, units) = (count(true), count(false), sample.len() / 2);
    let zeros = sample.iter().filter(|byte| **byte == 0).count();
    if units < 4 || zeros == 0 || little.max(big) * 10 < units * 9 {
        return None;
    }
    Some(if little >= big { UTF_16LE } else { UTF_16BE })
}

fn from_utf8(bytes: &[u8]) -> CleanText {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return CleanText::verbatim(text.to_owned());
    }
    let mut text = CleanText::default();
    let mut offset = 0u32;
    for chunk in bytes.utf8_chunks() {
        let valid = chunk.valid().len() as u32;
        text.push(chunk.valid(), (offset, offset + valid));
        offset += valid;
        let invalid = chunk.invalid().len() as u32;
        if invalid > 0 {
            text.push("\u{fffd}", (offset, offset + invalid));
            offset += invalid;
        }
    }
    text
}

/// Decodes unit by unit, so that each character keeps its bytes. `length` gives the length of the unit at the head of a slice.
fn by_units(bytes: &[u8], encoding: &'static Encoding, length: impl Fn(&[u8]) -> usize) -> CleanText {
    let mut text = CleanText::default();
    let mut offset = 0;
    while offset < bytes.len() {
        let unit = &bytes[offset..(offset + length(&bytes[offset..])).min(bytes.len())];
        let source = (offset as u32, (offset + unit.len()) as u32);
        offset += unit.len();
        let (decoded, _) = encoding.decode_without_bom_handling(unit);
        match decoded {
            Cow::Borrowed(piece) => text.push(piece, source),
            Cow::Owned(piece) => text.push(&piece, source),
        }
    }
    text
}

fn utf16_unit(little: bool) -> impl Fn(&[u8]) -> usize {
    move |bytes| {
        let high = bytes.get(usize::from(little)).copied().unwrap_or(0);
        if (0xd8..0xdc).contains(&high) { 4 } else { 2 }
    }
}

/// GB18030 and Big5: one byte below 0x81, four bytes where a digit follows (GB18030), else two; a stray lead byte stands alone.
fn multibyte_unit(bytes: &[u8]) -> usize {
    match bytes {
        [0x00..=0x80 | 0xff, ..] => 1,
        [_, 0x30..=0x39, 0x81..=0xfe, 0x30..=0x39, ..] => 4,
        [_, 0x40..=0xfe, ..] => 2,
        _ => 1,
    }
}

fn undecodable(count: usize, charset: &str) -> Finding {
    Finding::warning(
        "reading/undecodable",
        format!("有{count}处字节不是有效的{charset}编码，已用替换符代替"),
        format!("{count} byte sequences are not valid {charset}; replaced by the replacement character"),
    )
    .hint("向来源单位索取未损坏的文件", "ask the source for an undamaged file")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "国务院关于促进产业转型升级的意见\n一、总体要求";

    fn check(bytes: &[u8], charset: &str) {
        let decoded = decode(bytes);
        assert_eq!((decoded.charset, decoded.text.as_str()), (charset, SAMPLE));
        let end = decoded.text.len();
        let at = decoded.text.source_of(end - 3..end);
        assert_eq!(at.last().expect("the last character has bytes").1 as usize, bytes.len());
    }

    #[test]
    fn the_charset_is_found_by_content() {
        check(SAMPLE.as_bytes(), "UTF-8");
        check(&GB18030.encode(SAMPLE).0, "gb18030");
        let little: Vec<u8> = SAMPLE.encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&little, "UTF-16LE");
        let big: Vec<u8> = [0xfe, 0xff].into_iter().chain(SAMPLE.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        check(&big, "UTF-16BE");
    }

    #[test]
    fn a_broken_byte_is_reported_and_the_rest_is_read() {
        let mut bytes = SAMPLE.as_bytes().to_vec();
        bytes.insert(6, 0xe5);
        let decoded = decode(&bytes);
        assert!(decoded.text.as_str().ends_with("一、总体要求"));
        assert_eq!(decoded.findings.len(), 1);
    }
}
