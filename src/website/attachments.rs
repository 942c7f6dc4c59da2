//! The files of a page.

use std::io::{Read, Seek};

use rusqlite::{Connection, Transaction};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::links;
use super::page::{Page, folder_of};
use crate::audit::{Action, AuditLog};
use crate::error::{Error, Result};
use crate::files::{self, CONTEXTS, Content, File, FileName, FilePath, changes, store};

/// A file of a page, as the API shows it (web.md 4).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Attachment {
    pub id: i64,
    pub hash_id: String,
    pub path: String,
    pub parent: Option<String>,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: i64,
    pub mime: String,
    /// Bytes.
    pub size: i64,
    pub modified: String,
    pub image: bool,
    pub md5: Option<String>,
    pub url: String,
}

impl Attachment {
    fn of(file: File, site: &str) -> Self {
        let url = links::file_url(site, &file.path);
        let File { id, hash_id, path, parent, name, media_type, size, modified, image, md5 } = file;
        Attachment { id, hash_id, path, parent, name, kind: 1, mime: media_type, size, modified, image, md5, url }
    }
}

/// The files of a page, by name.
pub fn list(connection: &Connection, page: &Page, site: &str) -> Result<Vec<Attachment>> {
    let files = files::list(connection, &page.folder())?;
    Ok(files.into_iter().map(|file| Attachment::of(file, site)).collect())
}

/// One file of a page.
pub fn find(connection: &Connection, page: &Page, name: &str) -> Result<Option<File>> {
    files::find(connection, &format!("{}/{name}", page.folder()))
}

/// Resolves a path of `web/attachment/` (web.md 1): `PAGE/FILE` unless the first part is a space of files; otherwise a
/// whole path.
pub fn find_by_path(connection: &Connection, path: &str) -> Result<Option<File>> {
    let path = path.trim_matches('/');
    let parts: Vec<&str> = path.split('/').collect();
    if parts.len() <= 2 && !CONTEXTS.contains(&parts[0]) {
        return files::find(connection, &folder_of(path));
    }
    files::find(connection, path)
}

/// Stores a file of a page.
pub fn put<R: Read + Seek>(
    tx: &Transaction,
    page: &Page,
    name: &FileName,
    content: Content<R>,
    site: &str,
    audit: &AuditLog,
) -> Result<Attachment> {
    let path = FilePath::parse(&format!("{}/{}", page.folder(), name.as_str()))?;
    changes::put(tx, &path, content, None, audit)?;
    let stored = files::find(tx, path.as_str())?;
    let stored = stored.ok_or_else(|| Error::internal(anyhow::anyhow!("a file is gone just after it was stored")))?;
    Ok(Attachment::of(stored, site))
}

/// Deletes a file; returns whether it existed.
pub fn delete(tx: &Transaction, page: &Page, name: &str, audit: &AuditLog) -> Result<bool> {
    let Some(file) = find(tx, page, name)? else { return Ok(false) };
    let gone = store::delete(tx, &file.path)?;
    let changes = json!({"path": {"old": file.path, "new": null}}).to_string();
    audit.record_file(file.id, Action::Deleted, &changes, &gone)?;
    Ok(true)
}
