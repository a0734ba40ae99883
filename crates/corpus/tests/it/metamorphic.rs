//! A sound paper, damaged on purpose, comes out as it was, and its characters still lead to their own bytes.

use corpus::Reading;

use super::damage;
use super::papers::{other_sound_texts, sound_texts};

/// Share of characters that may be wrong.
const ERROR_MAX: f64 = 0.001;

fn read(text: &str) -> Reading {
    corpus::read("paper.txt", text.as_bytes())
}

fn bare(text: &str) -> Vec<char> {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Insertions, deletions and replacements, an upper bound of the edit distance.
fn errors(sound: &str, found: &str) -> usize {
    let (a, b) = (bare(sound), bare(found));
    changes(&a, &b)
        .iter()
        .filter(|change| change.tag() != similar::DiffTag::Equal)
        .map(|change| change.old_range().len().max(change.new_range().len()))
        .sum()
}

fn changes(a: &[char], b: &[char]) -> Vec<similar::DiffOp> {
    similar::capture_diff_slices(similar::Algorithm::Myers, a, b)
}

/// Damages every sound text and looks for what is wrong after reading; says all that fail.
fn check(kind: &str, damaged: impl Fn(&str) -> String) {
    let own = sound_texts().into_iter().map(|(name, text)| (name.to_owned(), text));
    let failed = own.chain(other_sound_texts()).filter_map(|(name, sound)| {
        let reading = read(&damaged(&sound));
        let wrong = errors(&sound, &reading.text);
        let share = wrong as f64 / bare(&sound).len() as f64;
        (share > ERROR_MAX).then(|| format!("{name} {kind}: {wrong} characters wrong ({:.3} %)", 100.0 * share))
    });
    let failed: Vec<String> = failed.collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn injected_pinyin_comes_out() {
    check("pinyin", |text| damage::with_pinyin(text, 7));
}

#[test]
fn traditional_text_becomes_simplified() {
    let converter = opencc_fmmseg::OpenCC::new();
    check("traditional", |text| converter.s2t(text, false));
}

#[test]
fn hard_wrapped_lines_are_joined() {
    check("hard-wrapped", |text| damage::hard_wrapped(text, 29));
    for (name, sound) in sound_texts() {
        let (before, after) = (read(&sound), read(&damage::hard_wrapped(&sound, 29)));
        let paths = |reading: &Reading| reading.headings.iter().map(|heading| heading.clause.clone()).collect::<Vec<_>>();
        assert_eq!(paths(&before), paths(&after), "{name}");
    }
}

#[test]
fn a_flattened_paper_keeps_its_clauses() {
    check("flattened", damage::flattened);
    for (name, sound) in sound_texts() {
        let (before, after) = (read(&sound), read(&damage::flattened(&sound)));
        let paths = |reading: &Reading| reading.headings.iter().map(|heading| heading.clause.clone()).collect::<Vec<_>>();
        assert_eq!(paths(&before), paths(&after), "{name}");
    }
}

#[test]
fn page_breaks_are_closed() {
    check("page breaks", |text| damage::with_page_breaks(text, 3));
}

/// Characters in front of the first site: one paper is damaged in several ways, so that no chance place decides.
const STARTS: [usize; 3] = [0, 37, 91];

/// Only the first character, and the last where the line ends, are not given by the bytes.
#[test]
fn lost_lead_bytes_are_restored_or_reported() {
    check_shifted(damage::Loss::Lead, 90);
}

/// All four characters of a site lost a byte or were paired anew, and some pairs print as nothing, so that nothing but words can tell them.
#[test]
fn shifted_bytes_are_restored_or_reported() {
    check_shifted(damage::Loss::Ends, 76);
}

/// `least` is the share of the sites that must come out right, in per cent; all must be reported.
fn check_shifted(loss: damage::Loss, least: usize) {
    let converter = opencc_fmmseg::OpenCC::new();
    let (mut right, mut all, mut said) = (0, 0, 0);
    for (_, sound) in sound_texts() {
        let texts = [sound.clone(), converter.s2t(&sound, false)];
        for (text, start) in texts.iter().flat_map(|text| STARTS.map(|start| (text, start))) {
            let (damaged, sites) = damage::with_shifted_bytes(text, loss, 150, start);
            let reading = read(&damaged);
            right += sites_right(&sound, &reading.text, &sites);
            all += sites.len();
            let reports = ["reading/shifted-bytes", "reading/unreadable"];
            said += reading.findings.iter().filter(|finding| reports.contains(&finding.code.as_ref())).count();
        }
    }
    eprintln!("{loss:?}: {right} of {all} sites right, {said} reported");
    assert!(right * 100 >= all * least, "{right} of {all} sites right");
    assert!(said * 20 >= all * 19, "{said} of {all} sites reported");
}

/// Returns how many sites have all their characters back.
fn sites_right(sound: &str, found: &str, sites: &[std::ops::Range<usize>]) -> usize {
    let (a, b) = (bare(sound), bare(found));
    let equal: Vec<std::ops::Range<usize>> =
        changes(&a, &b).iter().filter(|change| change.tag() == similar::DiffTag::Equal).map(similar::DiffOp::old_range).collect();
    let whole = |site: &&std::ops::Range<usize>| equal.iter().any(|range| range.start <= site.start && site.end <= range.end);
    sites.iter().filter(whole).count()
}

#[test]
fn a_repaired_text_is_left_alone() {
    for (name, sound) in sound_texts() {
        let once = read(&damage::with_pinyin(&sound, 5)).text;
        let twice = read(&once);
        assert_eq!(once, twice.text, "{name}");
        assert!(twice.repairs.iter().all(|repair| repair.kind != "pinyin" && repair.kind != "script"), "{name} {:?}", twice.repairs);
    }
}

/// Every clean character leads to the very bytes that it stands for in the damaged text.
///
/// A character of another script or width leads to its counterpart.
#[test]
fn every_character_leads_to_its_own_bytes() {
    let converter = opencc_fmmseg::OpenCC::new();
    let own = sound_texts().into_iter().map(|(name, text)| (name.to_owned(), text));
    let mut failed = Vec::new();
    for (name, sound) in own.chain(other_sound_texts()) {
        let traditional = converter.s2t(&sound, false);
        // The converter's own choices, for instance 瞭 for 了.
        let turned: std::collections::BTreeSet<(char, char)> = sound.chars().zip(traditional.chars()).collect();
        let damages = [
            ("pinyin, hard lines", damage::hard_wrapped(&damage::with_pinyin(&sound, 9), 40)),
            ("flattened", damage::flattened(&sound)),
            ("page breaks", damage::with_page_breaks(&sound, 3)),
            ("traditional", damage::with_pinyin(&traditional, 5)),
        ];
        for (kind, damaged) in damages {
            let reading = read(&damaged);
            let text = &reading.paper.text;
            let led = |(at, c): (usize, char)| {
                let at = text.source_of(at..at + c.len_utf8());
                let joined: String = at.iter().map(|(start, end)| &damaged[*start as usize..*end as usize]).collect();
                let mut letters = joined.chars();
                let same = letters.next().is_some_and(|from| from == c || turned.contains(&(c, from))) && letters.next().is_none();
                let narrow = joined.chars().count() == 1 && joined.is_ascii();
                (!same && !narrow).then(|| format!("{name} {kind}: {c} leads to {joined}"))
            };
            let wrong: Vec<String> = text.as_str().char_indices().filter(|(_, c)| !c.is_whitespace()).filter_map(led).collect();
            failed.extend(wrong.into_iter().take(3));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}
