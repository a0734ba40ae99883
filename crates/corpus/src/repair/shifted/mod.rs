//! Shifted GBK bytes: where a converter lost the first byte of a character, the bytes behind it paired up anew, so that `省（區`
//! prints as `?。▍^`. The bytes are still there: the damage is undone by trying how they were paired, and the words decide.

mod bytes;
mod search;

use std::ops::Range;

use self::bytes::Table;
use self::search::{Stretch, Way, is_mark, is_rare};
use super::Repaired;
use super::lexicon::Lexicon;
use super::{pinyin, script};
use crate::Finding;
use crate::chars;
use crate::text::Edit;

/// Characters before and after the damage that are weighed with it.
const CONTEXT: usize = 8;
/// A longer run of shifted characters is not looked for.
const RUN_MAX: usize = 1_200;
/// Characters behind a mark that are damage themselves and do not speak for the paper.
const DAMAGED: usize = 16;
/// So many characters of the paper's own text are counted.
const EVIDENCE_MAX: usize = 40_000;
/// A stretch that begins with more marks is not read: so much is lost that anything would fit.
const MARKS_MAX: usize = 3;
/// More sites are reported together and not looked into.
const SITES_MAX: usize = 200;
/// Steps of the search that one paper may cost; sites behind are reported together.
const EFFORT_MAX: u32 = 20_000_000;
/// Restored text that is likelier than its rivals by so much is as good as certain; a logarithm.
const CERTAIN: f64 = 3.0;

pub(super) fn undo(paper: &mut Repaired) {
    let text = paper.text.as_str();
    let sites: Vec<usize> = sites(text).collect();
    if sites.is_empty() {
        return;
    }
    let plain = elsewhere(text, &sites);
    let lexicon = Lexicon::of(&plain);
    let table = Table::of(script::is_traditional(&without_pinyin(head(text, EVIDENCE_MAX))));
    let mut edits: Vec<Edit> = Vec::new();
    let mut findings = Vec::new();
    let (mut effort, mut looked_into) = (EFFORT_MAX, 0);
    let shows_all = shows_all(text);
    for site in sites.iter().copied().take(SITES_MAX) {
        if effort == 0 {
            break;
        }
        looked_into += 1;
        if edits.last().is_some_and(|edit: &Edit| edit.range.end > site) {
            continue;
        }
        match best(text, site, shows_all, table, &lexicon, &mut effort) {
            Verdict::Restored(guess) => {
                findings.push((restored(&text[guess.range.clone()], &guess), guess.range.clone()));
                edits.push(Edit::replace(guess.range, guess.text));
            }
            Verdict::Unreadable => findings.push((unreadable(), site..site + 1)),
            Verdict::Sound => {}
        }
    }
    if let Some(next) = sites.get(looked_into) {
        findings.push((too_many(sites.len() - looked_into), *next..next + 1));
    }
    for (finding, range) in findings {
        paper.find(finding, range);
    }
    paper.edit("shifted-bytes", &edits);
}

/// True if the text shows pairs of bytes that other converters drop.
fn shows_all(text: &str) -> bool {
    text.contains(|c| is_private(c) || c == char::REPLACEMENT_CHARACTER)
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}')
}

/// Places where a lost byte may show: a lone question mark or replacement character behind Chinese text, with no end of a sentence after it.
fn sites(text: &str) -> impl Iterator<Item = usize> {
    let marks = memchr::memchr2_iter(b'?', b'\xef', text.as_bytes());
    let marks = marks.filter(|at| text.as_bytes()[*at] == b'?' || text[*at..].starts_with('\u{fffd}'));
    marks.filter(|at| {
        // Behind a Latin letter, in an address or behind another mark it is what it looks like.
        let before = text[..*at].chars().next_back().is_none_or(|c| {
            chars::is_han(c) || chars::is_wide_mark(c) || c.is_ascii_digit() || matches!(c, ')' | '%' | '\n' | ' ' | '\t' | '.' | '·' | '•')
        });
        let after = text[*at..].chars().nth(1).is_some_and(|c| !c.is_whitespace() && !matches!(c, '”' | '"'));
        before && after
    })
}

