//! Calling the program, and reading what it wrote.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use tempfile::TempDir;

/// Returns the program, ready for arguments.
pub(crate) fn bihuan() -> Command {
    Command::new(env!("CARGO_BIN_EXE_bihuan"))
}

pub(crate) fn run(arguments: &[&str]) -> Output {
    bihuan().args(arguments).output().expect("the program starts")
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are UTF-8")
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

pub(crate) fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the project's root")
}

/// Returns the folder of real papers and data beside the project; says so and returns `None` where it is absent.
pub(crate) fn shared() -> Option<PathBuf> {
    let folder = project().join("../shared");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no ../shared beside the project");
    None
}

/// Returns every file below a folder by its path, without the store, whose bytes hold row numbers of `SQLite`.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    collect(folder, folder, &mut found);
    found.remove("run.sqlite");
    found
}

fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            let name = path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
            found.insert(name, fs::read(&path).expect("a file"));
        }
    }
}

/// Returns the output folder of one demo that all tests may read.
pub(crate) fn demo() -> &'static Path {
    static DEMO: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, out) = DEMO.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("demo");
        let output = run(&["demo", "--no-serve", "--out", text(&out)]);
        assert!(output.status.success(), "{}", stderr(&output));
        (folder, out)
    });
    out
}

/// Copies a folder, so that a test may spoil it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}
