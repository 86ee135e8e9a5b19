//! Kinds of recipients, and how a use relates to what was explained.

use serde::{Deserialize, Serialize};

/// The kinds of recipients a purpose may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each name is its meaning")]
pub enum RecipientKind {
    University,
    Hospital,
    Clinic,
    ResearchInstitute,
    AcademicSociety,
    Government,
    Municipality,
    ReviewAgency,
    CertifiedOperator,
    DrugCompany,
    DeviceCompany,
    SoftwareCompany,
    HealthCompany,
}

impl RecipientKind {
    /// Every kind, in the order of the enum.
    pub const ALL: [Self; 13] = [
        Self::University,
        Self::Hospital,
        Self::Clinic,
        Self::ResearchInstitute,
        Self::AcademicSociety,
        Self::Government,
        Self::Municipality,
        Self::ReviewAgency,
        Self::CertifiedOperator,
        Self::DrugCompany,
        Self::DeviceCompany,
        Self::SoftwareCompany,
        Self::HealthCompany,
    ];

    /// Whether a recipient of this kind works for profit.
    #[must_use]
    pub const fn is_company(self) -> bool {
        matches!(self, Self::DrugCompany | Self::DeviceCompany | Self::SoftwareCompany | Self::HealthCompany)
    }
}

/// How a use relates to what was explained (同意の範囲 ①〜④, S12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ScopeCase {
    /// ① Within the stated purpose and recipients: no review needed.
    Within,
    /// ② Another disease.
    OtherDisease,
    /// ③ Another recipient.
    OtherRecipient,
    /// ④ Another purpose and recipient.
    OtherPurposeAndRecipient,
}
