//! Our own tables, all named `ruche_…`, and the numbered steps that lead to their present form.
//!
//! A step is a file in `migrations/` that is never changed once released. All pending steps run in one transaction: a
//! crash at any moment leaves the tables as they were or as they are to be.

use rusqlite::{Connection, OptionalExtension, Transaction};

use crate::error::{Error, Result};
use crate::msg;

/// The steps in order: the first leads to version 1.
const MIGRATIONS: [&str; 12] = [
    include_str!("../../migrations/0001-own-tables.sql"),
    include_str!("../../migrations/0002-history.sql"),
    include_str!("../../migrations/0003-imports.sql"),
    include_str!("../../migrations/0004-requests.sql"),
    include_str!("../../migrations/0005-file-properties.sql"),
    include_str!("../../migrations/0006-entry-imports.sql"),
    include_str!("../../migrations/0007-actors-and-answers.sql"),
    include_str!("../../migrations/0008-statement-layouts.sql"),
    include_str!("../../migrations/0009-changes-of-many-members.sql"),
    include_str!("../../migrations/0010-jobs-and-mail.sql"),
    include_str!("../../migrations/0011-sessions.sql"),
    include_str!("../../migrations/0020-api-access.sql"),
];

/// Indexes of ours on shared tables, made where they are missing.
const INDEXES: &str = include_str!("../../migrations/indexes.sql");

/// The version of our own tables that this program knows.
pub const CURRENT: i64 = MIGRATIONS.len() as i64;

/// The version of our own tables in a database; 0 when it has none.
pub fn version(conn: &Connection) -> rusqlite::Result<i64> {
    let exists = conn
        .query_row("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'ruche_meta'", [], |_| Ok(()))
        .optional()?;
    match exists {
        None => Ok(0),
        Some(()) => conn.query_row("SELECT value FROM ruche_meta WHERE key = 'schema_version'", [], |row| row.get(0)),
    }
}

/// Whether [`apply`] has something to do: worth a backup first.
///
/// # Errors
///
/// [`Error::Conflict`] when the tables are of a newer program.
pub fn pending(conn: &Connection) -> Result<bool> {
    Ok(!steps_after(version(conn)?)?.is_empty())
}

/// Brings our own tables to the version [`CURRENT`].
///
/// # Errors
///
/// [`Error::Conflict`] when the tables are of a newer program.
pub fn apply(tx: &Transaction<'_>) -> Result<()> {
    let steps = steps_after(version(tx)?)?;
    for step in steps {
        tx.execute_batch(step)?;
    }
    if !steps.is_empty() {
        tx.execute("INSERT OR REPLACE INTO ruche_meta (key, value) VALUES ('schema_version', ?1)", [CURRENT])?;
    }
    Ok(())
}

/// Makes our indexes on shared tables that are missing. Nothing depends on them but speed, and in a large file they take
/// seconds: a server makes them once it answers.
pub fn ensure_indexes(tx: &Transaction<'_>) -> Result<()> {
    Ok(tx.execute_batch(INDEXES)?)
}

fn steps_after(version: i64) -> Result<&'static [&'static str]> {
    usize::try_from(version)
        .ok()
        .and_then(|done| MIGRATIONS.get(done..))
        .ok_or_else(|| Error::Conflict(msg!("database-newer-ruche", found = version, known = CURRENT)))
}

#[cfg(test)]
mod tests;
