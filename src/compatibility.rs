//! Whether a database can go from one server to the other: the whole of what its clients agreed on (`database.md`).

use rusqlite::Connection;

use crate::association;
use crate::db::differences::{self, Difference};
use crate::db::schema;
use crate::db::structure::Structure;
use crate::error::Result;
use crate::members::{fields::Fields, tables};

/// In what a database differs from the tables that the agreement and its own fields call for, and from the settings that
/// clients can read. Nothing is changed.
///
/// # Errors
///
/// [`crate::error::Error::Conflict`] when the fields of members make no sense, so that nothing can be compared.
pub fn differences(conn: &Connection) -> Result<Vec<Difference>> {
    let mut differences = Vec::new();
    let application_id: i64 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if application_id != schema::APPLICATION_ID {
        differences.push(Difference::ApplicationId { found: application_id });
    }
    let user_version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if !schema::READABLE_VERSIONS.contains(&user_version) {
        differences.push(Difference::UserVersion { found: user_version });
    }
    let found = Structure::read(conn)?;
    // A table that is missing is said below, once.
    let has = |table: &str| found.tables.contains_key(table);
    let fields = if has("config_users_fields") { Some(Fields::read(conn)?) } else { None };
    differences.extend(differences::compare(&found, &expected(fields.as_ref())?));
    if has("config") && has("users_categories") {
        differences.extend(association::differences(conn)?);
    }
    Ok(differences)
}

/// The structure of a database with these fields, had we created it.
pub fn expected(fields: Option<&Fields>) -> Result<Structure> {
    let conn = schema::in_memory()?;
    if let Some(fields) = fields {
        tables::create_unchecked(&conn, fields)?;
    }
    Ok(Structure::read(&conn)?)
}

#[cfg(test)]
mod tests;
