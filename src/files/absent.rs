//! Files whose content is not in this database. Paheko can keep contents in a folder of its disk, below the same paths
//! (database.md 6): they are counted, named in archives, and taken in.

use std::collections::HashMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction};
use serde_json::json;

use super::store::{self, Content};
use super::{FilePath, index, trash};
use crate::audit::{Action, AuditLog};
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::msg;

/// A file that is known here while its content is elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbsentFile {
    id: i64,
    pub path: String,
    media_type: String,
    /// Bytes.
    size: Option<u64>,
    /// Hexadecimal.
    md5: Option<String>,
}

const ABSENT: &str = "FROM files f WHERE f.type = 1 AND NOT EXISTS (SELECT 1 FROM files_contents c WHERE c.id = f.id)";

/// How many files have no content here.
pub fn count(connection: &Connection) -> Result<usize> {
    let count: i64 = connection.query_row(&format!("SELECT count(*) {ABSENT}"), [], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// The files that have no content here, by path.
pub fn list(connection: &Connection) -> Result<Vec<AbsentFile>> {
    let sql = format!("SELECT f.id, f.path, ifnull(f.mime, ''), f.size, f.md5 {ABSENT} ORDER BY f.path");
    let mut statement = connection.prepare(&sql)?;
    let files = statement.query_map([], |row| {
        let size = row.get::<_, Option<i64>>(3)?.map(i64::unsigned_abs);
        Ok(AbsentFile { id: row.get(0)?, path: row.get(1)?, media_type: row.get(2)?, size, md5: row.get(4)? })
    })?;
    Ok(files.collect::<rusqlite::Result<_>>()?)
}

/// That files have no content here, and what to do; `None` when all have theirs.
pub fn notice(connection: &Connection) -> Result<Option<Message>> {
    let count = count(connection)?;
    Ok((count > 0).then(|| msg!("file-contents-elsewhere", count = count)))
}

/// The folder of a disk that another program keeps contents in.
pub struct SourceFolder {
    root: PathBuf,
    /// Every file below, by its size; filled when a content is not at its path.
    by_size: Option<HashMap<u64, Vec<PathBuf>>>,
}

/// What a folder has of a file.
pub enum Search {
    Found(Content<File>),
    Nothing,
    /// Another content stands at its path.
    Different,
}

impl SourceFolder {
    /// # Errors
    ///
    /// [`Error::Invalid`] for a path that is no folder.
    pub fn open(path: &Path) -> Result<Self> {
        let root = path.canonicalize().ok().filter(|root| root.is_dir());
        let root =
            root.ok_or_else(|| Error::invalid(msg!("file-source-no-folder", path = path.display().to_string())))?;
        Ok(SourceFolder { root, by_size: None })
    }

    /// Finds the content of a file: at its path, where it was before it went to the trash, or else under any name, since
    /// files that were moved here stayed there where they were. Size and MD5 must be those that the database knows.
    pub fn find(&mut self, file: &AbsentFile) -> Result<Search> {
        let mut is_there = false;
        for path in [Some(file.path.as_str()), trash::original(&file.path)].into_iter().flatten() {
            let Some(place) = self.place(path) else { continue };
            is_there = true;
            if let Some(content) = read_if_same(&place, file)? {
                return Ok(Search::Found(content));
            }
        }
        if let (Some(size), Some(_)) = (file.size, &file.md5) {
            for place in self.of_size(size)? {
                if let Some(content) = read_if_same(&place, file)? {
                    return Ok(Search::Found(content));
                }
            }
        }
        Ok(if is_there { Search::Different } else { Search::Nothing })
    }

    /// A file at a path below the folder; none that a link or the path itself leads out of it to.
    fn place(&self, path: &str) -> Option<PathBuf> {
        let path = FilePath::parse(path).ok()?;
        let place = self.root.join(path.as_str()).canonicalize().ok()?;
        (place.starts_with(&self.root) && place.is_file()).then_some(place)
    }

    fn of_size(&mut self, size: u64) -> Result<Vec<PathBuf>> {
        let all = match self.by_size.take() {
            Some(all) => all,
            None => files_by_size(&self.root)?,
        };
        Ok(self.by_size.insert(all).get(&size).cloned().unwrap_or_default())
    }
}

/// Every file below a folder; links are not followed.
fn files_by_size(root: &Path) -> Result<HashMap<u64, Vec<PathBuf>>> {
    let mut found: HashMap<u64, Vec<PathBuf>> = HashMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                found.entry(entry.metadata()?.len()).or_default().push(entry.path());
            }
        }
    }
    found.values_mut().for_each(|places| places.sort_unstable());
    Ok(found)
}

fn read_if_same(place: &Path, file: &AbsentFile) -> Result<Option<Content<File>>> {
    let mut bytes = File::open(place)?;
    let size = bytes.metadata()?.len();
    if file.size.is_some_and(|known| known != size) {
        return Ok(None);
    }
    if let Some(known) = &file.md5
        && !store::read_through(&mut bytes)?.1.eq_ignore_ascii_case(known)
    {
        return Ok(None);
    }
    Ok(Some(Content { bytes, size }))
}

/// Stores the content of a file that had none. What is known of the file stays as it is.
///
/// # Errors
///
/// [`Error::Busy`] when files may not be written for now; [`Error::TooLarge`] when the database cannot hold it.
pub fn take_in(tx: &Transaction, file: &AbsentFile, mut content: Content<File>, audit: &AuditLog) -> Result<()> {
    store::require_unlocked(tx)?;
    store::require_room(tx, content.size)?;
    let (_, md5) = store::read_through(&mut content.bytes)?;
    let size = i64::try_from(content.size).map_err(Error::internal)?;
    store::write_content(tx, file.id, content)?;
    tx.execute("UPDATE files SET size = ?2, md5 = ?3 WHERE id = ?1", (file.id, size, &md5))?;
    // Of other kinds of files, another program may have indexed the words.
    if index::is_text(&file.media_type) {
        index::write(tx, file.id, &file.media_type)?;
    }
    let changes = json!({"content": {"old": null, "new": md5}}).to_string();
    audit.record_file(file.id, Action::Changed, &changes, &[])
}

#[cfg(test)]
mod tests;
