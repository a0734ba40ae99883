//! Tables and their forward-only migrations. `user_version` counts the migrations that ran.

use rusqlite::Connection;

use crate::Error;

/// Each entry brings the schema one version further. Entries are never changed once released.
pub(crate) const RUNS: &[&str] = &["create table file (
        sha256 text primary key check (length(sha256) = 64),
        bytes  blob not null
     ) strict, without rowid;
     create table run (
        id        integer primary key,
        program   text not null,
        arguments text not null
     ) strict;
     create table input (
        run    integer not null references run (id),
        role   text not null,
        name   text not null,
        sha256 text not null references file (sha256),
        primary key (run, role, name)
     ) strict, without rowid;
     create table output (
        run    integer not null references run (id),
        path   text not null,
        sha256 text not null,
        primary key (run, path)
     ) strict, without rowid;
     create trigger file_is_kept   before delete on file   begin select raise(abort, 'a kept file is not deleted'); end;
     create trigger file_is_fixed  before update on file   begin select raise(abort, 'a kept file is not changed'); end;
     create trigger run_is_kept    before delete on run    begin select raise(abort, 'a kept run is not deleted'); end;
     create trigger run_is_fixed   before update on run    begin select raise(abort, 'a kept run is not changed'); end;
     create trigger input_is_kept  before delete on input  begin select raise(abort, 'a kept run is not changed'); end;
     create trigger input_is_fixed before update on input  begin select raise(abort, 'a kept run is not changed'); end;
     create trigger output_is_kept  before delete on output begin select raise(abort, 'a kept run is not changed'); end;
     create trigger output_is_fixed before update on output begin select raise(abort, 'a kept run is not changed'); end;"];

/// The same for a store of papers.
pub(crate) const PAPERS: &[&str] = &["create table paper (
        id        integer primary key,
        sha256    text not null unique check (length(sha256) = 64),
        title     text not null,
        number    text not null,
        dated     text not null,
        soundness real not null,
        card      text not null,
        sketch    blob not null
     ) strict;
     create table band (
        key   integer not null,
        paper integer not null references paper (id),
        primary key (key, paper)
     ) strict, without rowid;
     create index band_of_paper on band (paper);"];

pub(crate) fn migrate(connection: &mut Connection, migrations: &[&str]) -> Result<(), Error> {
    connection.pragma_update(None, "foreign_keys", true)?;
    let done = version(connection)?;
    let known = migrations.len() as i64;
    if done > known {
        return Err(Error::Format { found: done, known });
    }
    for (index, migration) in migrations.iter().enumerate().skip(usize::try_from(done).unwrap_or(0)) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", index as i64 + 1)?;
        transaction.commit()?;
    }
    Ok(())
}

pub(crate) fn require_known(connection: &Connection, migrations: &[&str]) -> Result<(), Error> {
    let found = version(connection)?;
    let known = migrations.len() as i64;
    if found == known { Ok(()) } else { Err(Error::Format { found, known }) }
}

fn version(connection: &Connection) -> Result<i64, rusqlite::Error> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}
