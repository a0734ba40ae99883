//! Reads files that were changed at random, until the time is up, and prints how many, the slowest and those that panicked.
//!
//! usage: cargo run --release -p bihuan-corpus --example mutate -- SECONDS SEED FILE...
//!
//! Needs no nightly compiler. The same seed makes the same files; a file that panics or takes longer than five seconds is kept in the
//! folder for temporary files. Limit the memory from outside, for instance with `ulimit -v 1048576`.
#![expect(clippy::print_stdout, reason = "a program that measures prints what it finds")]

use std::panic::catch_unwind;
use std::path::Path;
use std::time::{Duration, Instant};

/// A file that takes longer hangs.
const HANGS: Duration = Duration::from_secs(5);
/// Pieces that formats are made of, put in where chance has it.
const PIECES: [&[u8]; 18] = [
    b"<p>",
    b"</td>",
    b"<!--",
    b"&#x4e00;",
    b"<style>",
    b"PK\x03\x04",
    b"endobj",
    b"stream\r\n",
    b"/Kids[1 0 R]",
    b"<w:p>",
    b"\xef\xbf\xbd",
    b"?",
    b"\xff\xfe",
    b"\x0c",
    b"((((",
    "（一）".as_bytes(),
    "第一条".as_bytes(),
    "附件：1.".as_bytes(),
];

/// The generator of splitmix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((value ^ (value >> 31)) % bound.max(1) as u64) as usize
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut number = || arguments.next().and_then(|argument| argument.parse::<u64>().ok());
    let (Some(seconds), Some(seed)) = (number(), number()) else {
        println!("usage: mutate SECONDS SEED FILE...");
        std::process::exit(1);
    };
    let files: Vec<(String, Vec<u8>)> = arguments.filter_map(|path| Some((name(&path), std::fs::read(&path).ok()?))).collect();
    if files.is_empty() {
        println!("no file can be read");
        std::process::exit(1);
    }
    let mut chance = Chance(seed);
    let (mut count, mut panics, mut hangs, mut slowest) = (0_u64, 0, 0, Duration::ZERO);
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(seconds) {
        let (name, bytes) = &files[chance.below(files.len())];
        let changed = changed(bytes, &files, &mut chance);
        let timed = || {
            let start = Instant::now();
            let read = catch_unwind(|| std::hint::black_box(corpus::read(name, &changed)));
            (read, start.elapsed())
        };
        let (read, mut time) = timed();
        if time > HANGS {
            // The machine may have been busy with something else.
            time = time.min(timed().1);
        }
        count += 1;
        slowest = slowest.max(time);
        panics += usize::from(read.is_err());
        hangs += usize::from(time > HANGS);
        if read.is_err() || time > HANGS {
            let kept = std::env::temp_dir().join(format!("mutate-{seed}-{count}-{name}"));
            println!("kept {}: {:?}", kept.display(), std::fs::write(&kept, &changed));
        }
    }
    println!("{count} files in {seconds} s, {panics} panics, {hangs} over 5 s, slowest {:.0} ms", slowest.as_secs_f64() * 1e3);
}

fn name(path: &str) -> String {
    Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Changes a file in one to eight places: bytes are changed, dropped, repeated or put in, or a part of another file is.
fn changed(bytes: &[u8], files: &[(String, Vec<u8>)], chance: &mut Chance) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    for _ in 0..=chance.below(8) {
        let at = chance.below(changed.len() + 1);
        let end = (at + 1 + chance.below(64)).min(changed.len());
        match chance.below(6) {
            0 => {
                for byte in &mut changed[at..end] {
                    *byte = chance.below(256) as u8;
                }
            }
            1 => {
                changed.splice(at..end, []);
            }
            2 => changed.truncate(at),
            3 => {
                let piece = changed[at..end].repeat(1 + chance.below(200));
                changed.splice(at..at, piece);
            }
            4 => {
                let piece = PIECES[chance.below(PIECES.len())].repeat(1 + chance.below(40));
                changed.splice(at..at, piece);
            }
            _ => {
                let other = &files[chance.below(files.len())].1;
                let from = chance.below(other.len() + 1);
                let part = other[from..].iter().take(1 + chance.below(4_000)).copied();
                changed.splice(at..at, part);
            }
        }
    }
    changed
}
