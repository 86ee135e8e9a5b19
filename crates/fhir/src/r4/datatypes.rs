//! The data types: codes, names, references, periods, and extensions.

use super::element;
use serde::{Deserialize, Serialize};

element!(
    /// A code of a system.
    Coding {
        /// Whose code it is.
        system: Option<String>,
        /// The code.
        code: Option<String>,
        /// What it says to a reader.
        display: Option<String>,
    }
);

element!(
    /// One concept, in the codes of several systems.
    CodeableConcept {
        /// The codes.
        coding: Vec<Coding>,
        /// What it says to a reader.
        text: Option<String>,
    }
);

element!(
    /// A name that somebody gave.
    Identifier {
        /// Whose names these are.
        system: Option<String>,
        /// The name.
        value: Option<String>,
    }
);

element!(
    /// A resource elsewhere, by its address or by its name.
    Reference {
        /// Its address, such as `Patient/1`.
        reference: Option<String>,
        /// Of which kind it is.
        r#type: Option<String>,
        /// Its name.
        identifier: Option<Identifier>,
        /// What it is called.
        display: Option<String>,
    }
);

element!(
    /// From when until when, both included.
    Period {
        /// From when on.
        start: Option<String>,
        /// The last moment.
        end: Option<String>,
    }
);

element!(
    /// A person's name.
    HumanName {
        /// As it is written.
        text: Option<String>,
    }
);

element!(
    /// What is said of a resource.
    Meta {
        /// Its version.
        version_id: Option<String>,
        /// When this version came.
        last_updated: Option<String>,
        /// The profiles it keeps.
        profile: Vec<String>,
        /// By what it can be found.
        tag: Vec<Coding>,
    }
);

/// Something that FHIR has no place for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Extension {
    /// What it is.
    pub url: String,
    /// What it says.
    #[serde(flatten)]
    pub value: Value,
}

/// What an extension says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each name is its meaning")]
pub enum Value {
    #[serde(rename = "valueCode")]
    Code(String),
    #[serde(rename = "valueString")]
    Text(String),
    #[serde(rename = "valueUri")]
    Uri(String),
    #[serde(rename = "valueDate")]
    Day(String),
    #[serde(rename = "valueInstant")]
    At(String),
    /// What we do not write ourselves.
    #[serde(untagged)]
    Other(serde_json::Map<String, serde_json::Value>),
}

impl Value {
    /// What it says, as text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Code(text) | Self::Text(text) | Self::Uri(text) | Self::Day(text) | Self::At(text) => {
                Some(text)
            }
            Self::Other(_) => None,
        }
    }
}

impl Coding {
    /// A code, without words.
    #[must_use]
    pub fn new(system: impl Into<String>, code: impl Into<String>) -> Self {
        Self { system: Some(system.into()), code: Some(code.into()), ..Self::default() }
    }

    /// The same, with what it says to a reader.
    #[must_use]
    pub fn says(self, display: impl Into<String>) -> Self {
        Self { display: Some(display.into()), ..self }
    }
}

impl From<Coding> for CodeableConcept {
    fn from(coding: Coding) -> Self {
        Self { coding: vec![coding], ..Self::default() }
    }
}

impl CodeableConcept {
    /// The code of a system, where there is one.
    #[must_use]
    pub fn code_of(&self, system: &str) -> Option<&str> {
        self.coding.iter().find(|coding| coding.system.as_deref() == Some(system))?.code.as_deref()
    }
}

impl Identifier {
    /// A name.
    #[must_use]
    pub fn new(system: impl Into<String>, value: impl Into<String>) -> Self {
        Self { system: Some(system.into()), value: Some(value.into()), ..Self::default() }
    }
}

impl Reference {
    /// By its address.
    #[must_use]
    pub fn to(address: impl Into<String>) -> Self {
        Self { reference: Some(address.into()), ..Self::default() }
    }

    /// By its name.
    #[must_use]
    pub fn named(kind: &str, identifier: Identifier) -> Self {
        Self { r#type: Some(kind.to_owned()), identifier: Some(identifier), ..Self::default() }
    }

    /// The name in it, if it is one of this system.
    #[must_use]
    pub fn name_of(&self, system: &str) -> Option<&str> {
        let identifier = self.identifier.as_ref()?;
        (identifier.system.as_deref() == Some(system)).then_some(identifier.value.as_deref()).flatten()
    }
}

impl Extension {
    /// An extension.
    #[must_use]
    pub const fn new(url: String, value: Value) -> Self {
        Self { url, value }
    }
}
