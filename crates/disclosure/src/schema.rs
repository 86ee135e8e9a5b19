//! JSON Schemas of the contracts, made from the types: for those who read or write the feeds in other programs.

use crate::entry::{Outcome, Recipient, Review};
use crate::feed::Feed;
use crate::manifest::Manifest;
use schemars::{Schema, schema_for};

/// Every schema, with the name of its file.
#[must_use]
pub fn schemas() -> [(&'static str, Schema); 4] {
    [
        ("manifest.schema.json", schema_for!(Manifest)),
        ("recipients.schema.json", schema_for!(Feed<Recipient>)),
        ("outcomes.schema.json", schema_for!(Feed<Outcome>)),
        ("reviews.schema.json", schema_for!(Feed<Review>)),
    ]
}
