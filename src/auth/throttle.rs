//! Failed authentications are counted per address and per name, and refused for a while when they are too many.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::msg;

const WINDOW: Duration = Duration::from_secs(60);
/// More subjects than that are not remembered: the oldest windows go first, so memory stays bounded under attack.
const SUBJECTS_MAX: usize = 10_000;
/// A name is shared by all who use it, from several addresses: it is given more room than an address.
const NAME_FACTOR: u32 = 3;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Subject {
    Address(IpAddr),
    Name(String),
}

struct Window {
    started: Instant,
    failures: u32,
}

/// Counts over fixed windows of a minute.
pub struct Throttle {
    failures_per_minute: u32,
    windows: Mutex<HashMap<Subject, Window>>,
}

impl Throttle {
    pub fn new(failures_per_minute: u32) -> Self {
        Throttle { failures_per_minute, windows: Mutex::default() }
    }

    /// Refuses when this address, or this name, failed too often within the minute.
    pub fn check(&self, address: Option<IpAddr>, name: &str) -> Result<()> {
        self.check_at(Instant::now(), address, name)
    }

    pub fn failed(&self, address: Option<IpAddr>, name: &str) {
        self.failed_at(Instant::now(), address, name);
    }

    fn check_at(&self, now: Instant, address: Option<IpAddr>, name: &str) -> Result<()> {
        let windows = self.lock();
        for (subject, limit) in self.subjects(address, name) {
            let Some(window) = windows.get(&subject) else { continue };
            let age = now.saturating_duration_since(window.started);
            if window.failures >= limit && age < WINDOW {
                let retry_after_seconds = (WINDOW - age).as_secs() + 1;
                let message = msg!("auth-throttled", seconds = retry_after_seconds);
                return Err(Error::TooManyRequests { message, retry_after_seconds });
            }
        }
        Ok(())
    }

    fn failed_at(&self, now: Instant, address: Option<IpAddr>, name: &str) {
        let mut windows = self.lock();
        for (subject, _) in self.subjects(address, name) {
            let window = windows.entry(subject).or_insert(Window { started: now, failures: 0 });
            if now.saturating_duration_since(window.started) >= WINDOW {
                *window = Window { started: now, failures: 0 };
            }
            window.failures = window.failures.saturating_add(1);
        }
        if windows.len() > SUBJECTS_MAX {
            windows.retain(|_, window| now.saturating_duration_since(window.started) < WINDOW);
        }
        if windows.len() > SUBJECTS_MAX
            && let Some(oldest) = windows.iter().min_by_key(|(_, w)| w.started).map(|(subject, _)| subject.clone())
        {
            windows.remove(&oldest);
        }
    }

    fn subjects(&self, address: Option<IpAddr>, name: &str) -> Vec<(Subject, u32)> {
        let by_name = (Subject::Name(name.to_owned()), self.failures_per_minute.saturating_mul(NAME_FACTOR));
        let by_address = address.map(|address| (Subject::Address(network_of(address)), self.failures_per_minute));
        [Some(by_name), by_address].into_iter().flatten().collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Subject, Window>> {
        self.windows.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// An IPv6 client usually commands a whole /64: it is counted as one.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            v6.to_ipv4_mapped().map_or_else(|| IpAddr::V6((u128::from(v6) >> 64 << 64).into()), IpAddr::V4)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Option<IpAddr> = Some(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST));

    #[test]
    fn an_address_is_refused_after_its_failures_and_again_welcome_a_minute_later() {
        let throttle = Throttle::new(3);
        let start = Instant::now();
        for name in ["a", "b", "c"] {
            throttle.check_at(start, HERE, name).unwrap();
            throttle.failed_at(start, HERE, name);
        }
        let later = start + Duration::from_secs(20);
        match throttle.check_at(later, HERE, "d") {
            Err(Error::TooManyRequests { retry_after_seconds, .. }) => assert_eq!(retry_after_seconds, 41),
            other => panic!("{other:?}"),
        }
        throttle.check_at(start + WINDOW, HERE, "d").unwrap();
        throttle.check_at(later, Some("192.0.2.1".parse().unwrap()), "d").unwrap();
    }

    #[test]
    fn a_name_is_refused_after_failures_from_many_addresses() {
        let throttle = Throttle::new(2);
        let start = Instant::now();
        let address = |n: u8| Some(IpAddr::from([192, 0, 2, n]));
        for n in 0..6 {
            throttle.failed_at(start, address(n), "ada");
        }
        assert!(throttle.check_at(start, address(99), "ada").is_err());
        throttle.check_at(start, address(99), "eve").unwrap();
    }

    #[test]
    fn memory_stays_bounded_whatever_names_are_tried() {
        let throttle = Throttle::new(2);
        let now = Instant::now();
        for n in 0..SUBJECTS_MAX + 50 {
            throttle.failed_at(now, None, &n.to_string());
        }
        assert!(throttle.lock().len() <= SUBJECTS_MAX);
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_count_together() {
        let throttle = Throttle::new(1);
        let now = Instant::now();
        throttle.failed_at(now, Some("2001:db8::1".parse().unwrap()), "a");
        assert!(throttle.check_at(now, Some("2001:db8::2".parse().unwrap()), "b").is_err());
    }
}
