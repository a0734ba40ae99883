//! Every link and cite of the demonstration leads somewhere, and its papers print no internal id: a broken one fails the build.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

use serde_json::Value;

use crate::support::{demo, files};

/// Values of an attribute in a page.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let opening = format!(" {attribute}=\"");
    html.split(opening.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn resolved(from: &str, href: &str) -> String {
    let mut folder: Vec<&str> = from.split('/').collect();
    folder.pop();
    for part in href.split('/') {
        if part == ".." {
            folder.pop();
        } else {
            folder.push(part);
        }
    }
    folder.join("/")
}

#[test]
fn every_link_and_cite_of_the_demonstration_leads_somewhere() {
    let files = files(demo());
    let pages: BTreeMap<&str, &str> = files
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| (path.as_str(), std::str::from_utf8(bytes).expect("UTF-8")))
        .collect();
    let anchors: BTreeMap<&str, BTreeSet<&str>> =
        pages.iter().map(|(path, html)| (*path, values(html, "id").into_iter().collect())).collect();
    let mut links = 0;
    let mut broken = BTreeSet::new();
    for (path, html) in &pages {
        for href in values(html, "href").into_iter().filter(|href| !href.starts_with("http")) {
            links += 1;
            let (file, anchor) = href.split_once('#').unwrap_or((href, ""));
            let target = match file.strip_prefix('/') {
                Some(from_root) => from_root.to_owned(),
                None if file.is_empty() => (*path).to_owned(),
                None => resolved(path, file),
            };
            let page = anchors.get(target.as_str());
            let found = if anchor.is_empty() { files.contains_key(&target) } else { page.is_some_and(|page| page.contains(anchor)) };
            if !found {
                broken.insert(format!("{path}: {href}"));
            }
        }
    }
    assert!(links > 10_000, "{links} links");
    assert_eq!(broken, BTreeSet::new());
}

/// Every cite of a part of the data, wherever it stands.
fn cites<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Array(parts) => parts.iter().for_each(|part| cites(part, found)),
        Value::Object(fields) => {
            for (key, field) in fields {
                if key == "cite" || key == "clause" {
                    found.extend(field.as_array().into_iter().flatten().filter_map(Value::as_str));
                }
                cites(field, found);
            }
        }
        _ => {}
    }
}

/// The papers are written from the data alone, so that a cite that is whole here is whole in every paper.
#[test]
fn every_cite_in_the_data_of_the_demonstration_is_a_clause_of_its_papers() {
    let data: Value = serde_json::from_slice(&files(demo())["cycle.json"]).expect("JSON");
    let papers = data["programme"]["papers"].as_object().expect("papers");
    let known: BTreeSet<&str> = papers
        .values()
        .flat_map(|paper| paper["clauses"].as_array().into_iter().flatten())
        .filter_map(|clause| clause["id"].as_str())
        .chain(papers.keys().map(String::as_str))
        .collect();
    let mut found = Vec::new();
    cites(&data, &mut found);
    assert!(found.len() > 1_000, "{} cites", found.len());
    let dangling: BTreeSet<&str> = found.into_iter().filter(|cite| !known.contains(cite)).collect();
    assert_eq!(dangling, BTreeSet::new());
    for part in ["targets", "tasks", "measures", "practices", "results"] {
        let entries = data["programme"][part].as_array().expect("entries");
        assert!(entries.iter().all(|entry| !entry["cite"].as_array().expect("cites").is_empty()), "{part}");
    }
    let years = data["years"].as_array().expect("years");
    let decisions = years.iter().flat_map(|year| year["consequences"]["decisions"].as_array().expect("decisions"));
    assert!(decisions.into_iter().all(|decision| !decision["clause"].as_array().expect("clauses").is_empty()));
}

/// Text of a paper, paragraph by paragraph.
fn text(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
    let mut xml = String::new();
    archive.by_name("word/document.xml").expect("the document").read_to_string(&mut xml).expect("UTF-8");
    let runs = xml.split("<w:t xml:space=\"preserve\">").skip(1).filter_map(|rest| rest.split("</w:t>").next());
    runs.collect::<Vec<_>>().join("\n")
}

/// Ids of sources such as `S2023a` or `R19`, as words of their own.
fn internal_ids(text: &str) -> Vec<&str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let is_id = |word: &&str| {
        let digits = word.strip_prefix(['S', 'R']).map(|rest| rest.trim_end_matches(|letter: char| letter.is_ascii_lowercase()));
        digits.is_some_and(|digits| digits.len() >= 2 && digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    words.filter(is_id).collect()
}

#[test]
fn no_paper_of_the_demonstration_prints_an_internal_id_or_an_empty_place() {
    let mut papers = 0;
    for (path, bytes) in files(demo()).iter().filter(|(path, _)| path.ends_with(".docx")) {
        let text = text(bytes);
        assert_eq!(internal_ids(&text), Vec::<&str>::new(), "{path}");
        assert!(!text.contains(['{', '}']), "{path}");
        papers += 1;
    }
    assert!(papers > 100, "{papers} papers");
    assert_eq!(internal_ids("依据S2023a和866"), ["S2023a"]);
}
