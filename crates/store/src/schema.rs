//! Tables and their forward-only migrations. `user_version` counts the migrations that ran.

use rusqlite::Connection;

use crate::Error;

/// Each entry brings the schema one version further. Entries are never changed once released.
const MIGRATIONS: &[&str] = &["create table file (
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

pub(crate) fn migrate(connection: &mut Connection) -> Result<(), Error> {
    connection.pragma_update(None, "foreign_keys", true)?;
    let done = version(connection)?;
    let known = MIGRATIONS.len() as i64;
    if done > known {
        return Err(Error::Format { found: done, known });
    }
    for (index, migration) in MIGRATIONS.iter().enumerate().skip(usize::try_from(done).unwrap_or(0)) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", index as i64 + 1)?;
        transaction.commit()?;
    }
    Ok(())
}

pub(crate) fn require_known(connection: &Connection) -> Result<(), Error> {
    let found = version(connection)?;
    let known = MIGRATIONS.len() as i64;
    if found == known { Ok(()) } else { Err(Error::Format { found, known }) }
}

fn version(connection: &Connection) -> Result<i64, rusqlite::Error> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}
