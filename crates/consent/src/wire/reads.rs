//! Who read a patient's record, when and why (A42), as the patient is shown it.

use crate::text::Localized;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Where the person's own list of reads is: a [`ReadsView`].
pub const READS_PATH: &str = "/api/record/reads";

/// A page of the reads of a patient's record, the newest first: `GET /api/record/reads?skip=N`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadsView {
    /// The reads of this page.
    pub reads: Vec<RecordRead>,
    /// How many to skip for the next page; none: there are no earlier reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u32>,
}

/// One read of a patient's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RecordRead {
    /// When the record was read.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
    pub at: DateTime<Utc>,
    /// Who read it, by kind, and why.
    pub reader: Reader,
}

/// Who read a record, by kind, and why. Staff are not named to patients (docs/adr/0014).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Reader {
    /// A staff member at the desk.
    Desk(DeskReason),
    /// A system of the hospital, by FHIR.
    System {
        /// Its name.
        name: String,
        /// What it reads records for.
        purpose: SystemPurpose,
    },
    /// A list that was written on the command line.
    Export(ExportReason),
    /// A release of data: every subject's record was asked.
    Release {
        /// Who received the data.
        recipient: Localized,
    },
}

/// Why a staff member opens a record at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DeskReason {
    /// To record an answer that the patient gives.
    Answer,
    /// To correct what was recorded.
    Correction,
    /// To answer a question of the patient's.
    Question,
}

/// What a hospital system reads records for, declared when its token is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SystemPurpose {
    /// To show in the medical record what the patient chose.
    MedicalRecord,
    /// To check before data are released.
    Release,
    /// To keep another system in step.
    Synchronisation,
    /// Nothing was declared: the token is from before purposes were asked for.
    Undeclared,
}

/// Why a list that names people is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ExportReason {
    /// To check before data are released.
    Release,
    /// To notify patients, or recipients of their data.
    Notification,
    /// To check that what was recorded is right.
    Audit,
    /// To answer a question or a complaint.
    Question,
}

impl DeskReason {
    /// Every reason, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Answer, Self::Correction, Self::Question];
}

impl SystemPurpose {
    /// Every purpose that can be declared.
    pub const DECLARED: [Self; 3] = [Self::MedicalRecord, Self::Release, Self::Synchronisation];
}

impl ExportReason {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Release, Self::Notification, Self::Audit, Self::Question];
}
