//! The part of FHIR R4 (4.0.1) that we write, as types. What else a resource holds is kept as it came, so that nothing
//! of somebody else's is lost on the way through.

mod bundle;
mod consent;
mod datatypes;
mod outcome;
mod people;
mod told;

pub use bundle::{Bundle, BundleEntry, BundleLink, BundleResponse, BundleSearch};
pub use consent::{Consent, ConsentActor, ConsentData, ConsentPolicy, ConsentProvision, ConsentVerification};
pub use datatypes::{
    CodeableConcept, Coding, Extension, HumanName, Identifier, Meta, Period, Reference, Value,
};
pub use outcome::{Issue, OperationOutcome, Parameter, Parameters};
pub use people::{Patient, RelatedPerson};
pub use told::{Agent, Answer, Communication, Entity, Item, Provenance, QuestionnaireResponse};

use serde::{Deserialize, Serialize};

/// Whether an element has nothing to say, and is left out: FHIR knows no empty lists.
pub(crate) trait Absent {
    fn is_absent(&self) -> bool;
}

impl<T> Absent for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T> Absent for Vec<T> {
    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl Absent for String {
    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

/// An element or resource: every field may be missing, and what is not named here is kept.
macro_rules! element {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        pub struct $name {
            $(
                $(#[$about])*
                #[serde(skip_serializing_if = "crate::r4::Absent::is_absent")]
                pub $field: $type,
            )*
            /// What else stood there.
            #[serde(flatten)]
            pub other: serde_json::Map<String, serde_json::Value>,
        }
    };
}
pub(crate) use element;

/// A resource of a kind that we write.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "resourceType")]
#[allow(missing_docs, reason = "each name is its meaning")]
#[allow(clippy::large_enum_variant, reason = "nearly every one is a Consent or as large")]
pub enum Resource {
    Consent(Consent),
    Provenance(Provenance),
    Communication(Communication),
    QuestionnaireResponse(QuestionnaireResponse),
    RelatedPerson(RelatedPerson),
    Patient(Patient),
    Bundle(Bundle),
    OperationOutcome(OperationOutcome),
    Parameters(Parameters),
}

impl Resource {
    /// The name of its kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Consent(_) => "Consent",
            Self::Provenance(_) => "Provenance",
            Self::Communication(_) => "Communication",
            Self::QuestionnaireResponse(_) => "QuestionnaireResponse",
            Self::RelatedPerson(_) => "RelatedPerson",
            Self::Patient(_) => "Patient",
            Self::Bundle(_) => "Bundle",
            Self::OperationOutcome(_) => "OperationOutcome",
            Self::Parameters(_) => "Parameters",
        }
    }

    /// Its id; nothing where it has none.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Consent(resource) => &resource.id,
            Self::Provenance(resource) => &resource.id,
            Self::Communication(resource) => &resource.id,
            Self::QuestionnaireResponse(resource) => &resource.id,
            Self::RelatedPerson(resource) => &resource.id,
            Self::Patient(resource) => &resource.id,
            Self::Bundle(_) | Self::OperationOutcome(_) | Self::Parameters(_) => "",
        }
    }

    /// What is said of it: its version and when it came.
    #[must_use]
    pub const fn meta(&self) -> Option<&Meta> {
        match self {
            Self::Consent(resource) => resource.meta.as_ref(),
            Self::Provenance(resource) => resource.meta.as_ref(),
            Self::Communication(resource) => resource.meta.as_ref(),
            Self::QuestionnaireResponse(resource) => resource.meta.as_ref(),
            Self::RelatedPerson(resource) => resource.meta.as_ref(),
            Self::Patient(_) | Self::Bundle(_) | Self::OperationOutcome(_) | Self::Parameters(_) => None,
        }
    }
}
