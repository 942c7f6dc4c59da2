//! Earlier contents of files: `versions/PATH/NNNNNNNN.TIMESTAMP.LABEL` (database.md 6).

use std::io::{Read, Seek};

use rusqlite::{Connection, Transaction};
use serde::Serialize;
use utoipa::ToSchema;

use super::find::{self, File};
use super::tree::{self, Entry};
use super::{Content, FileName, FilePath, index, links, store};
use crate::association::Settings;
use crate::db::temporary_folder;
use crate::error::{Error, Result};
use crate::msg;

/// How many versions each policy keeps at most, besides the newest, and by how much (in per cent) each step back in
/// time is longer than the one before.
const POLICIES: [(&str, usize, i64); 3] = [("min", 4, 900), ("avg", 19, 180), ("max", 49, 126)];
/// The first step back in time, in seconds: of what was saved within it, one version is enough.
const FIRST_STEP_SECONDS: i64 = 600;

/// An earlier content of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FileVersion)]
pub struct Version {
    /// Where it can be read.
    pub path: String,
    pub number: u32,
    /// Unix time of the content.
    pub timestamp: i64,
    /// Empty unless somebody gave it a name; then it is kept whatever its age.
    pub label: String,
    /// Local time of the content.
    pub modified: String,
    /// Bytes.
    pub size: i64,
    pub md5: Option<String>,
}

impl Version {
    fn of(entry: Entry) -> Option<Self> {
        let mut parts = entry.name.splitn(3, '.');
        let number = parts.next()?.parse().ok()?;
        let timestamp = parts.next()?.parse().ok()?;
        let label = parts.next().unwrap_or_default().to_owned();
        let Entry { path, modified, size, md5, .. } = entry;
        Some(Version { path, number, timestamp, label, modified, size: size.unwrap_or(0), md5 })
    }
}

/// The earlier contents of the file of that path, newest first.
pub fn list(connection: &Connection, path: &str) -> Result<Vec<Version>> {
    let Ok(folder) = FilePath::parse(&format!("versions/{path}")) else { return Ok(Vec::new()) };
    let mut versions: Vec<Version> =
        tree::list(connection, Some(&folder))?.into_iter().filter_map(Version::of).collect();
    versions.sort_by_key(|version| std::cmp::Reverse(version.number));
    Ok(versions)
}

/// Keeps the present content of a file that is about to be replaced, where its context and the settings say so, and
/// lets go of versions that stand too close to each other for their age.
pub fn keep(tx: &Transaction, file: &File, now: &str) -> Result<()> {
    let settings = Settings::read(tx)?;
    let (Some(policy), limit) = (policy(&settings), bytes_max(&settings)) else { return Ok(()) };
    let Ok(path) = FilePath::parse(&file.path) else { return Ok(()) };
    let bytes = find::content_size(tx, file.id)?.unwrap_or(0);
    if !path.space().has_versions() || bytes == 0 || bytes > limit {
        return Ok(());
    }
    let versions = list(tx, &file.path)?;
    let number = versions.first().map_or(1, |newest| newest.number.saturating_add(1));
    let timestamp = links::moment(tx, &file.modified)?.unwrap_or(0);
    let Ok(kept) = FilePath::parse(&format!("versions/{}/{number:08}.{timestamp}.", file.path)) else { return Ok(()) };
    if let Some(entry) = tree::find(tx, &file.path)? {
        let id = store::duplicate(tx, &entry, &kept, now)?;
        index::write(tx, id, "")?;
    }
    let now = links::moment(tx, now)?.unwrap_or(timestamp);
    for version in superfluous(list(tx, &file.path)?, policy, now) {
        store::delete(tx, &version.path)?;
    }
    Ok(())
}

/// Stores a content as [`store::put`] does; what it replaces becomes a version.
pub fn put<R: Read + Seek>(
    tx: &Transaction,
    folder: &str,
    name: &FileName,
    content: Content<R>,
    now: &str,
) -> Result<File> {
    store::put(tx, folder, name, content, now, |replaced| keep(tx, replaced, now))
}

