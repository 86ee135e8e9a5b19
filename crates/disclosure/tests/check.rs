//! Every mistake that must not be published is found, and named by feed and entry.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![cfg(all(feature = "checks", feature = "signed"))]

mod common;

use common::*;
use nattoku_disclosure::check::check;
use nattoku_disclosure::entry::{Came, Entries, Ruling};

fn found(change: impl FnOnce(&mut Entries)) -> String {
    let mut entries = entries();
    change(&mut entries);
    let findings = check(&publisher(), &languages(), &entries, now().date_naive());
    findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_complete_list_passes() {
    assert_eq!(found(|_| ()), "");
}

#[test]
fn a_missing_translation_and_an_empty_summary_are_found() {
    let entry = |entries: &mut Entries| {
        entries.recipients[0].summary.0.insert("en".parse().unwrap(), " ".to_owned());
        entries.reviews[0].reason.0 = [("ja".parse().unwrap(), "理由".to_owned())].into_iter().collect();
    };
    let found = found(entry);
    assert!(found.contains("recipients: a-1: summary has no text in en"), "{found}");
    assert!(found.contains("reviews: r-1: reason has no text in en"), "{found}");
}

#[test]
fn a_review_that_is_missing_rejected_or_about_something_else_is_found() {
    assert!(
        found(|entries| entries.reviews.clear()).contains("recipients: a-1: its review r-1 is not among")
    );
    assert!(found(|entries| entries.reviews[0].ruling = Ruling::Rejected).contains("rejected the use"));
    let other = |entries: &mut Entries| entries.reviews[0].programme = "other".parse().unwrap();
    assert!(found(other).contains("another case or another programme"));
}

#[test]
fn data_that_go_abroad_unsaid_are_found() {
    assert!(found(|entries| entries.recipients[0].modifiers.clear()).contains("a-1: data go to US"));
}

#[test]
fn an_id_used_twice_is_found() {
    let found = found(|entries| entries.outcomes.push(outcome("o-1", "a-1")));
    assert!(found.contains("outcomes: o-1: another entry has the same id"), "{found}");
}

#[test]
fn days_out_of_order_and_days_to_come_are_found() {
    let day = |text: &str| text.parse().unwrap();
    let found = found(|entries| {
        entries.recipients[0].last = Some(day("2025-01-01"));
        entries.recipients[0].ended = Some(day("2025-01-01"));
        entries.recipients[0].incidents[0].on = day("2027-01-01");
        entries.reviews[0].on = day("2027-01-01");
        if let Came::Result(result) = &mut entries.outcomes[0].came {
            result.on = day("2027-01-01");
        }
    });
    for part in [
        "is before the first",
        "ended before it began",
        "an incident is in the future",
        "r-1: the decision",
        "o-1: the result",
    ] {
        assert!(found.contains(part), "{part}: {found}");
    }
}

#[test]
fn an_outcome_of_nobody_and_a_recipient_without_outcome_are_found() {
    let found = found(|entries| entries.outcomes[0].recipients = vec!["nobody".parse().unwrap()]);
    assert!(found.contains("o-1: it names the recipient nobody"), "{found}");
    assert!(found.contains("a-1: no outcome names it") && found.contains("2028-04-01"), "{found}");
}

#[test]
fn hidden_characters_and_names_that_look_alike_are_found() {
    let found = found(|entries| {
        entries.recipients[0].notes[0].text = "a\u{202e}b".to_owned();
        entries.recipients.push(recipient("a-2", "あおぱ製薬"));
        entries.recipients.push(recipient("a-3", "Aoba"));
        entries.recipients.push(recipient("a-4", "\u{410}oba"));
    });
    assert!(found.contains("a-1: a text has hidden"), "{found}");
    assert!(found.contains("a-4: its name looks like \"Aoba\""), "{found}");
    assert!(!found.contains("a-2: its name"), "{found}");
}
