//! One run: what went in, byte for byte, and the hashes of what came out.

use rusqlite::params;
use sha2::{Digest as _, Sha256};

use crate::{Error, Store};

/// A kept run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Version of the program that made it.
    pub program: String,
    /// Everything else that the result depends on (years, seed, label), as JSON.
    pub arguments: String,
    pub inputs: Vec<Input>,
    pub outputs: Vec<Output>,
}

/// A delivered file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// What it is to the run: `paper`, `folder`, `table`.
    pub role: String,
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A written file, by its path below the output folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    pub path: String,
    /// Hexadecimal.
    pub sha256: String,
}

/// Returns the SHA-256 of `bytes` in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Store {
    /// Keeps a run whole, in one transaction; files that are kept already are not kept twice. Returns its number.
    ///
    /// # Errors
    /// If the database cannot be written; nothing is kept then.
    pub fn keep(&mut self, run: &Run) -> Result<i64, Error> {
        let transaction = self.connection.transaction()?;
        transaction.execute("insert into run (program, arguments) values (?1, ?2)", params![run.program, run.arguments])?;
        let id = transaction.last_insert_rowid();
        for input in &run.inputs {
            let hash = sha256(&input.bytes);
            transaction.execute("insert or ignore into file (sha256, bytes) values (?1, ?2)", params![hash, input.bytes])?;
            transaction.execute(
                "insert into input (run, role, name, sha256) values (?1, ?2, ?3, ?4)",
                params![id, input.role, input.name, hash],
            )?;
        }
        for output in &run.outputs {
            transaction.execute("insert into output (run, path, sha256) values (?1, ?2, ?3)", params![id, output.path, output.sha256])?;
        }
        transaction.commit()?;
        Ok(id)
    }

    /// Returns the newest run, its input files checked against their hashes.
    ///
    /// # Errors
    /// If none is kept, or a kept file was changed behind the store's back.
    pub fn newest(&self) -> Result<Run, Error> {
        let (id, program, arguments) = self
            .connection
            .query_row("select id, program, arguments from run order by id desc limit 1", [], |row| {
                Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?))
            })
            .map_err(|error| if error == rusqlite::Error::QueryReturnedNoRows { Error::Empty } else { Error::Database(error) })?;
        Ok(Run { program, arguments, inputs: self.inputs(id)?, outputs: self.outputs(id)? })
    }

    fn inputs(&self, run: i64) -> Result<Vec<Input>, Error> {
        let mut statement = self
            .connection
            .prepare("select role, name, sha256, bytes from input join file using (sha256) where run = ?1 order by role, name")?;
        let rows = statement
            .query_map([run], |row| Ok((Input { role: row.get(0)?, name: row.get(1)?, bytes: row.get(3)? }, row.get::<_, String>(2)?)))?;
        rows.map(|row| {
            let (input, hash) = row?;
            if sha256(&input.bytes) == hash { Ok(input) } else { Err(Error::Damaged { name: input.name, sha256: hash }) }
        })
        .collect()
    }

    fn outputs(&self, run: i64) -> Result<Vec<Output>, Error> {
        let mut statement = self.connection.prepare("select path, sha256 from output where run = ?1 order by path")?;
        let rows = statement.query_map([run], |row| Ok(Output { path: row.get(0)?, sha256: row.get(1)? }))?;
        rows.map(|row| row.map_err(Error::from)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Run {
        Run {
            program: "0.1.0".to_owned(),
            arguments: "{}".to_owned(),
            inputs: vec![Input { role: "table".to_owned(), name: "panel.csv".to_owned(), bytes: b"code,value\n".to_vec() }],
            outputs: vec![Output { path: "cycle.json".to_owned(), sha256: sha256(b"{}") }],
        }
    }

    #[test]
    fn a_run_comes_back_as_it_was_kept() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("run.sqlite");
        Store::create(&path).expect("create").keep(&example()).expect("keep");
        assert_eq!(Store::open(&path).expect("open").newest().expect("newest"), example());
    }

    #[test]
    fn a_kept_run_cannot_be_changed_or_deleted() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut store = Store::create(&folder.path().join("run.sqlite")).expect("create");
        store.keep(&example()).expect("keep");
        for statement in
            ["delete from run", "update run set arguments = ''", "delete from file", "update file set bytes = x''", "delete from output"]
        {
            assert!(store.connection.execute(statement, []).is_err(), "{statement} went through");
        }
    }

    #[test]
    fn a_file_changed_behind_the_store_is_named() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut store = Store::create(&folder.path().join("run.sqlite")).expect("create");
        store.keep(&example()).expect("keep");
        store.connection.execute_batch("drop trigger file_is_fixed; update file set bytes = x'00'").expect("tamper");
        assert!(matches!(store.newest(), Err(Error::Damaged { name, .. }) if name == "panel.csv"));
    }

    #[test]
    fn an_empty_store_says_so() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = Store::create(&folder.path().join("run.sqlite")).expect("create");
        assert!(matches!(store.newest(), Err(Error::Empty)));
    }

    #[test]
    fn the_hash_is_the_standard_one() {
        // FIPS 180-4, example "abc".
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
