//! A TOML file taken apart entry by entry, so that one flaw costs one entry and every finding has its line.

use corpus::{Bilingual, Finding, Location};
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

/// Where an entry stands in its file, and where each of its keys does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Place {
    file: String,
    line: u32,
    keys: Vec<(String, u32)>,
}

impl Place {
    /// Returns the line of a key of the entry, or of the entry itself.
    pub fn of(&self, key: &str) -> Location {
        let line = self.keys.iter().find(|(name, _)| name == key).map_or(self.line, |(_, line)| *line);
        Location::line(self.file.clone(), line)
    }

    /// Returns the line at which the entry begins.
    pub fn start(&self) -> Location {
        Location::line(self.file.clone(), self.line)
    }
}

/// An entry that remembers where it stands.
pub(super) trait Placed {
    fn place(&mut self, at: Place);
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

    /// Takes entries that remember their places.
    pub(super) fn take_placed<T: DeserializeOwned + Placed>(&mut self, key: &str) -> Vec<T> {
        let placed = |Entry { mut value, place }: Entry<T>| {
            value.place(place);
            value
        };
        self.take_entries(key).into_iter().map(placed).collect()
    }

    /// Returns the place of the file's own keys; asked before any of them is taken.
    pub(super) fn place(&self) -> Place {
        let keys = self.table.keys().map(|key| (key.get_ref().to_string(), self.line(key.span().start))).collect();
        Place { file: self.path.to_owned(), line: 1, keys }
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
        let (zh, hint) = told(message);
        let mut finding = Finding::error("method/unreadable", zh, message.to_owned()).at(self.location(at));
        finding.hint = Some(hint);
        self.findings.push(finding);
    }

    fn location(&self, byte: usize) -> Location {
        Location::line(self.path, self.line(byte))
    }

    fn line(&self, byte: usize) -> u32 {
        self.text.as_bytes()[..byte.min(self.text.len())].iter().filter(|byte| **byte == b'\n').count() as u32 + 1
    }
}

/// The reader's message in Chinese, and the way out.
fn told(message: &str) -> (String, Bilingual) {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let first = quoted.first().copied().unwrap_or_default();
    let book = || Bilingual::new("各键及示例见 docs/methods.md", "docs/methods.md lists every key with an example");
    let meant = || match super::nearest(first, quoted.iter().skip(1).copied()) {
        Some(near) => Bilingual::new(format!("是否指 {near}？"), format!("is `{near}` meant?")),
        None => book(),
    };
    if message.starts_with("unknown field") {
        (format!("不认识的键“{first}”"), meant())
    } else if message.starts_with("unknown variant") {
        (format!("不认识的选项“{first}”"), meant())
    } else if message.starts_with("missing field") {
        let hint = Bilingual::new(format!("补上 {first} = …"), format!("add `{first} = ..`"));
        (format!("缺少键“{first}”"), hint)
    } else if message.starts_with("formula") {
        (
            format!("公式“{first}”有误（{message}）"),
            Bilingual::new("公式写法见 docs/methods.md", "docs/methods.md shows how formulas are written"),
        )
    } else {
        (format!("无法读取：{message}"), book())
    }
}
