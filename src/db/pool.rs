//! A few connections, or things built on one, that are handed out one at a time.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::closed;
use crate::error::Result;

/// Opens connections when they are first needed and keeps them.
pub struct Pool<T> {
    size: usize,
    turns: Arc<Semaphore>,
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
            idle: Arc::new(Mutex::new(Vec::new())),
            open: Box::new(open),
        }
    }

    /// Waits for a free connection.
    pub async fn take(&self) -> Result<Slot<T>> {
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
