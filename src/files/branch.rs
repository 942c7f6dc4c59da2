//! Making folders, moving and copying branches of the tree.

use rusqlite::{Transaction, params};

use super::path::Space;
use super::tree::{Entry, branch, existing, find};
use super::{FilePath, index, links, properties, store};
use crate::error::{Error, Result};
use crate::msg;

/// Makes a folder and those above it.
///
/// Errors: `Conflict` when something has that path already, or a file stands where a folder is needed.
pub fn make_folder(tx: &Transaction, path: &FilePath, now: &str) -> Result<Entry> {
    store::require_unlocked(tx)?;
    if find(tx, path.as_str())?.is_some() {
        return Err(Error::Conflict(msg!("file-taken", path = path.as_str())));
    }
    store::make_folder(tx, path.as_str(), now)?;
    existing(tx, path)
}

/// Gives a file or a folder, with all that is in it, another path; its versions follow.
///
/// Errors: `NotFound`; `Conflict` when something has the new path; `Invalid` for a context, or a folder put into itself.
pub fn rename(tx: &Transaction, from: &FilePath, to: &FilePath, now: &str) -> Result<Entry> {
    store::require_unlocked(tx)?;
    existing(tx, from)?;
    check_places(from, to)?;
    if find(tx, to.as_str())?.is_some() {
        return Err(Error::Conflict(msg!("file-taken", path = to.as_str())));
    }
    move_branch(tx, from.as_str(), to, now)?;
    let in_trash = |path: &FilePath| path.space() == Space::Trash;
    if !in_trash(from) && !in_trash(to) {
        move_versions(tx, from, to, now)?;
    }
    for entry in branch(tx, to.as_str())?.iter().filter(|entry| !entry.is_folder()) {
        links::tie(tx, entry.id, &FilePath::parse(&entry.path)?)?;
    }
    links::tell_settings(tx, from.as_str(), None)?;
    links::tell_settings(tx, to.as_str(), Some(now))?;
    existing(tx, to)
}

fn move_branch(tx: &Transaction, from: &str, to: &FilePath, now: &str) -> Result<()> {
    if let Some(parent) = to.parent() {
        store::make_folder(tx, parent, now)?;
    }
    // What is directly in it follows by the foreign key of its parent; so folders come before what is in them.
    for entry in branch(tx, from)? {
        let path = format!("{}{}", to.as_str(), &entry.path[from.len()..]);
        if entry.path == from {
            tx.prepare_cached("UPDATE files SET path = ?2, parent = ?3, name = ?4 WHERE id = ?1")?.execute(params![
                entry.id,
                path,
                to.parent(),
                to.name()
            ])?;
        } else {
            tx.prepare_cached("UPDATE files SET path = ?2 WHERE id = ?1")?.execute(params![entry.id, path])?;
        }
    }
    Ok(())
}

fn move_versions(tx: &Transaction, from: &FilePath, to: &FilePath, now: &str) -> Result<()> {
    let (old, new) = (format!("versions/{}", from.as_str()), format!("versions/{}", to.as_str()));
    let (Ok(_), Ok(new)) = (FilePath::parse(&old), FilePath::parse(&new)) else { return Ok(()) };
    if find(tx, &old)?.is_none() {
        return Ok(());
    }
    // Those of something else that was once at the new path would be taken for its own.
    store::delete(tx, new.as_str())?;
    move_branch(tx, &old, &new, now)
}

/// Copies a file, or a folder: with all that is in it, or alone when it is not `deep`. Versions stay with the first one.
///
/// Errors: as [`rename`].
pub fn copy(tx: &Transaction, from: &FilePath, to: &FilePath, deep: bool, now: &str) -> Result<Entry> {
    store::require_unlocked(tx)?;
    existing(tx, from)?;
    check_places(from, to)?;
    if find(tx, to.as_str())?.is_some() {
        return Err(Error::Conflict(msg!("file-taken", path = to.as_str())));
    }
    if let Some(parent) = to.parent() {
        store::make_folder(tx, parent, now)?;
    }
    for entry in branch(tx, from.as_str())? {
        if !deep && entry.path != from.as_str() {
            break;
        }
        let path = format!("{}{}", to.as_str(), &entry.path[from.as_str().len()..]);
        if entry.is_folder() {
            store::make_folder(tx, &path, now)?;
            if let Some(made) = find(tx, &path)? {
                properties::copy(tx, entry.id, made.id)?;
            }
            continue;
        }
        let path = FilePath::parse(&path)?;
        let id = store::duplicate(tx, &entry, &path, now)?;
        properties::copy(tx, entry.id, id)?;
        index::write(tx, id, entry.mime.as_deref().unwrap_or_default())?;
        links::tie(tx, id, &path)?;
        links::tell_settings(tx, path.as_str(), Some(now))?;
    }
    existing(tx, to)
}

fn check_places(from: &FilePath, to: &FilePath) -> Result<()> {
    if from.is_root() || to.is_root() {
        return Err(Error::invalid(msg!("file-context-stays")));
    }
    if to.is_within(from) {
        return Err(Error::invalid_field("to", msg!("file-into-itself", path = from.as_str())));
    }
    Ok(())
}
