//! Finding stored files and reading what they hold.

use std::io::{Read, Seek, SeekFrom, Write};
use std::ops::Range;

use rusqlite::{Connection, MAIN_DB, OptionalExtension, Row};

use crate::error::{Error, Result};
use crate::msg;

/// A stored file, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub id: i64,
    pub hash_id: String,
    /// From its context: `web/contact/photo.png`.
    pub path: String,
    pub parent: Option<String>,
    pub name: String,
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Local time `YYYY-MM-DD HH:MM:SS`.
    pub modified: String,
    pub image: bool,
    /// Hexadecimal.
    pub md5: Option<String>,
}

const COLUMNS: &str = "id, hash_id, path, parent, name, ifnull(mime, ''), ifnull(size, 0), modified, image, md5";

fn read(row: &Row) -> rusqlite::Result<File> {
    Ok(File {
        id: row.get(0)?,
        hash_id: row.get(1)?,
        path: row.get(2)?,
        parent: row.get(3)?,
        name: row.get(4)?,
        media_type: row.get(5)?,
        size: row.get(6)?,
        modified: row.get(7)?,
        image: row.get(8)?,
        md5: row.get(9)?,
    })
}

/// The file at that path; a folder is none.
pub fn find(connection: &Connection, path: &str) -> Result<Option<File>> {
    let sql = format!("SELECT {COLUMNS} FROM files WHERE path = ?1 AND type = 1");
    Ok(connection.prepare_cached(&sql)?.query_row([path], read).optional()?)
}

/// The files directly in a folder, by name in dictionary order.
pub fn list(connection: &Connection, folder: &str) -> Result<Vec<File>> {
    let sql = format!("SELECT {COLUMNS} FROM files WHERE parent = ?1 AND type = 1 ORDER BY name COLLATE U_NOCASE, id");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_map([folder], read)?.collect::<rusqlite::Result<_>>()?)
}

/// Bytes of the content in this database; `None` for a file whose content is kept elsewhere.
pub fn content_size(connection: &Connection, id: i64) -> Result<Option<u64>> {
    let size = connection
        .prepare_cached("SELECT length(content) FROM files_contents WHERE id = ?1")?
        .query_row([id], |row| row.get::<_, i64>(0))
        .optional()?;
    Ok(size.map(i64::unsigned_abs))
}

/// The answer to whoever wants a content that is kept elsewhere.
pub fn content_elsewhere(path: &str) -> Error {
    Error::NotFound(msg!("file-content-elsewhere", path = path))
}

/// Copies a part of the content of a file, if that is still what the file describes.
///
/// # Errors
///
/// [`Error::Conflict`] when the file was replaced, changed or deleted since.
pub fn copy_part(connection: &Connection, file: &File, part: Range<u64>, out: &mut impl Write) -> Result<()> {
    let same = connection
        .prepare_cached(
            "SELECT f.modified IS ?2 AND f.md5 IS ?3 AND ifnull(f.size, 0) = ?4 FROM files f
             JOIN files_contents c ON c.id = f.id WHERE f.id = ?1",
        )?
        .query_row((file.id, &file.modified, &file.md5, file.size), |row| row.get::<_, bool>(0))
        .optional()?;
    if same != Some(true) {
        return Err(Error::Conflict(msg!("file-changed-meanwhile")));
    }
    copy_blob(connection, file.id, part, out)
}

/// Copies a part of a content, piece by piece. `size` is what [`content_size`] said: a content that was replaced since
/// is refused rather than mixed with the old one.
pub fn copy_content(connection: &Connection, id: i64, size: u64, part: Range<u64>, out: &mut impl Write) -> Result<()> {
    if content_size(connection, id)? != Some(size) {
        return Err(Error::Conflict(msg!("file-changed-meanwhile")));
    }
    copy_blob(connection, id, part, out)
}

fn copy_blob(connection: &Connection, id: i64, part: Range<u64>, out: &mut impl Write) -> Result<()> {
    let mut content = connection.blob_open(MAIN_DB, "files_contents", "content", id, true)?;
    content.seek(SeekFrom::Start(part.start))?;
    std::io::copy(&mut content.take(part.end.saturating_sub(part.start)), out)?;
    Ok(())
}
