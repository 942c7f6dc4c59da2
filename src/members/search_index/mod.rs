//! An index of the members in memory, for searches by words: what is searched of them, in the order of lists.
//!
//! It is made of what a snapshot holds, so that it can never differ from the file, whoever wrote it. [`ChangeWatch`] tells
//! which members changed since, by our own writes, and whether another program wrote; [`SearchIndex::current`] brings it to
//! the state that a reading sees, or gives none: then the same question is asked in SQL, which finds the same.
//!
//! | file | what it holds |
//! |---|---|
//! | `rows`, `chunks` | members in memory |
//! | `read` | reading them |
//! | `find` | looking through them |
//!
//! [`ChangeWatch`]: crate::db::ChangeWatch

mod chunks;
mod find;
mod read;
mod rows;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};
use std::time::Duration;

use rusqlite::Connection;

pub use chunks::MemberIndex;

use super::layout::Layout;
use crate::db::{Changes, Db, Epoch};
use crate::error::Result;

/// Changed members that a search reads before it searches; more are read in the background.
const INLINE_MAX: usize = 2_000;
/// How often, and at what distance, a search looks whether the index is made.
const ATTEMPTS: u32 = 150;
const PAUSE: Duration = Duration::from_millis(2);

/// The index and its state.
#[derive(Default)]
pub struct SearchIndex {
    /// Of the epoch at which changes were last taken; `None` before it was made, or if members cannot be indexed.
    kept: Mutex<Option<Arc<MemberIndex>>>,
}

impl SearchIndex {
    /// The index of the members that a reading sees, if it is there; the first statement of a snapshot must be ours, so this
    /// begins it and reads the fields too.
    pub fn current(&self, db: &Db, conn: &Connection) -> Result<(Layout, Option<Arc<MemberIndex>>)> {
        let epoch = db.members_epoch(conn)?;
        let layout = Layout::read(conn)?;
        let index = epoch.map(|epoch| self.at(db, conn, &layout, epoch, INLINE_MAX)).transpose()?.flatten();
        Ok((layout, index))
    }

    /// Whether [`SearchIndex::build`] is worth its cost: nobody is at it, and more than this search will use it.
    pub fn is_stale(&self, db: &Db) -> bool {
        db.is_served_here() && db.watch().has_lost_track() && self.kept.try_lock().is_ok()
    }

    /// Makes the index, or brings it up to date, whatever that costs. Gives up while members are being written; the next
    /// search asks for it again.
    pub fn build(&self, db: &Db, conn: &Connection) -> Result<()> {
        let Some(epoch) = db.members_epoch(conn)? else { return Ok(()) };
        let layout = Layout::read(conn)?;
        self.at(db, conn, &layout, epoch, usize::MAX).map(drop)
    }

    /// Waits a moment for somebody who makes it, for about as long as SQL would take.
    fn lock(&self) -> Option<MutexGuard<'_, Option<Arc<MemberIndex>>>> {
        for _ in 0..ATTEMPTS {
            match self.kept.try_lock() {
                Ok(kept) => return Some(kept),
                Err(TryLockError::Poisoned(poisoned)) => return Some(poisoned.into_inner()),
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            }
        }
        None
    }

    fn at(
        &self,
        db: &Db,
        conn: &Connection,
        layout: &Layout,
        epoch: Epoch,
        most: usize,
    ) -> Result<Option<Arc<MemberIndex>>> {
        let Some(mut kept) = self.lock() else { return Ok(None) };
        let watch = db.watch();
        if watch.has_lost_track() && most < usize::MAX {
            return Ok(None);
        }
        let Some(changes) = watch.take(epoch) else { return Ok(None) };
        match brought_up_to_date(kept.take(), conn, layout, &changes, most) {
            Ok(Some(index)) => *kept = index,
            Ok(None) => watch.lose_track(),
            Err(error) => {
                watch.lose_track();
                return Err(error);
            }
        }
        Ok(kept.clone())
    }
}

/// The index after changes; `Ok(None)` when that would read more than `most` members. The inner `None` stands for members
/// that cannot be indexed.
fn brought_up_to_date(
    index: Option<Arc<MemberIndex>>,
    conn: &Connection,
    layout: &Layout,
    changes: &Changes,
    most: usize,
) -> Result<Option<Option<Arc<MemberIndex>>>> {
    match (index, changes) {
        (index, Changes::Members(members)) if members.is_empty() => Ok(Some(index)),
        (_, Changes::Members(members)) if members.len() > most => Ok(None),
        (Some(index), Changes::Members(members)) => {
            let new = read::some(conn, layout, members)?;
            Ok(Some(new.and_then(|new| index.with(members, &new)).map(Arc::new)))
        }
        // What cannot be indexed may have become so.
        _ if most < usize::MAX => Ok(None),
        _ => Ok(Some(read::everybody(conn, layout)?.and_then(|rows| MemberIndex::new(&rows)).map(Arc::new))),
    }
}

/// The categories whose members a list shows.
pub(super) fn categories(conn: &Connection, scope: super::filter::Scope) -> Result<HashSet<i64>> {
    use super::filter::Scope;
    let (sql, id) = match scope {
        Scope::Visible => ("SELECT id FROM users_categories WHERE hidden = 0 AND ?1 IS NULL", None),
        Scope::Everybody => ("SELECT id FROM users_categories WHERE ?1 IS NULL", None),
        Scope::Category(id) => ("SELECT id FROM users_categories WHERE id = ?1", Some(id)),
    };
    let mut statement = conn.prepare_cached(sql)?;
    let ids = statement.query_map([id], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}
