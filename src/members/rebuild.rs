//! Fits the tables of members to changed fields, keeping all records.
//!
//! `users` is altered in place. Dropping it would delete its rows first, and with foreign keys on (they cannot be
//! turned off inside a transaction) everything that depends on members would be deleted with them: subscriptions,
//! files, sessions.

use rusqlite::types::Value;
use rusqlite::{Connection, Transaction};

use super::fields::{Field, Fields, SYSTEM_COLUMNS};
use super::tables::{self, Fold};
use crate::error::Result;

/// Gives `users`, `users_view` and `users_search` the columns of these fields, in their order. Fields are recognised by
/// their name; values of removed fields are lost, new fields are empty. Further indexes and triggers of `users` are
/// kept if their columns still exist.
///
/// # Errors
///
/// [`crate::error::Error::Conflict`] when a computed field is not an expression, or members are not unique in the field
/// that becomes their login or number. The transaction must then be rolled back.
pub fn rebuild(tx: &Transaction<'_>, fields: &Fields, fold: Fold) -> Result<()> {
    let has_name_index = tables::has_name_index(tx)?;
    let others = drop_dependents(tx, fields)?;
    rebuild_users(tx, fields)?;
    let new = rebuild_search(tx, fields)?;
    for (name, sql) in tables::dependents(fields) {
        tables::create_dependent(tx, &name, &sql)?;
    }
    tables::check_view(tx, fields)?;
    fill_search(tx, fields, &new, fold)?;
    if has_name_index {
        tables::ensure_name_index(tx, fields)?;
    }
    others.iter().try_for_each(|other| restore(tx, other))
}

/// An index, trigger or view that is not made from the fields.
struct Other {
    sql: String,
    /// Whether it is an index or trigger of `users`, which may use a removed column.
    of_users: bool,
}

