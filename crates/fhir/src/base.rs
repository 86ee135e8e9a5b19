//! Our own addresses in FHIR: extensions, code systems and names, all below one base that the provider configures.

use nattoku_consent::Digest;

/// The address below which everything of a provider's is found, such as `https://consent.example.jp`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base(String);

impl Base {
    /// The base of an origin; a slash at its end is no part of it.
    #[must_use]
    pub fn new(origin: &str) -> Self {
        Self(origin.trim_end_matches('/').to_owned())
    }

    /// The address of the FHIR service.
    #[must_use]
    pub fn service(&self) -> String {
        format!("{}/fhir", self.0)
    }

    /// The address of a page of the provider's, by its path.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// The address of a profile or an extension.
    #[must_use]
    pub fn definition(&self, name: &str) -> String {
        format!("{}/fhir/StructureDefinition/{name}", self.0)
    }

    /// The address of a code system.
    #[must_use]
    pub fn system(&self, name: &str) -> String {
        format!("{}/fhir/CodeSystem/{name}", self.0)
    }

    /// The address of a kind of names, such as the numbers that a hospital knows its patients by.
    #[must_use]
    pub fn names(&self, kind: &str) -> String {
        format!("{}/id/{kind}", self.0)
    }

    /// Where the words of a catalogue are read.
    #[must_use]
    pub fn words(&self, catalogue: &Digest) -> String {
        format!("{}/api/catalogues/{catalogue}", self.0)
    }

    /// The address of a questionnaire.
    #[must_use]
    pub fn questionnaire(&self, name: &str) -> String {
        format!("{}/fhir/Questionnaire/{name}", self.0)
    }

    /// The address that stands for a legal regime.
    #[must_use]
    pub fn regime(&self, name: &str) -> String {
        format!("{}/fhir/policy/{name}", self.0)
    }
}
