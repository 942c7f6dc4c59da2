//! Room for work that touches a large part of the file.

use rusqlite::Connection;

use crate::error::Result;

/// Pages kept in memory meanwhile, in KiB: enough for the indexes of some hundred thousand members.
const CACHE_KIB: i64 = 64 << 10;

/// Runs `work` with a large page cache, and gives the memory back after it. Without it, tens of thousands of changes wait
/// for pages that were just put aside.
pub fn with_large_cache<T>(conn: &Connection, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let usual: i64 = conn.pragma_query_value(None, "cache_size", |row| row.get(0))?;
    conn.pragma_update(None, "cache_size", -CACHE_KIB)?;
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
        assert_eq!(with_large_cache(&conn, || Ok(size())).unwrap(), -CACHE_KIB);
        assert!(with_large_cache::<()>(&conn, || Err(Error::invalid(msg!("db-closed")))).is_err());
        assert_eq!(size(), usual);
    }
}
