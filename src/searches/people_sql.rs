//! Searches whose text is SQL: what they may read (people.md 3.5). Everything that people's SQL is refused is refused here
//! too; a protected one names no table but those of its target.

use rusqlite::Connection;

use super::target::Target;
use crate::error::{Error, Result};
use crate::msg;
use crate::query::{Limits, Statement};

const OF_USERS: &[&str] =
    &["users", "users_view", "users_search", "users_categories", "services", "services_fees", "services_users"];
const OF_ACCOUNTING: &[&str] = &[
    "acc_transactions",
    "acc_transactions_lines",
    "acc_transactions_links",
    "acc_transactions_users",
    "acc_accounts",
    "acc_charts",
    "acc_years",
    "acc_projects",
    "acc_letters",
];

/// Refuses what is no single query.
///
/// # Errors
///
/// [`Error::Invalid`].
pub fn check(sql: &str) -> Result<()> {
    Statement::parse(sql, &Limits::default()).map(drop)
}

/// The names of the tables and views of the file, in lower case.
pub fn tables(conn: &Connection) -> Result<Vec<String>> {
    let mut tables = conn.prepare_cached("SELECT lower(name) FROM sqlite_schema WHERE type IN ('table', 'view')")?;
    Ok(tables.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Refuses a statement that names one of the `tables` of the file beside those of its target, in whatever way: the name must not stand in
/// it at all, since SQLite takes even a text in quotes for a name where a table is expected.
///
/// # Errors
///
/// [`Error::Invalid`].
pub fn require_tables_of(target: Target, tables: &[String], statement: &Statement) -> Result<()> {
    let allowed = match target {
        Target::Users => OF_USERS,
        Target::Accounting => OF_ACCOUNTING,
    };
    let names = statement.names()?;
    let refused = names.iter().find(|name| {
        let name = name.to_lowercase();
        let is_known = tables.contains(&name) || name.starts_with("sqlite_") || name.starts_with("pragma_");
        is_known && !allowed.contains(&name.as_str())
    });
    match refused {
        Some(_) => Err(Error::invalid_field("content", msg!("search-table-refused", tables = allowed.join(", ")))),
        None => Ok(()),
    }
}

/// Tables that hold values of members beside their records.
const COPIES_OF_MEMBERS: [&str; 2] = ["users_files", "mailings_recipients"];

/// Refuses a statement that may read one of these fields of members: it names one, reads columns without naming them, or
/// reads a table that has copies of them.
///
/// # Errors
///
/// [`Error::Forbidden`].
pub fn require_unhidden(hidden: &[String], statement: &Statement) -> Result<()> {
    if hidden.is_empty() {
        return Ok(());
    }
    let names = statement.names()?;
    let is_refused = |name: &String| {
        let name = name.to_lowercase();
        hidden.contains(&name) || COPIES_OF_MEMBERS.contains(&name.as_str()) || name.starts_with("files")
    };
    if names.iter().any(is_refused) || statement.reads_unnamed_columns()? {
        return Err(Error::Forbidden(msg!("search-hidden-fields", fields = hidden.join(", "))));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(sql: &str) -> bool {
        // What is no statement for us runs nowhere.
        let Ok(statement) = Statement::parse(sql, &Limits::default()) else { return true };
        matches!(require_unhidden(&["secret".to_owned()], &statement), Err(Error::Forbidden(_)))
    }

    #[test]
    fn a_statement_reads_no_hidden_field_however_it_is_written() {
        for sql in [
            "SELECT secret FROM users",
            "SELECT u.SECRET FROM users u",
            "SELECT \"secret\" FROM users",
            "SELECT [secret], nom FROM users_view",
            "SELECT nom FROM users WHERE `secret` LIKE 'x%'",
            "SELECT * FROM users",
            "SELECT id, u.* FROM users u",
            "SELECT DISTINCT * FROM users",
            "WITH a (b, c) AS (SELECT * FROM users) SELECT b FROM a",
            "SELECT nom FROM users NATURAL JOIN users_view",
            "SELECT 1 IN users",
            "SELECT extra_data FROM mailings_recipients",
            "SELECT path FROM files",
        ] {
            assert!(refused(sql), "{sql}");
        }
        for sql in
            ["SELECT nom, ville FROM users", "SELECT count(*), 2 * id FROM users WHERE id IN (1, 2) GROUP BY ville"]
        {
            assert!(!refused(sql), "{sql}");
        }
    }
}
