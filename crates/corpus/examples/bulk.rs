//! Reads every file of a folder and prints how fast: the whole reading and its first half, the slowest file, and how many panicked.
//!
//! usage: cargo run --release -p bihuan-corpus --example bulk -- FOLDER
#![expect(clippy::print_stdout, reason = "a program that measures prints what it finds")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Kinds of files that are read.
const KINDS: [&str; 8] = ["md", "txt", "html", "htm", "docx", "pdf", "xlsx", "xml"];

struct File {
    name: String,
    bytes: Vec<u8>,
}

fn main() {
    let Some(folder) = std::env::args().nth(1) else {
        println!("usage: bulk FOLDER");
        std::process::exit(1);
    };
    let mut files = Vec::new();
    collect(Path::new(&folder), &mut files);
    let size: usize = files.iter().map(|file| file.bytes.len()).sum();
    // The tables are loaded before the clock starts.
    corpus::read("warm.txt", "一、江苏省徐州市2021年应当支持企业。".as_bytes());
    let first = Clock::now();
    for file in &files {
        std::hint::black_box(corpus::repaired(&file.name, &file.bytes));
    }
    let first = first.elapsed();
    let mut run = Run::default();
    for file in &files {
        run.read(file);
    }
    let speed = |time: Duration| size as f64 / 1e6 / time.as_secs_f64();
    println!("{} files, {:.1} MB", files.len(), size as f64 / 1e6);
    println!("text and clauses {:.1} MB/s", speed(first));
    println!("whole reading {:.1} MB/s", speed(run.time));
    let (slowest, time) = run.slowest;
    println!("slowest file {slowest}: {:.1} ms", time.as_secs_f64() * 1e3);
    println!("{} panics, {} files over 1 s", run.panics, run.slow);
    println!("articles: {} of {} laws have every chapter, section and article that a line begins with", run.whole, run.laws);
    println!("numbering: {} of {} laws have no gap, be it the file's own", run.unbroken, run.laws);
    run.flawed.iter().for_each(|flaw| println!("  {flaw}"));
}

/// Time of the processor where the system tells it, so that other programs do not count; else the time on the wall.
#[derive(Clone, Copy)]
struct Clock {
    busy: Option<Duration>,
    wall: Instant,
}

impl Clock {
    fn now() -> Self {
        let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
        let busy = told.and_then(|told| told.split(' ').next()?.parse().ok()).map(Duration::from_nanos);
        Self { busy, wall: Instant::now() }
    }

    fn elapsed(self) -> Duration {
        let now = Self::now();
        match (self.busy, now.busy) {
            (Some(before), Some(after)) => after.saturating_sub(before),
            _ => now.wall - self.wall,
        }
    }
}

#[derive(Default)]
struct Run {
    time: Duration,
    slowest: (String, Duration),
    panics: usize,
    slow: usize,
    /// Files with articles.
    laws: usize,
    /// Those of them whose clauses have every label that a line of the file begins with.
    whole: usize,
    /// Those of them whose numbers have no gap.
    unbroken: usize,
    /// Files that are not whole, and a label that is missing.
    flawed: Vec<String>,
}

impl Run {
    fn read(&mut self, file: &File) {
        let start = Clock::now();
        let reading = std::panic::catch_unwind(|| corpus::read(&file.name, &file.bytes));
        let time = start.elapsed();
        self.time += time;
        self.slow += usize::from(time > Duration::from_secs(1));
        if time > self.slowest.1 {
            self.slowest = (file.name.clone(), time);
        }
        match reading {
            Ok(reading) => self.count(file, &reading),
            Err(_) => self.panics += 1,
        }
    }

    fn count(&mut self, file: &File, reading: &corpus::Reading) {
        if !reading.paper.clauses.iter().any(|clause| clause.kind == corpus::ClauseKind::Article) {
            return;
        }
        let found: BTreeSet<&str> = reading.paper.clauses.iter().map(|clause| clause.label.as_str()).collect();
        let text = String::from_utf8_lossy(&file.bytes);
        let missing = text.lines().filter_map(label).find(|label| !found.contains(label));
        let gap = reading.findings.iter().any(|finding| finding.code == "reading/numbering-gap");
        self.laws += 1;
        self.unbroken += usize::from(!gap);
        match missing {
            None => self.whole += 1,
            Some(label) => self.flawed.push(format!("{}: {label}", file.name)),
        }
    }
}

/// The label that a line of a law begins with, for instance 第三章 or 第二十条.
fn label(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(['#', '*', ' ', '\u{3000}', '\t']);
    let number = line.strip_prefix('第')?;
    let unit = number.find(|c| !"〇零一二三四五六七八九十百千".contains(c)).filter(|at| *at > 0)?;
    let unit = number[unit..].chars().next().filter(|c| "编章节条".contains(*c)).map(|c| unit + c.len_utf8())?;
    Some(&line[..'第'.len_utf8() + unit])
}

fn collect(folder: &Path, files: &mut Vec<File>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|kind| KINDS.iter().any(|known| kind.eq_ignore_ascii_case(known))) {
            let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            files.push(File { name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(), bytes });
        }
    }
}
