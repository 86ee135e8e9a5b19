//! A38, A39: a review opens nothing by its name, and data categories count.

use crate::history::{By, DAY, Happening, Said, record};
use crate::reviews::{KNOWN_DAYS, approvals, organisation, other_disease, other_recipient};
use crate::sample::{CURRENT, catalogues, day, id, instant, permits};
use nattoku_consent::catalogue::RecipientKind::{self, Government, Hospital, Municipality, University};
use nattoku_consent::permit::{ReviewedCase, leaves_room_for};
use nattoku_consent::{
    Answer, Approvals, ApprovedUse, Denial, OrganisationIdentity, ReviewDecision, ReviewedUse, Use, UseScope,
};

fn reviewed(case: ReviewedCase, review: &str) -> UseScope {
    UseScope::Reviewed(ReviewedUse { case, review: id(review), conditions_met: true })
}

/// Somebody allowed these.
fn allowed(clock: i64, questions: &[&'static str]) -> Happening {
    let answers = questions.iter().map(|question| (*question, Answer::Allow)).collect();
    Happening { clock, device: 0, by: By::Person, terms: CURRENT, said: Said::Answered(answers) }
}

/// What somebody who allowed everything of the registry on the first day permits.
fn judged(request: &Use, at: i64) -> Result<(), Denial> {
    let given = allowed(0, &["research", "drugs", "planning", "abroad", "genome", "rare"]);
    permits(catalogues(), &record(&[given]), request, instant(at)).map(|_| ())
}

/// The use that `review-1` allowed.
fn diabetes() -> Use {
    Use {
        organisation: Some(organisation("みどり大学")),
        scope: reviewed(ReviewedCase::OtherDisease, "review-1"),
        ..Use::within(id("research"), University)
    }
}

#[test]
fn a38_only_the_use_that_was_allowed_is_open() {
    let unnamed = Use { organisation: None, ..diabetes() };
    let other = |request: Use| judged(&request, 3 * DAY);
    let scope = |case, review| Use { scope: reviewed(case, review), ..diabetes() };
    assert_eq!(other(diabetes()), Ok(()));
    assert_eq!(other(unnamed), Ok(()), "whom the decision names receives, or a kind is asked about");
    let disease = ReviewedCase::OtherDisease;
    assert_eq!(other(scope(disease, "review-9")), Err(Denial::ReviewUnknown));
    assert_eq!(other(scope(disease, "review-4")), Err(Denial::ReviewRejected));
    assert_eq!(other(scope(disease, "review-2")), Err(Denial::ReviewDiffers), "another case");
    let safety = Use { purpose: id("planning"), recipient: Government, ..diabetes() };
    assert_eq!(other(safety), Err(Denial::ReuseNotCovered), "words without room for it");
    assert_eq!(other(Use { recipient: Hospital, ..diabetes() }), Err(Denial::ReviewDiffers), "another kind");
    let named = Use { organisation: Some(organisation("はやぶさ株式会社")), ..diabetes() };
    assert_eq!(other(named), Err(Denial::ReviewDiffers), "another organisation");
    assert_eq!(other(Use { abroad: true, ..diabetes() }), Err(Denial::ReviewDiffers), "another place");
    assert_eq!(other(Use { genome: true, ..diabetes() }), Err(Denial::ReviewDiffers), "other data");
}

#[test]
fn a38_a_decision_holds_from_its_day_to_its_last_and_not_once_it_is_revoked() {
    // Japan's days: the second begins at 15:00 UTC of the first.
    let edge = |day: i64| day * DAY - 9 * 3_600_000;
    assert_eq!(judged(&diabetes(), edge(2) - 1), Err(Denial::ReviewNotInForce));
    assert_eq!(judged(&diabetes(), edge(2)), Ok(()));
    let lasting = Use {
        scope: reviewed(ReviewedCase::OtherRecipient, "review-2"),
        data: [id("costs")].into(),
        organisation: None,
        ..Use::within(id("drugs"), Hospital)
    };
    let at = |day: i64, approvals: &Approvals| {
        let given = allowed((day - 1) * DAY, &["drugs", "rare"]);
        nattoku_consent::permits(catalogues(), &record(&[given]), approvals, &lasting, instant(day * DAY))
            .map(|_| ())
    };
    assert_eq!(at(KNOWN_DAYS, approvals()), Ok(()));
    assert_eq!(at(KNOWN_DAYS + 1, approvals()), Err(Denial::ReviewOutOfDate), "its publisher keeps silent");
    let ended = |until, revoked| {
        let decision = ApprovedUse { until, revoked, ..other_recipient() };
        Approvals::from_iter([(id("review-2"), ReviewDecision::Approved(Box::new(decision)))])
    };
    assert_eq!(at(30, &ended(Some(day(30)), None)), Ok(()), "its last day");
    assert_eq!(at(31, &ended(Some(day(30)), None)), Err(Denial::ReviewNotInForce));
    assert_eq!(at(29, &ended(None, Some(day(30)))), Ok(()));
    assert_eq!(
        at(30, &ended(None, Some(day(30)))),
        Err(Denial::ReviewNotInForce),
        "the day of the revocation"
    );
}

#[test]
fn a38_conditions_must_be_confirmed_and_limits_kept() {
    let request = |conditions_met, data: &[&str]| Use {
        scope: UseScope::Reviewed(ReviewedUse {
            case: ReviewedCase::OtherRecipient,
            review: id("review-2"),
            conditions_met,
        }),
        data: data.iter().map(|data| id(data)).collect(),
        ..Use::within(id("drugs"), Hospital)
    };
    assert_eq!(judged(&request(true, &["diagnoses"]), DAY), Ok(()));
    assert_eq!(judged(&request(false, &["diagnoses"]), DAY), Err(Denial::ConditionsNotConfirmed));
    assert_eq!(judged(&request(true, &["diagnoses", "genes"]), DAY), Err(Denial::ReviewDiffers));
    assert_eq!(judged(&request(true, &[]), DAY), Err(Denial::ReviewDiffers), "which data is not said");
}

#[test]
fn a38_two_publishers_with_one_name_must_both_have_allowed_the_use() {
    let with = |other: ReviewDecision| {
        let both = [ReviewDecision::Approved(Box::new(other_disease())), other];
        let approvals = both.map(|decision| (id("review-1"), decision)).into_iter().collect();
        let given = allowed(0, &["research"]);
        nattoku_consent::permits(catalogues(), &record(&[given]), &approvals, &diabetes(), instant(3 * DAY))
            .map(|_| ())
    };
    assert_eq!(with(ReviewDecision::Approved(Box::new(other_disease()))), Ok(()));
    assert_eq!(with(ReviewDecision::Rejected), Err(Denial::ReviewRejected));
    let elsewhere = ApprovedUse { programme: id("society"), ..other_disease() };
    assert_eq!(with(ReviewDecision::Approved(Box::new(elsewhere))), Err(Denial::ReviewDiffers));
}

#[test]
fn an_organisation_is_known_by_its_number_and_else_by_its_name() {
    let called = |number: Option<&str>, name: &str| OrganisationIdentity {
        corporate_number: number.map(str::to_owned),
        ..organisation(name)
    };
    assert!(called(Some("1"), "甲").is_same(&called(Some("1"), "乙")));
    assert!(!called(Some("1"), "甲").is_same(&called(Some("2"), "甲")));
    assert!(called(Some("1"), "甲").is_same(&called(None, "甲")));
    assert!(!called(None, "甲").is_same(&called(None, "乙")));
}

#[test]
fn a39_data_that_the_words_did_not_name_are_denied() {
    let request = |purpose, recipient: RecipientKind, data: &[&str]| Use {
        data: data.iter().map(|data| id(data)).collect(),
        ..Use::within(id(purpose), recipient)
    };
    let planning = |data: &[&str]| judged(&request("planning", Government, data), DAY);
    assert_eq!(planning(&["diagnoses"]), Ok(()));
    assert_eq!(planning(&["diagnoses", "costs"]), Ok(()));
    assert_eq!(planning(&["diagnoses", "genes"]), Err(Denial::DataNotNamed));
    assert_eq!(planning(&[]), Err(Denial::DataNotNamed), "a use that does not say which data");
    assert_eq!(
        judged(&request("research", University, &["genes"]), DAY),
        Ok(()),
        "words without a list limit nothing"
    );
}

#[test]
fn a39_the_words_of_the_notice_bind_and_not_those_of_today() {
    use crate::sample::EARLIER;
    let notified =
        |terms| Happening { clock: 0, device: 0, by: By::Person, terms, said: Said::Told("act", 0) };
    let costs = Use { data: [id("costs")].into(), ..Use::within(id("prevention"), Municipality) };
    let at =
        |terms| permits(catalogues(), &record(&[notified(terms)]), &costs, instant(60 * DAY)).map(|_| ());
    assert_eq!(at(CURRENT), Ok(()));
    assert_eq!(at(EARLIER), Err(Denial::DataNotNamed), "costs were named later");
}

#[test]
fn what_a_review_could_open_permits_nothing() {
    let record = record(&[allowed(0, &["research"])]);
    let request = Use { scope: reviewed(ReviewedCase::OtherDisease, "review-9"), ..diabetes() };
    assert!(leaves_room_for(catalogues(), &record, &request, instant(DAY)).is_ok());
    assert!(permits(catalogues(), &record, &request, instant(DAY)).is_err());
}
