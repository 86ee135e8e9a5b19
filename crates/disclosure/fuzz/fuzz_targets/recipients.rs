//! A part of a feed of recipients from anybody: read or refused, never a stop.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nattoku_disclosure::Recipient;
use nattoku_disclosure::read::part;

fuzz_target!(|data: &[u8]| {
    let _ = part::<Recipient>(data);
});
