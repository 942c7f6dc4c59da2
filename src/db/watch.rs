//! Which rows of the members' tables changed, so that what is kept of them in memory is never staler than what is read.
//!
//! Commits of the one writer are seen through SQLite's update hook. Those of other processes (Paheko, a command beside the
//! server) change nothing that this process could read cheaply but the `data_version` of the writer's connection, which
//! its own commits leave alone: it is compared when a write begins and when a reading asks.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::Connection;

use super::Db;
use super::cache::version;
use crate::error::Result;

/// Rows of members that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changes {
    /// By their identifiers.
    Members(HashSet<i64>),
    /// Any of them, and perhaps the fields.
    Everything,
}

/// Beyond so many members, reading all of them costs less than each of them.
const MEMBERS_MAX: usize = 20_000;

impl Changes {
    fn none() -> Self {
        Changes::Members(HashSet::new())
    }

    fn is_none(&self) -> bool {
        matches!(self, Changes::Members(members) if members.is_empty())
    }

    fn note(&mut self, table: &str, row: i64) {
        match (table, &mut *self) {
            (_, Changes::Everything) => {}
            ("users" | "users_search", Changes::Members(members)) if members.len() < MEMBERS_MAX => {
                members.insert(row);
            }
            ("users" | "users_search" | "config_users_fields", _) => *self = Changes::Everything,
            _ => {}
        }
    }

    fn add(&mut self, more: Changes) {
        match (&mut *self, more) {
            (Changes::Members(members), Changes::Members(more)) if members.len() + more.len() <= MEMBERS_MAX => {
                members.extend(more);
            }
            _ => *self = Changes::Everything,
        }
    }
}

/// Follows the changes of one database. Clones follow the same.
#[derive(Clone, Default)]
pub struct ChangeWatch {
    state: Arc<Mutex<State>>,
    /// What the write transaction under way changed; apart, because the hook runs for each row.
    pending: Arc<Mutex<Option<Changes>>>,
    /// Whether jobs were written since they were last asked for.
    jobs: Arc<AtomicBool>,
}

#[derive(Default)]
struct State {
    /// How often members changed since the start.
    epoch: u64,
    /// The writer's `data_version` when it was last compared.
    version: Option<i64>,
    phase: Phase,
    /// Since they were last taken; `None` for everything.
    changes: Option<Changes>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Idle,
    /// A write transaction of ours is open: no other process can commit.
    Writing,
    /// It ends, and members are as before, but other processes may commit after it.
    Ending,
    /// It ends, and whether members are as before or after it cannot be told.
    Committing,
}

/// The state of the members that a reading sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Epoch(u64);

/// A write transaction; without [`Writing::commit`], it was rolled back.
pub struct Writing<'a> {
    watch: &'a ChangeWatch,
}

impl ChangeWatch {
    /// Begins to follow what a connection writes. There is one for each database.
    pub fn follow(&self, writer: &mut Connection) -> Result<()> {
        let (pending, jobs) = (self.pending.clone(), self.jobs.clone());
        let hook = move |_, database: &str, table: &str, row: i64| {
            if database == "main" && (table.starts_with("users") || table == "config_users_fields") {
                lock(&pending).get_or_insert_with(Changes::none).note(table, row);
            } else if database == "main" && table == "ruche_jobs" {
                jobs.store(true, Ordering::Relaxed);
            }
        };
        writer.update_hook(Some(hook))?;
        Ok(())
    }

    /// Whether jobs were written since the last call; also when that was rolled back.
    pub fn take_jobs_written(&self) -> bool {
        self.jobs.swap(false, Ordering::Relaxed)
    }

