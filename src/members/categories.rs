//! The categories of members (members.md 4, people.md 5).

mod change;
mod choice;

use rusqlite::{Connection, OptionalExtension};
use serde_json::{Map, Value as Json};

use crate::error::Result;

pub use change::{Category, CategoryDraft, change, create, delete};
pub use choice::{choosable, may_choose};

/// The columns of a category that answers show, each an integer but the name.
const COLUMNS: [&str; 13] = [
    "id",
    "name",
    "perm_web",
    "perm_documents",
    "perm_users",
    "perm_accounting",
    "perm_subscribe",
    "perm_connect",
    "perm_config",
    "hidden",
    "allow_passwordless_login",
    "force_otp",
    "force_pgp",
];

/// Every category by its id, hidden ones included, in the order of names; each with its number of members.
pub fn list(conn: &Connection) -> Result<Map<String, Json>> {
    let sql = format!(
        "SELECT {}, (SELECT count(*) FROM users WHERE id_category = c.id) FROM users_categories c
         ORDER BY name COLLATE U_NOCASE, id",
        COLUMNS.join(", ")
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let categories = statement.query_map([], |row| {
        let mut category = Map::new();
        for (at, column) in COLUMNS.iter().enumerate() {
            let value =
                if *column == "name" { row.get::<_, String>(at)?.into() } else { row.get::<_, i64>(at)?.into() };
            category.insert((*column).to_owned(), value);
        }
        category.insert("count".to_owned(), row.get::<_, i64>(COLUMNS.len())?.into());
        Ok((row.get::<_, i64>(0)?.to_string(), Json::Object(category)))
    })?;
    Ok(categories.collect::<rusqlite::Result<_>>()?)
}

/// The name of a category.
pub fn name(conn: &Connection, id: i64) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT name FROM users_categories WHERE id = ?1")?;
    Ok(statement.query_row([id], |row| row.get(0)).optional()?)
}
