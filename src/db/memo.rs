//! What is kept until the database changes.

use std::sync::Mutex;

use rusqlite::Connection;

use crate::error::Result;

/// A value computed from the database and kept until anything in it is changed by another connection: SQLite's
/// `data_version` tells. For what is asked often and costs more than a few microseconds.
///
/// It must always be asked with the same connection, in practice that of [`Db::peek`](super::Db::peek), which never
/// writes: the counter of one connection means nothing to another.
pub struct Memo<T>(Mutex<Option<(i64, T)>>);

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Memo(Mutex::new(None))
    }
}

impl<T: Clone> Memo<T> {
    /// The value, computed anew if the database was changed since.
    pub fn get(&self, connection: &Connection, compute: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let version: i64 = connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?;
        let mut kept = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        match &*kept {
            Some((seen, value)) if *seen == version => Ok(value.clone()),
            _ => {
                // A change since the version was read is then stored under the former one, and computed once more.
                let value = compute(connection)?;
                *kept = Some((version, value.clone()));
                Ok(value)
            }
        }
    }
}
