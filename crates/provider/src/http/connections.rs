//! How many connections one address has open. A single client can then not take every place of the server.

use super::client_address::counted_as;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

/// Counts open connections by address, up to a limit.
#[derive(Clone)]
pub struct ConnectionsPerAddress {
    limit: NonZeroUsize,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl ConnectionsPerAddress {
    /// Returns a counter that admits `limit` connections of each address.
    #[must_use]
    pub fn new(limit: NonZeroUsize) -> Self {
        Self { limit, open: Arc::default() }
    }

    /// Counts a connection until the returned value is dropped. Returns `None` if its address has too many already.
    #[must_use]
    pub fn admit(&self, peer: SocketAddr) -> Option<ConnectionSlot> {
        let address = counted_as(peer.ip());
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(address).or_default();
        if *count >= self.limit.get() {
            return None;
        }
        *count += 1;
        drop(open);
        Some(ConnectionSlot { address, open: Arc::clone(&self.open) })
    }
}

/// One counted connection.
pub struct ConnectionSlot {
    address: IpAddr,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(address: &str) -> SocketAddr {
        SocketAddr::new(address.parse().unwrap(), 40_000)
    }

    #[test]
    fn each_address_has_its_own_limit_and_a_closed_connection_makes_room() {
        let connections = ConnectionsPerAddress::new(NonZeroUsize::new(2).unwrap());
        let first = connections.admit(peer("192.0.2.1"));
        let second = connections.admit(peer("::ffff:192.0.2.1"));
        assert!(first.is_some() && second.is_some());
        assert!(connections.admit(peer("192.0.2.1")).is_none());
        assert!(connections.admit(peer("192.0.2.2")).is_some());
        drop(first);
        assert!(connections.admit(peer("192.0.2.1")).is_some());
        drop(second);
        assert!(connections.open.lock().unwrap().is_empty(), "closed connections leave nothing behind");
    }
}
