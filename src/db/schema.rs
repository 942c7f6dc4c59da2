//! The agreed tables: `schema.sql` in a new database, and what is missing of it in an opened one.

use rusqlite::{Connection, Transaction};

use crate::error::Result;

/// `PRAGMA application_id` of an association's database (`database.md` 1).
pub const APPLICATION_ID: i64 = 1_570_953_233;

/// `PRAGMA user_version` of the databases we create: Paheko 1.3.22.1.
pub const USER_VERSION: i64 = 1_032_276;

/// The versions of Paheko whose files can be opened: 1.3.0 to 1.3.22 with all its corrections (`database.md` 1).
pub const READABLE_VERSIONS: std::ops::RangeInclusive<i64> = 1_030_000..=1_032_299;

const SCHEMA: &str = include_str!("../../schema.sql");

/// What a search table is filled with when it has to be made anew. The writers of pages replace it by a cleaner text
/// as soon as a page changes.
const REFILLS: [(&str, &str); 2] = [
    ("files_search", "INSERT INTO files_search (docid, parent, name) SELECT id, parent, name FROM files"),
    (
        "web_search",
        "INSERT INTO web_search (docid, title, content)
         SELECT id, title, CASE format WHEN 'encrypted' THEN NULL ELSE content END FROM web_pages",
    ),
];

/// Creates the tables of an empty database, but those that depend on the fields of members
/// (`members::tables::create`), and signs the file.
pub fn create(tx: &Transaction<'_>) -> Result<()> {
    tx.execute_batch(SCHEMA)?;
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", USER_VERSION)?;
    Ok(())
}

/// Creates the tables, indexes, views and triggers of `schema.sql` that the database lacks, and names them. What exists
/// is left as it is, even if it differs; the signature of the file too.
pub fn create_missing(tx: &Transaction<'_>) -> Result<Vec<String>> {
    let mut created = Vec::new();
    for (name, sql) in definitions(&in_memory()?)? {
        let exists = tx.prepare_cached("SELECT 1 FROM sqlite_schema WHERE name = ?1")?.exists([&name])?;
        if exists {
            continue;
        }
        tx.execute_batch(&sql)?;
        if let Some((_, refill)) = REFILLS.iter().find(|(table, _)| *table == name) {
            tx.execute_batch(refill)?;
        }
        created.push(name);
    }
    Ok(created)
}

/// A database in memory that holds `schema.sql` and nothing else.
pub(crate) fn in_memory() -> rusqlite::Result<Connection> {
    let conn = Connection::open_in_memory()?;
    conn.execute_batch(SCHEMA)?;
    Ok(conn)
}

/// Name and text of all that `schema.sql` creates, in its order, tables before what depends on them.
fn definitions(conn: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    // The tables behind a virtual table come and go with it.
    conn.prepare(
        "SELECT name, sql FROM sqlite_schema
         WHERE sql IS NOT NULL AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')
         ORDER BY type <> 'table', rowid",
    )?
    .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

/// A `user_version` as people know it: 1032276 is `1.3.22.1`, 1040051 is `1.4.0-rc1` (`database.md` 1).
pub fn version_text(user_version: i64) -> String {
    let (major, minor) = (user_version / 1_000_000, user_version / 10_000 % 100);
    let (release, suffix) = (user_version / 100 % 100, user_version % 100);
    let suffix = match suffix {
        ..=0 => String::new(),
        1..=25 => format!("-alpha{suffix}"),
        26..=50 => format!("-beta{}", suffix - 25),
        51..=75 => format!("-rc{}", suffix - 50),
        76.. => format!(".{}", suffix - 75),
    };
    format!("{major}.{minor}.{release}{suffix}")
}

#[cfg(test)]
mod tests;
