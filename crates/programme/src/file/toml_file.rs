//! TOML files: a format number and lists of entries.

use corpus::{Finding, Location};
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::{At, FORMAT, text};
use crate::Folder;

/// A TOML file, parsed as far as its syntax allows.
pub struct Document<'a> {
    path: &'a str,
    text: &'a str,
    table: DeTable<'a>,
}

impl<'a> Document<'a> {
    /// Parses a file of the folder and checks its format number. `None` if there is no such file.
    pub fn parse(folder: &'a Folder, path: &'a str, findings: &mut Vec<Finding>) -> Option<Self> {
        let text = text(folder, path, findings)?;
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut document = Self { path, text, table: table.into_inner() };
        for error in errors {
            let line = error.span().map(|span| document.line(span.start));
            findings.push(syntax(path, line, error.message()));
        }
        document.check_format(findings);
        Some(document)
    }

    fn check_format(&mut self, findings: &mut Vec<Finding>) {
        let found = self.table.remove("format").and_then(|value| i64::deserialize_from(value).ok());
        if found != Some(FORMAT) {
            findings.push(
                Finding::error(
                    "folder/format",
                    format!("`{}` 未写明 `format = {FORMAT}`，按该格式读取", self.path),
                    format!("`{}` does not say `format = {FORMAT}`; it is read as such", self.path),
                )
                .at(Location::line(self.path, 1))
                .hint(format!("请在首行写 format = {FORMAT}"), format!("write format = {FORMAT} on the first line")),
            );
        }
    }

    /// Takes the entries of the list `key` that can be read.
    pub fn entries<T: DeserializeOwned>(&mut self, key: &str, findings: &mut Vec<Finding>) -> Vec<At<T>> {
        let Some(value) = self.table.remove(key) else { return Vec::new() };
        let DeValue::Array(array) = value.into_inner() else {
            findings.push(flawed(Location::file(self.path), &format!("`{key}` is not a list")));
            return Vec::new();
        };
        array.into_iter().filter_map(|entry| self.entry(entry, findings)).collect()
    }

    /// Takes the single table `key`.
    pub fn single<T: DeserializeOwned>(&mut self, key: &str, findings: &mut Vec<Finding>) -> Option<At<T>> {
        let value = self.table.remove(key)?;
        self.entry(value, findings)
    }

    /// Reports the keys that nobody took.
    pub fn finish(self, findings: &mut Vec<Finding>) {
        for key in self.table.keys() {
            let line = self.line(key.span().start);
            let key = key.get_ref();
            findings.push(
                Finding::error("folder/unknown-key", format!("不认识的键 `{key}`，未读取"), format!("unknown key `{key}` was not read"))
                    .at(Location::line(self.path, line))
                    .hint("请核对键名，或查阅文件格式说明", "check its spelling against the file formats"),
            );
        }
    }

    fn entry<T: DeserializeOwned>(&self, entry: Spanned<DeValue<'_>>, findings: &mut Vec<Finding>) -> Option<At<T>> {
        let location = Location::line(self.path, self.line(entry.span().start));
        match T::deserialize(ValueDeserializer::from(entry)) {
            Ok(value) => Some(At { value, location }),
            Err(error) => {
                let line = error.span().map(|span| self.line(span.start));
                findings.push(flawed(Location { line: line.or(location.line), ..location }, error.message()));
                None
            }
        }
    }

    fn line(&self, offset: usize) -> u32 {
        self.text.bytes().take(offset).filter(|&byte| byte == b'\n').count() as u32 + 1
    }
}

/// Short for deserialising a parsed value.
trait DeserializeFrom: DeserializeOwned {
    fn deserialize_from(value: Spanned<DeValue<'_>>) -> Result<Self, toml::de::Error> {
        Self::deserialize(ValueDeserializer::from(value))
    }
}

impl<T: DeserializeOwned> DeserializeFrom for T {}

fn syntax(path: &str, line: Option<u32>, message: &str) -> Finding {
    let location = Location { line, ..Location::file(path) };
    Finding::error("folder/syntax", format!("TOML 语法有误：{message}"), format!("the TOML is broken: {message}"))
        .at(location)
        .hint("改正此处后再检查；其余部分已照读", "mend this place and check again; the rest was read")
}

fn flawed(location: Location, message: &str) -> Finding {
    Finding::error("folder/entry", format!("条目有误，未采用：{message}"), format!("the entry was left out: {message}"))
        .at(location)
        .hint("请对照文件格式说明改正", "mend it after the description of the file formats")
}
