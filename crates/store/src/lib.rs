//! Where runs are kept: files by hash, whole and immutable, in one `SQLite` file; and, in another, papers by hash with what was read of each.
//!
//! In: what went into a run and the hashes of what came out. Out: the same bytes again, or an error that says which of them was changed.
//! The store knows files and hashes, not what they mean.

mod papers;
mod run;
mod schema;

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

pub use papers::{Papers, Record};
pub use run::{Input, Output, Run, sha256};

/// What stopped the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Database(#[from] rusqlite::Error),
    #[error("the store has format {found}, this program reads format {known}")]
    Format { found: i64, known: i64 },
    #[error("the file is no store of papers")]
    Foreign,
    #[error("no run is kept in the store")]
    Empty,
    #[error("kept file `{name}` does not have the bytes of its hash {sha256}")]
    Damaged { name: String, sha256: String },
}

/// One store file.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
}

impl Store {
    /// Opens the store at `path`, making it if there is none.
    ///
    /// # Errors
    /// If the file cannot be made or opened, or has a newer format.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let mut connection = Connection::open(path)?;
        schema::migrate(&mut connection, schema::RUNS)?;
        Ok(Self { connection })
    }

    /// Opens an existing store for reading.
    ///
    /// # Errors
    /// If there is none, or it has another format.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        schema::require_known(&connection, schema::RUNS)?;
        Ok(Self { connection })
    }
}
