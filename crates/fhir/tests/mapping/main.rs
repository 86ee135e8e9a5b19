//! The mapping to FHIR: as properties of the domain's random histories, and as examples that read like requirements.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test says so by failing")]

mod examples;
#[allow(dead_code, reason = "the domain's own tests use the rest")]
#[path = "../../../consent/tests/domain/history.rs"]
mod history;
mod peopled;
mod properties;
mod push;
mod reader;
#[allow(dead_code, reason = "the domain's own tests use the rest")]
#[path = "../../../consent/tests/domain/reviews.rs"]
mod reviews;
#[allow(dead_code, reason = "the domain's own tests use the rest")]
#[path = "../../../consent/tests/domain/sample.rs"]
mod sample;
mod schemas;

use nattoku_consent::{Catalogues, Record};
use nattoku_fhir::{Base, Exported, Source, Subject, export};

/// The provider's addresses.
fn base() -> Base {
    Base::new("https://consent.example.jp")
}

fn subject() -> Subject {
    Subject { mark: "0123456789abcdef0123456789abcdef".to_owned(), number: Some("P-0001".to_owned()) }
}

/// What is told of a record under the sample's catalogues.
fn told(record: &Record) -> Exported {
    told_by(sample::catalogues(), record)
}

fn told_by(catalogues: &Catalogues, record: &Record) -> Exported {
    export(&Source { base: &base(), catalogues, record, subject: &subject() })
}
