//! Shifted GBK bytes: where a converter lost the first byte of a character, the bytes behind it paired up anew, so that `省（區`
//! prints as `?。▍^`. The bytes are still there: the damage is undone by trying how they were paired, and the words decide.

use std::ops::Range;

use encoding_rs::GB18030;

use super::Repaired;
use super::lexicon::Lexicon;
use super::{pinyin, script};
use crate::Finding;
use crate::chars;
use crate::text::Edit;

/// Characters before and after the damage that are weighed with it.
const CONTEXT: usize = 6;
/// A longer run of shifted characters is not looked for.
const RUN_MAX: usize = 200;
/// Up to this length a pair of bytes that vanished altogether is looked for too.
const GAP_RUN_MAX: usize = 12;
/// So many characters of the paper's own text are counted.
const EVIDENCE_MAX: usize = 200_000;
/// More sites are reported together and not looked into.
const SITES_MAX: usize = 200;
/// What it costs to suppose damage, and a vanished pair.
const DAMAGE: f64 = -14.0;
const VANISHED: f64 = -4.0;
/// Words are looked for in at most so many combinations.
const COMBINATIONS_MAX: usize = 30_000;

pub(super) fn undo(paper: &mut Repaired) {
    let text = paper.text.as_str();
    let sites: Vec<usize> = sites(text).collect();
    if sites.is_empty() {
        return;
    }
    let plain = elsewhere(text, &sites);
    let lexicon = Lexicon::of(&plain);
    let mut edits: Vec<Edit> = Vec::new();
    let mut findings = Vec::new();
    for site in sites.into_iter().take(SITES_MAX) {
        if edits.last().is_some_and(|edit: &Edit| edit.range.end > site) {
            continue;
        }
        match best(text, site, &lexicon) {
            Verdict::Restored(guess) => {
                findings.push((restored(&text[guess.range.clone()], &guess), guess.range.clone()));
                edits.push(Edit::replace(guess.range, guess.text));
            }
            Verdict::Unreadable => findings.push((unreadable(), site..site + 1)),
            Verdict::Sound => {}
        }
    }
    for (finding, range) in findings {
        paper.find(finding, range);
    }
    paper.edit("shifted-bytes", &edits);
}

/// Places where a lost byte may show: a lone question mark or replacement character behind Chinese text, with no end of a sentence after it.
fn sites(text: &str) -> impl Iterator<Item = usize> {
    let marks = memchr::memchr2_iter(b'?', b'\xef', text.as_bytes());
    let marks = marks.filter(|at| text.as_bytes()[*at] == b'?' || text[*at..].starts_with('\u{fffd}'));
    marks.filter(|at| {
        let before = text[..*at].chars().next_back().is_some_and(|c| chars::is_han(c) || chars::is_wide_mark(c) || c == ')');
        let after = text[*at..].chars().nth(1).is_some_and(|c| !c.is_whitespace() && !matches!(c, '”' | '"'));
        before && after
    })
}

/// The text that is not near a site, in the form in which words are counted: damage must not speak for itself.
fn elsewhere(text: &str, sites: &[usize]) -> String {
    let mut kept = String::new();
    let mut cursor = 0;
    for site in sites {
        let start = *site;
        if start > cursor {
            kept.push_str(&text[cursor..start]);
        }
        kept.push('\n');
        cursor = cursor.max(start + head(&text[start..], GAP_RUN_MAX + 4).len());
    }
    kept.push_str(&text[cursor.min(text.len())..]);
    normal(head(&kept, EVIDENCE_MAX))
}

/// Simplified text without pinyin, which is what the words are counted in.
fn normal(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut cursor = 0;
    for range in pinyin::injected(text) {
        bare.push_str(&text[cursor..range.start]);
        cursor = range.end;
    }
    bare.push_str(&text[cursor..]);
    let wide = |c: char| match c {
        ',' => '，',
        ';' => '；',
        '(' => '（',
        ')' => '）',
        ':' => '：',
        other => other,
    };
    let bare: String = bare.chars().filter(|c| *c != ' ').map(wide).collect();
    if script::is_traditional(&bare) { script::simplified(&bare) } else { bare }
}

enum Verdict {
    Restored(Guess),
    Unreadable,
    Sound,
}

struct Guess {
    range: Range<usize>,
    text: String,
    rivals: Vec<String>,
    /// How many times likelier the guess is than its best rival, as a logarithm.
    lead: f64,
}

/// A character as it would stand in the paper, and its simplified form, which the words are looked up in.
type Choice = (char, char);

