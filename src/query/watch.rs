//! What stops a running statement: the end of its time, too many temporary bytes, and a client that went away.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::fs::Access;

use super::limits::Limits;
use crate::db::temporary_folder;

/// The least number of instructions between two calls of the progress handler; SQLite calls it only where a program jumps.
pub(super) const INSTRUCTIONS_BETWEEN_LOOKS: i32 = 200;

const BETWEEN_LOOKS_AT_WRITTEN_BYTES: Duration = Duration::from_millis(5);

/// Stops a running statement from another thread; clones stop the same statement.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Stops the statement within a millisecond or so, and at once when it has not begun.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Why a statement was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    TooSlow,
    TooMuchMemory,
    TooManyTemporaryBytes,
    DiskFull,
    Cancelled,
}

/// The state shared by the progress handler and the [`Reader`](super::Reader); active between `begin` and `end`.
#[derive(Default)]
pub(super) struct Watch(Mutex<Option<Run>>);

struct Run {
    /// `None` if it is too far away for the clock.
    deadline: Option<Instant>,
    cancel: Cancel,
    written: Written,
    next_look_at_written: Instant,
    stop: Option<Stop>,
}

impl Watch {
    /// To be called on the thread that will run the statement: its temporary bytes are counted.
    pub fn begin(&self, limits: &Limits, cancel: &Cancel) {
        let now = Instant::now();
        *self.lock() = Some(Run {
            deadline: now.checked_add(limits.run_time),
            cancel: cancel.clone(),
            written: Written::by_this_thread(limits.temporary_bytes, limits.free_bytes_min),
            next_look_at_written: now,
            stop: None,
        });
    }

    /// Adds time that the statement spent waiting for the client.
    pub fn extend(&self, waited: Duration) {
        if let Some(run) = self.lock().as_mut() {
            run.deadline = run.deadline.and_then(|deadline| deadline.checked_add(waited));
        }
    }

    /// Whether the statement must stop now; records why.
    pub fn must_stop(&self) -> bool {
        self.lock().as_mut().is_some_and(Run::must_stop)
    }

    /// Why the statement was stopped, if it was.
    pub fn stop(&self) -> Option<Stop> {
        self.lock().as_ref().and_then(|run| run.stop)
    }

    pub fn end(&self) {
        *self.lock() = None;
    }

    /// The lock protects no invariant that a panic could break.
    fn lock(&self) -> MutexGuard<'_, Option<Run>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Run {
    fn must_stop(&mut self) -> bool {
        if self.stop.is_none() {
            let now = Instant::now();
            if self.cancel.is_cancelled() {
                self.stop = Some(Stop::Cancelled);
            } else if self.deadline.is_some_and(|deadline| now >= deadline) {
                self.stop = Some(Stop::TooSlow);
            } else if now >= self.next_look_at_written {
                self.next_look_at_written = now + BETWEEN_LOOKS_AT_WRITTEN_BYTES;
                self.stop = self.written.exceeded();
            }
        }
        self.stop.is_some()
    }
}

/// The bytes that the thread wrote since the statement began. The connection only reads, so these are the bytes of SQLite's
/// temporary files, and of the answer where that goes to a file. SQLite itself neither limits nor reports its files.
struct Written {
    /// Linux's account of one thread: `wchar` counts the bytes of all its writing calls.
    account: Option<File>,
    text: String,
    at_start: u64,
    room: u64,
    free_bytes_min: u64,
}

/// Bytes that a statement may write without a look at the disk.
const UNWATCHED_BYTES: u64 = 16 << 20;

impl Written {
    fn by_this_thread(room: u64, free_bytes_min: u64) -> Self {
        let account = File::open("/proc/thread-self/io").ok();
        let mut written = Written { account, text: String::new(), at_start: 0, room, free_bytes_min };
        written.at_start = written.bytes().unwrap_or(0);
        written
    }

