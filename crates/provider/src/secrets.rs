//! Tokens and what is kept of them: only hashes. A birth date is kept only as a MAC under the token,
//! so that the database alone tells neither.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::NaiveDate;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};

/// 32 bytes: a SHA-256, or an HMAC under it.
pub type Hash = [u8; 32];

/// A random secret as it travels: base64url without padding.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// 128 random bits: for links, which people may have to type.
    ///
    /// # Errors
    /// The operating system has no randomness to give.
    pub fn short() -> Result<Self, getrandom::Error> {
        Self::random::<16>()
    }

    /// 256 random bits.
    ///
    /// # Errors
    /// The operating system has no randomness to give.
    pub fn long() -> Result<Self, getrandom::Error> {
        Self::random::<32>()
    }

    fn random<const BYTES: usize>() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes)?;
        Ok(Self(BASE64_URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The token as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The SHA-256 of `bytes`.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// `bytes` in lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes that hexadecimal digits stand for; nothing where the text is none.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    let pairs = digits.len().is_multiple_of(2) && digits.iter().all(u8::is_ascii_hexdigit);
    let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    if pairs { (0..digits.len()).step_by(2).map(byte).collect() } else { None }
}

/// What is kept of a birth date: its MAC under `token`, which only the patient holds.
#[must_use]
pub fn birth_date_mac(token: &str, birth_date: NaiveDate) -> Hash {
    birth_date_hmac(token, birth_date).finalize().into_bytes().into()
}

/// Whether `birth_date` is the one behind `mac`, in constant time.
#[must_use]
pub fn is_birth_date(token: &str, birth_date: NaiveDate, mac: &[u8]) -> bool {
    birth_date_hmac(token, birth_date).verify_slice(mac).is_ok()
}

/// The HMAC-SHA-256 of `bytes` under `key`.
#[must_use]
pub fn mac(key: &[u8], bytes: &[u8]) -> Hash {
    hmac(key).chain_update(bytes).finalize().into_bytes().into()
}

fn birth_date_hmac(token: &str, birth_date: NaiveDate) -> Hmac<Sha256> {
    hmac(token.as_bytes()).chain_update(format!("birth-date:{birth_date}"))
}

fn hmac(key: &[u8]) -> Hmac<Sha256> {
    // RFC 2104 takes keys of any length; longer than a block are hashed first, shorter are padded.
    let mut block = [0; 64];
    if key.len() <= block.len() {
        block[..key.len()].copy_from_slice(key);
    } else {
        block[..32].copy_from_slice(&sha256(key));
    }
    Hmac::new(&block.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_random_and_as_long_as_said() {
        let (one, two) = (Token::short().unwrap(), Token::short().unwrap());
        assert_eq!(one.as_str().len(), 22);
        assert_ne!(one.as_str(), two.as_str());
        assert_eq!(Token::long().unwrap().as_str().len(), 43);
    }

    #[test]
    fn a_birth_date_is_recognised_under_its_own_token_only() {
        let date = NaiveDate::from_ymd_opt(1947, 3, 5).unwrap();
        let mac = birth_date_mac("token", date);
        assert!(is_birth_date("token", date, &mac));
        assert!(!is_birth_date("other", date, &mac));
        assert!(!is_birth_date("token", date.succ_opt().unwrap(), &mac));
        assert!(!is_birth_date("token", date, &[]));
    }

    #[test]
    fn the_mac_is_the_one_of_rfc_4231() {
        let mac = hmac(&[0x0b; 20]).chain_update(b"Hi There").finalize().into_bytes();
        assert_eq!(hex(&mac), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        let mac = hmac(&[0xaa; 131]).chain_update(b"Test Using Larger Than Block-Size Key - Hash Key First");
        assert!(hex(&mac.finalize().into_bytes()).starts_with("60e431591ee0b67f0d8a26aacbf5b77f"));
    }

    #[test]
    fn hexadecimal_digits_read_back_and_nothing_else_does() {
        assert_eq!(unhex(&hex(b"\x00\xff~")).as_deref(), Some(&b"\x00\xff~"[..]));
        for bad in ["0", "0g", "é", "+1"] {
            assert_eq!(unhex(bad), None, "{bad}");
        }
    }
}
