//! What is wrong with an input, said so that a person can mend it: severity, stable code, place, message, way out.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A text in Chinese with its English beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    pub zh: String,
    pub en: String,
}

impl Bilingual {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

/// How much a finding matters: an `Error` keeps the thing it names out of the result; a `Warning` lets it in, doubted; an `Info` only tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Info,
    Warning,
    Error,
}

/// Where in the input: a file, and as much of line, column, sheet, cell and byte ranges as is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Location {
    pub file: String,
    /// From 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// From 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// As spreadsheets name it, for instance `C7`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// `[start, end)` byte ranges of the file as delivered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at: Vec<super::ByteRange>,
}

impl Location {
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), ..Self::default() }
    }

    pub fn line(file: impl Into<String>, line: u32) -> Self {
        Self { file: file.into(), line: Some(line), ..Self::default() }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(out, ":{line}")?;
            if let Some(column) = self.column {
                write!(out, ":{column}")?;
            }
        }
        match (&self.sheet, &self.cell) {
            (Some(sheet), Some(cell)) => write!(out, " [{sheet}!{cell}]"),
            (None, Some(cell)) => write!(out, " [{cell}]"),
            (Some(sheet), None) => write!(out, " [{sheet}]"),
            (None, None) => Ok(()),
        }
    }
}

/// One flaw of an input. `code` is stable and reads `stage/what`, for instance `method/weights-total`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    pub severity: Severity,
    pub code: Cow<'static, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    pub message: Bilingual,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Bilingual>,
}

impl Finding {
    pub fn error(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, zh, en)
    }

    pub fn warning(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, zh, en)
    }

    pub fn info(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(Severity::Info, code, zh, en)
    }

    fn new(severity: Severity, code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { severity, code: Cow::Borrowed(code), location: None, message: Bilingual::new(zh, en), hint: None }
    }

    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }

    #[must_use]
    pub fn hint(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.hint = Some(Bilingual::new(zh, en));
        self
    }
}
