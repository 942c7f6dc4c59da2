//! What clients are told about files and folders.

use std::time::SystemTime;

use dav_server::fs::{DavDirEntry, DavMetaData, FsFuture, FsResult};

use crate::clock::Clock;
use crate::files::Entry;

/// A file or a folder.
#[derive(Debug, Clone)]
pub struct Meta {
    is_folder: bool,
    bytes: u64,
    modified: SystemTime,
    tag: String,
}

impl Meta {
    pub fn of(entry: &Entry, clock: &Clock) -> Self {
        let modified = clock.moment_of(&entry.modified).unwrap_or_else(|| clock.now());
        // The tag that the same file has in the API.
        let tag = entry.md5.clone().filter(|md5| !md5.is_empty() && md5.bytes().all(|b| b.is_ascii_alphanumeric()));
        Meta {
            is_folder: entry.is_folder(),
            bytes: entry.size.unwrap_or(0).unsigned_abs(),
            modified: modified.into(),
            tag: tag.unwrap_or_else(|| format!("{}-{}", entry.id, entry.modified.replace([' ', ':', '"'], ""))),
        }
    }

    /// A folder that is always there, whether it has a row or not.
    pub fn of_root(clock: &Clock) -> Self {
        Meta { is_folder: true, bytes: 0, modified: clock.now().into(), tag: "root".to_owned() }
    }
}

impl DavMetaData for Meta {
    fn len(&self) -> u64 {
        self.bytes
    }

    fn modified(&self) -> FsResult<SystemTime> {
        Ok(self.modified)
    }

    fn is_dir(&self) -> bool {
        self.is_folder
    }

    fn etag(&self) -> Option<String> {
        Some(self.tag.clone())
    }

    /// It is not known, and some clients show nothing at all without it.
    fn created(&self) -> FsResult<SystemTime> {
        Ok(self.modified)
    }
}

/// A line of a folder.
pub struct Line {
    pub name: String,
    pub meta: Meta,
}

impl DavDirEntry for Line {
    fn name(&self) -> Vec<u8> {
        self.name.clone().into_bytes()
    }

    fn metadata(&'_ self) -> FsFuture<'_, Box<dyn DavMetaData>> {
        let meta: Box<dyn DavMetaData> = Box::new(self.meta.clone());
        Box::pin(std::future::ready(Ok(meta)))
    }
}
