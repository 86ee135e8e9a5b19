//! What must hold of every history.

use crate::history::wanted;
use crate::peopled::{later, peopled};
use crate::sample::catalogues;
use crate::{base, reader, told};
use chrono::{DateTime, Duration, Utc};
use nattoku_consent::catalogue::RecipientKind;
use nattoku_consent::permit::leaves_room_for;
use nattoku_consent::{Entry, Mode, Record, Use};
use nattoku_fhir::r4::Consent;
use nattoku_fhir::{Resource, entries};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngAlgorithm;
use std::collections::BTreeSet;

fn cases(cases: u32) -> ProptestConfig {
    let rng_algorithm = RngAlgorithm::XorShift;
    ProptestConfig { cases, failure_persistence: None, rng_algorithm, ..ProptestConfig::default() }
}

/// The instant from which an entry holds.
fn since(entries: &[Entry]) -> DateTime<Utc> {
    entries.iter().map(|entry| entry.accepted_at).max().unwrap()
}

/// The Consent that holds for a programme after what was told.
fn in_force<'a>(consents: &[&'a Consent], programme: &str) -> Option<&'a Consent> {
    let mut of = consents.iter().rev().filter(|consent| {
        consent.extension.iter().any(|extension| extension.value.as_str() == Some(programme))
    });
    of.next().copied()
}

/// Every purpose and every kind of recipient, each with and without the conditions.
fn uses() -> Vec<Use> {
    let programmes = &catalogues().current().programmes;
    let purposes = programmes.iter().flat_map(|programme| &programme.purposes);
    let mut uses = Vec::new();
    for purpose in purposes {
        for recipient in RecipientKind::ALL {
            for (abroad, genome) in [(false, false), (true, false), (false, true), (true, true)] {
                let data = purpose.data.clone();
                uses.push(Use { abroad, genome, data, ..Use::within(purpose.id.clone(), recipient) });
            }
        }
    }
    uses
}

/// A Consent that is there says what `permits` says; where there is none, either nothing is permitted, or a notice
/// that nobody refused permits, which is never told as a consent.
fn agrees(
    record: &Record,
    consents: &[&Consent],
    wanted: &Use,
    at: DateTime<Utc>,
) -> Result<(), TestCaseError> {
    let permitted = leaves_room_for(catalogues(), record, wanted, at).is_ok();
    let question = catalogues().current().question(&wanted.purpose);
    let Some(programme) = question.map(nattoku_consent::catalogue::Question::programme) else {
        prop_assert!(!permitted);
        return Ok(());
    };
    match in_force(consents, programme.id.as_str()) {
        Some(consent) => {
            let read = reader::permits(consent, wanted, at);
            prop_assert_eq!(read, permitted, "{:?} at {} by {:#?}", wanted, at, consent);
        }
        None => {
            let told_only = matches!(programme.mode, Mode::NoticeOptOut { .. });
            prop_assert!(!permitted || told_only);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn a_record_reads_back_from_what_was_told_of_it((_, written) in peopled()) {
        let told = told(&Record::from_entries(written.clone()));
        prop_assert_eq!(entries(&base(), &told.0), Ok(written.clone()));
        // Also as text, which is how it travels, and out of order.
        let text = serde_json::to_string(&told.0).unwrap();
        let mut read: Vec<Resource> = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&read, &told.0);
        read.reverse();
        prop_assert_eq!(entries(&base(), &read), Ok(written));
    }

    #[test]
    fn the_provisions_permit_what_permits_does_and_nothing_else(
        (_, written) in peopled(),
        asked in vec((wanted(), later(), 0_usize..10), 12),
        grid in (later(), 0_usize..10),
    ) {
        prop_assume!(!written.is_empty());
        let whole = |upto: usize| 1 + upto % written.len();
        let at_version = |upto: usize| {
            let record = Record::from_entries(written[..whole(upto)].to_vec());
            (told(&record), record, since(&written[..whole(upto)]))
        };
        for (wanted, later, upto) in asked {
            let (told, record, since) = at_version(upto);
            let consents: Vec<_> = told.consents().collect();
            agrees(&record, &consents, &wanted, since + Duration::milliseconds(later))?;
        }
        let (told, record, since) = at_version(grid.1);
        let consents: Vec<_> = told.consents().collect();
        for wanted in uses() {
            agrees(&record, &consents, &wanted, since + Duration::milliseconds(grid.0))?;
        }
    }

    #[test]
    fn what_was_told_earlier_stays_as_it_was((_, written) in peopled()) {
        let whole = told(&Record::from_entries(written.clone()));
        for upto in 0..written.len() {
            let part = told(&Record::from_entries(written[..upto].to_vec()));
            prop_assert_eq!(&part.0[..], &whole.0[..part.0.len()]);
        }
    }

    #[test]
    fn every_version_is_named_once_and_ids_fit((_, written) in peopled()) {
        let told = told(&Record::from_entries(written));
        let mut versions = BTreeSet::new();
        for resource in &told.0 {
            prop_assert!((1..=64).contains(&resource.id().len()));
            let version = resource.meta().and_then(|meta| meta.version_id.clone()).unwrap();
            prop_assert!(versions.insert((resource.kind(), resource.id().to_owned(), version)));
        }
    }

    #[test]
    fn at_most_one_consent_of_a_programme_is_active((_, written) in peopled()) {
        let told = told(&Record::from_entries(written));
        let mut active = BTreeSet::new();
        for resource in told.newest() {
            let Resource::Consent(consent) = resource else { continue };
            if consent.status.as_deref() == Some("active") {
                let programme = consent.extension[0].value.as_str().unwrap().to_owned();
                prop_assert!(active.insert(programme));
            }
        }
    }
}
