//! The examples of `docs/programme-folder.md` are read as they stand.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use programme::{Folder, define};

/// Returns the code blocks that name their file (```` ```toml tasks.toml ````).
fn examples(document: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        let name = line.strip_prefix("```").and_then(|info| info.split_once(' ')).map(|(_, name)| name.to_owned());
        if let Some(name) = name {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            files.insert(name, format!("{}\n", block.join("\n")).into_bytes());
        }
    }
    files
}

#[test]
fn the_examples_of_the_document_are_entries() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/programme-folder.md");
    let files = examples(&fs::read_to_string(path).expect("the document"));
    assert_eq!(files.len(), 9, "{:?}", files.keys());
    let programme = define(&BTreeMap::new(), &Folder { name: "docs".to_owned(), files });
    let unread = ["folder/syntax", "folder/format", "folder/entry", "folder/row", "folder/unknown-key", "folder/unknown-file"];
    let unread: Vec<_> = programme.findings.iter().filter(|finding| unread.contains(&finding.code.as_ref())).collect();
    assert!(unread.is_empty(), "{unread:#?}");
    assert_eq!((programme.tasks.len(), programme.measures.len(), programme.targets.len(), programme.results.len()), (1, 1, 1, 2));
}
