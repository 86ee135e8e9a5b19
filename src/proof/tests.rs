//! What is verified, read and drawn, natively; the ledger's own tests spoil receipts in every way.

use super::*;
use nattoku_ledger::tree::{Place, consistency, grow, inclusion};
use nattoku_ledger::{Checkpoint, Entry, Signer, commit, leaf_hash};

const ORIGIN: &str = "ledger.hospital.example";

fn signer() -> Signer {
    Signer::new(ORIGIN, &[7; 32]).unwrap()
}

fn keys() -> Vec<String> {
    vec![signer().verifier_key()]
}

fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|number| leaf_hash(entry(number).write().as_bytes())).collect()
}

fn entry(number: u64) -> Entry {
    let accepted_at = "2026-11-25T07:00:00.123Z".to_owned();
    Entry { number, accepted_at, kind: Kind::Event, payload: commit(&[1; 32], b"{}") }
}

/// Every digest of the tree, and its signed checkpoint.
fn tree(count: u64) -> (impl Fn(Place) -> Option<Hash>, String) {
    let leaves = leaves(count);
    let growth = grow(0, &[], &leaves).unwrap();
    let note = signer().sign(&Checkpoint { origin: ORIGIN.to_owned(), size: count, root: growth.root });
    let hash_at = move |place: Place| match place.level {
        0 => leaves.get(usize::try_from(place.index).unwrap()).copied(),
        _ => growth.completed.iter().find(|(known, _)| *known == place).map(|(_, hash)| *hash),
    };
    (hash_at, note)
}

fn in_base64(proof: Vec<Hash>) -> Vec<String> {
    proof.iter().map(Hash::to_base64).collect()
}

fn receipt() -> Receipt {
    let (hash_at, checkpoint) = tree(5);
    Receipt {
        entry: entry(2).write(),
        payload: "{}".to_owned(),
        salt: Hash([1; 32]).to_string(),
        index: 2,
        proof: in_base64(inclusion(2, 5).unwrap().proof(hash_at).unwrap()),
        checkpoint,
    }
}

#[test]
fn a_receipt_is_verified_and_what_does_not_fit_has_a_code() {
    let json = serde_json::to_string(&receipt()).unwrap();
    let proven = verify(&json, ORIGIN, &keys()).unwrap();
    assert_eq!((proven.number, proven.size, proven.kind.as_str()), (2, 5, "event"));
    let changed = json.replace("\"{}\"", "\"[]\"");
    assert_eq!(verify(&changed, ORIGIN, &keys()), Err("payload"));
    assert_eq!(verify("", ORIGIN, &keys()), Err("not-a-receipt"));
    assert_eq!(verify(&json, ORIGIN, &[]), Err(KEYS));
    assert_eq!(verify(&json, "other.example", &keys()), Err(KEYS));
}

#[test]
fn a_file_gives_the_receipt_that_is_verified() {
    let file = receipt().to_file("控え");
    let json = read_file(&file).unwrap();
    assert_eq!(serde_json::from_str::<Receipt>(&json).unwrap(), receipt());
    assert!(verify(&json, ORIGIN, &keys()).is_ok());
    assert_eq!(read_file("控え"), Err("not-a-receipt"));
    assert_eq!(read_file(&" ".repeat(70_000)), Err("too-large"));
}

#[test]
fn a_history_that_goes_on_is_told_from_another_one() {
    let (hash_at, to) = tree(5);
    let (_, from) = tree(3);
    let proof = in_base64(consistency(3, 5).unwrap().proof(hash_at).unwrap());
    assert_eq!(consistent(&from, &to, &proof, ORIGIN, &keys()), Ok(()));
    assert_eq!(consistent(&to, &from, &proof, ORIGIN, &keys()), Err("inconsistent"));
    let fork = signer().sign(&Checkpoint { origin: ORIGIN.to_owned(), size: 3, root: leaf_hash(b"fork") });
    assert_eq!(consistent(&fork, &to, &proof, ORIGIN, &keys()), Err("inconsistent"));
    assert_eq!(consistent(&from, &to, &["x".to_owned()], ORIGIN, &keys()), Err("inconsistent"));
}

/// What a camera would read, from the path alone: each dark run is `M<column> <row>h<length>v1h-<length>z`.
fn read_by_a_camera(Qr { path, modules }: &Qr) -> String {
    const QUIET: usize = 4;
    const DOTS: usize = 4;
    let number = |text: &str| text.parse::<usize>().unwrap();
    let mut dark = vec![vec![false; usize::from(*modules)]; usize::from(*modules)];
    for run in path.split('M').skip(1) {
        let (column, rest) = run.split_once(' ').unwrap();
        let (row, length) = rest.split_once("v1h-").unwrap().0.split_once('h').unwrap();
        dark[number(row)][number(column)..number(column) + number(length)].fill(true);
    }
    let side = (usize::from(*modules) + 2 * QUIET) * DOTS;
    let is_dark = |dot: usize, row: usize| {
        let module = |dot: usize| (dot / DOTS).checked_sub(QUIET);
        module(row).zip(module(dot)).and_then(|(row, column)| dark.get(row)?.get(column).copied())
    };
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, |dot, row| {
        if is_dark(dot, row) == Some(true) { 0 } else { 255 }
    });
    picture.detect_grids()[0].decode().unwrap().1
}

#[test]
fn a_qr_code_is_drawn_so_that_a_camera_reads_it() {
    let address = "https://consent.hospital.example/ja/verify#".to_owned();
    for text in
        [address.clone(), address.clone() + &"r".repeat(500), address + &"r".repeat(1500), "控え".to_owned()]
    {
        let drawn = qr(&text).unwrap();
        assert_eq!(read_by_a_camera(&drawn), text);
        // The finder in the upper left corner: seven dark modules in a row.
        assert!(drawn.path.starts_with("M0 0h7v1h-7z"), "{drawn:?}");
    }
    assert!(qr(&"r".repeat(2331)).is_ok());
    assert_eq!(qr(&"r".repeat(2332)), Err("too-large"));
}

#[test]
fn a_row_is_drawn_as_its_dark_runs() {
    assert_eq!(path_of_row(3, &[true, true, false, true]), "M0 3h2v1h-2zM3 3h1v1h-1z");
    assert_eq!(path_of_row(0, &[false, false]), "");
}