/// The text that is not near a site, in the form in which words are counted: damage must not speak for itself.
fn elsewhere(text: &str, sites: &[usize]) -> String {
    let mut kept = String::new();
    let mut cursor = 0;
    for site in sites {
        // The word before a site may have lost its end: as a word of its own it would speak for the wrong reading.
        let before = text[..*site].char_indices().rev().take(CONTEXT).last().map_or(*site, |(at, _)| at);
        if before > cursor {
            kept.push_str(&text[cursor..before]);
        }
        kept.push('\n');
        cursor = cursor.max(site + head(&text[*site..], DAMAGED).len());
    }
    kept.push_str(&text[cursor.min(text.len())..]);
    let plain: String = without_pinyin(head(&kept, EVIDENCE_MAX)).chars().filter(|c| *c != ' ').map(wide).collect();
    simplified(plain)
}

fn simplified(text: String) -> String {
    if script::is_traditional(&text) { script::simplified(&text) } else { text }
}

fn without_pinyin(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut cursor = 0;
    for range in pinyin::injected(text) {
        bare.push_str(&text[cursor..range.start]);
        cursor = range.end;
    }
    bare.push_str(&text[cursor..]);
    bare
}

fn wide(c: char) -> char {
    match c {
        ',' => '，',
        ';' => '；',
        '(' => '（',
        ')' => '）',
        ':' => '：',
        other => other,
    }
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

fn best(text: &str, site: usize, shows_all: bool, table: &Table, lexicon: &Lexicon, effort: &mut u32) -> Verdict {
    let before = before(text, site);
    let behind = behind(text, site);
    if behind.iter().take(2 * MARKS_MAX).filter(|(_, c)| is_mark(*c)).count() > MARKS_MAX {
        return Verdict::Unreadable;
    }
    let printed: Vec<char> = before.iter().copied().chain(behind.iter().map(|(_, c)| *c)).collect();
    let ends_line = behind.last().is_none_or(|(at, _)| text[*at..].chars().nth(1).is_none_or(|c| c == '\n'));
    let stretch = Stretch { printed, site: before.len(), ends_line, shows_all };
    let ways = search::ways(&stretch, table, lexicon, effort);
    let Some(best) = ways.first().filter(|way| !way.sound) else {
        let damaged =
            behind.iter().skip(1).take(4).any(|(_, c)| is_rare(*c, lexicon) || is_mark(*c) || is_private(*c) || matches!(c, '▍' | '^'));
        return if damaged { Verdict::Unreadable } else { Verdict::Sound };
    };
    let other = |way: &&Way| way.text != best.text || way.end != best.end;
    let rivals: Vec<&Way> = ways.iter().filter(other).take(3).collect();
    // The stretch ends with its last character; pinyin behind it is another repair.
    let last = best.end.min(stretch.printed.len()).saturating_sub(before.len() + 1);
    let end = behind.get(last).map_or(site, |(at, _)| at + text[*at..].chars().next().map_or(0, char::len_utf8));
    Verdict::Restored(Guess {
        range: site..end,
        text: best.text.clone(),
        lead: rivals.first().map_or(f64::INFINITY, |rival| best.score - rival.score),
        rivals: rivals.into_iter().filter(|way| !way.sound).map(|way| way.text.clone()).collect(),
    })
}

/// The characters before a site, simplified, as words are counted in.
fn before(text: &str, site: usize) -> Vec<char> {
    let start = text[..site].char_indices().rev().take(60).last().map_or(site, |(at, _)| at);
    let line = text[start..site].rsplit('\n').next().unwrap_or_default();
    let plain: String = without_pinyin(line).chars().filter(|c| *c != ' ').map(wide).collect();
    let plain = script::each_simplified(&plain);
    let skipped = chars::count(&plain).saturating_sub(CONTEXT);
    plain.chars().skip(skipped).collect()
}

/// The characters from a site to the end of its line with their places, without pinyin, as far as damage may reach and its context.
///
/// Up to the next narrow character the bytes may be out of step; behind it a little context is enough.
fn behind(text: &str, site: usize) -> Vec<(usize, char)> {
    let line = &text[site..];
    let line = &line[..line.find('\n').unwrap_or(line.len())];
    let pinyin = latin_in_brackets(line);
    let shown = line.char_indices().filter(|(at, _)| !pinyin.iter().any(|range| range.contains(at)));
    let shown: Vec<(usize, char)> = shown.take(RUN_MAX).map(|(at, c)| (site + at, c)).collect();
    let narrow = shown.iter().skip(1).position(|(_, c)| c.is_ascii() && !is_mark(*c)).map_or(shown.len(), |index| index + 1);
    let marked = shown.iter().skip(1).position(|(_, c)| is_mark(*c)).map_or(shown.len(), |index| index + 1);
    let end = (narrow.min(marked) + 2 + CONTEXT).min(shown.len());
    let tail: String = shown[end.min(narrow.min(marked) + 1).min(end)..end].iter().map(|(_, c)| *c).collect();
    // Behind the damage the text is weighed in simplified characters; inside it every character stands for its bytes.
    let simple = script::each_simplified(&tail);
    let from = end - chars::count(&tail);
    shown[..from].iter().copied().chain(shown[from..end].iter().zip(simple.chars()).map(|((at, _), c)| (*at, wide(c)))).collect()
}

/// Pinyin in brackets, whatever character stands before it.
fn latin_in_brackets(line: &str) -> Vec<Range<usize>> {
    let opens = line.match_indices(['(', '（']);
    let range = |(open, bracket): (usize, &str)| {
        let inner = &line[open + bracket.len()..];
        let letters: usize = inner.chars().take(8).take_while(|c| c.is_alphabetic() && !chars::is_han(*c)).map(char::len_utf8).sum();
        let close = inner[letters..].chars().next().filter(|c| letters > 0 && matches!(c, ')' | '）'))?;
        Some(open..open + bracket.len() + letters + close.len_utf8())
    };
    opens.filter_map(range).collect()
}

fn head(text: &str, count: usize) -> &str {
    let end = text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

fn restored(printed: &str, guess: &Guess) -> Finding {
    let (found, rivals) = (&guess.text, guess.rivals.join("、"));
    let zh = format!("字节错位的“{printed}”按词表还原为“{found}”");
    let en = format!("shifted bytes `{printed}` were read as `{found}`");
    let finding = if guess.lead > CERTAIN {
        Finding::info("reading/shifted-bytes", zh, en)
    } else {
        Finding::warning("reading/shifted-bytes", zh, en)
    };
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

fn too_many(left: usize) -> Finding {
    Finding::warning(
        "reading/unreadable",
        format!("疑似字节错位之处过多，另有{left}处未作还原"),
        format!("too many places look like shifted bytes; {left} more were not looked into"),
    )
    .hint("换用其他来源的文件", "use a copy from another source")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `around` stands elsewhere in the paper.
    fn check(around: &str, damaged: &str, sound: &str) {
        let text = format!("{around}\n{damaged}");
        let found: Vec<usize> = sites(&text).collect();
        let lexicon = Lexicon::of(&elsewhere(&text, &found));
        let start = around.len() + 1;
        let site = sites(&text).find(|site| *site >= start).expect("a site");
        let table = Table::of(script::is_traditional(&without_pinyin(&text)));
        match best(&text, site, shows_all(&text), table, &lexicon, &mut { EFFORT_MAX }) {
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

    #[test]
    fn bytes_out_of_step_are_followed_to_the_end_of_the_line() {
        check("", "?泄毓ぷ鳎\u{e0e2}惺当Ｕ先嗣袢褐诘暮戏ㄈㄒ妗\u{fffd}", "有关工作，切实保障人民群众的合法权益。");
    }

    #[test]
    fn a_byte_with_a_mark_of_its_own_is_a_character_by_itself() {
        check("", "?\u{fffd}务院办公厅关于推进政务公开的意见", "国务院办公厅关于推进政务公开的意见");
        check("", "關於推進?€人所得稅改革的意見", "關於推進個人所得稅改革的意見");
    }
}