/// Drops the indexes of `users`, and the triggers and views of the whole database: SQLite refuses to alter a table
/// while one of them is invalid. Returns those to recreate, in order.
fn drop_dependents(tx: &Transaction<'_>, fields: &Fields) -> Result<Vec<Other>> {
    let ours = tables::dependents(fields);
    // Dropping a view drops its triggers, so triggers are dropped before views and recreated after them.
    let found: Vec<(String, String, Other)> = tx
        .prepare(
            "SELECT type, name, sql, type <> 'view' AND tbl_name = 'users' AS of_users FROM sqlite_schema
             WHERE type IN ('trigger', 'view') OR (type = 'index' AND of_users AND sql IS NOT NULL)
             ORDER BY type = 'view', of_users, rowid DESC",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, Other { sql: row.get(2)?, of_users: row.get(3)? })))?
        .collect::<rusqlite::Result<_>>()?;
    for (kind, name, _) in &found {
        tx.execute(&format!("DROP {kind} {}", quoted(name)), [])?;
    }
    let is_ours = |name: &str| name == tables::NAME_INDEX || ours.iter().any(|(own, _)| own == name);
    let others = found.into_iter().rev().filter(|(_, name, _)| !is_ours(name));
    Ok(others.map(|(_, _, other)| other).collect())
}

/// Replaces the columns of the old fields by those of the new ones.
fn rebuild_users(tx: &Transaction<'_>, fields: &Fields) -> Result<()> {
    let old: Vec<String> =
        columns(tx, "users")?.into_iter().filter(|name| !SYSTEM_COLUMNS.contains(&name.as_str())).collect();
    let kept: Vec<(&Field, &str)> =
        fields.with_column().filter(|(field, _)| old.iter().any(|name| name == field.name.as_str())).collect();
    let kept_names = || kept.iter().map(|(field, _)| format!(", {}", field.name.quoted()));

    let names: String = kept_names().collect();
    tx.execute_batch(&format!(
        "CREATE TEMP TABLE ruche_rebuild (id INTEGER PRIMARY KEY{names});
         INSERT INTO temp.ruche_rebuild (id{names}) SELECT id{names} FROM main.users;
         ALTER TABLE main.users ADD COLUMN ruche_rebuild"
    ))?;
    // The last column must not be dropped: SQLite then cuts the stored definition at the last comma, which may be in a
    // comment. A temporary column is added behind the old ones, and dropped once the new ones follow it.
    for name in old {
        tx.execute(&format!("ALTER TABLE main.users DROP COLUMN {}", quoted(&name)), [])?;
    }
    for (field, column) in fields.with_column() {
        tx.execute(&format!("ALTER TABLE main.users ADD COLUMN {} {column}", field.name.quoted()), [])?;
    }
    tx.execute("ALTER TABLE main.users DROP COLUMN ruche_rebuild", [])?;

    let assignments: Vec<String> = kept
        .iter()
        .map(|(field, column)| {
            let name = field.name.quoted();
            let value =
                if column.contains("NOT NULL") { format!("COALESCE(old.{name}, 0)") } else { format!("old.{name}") };
            format!("{name} = {value}")
        })
        .collect();
    if !assignments.is_empty() {
        let assignments = assignments.join(", ");
        tx.execute(
            &format!("UPDATE main.users SET {assignments} FROM temp.ruche_rebuild AS old WHERE old.id = users.id"),
            [],
        )?;
    }
    tx.execute("DROP TABLE temp.ruche_rebuild", [])?;
    Ok(())
}

/// Recreates `users_search` with its existing copies; returns the fields without a copy.
fn rebuild_search<'fields>(tx: &Transaction<'_>, fields: &'fields Fields) -> Result<Vec<&'fields Field>> {
    let old = columns(tx, "users_search")?;
    let (kept, new): (Vec<&Field>, Vec<&Field>) =
        fields.searchable().partition(|field| old.iter().any(|name| name == field.name.as_str()));
    if old.is_empty() {
        tx.execute(&tables::search_table(fields), [])?;
        return Ok(new);
    }
    let names: String = kept.iter().map(|field| format!(", {}", field.name.quoted())).collect();
    tx.execute_batch(&format!(
        "CREATE TEMP TABLE ruche_rebuild AS SELECT id{names} FROM main.users_search;
         DROP TABLE main.users_search;
         {};
         INSERT INTO main.users_search (id{names}) SELECT id{names} FROM temp.ruche_rebuild WHERE id IN (SELECT id FROM users);
         DROP TABLE temp.ruche_rebuild",
        tables::search_table(fields)
    ))?;
    Ok(new)
}

/// Completes `users_search` for new searchable fields.
fn fill_search(tx: &Transaction<'_>, fields: &Fields, new: &[&Field], fold: Fold) -> Result<()> {
    if !new.is_empty() {
        let assignments: Vec<String> = new.iter().map(|field| format!("{} = ?", field.name.quoted())).collect();
        let sql = format!("UPDATE users_search SET {} WHERE id = ?", assignments.join(", "));
        let members: Vec<i64> = tx
            .prepare("SELECT id FROM users_search")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut update = tx.prepare(&sql)?;
        for member in members {
            let Some(mut values) = tables::folded_values(tx, new, member, fold)? else { continue };
            values.push(Value::Integer(member));
            update.execute(rusqlite::params_from_iter(values))?;
        }
    }
    tables::write_missing_search_rows(tx, fields, fold)
}

/// Recreates an index, trigger or view. One of `users` that uses a removed column is left out: a trigger that fails
/// would block every change of a member.
fn restore(tx: &Transaction<'_>, other: &Other) -> Result<()> {
    const CHANGES: [&str; 3] =
        ["INSERT INTO users (id_category) VALUES (1)", "UPDATE users SET id = id", "DELETE FROM users"];
    if !other.of_users {
        tx.execute(&other.sql, [])?;
        return Ok(());
    }
    tx.execute_batch("SAVEPOINT restored")?;
    let works = tx.execute(&other.sql, []).is_ok() && CHANGES.iter().all(|change| tx.prepare(change).is_ok());
    tx.execute_batch(if works { "RELEASE restored" } else { "ROLLBACK TO restored; RELEASE restored" })?;
    Ok(())
}

/// The columns of a table; empty if it does not exist.
fn columns(conn: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    conn.prepare("SELECT name FROM pragma_table_xinfo(?1)")?.query_map([table], |row| row.get(0))?.collect()
}

/// Any name as an SQL identifier.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests;
