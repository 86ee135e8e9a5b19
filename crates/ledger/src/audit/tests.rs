//! A ledger as it is audited whole, and with one thing changed in every way that somebody might.

use super::*;
use crate::checkpoint::{Checkpoint, Signer};
use crate::entry::Kind;
use crate::tree::grow;

const ORIGIN: &str = "ledger.hospital.example";

fn signer() -> Signer {
    Signer::new(ORIGIN, &[7; 32]).unwrap()
}

/// What a store gives, in order.
#[derive(Clone)]
enum Row {
    Entry(Entry, Option<Vec<u8>>),
    Checkpoint(String),
}

const SALT: [u8; 32] = [9; 32];

/// Twenty entries of which every fifth is erased, with a checkpoint after every third.
fn ledger() -> Vec<Row> {
    let (mut rows, mut leaves) = (Vec::new(), Vec::new());
    for index in 0..20_u64 {
        let content = format!("content {index}").into_bytes();
        let accepted_at = format!("2026-11-25T07:00:{:02}.123Z", index / 2);
        let entry =
            Entry { number: index * 2 + 1, accepted_at, kind: Kind::Event, payload: commit(&SALT, &content) };
        leaves.push(leaf_hash(entry.write().as_bytes()));
        rows.push(Row::Entry(entry, (index % 5 != 0).then_some(content)));
        if index % 3 == 2 {
            rows.push(Row::Checkpoint(note(&leaves)));
        }
    }
    rows
}

fn note(leaves: &[Hash]) -> String {
    let growth = grow(0, &[], leaves).unwrap();
    signer().sign(&Checkpoint { origin: ORIGIN.to_owned(), size: growth.size, root: growth.root })
}

fn audit(rows: &[Row]) -> Result<Summary, Fault> {
    let mut audit = Audit::new(Trust::new(ORIGIN, &[signer().verifier_key()]).unwrap());
    for row in rows {
        match row {
            Row::Entry(entry, content) => {
                audit.entry(entry.write().as_bytes(), content.as_ref().map(|content| (&SALT, &**content)))?;
            }
            Row::Checkpoint(note) => audit.checkpoint(note)?,
        }
    }
    Ok(audit.finish())
}

/// The ledger with its seventh entry, number 13, changed.
fn with_seventh(change: impl Fn(&mut Entry, &mut Option<Vec<u8>>)) -> Vec<Row> {
    let mut rows = ledger();
    let mut entries = rows.iter_mut().filter_map(|row| match row {
        Row::Entry(entry, content) => Some((entry, content)),
        Row::Checkpoint(_) => None,
    });
    let (entry, content) = entries.nth(6).unwrap();
    change(entry, content);
    rows
}

#[test]
fn a_whole_ledger_is_right_with_what_was_erased() {
    let leaves: Vec<_> = ledger()
        .iter()
        .filter_map(|row| match row {
            Row::Entry(entry, _) => Some(leaf_hash(entry.write().as_bytes())),
            Row::Checkpoint(_) => None,
        })
        .collect();
    let root = grow(0, &[], &leaves).unwrap().root;
    let expected = Summary { entries: 20, erased: 4, checkpoints: 6, signed: 18, root };
    assert_eq!(audit(&ledger()), Ok(expected));
    assert_eq!(audit(&[]).map(|summary| summary.entries), Ok(0));
}

#[test]
fn the_first_entry_that_is_not_right_is_named() {
    let fault = |rows: Vec<Row>| audit(&rows).unwrap_err();
    let at = |why| Fault { index: 6, number: Some(13), why };
    let changed = with_seventh(|_, content| *content = Some(b"other".to_vec()));
    assert_eq!(fault(changed), at(Why::Payload));
    assert_eq!(fault(with_seventh(|entry, _| entry.number = 11)).why, Why::Number { before: 11 });
    let earlier = with_seventh(|entry, _| entry.accepted_at = "2026-11-25T07:00:01.999Z".to_owned());
    assert_eq!(fault(earlier), at(Why::Time));
    let malformed = fault(with_seventh(|entry, _| entry.accepted_at = "today".to_owned()));
    assert_eq!(malformed, Fault { index: 6, number: None, why: Why::Malformed });
    assert_eq!(
        malformed.to_string(),
        "entry (no number) at index 6: it is not written as a ledger writes an entry"
    );
}

#[test]
fn a_change_that_fits_in_itself_is_found_by_the_next_checkpoint() {
    let forged = with_seventh(|entry, content| {
        entry.payload = commit(&SALT, b"forged");
        *content = Some(b"forged".to_vec());
    });
    assert_eq!(audit(&forged), Err(Fault { index: 8, number: Some(17), why: Why::Root }));
    for lost in 0..20 {
        let mut rows = ledger();
        let mut entries = (0..rows.len()).filter(|place| matches!(rows[*place], Row::Entry(..)));
        let place = entries.nth(lost).unwrap();
        rows.remove(place);
        let found = audit(&rows);
        // Nothing signs the last two yet.
        assert_eq!(found.is_err(), lost < 18, "{lost}: {found:?}");
    }
}

#[test]
fn a_checkpoint_that_is_moved_forged_or_foreign_is_found() {
    let mut rows = ledger();
    rows.swap(2, 3);
    let moved = Fault { index: 1, number: Some(3), why: Why::Size { size: 3 } };
    assert_eq!(audit(&rows), Err(moved));
    let with = |note: String| {
        let mut rows = ledger();
        rows[3] = Row::Checkpoint(note);
        audit(&rows).unwrap_err().why
    };
    let Row::Checkpoint(good) = &ledger()[3] else { panic!("a checkpoint") };
    assert_eq!(with(good.replace("\n3\n", "\n4\n")), Why::Checkpoint(Invalid::Signature));
    assert_eq!(with(good.replace(ORIGIN, "other.example")), Why::Checkpoint(Invalid::ForeignOrigin));
    assert_eq!(with(String::new()), Why::Checkpoint(Invalid::Checkpoint));
}