    /// To be called first in each write transaction.
    pub fn begin(&self, writer: &Connection) -> Result<Writing<'_>> {
        let version = version(writer)?;
        *lock(&self.pending) = None;
        let mut state = lock(&self.state);
        state.compare(version);
        state.phase = Phase::Writing;
        Ok(Writing { watch: self })
    }

    /// Which state of the members a reading sees, whose snapshot `start` begins. `writer` gives the writer's connection if
    /// nobody uses it. `None` when it cannot be told because of a write at this moment.
    pub fn epoch_of(
        &self,
        start: impl FnOnce() -> Result<()>,
        writer: impl Fn() -> Option<Result<i64>>,
    ) -> Result<Option<Epoch>> {
        let Some(before) = self.settled() else { return Ok(None) };
        start()?;
        if self.settled() != Some(before) {
            return Ok(None);
        }
        // Whatever another process committed before the snapshot is seen now.
        for _ in 0..ATTEMPTS {
            if lock(&self.state).phase == Phase::Writing {
                // It was compared when that write began, and nobody else has committed since.
                return Ok((self.settled() == Some(before)).then_some(before));
            }
            if let Some(version) = writer() {
                let is_same = lock(&self.state).compare(version?);
                return Ok(is_same.then_some(before));
            }
            std::thread::sleep(PAUSE);
        }
        Ok(None)
    }

    fn settled(&self) -> Option<Epoch> {
        let state = lock(&self.state);
        (state.phase != Phase::Committing).then_some(Epoch(state.epoch))
    }

    /// What changed since the last call, if the members still are as at that epoch. Whoever takes it must apply it.
    pub fn take(&self, epoch: Epoch) -> Option<Changes> {
        let mut state = lock(&self.state);
        if state.epoch != epoch.0 || state.phase == Phase::Committing {
            return None;
        }
        Some(state.changes.replace(Changes::none()).unwrap_or(Changes::Everything))
    }

    /// Whether everything has to be read again.
    pub fn has_lost_track(&self) -> bool {
        matches!(lock(&self.state).changes, None | Some(Changes::Everything))
    }

    /// Gives up what was taken: everything has to be read again.
    pub fn lose_track(&self) {
        lock(&self.state).changes = None;
    }
}

impl Db {
    /// Returns after the next commit of this process that writes jobs, or at once if there was one since the last call. For one waiter.
    pub async fn jobs_written(&self) {
        self.inner.jobs_written.notified().await;
    }

    /// Which state of the members a reading sees; its snapshot must begin here, by the first statement on `connection` in
    /// its transaction. `None` when it cannot be told because of a write at this moment.
    pub fn members_epoch(&self, connection: &Connection) -> Result<Option<Epoch>> {
        let start = || Ok(connection.prepare_cached("SELECT 1 FROM users LIMIT 1")?.exists([]).map(drop)?);
        let writer = || self.inner.writer.try_lock().ok()?.as_ref().map(version);
        self.inner.watch.epoch_of(start, writer)
    }

    /// The changes of the members since they were last asked for.
    pub fn watch(&self) -> &ChangeWatch {
        &self.inner.watch
    }
}

/// How often, and at what distance, the writer's connection is asked for: a commit takes a few milliseconds.
const ATTEMPTS: u32 = 25;
const PAUSE: Duration = Duration::from_micros(200);

impl State {
    /// Notes the writer's version; returns whether it is as before, so that no other process has committed.
    fn compare(&mut self, version: i64) -> bool {
        let before = self.version.replace(version);
        let is_same = before.is_none_or(|before| before == version);
        if !is_same {
            self.epoch += 1;
            self.changes = None;
        }
        is_same
    }
}

