//! The public side of keys: how the first one is named, and how each one says which follows it.

use crate::jws::{self, Kind, PublicKey};
use crate::manifest::Key;
use crate::trust::Endorsement;
use nattoku_consent::id::ProviderId;

/// The first key of a publisher; followers are given it by hand.
#[must_use]
pub fn first_key(secret: &[u8; 32]) -> Key {
    let key = PublicKey::of(secret);
    Key { kid: key.kid(), x: key.to_string(), endorsement: None }
}

/// The key that follows another, with the word of the one before it.
///
/// # Errors
/// The statement cannot be written as JSON.
pub fn next_key(provider: &ProviderId, secret: &[u8; 32], before: &[u8; 32]) -> serde_json::Result<Key> {
    let key = first_key(secret);
    let statement = serde_json::to_vec(&Endorsement { provider: provider.clone(), x: key.x.clone() })?;
    Ok(Key { endorsement: Some(jws::sign(Kind::Key, &statement, before)), ..key })
}
