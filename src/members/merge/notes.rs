//! What it takes to part merged records again.

use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::error::Result;
use crate::members::import::stored_value;
use crate::members::layout::Layout;

/// Columns of `users` that are not kept.
const SECRETS: [&str; 3] = ["otp_secret", "otp_recovery_codes", "pgp_key"];

/// Values by the names of columns.
pub type Row = BTreeMap<String, Json>;

/// What was done to bring one record into another.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Notes {
    pub keeper: i64,
    /// The record that is gone, without its secrets.
    pub member: Row,
    pub moved: Vec<Moved>,
    /// Rows that the kept member had too.
    pub gone: Vec<Gone>,
    /// Paths of files before and after.
    pub files: Vec<(String, String)>,
    /// Fields of the kept record that were filled: the value before and the value then.
    pub filled: BTreeMap<String, (Json, Json)>,
}

/// A row that has another value in one column.
#[derive(Debug, Serialize, Deserialize)]
pub struct Moved {
    pub table: String,
    pub column: String,
    pub rowid: i64,
    pub from: Json,
    pub to: Json,
    /// By what the row is recognised.
    pub identity: String,
}

/// A row that was deleted.
#[derive(Debug, Serialize, Deserialize)]
pub struct Gone {
    pub table: String,
    pub row: Row,
}

impl Notes {
    /// Nothing done yet; the record as it is.
    pub fn of(tx: &Transaction<'_>, layout: &Layout, keeper: i64, gone: i64) -> Result<Self> {
        let mut member = row(tx, "users", gone)?.unwrap_or_default();
        SECRETS.iter().for_each(|secret| drop(member.remove(*secret)));
        member.remove(layout.fields.password().name.as_str());
        Ok(Notes { keeper, member, ..Notes::default() })
    }
}

/// The row of a table with that rowid.
pub fn row(conn: &Connection, table: &str, rowid: i64) -> Result<Option<Row>> {
    let mut statement = conn.prepare_cached(&format!("SELECT * FROM {} WHERE rowid = ?1", quoted(table)))?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([rowid])?;
    let Some(found) = rows.next()? else { return Ok(None) };
    let mut row = Row::new();
    for (at, name) in names.into_iter().enumerate() {
        row.insert(name, stored_value::json(&found.get(at)?));
    }
    Ok(Some(row))
}

/// What a row is recognised by: its identifiers and dates, but the column that changes. Row numbers are used again.
pub fn identity(row: &Row, without: &str) -> String {
    let is_identity = |name: &str| {
        name != without
            && (name.starts_with("id_") && name != "id_category"
                || matches!(name, "id" | "date" | "created" | "hash_id" | "due_date"))
    };
    let parts = row.iter().filter(|(name, _)| is_identity(name)).map(|(name, value)| format!("{name}={value}"));
    parts.collect::<Vec<_>>().join(";")
}

/// A name of the schema in a statement.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
