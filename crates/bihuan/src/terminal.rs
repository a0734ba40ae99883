//! What a person sees: aligned tables, findings like a compiler's, JSON for scripts.

use std::fmt;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::Duration;

use comfy_table::{CellAlignment, Table, presets};
use corpus::{Bilingual, Finding, Severity};
use indicatif::ProgressBar;
use serde::Serialize;

use crate::failure::Failure;

/// Language of what is printed. Files and pages always exist in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Language {
    Zh,
    En,
}

impl Language {
    pub(crate) fn of(self, text: &Bilingual) -> &str {
        match self {
            Self::Zh => &text.zh,
            Self::En => &text.en,
        }
    }

    pub(crate) fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// Prints a line of the result to standard output. A reader that went away ends the program quietly.
pub(crate) fn say(line: impl fmt::Display) {
    if writeln!(io::stdout().lock(), "{line}").is_err() {
        std::process::exit(0);
    }
}

/// Prints a remark to standard error, so that it never mixes with the result.
pub(crate) fn note(line: impl fmt::Display) {
    // Nothing can be told to a person whose error stream is gone.
    writeln!(io::stderr().lock(), "{line}").unwrap_or(());
}

/// Prints a value as JSON for a script.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    // Written as it is made: a big import has more text than should be held at once.
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written =
        serde_json::to_writer_pretty(&mut out, value).map_err(io::Error::from).and_then(|()| writeln!(out)).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() != io::ErrorKind::InvalidData => std::process::exit(0),
        Err(error) => Err(Failure::us(format!("无法生成 JSON：{error}"), format!("cannot write JSON: {error}"))),
        Ok(()) => Ok(()),
    }
}

/// Returns a table with aligned columns (wide characters counted); columns named in `numeric` are set to the right.
pub(crate) fn table(head: &[&str], numeric: &[usize], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_header(head);
    for row in rows {
        table.add_row(row);
    }
    for &index in numeric {
        if let Some(column) = table.column_mut(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.trim_fmt()
}

/// Says what a long command is at, on a terminal only; disappears when it is done.
pub(crate) struct Progress {
    bar: ProgressBar,
    language: Language,
}

impl Progress {
    pub(crate) fn new(language: Language) -> Self {
        let bar = ProgressBar::new_spinner();
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { bar, language }
    }

    /// For work that nobody watches.
    pub(crate) fn quiet() -> Self {
        Self { bar: ProgressBar::hidden(), language: Language::Zh }
    }

    pub(crate) fn at(&self, zh: &'static str, en: &'static str) {
        self.bar.set_message(self.language.pick(zh, en));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Prints findings, worst first, each with its place and way out; returns how many are errors and warnings.
pub(crate) fn findings<'a>(language: Language, findings: impl IntoIterator<Item = &'a Finding>, most: usize) -> (usize, usize) {
    let mut sorted: Vec<&Finding> = findings.into_iter().collect();
    sorted.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.location.cmp(&b.location)).then_with(|| a.code.cmp(&b.code)));
    for finding in sorted.iter().take(most) {
        note(format_args!("{}", Shown { finding, language, colour: io::stderr().is_terminal() }));
    }
    if sorted.len() > most {
        note(match language {
            Language::Zh => format!("……另有 {} 条", sorted.len() - most),
            Language::En => format!("... and {} more", sorted.len() - most),
        });
    }
    let count = |severity| sorted.iter().filter(|finding| finding.severity == severity).count();
    (count(Severity::Error), count(Severity::Warning))
}

struct Shown<'a> {
    finding: &'a Finding,
    language: Language,
    colour: bool,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (zh, en, paint) = match self.finding.severity {
            Severity::Error => ("错误", "error", "\x1b[1;31m"),
            Severity::Warning => ("注意", "warning", "\x1b[1;33m"),
            Severity::Info => ("提示", "info", "\x1b[1;34m"),
        };
        let label = self.language.pick(zh, en);
        let (paint, plain) = if self.colour { (paint, "\x1b[0m") } else { ("", "") };
        write!(out, "{paint}{label}[{}]{plain}: {}", self.finding.code, self.language.of(&self.finding.message))?;
        if let Some(location) = &self.finding.location {
            write!(out, "\n  --> {location}")?;
        }
        if let Some(hint) = &self.finding.hint {
            write!(out, "\n  {}: {}", self.language.pick("建议", "hint"), self.language.of(hint))?;
        }
        Ok(())
    }
}
