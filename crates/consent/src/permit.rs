//! The one place that decides whether a use is permitted. Everything unknown is denied.

use crate::catalogue::{Catalogues, ModifierKind, Programme, Question, RecipientKind, ScopeCase};
use crate::event::TermsShown;
use crate::id::{QuestionId, ReviewId};
use crate::record::{Record, latest};
use crate::standing::{AsOf, Standing, standing_at};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One concrete release of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// What for.
    pub purpose: QuestionId,
    /// To whom.
    pub recipient: RecipientKind,
    /// Whether the recipient is outside the country.
    pub abroad: bool,
    /// Whether genome data are in it.
    pub genome: bool,
    /// How it relates to what was explained, and, beyond case ①, the review that allowed it.
    pub scope: UseScope,
}

/// The scope case of a use; beyond ① it cannot be named without its review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UseScope {
    /// ① Within the stated purpose and recipients.
    Within,
    /// ②-④ Beyond them, as a review body allowed.
    Reviewed(ReviewedCase, ReviewId),
}

/// The cases that take a review (S12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ReviewedCase {
    /// ② Another disease.
    OtherDisease,
    /// ③ Another recipient.
    OtherRecipient,
    /// ④ Another purpose and recipient.
    OtherPurposeAndRecipient,
}

impl ReviewedCase {
    /// The case of the scope.
    #[must_use]
    pub const fn scope_case(self) -> ScopeCase {
        match self {
            Self::OtherDisease => ScopeCase::OtherDisease,
            Self::OtherRecipient => ScopeCase::OtherRecipient,
            Self::OtherPurposeAndRecipient => ScopeCase::OtherPurposeAndRecipient,
        }
    }

    const fn changes_recipient(self) -> bool {
        matches!(self, Self::OtherRecipient | Self::OtherPurposeAndRecipient)
    }
}

/// The use is permitted, since when and by which words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    /// From when on.
    pub since: DateTime<Utc>,
    /// The words it rests on.
    pub terms: TermsShown,
}

/// Why a use is not permitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Denial {
    /// The purpose, or the words it was answered under, are not known.
    #[error("the purpose, or the words it was answered under, are not known")]
    Unknown,
    /// No answer yet.
    #[error("no answer yet")]
    NotAnswered,
    /// Not told yet (未通知).
    #[error("not told yet")]
    NotNotified,
    /// Told, and the time to refuse is still running.
    #[error("told, and the time to refuse is still running")]
    Waiting,
    /// Answered 今は決めない.
    #[error("left undecided")]
    Undecided,
    /// Refused.
    #[error("refused")]
    Refused,
    /// Withdrawn.
    #[error("withdrawn")]
    Withdrawn,
    /// The yes has run its time.
    #[error("the answer has expired")]
    Expired,
    /// Somebody else said yes for a child, who has come of age since.
    #[error("the patient came of age and has not been asked since")]
    CameOfAge,
    /// The words the patient saw do not name this kind of recipient.
    #[error("this kind of recipient was not named to the patient")]
    RecipientNotNamed,
    /// Use abroad was not allowed.
    #[error("use abroad was not allowed")]
    AbroadNotAllowed,
    /// Genome use was not allowed.
    #[error("genome use was not allowed")]
    GenomeNotAllowed,
    /// The words the patient saw leave no room for this reviewed reuse.
    #[error("the answer does not cover this reviewed reuse")]
    ReuseNotCovered,
    /// The patient refused this one use.
    #[error("the patient refused this one use")]
    UseRefused,
}

impl Standing {
    /// Permission by this standing, or why not.
    fn permit(self) -> Result<Permit, Denial> {
        Err(match self {
            Self::Allowed { since, terms, .. } => return Ok(Permit { since, terms }),
            Self::Unknown => Denial::Unknown,
            Self::NotAnswered => Denial::NotAnswered,
            Self::NotNotified => Denial::NotNotified,
            Self::Waiting { .. } => Denial::Waiting,
            Self::Undecided { .. } => Denial::Undecided,
            Self::Refused { .. } => Denial::Refused,
            Self::Withdrawn { .. } => Denial::Withdrawn,
            Self::Expired { .. } => Denial::Expired,
            Self::CameOfAge { .. } => Denial::CameOfAge,
        })
    }
}

/// Whether `record` permits a use, as of an instant or now: the only place that decides.
///
/// # Errors
/// The reason why not.
pub fn permits(
    catalogues: &Catalogues,
    record: &Record,
    wanted: &Use,
    as_of: impl Into<AsOf>,
) -> Result<Permit, Denial> {
    as_of.into().strictest(record, |record, at| permits_at(catalogues, record, wanted, at))
}

fn permits_at(
    catalogues: &Catalogues,
    record: &Record,
    wanted: &Use,
    at: DateTime<Utc>,
) -> Result<Permit, Denial> {
    let Some(Question::Purpose(programme, _)) = catalogues.current().question(&wanted.purpose) else {
        return Err(Denial::Unknown);
    };
    let permit = standing_at(catalogues, record, &wanted.purpose, at).permit()?;
    // The words the patient answered to bind, not those in force today: what they were not told is denied.
    let shown =
        catalogues.get(&permit.terms.catalogue).and_then(|catalogue| catalogue.question(&wanted.purpose));
    let Some(Question::Purpose(_, purpose)) = shown else { return Err(Denial::Unknown) };
    let named = purpose.recipients.contains(&wanted.recipient);
    match &wanted.scope {
        UseScope::Within if !named => return Err(Denial::RecipientNotNamed),
        UseScope::Within => {}
        UseScope::Reviewed(case, _) if !purpose.covers.contains(&case.scope_case()) => {
            return Err(Denial::ReuseNotCovered);
        }
        UseScope::Reviewed(case, _) if !named && !case.changes_recipient() => {
            return Err(Denial::RecipientNotNamed);
        }
        UseScope::Reviewed(_, review) => {
            if latest(record.refusals_of(review), at).is_some() {
                return Err(Denial::UseRefused);
            }
        }
    }
    let open = |kind| opens(catalogues, record, programme, kind, at);
    if wanted.abroad && !open(ModifierKind::Abroad) {
        return Err(Denial::AbroadNotAllowed);
    }
    if wanted.genome && !open(ModifierKind::Genome) {
        return Err(Denial::GenomeNotAllowed);
    }
    Ok(permit)
}

fn opens(
    catalogues: &Catalogues,
    record: &Record,
    programme: &Programme,
    kind: ModifierKind,
    at: DateTime<Utc>,
) -> bool {
    programme.modifier(kind).is_some_and(|modifier| {
        matches!(standing_at(catalogues, record, &modifier.id, at), Standing::Allowed { .. })
    })
}
