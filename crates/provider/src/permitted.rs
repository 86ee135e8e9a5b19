//! Who permits a use at an instant: one set of rules for what may be asked, for `cli/permitted.rs` and the FHIR operation
//! `$permitted`. It decides nothing itself: `permits` does.

use crate::store::Store;
use crate::store::records::PatientRecord;
use nattoku_consent::catalogue::{Question, RecipientKind};
use nattoku_consent::id::ReviewId;
use nattoku_consent::permit::{ReviewedCase, UseScope};
use nattoku_consent::{AsOf, Catalogues, Denial, Permit, QuestionId, Use, permits};

/// A use as somebody names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// What for.
    pub purpose: String,
    /// To whom.
    pub recipient: String,
    /// Whether the recipient is outside the country.
    pub abroad: bool,
    /// Whether genome data are in it.
    pub genome: bool,
    /// How it goes beyond what was explained, and the review that allowed it.
    pub reviewed: Option<(ReviewedCase, ReviewId)>,
}

/// Why a use cannot be meant, in words that name what there is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Meaningless(String);

impl Named {
    /// The use that is meant.
    ///
    /// # Errors
    /// The catalogue in force has no such purpose, or there is no such kind of recipient.
    pub fn wanted(self, catalogues: &Catalogues) -> Result<Use, Meaningless> {
        let scope = match self.reviewed {
            Some((case, review)) => UseScope::Reviewed(case, review),
            None => UseScope::Within,
        };
        let (purpose, recipient) = (purpose(catalogues, &self.purpose)?, recipient(&self.recipient)?);
        Ok(Use { purpose, recipient, abroad: self.abroad, genome: self.genome, scope })
    }
}

/// Hands every patient to `each`, with what their record says of a use.
///
/// # Errors
/// The database cannot be read, or `each` failed.
pub async fn everybody<E: From<sqlx::Error>>(
    store: &Store,
    catalogues: &Catalogues,
    wanted: &Use,
    as_of: AsOf,
    mut each: impl FnMut(PatientRecord, Result<Permit, Denial>) -> Result<(), E>,
) -> Result<(), E> {
    store
        .for_each_record(|patient| {
            let said = permits(catalogues, &patient.record, wanted, as_of);
            each(patient, said)
        })
        .await
}

fn purpose(catalogues: &Catalogues, name: &str) -> Result<QuestionId, Meaningless> {
    let purposes =
        catalogues.current().questions().filter(|question| matches!(question, Question::Purpose(..)));
    let known: Vec<_> = purposes.map(Question::id).collect();
    let list = || known.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", ");
    known.iter().find(|id| id.as_str() == name).map(|id| (*id).clone()).ok_or_else(|| {
        Meaningless(format!("the catalogue in force has no purpose \"{name}\". It has: {}", list()))
    })
}

fn recipient(name: &str) -> Result<RecipientKind, Meaningless> {
    let kind = serde_json::from_value(serde_json::Value::String(name.to_owned())).ok();
    kind.ok_or_else(|| {
        let known = RecipientKind::ALL.map(|kind| serde_json::to_string(&kind).unwrap_or_default());
        let known = known.join(", ").replace('"', "");
        Meaningless(format!("no kind of recipient is called \"{name}\". There are: {known}"))
    })
}
