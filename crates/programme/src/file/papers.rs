//! `papers.toml`.

use corpus::{Bilingual, ClauseId, Finding, PaperId};
use jiff::civil::Date;
use serde::Deserialize;

use super::toml_file::Document;
use super::{At, into_domain};
use crate::{Clause, Folder, HeldCopy, Paper};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: PaperId,
    title: Bilingual,
    short: Option<Bilingual>,
    number: Option<String>,
    #[serde(default)]
    issuers: Vec<String>,
    signed_on: Option<Date>,
    published_on: Option<Date>,
    trust: Bilingual,
    url: Option<String>,
    /// `true` when `copies` says which files.
    #[serde(default)]
    held: bool,
    #[serde(default)]
    copies: Vec<CopyEntry>,
    #[serde(default)]
    clauses: Vec<ClauseEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CopyEntry {
    file: String,
    sha256: String,
    flaw: Option<Bilingual>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClauseEntry {
    path: String,
    gist: Bilingual,
}

impl From<Entry> for Paper {
    fn from(entry: Entry) -> Self {
        let Entry { id, title, short, number, issuers, signed_on, published_on, trust, url, held: _, copies, clauses } = entry;
        let copy = |CopyEntry { file, sha256, flaw }| HeldCopy { file, sha256, flaw };
        let clause = |ClauseEntry { path, gist }| Clause { id: ClauseId { paper: id.clone(), path }, gist };
        let clauses = clauses.into_iter().map(clause).collect();
        let held = copies.into_iter().map(copy).collect();
        Self { id, title, short, number, issuers, signed_on, published_on, trust, url, held, clauses }
    }
}

pub(crate) fn papers(folder: &Folder, findings: &mut Vec<Finding>) -> Vec<At<Paper>> {
    let Some(mut document) = Document::parse(folder, "papers.toml", findings) else { return Vec::new() };
    let entries: Vec<At<Entry>> = document.entries("papers", findings);
    document.finish(findings);
    findings.extend(entries.iter().filter(|entry| entry.value.held == entry.value.copies.is_empty()).map(held_clash));
    into_domain(entries)
}

fn held_clash(entry: &At<Entry>) -> Finding {
    let id = &entry.value.id;
    Finding::error(
        "folder/held",
        format!("文件 `{id}` 的 held 与 copies 不一致"),
        format!("`held` and `copies` of the paper `{id}` contradict each other"),
    )
    .at(entry.location.clone())
    .hint("held = true 时在 copies 中登记副本，否则不写 copies", "enter the copies when `held = true`, otherwise leave `copies` out")
}
