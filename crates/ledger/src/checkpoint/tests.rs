//! Checkpoints as they are signed, opened, handed from key to key, and tampered with.

use super::*;
use crate::hash::leaf_hash;
use wasm_bindgen_test::wasm_bindgen_test;

const ORIGIN: &str = "ledger.hospital.example";

fn signer(seed: u8) -> Signer {
    Signer::new(ORIGIN, &[seed; 32]).unwrap()
}

fn trust(signers: &[&Signer]) -> Trust {
    Trust::new(ORIGIN, &signers.iter().map(|signer| signer.verifier_key()).collect::<Vec<_>>()).unwrap()
}

fn checkpoint() -> Checkpoint {
    Checkpoint { origin: ORIGIN.to_owned(), size: 12, root: leaf_hash(b"root") }
}

/// The note of Go's package `note`, which signs the same bytes to the same signature.
#[test]
fn the_note_of_another_program_is_signed_and_verified_as_it_is_there() {
    let seed: [u8; 32] = note_bytes("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1..].try_into().unwrap();
    let signer = Signer::new("PeterNeumann", &seed).unwrap();
    assert_eq!(signer.verifier_key(), "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    let text = "If you think cryptography is the answer to your problem,\n\
                then you don't know what your problem is.\n";
    let line = "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    assert_eq!(signer.line(text), line);
    let note = format!("{text}\n{line}");
    let read = Note::read(&note).unwrap();
    assert_eq!(read.text, text);
    assert!(signer.public.verifies(text.as_bytes(), &read.signatures[0].bytes));
    // It is a note, but no checkpoint.
    assert_eq!(
        Trust::new("PeterNeumann", &[signer.verifier_key()]).unwrap().open(&note),
        Err(Invalid::Checkpoint)
    );
}

fn note_bytes(base64: &str) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(base64).unwrap()
}

#[wasm_bindgen_test(unsupported = test)]
fn a_signed_checkpoint_opens_for_those_who_trust_the_key() {
    let note = signer(7).sign(&checkpoint());
    assert_eq!(trust(&[&signer(7)]).open(&note), Ok(checkpoint()));
    assert_eq!(trust(&[&signer(8)]).open(&note), Err(Invalid::UnknownKey));
    assert_eq!(trust(&[&signer(8), &signer(7)]).open(&note), Ok(checkpoint()));
}

#[test]
fn every_bit_and_every_end_of_a_signed_checkpoint_counts() {
    let note = signer(7).sign(&checkpoint());
    let trust = trust(&[&signer(7)]);
    for bit in 0..note.len() * 8 {
        let mut turned = note.clone().into_bytes();
        turned[bit / 8] ^= 1 << (bit % 8);
        if let Ok(turned) = String::from_utf8(turned) {
            assert!(trust.open(&turned).is_err(), "{turned}");
        }
    }
    for end in (0..note.len()).filter(|end| note.is_char_boundary(*end)) {
        assert!(trust.open(&note[..end]).is_err(), "{end}");
    }
    for more in [" ", "\n", "\u{2014} x AAAA\n", "x"] {
        assert!(trust.open(&format!("{note}{more}")).is_err(), "{more}");
    }
}

#[test]
fn a_next_key_signs_beside_the_former_one() {
    let (former, next) = (signer(7), signer(8));
    let note = next.cosign(&former.sign(&checkpoint())).unwrap();
    for trusted in [trust(&[&former]), trust(&[&next]), trust(&[&former, &next])] {
        assert_eq!(trusted.open(&note), Ok(checkpoint()));
    }
    assert_eq!(trust(&[&signer(9)]).open(&note), Err(Invalid::UnknownKey));
    assert_eq!(next.cosign(&note), Ok(note));
}

#[test]
fn one_false_signature_of_a_trusted_key_spoils_the_good_one_beside_it() {
    let (former, next) = (signer(7), signer(8));
    let other = next.sign(&Checkpoint { size: 13, ..checkpoint() });
    let stray = other.lines().last().unwrap();
    let note = format!("{}{stray}\n", former.sign(&checkpoint()));
    assert_eq!(trust(&[&former, &next]).open(&note), Err(Invalid::Signature));
    // To whom the next key is unknown, its signature says nothing.
    assert_eq!(trust(&[&former]).open(&note), Ok(checkpoint()));
}

#[test]
fn a_checkpoint_of_another_ledger_is_foreign_and_is_not_signed() {
    let foreign = Signer::new("other.example", &[7; 32]).unwrap();
    let note = foreign.sign(&checkpoint());
    assert!(note.starts_with("other.example\n"), "a key speaks for its own ledger");
    assert_eq!(trust(&[&signer(7)]).open(&note), Err(Invalid::ForeignOrigin));
    assert_eq!(signer(7).cosign(&note), Err(Invalid::ForeignOrigin));
    // Signed by our key, but under the name of another ledger.
    let ours = signer(7).sign(&checkpoint());
    let renamed = ours.replace(&format!("\u{2014} {ORIGIN}"), "\u{2014} other.example");
    assert_eq!(trust(&[&signer(7)]).open(&renamed), Err(Invalid::UnknownKey));
}

#[test]
fn what_is_signed_but_no_checkpoint_of_ours_is_none() {
    let signer = signer(7);
    let root = leaf_hash(b"root").to_base64();
    let good = format!("{ORIGIN}\n12\n{root}\n");
    let signed = |text: &str| format!("{text}\n{}", signer.line(text));
    assert!(trust(&[&signer]).open(&signed(&good)).is_ok());
    for text in [
        format!("{good}an extension\n"),
        format!("{ORIGIN}\n012\n{root}\n"),
        format!("{ORIGIN}\n+12\n{root}\n"),
        format!("{ORIGIN}\n18446744073709551616\n{root}\n"),
        format!("{ORIGIN}\n12\n{}\n", &root[4..]),
        format!("{ORIGIN}\n12\n"),
        good.replace('\n', "\r\n"),
        "\n".to_owned(),
    ] {
        assert_eq!(trust(&[&signer]).open(&signed(&text)), Err(Invalid::Checkpoint), "{text:?}");
    }
    assert_eq!(trust(&[&signer]).open(&good), Err(Invalid::Checkpoint));
    for stray in
        ["\u{2014} a\u{7f}b AAAAAAAA\n", "\u{2014} a\tb AAAAAAAA\n", "\u{2014} a AAAA\n", "- a AAAAAAAA\n"]
    {
        assert_eq!(trust(&[&signer]).open(&(signed(&good) + stray)), Err(Invalid::Checkpoint), "{stray}");
    }
    assert!(trust(&[&signer]).open(&(signed(&good) + "\u{2014} a AAAAAAAA\n")).is_ok());
    let long = format!("{}\u{2014} {} AAAAAAAA\n", signed(&good), "a".repeat(16 * 1024));
    assert_eq!(trust(&[&signer]).open(&long), Err(Invalid::Checkpoint));
    let many = format!("{}{}", signed(&good), signer.line(&good).repeat(16));
    assert_eq!(trust(&[&signer]).open(&many), Err(Invalid::Checkpoint));
}

#[test]
fn keys_that_cannot_be_trusted_are_refused() {
    let key = signer(7).verifier_key();
    assert_eq!(Trust::new(ORIGIN, &[]).err(), Some(BadKey::Missing));
    assert_eq!(Trust::new("other.example", std::slice::from_ref(&key)).err(), Some(BadKey::OtherOrigin));
    assert_eq!(Signer::new("a b", &[7; 32]).err(), Some(BadKey::Origin));
    assert!(Trust::new(ORIGIN, &[key.clone(), key.clone()]).is_ok());
    assert_eq!(format!("{:?}", signer(7)), format!("Signer({key})"));
}
