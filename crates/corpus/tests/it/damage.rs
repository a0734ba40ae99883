//! Damage as it circulates, put into a sound text.

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

/// Loses the first and last byte of four characters every so often, so that the bytes between pair up anew.
///
/// The first site lies behind `start` characters. Returns the damaged text and the places of the sites: how many characters that are no
/// white space stand before each.
pub(crate) fn with_shifted_bytes(text: &str, every: usize, start: usize) -> (String, Vec<usize>) {
    let characters: Vec<char> = text.chars().collect();
    let (mut out, mut sites, mut index, mut place) = (String::new(), Vec::new(), 0, 0);
    let mut since = every.saturating_sub(start);
    while index < characters.len() {
        let stretch: String = characters[index..characters.len().min(index + SITE)].iter().collect();
        let next = characters.get(index + SITE);
        let fits = stretch.chars().count() == SITE && stretch.chars().all(is_plain) && next.is_some_and(|c| is_plain(*c));
        if since >= every
            && fits
            && let Some(shifted) = shifted(&stretch)
        {
            out.push_str(&shifted);
            sites.push(place);
            (since, index, place) = (0, index + SITE, place + SITE);
        } else {
            out.push(characters[index]);
            place += usize::from(!characters[index].is_whitespace());
            (since, index) = (since + 1, index + 1);
        }
    }
    (out, sites)
}

/// Characters of a site.
pub(crate) const SITE: usize = 4;

/// The stretch as a converter prints it that lost its first byte: `?`, the new pairs, and `?` for the byte left over.
fn shifted(stretch: &str) -> Option<String> {
    let (bytes, _, lossy) = GB18030.encode(stretch);
    if lossy || bytes.len() != stretch.chars().count() * 2 {
        return None;
    }
    let (decoded, lossy) = GB18030.decode_without_bom_handling(&bytes[1..bytes.len() - 1]);
    let kept: String = decoded.chars().filter(|c| !('\u{e000}'..='\u{f8ff}').contains(c)).collect();
    (!lossy).then(|| format!("?{kept}?"))
}
