//! Who permits a use at an instant: one set of rules for what may be asked, for `cli/permitted.rs` and the FHIR operation
//! `$permitted`. It decides nothing itself: `permits` does.

use crate::disclosures::approvals;
use crate::names::named;
use crate::store::Store;
use crate::store::reads::{AppendRead, Reader, Subjects};
use crate::store::records::PatientRecord;
use crate::store::writer::WriteError;
use chrono::{DateTime, Utc};
use nattoku_consent::catalogue::{Question, RecipientKind};
use nattoku_consent::id::DataId;
use nattoku_consent::permit::{ReviewedUse, UseScope};
use nattoku_consent::{
    Approvals, AsOf, Catalogues, Denial, OrganisationIdentity, Permit, QuestionId, Record, Use, permits,
};
use nattoku_disclosure::identifier::CorporateNumber;
use std::collections::BTreeSet;

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
    /// Which organisation it is, by its name or its corporate number; none: any of the kind.
    pub organisation: Option<String>,
    /// Which categories of data are in it, by the codes of the catalogue.
    pub data: Vec<String>,
    /// How it goes beyond what was explained, and the review that allowed it.
    pub reviewed: Option<ReviewedUse>,
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
            Some(reviewed) => UseScope::Reviewed(reviewed),
            None => UseScope::Within,
        };
        let (purpose, recipient) = (purpose(catalogues, &self.purpose)?, recipient(&self.recipient)?);
        let data = self.data.iter().map(|code| data(catalogues, code)).collect::<Result<_, _>>()?;
        let organisation = self.organisation.map(organisation);
        Ok(Use { purpose, recipient, organisation, abroad: self.abroad, genome: self.genome, data, scope })
    }
}

/// By what a use is judged, and when.
#[derive(Debug, Clone, Copy)]
pub struct Judging<'a> {
    /// The catalogue in force and every earlier one.
    pub catalogues: &'a Catalogues,
    /// What review bodies allowed.
    pub approvals: &'a Approvals,
    /// The use.
    pub request: &'a Use,
    /// For which instant.
    pub as_of: AsOf,
}

impl Judging<'_> {
    /// Judges by one person's record.
    ///
    /// # Errors
    /// Why it does not permit the use.
    pub fn judge(&self, record: &Record) -> Result<Permit, Denial> {
        permits(self.catalogues, record, self.approvals, self.request, self.as_of)
    }
}

/// Hands every patient to `each`, with what their record says of a use, after noting that `reader` reads them (A42).
///
/// # Errors
/// The read cannot be noted, the database not be read, or `each` failed.
pub async fn everybody<E: From<sqlx::Error> + From<WriteError>>(
    store: &Store,
    judging: Judging<'_>,
    (reader, now): (Reader, DateTime<Utc>),
    mut each: impl FnMut(PatientRecord, Result<Permit, Denial>) -> Result<(), E>,
) -> Result<(), E> {
    let last = store.write(AppendRead { reader, subjects: Subjects::Everybody, now }).await?;
    store
        .for_each_record_up_to(last, |patient| {
            let judged = judging.judge(&patient.record);
            each(patient, judged)
        })
        .await
}

/// Reads what review bodies decided, as far as it is mirrored.
///
/// # Errors
/// The database cannot be read.
pub async fn reviews(store: &Store, catalogues: &Catalogues) -> Result<Approvals, sqlx::Error> {
    let mut connection = store.readers().acquire().await?;
    approvals::mirrored(&mut connection, catalogues.current()).await
}

/// An organisation by what somebody calls it: its number, if it has the form of one, else its name.
fn organisation(called: String) -> OrganisationIdentity {
    let number = called.parse::<CorporateNumber>().ok().map(|number| number.to_string());
    let names = if number.is_some() { Vec::new() } else { vec![called] };
    OrganisationIdentity { corporate_number: number, names }
}

/// A category of data that the catalogue in force lists for some purpose.
fn data(catalogues: &Catalogues, code: &str) -> Result<DataId, Meaningless> {
    let programmes = catalogues.current().programmes.iter();
    let listed: BTreeSet<_> =
        programmes.flat_map(|programme| &programme.purposes).flat_map(|purpose| &purpose.data).collect();
    listed.iter().find(|data| data.as_str() == code).map(|data| (*data).clone()).ok_or_else(|| {
        let all = listed.iter().map(|data| data.as_str()).collect::<Vec<_>>().join(", ");
        Meaningless(format!("the catalogue in force lists no data \"{code}\". It lists: {all}"))
    })
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
    let kind = named(name).ok();
    kind.ok_or_else(|| {
        let known = RecipientKind::ALL.map(|kind| serde_json::to_string(&kind).unwrap_or_default());
        let known = known.join(", ").replace('"', "");
        Meaningless(format!("no kind of recipient is called \"{name}\". There are: {known}"))
    })
}
