//! What went wrong, and what an operation answers.

use super::{Reference, element};
use serde::{Deserialize, Serialize};

element!(
    /// What went wrong.
    OperationOutcome {
        /// Each thing.
        issue: Vec<Issue>,
    }
);

/// One thing that went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// `error` or `fatal`.
    pub severity: String,
    /// A code of `http://hl7.org/fhir/issue-type`.
    pub code: String,
    /// What, for whoever wrote the request.
    pub diagnostics: String,
}

impl OperationOutcome {
    /// One error.
    #[must_use]
    pub fn error(code: &str, diagnostics: impl Into<String>) -> Self {
        let issue =
            Issue { severity: "error".to_owned(), code: code.to_owned(), diagnostics: diagnostics.into() };
        Self { issue: vec![issue], ..Self::default() }
    }
}

element!(
    /// What an operation answers.
    Parameters {
        /// Each answer.
        parameter: Vec<Parameter>,
    }
);

element!(
    /// One answer.
    Parameter {
        /// What it is.
        name: String,
        /// Yes or no.
        value_boolean: Option<bool>,
        /// A code.
        value_code: Option<String>,
        /// Words.
        value_string: Option<String>,
        /// An address.
        value_uri: Option<String>,
        /// An instant.
        value_instant: Option<String>,
        /// Somebody.
        value_reference: Option<Reference>,
        /// A count.
        value_unsigned_int: Option<u32>,
        /// Its parts.
        part: Vec<Self>,
    }
);

impl Parameter {
    /// One answer, still without a value.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }
}
