//! No text of the interface stands in code or templates.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use publication::Language;

fn files(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of this crate") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                let text = std::fs::read_to_string(&path).expect("a text");
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

/// Sections of the message files.
fn sections() -> BTreeSet<String> {
    let (_, messages) = files("messages", "toml").remove(0);
    messages.lines().filter_map(|line| Some(line.strip_prefix('[')?.strip_suffix(']')?.to_owned())).collect()
}

/// Quoted words of the form `section.key`.
fn keys<'a>(text: &'a str, sections: &BTreeSet<String>) -> BTreeSet<&'a str> {
    let plain =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let known = |word: &&str| word.split_once('.').is_some_and(|(section, key)| sections.contains(section) && plain(key) && key != "html");
    text.split('"').filter(known).collect()
}

#[test]
fn every_key_in_use_has_a_message() {
    let sections = sections();
    for (path, text) in files("src", "rs").into_iter().chain(files("templates", "html")) {
        for key in keys(&text, &sections) {
            assert!(Language::Chinese.find(key).is_some(), "{}: {key}", path.display());
        }
    }
}

#[test]
fn templates_hold_no_text_of_their_own() {
    for (path, text) in files("templates", "html") {
        let bare = without(&without(&without(&text, "{{", "}}"), "{%", "%}"), "<", ">");
        let words: String = bare.chars().filter(|letter| letter.is_alphabetic()).collect();
        // `SHA-256` is a name and the same in every language.
        assert_eq!(words.replace("SHA", ""), "", "{}", path.display());
    }
}

/// Drops everything between the marks, the marks too.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        kept.push_str(before);
        rest = after.split_once(close).map_or("", |(_, rest)| rest);
    }
    kept + rest
}
