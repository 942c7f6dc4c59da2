//! Every file in one ZIP (platform.md 3.2).

use std::cmp::Ordering;
use std::fs::File;
use std::io::{self, BufWriter, Write};

use rusqlite::{Connection, MAIN_DB};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{CONTEXTS, FilePath, absent};
use crate::error::{Error, Result};
use crate::i18n::{Language, text};
use crate::msg;
use crate::sheet::ArchiveOut;

/// What an archive adds to each file before it, and again in its directory, beside its name; more than it takes.
const ENTRY_BYTES: u64 = 128;

/// A file that has a content.
pub struct Stored {
    id: i64,
    path: String,
    /// Local time `YYYY-MM-DD HH:MM:SS`.
    modified: String,
    bytes: u64,
}

impl Stored {
    /// Its path, made such that it cannot leave the folder it is written below.
    pub fn safe_path(&self) -> String {
        safe_path(&self.path)
    }

    /// How a ZIP is to keep it.
    pub fn zip_options(&self) -> SimpleFileOptions {
        SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .large_file(self.bytes > u64::from(u32::MAX))
            .last_modified_time(zip_time(&self.modified))
    }

    /// Copies its content.
    pub fn write_to(&self, connection: &Connection, out: &mut (impl Write + ?Sized)) -> Result<()> {
        let mut content = connection.blob_open(MAIN_DB, "files_contents", "content", self.id, true)?;
        io::copy(&mut content, out)?;
        Ok(())
    }
}

/// Writes every file: stored as it is, named by its path, dated by its last change. A list names those whose content is
/// not here.
pub fn write(connection: &Connection, language: Language, file: &File) -> Result<()> {
    write_named(connection, language, file, |path| Some(safe_path(path)))
}

/// How many bytes the archive of every file will take, or a little more.
pub fn content_bytes(connection: &Connection) -> Result<u64> {
    let entry = |stored: &Stored| stored.bytes + 2 * (stored.path.len() as u64 + ENTRY_BYTES);
    Ok(list(connection)?.iter().map(entry).sum::<u64>() + ENTRY_BYTES)
}

/// The same for those files of a folder that `is_wanted` takes by their paths, named from that folder on.
pub fn write_folder(
    connection: &Connection,
    folder: &FilePath,
    is_wanted: impl Fn(&str) -> bool,
    language: Language,
    file: &File,
) -> Result<()> {
    let above = folder.parent().map_or(0, |parent| parent.len() + 1);
    write_named(connection, language, file, |path| {
        let below = path.strip_prefix(folder.as_str())?.starts_with('/');
        (below && is_wanted(path)).then(|| safe_path(&path[above..]))
    })
}

fn write_named(
    connection: &Connection,
    language: Language,
    file: &File,
    name: impl Fn(&str) -> Option<String>,
) -> Result<()> {
    let mut zip = ZipWriter::new(ArchiveOut::new(BufWriter::new(file)));
    if let Some((list, text)) = missing(connection, language, |path| name(path).is_some())? {
        zip.start_file(list, SimpleFileOptions::default()).map_err(Error::internal)?;
        zip.write_all(text.as_bytes())?;
    }
    for stored in list(connection)? {
        let Some(name) = name(&stored.path) else { continue };
        zip.start_file(name, stored.zip_options()).map_err(Error::internal)?;
        stored.write_to(connection, &mut zip)?;
    }
    Ok(zip.finish().map_err(Error::internal)?.flush()?)
}

/// Name and text of a list of the files that an archive lacks, because their contents are not in this database; `None`
/// when it lacks nothing that it is to hold.
pub fn missing(
    connection: &Connection,
    language: Language,
    wanted: impl Fn(&str) -> bool,
) -> Result<Option<(String, String)>> {
    let paths: Vec<String> = absent::list(connection)?.into_iter().map(|file| file.path).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).filter(|path| wanted(path)).collect();
    if paths.is_empty() {
        return Ok(None);
    }
    let heading = text(language, &msg!("file-contents-elsewhere", count = paths.len()));
    let name = text(language, &msg!("file-missing-list"));
    Ok(Some((name, format!("{heading}\n\n{}\n", paths.join("\n")))))
}

