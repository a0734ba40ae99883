//! Reading folders into values, and writing them whole.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use include_dir::Dir;
use programme::Folder;

use crate::failure::Failure;

/// Reads every file below a folder, by its path inside it with `/` between parts. Hidden files are left out.
pub(crate) fn read(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let mut files = BTreeMap::new();
    collect(folder, "", &mut files)?;
    Ok(files)
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
    let entries = fs::read_dir(folder).map_err(|error| Failure::reading(folder, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| Failure::reading(folder, &error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = entry.path();
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files)?;
        } else {
            files.insert(format!("{prefix}{name}"), read_file(&path)?);
        }
    }
    Ok(())
}

/// Reads a programme folder; it goes by the path it was named with.
pub(crate) fn read_programme(folder: &Path) -> Result<Folder, Failure> {
    if !folder.join("programme.toml").is_file() {
        return Err(Failure::configuration(
            format!("`{}` 不是方案目录：其中没有 programme.toml", folder.display()),
            format!("`{}` is not a programme folder: it has no programme.toml", folder.display()),
        ));
    }
    Ok(Folder { name: folder.display().to_string().trim_end_matches('/').to_owned(), files: read(folder)? })
}

/// Returns a folder that was built into the program.
pub(crate) fn embedded(name: &str, folder: &Dir<'_>) -> Folder {
    let mut files = BTreeMap::new();
    collect_embedded(folder, &mut files);
    Folder { name: name.to_owned(), files }
}

fn collect_embedded(folder: &Dir<'_>, files: &mut BTreeMap<String, Vec<u8>>) {
    for file in folder.files() {
        files.insert(file.path().to_string_lossy().replace('\\', "/"), file.contents().to_vec());
    }
    for inner in folder.dirs() {
        collect_embedded(inner, files);
    }
}

/// Reads the files that stand directly in a folder, by name, in the order of their names.
pub(crate) fn read_flat(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let entries = fs::read_dir(folder).map_err(|error| Failure::reading(folder, &error))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()).collect();
    paths.sort();
    read_files(&paths)
}

/// Reads files by their names without folders.
pub(crate) fn read_files(paths: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    paths.iter().map(|path| Ok((file_name(path), read_file(path)?))).collect()
}

/// A longer text is not held whole.
pub(crate) const LONG_TABLE: u64 = 192 << 20;

/// Reads tables by their names without folders.
pub(crate) fn read_tables(paths: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    paths.iter().map(|path| Ok((file_name(path), read_table(path)?))).collect()
}

/// Reads a table that is held whole; one too long for that is refused before it takes any room.
pub(crate) fn read_table(path: &Path) -> Result<Vec<u8>, Failure> {
    let file = fs::File::open(path).map_err(|error| Failure::reading(path, &error))?;
    let length = file.metadata().map_err(|error| Failure::reading(path, &error))?.len();
    if length > LONG_TABLE || unzipped_length(path, file) > LONG_TABLE {
        let (table, most) = (path.display(), LONG_TABLE >> 20);
        return Err(Failure::input(
            format!(
                "`{table}` 展开后超过{most} MiB，不能整表读入；先用 `bihuan data narrow --table {table} --out 短表.csv` 只留方案各单位的行，核查整表用 `bihuan data findings`"
            ),
            format!(
                "`{table}` is longer than {most} MiB and is not read whole; keep the rows of the programme's units with `bihuan data narrow --table {table} --out SHORT.csv`, or check all of it with `bihuan data findings`"
            ),
        ));
    }
    read_file(path)
}

/// Returns how long a gzipped file is unzipped, as far as it matters; 0 for another file and for one that is broken, which is told when it is read.
fn unzipped_length(path: &Path, file: fs::File) -> u64 {
    if path.extension().is_none_or(|extension| extension != "gz") {
        return 0;
    }
    let mut unzipped = flate2::bufread::MultiGzDecoder::new(std::io::BufReader::new(file)).take(LONG_TABLE + 1);
    std::io::copy(&mut unzipped, &mut std::io::sink()).unwrap_or(0)
}

