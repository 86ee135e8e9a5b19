//! Any bytes: measured, never a stop.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nattoku_disclosure::limits::check;

fuzz_target!(|data: &[u8]| {
    let _ = check(data);
});