impl Writing<'_> {
    /// Runs the commit.
    pub fn commit<T>(self, commit: impl FnOnce() -> T) -> T {
        let changes = lock(&self.watch.pending).take().filter(|changes| !changes.is_none());
        {
            let mut state = lock(&self.watch.state);
            state.phase = Phase::Ending;
            if let Some(changes) = changes {
                state.phase = Phase::Committing;
                state.epoch += 1;
                if let Some(known) = &mut state.changes {
                    known.add(changes);
                }
            }
        }
        commit()
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        lock(&self.watch.state).phase = Phase::Idle;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::functions::FieldCatalog;
    use crate::db::{connect, journal_mode, on_snapshot};

    struct File {
        _folder: tempfile::TempDir,
        writer: Connection,
        reader: Connection,
        /// Of another process.
        other: Connection,
        watch: ChangeWatch,
    }

    fn file() -> File {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite");
        let made = Connection::open(&path).unwrap();
        made.execute_batch(
            "CREATE TABLE users (id INTEGER PRIMARY KEY, nom); CREATE TABLE logs (id INTEGER PRIMARY KEY, x);
             CREATE TABLE config_users_fields (id INTEGER PRIMARY KEY)",
        )
        .unwrap();
        let open = |open: fn(&std::path::Path, &FieldCatalog) -> Result<Connection>| {
            open(&path, &FieldCatalog::default()).unwrap()
        };
        let (mut writer, watch) = (open(connect::read_write), ChangeWatch::default());
        journal_mode::enter_wal(&writer).unwrap();
        watch.follow(&mut writer).unwrap();
        File { reader: open(connect::read_only), other: open(connect::read_write), _folder: folder, writer, watch }
    }

    impl File {
        fn write(&mut self, sql: &str) {
            let tx = self.writer.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).unwrap();
            let writing = self.watch.begin(&tx).unwrap();
            tx.execute_batch(sql).unwrap();
            writing.commit(|| tx.commit()).unwrap();
        }

        fn epoch(&self) -> Option<Epoch> {
            on_snapshot(&self.reader, |reader| {
                let start = || Ok(reader.prepare_cached("SELECT 1 FROM users")?.exists([]).map(drop)?);
                self.watch.epoch_of(start, || Some(version(&self.writer)))
            })
            .unwrap()
        }

        fn changes(&self) -> Option<Changes> {
            self.watch.take(self.epoch()?)
        }
    }

    fn members(ids: &[i64]) -> Option<Changes> {
        Some(Changes::Members(ids.iter().copied().collect()))
    }

    #[test]
    fn own_commits_name_the_members_that_they_changed() {
        let mut file = file();
        assert_eq!(file.changes(), Some(Changes::Everything), "nothing was read yet");
        assert_eq!(file.changes(), members(&[]));
        file.write("INSERT INTO users VALUES (1, 'a'), (2, 'b')");
        file.write(
            "UPDATE users SET nom = 'c' WHERE id = 2; DELETE FROM users WHERE id = 1; INSERT INTO logs VALUES (9, 1)",
        );
        assert_eq!(file.changes(), members(&[1, 2]));
        let before = file.epoch();
        file.write("INSERT INTO logs VALUES (10, 1)");
        assert_eq!((file.epoch(), file.changes()), (before, members(&[])), "other tables do not count");
        file.write("INSERT INTO config_users_fields VALUES (1)");
        assert_eq!(file.changes(), Some(Changes::Everything));
    }

    #[test]
    fn what_was_rolled_back_changed_nothing() {
        let mut file = file();
        file.changes();
        {
            let tx = file.writer.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).unwrap();
            let writing = file.watch.begin(&tx).unwrap();
            tx.execute_batch("INSERT INTO users VALUES (1, 'a')").unwrap();
            drop(writing);
        }
        file.write("INSERT INTO users VALUES (2, 'b')");
        assert_eq!(file.changes(), members(&[2]));
    }

    #[test]
    fn a_commit_of_another_process_is_seen_by_the_next_reading_and_by_the_next_write() {
        let mut file = file();
        file.changes();
        file.other.execute_batch("INSERT INTO users VALUES (1, 'a')").unwrap();
        assert_eq!(file.epoch(), None, "what is kept is of another state");
        assert_eq!(file.changes(), Some(Changes::Everything));
        file.other.execute_batch("INSERT INTO users VALUES (2, 'a')").unwrap();
        file.write("INSERT INTO users VALUES (3, 'b')");
        assert_eq!(file.changes(), Some(Changes::Everything));
    }

    #[test]
    fn a_reading_of_an_earlier_state_does_not_take_the_changes_of_a_later_one() {
        let mut file = file();
        file.changes();
        let epoch = file.epoch().unwrap();
        file.write("INSERT INTO users VALUES (1, 'a')");
        assert_eq!(file.watch.take(epoch), None);
        assert_eq!(file.changes(), members(&[1]));
    }

    #[test]
    fn during_a_write_the_state_before_it_is_known() {
        let mut file = file();
        file.changes();
        let (before, watch) = (file.epoch(), file.watch.clone());
        let tx = file.writer.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).unwrap();
        let _writing = watch.begin(&tx).unwrap();
        tx.execute_batch("INSERT INTO users VALUES (1, 'a')").unwrap();
        let seen = on_snapshot(&file.reader, |reader| {
            let start = || Ok(reader.prepare_cached("SELECT 1 FROM users")?.exists([]).map(drop)?);
            watch.epoch_of(start, || None)
        });
        assert_eq!(seen.unwrap(), before);
    }
}
