//! Digests as RFC 6962 makes them: leaves and nodes begin with different bytes, so that neither can pass for
//! the other.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// A SHA-256 digest: of a leaf, of a node, of a whole tree, or of a payload with its salt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

/// Why a text is not a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a SHA-256 digest in 64 lower-case hexadecimal digits")]
pub struct NotAHash;

impl Hash {
    /// In base64, as checkpoints and proofs carry it (44 characters).
    #[must_use]
    pub fn to_base64(&self) -> String {
        BASE64.encode(self.0)
    }

    /// From base64; nothing where the text is not exactly what [`Self::to_base64`] writes.
    #[must_use]
    pub fn from_base64(text: &str) -> Option<Self> {
        BASE64.decode(text).ok()?.try_into().ok().map(Self)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Hash {
    type Err = NotAHash;
    fn from_str(text: &str) -> Result<Self, NotAHash> {
        from_hex(text).map(Self).ok_or(NotAHash)
    }
}

/// Thirty-two bytes from lower-case hexadecimal digits: one text for each value, so that no letter can change
/// unnoticed.
pub(crate) fn from_hex(text: &str) -> Option<[u8; 32]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let mut bytes = [0; 32];
    if pairs.len() != bytes.len() || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}

/// The digest of an entry as a leaf: SHA-256 over 0x00 and its bytes (RFC 6962, 2.1).
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Hash {
    of(&[&[0x00], entry])
}

/// The digest of two neighbours: SHA-256 over 0x01 and both digests (RFC 6962, 2.1).
pub(crate) fn node_hash(left: &Hash, right: &Hash) -> Hash {
    of(&[&[0x01], &left.0, &right.0])
}

/// SHA-256 over parts, one after the other.
pub(crate) fn of(parts: &[&[u8]]) -> Hash {
    let mut digest = Sha256::new();
    parts.iter().for_each(|part| digest.update(part));
    Hash(digest.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_reads_as_it_is_written_and_in_no_other_way() {
        let hash = leaf_hash(b"an entry");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!(Hash::from_base64(&hash.to_base64()), Some(hash));
        let hex = hash.to_string();
        for bad in [hex.to_uppercase(), hex[1..].to_owned(), format!("{hex}0"), format!(" {hex}")] {
            assert_eq!(bad.parse::<Hash>(), Err(NotAHash), "{bad}");
        }
        let text = Hash([0; 32]).to_base64();
        for bad in
            [text.replace("A=", "B="), text.replace('=', ""), format!("{text}\n"), text[4..].to_owned()]
        {
            assert_eq!(Hash::from_base64(&bad), None, "{bad}");
        }
    }
}
