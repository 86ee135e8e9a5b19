//! Any text as an identifier: taken or refused, never a stop.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nattoku_disclosure::identifier::{CorporateNumber, Country, Doi, EntryId, Jrct, Nct, SitePath, WebLink};

fuzz_target!(|data: &str| {
    let _ = data.parse::<CorporateNumber>();
    let _ = data.parse::<Country>();
    let _ = data.parse::<Doi>();
    let _ = data.parse::<EntryId>();
    let _ = data.parse::<Jrct>();
    let _ = data.parse::<Nct>();
    let _ = data.parse::<SitePath>();
    let _ = data.parse::<WebLink>();
});
