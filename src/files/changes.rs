//! What people do with files: each change, with its line in the journal.

use std::io::{Read, Seek};

use rusqlite::Transaction;
use serde_json::json;

use super::path::Space;
use super::properties::{self, Property};
use super::tree::{self, Entry};
use super::{Content, File, FileName, FilePath, branch, find, quota, store, trash, versions};
use crate::audit::{Action, AuditLog};
use crate::error::{Error, Result};
use crate::msg;

/// Stores a content at a path, in place of the file that has it.
///
/// Errors: those of [`versions::put`]; `NoRoom` when the quota (bytes) leaves none; `Invalid` for a context.
pub fn put<R: Read + Seek>(
    tx: &Transaction,
    path: &FilePath,
    content: Content<R>,
    quota: Option<u64>,
    audit: &AuditLog,
) -> Result<Entry> {
    let Some(folder) = path.parent() else { return Err(Error::invalid(msg!("file-context-stays"))) };
    let name = FileName::parse(path.name())?;
    let before = tree::find(tx, path.as_str())?;
    let freed = before.as_ref().and_then(|entry| entry.size).unwrap_or(0).unsigned_abs();
    quota::require_room(tx, quota, content.size, freed)?;
    let stored = versions::put(tx, folder, &name, content, audit.moment())?;
    let entry = tree::existing(tx, path)?;
    if before.as_ref() != Some(&entry) {
        note_content(audit, before.as_ref(), &stored)?;
    }
    Ok(entry)
}

/// Notes a new file, or another content of one.
fn note_content(audit: &AuditLog, before: Option<&Entry>, stored: &File) -> Result<()> {
    let old = |value: fn(&Entry) -> serde_json::Value| before.map(value);
    let mut changes = json!({
        "size": {"old": old(|entry| json!(entry.size)), "new": stored.size},
        "md5": {"old": old(|entry| json!(entry.md5)), "new": stored.md5},
    });
    if before.is_none() {
        changes["path"] = json!({"old": null, "new": stored.path});
    }
    let action = if before.is_some() { Action::Changed } else { Action::Created };
    audit.record_file(stored.id, action, &changes.to_string(), &[])
}

/// Makes a folder, and those above it.
pub fn make_folder(tx: &Transaction, path: &FilePath, audit: &AuditLog) -> Result<Entry> {
    let entry = branch::make_folder(tx, path, audit.moment())?;
    audit.record_file(entry.id, Action::Created, &moved(None, Some(&entry.path)), &[])?;
    Ok(entry)
}

/// Moves a file or a folder. With `replace`, what has the new path goes out of the way: a file that another replaces
/// becomes one of its versions where such are kept; anything else goes to the trash.
pub fn rename(tx: &Transaction, from: &FilePath, to: &FilePath, replace: bool, audit: &AuditLog) -> Result<Entry> {
    tree::existing(tx, from)?;
    if replace && !to.is_within(from) && !from.is_within(to) {
        displace(tx, from, to, audit)?;
    }
    let entry = branch::rename(tx, from, to, audit.moment())?;
    audit.record_file(entry.id, Action::Changed, &moved(Some(from.as_str()), Some(to.as_str())), &[])?;
    Ok(entry)
}

/// Copies a file, or a folder with all that is in it (`deep`) or alone; `replace` as for [`rename`].
pub fn copy(
    tx: &Transaction,
    (from, to): (&FilePath, &FilePath),
    deep: bool,
    replace: bool,
    quota: Option<u64>,
    audit: &AuditLog,
) -> Result<Entry> {
    let bytes = tree::branch(tx, from.as_str())?.iter().filter_map(|entry| entry.size).sum::<i64>();
    if deep || !tree::existing(tx, from)?.is_folder() {
        quota::require_room(tx, quota, bytes.unsigned_abs(), 0)?;
    }
    if replace && !to.is_within(from) && !from.is_within(to) {
        displace(tx, from, to, audit)?;
    }
    let entry = branch::copy(tx, from, to, deep, audit.moment())?;
    let changes = json!({"path": {"old": null, "new": to.as_str()}, "copy_of": {"old": null, "new": from.as_str()}});
    audit.record_file(entry.id, Action::Created, &changes.to_string(), &[])?;
    Ok(entry)
}

