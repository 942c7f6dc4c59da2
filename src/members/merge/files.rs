//! The files of a member's fields go to another member.

use rusqlite::Transaction;

use super::notes::Notes;
use crate::audit::AuditLog;
use crate::error::Result;
use crate::files::{self, FilePath, changes, tree};

/// Moves the files of every field; a name that is taken gets a number.
pub fn move_to(tx: &Transaction<'_>, keeper: i64, gone: i64, notes: &mut Notes, audit: &AuditLog<'_>) -> Result<()> {
    for (field, name) in files::member::names(tx, gone)? {
        let from = format!("user/{gone}/{field}/{name}");
        if tree::find(tx, &from)?.is_none() {
            continue;
        }
        let to = free(tx, &format!("user/{keeper}/{field}"), &name)?;
        changes::rename(tx, &FilePath::parse(&from)?, &FilePath::parse(&to)?, false, audit)?;
        notes.files.push((from, to));
    }
    Ok(())
}

/// A path in a folder that nothing has: `a.txt`, else `a (2).txt`.
fn free(tx: &Transaction<'_>, folder: &str, name: &str) -> Result<String> {
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    let mut path = format!("{folder}/{name}");
    let mut number = 2;
    while tree::find(tx, &path)?.is_some() {
        path = format!("{folder}/{stem} ({number}){extension}");
        number += 1;
    }
    Ok(path)
}

/// Moves files back to where they were, as far as both places allow.
pub fn move_back(tx: &Transaction<'_>, notes: &Notes, audit: &AuditLog<'_>) -> Result<()> {
    for (from, to) in notes.files.iter().rev() {
        if tree::find(tx, to)?.is_some() && tree::find(tx, from)?.is_none() {
            changes::rename(tx, &FilePath::parse(to)?, &FilePath::parse(from)?, false, audit)?;
        }
    }
    Ok(())
}
