//! What the screens of the disclosures say.
