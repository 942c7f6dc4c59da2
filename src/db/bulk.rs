//! A larger page cache for work that touches a large part of the file.

use rusqlite::Connection;

use crate::error::Result;

/// The page cache of the writer during bulk changes, in KiB: enough for the indexes of some hundred thousand members.
/// There is one writer.
const WRITING_KIB: i64 = 64 << 10;

/// The page cache of a reader that reads rows in another order than that of the file, in KiB: enough for some two hundred
/// thousand lines of entries. There are several readers.
const READING_KIB: i64 = 16 << 10;

/// Runs `work` with a large page cache and frees its memory afterwards. Without it, tens of thousands of changes read
/// pages again that were just evicted.
pub fn with_large_cache<T>(conn: &Connection, work: impl FnOnce() -> Result<T>) -> Result<T> {
    with_cache(conn, WRITING_KIB, work)
}

/// The same for readings that use the same pages many times.
pub fn with_reading_cache<T>(conn: &Connection, work: impl FnOnce() -> Result<T>) -> Result<T> {
    with_cache(conn, READING_KIB, work)
}

fn with_cache<T>(conn: &Connection, kib: i64, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let usual: i64 = conn.pragma_query_value(None, "cache_size", |row| row.get(0))?;
    conn.pragma_update(None, "cache_size", -kib)?;
    let done = work();
    conn.pragma_update(None, "cache_size", usual)?;
    conn.execute_batch("PRAGMA shrink_memory")?;
    done
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use crate::msg;

    #[test]
    fn the_cache_is_as_it_was_whatever_became_of_the_work() {
        let conn = crate::db::schema::in_memory().unwrap();
        let size = || conn.pragma_query_value(None, "cache_size", |row| row.get::<_, i64>(0)).unwrap();
        let usual = size();
        assert_eq!(with_large_cache(&conn, || Ok(size())).unwrap(), -WRITING_KIB);
        assert!(with_large_cache::<()>(&conn, || Err(Error::invalid(msg!("db-closed")))).is_err());
        assert_eq!(size(), usual);
    }
}
