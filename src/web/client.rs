//! The client: its address, behind proxies or not, and its language.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header;
use ipnet::IpNet;

use crate::i18n::Language;

/// The client's address: the connection's, unless it comes from a trusted proxy; then `X-Forwarded-For` is walked from its
/// end to the first address that is not a trusted proxy, or that stands behind an unreadable item. `None` on a Unix socket
/// without proxy headers.
pub fn address(request: &HttpRequest, trusted: &[IpNet]) -> Option<IpAddr> {
    let peer = request.peer_addr().map(|peer| peer.ip());
    let believed = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    // A Unix socket is only reachable from this machine, by whoever was given the right to: its peer is a proxy.
    if peer.is_some_and(|peer| !believed(&peer)) {
        return peer;
    }
    let forwarded: Vec<&str> = request
        .headers()
        .get_all("x-forwarded-for")
        .flat_map(|value| value.to_str().unwrap_or_default().split(','))
        .collect();
    let mut nearest = peer;
    for item in forwarded.into_iter().rev() {
        // What stands before an item that is not an address was not written by a proxy of ours.
        let Ok(address) = item.trim().parse() else { break };
        nearest = Some(address);
        if !believed(&address) {
            break;
        }
    }
    nearest
}

/// The language that the client prefers; French if it names none.
pub fn language_of(request: &HttpRequest) -> Language {
    let header = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    header.map(Language::from_accept_language).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn address_of(peer: &str, forwarded: &str, trusted: &str) -> String {
        let request =
            TestRequest::default().peer_addr(peer.parse().unwrap()).insert_header(("x-forwarded-for", forwarded));
        let trusted: Vec<IpNet> = trusted.split(' ').filter(|t| !t.is_empty()).map(|t| t.parse().unwrap()).collect();
        address(&request.to_http_request(), &trusted).unwrap().to_string()
    }

    #[test]
    fn a_forged_header_changes_nothing_unless_the_proxy_is_trusted() {
        assert_eq!(address_of("192.0.2.1:80", "198.51.100.7", ""), "192.0.2.1");
        assert_eq!(address_of("192.0.2.1:80", "198.51.100.7", "192.0.2.0/24"), "198.51.100.7");
    }

    #[test]
    fn the_last_address_that_is_no_proxy_counts_so_that_clients_cannot_prepend_one() {
        assert_eq!(address_of("10.0.0.1:80", "203.0.113.9, 198.51.100.7, 10.0.0.2", "10.0.0.0/8"), "198.51.100.7");
    }

    #[test]
    fn an_unreadable_item_ends_the_walk() {
        assert_eq!(address_of("10.0.0.1:80", "203.0.113.9, unknown, 10.0.0.2", "10.0.0.0/8"), "10.0.0.2");
        assert_eq!(address_of("10.0.0.1:80", "203.0.113.9,", "10.0.0.0/8"), "10.0.0.1");
        assert_eq!(address_of("10.0.0.1:80", "10.0.0.3, 10.0.0.2", "10.0.0.0/8"), "10.0.0.3");
    }
}
