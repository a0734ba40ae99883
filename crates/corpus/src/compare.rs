//! Two readings side by side: clause by clause, each difference said to be damage, orthography or substance.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::chars;
use crate::finding::Bilingual;
use crate::paper::{Clause, ClauseKind, Paper};
use crate::reading::Reading;

/// What a comparison says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    pub format: u32,
    /// True if nothing but damage and orthography sets the two apart.
    pub same_text: bool,
    pub pairs: Vec<Pair>,
    pub differences: Vec<Difference>,
    /// Which copy shows less damage; none if they are equally sound.
    pub sounder: Option<Side>,
    pub soundness: Sides,
    /// Share of the pieces of text that both have, from 0 to 1.
    pub similarity: f64,
}

/// How sound each copy is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sides {
    pub a: Soundness,
    pub b: Soundness,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    A,
    B,
}

/// Clauses that stand for each other; none where the other paper has no such clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    pub a: Option<String>,
    pub b: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// The clause in the first paper, or in the second where the first has none.
    pub clause: String,
    pub a: String,
    pub b: String,
    pub class: Class,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Characters were lost or spoilt in one copy.
    Damage,
    /// White space, width of punctuation, variants of characters.
    Orthography,
    /// The papers say different things.
    Substance,
}

/// Characters shown on each side of a difference.
const CONTEXT: usize = 6;
/// A clause with less in common has no partner.
const PARTNER_MIN: f64 = 0.3;

/// Compares two readings.
pub fn compare(a: &Reading, b: &Reading) -> Comparison {
    let (left, right) = (sections(&a.paper), sections(&b.paper));
    let matched = matched(&left, &right);
    let mut pairs = Vec::new();
    let mut differences = Vec::new();
    for (x, y) in matched {
        let (one, other) = (x.map(|index| &left[index]), y.map(|index| &right[index]));
        pairs.push(Pair { a: one.map(|section| section.path.clone()), b: other.map(|section| section.path.clone()) });
        match (one, other) {
            (Some(one), Some(other)) => differences.extend(between(one, other, a, b)),
            (Some(section), None) => differences.push(alone(section, true)),
            (None, Some(section)) => differences.push(alone(section, false)),
            (None, None) => {}
        }
    }
    let soundness = Sides { a: soundness(a), b: soundness(b) };
    let sounder = match soundness.a.score.total_cmp(&soundness.b.score) {
        std::cmp::Ordering::Greater => Some(Side::A),
        std::cmp::Ordering::Less => Some(Side::B),
        std::cmp::Ordering::Equal => None,
    };
    let same_text = differences.iter().all(|difference| difference.class != Class::Substance);
    let similarity = likeness(&pieces(&bare(&a.text)), &pieces(&bare(&b.text)));
    Comparison { format: 1, same_text, pairs, differences, sounder, soundness, similarity }
}

/// How sound a copy is, and what speaks against it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Soundness {
    /// Share of the paper's characters and announced sections that came through undamaged, from 0 to 1.
    pub score: f64,
    /// Empty for a copy that shows no damage.
    pub reasons: Vec<Bilingual>,
}

/// Returns how sound a copy is: what had to be taken out, guessed, set aside or is missing, against all there is.
pub fn soundness(reading: &Reading) -> Soundness {
    let count = |kind: &str| reading.repairs.iter().filter(|repair| repair.kind == kind).map(|repair| repair.count as usize).sum::<usize>();
    let found = |code: &str| reading.findings.iter().filter(|finding| finding.code == code).count();
    let length = |at: &[crate::ByteRange]| chars::count(&reading.paper.printed_at(at));
    let shifted = reading.findings.iter().filter(|finding| finding.code == "reading/shifted-bytes");
    let shifted: usize = shifted.filter_map(|finding| finding.location.as_ref()).map(|location| length(&location.at)).sum();
    let set_aside: usize = reading.quarantined.iter().map(|span| length(&span.at)).sum();
    let unreadable = found("reading/unreadable") + reading.text.matches('\u{fffd}').count();
    let damage = [
        (count("pinyin"), "处夹入拼音", "pinyin pushed in behind characters"),
        (shifted, "个字符因字节错位靠推断还原", "characters restored from shifted bytes by guess"),
        (unreadable, "处文字损坏无法还原", "places damaged beyond repair"),
        (set_aside, "个字符属重复失实段落，已隔离", "characters set aside as garbled duplicates"),
        (usize::from(count("script") > 0), "次繁简转换，非原字形", "change of script: not the characters of the original"),
    ];
    let total = chars::count(&reading.text).max(1) as f64;
    let damaged: usize = damage.iter().map(|(count, ..)| count).sum();
    let mut reasons: Vec<Bilingual> = damage
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, zh, en)| Bilingual::new(format!("{count}{zh}"), format!("{count} {en}")))
        .collect();
    let (entries, missing) = reading.contents.as_ref().map_or((0, 0), |contents| (contents.entries.len(), contents.missing.len()));
    if missing > 0 {
        reasons.push(Bilingual::new(
            format!("目录所列{entries}节缺{missing}节"),
            format!("{missing} of {entries} sections announced are missing"),
        ));
    }
    let whole = 1.0 - missing as f64 / entries.max(1) as f64;
    Soundness { score: total / (total + damaged as f64) * whole, reasons }
}

