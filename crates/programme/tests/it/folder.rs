//! Reading a folder from the disk, for tests only.

use std::fs;
use std::path::{Path, PathBuf};

use programme::Folder;

pub(crate) fn shipped(name: &str) -> Folder {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../programmes").join(name);
    let mut folder = Folder { name: format!("programmes/{name}"), ..Folder::default() };
    collect(&root, &root, &mut folder);
    folder
}

fn collect(root: &Path, at: &Path, folder: &mut Folder) {
    for entry in fs::read_dir(at).expect("a shipped folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, folder);
        } else {
            let name = path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
            folder.files.insert(name, fs::read(&path).expect("a file"));
        }
    }
}