/// One way of pairing the bytes: the characters that each position may be, and what it explains.
struct Pairing {
    end: usize,
    positions: Vec<Vec<Choice>>,
    cost: f64,
}

fn best(text: &str, site: usize, lexicon: &Lexicon<'_>) -> Verdict {
    let before: Vec<char> = {
        let normal = normal(tail(&text[..site], 60));
        let skipped = chars::count(&normal).saturating_sub(CONTEXT);
        normal.chars().skip(skipped).collect()
    };
    let after = |end: usize| -> Vec<char> { normal(head(&text[end..], 60)).chars().take_while(|c| *c != '\n').take(CONTEXT).collect() };
    let mut guesses: Vec<(f64, Range<usize>, String)> = Vec::new();
    let horizon = site + head(&text[site..], GAP_RUN_MAX + 2).len();
    for pairing in pairings(text, site) {
        let tail: Vec<char> =
            if pairing.end < horizon { normal(behind_pinyin(&text[pairing.end..horizon])).chars().collect() } else { Vec::new() };
        let reach = pairing.end.max(horizon);
        let lattice: Vec<Vec<Choice>> = (before.iter().map(known))
            .chain(pairing.positions.iter().cloned())
            .chain(tail.iter().chain(&after(reach)).map(known))
            .collect();
        let wanted = before.len()..before.len() + pairing.positions.len();
        // A longer pairing explains more of the text; what it does not reach is weighed as it stands.
        for (score, path) in likeliest(&lattice, lexicon) {
            guesses.push((score + pairing.cost, site..pairing.end, path[wanted.clone()].iter().collect()));
        }
    }
    let as_it_stands: Vec<char> = before.iter().copied().chain(normal(&text[site..horizon]).chars()).chain(after(horizon)).collect();
    let lattice: Vec<Vec<Choice>> = as_it_stands.iter().map(known).collect();
    let standing = likeliest(&lattice, lexicon).first().map_or(f64::NEG_INFINITY, |(score, _)| *score);
    guesses.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.2.cmp(&b.2)));
    guesses.dedup_by(|a, b| a.2 == b.2);
    let Some((score, range, found)) = guesses.first().cloned() else { return Verdict::Sound };
    if score <= standing {
        return if looks_shifted(&text[site..horizon]) { Verdict::Unreadable } else { Verdict::Sound };
    }
    let rivals: Vec<String> =
        guesses[1..].iter().filter(|(_, other, _)| *other == range).take(3).map(|(_, _, text)| text.clone()).collect();
    let lead = guesses.get(1).map_or(f64::INFINITY, |(second, ..)| score - second);
    Verdict::Restored(Guess { text: found, range, rivals, lead })
}

/// A text without the pinyin of the character that stood before it.
fn behind_pinyin(text: &str) -> &str {
    let Some(inner) = text.strip_prefix(['(', '（']) else { return text };
    let letters: usize = inner.chars().take_while(|c| c.is_alphabetic() && !chars::is_han(*c)).map(char::len_utf8).sum();
    inner[letters..].strip_prefix([')', '）']).filter(|_| letters > 0).unwrap_or(text)
}

fn known(c: &char) -> Vec<Choice> {
    vec![(*c, *c)]
}

fn tail(text: &str, count: usize) -> &str {
    let start = text.char_indices().rev().take(count).last().map_or(text.len(), |(at, _)| at);
    &text[start..]
}

