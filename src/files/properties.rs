//! What WebDAV clients note about files and folders (RFC 4918, 4): properties that mean something to them only.

use rusqlite::{Connection, Transaction, params};

use crate::error::{Error, Result};
use crate::msg;

/// Properties of one file.
const PROPERTIES_MAX: i64 = 200;
/// Bytes of all of them.
const BYTES_MAX: i64 = 64 << 10;

/// A property, told from others by its namespace and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// Empty for none.
    pub namespace: String,
    pub name: String,
    /// Its element, as it is sent back.
    pub xml: Vec<u8>,
}

/// The properties of the file or folder of that path.
pub fn list(connection: &Connection, path: &str) -> Result<Vec<Property>> {
    let mut statement = connection.prepare_cached(
        "SELECT p.namespace, p.name, p.xml FROM ruche_file_properties p JOIN files f ON f.id = p.id_file
         WHERE f.path = ?1 ORDER BY p.namespace, p.name",
    )?;
    let rows = statement
        .query_map([path], |row| Ok(Property { namespace: row.get(0)?, name: row.get(1)?, xml: row.get(2)? }))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Sets or removes one property of a file or folder.
///
/// Errors: `Invalid` when it would have too many, or too large ones.
pub fn patch(tx: &Transaction, id: i64, property: &Property, set: bool) -> Result<()> {
    let Property { namespace, name, xml } = property;
    if !set {
        tx.prepare_cached("DELETE FROM ruche_file_properties WHERE id_file = ?1 AND namespace = ?2 AND name = ?3")?
            .execute(params![id, namespace, name])?;
        return Ok(());
    }
    tx.prepare_cached(
        "INSERT OR REPLACE INTO ruche_file_properties (id_file, namespace, name, xml) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![id, namespace, name, xml])?;
    let (count, bytes): (i64, i64) = tx
        .prepare_cached(
            "SELECT count(*), total(length(xml) + length(CAST(name AS BLOB)) + length(CAST(namespace AS BLOB)))
             FROM ruche_file_properties WHERE id_file = ?1",
        )?
        .query_row([id], |row| Ok((row.get(0)?, row.get::<_, f64>(1)? as i64)))?;
    if bytes > BYTES_MAX {
        return Err(Error::invalid(msg!("dav-properties-bytes", limit = BYTES_MAX)));
    }
    if count > PROPERTIES_MAX {
        return Err(Error::invalid(msg!("dav-properties", limit = PROPERTIES_MAX)));
    }
    Ok(())
}

/// Gives a file the properties of another.
pub fn copy(tx: &Transaction, from: i64, to: i64) -> Result<()> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO ruche_file_properties (id_file, namespace, name, xml)
         SELECT ?2, namespace, name, xml FROM ruche_file_properties WHERE id_file = ?1",
    )?
    .execute([from, to])?;
    Ok(())
}
