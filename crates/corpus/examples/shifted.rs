//! Damages sound papers by lost bytes, reads them, and prints how many sites come out right, and which do not.
//!
//! A lead byte is lost at each site; with `--ends` the first and last byte of four characters are, and private characters print as nothing.
//!
//! usage: cargo run --release -p bihuan-corpus --example shifted -- [--ends] [--show] FILE...
#![expect(clippy::print_stdout, reason = "a program that measures prints what it finds")]

#[path = "../tests/it/damage.rs"]
#[expect(dead_code, reason = "the tests use the other kinds of damage")]
mod damage;

use std::ops::Range;

/// Characters between two sites.
const EVERY: usize = 150;
/// Characters in front of the first site, so that one paper is damaged in several ways.
const STARTS: [usize; 3] = [0, 37, 91];

#[derive(Default)]
struct Tally {
    right: usize,
    sites: usize,
    reported: usize,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let given = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let show = given("--show");
    let loss = if given("--ends") { damage::Loss::Ends } else { damage::Loss::Lead };
    let converter = opencc_fmmseg::OpenCC::new();
    let (mut simplified, mut traditional) = (Tally::default(), Tally::default());
    for path in arguments.iter().filter(|argument| !argument.starts_with("--")) {
        let Ok(bytes) = std::fs::read(path) else {
            println!("{path}: cannot be read");
            continue;
        };
        let sound = corpus::read(path, &bytes).text;
        for start in STARTS {
            measure(&sound, &sound, loss, start, show, &mut simplified);
            measure(&sound, &converter.s2t(&sound, false), loss, start, show, &mut traditional);
        }
    }
    for (script, tally) in [("simplified", simplified), ("traditional", traditional)] {
        let share = 100.0 * tally.right as f64 / tally.sites.max(1) as f64;
        println!("{script}: {} of {} sites right ({share:.1} %), {} reported", tally.right, tally.sites, tally.reported);
    }
}

fn measure(sound: &str, text: &str, loss: damage::Loss, start: usize, show: bool, tally: &mut Tally) {
    let (damaged, sites) = damage::with_shifted_bytes(text, loss, EVERY, start);
    let reading = corpus::read("paper.txt", damaged.as_bytes());
    let reports = ["reading/shifted-bytes", "reading/unreadable"];
    tally.reported += reading.findings.iter().filter(|finding| reports.contains(&finding.code.as_ref())).count();
    tally.sites += sites.len();
    let (a, b) = (bare(sound), bare(&reading.text));
    let changes = similar::capture_diff_slices(similar::Algorithm::Myers, &a, &b);
    let equal: Vec<Range<usize>> =
        changes.iter().filter(|change| change.tag() == similar::DiffTag::Equal).map(similar::DiffOp::old_range).collect();
    for Range { start: site, end } in sites {
        if equal.iter().any(|range| range.start <= site && end <= range.end) {
            tally.right += 1;
        } else if show {
            let there = changes.iter().filter(|change| change.old_range().start < end + 8 && change.old_range().end + 8 > site);
            let there: Vec<usize> = there.flat_map(|change| [change.new_range().start, change.new_range().end]).collect();
            let first = there.iter().min().copied().unwrap_or_default();
            let before: String = a[site.saturating_sub(8)..site].iter().collect();
            let right: String = a[site..end].iter().collect();
            let after: String = a[end..a.len().min(end + 8)].iter().collect();
            let from = b.iter().collect::<String>();
            let key: String = a[site.saturating_sub(5)..site].iter().collect();
            let at = from.find(&key).map(|at| from[..at].chars().count() + 5).unwrap_or(first);
            let read: String = b[at.min(b.len())..b.len().min(at + 12)].iter().collect();
            println!("{before}【{right}】{after}  ->  {read}");
        }
    }
}

fn bare(text: &str) -> Vec<char> {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
