//! A signed document of any kind from anybody: opened or refused, never a stop.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nattoku_disclosure::jws::{Kind, PublicKey, open};

fuzz_target!(|data: &str| {
    let key = PublicKey::of(&[7; 32]);
    for kind in [Kind::Manifest, Kind::Feed, Kind::Key] {
        let _ = open(kind, data, &key);
    }
    let _ = data.parse::<PublicKey>();
});
