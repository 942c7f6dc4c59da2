//! Storing files: every row that goes with one (database.md 6).

use std::io::{Read, Seek};

use md5::{Digest, Md5};
use rand::RngExt;
use rusqlite::limits::Limit;
use rusqlite::{MAIN_DB, OptionalExtension, Transaction, params};

use super::find::{self, File};
use super::media_type::{self, LOOK_BYTES};
use super::tree::Entry;
use super::{FileName, FilePath, index, links};
use crate::db::temporary_folder;
use crate::error::{Error, Result};
use crate::msg;
use crate::text::hexadecimal;

/// What a row has besides a content.
const ROW_BYTES: u64 = 64;

/// A content to be stored: something that can be read twice, such as a temporary file, and its size in bytes.
pub struct Content<R> {
    pub bytes: R,
    pub size: u64,
}

/// Stores a content as the file of that name in a folder, which is made if it is not there. A file that already has
/// this very content stays as it is; `before_replacing` is called with a file that gets another content. `now` is local
/// time.
///
/// Errors: `Conflict` when a folder has that path or a file stands where a folder is needed; `TooLarge` when the
/// database cannot hold it; `Busy` when files may not be written for now.
pub fn put<R: Read + Seek>(
    tx: &Transaction,
    folder: &str,
    name: &FileName,
    mut content: Content<R>,
    now: &str,
    before_replacing: impl FnOnce(&File) -> Result<()>,
) -> Result<File> {
    require_unlocked(tx)?;
    require_room(tx, content.size)?;
    make_folder(tx, folder, now)?;
    let path = format!("{folder}/{}", name.as_str());
    let (beginning, md5) = read_through(&mut content.bytes)?;
    if let Some(file) = find::find(tx, &path)? {
        let same = file.md5.as_deref() == Some(md5.as_str()) && find::content_size(tx, file.id)? == Some(content.size);
        if same {
            return Ok(file);
        }
        before_replacing(&file)?;
    } else if exists(tx, &path)? {
        return Err(Error::Conflict(msg!("file-is-folder", path = path)));
    }
    let media_type = media_type::sniff(&beginning);
    let size = i64::try_from(content.size).map_err(Error::internal)?;
    let id: i64 = tx.query_row(
        "INSERT INTO files (hash_id, path, parent, name, type, mime, size, modified, image, md5)
         VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (path) DO UPDATE SET mime = excluded.mime, size = excluded.size, modified = excluded.modified,
            image = excluded.image, md5 = excluded.md5
         RETURNING id",
        params![random_id(), path, folder, name.as_str(), media_type, size, now, media_type::is_image(media_type), md5],
        |row| row.get(0),
    )?;
    write_content(tx, id, content)?;
    index::write(tx, id, media_type)?;
    if let Ok(path) = FilePath::parse(&path) {
        links::tie(tx, id, &path)?;
        links::tell_settings(tx, path.as_str(), Some(now))?;
    }
    find::find(tx, &path)?.ok_or_else(|| Error::internal(anyhow::anyhow!("a file is gone just after it was stored")))
}

