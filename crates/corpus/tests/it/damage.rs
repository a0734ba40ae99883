//! Damage as it circulates, put into a sound text.

use std::ops::Range;

use encoding_rs::GB18030;
use pinyin::ToPinyin;

/// Pushes the reading of every n-th character in behind it.
pub(crate) fn with_pinyin(text: &str, every: usize) -> String {
    let mut out = String::new();
    for (index, c) in text.chars().enumerate() {
        out.push(c);
        if index % every == 0
            && let Some(reading) = c.to_pinyin()
        {
            out.push_str(&format!("({})", reading.with_tone()));
        }
    }
    out
}

/// Breaks paragraphs into lines of a page.
pub(crate) fn hard_wrapped(text: &str, width: usize) -> String {
    let wrapped = |line: &str| {
        let characters: Vec<char> = line.chars().collect();
        characters.chunks(width).map(|chunk| chunk.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
    };
    text.lines().map(wrapped).collect::<Vec<_>>().join("\n")
}

/// Takes all line breaks away.
pub(crate) fn flattened(text: &str) -> String {
    text.replace('\n', "")
}

/// Breaks long paragraphs in the middle, as the end of a page does.
pub(crate) fn with_page_breaks(text: &str, every: usize) -> String {
    let mut out = String::new();
    for (index, line) in text.lines().enumerate() {
        let characters: Vec<char> = line.chars().collect();
        if index % every == every - 1 && characters.len() > 120 {
            let middle = characters.len() / 2;
            let cut = (middle..characters.len() - 30).find(|at| is_plain(characters[at - 1]) && is_plain(characters[*at]));
            let cut = cut.unwrap_or(characters.len());
            out.extend(&characters[..cut]);
            out.push_str("\n\u{c}\n");
            out.extend(&characters[cut..]);
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

fn is_plain(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// How bytes get lost, and what is printed then.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Loss {
    /// A lead byte is lost; the bytes behind it pair up anew, until they fall in step again.
    Lead,
    /// The first and the last byte of four characters are lost, and pairs whose character is private print as nothing.
    Ends,
}

/// Loses bytes every so often, so that those behind pair up anew.
///
/// The first site lies behind `start` characters. Returns the damaged text and the places of the sites: their characters among all that are
/// no white space.
pub(crate) fn with_shifted_bytes(text: &str, loss: Loss, every: usize, start: usize) -> (String, Vec<Range<usize>>) {
    let characters: Vec<char> = text.chars().collect();
    let (mut out, mut sites, mut index, mut place) = (String::new(), Vec::new(), 0, 0);
    let mut since = every.saturating_sub(start);
    while index < characters.len() {
        let shifted = if since >= every { shifted(&characters[index..], loss) } else { None };
        if let Some((printed, length)) = shifted {
            out.push_str(&printed);
            sites.push(place..place + length);
            (since, index, place) = (0, index + length, place + length);
        } else {
            out.push(characters[index]);
            place += usize::from(!characters[index].is_whitespace());
            (since, index) = (since + 1, index + 1);
        }
    }
    (out, sites)
}

/// Characters whose ends are lost.
const ENDS: usize = 4;

/// What is printed for the first characters, and how many they are; none where no such damage can stand.
fn shifted(characters: &[char], loss: Loss) -> Option<(String, usize)> {
    if !characters.iter().take(ENDS + 1).all(|c| is_plain(*c)) || characters.len() <= ENDS {
        return None;
    }
    match loss {
        Loss::Ends => ends_lost(characters[..ENDS].iter().collect()).map(|printed| (printed, ENDS)),
        Loss::Lead => lead_lost(characters),
    }
}

/// The stretch as a converter prints it: `?`, the new pairs, and `?` for the byte left over.
fn ends_lost(stretch: String) -> Option<String> {
    let bytes = bytes(&stretch).filter(|bytes| bytes.len() == ENDS * 2)?;
    let (decoded, lossy) = GB18030.decode_without_bom_handling(&bytes[1..bytes.len() - 1]);
    let kept: String = decoded.chars().filter(|c| !('\u{e000}'..='\u{f8ff}').contains(c)).collect();
    (!lossy).then(|| format!("?{kept}?"))
}

/// The line as a converter prints it that has `?` for the lead byte, up to where the bytes are in step again.
fn lead_lost(characters: &[char]) -> Option<(String, usize)> {
    let line: Vec<char> = characters.iter().copied().take_while(|c| !c.is_whitespace()).collect();
    let printed = |length: usize| {
        let mut bytes = bytes(&line[..length].iter().collect::<String>())?;
        bytes[0] = b'?';
        Some(GB18030.decode_without_bom_handling(&bytes).0.into_owned())
    };
    let whole = printed(line.len())?;
    let in_step = |length: &usize| {
        let rest: String = line[*length..].iter().collect();
        printed(*length).is_some_and(|damaged| format!("{damaged}{rest}") == whole)
    };
    let length = (1..=line.len()).find(in_step)?;
    Some((printed(length)?, length))
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let (bytes, _, lossy) = GB18030.encode(text);
    (!lossy).then(|| bytes.into_owned())
}
