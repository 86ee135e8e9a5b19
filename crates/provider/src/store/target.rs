//! Under which name the progress of whoever is told of decisions is kept: a portal's, or that of the hospital's FHIR
//! server.

use crate::portal::{NotAPortalId, PortalId};
use serde::Deserialize;
use std::fmt;
use std::str::FromStr;

/// Before the name of a FHIR server where targets are listed. No portal's name has a colon in it.
const SERVER: &str = "fhir:";

/// The name of a target: as text, a server's can be no portal's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetName {
    /// A portal's.
    Portal(PortalId),
    /// A FHIR server's.
    FhirServer(ServerId),
}

impl TargetName {
    /// Whether a name, as it is kept, is a server's.
    #[must_use]
    pub fn is_server(text: &str) -> bool {
        text.starts_with(SERVER)
    }
}

impl fmt::Display for TargetName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Portal(id) => id.fmt(formatter),
            Self::FhirServer(ServerId(id)) => write!(formatter, "{SERVER}{id}"),
        }
    }
}

impl FromStr for TargetName {
    type Err = NotAPortalId;

    fn from_str(text: &str) -> Result<Self, NotAPortalId> {
        match text.strip_prefix(SERVER) {
            Some(id) => Ok(Self::FhirServer(id.to_owned().try_into()?)),
            None => Ok(Self::Portal(text.parse()?)),
        }
    }
}

/// The name of a FHIR server, of the letters that a portal's has.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct ServerId(String);

impl TryFrom<String> for ServerId {
    type Error = NotAPortalId;

    fn try_from(text: String) -> Result<Self, NotAPortalId> {
        PortalId::try_from(text).map(|id| Self(id.as_str().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_name_is_never_a_portals() {
        for text in ["ward", "fhir:ward"] {
            assert_eq!(text.parse::<TargetName>().unwrap().to_string(), text);
        }
        assert_ne!("ward".parse::<TargetName>(), "fhir:ward".parse());
        for text in ["", "fhir:", "fhir:fhir:ward", "Ward", "ward:a"] {
            assert!(text.parse::<TargetName>().is_err(), "{text}");
        }
        assert!("fhir:ward".parse::<PortalId>().is_err());
    }
}
