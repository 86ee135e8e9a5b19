//! What changed, in words for the author: codes by their written names, and widenings as they are told.

use crate::change::{Altered, Change, Weight, Widening};
use serde::Serialize;
use std::fmt;

/// A code by the name it is written with.
pub(super) struct Name<'a, T>(pub(super) &'a T);

impl<T: Serialize> fmt::Display for Name<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.serialize(f)
    }
}

impl fmt::Display for Widening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Recipient(kind) => write!(f, "it adds the recipient {}", Name(kind)),
            Self::Data(data) => write!(f, "it adds the data {data}"),
            Self::AnyData => f.write_str("it lists no data any more"),
            Self::Covers(case) => write!(f, "it covers the reuse {}", Name(case)),
            Self::Purpose => f.write_str("its codes name another purpose"),
            Self::Kind => f.write_str("the id was that of another kind of question"),
            Self::Programme => f.write_str("the id was that of a question in another programme"),
            Self::Mode => f.write_str("the id was that of a question under another legal mode"),
            Self::Wait { was, is } => write!(f, "the wait is {is} days and was {was}"),
            Self::Expiry { was, is: Some(is) } => write!(f, "an answer holds {is} months and held {was}"),
            Self::Expiry { was, is: None } => {
                write!(f, "an answer holds until changed and held {was} months")
            }
            Self::Country => f.write_str("the provider is in another country"),
            Self::Identifiers => f.write_str("names are released with the data"),
            Self::Condition(kind) => write!(f, "it no longer asks apart about {}", Name(kind)),
        }
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Editorial => "editorial",
            Self::Material => "material",
        })
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added(question) => write!(f, "{question}: new, asked of everybody"),
            Self::Removed(question) => write!(f, "{question}: asked no more"),
            Self::Altered(Altered { question, weight, fields, widens, .. }) => {
                let fields: Vec<_> = fields.iter().map(|field| Name(field).to_string()).collect();
                write!(f, "{question}: {weight}: {}", fields.join(", "))?;
                widens.iter().try_for_each(|widening| write!(f, "; {widening}"))
            }
        }
    }
}
