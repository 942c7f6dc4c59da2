//! The reading snapshots that are open. The write-ahead log cannot be emptied beyond the oldest of them, so one that is
//! too old is ended (threats.md 67).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use rusqlite::{Connection, InterruptHandle};

#[derive(Default)]
pub struct Snapshots(Mutex<Open>);

#[derive(Default)]
struct Open {
    next: u64,
    snapshots: HashMap<u64, Snapshot>,
}

struct Snapshot {
    since: Instant,
    handle: InterruptHandle,
}

/// An entry of the list; dropped before its snapshot ends, so that nothing later on the connection is interrupted.
pub struct Registered<'a> {
    snapshots: &'a Snapshots,
    number: u64,
}

impl Snapshots {
    pub fn register(&self, connection: &Connection) -> Registered<'_> {
        let snapshot = Snapshot { since: Instant::now(), handle: connection.get_interrupt_handle() };
        let mut open = self.lock();
        open.next += 1;
        let number = open.next;
        open.snapshots.insert(number, snapshot);
        Registered { snapshots: self, number }
    }

    /// Interrupts what runs on snapshots older than `age`; gives their number. A reading that runs no statement at this
    /// moment goes on, and is interrupted by a later call.
    pub fn interrupt_older_than(&self, age: Duration) -> usize {
        // The lock is held meanwhile: no connection can be given back and used for something else.
        let open = self.lock();
        let old = open.snapshots.values().filter(|snapshot| snapshot.since.elapsed() >= age);
        old.map(|snapshot| snapshot.handle.interrupt()).count()
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Drop for Registered<'_> {
    fn drop(&mut self) {
        self.snapshots.lock().snapshots.remove(&self.number);
    }
}
