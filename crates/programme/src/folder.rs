//! A programme folder as a value: the caller has read it, this crate never touches the disk.

use std::collections::BTreeMap;

/// Files of a programme folder by their path inside it, with `/` between parts (`methods/2020.toml`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folder {
    /// As shown in findings, for instance `programmes/demonstration-zones`.
    pub name: String,
    pub files: BTreeMap<String, Vec<u8>>,
}
