//! A new version of the catalogue: what the check asks of it, and who still has to be asked (U1).

use crate::common::desk::{nattoku, permitted as ask, stderr, stdout};
use crate::common::ground::Ground;
use crate::common::sample::{EDITORIAL, MATERIAL, Sample, original};
use nattoku::catalogue::Published;
use nattoku::store::catalogues::PutInForce;
use nattoku::store::{GROUP, Store};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;

const WHO: &str = "大学、病院、研究所、学会、製薬会社です。";

fn check(new: &Path, old: &Path) -> Output {
    nattoku().arg("check").arg(new).arg("--against").arg(old).output().unwrap()
}

#[track_caller]
fn refused(new: &Sample, words: &[&str]) {
    let output = check(new.path(), &original());
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    for word in words {
        assert!(stderr(&output).contains(word), "no {word}:\n{}", stderr(&output));
    }
}

#[test]
fn a_version_whose_changes_are_marked_passes_and_they_are_listed() {
    let output = check(Sample::second(WHO, MATERIAL).path(), &original());
    assert!(output.status.success(), "{}", stderr(&output));
    let said = stdout(&output);
    assert!(said.contains("version 2 passes: 2 programmes, 12 questions"), "{said}");
    let told =
        "since version 1:\n  research: material: who, recipients; it adds the recipient drug-company\n";
    assert!(said.ends_with(told), "{said}");
    let output = check(Sample::put_right(EDITORIAL).path(), &original());
    assert!(stdout(&output).ends_with("since version 1:\n  research: editorial: example\n"), "{output:?}");
}

#[test]
fn it_is_compared_with_the_catalogue_as_served_too() {
    let folder = tempfile::tempdir().unwrap();
    let served = folder.path().join("catalogue.json");
    std::fs::write(&served, Published::read(&original()).unwrap().body).unwrap();
    assert!(check(Sample::second(WHO, MATERIAL).path(), &served).status.success());
    std::fs::write(&served, "{}").unwrap();
    for (old, problem) in [(&served, "missing field"), (&folder.path().join("none"), "No such file")] {
        let output = check(Sample::second(WHO, MATERIAL).path(), old);
        assert!(!output.status.success());
        let said = stderr(&output);
        assert!(said.contains(problem) && said.contains("from /api/catalogue"), "{said}");
    }
}

#[test]
fn a_version_that_is_silent_or_understates_is_refused_with_the_way_out() {
    let unsaid = ["programmes/registry.toml:", "purpose \"research\" › who", "Add to changes.toml"];
    refused(&Sample::second(WHO, ""), &unsaid);
    let understated = ["changes.toml:", "marked editorial, and yet it adds the recipient drug-company"];
    refused(&Sample::second(WHO, EDITORIAL), &understated);
    let same = Sample::copy();
    refused(&same, &["provider.toml:2: version: version 1 follows version 1", "Write `version = 2`"]);
}

/// A database in which the sample's patients answered to the first version, and another may be in force.
async fn answered(then: Option<&Sample>) -> Ground {
    let ground = Ground::default();
    let store = Store::open(ground.location(), GROUP).await.unwrap();
    store.write(PutInForce(Published::read(&original()).unwrap())).await.unwrap().unwrap();
    for (what, rows) in [("answers", ANSWERS), ("notices", NOTICES)] {
        let path = ground.path().join("rows.csv");
        std::fs::write(&path, rows).unwrap();
        let mut command = nattoku();
        let output = command.args(["import", what]).arg(&path).args(ground.arguments()).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
    }
    if let Some(then) = then {
        store.write(PutInForce(then.published())).await.unwrap().unwrap();
    }
    ground
}

const ANSWERS: &str = "patient,question,answer,channel,language,signed,words,staff\n\
    A,research,allow,paper,ja,2026-11-01,1,s-1\n\
    B,research,allow,phone,ja,2026-11-01,1,s-1\n\
    C,research,refuse,paper,ja,2026-11-01,1,s-1\n\
    D,research,undecided,paper,ja,2026-11-01,1,s-1\n\
    A,abroad,allow,paper,ja,2026-11-01,1,s-1\n\
    A,safety,refuse,paper,ja,2026-11-01,1,s-1\n";
