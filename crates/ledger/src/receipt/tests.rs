//! Receipts as they are made, verified, kept in files, and tampered with.

use super::*;
use crate::checkpoint::Signer;
use crate::entry::Kind;
use crate::tree::{grow, inclusion};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use wasm_bindgen_test::wasm_bindgen_test;

const ORIGIN: &str = "ledger.hospital.example";

fn signer() -> Signer {
    Signer::new(ORIGIN, &[7; 32]).unwrap()
}

fn trust() -> Trust {
    Trust::new(ORIGIN, &[signer().verifier_key()]).unwrap()
}

/// The receipt of one entry of a ledger of eleven.
fn receipt(index: u64) -> Receipt {
    let salt = |index: u64| [u8::try_from(index).unwrap(); 32];
    let payload = |index: u64| format!("{{\"answer\":\"いいえ\",\"to\":{index}}}");
    let entry = |index: u64| Entry {
        number: index + 1,
        accepted_at: format!("2026-11-25T07:00:{index:02}.123Z"),
        kind: Kind::Event,
        payload: commit(&salt(index), payload(index).as_bytes()),
    };
    let leaves: Vec<_> = (0..11).map(|index| leaf_hash(entry(index).write().as_bytes())).collect();
    let growth = grow(0, &[], &leaves).unwrap();
    let hash_at = |place| {
        let of_level_0 =
            |place: crate::tree::Place| leaves.get(usize::try_from(place.index).unwrap()).copied();
        let completed = growth.completed.iter().find(|(known, _)| *known == place).map(|(_, hash)| *hash);
        if place.level == 0 { of_level_0(place) } else { completed }
    };
    let proof = inclusion(index, 11).and_then(|plan| plan.proof(hash_at)).unwrap();
    let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size: 11, root: growth.root };
    Receipt {
        entry: entry(index).write(),
        payload: payload(index),
        salt: Hash(salt(index)).to_string(),
        index,
        proof: proof.iter().map(Hash::to_base64).collect(),
        checkpoint: signer().sign(&checkpoint),
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn a_receipt_proves_its_entry_to_those_who_trust_the_key() {
    for index in 0..11 {
        let Proven { entry, checkpoint } = receipt(index).verify(&trust()).unwrap();
        assert_eq!((entry.number, entry.kind, checkpoint.size), (index + 1, Kind::Event, 11));
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn a_receipt_proves_nothing_to_those_who_trust_another_key_or_ledger() {
    let next = Signer::new(ORIGIN, &[8; 32]).unwrap();
    let other = Trust::new(ORIGIN, &[next.verifier_key()]).unwrap();
    assert_eq!(receipt(3).verify(&other), Err(Invalid::UnknownKey));
    let foreign = Signer::new("other.example", &[7; 32]).unwrap();
    let foreign = Trust::new("other.example", &[foreign.verifier_key()]).unwrap();
    assert_eq!(receipt(3).verify(&foreign), Err(Invalid::ForeignOrigin));
}

/// Every text of a receipt with every bit turned, cut at every place, and with something more.
fn spoilt(text: &str) -> Vec<String> {
    let turned = (0..text.len() * 8).filter_map(|bit| {
        let mut bytes = text.as_bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        String::from_utf8(bytes).ok()
    });
    let cut = (0..text.len()).filter(|end| text.is_char_boundary(*end)).map(|end| text[..end].to_owned());
    let more = [" ", "\n", "0", "="].map(|more| format!("{text}{more}"));
    turned.chain(cut).chain(more).collect()
}

fn refuse(trust: &Trust, receipt: &Receipt) {
    assert!(receipt.verify(trust).is_err(), "{receipt:?}");
}

#[wasm_bindgen_test(unsupported = test)]
fn every_bit_and_every_end_of_every_field_counts() {
    let (trust, good) = (trust(), receipt(5));
    for entry in spoilt(&good.entry) {
        refuse(&trust, &Receipt { entry, ..good.clone() });
    }
    for payload in spoilt(&good.payload) {
        refuse(&trust, &Receipt { payload, ..good.clone() });
    }
    for salt in spoilt(&good.salt) {
        refuse(&trust, &Receipt { salt, ..good.clone() });
    }
    for checkpoint in spoilt(&good.checkpoint) {
        refuse(&trust, &Receipt { checkpoint, ..good.clone() });
    }
    for bit in 0..64 {
        refuse(&trust, &Receipt { index: good.index ^ 1 << bit, ..good.clone() });
    }
    for place in 0..good.proof.len() {
        for digest in spoilt(&good.proof[place]) {
            let mut proof = good.proof.clone();
            proof[place] = digest;
            refuse(&trust, &Receipt { proof, ..good.clone() });
        }
        let mut shorter = good.proof.clone();
        let digest = shorter.remove(place);
        refuse(&trust, &Receipt { proof: shorter, ..good.clone() });
        let mut longer = good.proof.clone();
        longer.insert(place, digest);
        refuse(&trust, &Receipt { proof: longer, ..good.clone() });
    }
}

#[test]
fn no_mixture_of_two_receipts_is_a_third() {
    let trust = trust();
    for (a, b) in [(5, 6), (4, 5), (0, 10), (8, 9)] {
        let (a, b) = (receipt(a), receipt(b));
        for mixture in 1..31_u8 {
            let of_b = |field: u8| mixture & 1 << field != 0;
            let text = |field, a: &String, b: &String| if of_b(field) { b.clone() } else { a.clone() };
            let mixed = Receipt {
                entry: text(0, &a.entry, &b.entry),
                payload: text(1, &a.payload, &b.payload),
                salt: text(2, &a.salt, &b.salt),
                index: if of_b(3) { b.index } else { a.index },
                proof: if of_b(4) { b.proof.clone() } else { a.proof.clone() },
                // All receipts have the same checkpoint.
                checkpoint: a.checkpoint.clone(),
            };
            refuse(&trust, &mixed);
        }
    }
}

#[test]
fn what_does_not_fit_is_named() {
    let (trust, good) = (trust(), receipt(5));
    let because = |receipt: Receipt| receipt.verify(&trust).err();
    let other = receipt(6);
    assert_eq!(because(Receipt { entry: String::new(), ..good.clone() }), Some(Invalid::Entry));
    assert_eq!(because(Receipt { entry: other.entry, ..good.clone() }), Some(Invalid::Proof));
    assert_eq!(because(Receipt { payload: other.payload, ..good.clone() }), Some(Invalid::Payload));
    assert_eq!(because(Receipt { salt: "x".to_owned(), ..good.clone() }), Some(Invalid::Payload));
    assert_eq!(because(Receipt { index: u64::MAX, ..good.clone() }), Some(Invalid::Proof));
    assert_eq!(because(Receipt { checkpoint: String::new(), ..good.clone() }), Some(Invalid::Checkpoint));
    let larger = good.checkpoint.replacen("\n11\n", "\n12\n", 1);
    assert_eq!(because(Receipt { checkpoint: larger, ..good }), Some(Invalid::Signature));
}

const READABLE: &str = "控え 6号\n\n-----BEGIN NATTOKU RECEIPT-----\n2026年11月25日に受け付けました。";

#[wasm_bindgen_test(unsupported = test)]
fn a_file_is_read_by_a_person_first_and_gives_the_receipt_back() {
    let good = receipt(5);
    let file = good.to_file(READABLE);
    assert!(file.starts_with("控え 6号\n"), "{file}");
    assert!(file.lines().all(|line| line.chars().count() <= 64), "{file}");
    let json = serde_json::to_string(&good).unwrap();
    for same in [
        file.clone(),
        file.replace('\n', "\r\n"),
        format!("\u{feff}{file}\n\n-- \nsent from a phone"),
        file.replace('\n', "\n  "),
        json.clone(),
        format!("\u{feff} {json}\r\n"),
    ] {
        assert_eq!(Receipt::from_file(&same).as_ref(), Ok(&good), "{same}");
    }
}

#[test]
fn a_file_with_no_whole_receipt_or_with_two_is_none() {
    let good = receipt(5);
    let file = good.to_file(READABLE);
    let json = serde_json::to_string(&good).unwrap();
    let Receipt { entry, payload, salt, index, proof, checkpoint } = &good;
    let list = serde_json::to_string(&(entry, payload, salt, index, proof, checkpoint)).unwrap();
    let marked = |json: &str| {
        let code = BASE64.encode(json);
        format!("-----BEGIN NATTOKU RECEIPT-----\n{code}\n-----END NATTOKU RECEIPT-----\n")
    };
    assert!(Receipt::from_file(&marked(&json)).is_ok());
    for bad in [
        String::new(),
        "控え".to_owned(),
        format!("{file}{file}"),
        file.replace("-----END NATTOKU RECEIPT-----", ""),
        file.replace("RECEIPT-----\n", "RECEIPT-----\n!"),
        json.replacen('{', "{\"more\":1,", 1),
        json.replacen('{', "{\"index\":5,", 1),
        json.replace("\"index\":5", "\"index\":-5"),
        json.replace("\"index\":5", "\"index\":5.0"),
        json.replace("\"salt\"", "\"Salt\""),
        format!("{json}{json}"),
        marked(&list),
        marked(""),
    ] {
        assert_eq!(Receipt::from_file(&bad), Err(Invalid::NotAReceipt), "{bad}");
    }
    assert_eq!(Receipt::from_file(&" ".repeat(64 * 1024 + 1)), Err(Invalid::TooLarge));
}

#[test]
fn a_file_with_a_turned_bit_or_cut_short_is_refused_or_says_the_same() {
    let (trust, good) = (trust(), receipt(5));
    for file in [good.to_file("控え"), serde_json::to_string(&good).unwrap()] {
        for spoilt in spoilt(&file) {
            let Ok(receipt) = Receipt::from_file(&spoilt) else { continue };
            // What stands around the receipt does not matter; the receipt itself does.
            assert!(receipt == good || receipt.verify(&trust).is_err(), "{spoilt}");
        }
    }
}
