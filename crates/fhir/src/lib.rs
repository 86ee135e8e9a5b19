//! A record as HL7 FHIR R4 tells it: one Consent for each person and programme, a version for each entry that
//! changes it, with the notices, answers, proxies and provenance that make the way back possible.
//!
//! Pure by rule, as the domain is. What a Consent permits is asked of `nattoku_consent::permits`, never worked out here.

pub mod base;
pub mod capability;
mod codes;
pub mod definitions;
mod holds;
pub mod push;
pub mod questionnaire;
pub mod r4;
pub mod r5;
pub mod read;
pub mod write;

pub use base::Base;
pub use r4::Resource;
pub use read::{NotReadable, entries};
pub use write::{Exported, Source, Subject, export};
