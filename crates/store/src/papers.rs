//! Many papers in one file: what was read of each, by hash, and the keys under which near-duplicates meet.
//!
//! The store knows keys and texts, not what they mean: a record's card and sketch are the caller's.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Row, params};

use crate::{Error, schema};

/// One kept paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Of the file as delivered, hexadecimal.
    pub sha256: String,
    pub title: String,
    pub number: String,
    /// ISO date or month; empty if not known.
    pub dated: String,
    /// From 0 to 1.
    pub soundness: f64,
    /// Everything else that was read, as JSON.
    pub card: String,
    pub sketch: Vec<u8>,
    /// Papers that share a key may be near-duplicates.
    pub bands: Vec<u64>,
}

/// A store file of papers.
#[derive(Debug)]
pub struct Papers {
    connection: Connection,
}

/// Marks the file as a store of papers.
const APPLICATION: i64 = 0x6268_7070;

const COLUMNS: &str = "sha256, title, number, dated, soundness, card, sketch";

impl Papers {
    /// Opens the store at `path`, making it if there is none.
    ///
    /// # Errors
    /// If the file cannot be made or opened, is another kind of file, or has a newer format.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let mut connection = Connection::open(path)?;
        // A store of 100,000 papers fits into the cache while it is written.
        connection.pragma_update(None, "cache_size", -262_144)?;
        let fresh: i64 = connection.query_row("select count(*) from sqlite_schema", [], |row| row.get(0))?;
        if fresh == 0 {
            connection.pragma_update(None, "application_id", APPLICATION)?;
        }
        require_papers(&connection)?;
        schema::migrate(&mut connection, schema::PAPERS)?;
        Ok(Self { connection })
    }

    /// Opens an existing store for reading.
    ///
    /// # Errors
    /// If there is none, it is another kind of file, or has another format.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        require_papers(&connection)?;
        schema::require_known(&connection, schema::PAPERS)?;
        Ok(Self { connection })
    }

    /// Keeps papers in one transaction; one that is kept already is brought up to date. Returns how many are new.
    ///
    /// # Errors
    /// If the database cannot be written; nothing is kept then.
    pub fn add<'a>(&mut self, records: impl IntoIterator<Item = &'a Record>) -> Result<usize, Error> {
        let transaction = self.connection.transaction()?;
        let mut new = 0;
        {
            let mut known = transaction.prepare("select id from paper where sha256 = ?1")?;
            let mut insert =
                transaction.prepare(&format!("insert into paper ({COLUMNS}) values (?1, ?2, ?3, ?4, ?5, ?6, ?7) returning id"))?;
            let mut update = transaction.prepare(
                "update paper set title = ?2, number = ?3, dated = ?4, soundness = ?5, card = ?6, sketch = ?7 where sha256 = ?1 returning id",
            )?;
            let mut clear = transaction.prepare("delete from band where paper = ?1")?;
            let mut band = transaction.prepare("insert or ignore into band (key, paper) values (?1, ?2)")?;
            for Record { sha256, title, number, dated, soundness, card, sketch, bands } in records {
                let before: Option<i64> = known.query_row([sha256], |row| row.get(0)).optional()?;
                let statement = if before.is_some() { &mut update } else { &mut insert };
                let values = params![sha256, title, number, dated, soundness, card, sketch];
                let id: i64 = statement.query_row(values, |row| row.get(0))?;
                match before {
                    Some(id) => {
                        clear.execute([id])?;
                    }
                    None => new += 1,
                }
                for key in bands {
                    band.execute(params![key.cast_signed(), id])?;
                }
            }
        }
        transaction.commit()?;
        Ok(new)
    }

    /// Returns every paper, by day and title.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn all(&self) -> Result<Vec<Record>, Error> {
        let mut statement = self.connection.prepare(&format!("select {COLUMNS} from paper order by dated, title, sha256"))?;
        let rows = statement.query_map([], record)?;
        rows.map(|row| row.map_err(Error::from)).collect()
    }

    /// Returns the papers whose hash begins as given.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn beginning(&self, sha256: &str) -> Result<Vec<Record>, Error> {
        let mut statement =
            self.connection.prepare(&format!("select {COLUMNS} from paper where substr(sha256, 1, length(?1)) = ?1 order by sha256"))?;
        let rows = statement.query_map([sha256.to_ascii_lowercase()], record)?;
        rows.map(|row| row.map_err(Error::from)).collect()
    }

    /// Returns the papers that share a key with those given, by hash.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn sharing(&self, bands: &[u64]) -> Result<Vec<Record>, Error> {
        let mut of_key = self.connection.prepare("select paper from band where key = ?1")?;
        let mut ids = std::collections::BTreeSet::new();
        for key in bands {
            let rows = of_key.query_map([key.cast_signed()], |row| row.get::<_, i64>(0))?;
            for id in rows {
                ids.insert(id?);
            }
        }
        let mut of_id = self.connection.prepare(&format!("select {COLUMNS} from paper where id = ?1"))?;
        ids.into_iter().map(|id| of_id.query_row([id], record).map_err(Error::from)).collect()
    }

    /// Returns how many papers are kept.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn count(&self) -> Result<usize, Error> {
        Ok(self.connection.query_row("select count(*) from paper", [], |row| row.get::<_, i64>(0))? as usize)
    }
}

fn require_papers(connection: &Connection) -> Result<(), Error> {
    let found: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if found == APPLICATION { Ok(()) } else { Err(Error::Foreign) }
}

/// A record without its keys, which only serve to find it.
fn record(row: &Row<'_>) -> Result<Record, rusqlite::Error> {
    Ok(Record {
        sha256: row.get(0)?,
        title: row.get(1)?,
        number: row.get(2)?,
        dated: row.get(3)?,
        soundness: row.get(4)?,
        card: row.get(5)?,
        sketch: row.get(6)?,
        bands: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(sha256: &str, bands: &[u64]) -> Record {
        Record {
            sha256: sha256.repeat(64),
            title: "通知".to_owned(),
            number: String::new(),
            dated: "2021-06-09".to_owned(),
            soundness: 0.5,
            card: "{}".to_owned(),
            sketch: vec![1, 2],
            bands: bands.to_vec(),
        }
    }

    #[test]
    fn papers_that_share_a_key_meet() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("papers.sqlite");
        let mut papers = Papers::create(&path).expect("create");
        let (a, b, c) = (example("a", &[1, u64::MAX]), example("b", &[u64::MAX, 3]), example("c", &[4]));
        assert_eq!(papers.add([&a, &b, &c]).expect("add"), 3);
        assert_eq!(papers.add([&a]).expect("again"), 0);
        let papers = Papers::open(&path).expect("open");
        let met: Vec<String> = papers.sharing(&a.bands).expect("sharing").into_iter().map(|record| record.sha256).collect();
        assert_eq!(met, [a.sha256, b.sha256]);
        assert_eq!(papers.count().expect("count"), 3);
        assert_eq!(papers.beginning("CC").expect("by hash")[0].sketch, [1, 2]);
    }

    #[test]
    fn a_store_of_runs_is_no_store_of_papers() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("run.sqlite");
        drop(crate::Store::create(&path).expect("create"));
        assert!(matches!(Papers::create(&path), Err(Error::Foreign)));
    }
}