/// Every file that has a content, in the order of archives.
pub fn list(connection: &Connection) -> Result<Vec<Stored>> {
    let mut statement = connection.prepare(
        "SELECT f.id, f.path, f.modified, length(c.content) FROM files f JOIN files_contents c ON c.id = f.id WHERE f.type = 1",
    )?;
    let files = statement.query_map([], |row| {
        Ok(Stored {
            id: row.get(0)?,
            path: row.get(1)?,
            modified: row.get(2)?,
            bytes: row.get::<_, i64>(3)?.unsigned_abs(),
        })
    })?;
    let mut files: Vec<_> = files.collect::<rusqlite::Result<_>>()?;
    files.sort_by(|a: &Stored, b| compare_paths(&a.path, &b.path));
    Ok(files)
}

/// Contexts in their order; within one, depth first, folders before files, names without regard to case.
fn compare_paths(a: &str, b: &str) -> Ordering {
    let rank = |path: &str| {
        let context = path.split('/').next().unwrap_or_default();
        CONTEXTS.iter().position(|known| *known == context).unwrap_or(CONTEXTS.len())
    };
    rank(a).cmp(&rank(b)).then_with(|| {
        let (mut a_parts, mut b_parts) = (a.split('/').peekable(), b.split('/').peekable());
        while let (Some(a), Some(b)) = (a_parts.next(), b_parts.next()) {
            if a != b {
                let (a_is_file, b_is_file) = (a_parts.peek().is_none(), b_parts.peek().is_none());
                return a_is_file
                    .cmp(&b_is_file)
                    .then_with(|| a.to_lowercase().cmp(&b.to_lowercase()))
                    .then_with(|| a.cmp(b));
            }
        }
        a.len().cmp(&b.len())
    })
}

/// A path that cannot leave the folder it is unpacked in, whatever stands in the database (threats.md 51).
fn safe_path(path: &str) -> String {
    let parts = path.split(['/', '\\']).filter(|part| !part.is_empty());
    parts.map(|part| if matches!(part, "." | "..") { "_" } else { part }).collect::<Vec<_>>().join("/")
}

/// ZIP times are local and start in 1980; a date that cannot be told becomes that day.
pub fn zip_time(modified: &str) -> DateTime {
    let time: Option<jiff::civil::DateTime> = modified.parse().ok();
    let parts = time.and_then(|t| {
        DateTime::from_date_and_time(
            t.year().try_into().ok()?,
            t.month().try_into().ok()?,
            t.day().try_into().ok()?,
            t.hour().try_into().ok()?,
            t.minute().try_into().ok()?,
            t.second().try_into().ok()?,
        )
        .ok()
    });
    parts.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_come_before_files_and_contexts_in_their_order() {
        let mut paths =
            ["web/a/b.txt", "documents/z.txt", "documents/b/y.txt", "documents/A/x.txt", "trash/t", "documents/a.txt"];
        paths.sort_by(|a, b| compare_paths(a, b));
        assert_eq!(
            paths,
            ["trash/t", "documents/A/x.txt", "documents/b/y.txt", "documents/a.txt", "documents/z.txt", "web/a/b.txt"]
        );
    }

    #[test]
    fn no_path_leaves_the_folder_it_is_unpacked_in() {
        assert_eq!(safe_path("../../etc/passwd"), "_/_/etc/passwd");
        assert_eq!(safe_path("/a\\..\\b//c"), "a/_/b/c");
    }

    #[test]
    fn dates_before_1980_or_unreadable_ones_do_not_stop_the_archive() {
        assert_eq!(zip_time("1970-01-01 00:00:00"), DateTime::default());
        assert_eq!(zip_time("2026-02-01 10:20:30").minute(), 20);
    }
}
