//! A part of a feed of reviews from anybody: read or refused, never a stop.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nattoku_disclosure::Review;
use nattoku_disclosure::read::part;

fuzz_target!(|data: &[u8]| {
    let _ = part::<Review>(data);
});
