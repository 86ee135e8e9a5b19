//! How often codes are exchanged at a portal's identity provider. Anybody can invent a code, and each makes this server
//! send a request; without a limit, it would be the tool of an attack on the identity provider.

use super::PortalId;
use crate::rate::{Bucket, Limit};
use chrono::{DateTime, Duration, Utc};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// For one client at one portal.
const OF_CLIENT: Limit = Limit { burst: 30, interval: Duration::seconds(2) };
/// For all clients of one portal together.
const OF_PORTAL: Limit = Limit { burst: 300, interval: Duration::milliseconds(100) };
/// How many clients are remembered; beyond that, those who have waited long enough are forgotten, and the others share
/// the portal's limit only.
const CLIENTS: usize = 10_000;

/// Limits the attempts to sign in by a code (token buckets).
#[derive(Debug, Default)]
pub struct LoginAttempts(Mutex<Buckets>);

#[derive(Debug, Default)]
struct Buckets {
    clients: HashMap<(PortalId, IpAddr), Bucket>,
    portals: HashMap<PortalId, Bucket>,
}

impl LoginAttempts {
    /// Counts an attempt of a client at a portal. Each portal has limits of its own.
    ///
    /// # Errors
    /// There were too many; after the time returned there may be another.
    pub fn count(&self, portal: &PortalId, client: IpAddr, now: DateTime<Utc>) -> Result<(), Duration> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.forget(now);
        let room = buckets.clients.len() < CLIENTS;
        let key = (portal.clone(), client);
        let mut of_client =
            buckets.clients.get(&key).copied().unwrap_or_else(|| Bucket::full(OF_CLIENT, now));
        let mut of_portal =
            buckets.portals.get(portal).copied().unwrap_or_else(|| Bucket::full(OF_PORTAL, now));
        of_client.take(OF_CLIENT, now)?;
        of_portal.take(OF_PORTAL, now)?;
        buckets.portals.insert(portal.clone(), of_portal);
        if room || buckets.clients.contains_key(&key) {
            buckets.clients.insert(key, of_client);
        }
        Ok(())
    }

    /// Gives an attempt back: somebody did sign in by it. Many people may stand behind one address.
    pub fn succeeded(&self, portal: &PortalId, client: IpAddr) {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.clients.get_mut(&(portal.clone(), client)) {
            bucket.give_back(OF_CLIENT);
        }
        if let Some(bucket) = buckets.portals.get_mut(portal) {
            bucket.give_back(OF_PORTAL);
        }
    }
}

impl Buckets {
    /// Forgets clients whose limit is whole again, once there are too many to remember.
    fn forget(&mut self, now: DateTime<Utc>) {
        if self.clients.len() >= CLIENTS {
            self.clients.retain(|_, bucket| !bucket.is_full(OF_CLIENT, now));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn portal(id: &str) -> PortalId {
        id.parse().unwrap()
    }

    fn client(number: u32) -> IpAddr {
        IpAddr::V4(number.into())
    }

    fn now() -> DateTime<Utc> {
        "2026-05-01T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn one_client_may_try_thirty_times_and_then_every_two_seconds() {
        let attempts = LoginAttempts::default();
        let count = |at| attempts.count(&portal("ward"), client(1), at);
        assert!((0..30).all(|_| count(now()).is_ok()));
        assert_eq!(count(now()), Err(Duration::seconds(2)));
        assert_eq!(count(now() + Duration::milliseconds(1500)), Err(Duration::milliseconds(500)));
        assert_eq!(count(now() + Duration::seconds(2)), Ok(()));
        assert!(count(now() + Duration::seconds(2)).is_err());
        assert!(count(now() - Duration::days(1)).is_err(), "a clock that was set back gives nothing");
        let later = now() + Duration::days(1);
        assert_eq!((0..100).filter(|_| count(later).is_ok()).count(), 30, "no more than the burst gathers");
    }

    #[test]
    fn others_and_other_portals_are_not_held_up() {
        let attempts = LoginAttempts::default();
        while attempts.count(&portal("ward"), client(1), now()).is_ok() {}
        assert!(attempts.count(&portal("ward"), client(2), now()).is_ok());
        assert!(attempts.count(&portal("karte"), client(1), now()).is_ok());
    }

    #[test]
    fn who_signs_in_uses_up_nothing() {
        let attempts = LoginAttempts::default();
        for _ in 0..1000 {
            attempts.count(&portal("ward"), client(1), now()).unwrap();
            attempts.succeeded(&portal("ward"), client(1));
        }
    }

    #[test]
    fn all_clients_together_are_limited_and_memory_is_too() {
        let attempts = LoginAttempts::default();
        let (mut passed, mut at) = (0, now());
        for number in 0..30_000 {
            passed += u32::from(attempts.count(&portal("ward"), client(number), at).is_ok());
            at += Duration::milliseconds(1);
        }
        assert!((300..=300 + 300).contains(&passed), "{passed}");
        for number in 0..30_000 {
            // One after the other passes, and each is remembered as long as there is room.
            at += Duration::milliseconds(100);
            attempts.count(&portal("ward"), client(number), at).unwrap();
        }
        assert!(attempts.0.lock().unwrap().clients.len() <= CLIENTS);
    }
}
