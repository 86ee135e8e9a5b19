//! The fields in which two versions of a question can differ.

use serde::{Deserialize, Serialize};

/// A field of a question, or of its programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is named as in the catalogue")]
pub enum Field {
    Headline,
    Who,
    Example,
    Risk,
    IfNo,
    ForChildren,
    Short,
    Recipients,
    Data,
    Covers,
    Codes,
    /// Whether it is a purpose, or which modifier.
    Kind,
    /// Which programme it stands in.
    Programme,
    Mode,
    Wait,
    Expiry,
    /// Where the provider is: what is abroad depends on it.
    Country,
    /// What the programme asks for apart, such as use abroad.
    Conditions,
    /// What becomes of names.
    Identifiers,
    Name,
    Summary,
    Journey,
    Stops,
    Stays,
    Protection,
    Notice,
}

impl Field {
    /// Every field, in the order in which a reader wants them.
    pub const ALL: [Self; 26] = [
        Self::Headline,
        Self::Who,
        Self::Example,
        Self::Risk,
        Self::IfNo,
        Self::ForChildren,
        Self::Short,
        Self::Recipients,
        Self::Data,
        Self::Covers,
        Self::Codes,
        Self::Kind,
        Self::Programme,
        Self::Mode,
        Self::Wait,
        Self::Expiry,
        Self::Country,
        Self::Conditions,
        Self::Identifiers,
        Self::Name,
        Self::Summary,
        Self::Journey,
        Self::Stops,
        Self::Stays,
        Self::Protection,
        Self::Notice,
    ];

    /// Whether it belongs to the programme and so to all its questions.
    #[must_use]
    pub const fn is_of_programme(self) -> bool {
        matches!(
            self,
            Self::Mode
                | Self::Wait
                | Self::Expiry
                | Self::Country
                | Self::Conditions
                | Self::Identifiers
                | Self::Name
                | Self::Summary
                | Self::Journey
                | Self::Stops
                | Self::Stays
                | Self::Protection
                | Self::Notice
        )
    }

    /// Whether it is a text that a patient reads; the others are facts that a machine can compare.
    #[must_use]
    pub const fn is_text(self) -> bool {
        matches!(
            self,
            Self::Headline
                | Self::Who
                | Self::Example
                | Self::Risk
                | Self::IfNo
                | Self::ForChildren
                | Self::Short
                | Self::Name
                | Self::Summary
                | Self::Journey
                | Self::Stops
                | Self::Stays
                | Self::Protection
                | Self::Notice
        )
    }
}
