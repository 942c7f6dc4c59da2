//! From where a key is accepted.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::error::Result;
use crate::msg;
use crate::params::Param;

/// Networks that one key may name.
const NETWORKS_MAX: usize = 50;

/// Reads a list of networks: `192.0.2.0/24`, `2001:db8::/32`, or one address; a single text may hold several, with commas
/// or blanks between them.
///
/// # Errors
///
/// [`Error::Invalid`](crate::error::Error::Invalid) for what is no network, and for too many.
pub fn read(param: &Param<'_>) -> Result<Vec<IpNet>> {
    let mut networks = Vec::new();
    for item in param.items() {
        let text = item.text()?.unwrap_or_default();
        for word in text.split([',', ' ', '\n']).filter(|word| !word.is_empty()) {
            let network = parse(word).ok_or_else(|| item.refused(msg!("key-network", text = word)))?;
            if !networks.contains(&network) {
                networks.push(network);
            }
        }
    }
    if networks.len() > NETWORKS_MAX {
        return Err(param.refused(msg!("key-networks-many", most = NETWORKS_MAX)));
    }
    Ok(networks)
}

/// A network; bits behind its prefix are dropped.
fn parse(text: &str) -> Option<IpNet> {
    let network = text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(|it| it.to_canonical().into()));
    network.map(|network| network.trunc())
}

/// As they are stored: with blanks between them; `None` for everywhere.
pub(super) fn stored(networks: &[IpNet]) -> Option<String> {
    let words: Vec<String> = networks.iter().map(ToString::to_string).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Whether stored networks hold an address. Without any address, as on a Unix socket, none does; nor does a word that is
/// no network.
pub fn admit(stored: &str, address: Option<IpAddr>) -> bool {
    let Some(address) = address.map(|address| address.to_canonical()) else { return false };
    stored.split_whitespace().filter_map(parse).any(|network| network.contains(&address))
}

/// Whether the stored networks `wider` hold all of those.
pub(super) fn hold(wider: &str, networks: &[IpNet]) -> bool {
    let wider: Vec<IpNet> = wider.split_whitespace().filter_map(parse).collect();
    !networks.is_empty() && networks.iter().all(|network| wider.iter().any(|held| held.contains(network)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_admitted_by_its_networks_alone_however_it_is_written() {
        let admits = |stored, address: &str| admit(stored, Some(address.parse().unwrap()));
        assert!(admits("192.0.2.0/24 2001:db8::/32", "192.0.2.7") && admits("192.0.2.0/24", "::ffff:192.0.2.7"));
        assert!(admits("192.0.2.0/24 2001:db8::/32", "2001:db8::1") && !admits("192.0.2.0/24", "192.0.3.7"));
        assert!(!admits("", "192.0.2.7") && !admits("nonsense", "192.0.2.7") && !admit("0.0.0.0/0", None));
    }

    #[test]
    fn a_network_is_read_with_its_prefix_or_as_one_address() {
        let read = |text| parse(text).map(|network| network.to_string());
        assert_eq!(read("192.0.2.9/24").as_deref(), Some("192.0.2.0/24"));
        assert_eq!(read("192.0.2.9").as_deref(), Some("192.0.2.9/32"));
        assert_eq!(read("::ffff:192.0.2.9").as_deref(), Some("192.0.2.9/32"));
        for wrong in ["", "x", "192.0.2.0/33", "192.0.2", "*"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_wider_network_holds_narrower_ones_and_never_everywhere() {
        let networks = |text: &str| text.split(' ').filter_map(parse).collect::<Vec<_>>();
        assert!(hold("192.0.2.0/24", &networks("192.0.2.0/25 192.0.2.9/32")));
        assert!(!hold("192.0.2.0/24", &networks("192.0.0.0/16")) && !hold("192.0.2.0/24", &[]));
    }
}