/// Returns the last part of a path, as findings and origins name a file.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::reading(path, &error))
}

/// Writes a folder whole: everything goes into a folder beside it, which then takes the name. An interrupted run leaves no half folder.
///
/// An older output folder (one that holds `marker`) is replaced; any other folder that stands there is an error.
pub(crate) fn write_whole(folder: &Path, marker: &str, write: impl FnOnce(&Path) -> Result<(), Failure>) -> Result<(), Failure> {
    refuse_foreign(folder, marker)?;
    let beside = sibling(folder, "part");
    let aside = sibling(folder, "old");
    remove(&beside)?;
    remove(&aside)?;
    fs::create_dir_all(&beside).map_err(|error| Failure::writing(&beside, &error))?;
    if let Err(failure) = write(&beside) {
        remove(&beside)?;
        return Err(failure);
    }
    if folder.exists() {
        fs::rename(folder, &aside).map_err(|error| Failure::writing(folder, &error))?;
    }
    fs::rename(&beside, folder).map_err(|error| Failure::writing(folder, &error))?;
    remove(&aside)
}

fn refuse_foreign(folder: &Path, marker: &str) -> Result<(), Failure> {
    let empty = || fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    if !folder.exists() || folder.join(marker).is_file() || empty() {
        return Ok(());
    }
    Err(Failure::configuration(
        format!("`{}` 已存在，且不是本程序的输出目录；请换一个目录", folder.display()),
        format!("`{}` exists and is not an output folder of this program; name another one", folder.display()),
    ))
}

/// Returns the path of a helper folder beside `folder`, hidden, in the same parent so that renaming is one step.
pub(crate) fn sibling(folder: &Path, role: &str) -> PathBuf {
    let name = folder.file_name().map_or_else(|| "out".to_owned(), |name| name.to_string_lossy().into_owned());
    folder.with_file_name(format!(".{name}.{role}"))
}

fn remove(folder: &Path) -> Result<(), Failure> {
    if folder.exists() { fs::remove_dir_all(folder).map_err(|error| Failure::writing(folder, &error)) } else { Ok(()) }
}

/// Writes one file so that it is there whole or not at all, making the folders above it.
pub(crate) fn write_at_once(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|error| Failure::writing(parent, &error))?;
    }
    let beside = sibling(path, "part");
    // On the disk before it takes the name: a rename may outlive a power cut that its bytes do not.
    let written = fs::File::create(&beside).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.map_err(|error| Failure::writing(&beside, &error))?;
    fs::rename(&beside, path).map_err(|error| Failure::writing(path, &error))
}

/// Writes one file below `folder`, making the folders between.
pub(crate) fn write_file(folder: &Path, path: &str, bytes: &[u8]) -> Result<(), Failure> {
    let target = folder.join(path);
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent).map_err(|error| Failure::writing(parent, &error))?;
    }
    fs::write(&target, bytes).map_err(|error| Failure::writing(&target, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_folder_and_no_half_one() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let out = root.path().join("out");
        write_whole(&out, "marker", |beside| write_file(beside, "marker", b"1")).expect("first write");
        let failed = write_whole(&out, "marker", |beside| {
            write_file(beside, "a/b", b"2")?;
            Err(Failure::input("坏", "bad"))
        });
        assert!(failed.is_err());
        assert_eq!(read(&out).expect("still there").into_keys().collect::<Vec<_>>(), ["marker"]);
        assert_eq!(fs::read_dir(root.path()).expect("root").count(), 1);
    }

    #[test]
    fn a_folder_of_somebody_else_is_not_replaced() {
        let root = tempfile::tempdir().expect("a temporary folder");
        write_file(root.path(), "thesis.doc", b"years of work").expect("write");
        assert!(write_whole(root.path(), "marker", |_| Ok(())).is_err());
    }
}
