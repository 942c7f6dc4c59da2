//! The trash: `trash/H/ORIGINAL-PATH`, where each H is one deletion (database.md 6).

use md5::{Digest, Md5};
use rusqlite::{Connection, Transaction};
use serde::Serialize;
use utoipa::ToSchema;

use super::branch;
use super::tree::{self, Entry};
use super::{FilePath, Space, store};
use crate::error::{Error, Result};
use crate::msg;
use crate::text::hexadecimal;

/// Characters of H.
const MARK_CHARACTERS: usize = 40;

/// What was put in the trash at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Trashed {
    /// Where it is now: what restores it.
    pub path: String,
    /// Where it was.
    pub original: String,
    /// Local time of its deletion.
    pub deleted: String,
    /// 1 file, 2 folder.
    #[serde(rename = "type")]
    pub kind: i64,
    /// Bytes, of all that is in a folder.
    pub size: i64,
}

/// What is in the trash, the last deletion first.
pub fn list(connection: &Connection) -> Result<Vec<Trashed>> {
    let mut statement = connection.prepare_cached(
        "SELECT path, trash, type, (SELECT CAST(total(below.size) AS INTEGER) FROM files below
             WHERE below.path = f.path OR (below.path > f.path || '/' AND below.path < f.path || '0'))
         FROM files f WHERE trash IS NOT NULL AND path GLOB 'trash/*' ORDER BY trash DESC, id DESC",
    )?;
    let rows = statement.query_map([], |row| {
        let path: String = row.get(0)?;
        let original = original(&path).unwrap_or_default().to_owned();
        Ok(Trashed { path, original, deleted: row.get(1)?, kind: row.get(2)?, size: row.get(3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Puts a file or a folder in the trash; gives where it is then.
///
/// Errors: `NotFound`; `Invalid` for a context, or what is in the trash already.
pub fn put(tx: &Transaction, path: &FilePath, now: &str) -> Result<FilePath> {
    if path.space() == Space::Trash || path.space() == Space::Versions {
        return Err(Error::invalid(msg!("file-in-trash", path = path.as_str())));
    }
    let place = free_place(tx, path, now)?;
    branch::rename(tx, path, &place, now)?;
    tx.prepare_cached("UPDATE files SET trash = ?2 WHERE path = ?1")?.execute([place.as_str(), now])?;
    Ok(place)
}

/// Two deletions of one path may happen within a second.
fn free_place(tx: &Transaction, path: &FilePath, now: &str) -> Result<FilePath> {
    let moment: String = now.replace(' ', ".").replace(':', "");
    let mut text = path.as_str().to_owned();
    loop {
        let digest = hexadecimal(&Md5::digest(text.as_bytes()));
        let mut mark = format!("{moment}.{digest}");
        mark.truncate(MARK_CHARACTERS);
        let place = FilePath::parse(&format!("trash/{mark}/{}", path.as_str()))?;
        if tree::find(tx, place.as_str())?.is_none() {
            return Ok(place);
        }
        text = digest;
    }
}

/// Puts something back where it was, or to another place.
///
/// Errors: `NotFound` when it is not in the trash; `Conflict` when something has its path meanwhile.
pub fn restore(tx: &Transaction, path: &FilePath, to: Option<&FilePath>, now: &str) -> Result<Entry> {
    let unknown = || Error::NotFound(msg!("file-not-in-trash", path = path.as_str()));
    let original = FilePath::parse(original(path.as_str()).ok_or_else(unknown)?)?;
    let to = to.unwrap_or(&original);
    let id = tree::existing(tx, path)?.id;
    let entry = branch::rename(tx, path, to, now)?;
    tx.prepare_cached("UPDATE files SET trash = NULL WHERE id = ?1")?.execute([id])?;
    remove_empty(tx, path.as_str())?;
    Ok(entry)
}

/// Deletes for good what stands at a path, in the trash or elsewhere, with its versions; gives the paths of the files
/// that went.
pub fn delete(tx: &Transaction, path: &FilePath) -> Result<Vec<String>> {
    let mut gone = store::delete(tx, path.as_str())?;
    let original = original(path.as_str()).unwrap_or(path.as_str());
    // Something else may have its path since, with the same versions.
    if path.space() != Space::Versions && tree::find(tx, original)?.is_none() {
        gone.extend(store::delete(tx, &format!("versions/{original}"))?);
    }
    if path.space() == Space::Trash {
        remove_empty(tx, path.as_str())?;
    }
    Ok(gone)
}

/// Deletes for good what was put in the trash before that local time; gives the paths of the files that went.
pub fn empty(tx: &Transaction, before: &str) -> Result<Vec<String>> {
    let mut gone = Vec::new();
    for trashed in list(tx)?.into_iter().filter(|trashed| trashed.deleted.as_str() < before) {
        gone.extend(delete(tx, &FilePath::parse(&trashed.path)?)?);
    }
    Ok(gone)
}

/// `trash/H/documents/x` was `documents/x`.
pub fn original(path: &str) -> Option<&str> {
    path.strip_prefix("trash/")?.split_once('/').map(|(_, original)| original)
}

/// Removes the folders that led to something that is no longer in the trash, as far as nothing else is in them.
fn remove_empty(tx: &Transaction, path: &str) -> Result<()> {
    let mut folder = path.rsplit_once('/').map(|(folder, _)| folder);
    while let Some(path) = folder.filter(|path| path.contains('/')) {
        let used = tx.prepare_cached("SELECT 1 FROM files WHERE parent = ?1")?.exists([path])?;
        if used {
            break;
        }
        store::delete(tx, path)?;
        folder = path.rsplit_once('/').map(|(folder, _)| folder);
    }
    Ok(())
}
