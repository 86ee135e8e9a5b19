//! A signed manifest of anybody: taken or refused, never a stop.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nattoku_disclosure::jws::{Kind, PublicKey, sign};
use nattoku_disclosure::trust::Trusted;

const SECRET: [u8; 32] = [7; 32];

fuzz_target!(|data: &[u8]| {
    let trusted = Trusted::pinned(&PublicKey::of(&SECRET));
    let now = chrono::DateTime::UNIX_EPOCH;
    let _ = trusted.take(data, now);
    // Under a good signature, too: behind it nothing may be trusted either.
    let _ = trusted.take(sign(Kind::Manifest, data, &SECRET).as_bytes(), now);
});
