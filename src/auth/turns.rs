//! Turns of hashing: one secret at a time, since it takes tens of milliseconds of a core, and fairly.
//!
//! Whoever waits stands behind those who try the same name from the same network; the first of each name behind the other
//! names of its network; the first of each network behind the other networks. So a thousand guesses keep others waiting
//! for one of them, not for all.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::throttle::{beginning, network_of};
use crate::error::{Error, Result};

/// A name of a network, or all of them.
type Line = (Option<IpAddr>, Option<String>);

/// Lines that are kept before those in which nobody stands are forgotten.
const LINES_KEPT: usize = 1_000;

pub struct Turns {
    one: Arc<Semaphore>,
    lines: Mutex<HashMap<Line, Weak<Semaphore>>>,
}

/// Hashing, until this is dropped.
pub struct Turn {
    _permits: [OwnedSemaphorePermit; 3],
}

impl Default for Turns {
    fn default() -> Self {
        Turns { one: Arc::new(Semaphore::new(1)), lines: Mutex::default() }
    }
}

impl Turns {
    /// Waits until it is the turn of this name from this address.
    pub async fn take(&self, address: Option<IpAddr>, name: &str) -> Result<Turn> {
        let network = address.map(network_of);
        let of_name = enter(self.line((network, Some(beginning(name).to_owned())))).await?;
        let of_network = enter(self.line((network, None))).await?;
        Ok(Turn { _permits: [enter(self.one.clone()).await?, of_network, of_name] })
    }

    fn line(&self, line: Line) -> Arc<Semaphore> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = lines.get(&line).and_then(Weak::upgrade) {
            return found;
        }
        if lines.len() >= LINES_KEPT {
            lines.retain(|_, line| line.strong_count() > 0);
        }
        let made = Arc::new(Semaphore::new(1));
        lines.insert(line, Arc::downgrade(&made));
        made
    }
}

async fn enter(line: Arc<Semaphore>) -> Result<OwnedSemaphorePermit> {
    line.acquire_owned().await.map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    fn taken(mut waiting: Pin<&mut impl Future<Output = Result<Turn>>>) -> Option<Turn> {
        match waiting.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(turn) => Some(turn.unwrap()),
            Poll::Pending => None,
        }
    }

    #[test]
    fn many_guesses_keep_other_names_and_other_networks_waiting_for_one_of_them() {
        let (turns, address) = (Turns::default(), |n: u8| Some(IpAddr::from([192, 0, 2, n])));
        let mut guesses: Vec<_> = (0..100).map(|_| Box::pin(turns.take(address(1), "admin"))).collect();
        let first = taken(guesses.remove(0).as_mut()).expect("nobody stands before the first");
        assert!(guesses.iter_mut().all(|guess| taken(guess.as_mut()).is_none()), "one at a time");
        let mut beside = Box::pin(turns.take(address(1), "read"));
        let mut elsewhere = Box::pin(turns.take(address(2), "write"));
        assert!(taken(beside.as_mut()).is_none() && taken(elsewhere.as_mut()).is_none());
        drop(first);
        assert!(guesses.iter_mut().all(|guess| taken(guess.as_mut()).is_none()));
        let elsewhere = taken(elsewhere.as_mut()).expect("another network is next");
        assert!(taken(beside.as_mut()).is_none());
        drop(elsewhere);
        assert!(taken(beside.as_mut()).is_some(), "then another name");
    }

    #[test]
    fn memory_stays_bounded_whatever_names_are_tried() {
        let turns = Turns::default();
        (0..LINES_KEPT * 3).for_each(|n| drop(turns.line((None, Some(n.to_string())))));
        assert!(turns.lines.lock().unwrap().len() <= LINES_KEPT);
    }
}
