//! The files that members hold in the fields of their records.

use rusqlite::{Connection, Transaction};

use crate::error::Result;

/// The fields of a member that hold files, each with the name of a file; what is in the trash is left out.
pub fn names(connection: &Connection, member: i64) -> Result<Vec<(String, String)>> {
    let mut statement = connection.prepare_cached(
        "SELECT u.field, f.name FROM users_files u JOIN files f ON f.id = u.id_file
         WHERE u.id_user = ?1 AND f.trash IS NULL AND f.path NOT GLOB 'trash/*' ORDER BY u.field, f.name",
    )?;
    let names = statement.query_map([member], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

/// Deletes the files that members hold in a field.
pub fn delete_of_field(tx: &Transaction, field: &str) -> Result<()> {
    tx.execute("DELETE FROM files WHERE id IN (SELECT id_file FROM users_files WHERE field = ?1)", [field])?;
    Ok(())
}