/// Deletes a file, or a folder with everything below; gives the paths of the files that went.
pub fn delete(tx: &Transaction, path: &str) -> Result<Vec<String>> {
    require_unlocked(tx)?;
    let mut statement = tx.prepare_cached(
        "SELECT id, path, type FROM files WHERE path = ?1 OR substr(path, 1, length(?1) + 1) = ?1 || '/'
         ORDER BY length(path) DESC",
    )?;
    let rows = statement.query_map([path], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut gone = Vec::new();
    for (id, path, kind) in rows.collect::<rusqlite::Result<Vec<(i64, String, i64)>>>()? {
        tx.prepare_cached("DELETE FROM files WHERE id = ?1")?.execute([id])?;
        if kind == 1 {
            links::tell_settings(tx, &path, None)?;
            gone.push(path);
        }
    }
    gone.reverse();
    Ok(gone)
}

/// Deletes a folder with everything below, its versions, and what was put in the trash from it.
pub fn purge(tx: &Transaction, folder: &str) -> Result<()> {
    for folder in [folder, &format!("versions/{folder}")] {
        // In the order of bytes 0 comes after the slash.
        tx.prepare_cached("DELETE FROM files WHERE path = ?1 OR (path > ?1 || '/' AND path < ?1 || '0')")?
            .execute([folder])?;
    }
    tx.prepare_cached("DELETE FROM files WHERE path GLOB ?1 OR path GLOB ?1 || '/*'")?
        .execute([format!("trash/*/{folder}")])?;
    Ok(())
}

/// Gives a folder another path beside the old one, with everything below; nothing when there is no such folder.
///
/// Errors: `Conflict` when there are files at the new path.
pub fn move_folder(tx: &Transaction, from: &str, to: &str) -> Result<()> {
    require_unlocked(tx)?;
    if !exists(tx, from)? {
        return Ok(());
    }
    if exists(tx, to)? {
        if holds_files(tx, to)? {
            return Err(Error::Conflict(msg!("file-folder-taken", path = to)));
        }
        delete(tx, to)?;
    }
    let mut statement = tx.prepare_cached(
        "SELECT id FROM files WHERE path = ?1 OR substr(path, 1, length(?1) + 1) = ?1 || '/' ORDER BY length(path)",
    )?;
    let ids = statement.query_map([from], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    // Folders come before what is in them: the parent of each follows by the foreign key.
    let mut update = tx.prepare_cached("UPDATE files SET path = ?2 || substr(path, length(?1) + 1) WHERE id = ?3")?;
    for id in ids {
        update.execute(params![from, to, id])?;
    }
    let name = to.rsplit('/').next().unwrap_or(to);
    tx.execute("UPDATE files SET name = ?2 WHERE path = ?1", [to, name])?;
    Ok(())
}

/// Makes a folder and those above it, where they are missing.
pub(super) fn make_folder(tx: &Transaction, path: &str, now: &str) -> Result<()> {
    let kind = tx
        .prepare_cached("SELECT type FROM files WHERE path = ?1")?
        .query_row([path], |row| row.get::<_, i64>(0))
        .optional()?;
    match kind {
        Some(1) => return Err(Error::Conflict(msg!("file-is-no-folder", path = path))),
        Some(_) => return Ok(()),
        None => {}
    }
    let (parent, name) = match path.rsplit_once('/') {
        Some((parent, name)) => (Some(parent), name),
        None => (None, path),
    };
    if let Some(parent) = parent {
        make_folder(tx, parent, now)?;
    }
    tx.prepare_cached(
        "INSERT INTO files (hash_id, path, parent, name, type, modified) VALUES (?1, ?2, ?3, ?4, 2, ?5)",
    )?
    .execute(params![random_id(), path, parent, name, now])?;
    Ok(())
}

fn holds_files(tx: &Transaction, folder: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM files WHERE type = 1 AND (path = ?1 OR substr(path, 1, length(?1) + 1) = ?1 || '/')";
    Ok(tx.prepare_cached(sql)?.exists([folder])?)
}

fn exists(tx: &Transaction, path: &str) -> Result<bool> {
    Ok(tx.prepare_cached("SELECT 1 FROM files WHERE path = ?1")?.exists([path])?)
}

/// A table of that name says that files are being moved elsewhere.
pub(super) fn require_unlocked(tx: &Transaction) -> Result<()> {
    let locked = tx
        .prepare_cached("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'files_lock' COLLATE NOCASE")?
        .exists([])?;
    if locked { Err(Error::Busy(msg!("file-locked"))) } else { Ok(()) }
}

/// A content is one value of the database, which has a largest one.
pub(super) fn require_room(tx: &Transaction, bytes: u64) -> Result<()> {
    let limit = u64::try_from(tx.limit(Limit::SQLITE_LIMIT_LENGTH)?).unwrap_or(0).saturating_sub(ROW_BYTES);
    if bytes <= limit { Ok(()) } else { Err(Error::TooLarge(msg!("file-too-large", limit = limit))) }
}

/// Makes a file with the content and the date of another; gives its identifier. What depends on its path is not done.
///
/// Errors: `NotFound` when the content is kept elsewhere.
pub(super) fn duplicate(tx: &Transaction, entry: &Entry, path: &FilePath, now: &str) -> Result<i64> {
    let size = find::content_size(tx, entry.id)?;
    let size = size.ok_or_else(|| find::content_elsewhere(&entry.path))?;
    if let Some(parent) = path.parent() {
        make_folder(tx, parent, now)?;
    }
    let id: i64 = tx
        .prepare_cached(
            "INSERT INTO files (hash_id, path, parent, name, type, mime, size, modified, image, md5)
             VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?8, ?9) RETURNING id",
        )?
        .query_row(
            params![
                random_id(),
                path.as_str(),
                path.parent(),
                path.name(),
                entry.mime.as_deref().unwrap_or_default(),
                entry.size.unwrap_or(0),
                entry.modified,
                entry.image,
                entry.md5
            ],
            |row| row.get(0),
        )?;
    // Through a temporary file: reading one content while writing another makes SQLite look for its place anew each time.
    let mut bytes = temporary_folder::new_file()?;
    find::copy_content(tx, entry.id, size, 0..size, &mut bytes)?;
    bytes.rewind()?;
    write_content(tx, id, Content { bytes, size })?;
    Ok(id)
}

/// The first bytes and the MD5 of the whole, in hexadecimal; back at its beginning afterwards.
pub(super) fn read_through(bytes: &mut (impl Read + Seek)) -> Result<(Vec<u8>, String)> {
    bytes.rewind()?;
    let mut beginning = Vec::new();
    bytes.by_ref().take(LOOK_BYTES as u64).read_to_end(&mut beginning)?;
    let mut digest = Md5::new();
    digest.update(&beginning);
    let mut buffer = vec![0; LOOK_BYTES];
    loop {
        let read = bytes.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        digest.update(&buffer[..read]);
    }
    bytes.rewind()?;
    Ok((beginning, hexadecimal(&digest.finalize())))
}

pub(super) fn write_content<R: Read>(tx: &Transaction, id: i64, mut content: Content<R>) -> Result<()> {
    let size = i64::try_from(content.size).map_err(Error::internal)?;
    tx.prepare_cached("INSERT OR REPLACE INTO files_contents (id, content) VALUES (?1, zeroblob(?2))")?
        .execute([id, size])?;
    let mut blob = tx.blob_open(MAIN_DB, "files_contents", "content", id, false)?;
    std::io::copy(&mut content.bytes, &mut blob)?;
    Ok(())
}

/// Twelve of `0-9a-z`.
fn random_id() -> String {
    const SIGNS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut random = rand::rng();
    (0..12).map(|_| char::from(SIGNS[random.random_range(0..SIGNS.len())])).collect()
}
