//! Whose database a file is, before anything in it is touched.

use rusqlite::{Connection, ErrorCode, OptionalExtension};

use super::{differences, migrations, schema};
use crate::error::{Error, Result, is_damage};
use crate::msg;

/// Where a database that we may work on comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A new file, with nothing in it.
    Empty,
    /// An association's database that we have not had in our hands yet.
    Paheko { user_version: i64 },
    /// An association's database that we have had; its own tables may need [`migrations::apply`].
    Ruche { user_version: i64, schema_version: i64 },
}

/// What every association's database has. Their absence tells another program's file from a damaged one.
const ESSENTIAL_TABLES: [&str; 5] = ["config", "config_users_fields", "users", "users_categories", "acc_transactions"];

/// Tells whose database this is, and changes nothing in it.
///
/// # Errors
///
/// [`Error::Conflict`] when we must not work on it: another program's file, one of a newer or unreachable version, a
/// damaged one. The sentence says what to do.
pub fn identify(conn: &Connection) -> Result<Origin> {
    examine(conn).map_err(Error::from)
}

/// What a failure of SQLite means for a file that is being opened.
pub(super) fn refusal(error: rusqlite::Error) -> Error {
    Refusal::from(error).into()
}

/// The sentence of a file that is damaged.
pub(super) fn damaged() -> Error {
    Refusal::Damaged.into()
}

enum Refusal {
    NotSqlite,
    OtherProgram,
    Incomplete,
    OlderPaheko(i64),
    NewerPaheko(i64),
    NewerRuche(i64),
    Damaged,
    Unavailable(rusqlite::Error),
}

fn examine(conn: &Connection) -> Result<Origin, Refusal> {
    let application_id: i64 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let user_version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if application_id != 0 && application_id != schema::APPLICATION_ID {
        return Err(Refusal::OtherProgram);
    }
    let objects: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if objects == 0 && user_version == 0 {
        return if is_smaller_than_a_page(conn) { Err(Refusal::NotSqlite) } else { Ok(Origin::Empty) };
    }
    let essential =
        ESSENTIAL_TABLES.iter().try_fold(0, |count, table| Ok(count + usize::from(has_table(conn, table)?)));
    match essential.map_err(|error: rusqlite::Error| Refusal::from(error))? {
        5 => {}
        0 => return Err(Refusal::OtherProgram),
        _ if !has_table(conn, "config")? => return Err(Refusal::OtherProgram),
        _ => return Err(Refusal::Incomplete),
    }
    check_user_version(conn, user_version)?;
    match own_version(conn)? {
        Some(..=0) => Err(Refusal::Damaged),
        None => Ok(Origin::Paheko { user_version }),
        Some(newer) if newer > migrations::CURRENT => Err(Refusal::NewerRuche(newer)),
        Some(schema_version) => Ok(Origin::Ruche { user_version, schema_version }),
    }
}

fn check_user_version(conn: &Connection, user_version: i64) -> Result<(), Refusal> {
    match user_version {
        0 => Err(Refusal::Incomplete),
        version if version > *schema::READABLE_VERSIONS.end() => Err(Refusal::NewerPaheko(version)),
        version if version < *schema::READABLE_VERSIONS.start() => Err(Refusal::OlderPaheko(version)),
        // What may be missing there can be made anew: we know exactly what that version has.
        schema::USER_VERSION => Ok(()),
        _ if differences::from_schema(conn)?.is_empty() => Ok(()),
        version if version < schema::USER_VERSION => Err(Refusal::OlderPaheko(version)),
        version => Err(Refusal::NewerPaheko(version)),
    }
}

/// The version of our own tables, `None` when there are none.
fn own_version(conn: &Connection) -> Result<Option<i64>, Refusal> {
    if !has_table(conn, "ruche_meta")? {
        return Ok(None);
    }
    use rusqlite::Error::{InvalidColumnType, QueryReturnedNoRows};
    match migrations::version(conn) {
        Err(QueryReturnedNoRows | InvalidColumnType(..)) => Err(Refusal::Damaged),
        version => Ok(Some(version?)),
    }
}

/// Whether the file holds something, but not even the smallest page: SQLite takes such a text for an empty database and
/// would write over it. The file is not opened for that, since closing it would give up SQLite's locks on it.
fn is_smaller_than_a_page(conn: &Connection) -> bool {
    let file = conn.path().filter(|path| !path.is_empty()).and_then(|path| std::fs::metadata(path).ok());
    file.is_some_and(|file| (1..512).contains(&file.len()))
}

fn has_table(conn: &Connection, name: &str) -> rusqlite::Result<bool> {
    conn.query_row("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1", [name], |_| Ok(()))
        .optional()
        .map(|found| found.is_some())
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) if is_damage(&error) => Refusal::NotSqlite,
            Some(ErrorCode::DatabaseCorrupt) if is_damage(&error) => Refusal::Damaged,
            _ => Refusal::Unavailable(error),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let version = schema::version_text;
        Error::Conflict(match refusal {
            Refusal::NotSqlite => msg!("database-not-sqlite"),
            Refusal::OtherProgram => msg!("database-other-program"),
            Refusal::Incomplete => msg!("database-incomplete"),
            Refusal::OlderPaheko(found) => {
                msg!("database-older-paheko", found = version(found), known = version(schema::USER_VERSION))
            }
            Refusal::NewerPaheko(found) => {
                msg!("database-newer-paheko", found = version(found), known = version(schema::USER_VERSION))
            }
            Refusal::NewerRuche(found) => {
                msg!("database-newer-ruche", found = found, known = migrations::CURRENT)
            }
            Refusal::Damaged => msg!("database-damaged"),
            Refusal::Unavailable(error) => return Error::from(error),
        })
    }
}

#[cfg(test)]
mod tests;
