//! Signatures and headers that are not exactly what they must be.

use crate::world::{FIRST, Row, known, next, signed, take_bytes, unreadable};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD as BASE64URL};
use ed25519_dalek::{Signer, SigningKey};
use nattoku_disclosure::jws::{self, Forged, Kind, PublicKey};
use nattoku_disclosure::limits::{MAX_BYTES, TooMuch};
use nattoku_disclosure::trust::Refusal;

pub(crate) fn rows() -> Vec<Row> {
    [headers(), signatures(), wrappings(), sizes()].concat()
}

/// The next manifest, truly signed under a header of somebody's making.
fn under(header: &str) -> Vec<u8> {
    let header = header.replace("KID", &PublicKey::of(&FIRST).kid());
    let payload = serde_json::to_vec(&next()).unwrap();
    let text = format!("{}.{}", BASE64URL.encode(header), BASE64URL.encode(payload));
    let signature = SigningKey::from_bytes(&FIRST).sign(text.as_bytes());
    format!("{text}.{}", BASE64URL.encode(signature.to_bytes())).into_bytes()
}

fn forged(name: &'static str, why: Forged, document: &[u8]) -> Row {
    Row::refused(name, Refusal::Forged(why), take_bytes(&known(), document))
}

fn headers() -> Vec<Row> {
    let names = [
        ("alg none", r#"{"alg":"none","kid":"KID","typ":"nattoku-manifest+jws"}"#),
        ("alg EdDSA", r#"{"alg":"EdDSA","kid":"KID","typ":"nattoku-manifest+jws"}"#),
        ("alg HS256", r#"{"alg":"HS256","kid":"KID","typ":"nattoku-manifest+jws"}"#),
        ("alg Ed448", r#"{"alg":"Ed448","kid":"KID","typ":"nattoku-manifest+jws"}"#),
        ("alg in lower case", r#"{"alg":"ed25519","kid":"KID","typ":"nattoku-manifest+jws"}"#),
        ("no alg", r#"{"kid":"KID","typ":"nattoku-manifest+jws"}"#),
        ("alg twice", r#"{"alg":"none","alg":"Ed25519","kid":"KID","typ":"nattoku-manifest+jws"}"#),
        ("a jwk in the header", r#"{"alg":"Ed25519","jwk":{},"kid":"KID","typ":"nattoku-manifest+jws"}"#),
        (
            "a jku in the header",
            r#"{"alg":"Ed25519","jku":"https://a","kid":"KID","typ":"nattoku-manifest+jws"}"#,
        ),
        (
            "crit in the header",
            r#"{"alg":"Ed25519","crit":["b64"],"kid":"KID","typ":"nattoku-manifest+jws"}"#,
        ),
        ("b64 in the header", r#"{"alg":"Ed25519","b64":false,"kid":"KID","typ":"nattoku-manifest+jws"}"#),
        ("no typ", r#"{"alg":"Ed25519","kid":"KID"}"#),
        ("typ JWT", r#"{"alg":"Ed25519","kid":"KID","typ":"JWT"}"#),
        ("typ in capitals", r#"{"alg":"Ed25519","kid":"KID","typ":"NATTOKU-MANIFEST+JWS"}"#),
        ("no kid", r#"{"alg":"Ed25519","typ":"nattoku-manifest+jws"}"#),
        ("a header that is a list", r#"["Ed25519","KID","nattoku-manifest+jws"]"#),
        ("an empty header", ""),
    ];
    let mut rows: Vec<_> =
        names.into_iter().map(|(name, header)| forged(name, Forged::Malformed, &under(header))).collect();
    let right = r#"{"alg":"Ed25519","kid":"KID","typ":"nattoku-manifest+jws"}"#;
    rows.push(Row::taken("the header as it must be", take_bytes(&known(), &under(right))));
    let feed = r#"{"alg":"Ed25519","kid":"KID","typ":"nattoku-feed+jws"}"#;
    rows.push(forged("a feed in place of a manifest", Forged::OtherKind, &under(feed)));
    let kid = r#"{"alg":"Ed25519","kid":"other","typ":"nattoku-manifest+jws"}"#;
    rows.push(forged("another kid", Forged::OtherKey, &under(kid)));
    rows
}

/// The signed manifest in its three parts.
fn pieces() -> [String; 3] {
    let document = signed(&next(), &FIRST);
    let pieces: Vec<_> = document.split('.').map(str::to_owned).collect();
    pieces.try_into().unwrap()
}

fn with_signature(change: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    let [header, payload, signature] = pieces();
    let mut bytes = BASE64URL.decode(signature).unwrap();
    change(&mut bytes);
    format!("{header}.{payload}.{}", BASE64URL.encode(bytes)).into_bytes()
}

/// Adds the order of the group to the scalar `s`: the same equation, another signature.
fn add_order(bytes: &mut [u8]) {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut carry = 0_u16;
    for (byte, order) in bytes[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum as u8;
        carry = sum >> 8;
    }
}

fn signatures() -> Vec<Row> {
    let [header, payload, signature] = pieces();
    let other = signed(&crate::world::manifest(), &FIRST);
    let other = other.rsplit_once('.').unwrap().1;
    let document = |signature: &str| format!("{header}.{payload}.{signature}").into_bytes();
    let changed = payload.replacen('A', "B", 1);
    vec![
        forged("a bit turned in R", Forged::Signature, &with_signature(|bytes| bytes[0] ^= 1)),
        forged("a bit turned in s", Forged::Signature, &with_signature(|bytes| bytes[40] ^= 4)),
        forged("a high bit turned in s", Forged::Signature, &with_signature(|bytes| bytes[63] ^= 0x80)),
        forged("s plus the order of the group", Forged::Signature, &with_signature(|bytes| add_order(bytes))),
        forged("a signature of zeros", Forged::Signature, &with_signature(|bytes| bytes.fill(0))),
        forged("a signature cut short", Forged::Malformed, &with_signature(|bytes| bytes.truncate(63))),
        forged("a signature made longer", Forged::Malformed, &with_signature(|bytes| bytes.push(0))),
        forged("no signature", Forged::Malformed, &document("")),
        forged("the signature of another version", Forged::Signature, &document(other)),
        forged(
            "a letter of the payload changed",
            Forged::Signature,
            format!("{header}.{changed}.{signature}").as_bytes(),
        ),
    ]
}

fn wrappings() -> Vec<Row> {
    let [header, payload, signature] = pieces();
    let bytes = BASE64URL.decode(&signature).unwrap();
    let join = |parts: &[&str]| parts.join(".").into_bytes();
    // The last letter of 64 bytes carries four bits that mean nothing: only zeros are canonical.
    let loose =
        format!("{}{}", &signature[..85], if signature.ends_with('A') { 'B' } else { loosened(&signature) });
    let whole = signed(&next(), &FIRST);
    let malformed = |name, document: &[u8]| forged(name, Forged::Malformed, document);
    vec![
        Row::taken("a line break at the end", take_bytes(&known(), format!("{whole}\n").as_bytes())),
        malformed("padding", &join(&[&header, &payload, &URL_SAFE.encode(&bytes)])),
        malformed("the other alphabet", &join(&[&header, &payload, &STANDARD.encode([0xfb; 64])])),
        malformed("loose bits in the last letter", &join(&[&header, &payload, &loose])),
        malformed("a space inside", &join(&[&header, &format!(" {payload}"), &signature])),
        malformed(
            "a line break inside",
            &join(&[&header, &payload, &format!("{}\n{}", &signature[..9], &signature[9..])]),
        ),
        malformed("a byte order mark", format!("\u{feff}{whole}").as_bytes()),
        malformed("two parts", &join(&[&header, &payload])),
        malformed("four parts", &join(&[&header, &payload, &signature, &signature])),
        malformed("five parts, as if encrypted", &join(&[&header, &payload, &payload, &payload, &signature])),
        malformed("a detached payload", format!("{header}..{signature}x").as_bytes()),
        malformed("nothing", b""),
        malformed("plain JSON", &serde_json::to_vec(&next()).unwrap()),
        malformed("a page of HTML", b"<!doctype html><title>404</title>"),
        malformed("bytes that are no text", b"\xff\xfe.\xff.\xff"),
    ]
}

/// The last letter with the lowest of its unused bits set.
fn loosened(signature: &str) -> char {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let last = signature.chars().last().and_then(|last| LETTERS.find(last)).unwrap();
    LETTERS.chars().nth(last | 1).unwrap()
}

fn sizes() -> Vec<Row> {
    let payload = |payload: String| jws::sign(Kind::Manifest, payload.as_bytes(), &FIRST).into_bytes();
    let json = serde_json::to_string(&next()).unwrap();
    let with = |member: &str| payload(json.replacen('{', &format!("{{{member},"), 1));
    let too_much = |name, why, document: &[u8]| {
        Row::refused(name, Refusal::TooMuch(why), take_bytes(&known(), document))
    };
    let deep = format!(r#""@context":{}{}"#, "[".repeat(33), "]".repeat(33));
    let many = format!(r#""@context":[{}1]"#, "1,".repeat(10_000));
    let long = format!(r#""@context":"{}""#, "a".repeat(8 * 1024 + 1));
    vec![
        too_much("more than 2 MiB", TooMuch::Bytes, &vec![b'a'; MAX_BYTES + 1]),
        too_much("nested too deep", TooMuch::Depth, &with(&deep)),
        too_much("too many members", TooMuch::Items, &with(&many)),
        too_much("a text too long", TooMuch::String, &with(&long)),
        Row::refused("an unknown member", unreadable(), take_bytes(&known(), &with(r#""admin":true"#))),
        Row::refused("a member twice", unreadable(), take_bytes(&known(), &with(r#""version":9"#))),
        Row::refused(
            "a payload that is no JSON",
            unreadable(),
            take_bytes(&known(), &payload("hello".to_owned())),
        ),
        Row::refused(
            "a payload after the payload",
            unreadable(),
            take_bytes(&known(), &payload(format!("{json}{json}"))),
        ),
    ]
}
