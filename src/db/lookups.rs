//! Look-ups in place: on the async thread that asks, behind one lock, and therefore of a bounded cost.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use rusqlite::Connection;

use super::closed;
use crate::error::{Error, Result};
use crate::msg;

/// Instructions of the engine between two calls of its progress handler. The engine counts those of a prepared statement
/// over all its executions, so one call says little.
const INSTRUCTIONS_A_CALL: i32 = 2_500;
/// With so many calls during one look-up, it is none: 20,000 instructions are a millisecond or so. Rows found by an index
/// take some hundred; reading the schema again, after a change of it, some thousand.
const CALLS_MAX: u32 = 8;

/// A connection whose statements are stopped when they turn out to be more than look-ups.
pub struct Lookups {
    connection: Mutex<Option<Connection>>,
    calls: Arc<AtomicU32>,
}

impl Lookups {
    pub fn new(mut connection: Connection) -> Result<Self> {
        let calls = Arc::new(AtomicU32::new(0));
        let counted = calls.clone();
        let must_stop = move || counted.fetch_add(1, Relaxed) + 1 >= CALLS_MAX;
        connection.progress_handler(INSTRUCTIONS_A_CALL, Some(must_stop))?;
        Ok(Lookups { connection: Mutex::new(Some(connection)), calls })
    }

    /// Runs `work`; `None` when it ran too many instructions.
    pub fn attempt<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<Option<T>> {
        let connection = self.connection.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        self.calls.store(0, Relaxed);
        let done = work(connection.as_ref().ok_or_else(closed)?);
        if self.calls.load(Relaxed) >= CALLS_MAX { Ok(None) } else { done.map(Some) }
    }

    /// The same for what never runs that many.
    pub fn run<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.attempt(work)?.ok_or_else(|| Error::Busy(msg!("error-interrupted")))
    }

    pub fn close(&self) {
        self.connection.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNT: &str =
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ?1) SELECT count(*) FROM c";

    fn count_to(connection: &Connection, last: u32) -> Result<u32> {
        Ok(connection.query_row(COUNT, [last], |row| row.get(0))?)
    }

    #[test]
    fn what_costs_more_than_a_look_up_is_stopped_and_the_next_one_runs() {
        let lookups = Lookups::new(Connection::open_in_memory().unwrap()).unwrap();
        assert_eq!(lookups.attempt(|connection| count_to(connection, 50)).unwrap(), Some(50));
        assert_eq!(lookups.attempt(|connection| count_to(connection, 1_000_000)).unwrap(), None);
        assert!(matches!(lookups.run(|connection| count_to(connection, 1_000_000)), Err(Error::Busy(_))));
        assert_eq!(lookups.run(|connection| count_to(connection, 50)).unwrap(), 50);
    }

    #[test]
    fn a_prepared_statement_that_runs_often_is_a_look_up_each_time() {
        let lookups = Lookups::new(Connection::open_in_memory().unwrap()).unwrap();
        for _ in 0..2_000 {
            lookups.run(|connection| Ok(connection.prepare_cached("VALUES (1), (2), (3)")?.exists([])?)).unwrap();
            lookups.run(|connection| Ok(connection.prepare_cached(COUNT)?.exists([100])?)).unwrap();
        }
    }
}
