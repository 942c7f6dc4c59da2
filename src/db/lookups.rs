//! Look-ups in place: on the async thread that asks, behind one lock, and therefore of a bounded cost.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use rusqlite::Connection;

use super::closed;
use crate::error::{Error, Result};
use crate::msg;

/// The most instructions of the engine that one statement may run here: a millisecond or so. Rows found by an index take
/// some hundred; reading the schema again, after a change of it, some thousand.
const INSTRUCTIONS_MAX: i32 = 20_000;

/// A connection whose statements are stopped when they turn out to be more than look-ups.
pub struct Lookups {
    connection: Mutex<Option<Connection>>,
    exceeded: Arc<AtomicBool>,
}

impl Lookups {
    pub fn new(mut connection: Connection) -> Result<Self> {
        let exceeded = Arc::new(AtomicBool::new(false));
        let told = exceeded.clone();
        connection.progress_handler(
            INSTRUCTIONS_MAX,
            Some(move || {
                told.store(true, Relaxed);
                true
            }),
        )?;
        Ok(Lookups { connection: Mutex::new(Some(connection)), exceeded })
    }

    /// Runs `work`; `None` when a statement of it ran too many instructions.
    pub fn attempt<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<Option<T>> {
        let connection = self.connection.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let done = work(connection.as_ref().ok_or_else(closed)?);
        if self.exceeded.swap(false, Relaxed) { Ok(None) } else { done.map(Some) }
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

    fn count_to(connection: &Connection, last: u32) -> Result<u32> {
        let sql = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ?1) SELECT count(*) FROM c";
        Ok(connection.query_row(sql, [last], |row| row.get(0))?)
    }

    #[test]
    fn what_costs_more_than_a_look_up_is_stopped_and_the_next_one_runs() {
        let lookups = Lookups::new(Connection::open_in_memory().unwrap()).unwrap();
        assert_eq!(lookups.attempt(|connection| count_to(connection, 50)).unwrap(), Some(50));
        assert_eq!(lookups.attempt(|connection| count_to(connection, 1_000_000)).unwrap(), None);
        assert!(matches!(lookups.run(|connection| count_to(connection, 1_000_000)), Err(Error::Busy(_))));
        assert_eq!(lookups.run(|connection| count_to(connection, 50)).unwrap(), 50);
    }
}
