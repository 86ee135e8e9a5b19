//! Names of things: short machine identifiers that cannot be malformed, because parsing is the only way in.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not an identifier: use 1 to 64 of a-z, 0-9 and single hyphens, starting with a letter")]
pub struct InvalidId(String);

fn is_identifier(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
        && !text.contains("--")
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(
            #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"), length(max = 64)))]
            String,
        );

        impl $name {
            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                if is_identifier(&text) { Ok(Self(text)) } else { Err(InvalidId(text)) }
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

identifier!(
    /// A programme: one data use under one legal mode.
    ProgrammeId
);
identifier!(
    /// A question to the patient: a purpose or a modifier. Unique within a catalogue.
    QuestionId
);
identifier!(
    /// A preference, which is never consent.
    PreferenceId
);
identifier!(
    /// A glossary term.
    TermId
);
identifier!(
    /// An item of the understanding check.
    ItemId
);
identifier!(
    /// A kind of data, such as `test-results`, as the provider calls it.
    DataId
);
identifier!(
    /// A concrete use that a review body decided on.
    ReviewId
);
identifier!(
    /// A provider: a hospital or a society.
    ProviderId
);

/// A client-made UUIDv7: names an event and serves as its idempotency key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct EventId(
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "uuid")))] pub uuid::Uuid,
);

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The SHA-256 of a catalogue's bytes as served, in lower-case hexadecimal: names the exact words shown (S3).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub struct Digest(#[cfg_attr(feature = "schema", schemars(regex(pattern = "^[0-9a-f]{64}$")))] String);

impl Digest {
    /// The digest as 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a text is not a digest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a catalogue digest is 64 lower-case hexadecimal digits")]
pub struct InvalidDigest;

impl TryFrom<String> for Digest {
    type Error = InvalidDigest;
    fn try_from(text: String) -> Result<Self, InvalidDigest> {
        let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        if text.len() == 64 && text.chars().all(hex) { Ok(Self(text)) } else { Err(InvalidDigest) }
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_lower_case_words_joined_by_single_hyphens() {
        for good in ["a", "drug-development", "p10"] {
            assert!(good.parse::<QuestionId>().is_ok(), "{good}");
        }
        for bad in ["", "-a", "a-", "a--b", "A", "1a", "日本", "a b", &"a".repeat(65)] {
            assert!(bad.parse::<QuestionId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_digest_is_64_lower_case_hexadecimal_digits() {
        assert!(Digest::try_from("0f".repeat(32)).is_ok());
        assert!(Digest::try_from("0F".repeat(32)).is_err());
        assert!(Digest::try_from("0f".repeat(31)).is_err());
    }
}
