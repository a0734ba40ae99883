//! The papers that circulate damaged, where they are at hand beside the project.

use std::path::PathBuf;
use std::sync::OnceLock;

use corpus::Reading;

fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    if !folder.is_dir() {
        eprintln!("skipped: the papers are not at hand");
        return None;
    }
    Some(folder)
}

fn read(number: &str) -> Option<Reading> {
    let folder = folder()?;
    let file =
        std::fs::read_dir(&folder).ok()?.flatten().find(|entry| entry.file_name().to_string_lossy().starts_with(&format!("{number}_")))?;
    let bytes = std::fs::read(file.path()).ok()?;
    Some(corpus::read(&file.file_name().to_string_lossy(), &bytes))
}

pub(crate) fn gold_text(number: &str) -> Option<String> {
    std::fs::read_to_string(folder()?.join(format!("gold/{number}.clean.txt"))).ok()
}

/// Sound texts to be damaged.
pub(crate) fn sound_texts() -> Vec<(&'static str, String)> {
    ["002", "003"].into_iter().filter_map(|number| Some((number, gold_text(number)?))).collect()
}

/// Ten web pages and ten laws as they are read, by name.
pub(crate) fn other_sound_texts() -> Vec<(String, String)> {
    const PAGES: [&str; 10] = ["001", "003", "005", "007", "009", "013", "015", "037", "041", "049"];
    let Some(folder) = folder() else { return Vec::new() };
    let pages = PAGES.iter().map(|page| folder.join(format!("gov_cn/{page}.html")));
    let laws = UNPACKED.get_or_init(|| unpacked(&folder.join("bulk/laws.tar.zst")));
    let every = (laws.len() / 10).max(1);
    let read = |path: PathBuf| {
        let bytes = std::fs::read(&path).ok()?;
        let name = path.file_name()?.to_string_lossy().into_owned();
        let text = corpus::read(&name, &bytes).text;
        Some((name, text))
    };
    pages.chain(laws.iter().step_by(every).take(10).cloned()).filter_map(read).collect()
}

/// Paths of the laws; unpacked once, by whichever test asks first.
static UNPACKED: OnceLock<Vec<PathBuf>> = OnceLock::new();

/// Unpacks the laws beside the test's own files, in the order of their names; none where `tar` cannot.
fn unpacked(archive: &std::path::Path) -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("laws");
    let whole = std::fs::create_dir_all(&folder).is_ok()
        && std::process::Command::new("tar")
            .arg("--zstd")
            .arg("-xf")
            .arg(archive)
            .arg("-C")
            .arg(&folder)
            .status()
            .is_ok_and(|status| status.success());
    if !whole {
        eprintln!("skipped: the laws cannot be unpacked");
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut open = vec![folder];
    while let Some(folder) = open.pop() {
        for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|kind| kind == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn the_damaged_twin_reads_like_the_sound_one() {
    let (Some(sound), Some(damaged)) = (read("002"), read("001")) else { return };
    let compared = corpus::compare::compare(&sound, &damaged);
    assert!(compared.same_text, "{:?}", compared.differences);
    assert_eq!(compared.sounder, Some(corpus::compare::Side::A));
    let changed: usize =
        compared.differences.iter().map(|difference| difference.a.chars().count().abs_diff(difference.b.chars().count()).max(1)).sum();
    assert!(changed <= 5, "{:?}", compared.differences);
    let twins = corpus::near::Sketch::of(&sound.text).likeness(&corpus::near::Sketch::of(&damaged.text));
    assert!(twins > 0.9, "{twins}");
}

#[test]
fn sound_papers_are_read_without_a_wrong_character() {
    for number in ["002", "003"] {
        let (Some(gold), Some(reading)) = (gold_text(number), read(number)) else { return };
        assert_eq!(bare(&reading.text), bare(&gold), "{number}");
    }
}

#[test]
fn cited_clauses_are_found_with_their_bytes() {
    for (number, paths) in [
        ("002", ["（十五）", "五/（十五）", "（十二）", "（五）"]),
        ("003", ["一", "二/（三）", "四/（一）", "四/（三）"]),
        ("004", ["二/（四）", "序言", "专栏1", "专栏3"]),
        ("000", ["三/（一）", "三/（二）", "一", "四/（三）"]),
    ] {
        let Some(reading) = read(number) else { return };
        for path in paths {
            let clause = reading.clause(path).unwrap_or_else(|| panic!("{number} {path} is not found"));
            assert!(clause.text.chars().count() > 20 && !clause.at.is_empty(), "{number} {path}");
        }
        assert!(reading.clause("九十九").is_none());
    }
}

#[test]
fn a_garbled_duplicate_is_set_aside_and_missing_sections_are_said() {
    let Some(reading) = read("004") else { return };
    assert_eq!(reading.quarantined.len(), 1);
    assert!(!reading.text.contains("1957"));
    let contents = reading.contents.expect("a contents page");
    assert_eq!(contents.missing.iter().filter(|entry| entry.level == 2).count(), 25);
    assert_eq!(contents.entries.iter().filter(|entry| entry.level == 2).count(), 35);
}

#[test]
fn nothing_of_the_portal_is_left() {
    let Some(reading) = read("000") else { return };
    for gadget in ["责任编辑", "海量资讯", "原标题", "appendQr", "sinaimg"] {
        assert!(!reading.text.contains(gadget), "{gadget}");
    }
}

#[test]
fn web_pages_give_title_issuer_and_number() {
    let Some(folder) = folder() else { return };
    let metadata = std::fs::read_to_string(folder.join("gov_cn/metadata.json")).expect("metadata beside the pages");
    let rows: Vec<serde_json::Value> = serde_json::from_str(&metadata).expect("a list");
    let field = |row: &serde_json::Value, name: &str| row[name].as_str().expect("a text").to_owned();
    for row in rows {
        let file = field(&row, "file");
        let reading = corpus::read(&file, &std::fs::read(folder.join("gov_cn").join(&file)).expect("a page"));
        assert_eq!(reading.title.map(|title| bare(&title)), Some(bare(&field(&row, "title"))), "{file}");
        assert_eq!(reading.metadata.number, Some(field(&row, "number")), "{file}");
        assert_eq!(reading.metadata.issuers.join("、"), field(&row, "issuer"), "{file}");
        let gaps: Vec<_> = reading.findings.iter().filter(|finding| finding.code == "reading/numbering-gap").collect();
        assert!(gaps.is_empty(), "{file} {gaps:?}");
    }
}
