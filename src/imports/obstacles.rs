//! Why an import cannot be undone.

use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;

use crate::error::Result;

/// One thing that the import touched and that is no longer as the import left it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Obstacle {
    /// Of the member (of a subscription: its member), or of the entry.
    pub id: i64,
    /// The name of the member, or the label of the entry.
    pub name: String,
    pub reason: Reason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    Deleted,
    Changed,
    /// Something refers to what was created: a subscription, an entry, a file, an attached member.
    Used,
    /// An entry whose year is no longer open.
    YearClosed,
    Sealed,
    /// A member, or a category, beyond the rights of whoever undoes it.
    OutOfReach,
}

/// The statements that find references to the rows of one table.
pub struct References(Vec<String>);

impl References {
    /// Reads the foreign keys that refer to `table` from the schema, so that tables of other programs count too.
    /// Searchable copies and Ruche's own tables do not count.
    pub fn to(conn: &Connection, table: &str) -> Result<Self> {
        let mut statement = conn.prepare_cached(
            r#"SELECT s.name, k."from" FROM sqlite_schema s JOIN pragma_foreign_key_list(s.name) k
               WHERE s.type = 'table' AND lower(k."table") = ?1 AND s.name <> ?1 || '_search'
                   AND s.name NOT LIKE 'ruche!_%' ESCAPE '!'"#,
        )?;
        let quoted = |name: String| format!("\"{}\"", name.replace('"', "\"\""));
        let found = statement.query_map([table], |row| {
            Ok(format!("SELECT 1 FROM {} WHERE {} = ?1", quoted(row.get(0)?), quoted(row.get(1)?)))
        })?;
        Ok(References(found.collect::<rusqlite::Result<_>>()?))
    }

    /// Whether any row refers to the row `id`.
    pub fn hold(&self, conn: &Connection, id: i64) -> Result<bool> {
        for statement in &self.0 {
            let found = conn.prepare_cached(statement)?.query_row([id], |_| Ok(())).optional()?;
            if found.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
