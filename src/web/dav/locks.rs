//! The locks that clients hold (RFC 4918, 6), in memory: a restart lets go of all of them, and so does time.

use std::future;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

use dav_server::davpath::DavPath;
use dav_server::ls::{DavLock, DavLockSystem, LsFuture};
use uuid::Uuid;
use xmltree::Element;

/// Locks held at once; a client that asks for more is told that somebody else has it.
const LOCKS_MAX: usize = 1_000;
/// For clients that name no time.
const TIMEOUT: Duration = Duration::from_secs(600);

#[derive(Debug, Clone, Default)]
pub struct Locks(Arc<Mutex<Vec<DavLock>>>);

impl Locks {
    /// Those that are still held.
    fn held(&self) -> MutexGuard<'_, Vec<DavLock>> {
        let mut locks = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let now = SystemTime::now();
        locks.retain(|lock| lock.timeout_at.is_none_or(|end| end > now));
        locks
    }

    /// Whether a change of a path, with all below it, meets a lock. The path is one of the share: `documents/AG`.
    pub fn concern(&self, path: &str) -> bool {
        let path = format!("/{path}");
        self.held().iter().any(|lock| {
            let locked = trimmed(&lock.path);
            below(locked, path.as_bytes()) || (lock.deep && below(path.as_bytes(), locked))
        })
    }
}

impl DavLockSystem for Locks {
    fn lock(
        &'_ self,
        path: &DavPath,
        principal: Option<&str>,
        owner: Option<&Element>,
        timeout: Option<Duration>,
        shared: bool,
        deep: bool,
    ) -> LsFuture<'_, Result<DavLock, DavLock>> {
        let mut locks = self.held();
        let in_the_way = locks.iter().find(|lock| concerns(lock, path, deep) && !(lock.shared && shared));
        let too_many = (locks.len() >= LOCKS_MAX).then(|| locks.first()).flatten();
        if let Some(other) = in_the_way.or(too_many) {
            return ready(Err(other.clone()));
        }
        let timeout = timeout.unwrap_or(TIMEOUT);
        let lock = DavLock {
            token: Uuid::new_v4().urn().to_string(),
            path: Box::new(path.clone()),
            principal: principal.map(str::to_owned),
            owner: owner.map(|owner| Box::new(owner.clone())),
            timeout_at: SystemTime::now().checked_add(timeout),
            timeout: Some(timeout),
            shared,
            deep,
        };
        locks.push(lock.clone());
        ready(Ok(lock))
    }

    fn unlock(&'_ self, path: &DavPath, token: &str) -> LsFuture<'_, Result<(), ()>> {
        let mut locks = self.held();
        let found = locks.iter().position(|lock| lock.token == token && covers(lock, path));
        ready(found.map(|at| drop(locks.remove(at))).ok_or(()))
    }

    fn refresh(&'_ self, path: &DavPath, token: &str, timeout: Option<Duration>) -> LsFuture<'_, Result<DavLock, ()>> {
        let mut locks = self.held();
        let found = locks.iter_mut().find(|lock| lock.token == token && covers(lock, path));
        ready(found.ok_or(()).map(|lock| {
            let timeout = timeout.unwrap_or(TIMEOUT);
            (lock.timeout, lock.timeout_at) = (Some(timeout), SystemTime::now().checked_add(timeout));
            lock.clone()
        }))
    }

    fn check(
        &'_ self,
        path: &DavPath,
        principal: Option<&str>,
        ignore_principal: bool,
        deep: bool,
        tokens: &[String],
    ) -> LsFuture<'_, Result<(), DavLock>> {
        let locks = self.held();
        let is_theirs = |lock: &DavLock| {
            tokens.contains(&lock.token) && (ignore_principal || principal == lock.principal.as_deref())
        };
        let (mine, others): (Vec<&DavLock>, Vec<&DavLock>) =
            locks.iter().filter(|lock| concerns(lock, path, deep)).partition(|lock| is_theirs(lock));
        // Who holds one of several shared locks may write.
        let stopped = others.into_iter().find(|lock| !lock.shared || mine.is_empty());
        ready(stopped.map_or(Ok(()), |lock| Err(lock.clone())))
    }

    fn discover(&'_ self, path: &DavPath) -> LsFuture<'_, Vec<DavLock>> {
        ready(self.held().iter().filter(|lock| covers(lock, path)).cloned().collect())
    }

    fn delete(&'_ self, path: &DavPath) -> LsFuture<'_, Result<(), ()>> {
        self.held().retain(|lock| !is_within(&lock.path, path));
        ready(Ok(()))
    }
}

fn ready<'a, T: Send + 'a>(value: T) -> LsFuture<'a, T> {
    Box::pin(future::ready(value))
}

/// Whether a lock is on that path: on itself, or on all below a folder it is in.
fn covers(lock: &DavLock, path: &DavPath) -> bool {
    *lock.path == *path || (lock.deep && is_within(path, &lock.path))
}

/// The same, or for a `deep` change on anything below.
fn concerns(lock: &DavLock, path: &DavPath, deep: bool) -> bool {
    covers(lock, path) || (deep && is_within(&lock.path, path))
}

fn is_within(path: &DavPath, folder: &DavPath) -> bool {
    below(trimmed(path), trimmed(folder))
}

/// Whether a path is that folder, or in it.
fn below(path: &[u8], folder: &[u8]) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
}

