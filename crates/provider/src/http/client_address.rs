//! Which client a connection or request comes from, as far as limits count it.

use axum::http::{HeaderMap, HeaderName};
use std::net::{IpAddr, Ipv6Addr};

/// The address at the other end of a request's connection: the client's, or that of the proxy before the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeerAddress(pub IpAddr);

/// Returns the address that limits count: a whole /64 of IPv6 is one, because one client has all of it to itself.
#[must_use]
pub fn counted_as(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        address @ IpAddr::V4(_) => address,
    }
}

/// Returns the client's address that the proxy wrote into `header`. A client may send the header itself, and the proxy
/// appends to it: only what stands last is the proxy's word.
#[must_use]
pub fn forwarded_for(headers: &HeaderMap, header: &HeaderName) -> Option<IpAddr> {
    let last = headers.get_all(header).into_iter().next_back()?.to_str().ok()?;
    last.rsplit(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_ipv6_counts_as_one_address() {
        let counted = |address: &str| counted_as(address.parse().unwrap());
        assert_eq!(counted("2001:db8::1"), counted("2001:db8::ffff:2"));
        assert_ne!(counted("2001:db8::1"), counted("2001:db8:0:1::1"));
        assert_eq!(counted("::ffff:192.0.2.1"), counted("192.0.2.1"));
        assert_ne!(counted("192.0.2.1"), counted("192.0.2.2"));
    }

    #[test]
    fn only_what_the_proxy_appended_counts() {
        let header = HeaderName::from_static("x-forwarded-for");
        let address = |values: &[&str]| {
            let values = values.iter().map(|value| (header.clone(), value.parse().unwrap()));
            forwarded_for(&values.collect(), &header)
        };
        assert_eq!(address(&["192.0.2.1, 192.0.2.2"]), "192.0.2.2".parse().ok());
        assert_eq!(address(&["192.0.2.1", "2001:db8::1"]), "2001:db8::1".parse().ok());
        assert_eq!(address(&["192.0.2.1, unknown"]), None);
        assert_eq!(address(&[]), None);
    }
}
