//! What is kept until the database changes.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Mutex;

use rusqlite::Connection;

use crate::error::Result;

/// A value computed from the database and kept until anything in it is changed by another connection: SQLite's
/// `data_version` tells. For what is asked often and costs more than a few microseconds.
///
/// It must always be asked with the same connection, in practice that of [`Db::read_inline`](super::Db::read_inline), which never
/// writes: the counter of one connection means nothing to another.
pub struct CachedValue<T>(Mutex<Option<(i64, T)>>);

impl<T> Default for CachedValue<T> {
    fn default() -> Self {
        CachedValue(Mutex::new(None))
    }
}

impl<T: Clone> CachedValue<T> {
    /// The value, computed anew if the database was changed since.
    pub fn get(&self, connection: &Connection, compute: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let version = version(connection)?;
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

/// A number that changes whenever another connection has changed the database. As with [`CachedValue`], it must always be asked
/// with the same one.
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
    /// Of the database, when the values were computed.
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

    /// Keeps a value that was computed after this version was read: a change meanwhile leaves it too new for its
    /// version, never too old. When there is no more room, everything goes and comes back as it is asked for.
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