fn trimmed(path: &DavPath) -> &[u8] {
    path.as_bytes().strip_suffix(b"/").unwrap_or(path.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    fn path(text: &str) -> DavPath {
        DavPath::new(text).unwrap()
    }

    fn lock(locks: &Locks, on: &str, shared: bool, deep: bool, seconds: u64) -> Result<DavLock, DavLock> {
        let timeout = Some(Duration::from_secs(seconds));
        locks.lock(&path(on), Some("ada"), None, timeout, shared, deep).now_or_never().unwrap()
    }

    fn may(locks: &Locks, on: &str, who: &str, deep: bool, token: &str) -> bool {
        locks.check(&path(on), Some(who), false, deep, &[token.to_owned()]).now_or_never().unwrap().is_ok()
    }

    #[test]
    fn who_holds_a_lock_writes_and_nobody_else() {
        let locks = Locks::default();
        let held = lock(&locks, "/documents/a/", false, true, 60).unwrap();
        assert!(may(&locks, "/documents/a/x", "ada", false, &held.token));
        assert!(!may(&locks, "/documents/a/x", "bob", false, &held.token), "a token is of who asked for it");
        assert!(!may(&locks, "/documents/a/x", "ada", false, "urn:uuid:other"));
        assert!(may(&locks, "/documents/ab", "bob", false, "") && may(&locks, "/documents", "bob", false, ""));
        assert!(!may(&locks, "/documents", "bob", true, ""), "a change of all below meets it");
        assert!(lock(&locks, "/documents/a/x", false, false, 60).is_err());
        assert!(locks.unlock(&path("/documents/a"), &held.token).now_or_never().unwrap().is_ok());
        assert!(may(&locks, "/documents/a/x", "bob", false, ""));
    }

    #[test]
    fn shared_locks_share_and_shallow_ones_stay_on_their_folder() {
        let locks = Locks::default();
        let first = lock(&locks, "/documents/a", true, false, 60).unwrap();
        assert!(lock(&locks, "/documents/a", true, false, 60).is_ok());
        assert!(lock(&locks, "/documents/a", false, false, 60).is_err());
        assert!(may(&locks, "/documents/a", "ada", false, &first.token));
        assert!(may(&locks, "/documents/a/x", "bob", false, ""));
        assert_eq!(locks.discover(&path("/documents/a")).now_or_never().unwrap().len(), 2);
        let _ = locks.delete(&path("/documents")).now_or_never();
        assert!(locks.discover(&path("/documents/a")).now_or_never().unwrap().is_empty());
    }

    #[test]
    fn time_lets_go_of_locks_and_their_number_is_bounded() {
        let locks = Locks::default();
        lock(&locks, "/documents/a", false, false, 0).unwrap();
        assert!(may(&locks, "/documents/a", "bob", false, ""));
        for number in 0..LOCKS_MAX {
            lock(&locks, &format!("/documents/{number}"), false, false, 60).unwrap();
        }
        assert!(lock(&locks, "/documents/one-more", false, false, 60).is_err());
    }
}
