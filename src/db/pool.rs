//! A few connections, or things built on one, that are handed out one at a time.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::closed;
use crate::error::{Error, Result};
use crate::msg;

/// How many wait for a connection unless the pool says otherwise (threats.md 83).
const WAITING_MAX: usize = 40;

/// Opens connections when they are first needed and keeps them.
pub struct Pool<T> {
    size: usize,
    turns: Arc<Semaphore>,
    waiting: AtomicUsize,
    waiting_max: usize,
    idle: Arc<Mutex<Vec<T>>>,
    open: Box<dyn Fn() -> Result<T> + Send + Sync>,
}

/// A connection in use; it goes back to its pool when dropped.
pub struct Slot<T> {
    connection: Option<T>,
    idle: Arc<Mutex<Vec<T>>>,
    _turn: OwnedSemaphorePermit,
}

impl<T> Pool<T> {
    /// `size` at the most, each made by `open`.
    pub fn new(size: usize, open: impl Fn() -> Result<T> + Send + Sync + 'static) -> Self {
        let size = size.max(1);
        Pool {
            size,
            turns: Arc::new(Semaphore::new(size)),
            waiting: AtomicUsize::new(0),
            waiting_max: WAITING_MAX,
            idle: Arc::new(Mutex::new(Vec::new())),
            open: Box::new(open),
        }
    }

    /// The same pool with another number of callers that may wait.
    pub fn with_waiting_max(self, waiting_max: usize) -> Self {
        Pool { waiting_max, ..self }
    }

    /// Waits for a free connection.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] when too many wait already, or the pool is closed.
    pub async fn take(&self) -> Result<Slot<T>> {
        if self.waiting.load(Relaxed) >= self.waiting_max && self.turns.available_permits() == 0 {
            return Err(Error::Busy(msg!("db-too-many-waiting")));
        }
        self.wait().await
    }

    /// Waits for a free connection, however many wait: for work that has begun and must not fail half-way.
    pub async fn wait(&self) -> Result<Slot<T>> {
        let _waiting = Waiting::enter(&self.waiting);
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| closed())?;
        let idle = lock(&self.idle).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => (self.open)()?,
        };
        Ok(Slot { connection: Some(connection), idle: self.idle.clone(), _turn: turn })
    }

    /// Waits until every connection is back, and closes them.
    pub async fn close(&self) {
        let everyone = u32::try_from(self.size).unwrap_or(u32::MAX);
        if let Ok(turns) = self.turns.acquire_many(everyone).await {
            turns.forget();
        }
        self.turns.close();
        lock(&self.idle).clear();
    }
}

/// One caller more for as long as it waits.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn enter(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Relaxed);
        Waiting(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

impl<T> Deref for Slot<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // A slot holds its connection until it is dropped; nothing else takes it out.
        self.connection.as_ref().expect("a slot holds its connection")
    }
}

impl<T> DerefMut for Slot<T> {
    fn deref_mut(&mut self) -> &mut T {
        // The same invariant.
        self.connection.as_mut().expect("a slot holds its connection")
    }
}

impl<T> Drop for Slot<T> {
    fn drop(&mut self) {
        lock(&self.idle).extend(self.connection.take());
    }
}

fn lock<T>(idle: &Mutex<Vec<T>>) -> MutexGuard<'_, Vec<T>> {
    idle.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::Pin;
    use std::task::{Context, Waker};

    fn is_pending(future: Pin<&mut impl Future>) -> bool {
        future.poll(&mut Context::from_waker(Waker::noop())).is_pending()
    }

    #[test]
    fn the_one_caller_too_many_is_refused_at_once_and_work_under_way_still_waits() {
        let pool = Pool::new(1, || Ok(())).with_waiting_max(1);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let held = pool.take().await.unwrap();
            let mut waiting = Box::pin(pool.take());
            assert!(is_pending(waiting.as_mut()));
            assert!(matches!(pool.take().await, Err(Error::Busy(_))));
            let mut patient = Box::pin(pool.wait());
            assert!(is_pending(patient.as_mut()));
            drop(held);
            drop(waiting.await.unwrap());
            assert!(patient.await.is_ok());
        });
    }
}
