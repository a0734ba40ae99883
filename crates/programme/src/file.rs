//! Wire forms: how the files of a programme folder are written, apart from what they mean.
//!
//! Every file is read entry by entry, so that one flawed entry does not take its neighbours with it; what is left out is always named by
//! a finding. TOML files say `format = 1` themselves, tables (CSV) follow the folder's `programme.toml`.

mod about;
mod cells;
mod duties;
mod indicators;
mod papers;
mod places;
mod records;
mod table;
mod toml_file;
mod zones;

use corpus::{Finding, Location};

pub(crate) use about::about;
pub(crate) use duties::{measures, targets, tasks};
pub(crate) use indicators::indicators;
pub(crate) use papers::papers;
pub(crate) use places::{class_members, industries, old_industrial_cities, places};
pub(crate) use records::{counts, demonstration_events, events, funds, practices, results};
pub(crate) use zones::{members, parks, zones};

/// The format number of all files of a folder.
pub(crate) const FORMAT: i64 = 1;

pub use cells::{cites, parts, units};
pub use table::rows;
pub use toml_file::Document;

/// A value and where it was written.
#[derive(Debug, Clone)]
pub struct At<T> {
    pub value: T,
    pub location: Location,
}

impl<T> At<T> {
    fn map<U>(self, into: impl FnOnce(T) -> U) -> At<U> {
        At { value: into(self.value), location: self.location }
    }
}

fn into_domain<W, D: From<W>>(entries: Vec<At<W>>) -> Vec<At<D>> {
    entries.into_iter().map(|entry| entry.map(D::from)).collect()
}

/// Returns the text of a file, `None` if the folder lacks it or it is not UTF-8 (which is a finding).
fn text<'a>(folder: &'a crate::Folder, path: &str, findings: &mut Vec<Finding>) -> Option<&'a str> {
    let bytes = folder.files.get(path)?;
    let text = std::str::from_utf8(bytes);
    if text.is_err() {
        findings.push(
            Finding::error(
                "folder/charset",
                format!("`{path}` 不是 UTF-8 编码，未读取"),
                format!("`{path}` is not UTF-8 and was not read"),
            )
            .at(Location::file(path))
            .hint("请另存为 UTF-8 编码", "save it as UTF-8"),
        );
    }
    // Spreadsheet programs write a byte order mark.
    text.ok().map(|text| text.trim_start_matches('\u{feff}'))
}
