//! Ten thousand receipts, half of them spoilt, judged here and by a verifier in another language: both must say
//! the same of every one.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod dice;
mod spoil;
mod world;

use dice::Dice;
use nattoku_ledger::{Receipt, Trust};
use serde_json::{Value, json};
use spoil::Way;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use world::{KEYS, ORIGIN, World};

const CASES: usize = 10_000;

/// A receipt as somebody might hand it over, and what was done to it.
struct Case {
    way: Option<Way>,
    text: String,
}

fn cases() -> Vec<Case> {
    let mut dice = Dice::new("agreement");
    let worlds: Vec<_> = (0..40).map(|_| World::new(&mut dice)).collect();
    let mut case = |place: usize| {
        let world = dice.one_of(&worlds);
        let way = (place % 2 == 1).then(|| *dice.one_of(&Way::ALL));
        let text = match way {
            None => {
                let receipt = world.receipt(&mut dice);
                spoil::written(&receipt, &mut dice)
            }
            Some(way) => spoil::spoilt(way, world, &worlds, &mut dice),
        };
        Case { way, text }
    };
    (0..CASES).map(&mut case).collect()
}

fn here(trust: &Trust, text: &str) -> bool {
    Receipt::from_file(text).and_then(|receipt| receipt.verify(trust)).is_ok()
}

/// What the verifier in Python says.
fn there(cases: &[Case], keys: &[String]) -> Vec<bool> {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("receipts.jsonl");
    let line = |case: &Case| json!({"origin": ORIGIN, "keys": keys, "text": case.text}).to_string();
    fs::write(&path, cases.iter().map(line).collect::<Vec<_>>().join("\n")).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/verifier/verify_receipt.py");
    let mut python = Command::new("python3");
    python.arg("-X").arg("utf8").arg(script).stdin(File::open(path).unwrap()).stderr(Stdio::inherit());
    let output = python.output().expect("python3 is installed by `cargo xtask test`");
    assert!(output.status.success(), "the verifier in Python stopped");
    let said = String::from_utf8(output.stdout).unwrap();
    said.lines().map(|line| line == "ok").collect()
}

#[test]
fn a_verifier_in_another_language_judges_ten_thousand_receipts_alike() {
    let keys: Vec<_> = KEYS.iter().map(|seed| world::signer(*seed).verifier_key()).collect();
    let trust = Trust::new(ORIGIN, &keys).unwrap();
    let cases = cases();
    let there = there(&cases, &keys);
    assert_eq!(there.len(), CASES);
    let mut seen: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for (case, there) in cases.iter().zip(there) {
        let Case { way, text } = case;
        let here = here(&trust, text);
        assert_eq!(here, there, "here {here}, there {there}, {way:?}:\n{text}");
        match way {
            None => assert!(here, "a good receipt is taken:\n{text}"),
            Some(way) => assert!(!here || way.may_be_harmless(), "{way:?} is refused:\n{text}"),
        }
        seen.entry(format!("{way:?}")).or_default()[usize::from(here)] += 1;
    }
    // Every way came up often enough to mean something.
    assert_eq!(seen.len(), Way::ALL.len() + 1, "{seen:?}");
    assert!(seen.values().all(|[refused, taken]| refused + taken > 100), "{seen:?}");
}

/// What is not a receipt at all, in ways that readers of JSON are known to differ in.
#[test]
fn texts_that_readers_of_json_take_differently_are_judged_alike() {
    let mut dice = Dice::new("json");
    let receipt = World::new(&mut dice).receipt(&mut dice);
    let keys: Vec<_> = KEYS.iter().map(|seed| world::signer(*seed).verifier_key()).collect();
    let trust = Trust::new(ORIGIN, &keys).unwrap();
    let good = serde_json::to_string(&receipt).unwrap();
    let index = format!("\"index\":{}", receipt.index);
    let with = |value: &str| good.replace(&index, &format!("\"index\":{value}"));
    let mut texts =
        ["-0", "0.0", "1e0", "NaN", "true", "null", "\"0\"", "18446744073709551616", "[]"].map(with).to_vec();
    let payload = |value: Value| {
        let mut receipt = serde_json::to_value(&receipt).unwrap();
        receipt["payload"] = value;
        receipt.to_string()
    };
    texts.extend([json!(null), json!({}), json!(7), json!("\u{0}")].map(payload));
    texts.extend([
        good.replace("\"payload\":\"", "\"payload\":\"\\ud800"),
        format!("{good},"),
        "[1]".to_owned(),
    ]);
    texts.extend([
        "{".repeat(200),
        "[".repeat(200),
        format!("{good}\u{0}"),
        format!("\u{feff}\u{feff}{good}"),
    ]);
    let cases: Vec<_> = texts.into_iter().map(|text| Case { way: None, text }).collect();
    for (case, there) in cases.iter().zip(there(&cases, &keys)) {
        assert!(!here(&trust, &case.text) && !there, "{}", case.text);
    }
}