    /// Which limit is exceeded.
    fn exceeded(&mut self) -> Option<Stop> {
        let bytes = self.bytes()?.saturating_sub(self.at_start);
        if bytes > self.room {
            return Some(Stop::TooManyTemporaryBytes);
        }
        let writes = bytes > UNWATCHED_BYTES;
        (writes && free_bytes(&engine_folder()?)? < self.free_bytes_min).then_some(Stop::DiskFull)
    }

    /// `None` where the system keeps no such account: nothing is bounded there.
    fn bytes(&mut self) -> Option<u64> {
        let account = self.account.as_mut()?;
        self.text.clear();
        account.seek(SeekFrom::Start(0)).ok()?;
        account.read_to_string(&mut self.text).ok()?;
        let line = self.text.lines().find_map(|line| line.strip_prefix("wchar:"))?;
        line.trim().parse().ok()
    }
}

/// Where SQLite puts temporary files: in our folder of them, or else where it finds room (sqlite.org/tempfiles.html, 5).
fn engine_folder() -> Option<PathBuf> {
    let named = ["SQLITE_TMPDIR", "TMPDIR"].into_iter().filter_map(|name| std::env::var_os(name).map(PathBuf::from));
    let usual = ["/var/tmp", "/usr/tmp", "/tmp"].map(PathBuf::from);
    iter::once(temporary_folder::folder())
        .chain(named)
        .chain(usual)
        .find(|folder| rustix::fs::access(folder, Access::WRITE_OK | Access::EXEC_OK).is_ok())
}

fn free_bytes(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_watch_that_has_not_begun_stops_nothing() {
        let watch = Watch::default();
        assert!(!watch.must_stop());
        watch.begin(&Limits::default(), &Cancel::default());
        assert!(!watch.must_stop());
    }

    #[test]
    fn it_stops_when_cancelled_and_when_the_time_is_over_and_says_why() {
        let watch = Watch::default();
        let cancel = Cancel::default();
        watch.begin(&Limits::default(), &cancel);
        cancel.cancel();
        assert!(watch.must_stop());
        assert_eq!(watch.stop(), Some(Stop::Cancelled));
        watch.begin(&Limits { run_time: Duration::ZERO, ..Limits::default() }, &Cancel::default());
        assert!(watch.must_stop());
        assert_eq!(watch.stop(), Some(Stop::TooSlow));
        watch.end();
        assert!(!watch.must_stop());
    }

    #[test]
    fn waiting_for_the_client_is_given_back_and_no_duration_is_too_long() {
        let watch = Watch::default();
        watch.begin(&Limits { run_time: Duration::ZERO, ..Limits::default() }, &Cancel::default());
        watch.extend(Duration::from_secs(60));
        assert!(!watch.must_stop());
        watch.begin(&Limits { run_time: Duration::MAX, ..Limits::default() }, &Cancel::default());
        watch.extend(Duration::MAX);
        assert!(!watch.must_stop());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_bytes_that_this_thread_writes_are_counted_and_no_others() {
        let mut written = Written::by_this_thread(50_000, 0);
        let write = || tempfile::tempfile().and_then(|mut file| file.write_all(&[0; 60_000])).unwrap();
        std::thread::spawn(write).join().unwrap();
        assert_eq!(written.exceeded(), None);
        write();
        assert_eq!(written.exceeded(), Some(Stop::TooManyTemporaryBytes));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_statement_that_writes_leaves_room_on_the_disk_and_one_that_only_reads_needs_none() {
        let mut written = Written::by_this_thread(u64::MAX, u64::MAX);
        assert_eq!(written.exceeded(), None);
        tempfile::tempfile().and_then(|mut file| file.write_all(&vec![0; 17 << 20])).unwrap();
        assert_eq!(written.exceeded(), Some(Stop::DiskFull));
        assert!(free_bytes(&engine_folder().unwrap()).unwrap() > 0);
    }
}
