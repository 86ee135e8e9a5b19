//! What one entry says of another: reviews that must exist and allow, outcomes of recipients that exist, and
//! what must be said of recipients abroad.

use super::{Finding, finding};
use crate::entry::{Entries, Recipient, Review, Ruling, Scope};
use crate::feed::FeedKind;
use crate::manifest::Publisher;
use chrono::Months;
use nattoku_consent::catalogue::ModifierKind;
use nattoku_consent::id::ReviewId;
use nattoku_consent::permit::ReviewedCase;
use std::collections::{BTreeSet, HashMap};

/// After so many months, it is due to say what came of a use (S23).
const REPORT_DUE: Months = Months::new(18);

pub(super) fn check(publisher: &Publisher, entries: &Entries) -> Vec<Finding> {
    let reviews: HashMap<_, _> = entries.reviews.iter().map(|review| (&review.id, review)).collect();
    let recipients: BTreeSet<_> = entries.recipients.iter().map(|recipient| &recipient.id).collect();
    let reported: BTreeSet<_> = entries.outcomes.iter().flat_map(|outcome| &outcome.recipients).collect();
    let mut findings = Vec::new();
    for recipient in &entries.recipients {
        if let Scope::Reviewed { case, review } = &recipient.scope {
            findings.extend(reviewed(recipient, *case, review, reviews.get(review).copied()));
        }
        findings.extend(abroad(publisher, recipient));
        if !reported.contains(&recipient.id) {
            findings.push(unreported(recipient));
        }
    }
    for outcome in &entries.outcomes {
        if outcome.recipients.is_empty() {
            let problem = "it names no recipient".to_owned();
            findings.push(finding(FeedKind::Outcomes, &outcome.id, problem, "Name whose use it came of"));
        }
        for unknown in outcome.recipients.iter().filter(|id| !recipients.contains(id)) {
            let problem = format!("it names the recipient {unknown}, which is not in the list");
            let way_out = "Correct the id, or add the recipient";
            findings.push(finding(FeedKind::Outcomes, &outcome.id, problem, way_out));
        }
    }
    findings
}

fn reviewed(
    recipient: &Recipient,
    case: ReviewedCase,
    id: &ReviewId,
    review: Option<&Review>,
) -> Option<Finding> {
    let of = |problem: String, way_out| Some(finding(FeedKind::Recipients, &recipient.id, problem, way_out));
    let Some(review) = review else {
        let problem = format!("its review {id} is not among the reviews");
        return of(problem, "Add the review decision, or correct the id");
    };
    if review.ruling == Ruling::Rejected {
        let problem = format!("its review {id} rejected the use");
        return of(problem, "Name the review that allowed it; without one, the use is not allowed");
    }
    if review.case != case || review.programme != recipient.programme {
        let problem = format!("its review {id} is about another case or another programme");
        return of(problem, "Correct the case, the programme or the id");
    }
    None
}

fn abroad(publisher: &Publisher, recipient: &Recipient) -> Option<Finding> {
    let onward = recipient.onward.iter().map(|onward| &onward.country);
    let elsewhere = std::iter::once(&recipient.recipient.country)
        .chain(onward)
        .find(|country| **country != publisher.country)?;
    if recipient.modifiers.contains(&ModifierKind::Abroad) {
        return None;
    }
    let problem = format!("data go to {elsewhere}, and the entry does not say \"abroad\"");
    Some(finding(
        FeedKind::Recipients,
        &recipient.id,
        problem,
        "Add the modifier abroad, or correct the country",
    ))
}

fn unreported(recipient: &Recipient) -> Finding {
    let begun = recipient.ended.unwrap_or(recipient.first);
    let due = begun.checked_add_months(REPORT_DUE).unwrap_or(begun);
    let problem = "no outcome names it, neither a result nor \"none yet\"".to_owned();
    let problem = format!("{problem} (a report is due by {due}, after 18 months)");
    finding(
        FeedKind::Recipients,
        &recipient.id,
        problem,
        "Add an outcome: what came, or none yet with the day",
    )
}
