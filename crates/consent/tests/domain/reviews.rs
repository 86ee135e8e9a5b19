//! What the review bodies of the sample decided.

use crate::history::DAY;
use crate::sample::{day, id, instant};
use nattoku_consent::catalogue::RecipientKind::{DrugCompany, Hospital, University};
use nattoku_consent::permit::ReviewedCase;
use nattoku_consent::{Approvals, ApprovedUse, OrganisationIdentity, ReviewDecision};
use std::sync::LazyLock;

/// Until when the decisions of the sample are known, in days.
pub(crate) const KNOWN_DAYS: i64 = 90;

/// The organisation that the sample's decisions name.
pub(crate) fn organisation(name: &str) -> OrganisationIdentity {
    OrganisationIdentity { corporate_number: None, names: [name.to_owned()].into() }
}

/// Three approvals and a rejection.
pub(crate) fn approvals() -> &'static Approvals {
    static APPROVALS: LazyLock<Approvals> = LazyLock::new(|| {
        let approved = |review, approved| (id(review), ReviewDecision::Approved(Box::new(approved)));
        Approvals::from_iter([
            approved("review-1", other_disease()),
            approved("review-2", other_recipient()),
            approved("review-3", other_purpose_and_recipient()),
            (id("review-4"), ReviewDecision::Rejected),
        ])
    });
    &APPROVALS
}

/// From day 2 to day 60, at home, for two purposes.
pub(crate) fn other_disease() -> ApprovedUse {
    ApprovedUse {
        case: ReviewedCase::OtherDisease,
        programme: id("registry"),
        purposes: [id("research"), id("drugs")].into(),
        recipient: University,
        organisation: organisation("みどり大学"),
        abroad: false,
        genome: false,
        data: [].into(),
        has_conditions: false,
        from: day(2),
        until: Some(day(60)),
        revoked: None,
        known_until: instant(KNOWN_DAYS * DAY),
    }
}

/// Under conditions, and of some data only.
pub(crate) fn other_recipient() -> ApprovedUse {
    ApprovedUse {
        case: ReviewedCase::OtherRecipient,
        purposes: [id("drugs")].into(),
        recipient: Hospital,
        data: [id("diagnoses"), id("costs")].into(),
        has_conditions: true,
        from: day(0),
        until: None,
        ..other_disease()
    }
}

/// Abroad and with genome data, until it was revoked on day 40.
fn other_purpose_and_recipient() -> ApprovedUse {
    ApprovedUse {
        case: ReviewedCase::OtherPurposeAndRecipient,
        programme: id("society"),
        purposes: [id("rare")].into(),
        recipient: DrugCompany,
        abroad: true,
        genome: true,
        from: day(0),
        until: None,
        revoked: Some(day(40)),
        ..other_disease()
    }
}
