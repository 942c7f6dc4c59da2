//! Reading the tree of files and folders.

use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;
use utoipa::ToSchema;

use super::FilePath;
use crate::error::{Error, Result};
use crate::msg;

/// A file or a folder, as the API shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FileEntry)]
pub struct Entry {
    pub id: i64,
    pub hash_id: String,
    pub path: String,
    pub parent: Option<String>,
    pub name: String,
    /// 1 file, 2 folder.
    #[serde(rename = "type")]
    pub kind: i64,
    pub mime: Option<String>,
    /// Bytes; none for a folder.
    pub size: Option<i64>,
    /// Local time `YYYY-MM-DD HH:MM:SS`.
    pub modified: String,
    pub image: bool,
    /// Hexadecimal.
    pub md5: Option<String>,
}

impl Entry {
    pub fn is_folder(&self) -> bool {
        self.kind == 2
    }
}

const COLUMNS: &str = "id, hash_id, path, parent, name, type, mime, size, modified, image, md5";

pub(super) fn read(row: &Row) -> rusqlite::Result<Entry> {
    Ok(Entry {
        id: row.get(0)?,
        hash_id: row.get(1)?,
        path: row.get(2)?,
        parent: row.get(3)?,
        name: row.get(4)?,
        kind: row.get(5)?,
        mime: row.get(6)?,
        size: row.get(7)?,
        modified: row.get(8)?,
        image: row.get(9)?,
        md5: row.get(10)?,
    })
}

/// What is at a path.
pub fn find(connection: &Connection, path: &str) -> Result<Option<Entry>> {
    let sql = format!("SELECT {COLUMNS} FROM files WHERE path = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([path], read).optional()?)
}

/// What is at a path.
///
/// Errors: `NotFound` when there is nothing.
pub fn existing(connection: &Connection, path: &FilePath) -> Result<Entry> {
    let path = path.as_str();
    find(connection, path)?.ok_or_else(|| Error::NotFound(msg!("file-not-found", path = path)))
}

/// The entries directly in a folder: folders first, each by name in dictionary order. `None` gives the spaces.
pub fn list(connection: &Connection, folder: Option<&FilePath>) -> Result<Vec<Entry>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM files WHERE parent IS ?1 ORDER BY type DESC, name COLLATE U_NOCASE, name COLLATE BINARY"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_map([folder.map(FilePath::as_str)], read)?.collect::<rusqlite::Result<_>>()?)
}

/// A branch from its root: each folder comes before what is in it.
pub fn branch(connection: &Connection, path: &str) -> Result<Vec<Entry>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM files WHERE path = ?1 OR (path > ?1 || '/' AND path < ?1 || '0') ORDER BY length(path)"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_map([path], read)?.collect::<rusqlite::Result<_>>()?)
}

/// Whether a folder holds anything.
pub fn holds(connection: &Connection, folder: &str) -> Result<bool> {
    // In the order of bytes 0 comes after the slash.
    let sql = "SELECT 1 FROM files WHERE path > ?1 || '/' AND path < ?1 || '0'";
    Ok(connection.prepare_cached(sql)?.exists([folder])?)
}
