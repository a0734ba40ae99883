//! A TOML file taken apart entry by entry, so that one flaw costs one entry and every finding has its line.

use corpus::{Finding, Location};
use serde::de::{DeserializeOwned, IntoDeserializer};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(super) struct Document<'a> {
    path: &'a str,
    text: &'a str,
    table: DeTable<'a>,
    pub findings: Vec<Finding>,
}

/// An entry and the lines of its keys.
pub(super) struct Entry<T> {
    pub value: T,
    pub place: Place,
}

#[derive(Clone, Default)]
pub(super) struct Place {
    file: String,
    line: u32,
    keys: Vec<(String, u32)>,
}

impl Place {
    /// Returns the line of a key of the entry, or of the entry itself.
    pub(super) fn of(&self, key: &str) -> Location {
        let line = self.keys.iter().find(|(name, _)| name == key).map_or(self.line, |(_, line)| *line);
        Location::line(self.file.clone(), line)
    }
}

impl<'a> Document<'a> {
    pub(super) fn parse(path: &'a str, text: &'a str) -> Self {
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut document = Self { path, text, table: table.into_inner(), findings: Vec::new() };
        for error in errors {
            document.broken(&error, None);
        }
        document
    }

    /// Takes a value out; `None` when it is absent or broken (with a finding).
    pub(super) fn take<T: DeserializeOwned>(&mut self, key: &str) -> Option<T> {
        self.take_entry(key).map(|entry| entry.value)
    }

    pub(super) fn take_entry<T: DeserializeOwned>(&mut self, key: &str) -> Option<Entry<T>> {
        let value = self.table.remove(key)?;
        self.decode(value)
    }

    /// Takes an array of tables out; broken entries are left out with a finding each.
    pub(super) fn take_entries<T: DeserializeOwned>(&mut self, key: &str) -> Vec<Entry<T>> {
        let Some(value) = self.table.remove(key) else { return Vec::new() };
        let span = value.span();
        match value.into_inner() {
            DeValue::Array(array) => array.into_iter().filter_map(|item| self.decode(item)).collect(),
            single @ DeValue::Table(_) => self.decode(Spanned::new(span, single)).into_iter().collect(),
            _ => {
                let location = self.location(span.start);
                self.findings.push(
                    Finding::error("method/not-entries", format!("“{key}”应写成表数组"), format!("`{key}` is not a list of entries"))
                        .at(location)
                        .hint(format!("每一项写成 [[{key}]]"), format!("write each entry as [[{key}]]")),
                );
                Vec::new()
            }
        }
    }

    /// Takes everything that is left as one value.
    pub(super) fn take_rest<T: DeserializeOwned>(&mut self) -> Option<T> {
        let rest = std::mem::take(&mut self.table);
        self.decode(Spanned::new(0..self.text.len(), DeValue::Table(rest))).map(|entry| entry.value)
    }

    /// Reports what nobody has taken.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        for (key, _) in std::mem::take(&mut self.table) {
            let location = self.location(key.span().start);
            let key = key.into_inner();
            self.findings.push(
                Finding::error("method/unknown-key", format!("不认识的键“{key}”"), format!("unknown key `{key}`"))
                    .at(location)
                    .hint("各键及示例见 docs/methods.md", "docs/methods.md lists every key with an example"),
            );
        }
        self.findings
    }

    pub(super) fn start(&self) -> Location {
        Location::line(self.path, 1)
    }

    fn decode<T: DeserializeOwned>(&mut self, value: Spanned<DeValue<'a>>) -> Option<Entry<T>> {
        let start = value.span().start;
        let keys = match value.get_ref() {
            DeValue::Table(table) => table.keys().map(|key| (key.get_ref().to_string(), self.line(key.span().start))).collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        // The span of a table that is written over several lines is its heading.
        let place = Place { file: self.path.to_owned(), line: self.line(start), keys };
        match T::deserialize(value.into_deserializer()) {
            Ok(value) => Some(Entry { value, place }),
            Err(error) => {
                self.broken(&error, Some(start));
                None
            }
        }
    }

    fn broken(&mut self, error: &toml::de::Error, start: Option<usize>) {
        let at = error.span().map(|span| span.start).or(start).unwrap_or(0);
        let message = error.message().trim();
        let finding = Finding::error("method/unreadable", format!("无法读取：{message}"), message.to_owned()).at(self.location(at));
        self.findings.push(finding);
    }

    fn location(&self, byte: usize) -> Location {
        Location::line(self.path, self.line(byte))
    }

    fn line(&self, byte: usize) -> u32 {
        self.text.as_bytes()[..byte.min(self.text.len())].iter().filter(|byte| **byte == b'\n').count() as u32 + 1
    }
}