/// Makes an earlier content the present one; the present one becomes a version in its turn.
///
/// Errors: `NotFound` for what is no version; `Conflict` when a folder now stands where the file was.
pub fn restore(tx: &Transaction, version: &FilePath, now: &str) -> Result<File> {
    let unknown = || Error::NotFound(msg!("file-no-version", path = version.as_str()));
    let entry = tree::find(tx, version.as_str())?.filter(|entry| !entry.is_folder()).ok_or_else(unknown)?;
    let original = version.as_str().strip_prefix("versions/").and_then(|rest| rest.rsplit_once('/'));
    let original = FilePath::parse(original.ok_or_else(unknown)?.0)?;
    let size = find::content_size(tx, entry.id)?.ok_or_else(unknown)?;
    // A content is read twice when it is stored, and the one it replaces is written meanwhile.
    let mut content = temporary_folder::new_file()?;
    find::copy_content(tx, entry.id, size, 0..size, &mut content)?;
    let name = FileName::parse(original.name())?;
    put(tx, original.parent().unwrap_or_default(), &name, Content { bytes: content, size }, now)
}

/// Number of steps and their growth; `None` if no version is kept.
fn policy(settings: &Settings) -> Option<(usize, i64)> {
    let name = settings.versioning_policy.as_deref()?;
    POLICIES.iter().find(|(known, ..)| *known == name).map(|(_, steps, growth)| (*steps, *growth))
}

/// Larger files have no versions.
fn bytes_max(settings: &Settings) -> u64 {
    settings.versioning_mebibytes_max.unwrap_or(2).saturating_mul(1 << 20)
}

/// Of versions without a name, newest first, those beyond the newest and the oldest of each step back in time: the
/// oldest stays, so that something is left to reach the next step.
fn superfluous(versions: Vec<Version>, (steps, growth): (usize, i64), now: i64) -> Vec<Version> {
    let step_of = |version: &Version| {
        let age = now.saturating_sub(version.timestamp);
        let (mut step, mut end) = (0, FIRST_STEP_SECONDS);
        while age > end && step + 1 < steps {
            (step, end) = (step + 1, end.saturating_mul(growth) / 100);
        }
        step
    };
    let unnamed: Vec<Version> = versions.into_iter().filter(|version| version.label.is_empty()).collect();
    let steps_of: Vec<usize> = unnamed.iter().map(step_of).collect();
    let is_oldest = |at: usize| steps_of.get(at + 1) != Some(&steps_of[at]);
    let kept: Vec<bool> = (0..unnamed.len()).map(|at| at == 0 || is_oldest(at)).collect();
    unnamed.into_iter().zip(kept).filter(|(_, kept)| !kept).map(|(version, _)| version).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(number: u32, timestamp: i64, label: &str) -> Version {
        let path = format!("versions/documents/x/{number:08}.{timestamp}.{label}");
        Version { path, number, timestamp, label: label.into(), modified: String::new(), size: 1, md5: None }
    }

    #[test]
    fn versions_are_fewer_the_older_they_are_and_a_named_one_always_stays() {
        for (name, steps, growth) in POLICIES {
            // Saved every five minutes for a month.
            let mut versions: Vec<Version> = Vec::new();
            for number in 1..=8_640 {
                let now = i64::from(number) * 300;
                versions.insert(0, version(number, now - 300, if number == 5 { "AG" } else { "" }));
                let gone = superfluous(versions.clone(), (steps, growth), now);
                versions.retain(|version| !gone.contains(version));
            }
            let named = versions.iter().filter(|version| version.label == "AG").count();
            let (newest, oldest) = (&versions[0], versions.last().unwrap());
            assert!(versions.len() <= steps + 2 && versions.len() >= 4, "{name}: {}", versions.len());
            assert_eq!((newest.number, named), (8_640, 1), "{name}");
            assert!(oldest.timestamp < 1_500, "{name}: the first content is still there");
        }
    }
}