const NOTICES: &str = "patient,programme,route,on,words\nA,act,post,2026-10-05,1\nE,act,post,2026-10-05,1\n";

/// The counts of a question that are not zero.
fn counts(ground: &Ground, question: &str) -> BTreeMap<String, u64> {
    let output = nattoku().args(["status", "--format", "ndjson"]).args(ground.arguments()).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let rows = stdout(&output).lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let row = rows.into_iter().find(|row| row["question"] == question).unwrap();
    let counts =
        row.as_object().unwrap().iter().filter_map(|(name, count)| Some((name.clone(), count.as_u64()?)));
    counts.filter(|(_, count)| *count > 0).collect()
}

fn these(counts: &[(&str, u64)]) -> BTreeMap<String, u64> {
    counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

#[tokio::test]
async fn status_counts_every_patient_once_in_each_question() {
    let ground = answered(None).await;
    let research = [("patients", 5), ("allowed", 2), ("refused", 1), ("undecided", 1), ("not_answered", 1)];
    assert_eq!(counts(&ground, "research"), these(&research));
    let safety = [("patients", 5), ("refused", 1), ("allowed", 1), ("not_notified", 3)];
    assert_eq!(counts(&ground, "safety"), these(&safety));
}

#[tokio::test]
async fn after_a_material_change_status_counts_who_has_to_be_asked() {
    let ground = answered(Some(&Sample::second(WHO, MATERIAL))).await;
    let research = [("patients", 5), ("to_ask", 2), ("refused", 1), ("undecided", 1), ("not_answered", 1)];
    assert_eq!(counts(&ground, "research"), these(&research));
    let abroad = [("patients", 5), ("allowed_earlier", 1), ("not_answered", 4)];
    assert_eq!(counts(&ground, "abroad"), these(&abroad), "what did not change is not asked");
}

#[tokio::test]
async fn after_an_editorial_change_nobody_has_to_be_asked() {
    let ground = answered(Some(&Sample::put_right(EDITORIAL))).await;
    let research =
        [("patients", 5), ("allowed_earlier", 2), ("refused", 1), ("undecided", 1), ("not_answered", 1)];
    assert_eq!(counts(&ground, "research"), these(&research));
}

#[tokio::test]
async fn who_answered_to_the_new_words_is_counted_under_them() {
    let second = Sample::second(WHO, MATERIAL);
    let ground = answered(Some(&second)).await;
    let path = ground.path().join("more.csv");
    std::fs::write(
        &path,
        "patient,question,answer,channel,signed,words,staff\nA,research,allow,paper,2026-11-02,2,s-1\n",
    )
    .unwrap();
    let import = nattoku().args(["import", "answers"]).arg(&path).args(ground.arguments()).output().unwrap();
    assert!(import.status.success(), "{}", stderr(&import));
    let counted = counts(&ground, "research");
    assert_eq!((counted["allowed"], counted["to_ask"]), (1, 1));
    // The new recipient gets the data of who said yes to it, and of nobody else.
    let mut permitted = nattoku();
    let permitted = permitted.args(ask("research", "drug-company")).args(["--data", "diagnoses"]);
    let output = permitted.args(["--format", "csv"]).args(ground.arguments()).output().unwrap();
    let patients: Vec<_> =
        stdout(&output).lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(patients, ["A"]);
}

#[tokio::test]
async fn status_is_a_table_too() {
    let ground = answered(None).await;
    let output = nattoku().arg("status").args(ground.arguments()).output().unwrap();
    let first = "programme,question,patients,allowed,allowed_earlier,to_ask,waiting,refused,undecided,expired,\
        came_of_age,not_answered,not_notified,unknown\nregistry,research,5,2,0,0,0,1,1,0,0,1,0,0\n";
    assert!(stdout(&output).starts_with(first), "{}", stdout(&output));
    assert_eq!(stdout(&output).lines().count(), 13);
}
