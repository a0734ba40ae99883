//! `programme.toml`.

use corpus::{Bilingual, ClauseId, Finding};
use jiff::civil::Date;
use serde::Deserialize;

use super::toml_file::Document;
use crate::{About, Announced, Class, Edition, Folder, Grade, GradeId, Listed, UnitKind, Validity};

const PATH: &str = "programme.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    id: String,
    name: Bilingual,
    description: Bilingual,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditionEntry {
    id: String,
    name: Bilingual,
    from: Option<Date>,
    to: Option<Date>,
    cite: Vec<ClauseId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitKindEntry {
    id: String,
    name: Bilingual,
    first_year: Option<i16>,
    last_year: Option<i16>,
    cite: Vec<ClauseId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassEntry {
    id: String,
    name: Bilingual,
    definition: Bilingual,
    cite: Vec<ClauseId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GradeEntry {
    id: GradeId,
    name: Bilingual,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnnouncedEntry {
    what: Listed,
    on: Date,
    count: u32,
    cite: Vec<ClauseId>,
}

pub(crate) fn about(folder: &Folder, findings: &mut Vec<Finding>) -> About {
    let Some(mut document) = Document::parse(folder, PATH, findings) else {
        findings.push(
            Finding::error("folder/no-programme", format!("方案目录中没有 `{PATH}`"), format!("the programme folder has no `{PATH}`"))
                .hint("请按文件格式说明新建", "make one after the description of the file formats"),
        );
        return About::default();
    };
    let head = document.single::<Head>("programme", findings).map(|head| head.value);
    let about = About {
        editions: values(document.entries("editions", findings)).map(edition).collect(),
        unit_kinds: values(document.entries("unit_kinds", findings)).map(unit_kind).collect(),
        classes: values(document.entries("classes", findings)).map(class).collect(),
        grades: values(document.entries("grades", findings)).map(|GradeEntry { id, name }| Grade { id, name }).collect(),
        announced: values(document.entries("announced", findings)).map(announced).collect(),
        ..About::default()
    };
    document.finish(findings);
    match head {
        Some(Head { id, name, description }) => About { id, name, description, ..about },
        None => about,
    }
}

fn values<T>(entries: Vec<super::At<T>>) -> impl Iterator<Item = T> {
    entries.into_iter().map(|entry| entry.value)
}

fn edition(entry: EditionEntry) -> Edition {
    let EditionEntry { id, name, from, to, cite } = entry;
    Edition { id, name, validity: Validity { from, to }, cite }
}

fn unit_kind(entry: UnitKindEntry) -> UnitKind {
    let UnitKindEntry { id, name, first_year, last_year, cite } = entry;
    UnitKind { id, name, first_year, last_year, cite }
}

fn class(entry: ClassEntry) -> Class {
    let ClassEntry { id, name, definition, cite } = entry;
    Class { id, name, definition, cite }
}

fn announced(entry: AnnouncedEntry) -> Announced {
    let AnnouncedEntry { what, on, count, cite } = entry;
    Announced { what, on, count, cite }
}
