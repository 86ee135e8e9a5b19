//! Files that hold people or keys are their owner's only, whatever the umask (A46).

use crate::common::desk::nattoku;
use crate::common::ground::Ground;
use nattoku::store::{GROUP, Store};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs the program as a shell with the usual umask would.
fn with_umask_022(arguments: &[&str]) {
    let program = nattoku().get_program().to_owned();
    let script = "umask 022; exec \"$0\" \"$@\"";
    let output = Command::new("sh").args(["-c", script]).arg(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Every file and folder below, with its rights.
fn below(folder: &Path) -> Vec<(PathBuf, u32)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        found.push((path.clone(), std::fs::metadata(&path).unwrap().permissions().mode() & 0o777));
        if path.is_dir() {
            found.extend(below(&path));
        }
    }
    found
}

fn is_private(folder: &Path) {
    let found = below(folder);
    assert!(!found.is_empty());
    for (path, mode) in found {
        let wanted = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode, wanted, "{}: {mode:o}", path.display());
    }
}

#[test]
fn database_ledger_sheets_and_receipts_are_their_owners_only() {
    let ground = Ground::of_file();
    let lists = tempfile::tempdir().unwrap();
    let patients = lists.path().join("patients.csv");
    std::fs::write(&patients, "patient,birth_date,language\nP1,1947-03-05,ja\n").unwrap();
    let path = |name: &str| ground.path().join(name).to_str().unwrap().to_owned();
    let (database, sheets, receipt) = (path("test.sqlite"), path("sheets"), path("receipt.txt"));
    let on = |words: &[&str]| with_umask_022(&[words, &["--database", &database]].concat());
    let catalogue =
        ["--catalogue", "../../examples/hospital", "--base-url", "https://consent.hospital.example"];
    on(&[&["invite", patients.to_str().unwrap(), "--out", &sheets], &catalogue[..]].concat());
    let answer =
        ["--channel", "phone", "--staff", "s-1", "--answer", "research=refuse", "--receipt", &receipt];
    on(&[&["record", "--patient", "P1"], &answer[..]].concat());
    let found = below(ground.path());
    for name in
        ["test.sqlite", "test.sqlite.ledger/key", "test.sqlite.ledger/checkpoint", "sheets/invitations.csv"]
    {
        assert!(found.iter().any(|(path, _)| path.ends_with(name)), "{name} is missing in {found:?}");
    }
    is_private(ground.path());
}

#[test]
fn a_societys_secret_keys_are_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys");
    with_umask_022(&["keys", "make", "--provider", "minato", "--keys", keys.to_str().unwrap()]);
    // The public ones are everybody's.
    std::fs::remove_file(keys.join("keys.json")).unwrap();
    is_private(folder.path());
}

#[tokio::test]
async fn what_sqlite_writes_beside_the_database_is_its_owners_only() {
    let ground = Ground::of_file();
    let _store = Store::open(ground.location(), GROUP).await.unwrap();
    let found = below(ground.path());
    assert!(found.iter().any(|(path, _)| path.ends_with("test.sqlite-wal")), "{found:?}");
    is_private(ground.path());
}

#[tokio::test]
async fn a_database_that_others_could_read_is_taken_from_them_when_it_is_opened() {
    let ground = Ground::of_file();
    drop(Store::open(ground.location(), GROUP).await.unwrap());
    for (path, _) in below(ground.path()) {
        let mode = if path.is_dir() { 0o755 } else { 0o644 };
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    let _store = Store::open(ground.location(), GROUP).await.unwrap();
    for (path, mode) in below(ground.path()) {
        // What is in the ledger's folder is behind that folder's own door.
        if path.parent() == Some(ground.path()) {
            assert_eq!(mode & 0o077, 0, "{}: {mode:o}", path.display());
        }
    }
}