fn head(text: &str, count: usize) -> &str {
    let end = text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// Marks in the middle of a word that no writer puts there.
fn looks_shifted(text: &str) -> bool {
    text.chars().skip(1).take(3).any(|c| matches!(c, '▍' | '^' | '\u{e000}'..='\u{f8ff}' | '。' | '；'))
}

/// Bytes of one printed character, as one or two readings: narrow punctuation may have been wide before.
fn bytes_of(c: char) -> Vec<Vec<u8>> {
    let wide = match c {
        ',' => Some('，'),
        ';' => Some('；'),
        ':' => Some('：'),
        '!' => Some('！'),
        '(' => Some('（'),
        ')' => Some('）'),
        _ => None,
    };
    let encoded = |c: char| {
        let mut buffer = [0; 4];
        let (bytes, _, lossy) = GB18030.encode(c.encode_utf8(&mut buffer));
        (!lossy && bytes.len() <= 2).then(|| bytes.into_owned())
    };
    [Some(c), wide].into_iter().flatten().filter_map(encoded).collect()
}

/// Returns all ways in which the bytes behind a site may have been paired before the first one was lost.
fn pairings(text: &str, site: usize) -> Vec<Pairing> {
    let mark = text[site..].chars().next().map_or(1, char::len_utf8);
    let mut out = Vec::new();
    // Each reading: the bytes after the lost one, and where a vanished pair is supposed.
    let mut readings: Vec<Vec<u8>> = vec![Vec::new()];
    for (count, (at, c)) in text[site + mark..].char_indices().take(RUN_MAX).enumerate() {
        let at = site + mark + at;
        let lost_trail = matches!(c, '?' | '\u{fffd}');
        for reading in &readings {
            let short = count <= GAP_RUN_MAX;
            if lost_trail {
                push_pairings(&mut out, reading, Some(at + c.len_utf8()), short);
            }
            push_pairings(&mut out, reading, None, short);
            // A lone byte before a narrow character may have been dropped without a mark.
            if c.is_ascii() && !lost_trail && !reading.is_empty() {
                push_pairings(&mut out, reading, Some(at), false);
            }
        }
        for pairing in out.iter_mut().filter(|pairing| pairing.end == 0) {
            pairing.end = at;
        }
        if lost_trail || c == '\n' {
            break;
        }
        let choices = bytes_of(c);
        readings = readings.iter().flat_map(|reading| choices.iter().map(|bytes| reading.iter().chain(bytes).copied().collect())).collect();
        if readings.is_empty() || readings.len() > 8 {
            break;
        }
    }
    out.retain(|pairing| pairing.end > site + mark);
    out
}

/// Adds the pairings of `lost byte, bytes..., [lost byte]`; with `gaps`, also those in which two bytes between vanished.
fn push_pairings(out: &mut Vec<Pairing>, bytes: &[u8], lost_trail_end: Option<usize>, gaps: bool) {
    let unit = |byte: &u8| Some(*byte);
    let mut whole: Vec<Option<u8>> = std::iter::once(None).chain(bytes.iter().map(unit)).collect();
    if lost_trail_end.is_some() {
        whole.push(None);
    }
    let end = lost_trail_end.unwrap_or(0);
    if whole.len().is_multiple_of(2) {
        if let Some(positions) = positions(&whole, None) {
            out.push(Pairing { end, positions, cost: DAMAGE });
        }
        if gaps {
            for at in (2..whole.len().saturating_sub(1)).filter(|at| at % 2 == 1) {
                let mut torn = whole.clone();
                torn.splice(at..at, [None, None]);
                if let Some(positions) = positions(&torn, Some(at)) {
                    out.push(Pairing { end, positions, cost: DAMAGE + VANISHED });
                }
            }
        }
    }
}

/// Returns the plausible characters of each pair of bytes, or none if a pair spells nothing plausible.
fn positions(bytes: &[Option<u8>], vanished: Option<usize>) -> Option<Vec<Vec<Choice>>> {
    let leads = |index: usize| -> Vec<u8> {
        match bytes[index] {
            Some(byte) => vec![byte],
            // A vanished pair had a lead byte of the private area, whose characters were dropped; it is a trail byte here.
            None if vanished == Some(index) => (0xaa..=0xaf).chain(0xf8..=0xfe).collect(),
            None => (0x81..=0xfe).collect(),
        }
    };
    let pairs = bytes.len() / 2;
    let mut out = Vec::with_capacity(pairs);
    for pair in 0..pairs {
        let (first, second) = (pair * 2, pair * 2 + 1);
        let mut found = Vec::new();
        for lead in leads(first) {
            for trail in leads(second) {
                found.extend(plausible(lead, trail));
            }
        }
        if found.is_empty() {
            return None;
        }
        found.sort_unstable();
        found.dedup();
        let together: String = found.iter().copied().collect();
        let simple = simple(&together);
        out.push(found.iter().copied().zip(simple.chars()).collect());
    }
    Some(out)
}

/// Returns the character of two bytes if it is one that papers use.
fn plausible(lead: u8, trail: u8) -> Option<char> {
    let bytes = [lead, trail];
    let (text, lossy) = GB18030.decode_without_bom_handling(&bytes);
    let mut decoded = text.chars();
    let c = decoded.next().filter(|_| !lossy && decoded.next().is_none())?;
    let common = (0xb0..=0xf7).contains(&lead) && trail >= 0xa1;
    let traditional = (0x81..=0xa0).contains(&lead) || lead >= 0xaa && trail < 0xa1;
    (common && chars::is_han(c) || chars::is_wide_mark(c) || traditional && chars::is_han(c)).then_some(c)
}

/// Returns the likeliest readings of a lattice, best first: at each position one of its characters, cut into words.
fn likeliest(lattice: &[Vec<Choice>], lexicon: &Lexicon<'_>) -> Vec<(f64, Vec<char>)> {
    const KEPT: usize = 4;
    let mut best: Vec<Vec<(f64, Vec<char>)>> = vec![Vec::new(); lattice.len() + 1];
    best[0].push((0.0, Vec::new()));
    for start in 0..lattice.len() {
        if best[start].is_empty() {
            continue;
        }
        for length in 1..=6.min(lattice.len() - start) {
            let sets = &lattice[start..start + length];
            let known = sets.iter().all(|set| set.len() == 1);
            if length > 4 && !known && sets.iter().filter(|set| set.len() > 1).count() > 1 {
                continue;
            }
            if sets.iter().map(Vec::len).product::<usize>() > COMBINATIONS_MAX {
                continue;
            }
            let mut words = words(sets, lexicon);
            words.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
            words.truncate(KEPT);
            let heads = best[start].clone();
            for (share, word) in &words {
                for (score, path) in &heads {
                    best[start + length].push((score + share, path.iter().chain(word).copied().collect()));
                }
            }
        }
        let next = &mut best[start + 1];
        next.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        next.dedup_by(|a, b| a.1 == b.1);
        next.truncate(KEPT);
    }
    best.pop().unwrap_or_default()
}

fn words(sets: &[Vec<Choice>], lexicon: &Lexicon<'_>) -> Vec<(f64, Vec<char>)> {
    let mut partial: Vec<(Vec<char>, String)> = vec![Default::default()];
    for set in sets {
        let longer = |(word, simple): &(Vec<char>, String), choice: &Choice| {
            (word.iter().copied().chain([choice.0]).collect(), format!("{simple}{}", choice.1))
        };
        partial = partial.iter().flat_map(|word| set.iter().map(move |choice| longer(word, choice))).collect();
    }
    partial.into_iter().filter_map(|(word, simple)| lexicon.word(&simple).map(|share| (share, word))).collect()
}

/// Simplified characters, each by itself.
fn simple(together: &str) -> String {
    if together.chars().count() == 1 && !script::is_traditional(together) { together.to_owned() } else { script::each_simplified(together) }
}

fn restored(printed: &str, guess: &Guess) -> Finding {
    let (found, rivals) = (&guess.text, guess.rivals.join("、"));
    let zh = format!("字节错位的“{printed}”按词表还原为“{found}”");
    let en = format!("shifted bytes `{printed}` were read as `{found}`");
    let finding =
        if guess.lead > 3.0 { Finding::info("reading/shifted-bytes", zh, en) } else { Finding::warning("reading/shifted-bytes", zh, en) };
    if rivals.is_empty() {
        finding.hint("与原件核对", "check against the original")
    } else {
        finding.hint(format!("与原件核对；也可能是：{rivals}"), format!("check against the original; it may also be: {rivals}"))
    }
}

fn unreadable() -> Finding {
    Finding::warning(
        "reading/unreadable",
        "此处文字已损坏，无法可靠还原",
        "the text is damaged here and cannot be restored with confidence",
    )
    .hint("与原件核对后补正", "check against the original and correct it")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `around` stands elsewhere in the paper.
    fn check(around: &str, damaged: &str, sound: &str) {
        let text = format!("{around}\n{damaged}");
        let found: Vec<usize> = sites(&text).collect();
        let plain = elsewhere(&text, &found);
        let lexicon = Lexicon::of(&plain);
        let start = around.len() + 1;
        let site = sites(&text).find(|site| *site >= start).expect("a site");
        match best(&text, site, &lexicon) {
            Verdict::Restored(guess) => {
                let restored = format!("{}{}{}", &text[start..guess.range.start], guess.text, &text[guess.range.end..]);
                assert_eq!(restored, sound);
            }
            _ => panic!("not restored: {damaged}"),
        }
    }

    #[test]
    fn shifted_bytes_are_paired_again() {
        check("", "支持相關?。▍^(qū)、市)對省域副中心城市", "支持相關省（區(qū)、市)對省域副中心城市");
        check("", "推动5G网络规?；渴?，争取至2025年", "推动5G网络规模化部署，争取至2025年");
        check("", "推動5G網(wǎng)絡規(guī)?;渴?,爭取至2025年覆蓋", "推動5G網(wǎng)絡規(guī)模化部署,爭取至2025年覆蓋");
    }
}
