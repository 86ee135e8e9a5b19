//! Following other providers: their signed feeds are fetched, checked, kept, and served from here, so that a
//! patient's browser talks to this site alone. Whatever goes wrong there, the last good ones stay.

pub mod address;
pub mod fetch;
pub mod look_alikes;
mod parts;
pub mod place;
pub mod rounds;
pub mod update;
