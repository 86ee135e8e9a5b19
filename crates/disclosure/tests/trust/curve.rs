//! Ed25519 at its edges, in the manner of Project Wycheproof: keys and signatures that other verifiers
//! are known to have taken.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use ed25519_dalek::{Signature, Signer, SigningKey};
use nattoku_disclosure::jws::{Forged, Kind, PublicKey, open, sign};

/// The points of small order, and the other ways of writing them (Cremers and Jackson, "Prime, Order
/// Please", 2019, table 1).
const SMALL: [&str; 12] = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

fn bytes(hex: &str) -> Vec<u8> {
    let byte = |place| u8::from_str_radix(&hex[place..place + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(byte).collect()
}

#[test]
fn no_point_of_small_order_is_a_key() {
    for point in SMALL {
        assert!(BASE64URL.encode(bytes(point)).parse::<PublicKey>().is_err(), "{point}");
    }
}

#[test]
fn what_is_no_key_at_all_is_none() {
    let key = PublicKey::of(&[7; 32]).to_string();
    for text in ["", &key[1..], &format!("{key}A"), &format!("{key}="), &format!(" {key}"), &"/".repeat(43)] {
        assert!(text.parse::<PublicKey>().is_err(), "{text}");
    }
    assert_eq!(key.parse(), Ok(PublicKey::of(&[7; 32])));
}

/// A document with another signature in its place.
fn signed_with(signature: &[u8]) -> String {
    let document = sign(Kind::Feed, b"{}", &[7; 32]);
    let (signed, _) = document.rsplit_once('.').unwrap();
    format!("{signed}.{}", BASE64URL.encode(signature))
}

#[test]
fn no_signature_rests_on_a_point_of_small_order() {
    for point in SMALL {
        let signature = [bytes(point), vec![0; 32]].concat();
        let opened = open(Kind::Feed, &signed_with(&signature), &PublicKey::of(&[7; 32]));
        assert_eq!(opened, Err(Forged::Signature), "{point}");
    }
}

#[test]
fn every_bit_of_a_signature_counts() {
    let key = PublicKey::of(&[7; 32]);
    let document = sign(Kind::Feed, b"{}", &[7; 32]);
    let signature = BASE64URL.decode(document.rsplit_once('.').unwrap().1).unwrap();
    assert!(open(Kind::Feed, &signed_with(&signature), &key).is_ok());
    for bit in 0..512 {
        let mut turned = signature.clone();
        turned[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(open(Kind::Feed, &signed_with(&turned), &key), Err(Forged::Signature), "bit {bit}");
    }
}

#[test]
fn the_first_vector_of_rfc_8032_is_signed_as_it_says() {
    let secret = bytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    let key = SigningKey::from_bytes(&secret.try_into().unwrap());
    let expected = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac\
                    c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";
    assert_eq!(key.sign(b""), Signature::from_slice(&bytes(expected)).unwrap());
}