fn displace(tx: &Transaction, from: &FilePath, to: &FilePath, audit: &AuditLog) -> Result<()> {
    let Some(there) = tree::find(tx, to.as_str())? else { return Ok(()) };
    let is_file = |entry: Option<&Entry>| entry.is_some_and(|entry| !entry.is_folder());
    let both_files = is_file(Some(&there)) && is_file(tree::find(tx, from.as_str())?.as_ref());
    if both_files && let Some(file) = find::find(tx, to.as_str())? {
        let count = versions::list(tx, to.as_str())?.first().map(|newest| newest.number);
        versions::keep(tx, &file, audit.moment())?;
        if versions::list(tx, to.as_str())?.first().map(|newest| newest.number) != count {
            store::delete(tx, to.as_str())?;
            return Ok(());
        }
    }
    move_to_trash(tx, to, audit).map(drop)
}

/// Puts a file or a folder in the trash; gives where it is then.
pub fn move_to_trash(tx: &Transaction, path: &FilePath, audit: &AuditLog) -> Result<FilePath> {
    let entry = tree::existing(tx, path)?;
    let place = trash::put(tx, path, audit.moment())?;
    audit.record_file(entry.id, Action::Changed, &moved(Some(path.as_str()), Some(place.as_str())), &[])?;
    Ok(place)
}

/// Puts something back from the trash, where it was or elsewhere.
pub fn restore(tx: &Transaction, path: &FilePath, to: Option<&FilePath>, audit: &AuditLog) -> Result<Entry> {
    let entry = trash::restore(tx, path, to, audit.moment())?;
    audit.record_file(entry.id, Action::Changed, &moved(Some(path.as_str()), Some(&entry.path)), &[])?;
    Ok(entry)
}

/// Deletes a file or a folder for good, wherever it is, with its versions.
///
/// Errors: `NotFound`; `Invalid` for a context.
pub fn delete(tx: &Transaction, path: &FilePath, audit: &AuditLog) -> Result<()> {
    if path.is_root() {
        return Err(Error::invalid(msg!("file-context-stays")));
    }
    let entry = tree::existing(tx, path)?;
    let gone = trash::delete(tx, path)?;
    audit.record_file(entry.id, Action::Deleted, &moved(Some(path.as_str()), None), &gone)
}

/// Deletes for good what was put in the trash before that local time; gives how many files that were.
pub fn empty_trash(tx: &Transaction, before: &str, audit: &AuditLog) -> Result<usize> {
    let gone = trash::empty(tx, before)?;
    if !gone.is_empty() {
        audit.record_file(0, Action::Deleted, &moved(Some(Space::Trash.name()), None), &gone)?;
    }
    Ok(gone.len())
}

/// Makes an earlier content the present one.
pub fn restore_version(tx: &Transaction, version: &FilePath, audit: &AuditLog) -> Result<Entry> {
    let stored = versions::restore(tx, version, audit.moment())?;
    let changes = json!({"version": {"old": null, "new": version.as_str()}, "md5": {"old": null, "new": stored.md5}});
    audit.record_file(stored.id, Action::Changed, &changes.to_string(), &[])?;
    tree::existing(tx, &FilePath::parse(&stored.path)?)
}

/// Sets properties of a file or a folder, or removes them (`false`).
pub fn patch_properties(tx: &Transaction, path: &FilePath, patch: &[(bool, Property)], audit: &AuditLog) -> Result<()> {
    let id = tree::existing(tx, path)?.id;
    patch.iter().try_for_each(|(set, property)| properties::patch(tx, id, property, *set))?;
    // Their values mean something to their clients alone.
    let names = |set: bool| patch.iter().filter(move |(is_set, _)| *is_set == set).map(|(_, property)| &property.name);
    let changes =
        json!({"properties": {"old": names(false).collect::<Vec<_>>(), "new": names(true).collect::<Vec<_>>()}});
    audit.record_file(id, Action::Changed, &changes.to_string(), &[])
}

fn moved(from: Option<&str>, to: Option<&str>) -> String {
    json!({"path": {"old": from, "new": to}}).to_string()
}
