//! The eye on a running statement: time, memory, and a client that went away.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::limits::Limits;

/// How many of the engine's instructions pass between two looks, at least: it looks only where a program jumps.
pub(super) const INSTRUCTIONS_BETWEEN_LOOKS: i32 = 200;

const BETWEEN_MEMORY_LOOKS: Duration = Duration::from_millis(5);

/// A handle that stops a running statement from another thread; clones stop the same one.
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
    Cancelled,
}

/// Shared by the engine's progress handler and the one who runs statements; it watches between `begin` and `end`.
#[derive(Default)]
pub(super) struct Watch(Mutex<Option<Run>>);

struct Run {
    /// `None` when it lies beyond what the clock can count.
    deadline: Option<Instant>,
    cancel: Cancel,
    memory: Memory,
    next_memory_look: Instant,
    stop: Option<Stop>,
}

impl Watch {
    pub fn begin(&self, limits: &Limits, cancel: &Cancel) {
        let now = Instant::now();
        *self.lock() = Some(Run {
            deadline: now.checked_add(limits.run_time),
            cancel: cancel.clone(),
            memory: Memory::with_room_for(limits.memory_bytes),
            next_memory_look: now,
            stop: None,
        });
    }

    /// Gives back time that the statement spent waiting for the client.
    pub fn extend(&self, waited: Duration) {
        if let Some(run) = self.lock().as_mut() {
            run.deadline = run.deadline.and_then(|deadline| deadline.checked_add(waited));
        }
    }

    /// Whether the engine must stop now; remembers why.
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

    /// A panic elsewhere leaves nothing half done in here.
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
            } else if now >= self.next_memory_look {
                self.next_memory_look = now + BETWEEN_MEMORY_LOOKS;
                self.stop = self.memory.is_exceeded().then_some(Stop::TooMuchMemory);
            }
        }
        self.stop.is_some()
    }
}

/// The memory of this process. The engine does not count its own in this build, and to count it all is no worse: what
/// must not happen is that the process is killed.
struct Memory {
    status: Option<File>,
    text: String,
    maximum_kibibytes: u64,
}

impl Memory {
    fn with_room_for(bytes: u64) -> Self {
        let mut memory =
            Memory { status: File::open("/proc/self/status").ok(), text: String::new(), maximum_kibibytes: 0 };
        memory.maximum_kibibytes = memory.resident_kibibytes().unwrap_or(0).saturating_add(bytes / 1024);
        memory
    }

    fn is_exceeded(&mut self) -> bool {
        self.resident_kibibytes().is_some_and(|now| now > self.maximum_kibibytes)
    }

    /// `None` where the system does not tell.
    fn resident_kibibytes(&mut self) -> Option<u64> {
        let status = self.status.as_mut()?;
        self.text.clear();
        status.seek(SeekFrom::Start(0)).ok()?;
        status.read_to_string(&mut self.text).ok()?;
        let line = self.text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.split_whitespace().next()?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
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
    fn the_memory_of_the_process_is_known_and_compared() {
        assert!(!Memory::with_room_for(u64::MAX).is_exceeded());
        let mut memory = Memory::with_room_for(0);
        memory.maximum_kibibytes = 0;
        assert!(memory.is_exceeded());
    }
}
