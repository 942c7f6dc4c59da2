//! Values computed from the database and kept until it changes.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Mutex;

use rusqlite::Connection;

use super::Db;
use crate::error::Result;

/// A value computed from the database and kept until another connection changes anything in it: SQLite's
/// `data_version` tells. For what is asked often and costs more than a few microseconds.
///
/// The version is always that of the connection of [`Db::read_inline`]: the counter of one connection means nothing to
/// another.
pub struct CachedValue<T> {
    kept: Mutex<Option<(i64, T)>>,
    /// Held by whoever computes the value, so that many who ask at once cause one computation.
    turn: tokio::sync::Mutex<()>,
}

impl<T> Default for CachedValue<T> {
    fn default() -> Self {
        CachedValue { kept: Mutex::new(None), turn: tokio::sync::Mutex::new(()) }
    }
}

impl<T: Clone + Send + 'static> CachedValue<T> {
    /// The value; if the database was changed since it was kept, it is computed on a thread that may block.
    pub async fn get(&self, db: &Db, compute: impl FnOnce(&Connection) -> Result<T> + Send + 'static) -> Result<T> {
        let asked = db.read_inline(version)?;
        if let Some(value) = self.kept_since(asked) {
            return Ok(value);
        }
        let _turn = self.turn.lock().await;
        // Whoever had the turn before may have begun after the change that this call must see.
        if let Some(value) = self.kept_since(asked) {
            return Ok(value);
        }
        let version = db.read_inline(version)?;
        // A concurrent change can make the value newer than its version, never staler.
        let value = db.read(compute).await?;
        self.keep(version, value.clone());
        Ok(value)
    }

    /// The same on the connection of [`Db::read_inline`], for a computation whose cost does not grow with the data.
    pub fn get_inline(&self, connection: &Connection, compute: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let version = version(connection)?;
        if let Some(value) = self.kept_since(version) {
            return Ok(value);
        }
        let value = compute(connection)?;
        self.keep(version, value.clone());
        Ok(value)
    }

    /// The kept value, if it was computed from that version or a later one.
    fn kept_since(&self, version: i64) -> Option<T> {
        let kept = self.kept.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        kept.as_ref().filter(|(seen, _)| *seen >= version).map(|(_, value)| value.clone())
    }

    fn keep(&self, version: i64, value: T) {
        let mut kept = self.kept.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if kept.as_ref().is_none_or(|(seen, _)| *seen <= version) {
            *kept = Some((version, value));
        }
    }
}

/// A number that grows whenever another connection has changed the database. As with [`CachedValue`], it must always be
/// asked with the same connection.
pub fn version(connection: &Connection) -> Result<i64> {
    Ok(connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?)
}

/// Values by their keys, kept until the database changes; bounded in number and in bytes.
pub struct VersionedCache<K, V> {
    kept: Mutex<Kept<K, V>>,
    values_max: usize,
    bytes_max: usize,
}

struct Kept<K, V> {
    /// The database's, when the values were computed.
    version: i64,
    bytes: usize,
    values: HashMap<K, V>,
}

impl<K: Eq + Hash, V: Clone> VersionedCache<K, V> {
    pub fn new(values_max: usize, bytes_max: usize) -> Self {
        let kept = Mutex::new(Kept { version: 0, bytes: 0, values: HashMap::new() });
        VersionedCache { kept, values_max, bytes_max }
    }

    /// The value of that key, if it was computed from this [`version`] of the database.
    pub fn get(&self, version: i64, key: &K) -> Option<V> {
        let kept = self.kept.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if kept.version == version { kept.values.get(key).cloned() } else { None }
    }

    /// Keeps a value that was computed after this version was read: a concurrent change can make the value newer than its
    /// version, never staler. When there is no more room, the cache is emptied.
    pub fn keep(&self, version: i64, key: K, value: V, bytes: usize) {
        let mut kept = self.kept.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if bytes > self.bytes_max || version < kept.version {
            return;
        }
        let full = kept.values.len() >= self.values_max || kept.bytes + bytes > self.bytes_max;
        if kept.version != version || full {
            *kept = Kept { version, bytes: 0, values: HashMap::new() };
        }
        if kept.values.insert(key, value).is_none() {
            kept.bytes += bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_one_version() {
        let map = VersionedCache::new(9, 100);
        map.keep(1, "a", 10, 1);
        assert_eq!((map.get(1, &"a"), map.get(2, &"a"), map.get(1, &"b")), (Some(10), None, None));
        map.keep(2, "b", 20, 1);
        assert_eq!((map.get(1, &"a"), map.get(2, &"a"), map.get(2, &"b")), (None, None, Some(20)));
    }

    #[test]
    fn neither_number_nor_bytes_go_beyond_their_bounds() {
        let map = VersionedCache::new(2, 100);
        for key in ["a", "b", "c"] {
            map.keep(1, key, 0, 1);
        }
        assert_eq!((map.get(1, &"a"), map.get(1, &"c")), (None, Some(0)));
        map.keep(1, "large", 0, 101);
        assert_eq!(map.get(1, &"large"), None);
        map.keep(1, "d", 0, 60);
        map.keep(1, "e", 0, 60);
        assert_eq!((map.get(1, &"d"), map.get(1, &"e")), (None, Some(0)));
    }
}
