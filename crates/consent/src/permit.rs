//! The one place that decides whether a use is permitted. Everything unknown is denied.

use crate::approvals::{Approvals, OrganisationIdentity, are_within};
use crate::catalogue::{Catalogues, ModifierKind, Programme, Purpose, Question, RecipientKind, ScopeCase};
use crate::event::TermsShown;
use crate::id::{DataId, QuestionId, ReviewId};
use crate::record::Record;
use crate::standing::{AsOf, Standing, refuses_use_at, standing_at};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One concrete release of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// What for.
    pub purpose: QuestionId,
    /// To whom.
    pub recipient: RecipientKind,
    /// Which organisation that is, where one is named.
    pub organisation: Option<OrganisationIdentity>,
    /// Whether the recipient is outside the country.
    pub abroad: bool,
    /// Whether genome data are in it.
    pub genome: bool,
    /// Which categories of data are in it, by the provider's codes. Where the words list what they are about, a use that
    /// names none is denied.
    pub data: Vec<DataId>,
    /// How it relates to what was explained, and, beyond case ①, the review that allowed it.
    pub scope: UseScope,
}

impl Use {
    /// A use within what was explained: by no organisation in particular, at home, without genome data, and of no data
    /// in particular.
    #[must_use]
    pub const fn within(purpose: QuestionId, recipient: RecipientKind) -> Self {
        Self {
            purpose,
            recipient,
            organisation: None,
            abroad: false,
            genome: false,
            data: Vec::new(),
            scope: UseScope::Within,
        }
    }
}

/// The scope case of a use; beyond ① it cannot be named without its review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UseScope {
    /// ① Within the stated purpose and recipients.
    Within,
    /// ②-④ Beyond them, as a review body allowed.
    Reviewed(ReviewedUse),
}

/// How a use goes beyond what was explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewedUse {
    /// Which case.
    pub case: ReviewedCase,
    /// The review that allowed it.
    pub review: ReviewId,
    /// Whether whoever asks confirms that the conditions of the decision are met.
    pub conditions_met: bool,
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
    /// The words the patient saw do not name some of the data.
    #[error("data are in it that were not named to the patient")]
    DataNotNamed,
    /// The words the patient saw leave no room for this reviewed reuse.
    #[error("the answer does not cover this reviewed reuse")]
    ReuseNotCovered,
    /// The patient refused this one use.
    #[error("the patient refused this one use")]
    UseRefused,
    /// No decision of a review body is known by this name.
    #[error("no decision of a review body is known by this name")]
    ReviewUnknown,
    /// The review body rejected the use.
    #[error("the review body rejected the use")]
    ReviewRejected,
    /// The decision is not in force yet, has run out, or was revoked.
    #[error("the review body's decision is not in force")]
    ReviewNotInForce,
    /// Whether the decision still holds is not known: its publisher's next version was due and has not come.
    #[error(
        "whether the review body's decision still holds is not known: its publisher's next version is overdue"
    )]
    ReviewOutOfDate,
    /// The decision allowed another use: another case, purpose, recipient, programme, place or other data.
    #[error("the review body's decision allowed another use")]
    ReviewDiffers,
    /// The decision holds under conditions, and nobody confirms that they are met.
    #[error("the review body's decision has conditions, and nobody confirmed that they are met")]
    ConditionsNotConfirmed,
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
    approvals: &Approvals,
    request: &Use,
    as_of: impl Into<AsOf>,
) -> Result<Permit, Denial> {
    as_of.into().strictest(record, |record, at| {
        let permit = answered(catalogues, record, request, at)?;
        approvals.check(catalogues.current(), request, at)?;
        Ok(permit)
    })
}

/// Whether `record` would permit a use if a review body allowed just that: what its answers leave room for. Permits nothing.
///
/// # Errors
/// The reason why not, whatever a review body decides.
pub fn leaves_room_for(
    catalogues: &Catalogues,
    record: &Record,
    request: &Use,
    as_of: impl Into<AsOf>,
) -> Result<Permit, Denial> {
    as_of.into().strictest(record, |record, at| answered(catalogues, record, request, at))
}

/// What the person's answers say of a use.
fn answered(
    catalogues: &Catalogues,
    record: &Record,
    request: &Use,
    at: DateTime<Utc>,
) -> Result<Permit, Denial> {
    let Some(Question::Purpose(programme, _)) = catalogues.current().question(&request.purpose) else {
        return Err(Denial::Unknown);
    };
    let permit = standing_at(catalogues, record, &request.purpose, at).permit()?;
    // The words the patient answered to bind, not those in force today: what they were not told is denied.
    let shown =
        catalogues.get(&permit.terms.catalogue).and_then(|catalogue| catalogue.question(&request.purpose));
    let Some(Question::Purpose(_, purpose)) = shown else { return Err(Denial::Unknown) };
    named(purpose, request)?;
    if let UseScope::Reviewed(reviewed) = &request.scope
        && refuses_use_at(catalogues, record, &reviewed.review, at)
    {
        return Err(Denial::UseRefused);
    }
    let open = |kind| opens(catalogues, record, programme, kind, at);
    if request.abroad && !open(ModifierKind::Abroad) {
        return Err(Denial::AbroadNotAllowed);
    }
    if request.genome && !open(ModifierKind::Genome) {
        return Err(Denial::GenomeNotAllowed);
    }
    Ok(permit)
}

/// Whether the words that were shown name what is in the use, or leave room for it.
fn named(shown: &Purpose, request: &Use) -> Result<(), Denial> {
    let recipient = shown.recipients.contains(&request.recipient);
    match &request.scope {
        UseScope::Within if !recipient => return Err(Denial::RecipientNotNamed),
        UseScope::Reviewed(reviewed) if !shown.covers.contains(&reviewed.case.scope_case()) => {
            return Err(Denial::ReuseNotCovered);
        }
        UseScope::Reviewed(reviewed) if !recipient && !reviewed.case.changes_recipient() => {
            return Err(Denial::RecipientNotNamed);
        }
        UseScope::Within | UseScope::Reviewed(_) => {}
    }
    if are_within(&request.data, &shown.data) { Ok(()) } else { Err(Denial::DataNotNamed) }
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
