//! How many connections there may be, in all and from one address (threats.md 76).

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use ipnet::IpNet;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Connections by address.
pub struct Connections {
    of_address: Mutex<HashMap<IpAddr, usize>>,
    max: usize,
    /// Proxies, behind which many clients share an address.
    exempt: Vec<IpNet>,
}

/// One connection of an address, until it is dropped.
pub struct AddressTurn {
    connections: Arc<Connections>,
    address: IpAddr,
}

impl Connections {
    pub fn new(max: usize, exempt: Vec<IpNet>) -> Arc<Self> {
        Arc::new(Connections { of_address: Mutex::default(), max, exempt })
    }

    /// Counts one connection more of that address; gives nothing to hold for a proxy, whose connections are not counted.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::ConnectionRefused`] when the address has as many as it may have.
    pub fn enter(self: &Arc<Self>, address: IpAddr) -> io::Result<Option<AddressTurn>> {
        if self.exempt.iter().any(|network| network.contains(&address)) {
            return Ok(None);
        }
        let address = network_of(address);
        let mut of_address = self.lock();
        let count = of_address.entry(address).or_insert(0);
        if *count >= self.max {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        *count += 1;
        Ok(Some(AddressTurn { connections: self.clone(), address }))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.of_address.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Drop for AddressTurn {
    fn drop(&mut self) {
        let mut of_address = self.connections.lock();
        if let Some(count) = of_address.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                of_address.remove(&self.address);
            }
        }
    }
}

/// One customer has a whole IPv6 network of 64 bits.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        address => address,
    }
}

/// How many are asked for where the system sets no maximum.
const ENOUGH_DESCRIPTORS: u64 = 1 << 16;

/// Lets this process have as many files and sockets as the system allows it; gives how many. Programs that are started
/// in a shell may have few until they ask for more.
pub fn raise_descriptor_limit() -> u64 {
    let limits = getrlimit(Resource::Nofile);
    let wanted = limits.maximum.unwrap_or(ENOUGH_DESCRIPTORS);
    if limits.current.is_some_and(|current| current < wanted) {
        // Raising the current limit up to the maximum needs no right; a failure leaves it as it was.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum: limits.maximum });
    }
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_share_and_proxies_have_no_limit() {
        let connections = Connections::new(2, vec!["10.0.0.0/8".parse().unwrap()]);
        let enter = |address: &str| connections.enter(address.parse().unwrap());
        let (first, _second) = (enter("192.0.2.1").unwrap(), enter("::ffff:192.0.2.1").unwrap());
        assert!(enter("192.0.2.1").is_err() && enter("192.0.2.2").is_ok());
        drop(first);
        assert!(enter("192.0.2.1").is_ok());
        let _proxy: Vec<_> = (0..9).map(|_| enter("10.1.2.3").unwrap()).collect();
        let _one_network = (enter("2001:db8::1").unwrap(), enter("2001:db8::2").unwrap());
        assert!(enter("2001:db8::3").is_err() && enter("2001:db8:0:1::1").is_ok());
    }

    #[test]
    fn an_address_without_connections_takes_no_room() {
        let connections = Connections::new(1, Vec::new());
        drop(connections.enter("192.0.2.1".parse().unwrap()).unwrap());
        assert!(connections.lock().is_empty());
    }
}