/// A clause's own text, or what stands before the first clause.
struct Section {
    path: String,
    text: Vec<char>,
}

fn sections(paper: &Paper) -> Vec<Section> {
    let text = paper.text.as_str();
    let own = |clause: &&Clause| !matches!(clause.kind, ClauseKind::Item);
    let clauses: Vec<&Clause> = paper.clauses.iter().filter(own).collect();
    let first = clauses.first().map_or(text.len(), |clause| clause.whole.start);
    let mut sections = vec![Section { path: String::new(), text: bare(&text[..first]) }];
    for (index, clause) in clauses.iter().enumerate() {
        let end = clauses.get(index + 1).map_or(text.len(), |next| next.whole.start).max(clause.whole.start);
        sections.push(Section { path: clause.path.clone(), text: bare(&text[clause.whole.start..end]) });
    }
    sections
}

fn bare(text: &str) -> Vec<char> {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

type Pieces = BTreeMap<[char; 2], usize>;

fn pieces(text: &[char]) -> Pieces {
    let mut pieces = Pieces::new();
    for pair in text.windows(2) {
        *pieces.entry([pair[0], pair[1]]).or_default() += 1;
    }
    pieces
}

/// Returns the share of pairs of characters that two short texts have in common, from 0 to 1.
pub(crate) fn alike(a: &str, b: &str) -> f64 {
    likeness(&pieces(&bare(a)), &pieces(&bare(b)))
}

fn likeness(a: &Pieces, b: &Pieces) -> f64 {
    let total: usize = a.values().sum::<usize>() + b.values().sum::<usize>();
    let common: usize = a.iter().map(|(piece, count)| (*count).min(b.get(piece).copied().unwrap_or(0))).sum();
    if total == 0 { 1.0 } else { 2.0 * common as f64 / total as f64 }
}

/// Pairs sections in order, so that what is alike stands together: the alignment with the greatest total likeness.
fn matched(left: &[Section], right: &[Section]) -> Vec<(Option<usize>, Option<usize>)> {
    let (a, b): (Vec<Pieces>, Vec<Pieces>) =
        (left.iter().map(|section| pieces(&section.text)).collect(), right.iter().map(|section| pieces(&section.text)).collect());
    let like: Vec<Vec<f64>> =
        a.iter().map(|x| b.iter().map(|y| Some(likeness(x, y)).filter(|like| *like >= PARTNER_MIN).unwrap_or(0.0)).collect()).collect();
    let mut best = vec![vec![0.0f64; right.len() + 1]; left.len() + 1];
    for x in (0..left.len()).rev() {
        for y in (0..right.len()).rev() {
            let together = if like[x][y] > 0.0 { like[x][y] + best[x + 1][y + 1] } else { 0.0 };
            best[x][y] = together.max(best[x + 1][y]).max(best[x][y + 1]);
        }
    }
    let (mut x, mut y, mut out) = (0, 0, Vec::new());
    while x < left.len() || y < right.len() {
        let both = x < left.len() && y < right.len();
        if both && like[x][y] > 0.0 && best[x][y] <= like[x][y] + best[x + 1][y + 1] {
            out.push((Some(x), Some(y)));
            (x, y) = (x + 1, y + 1);
        } else if y >= right.len() || x < left.len() && best[x][y] <= best[x + 1][y] {
            out.push((Some(x), None));
            x += 1;
        } else {
            out.push((None, Some(y)));
            y += 1;
        }
    }
    out.retain(|(x, y)| x.is_none_or(|x| !left[x].text.is_empty()) || y.is_some_and(|y| !right[y].text.is_empty()));
    out
}

fn alone(section: &Section, first: bool) -> Difference {
    let text: String = section.text.iter().collect();
    let (a, b) = if first { (text, String::new()) } else { (String::new(), text) };
    Difference { clause: section.path.clone(), a, b, class: Class::Substance }
}

fn between(one: &Section, other: &Section, a: &Reading, b: &Reading) -> Vec<Difference> {
    let show = |text: &[char], from: usize, to: usize| -> String {
        text[from.saturating_sub(CONTEXT)..(to + CONTEXT).min(text.len())].iter().collect()
    };
    let damaged = !soundness(a).reasons.is_empty() || !soundness(b).reasons.is_empty();
    changes(&one.text, &other.text)
        .into_iter()
        .map(|(x, y)| Difference {
            clause: one.path.clone(),
            a: show(&one.text, x.start, x.end),
            b: show(&other.text, y.start, y.end),
            class: class(&one.text[x], &other.text[y], damaged),
        })
        .collect()
}

fn class(a: &[char], b: &[char], damaged: bool) -> Class {
    let folded = |text: &[char]| -> Vec<char> { text.iter().filter(|c| !is_mark(**c)).copied().collect() };
    if folded(a) == folded(b) {
        return Class::Orthography;
    }
    let rubbish = |text: &[char]| text.iter().any(|c| matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '▍' | '?' | '^'));
    // A few characters missing from a copy that is damaged elsewhere are taken for lost; figures never are.
    let lost = damaged
        && (a.is_empty() || b.is_empty())
        && a.len() + b.len() <= 2
        && a.iter().chain(b).all(|c| chars::is_han(*c) && chars::numeral(&c.to_string()).is_none() && *c != '不');
    if rubbish(a) || rubbish(b) || lost { Class::Damage } else { Class::Substance }
}

fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation() || chars::is_wide_mark(c)
}

type Change = (std::ops::Range<usize>, std::ops::Range<usize>);

/// Returns the changed ranges of two texts: Myers' shortest edit script after the common ends are cut off.
fn changes(a: &[char], b: &[char]) -> Vec<Change> {
    let diff = similar::capture_diff_slices(similar::Algorithm::Myers, a, b);
    let mut changes: Vec<Change> = Vec::new();
    for operation in diff.iter().filter(|operation| operation.tag() != similar::DiffTag::Equal) {
        let (x, y) = (operation.old_range(), operation.new_range());
        match changes.last_mut() {
            // Neighbouring changes with a character or two between are one.
            Some((last_x, last_y)) if x.start - last_x.end <= 2 && y.start - last_y.end <= 2 => {
                last_x.end = x.end;
                last_y.end = y.end;
            }
            _ => changes.push((x, y)),
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(a: &str, b: &str, expected: &[Class]) {
        let read = |text: &str| crate::read("paper.txt", text.as_bytes());
        let found = compare(&read(a), &read(b));
        let classes: Vec<Class> = found.differences.iter().map(|difference| difference.class).collect();
        assert_eq!(classes, expected, "{:?}", found.differences);
        assert_eq!(found.same_text, !expected.contains(&Class::Substance));
    }

    const SOUND: &str =
        "关于某项工作的通知\n一、总体要求\n对连续两年评估为较差的城市，取消资格。\n二、有关安排\n各地要健全工作机制，落实工作责任。";

    #[test]
    fn the_same_text_differs_in_nothing() {
        check(SOUND, SOUND, &[]);
    }

    #[test]
    fn punctuation_is_orthography_and_a_changed_figure_is_substance() {
        check(SOUND, &SOUND.replace("机制，落实", "机制、落实"), &[Class::Orthography]);
        check(SOUND, &SOUND.replace("连续两年", "连续三年"), &[Class::Substance]);
        check(SOUND, &SOUND.replace("取消资格", "不取消资格"), &[Class::Substance]);
    }
}
