//! Who is told: a portal, of its users' decisions; the hospital's FHIR server, of everybody's entries.

use super::fhir::FhirServer;
use super::webhook::Webhook;
use crate::portal::PortalId;
use crate::store::target::TargetName;

/// Who is told, and how.
pub enum Target {
    /// A portal.
    Portal {
        /// Its name.
        id: PortalId,
        /// How it is told.
        webhook: Webhook,
    },
    /// The hospital's FHIR server.
    FhirServer(Box<FhirServer>),
}

impl Target {
    /// Under which name its progress is kept.
    #[must_use]
    pub fn name(&self) -> TargetName {
        match self {
            Self::Portal { id, .. } => TargetName::Portal(id.clone()),
            Self::FhirServer(server) => TargetName::FhirServer(server.id.clone()),
        }
    }
}
