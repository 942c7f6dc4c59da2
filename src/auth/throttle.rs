//! Failed authentications are counted, and refused for a while when they are too many: per name behind one network, per
//! name from everywhere, and per network whatever the names.
//!
//! The first count stops who guesses one secret, and nobody else behind the same address. The other two, with more room,
//! bound those who guess from many addresses and those who try many names. What was verified before is not asked about
//! here at all ([`super::verified_cache`]).

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::msg;

const WINDOW: Duration = Duration::from_secs(60);
/// More subjects than that are not remembered: the oldest windows go first, so memory stays bounded under attack.
const SUBJECTS_MAX: usize = 10_000;
/// A name is shared by all who use it, from several networks: it is given more room than behind one of them.
const NAME_FACTOR: u32 = 3;
/// A network is shared by many people with keys of their own: it is given more room than one name of theirs.
const NETWORK_FACTOR: u32 = 10;
/// Longer names are told apart by their beginnings only. No key has one.
const NAME_BYTES_MAX: usize = 200;

/// What failures are counted of. The network is `None` on a Unix socket without a proxy's headers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Subject {
    NameFrom(Option<IpAddr>, String),
    Name(String),
    Network(IpAddr),
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
    /// `failures_per_minute` is for one name behind one network.
    pub fn new(failures_per_minute: u32) -> Self {
        Throttle { failures_per_minute, windows: Mutex::default() }
    }

    /// Refuses when this name, this network, or the one behind the other, failed too often within the minute.
    pub fn check(&self, address: Option<IpAddr>, name: &str) -> Result<()> {
        self.check_at(Instant::now(), address, name)
    }

    pub fn failed(&self, address: Option<IpAddr>, name: &str) {
        self.failed_at(Instant::now(), address, name);
    }

    fn check_at(&self, now: Instant, address: Option<IpAddr>, name: &str) -> Result<()> {
        let windows = self.lock();
        for (subject, limit) in self.subjects(address, name).into_iter().flatten() {
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
        for (subject, _) in self.subjects(address, name).into_iter().flatten() {
            let window = windows.entry(subject).or_insert(Window { started: now, failures: 0 });
            if now.saturating_duration_since(window.started) >= WINDOW {
                *window = Window { started: now, failures: 0 };
            }
            window.failures = window.failures.saturating_add(1);
        }
        if windows.len() > SUBJECTS_MAX {
            windows.retain(|_, window| now.saturating_duration_since(window.started) < WINDOW);
        }
        while windows.len() > SUBJECTS_MAX
            && let Some(oldest) = windows.iter().min_by_key(|(_, w)| w.started).map(|(subject, _)| subject.clone())
        {
            windows.remove(&oldest);
        }
    }

    fn subjects(&self, address: Option<IpAddr>, name: &str) -> [Option<(Subject, u32)>; 3] {
        let (network, name) = (address.map(network_of), beginning(name));
        let limit = |factor: u32| self.failures_per_minute.saturating_mul(factor);
        [
            Some((Subject::NameFrom(network, name.to_owned()), limit(1))),
            Some((Subject::Name(name.to_owned()), limit(NAME_FACTOR))),
            network.map(|network| (Subject::Network(network), limit(NETWORK_FACTOR))),
        ]
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Subject, Window>> {
        self.windows.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// As much of a name as is counted and waited for.
pub(super) fn beginning(name: &str) -> &str {
    &name[..name.floor_char_boundary(NAME_BYTES_MAX)]
}

/// An IPv6 client usually commands a whole /64: it is counted as one.
pub(super) fn network_of(address: IpAddr) -> IpAddr {
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
    fn a_name_behind_an_address_is_refused_after_its_failures_and_again_welcome_a_minute_later() {
        let throttle = Throttle::new(3);
        let start = Instant::now();
        for _ in 0..3 {
            throttle.check_at(start, HERE, "a").unwrap();
            throttle.failed_at(start, HERE, "a");
        }
        let later = start + Duration::from_secs(20);
        match throttle.check_at(later, HERE, "a") {
            Err(Error::TooManyRequests { retry_after_seconds, .. }) => assert_eq!(retry_after_seconds, 41),
            other => panic!("{other:?}"),
        }
        throttle.check_at(start + WINDOW, HERE, "a").unwrap();
        throttle.check_at(later, HERE, "b").unwrap();
        throttle.check_at(later, Some("192.0.2.1".parse().unwrap()), "a").unwrap();
    }

    #[test]
    fn a_network_that_tries_many_names_is_refused_with_all_of_them() {
        let throttle = Throttle::new(2);
        let start = Instant::now();
        let tried = (0..1_000).filter(|n| {
            let name = n.to_string();
            let admitted = throttle.check_at(start, HERE, &name).is_ok();
            if admitted {
                throttle.failed_at(start, HERE, &name);
            }
            admitted
        });
        assert_eq!(tried.count(), 20);
        assert!(throttle.check_at(start, HERE, "ada").is_err());
        throttle.check_at(start, Some("192.0.2.1".parse().unwrap()), "ada").unwrap();
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
    fn without_an_address_names_are_still_told_apart() {
        let throttle = Throttle::new(1);
        let now = Instant::now();
        throttle.failed_at(now, None, "ada");
        assert!(throttle.check_at(now, None, "ada").is_err());
        throttle.check_at(now, None, "eve").unwrap();
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
        assert!(throttle.check_at(now, Some("2001:db8::2".parse().unwrap()), "a").is_err());
        throttle.check_at(now, Some("2001:db8:0:1::2".parse().unwrap()), "a").unwrap();
        throttle.failed_at(now, Some("::ffff:192.0.2.1".parse().unwrap()), "b");
        assert!(throttle.check_at(now, Some("192.0.2.1".parse().unwrap()), "b").is_err(), "one IPv4 address");
    }
}
