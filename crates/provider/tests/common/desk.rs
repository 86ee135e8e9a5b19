//! The hospital's command line over a database of its own.

use super::catalogue::catalogue;
use super::ground::Ground;
use nattoku::catalogue::Published;
use nattoku::store::catalogues::PutInForce;
use nattoku::store::ledger::receipts::Asked;
use nattoku::store::{GROUP, Store};
use nattoku_consent::Record;
use nattoku_ledger::Receipt;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;

pub struct Desk {
    ground: Arc<Ground>,
}

impl Desk {
    pub async fn open() -> Self {
        Self::on(Ground::default()).await
    }

    /// Over a database that is there already.
    pub fn over(ground: Ground) -> Self {
        Self { ground: Arc::new(ground) }
    }

    pub async fn on(ground: Ground) -> Self {
        let desk = Self::over(ground);
        desk.store().await.write(PutInForce(Published::new(catalogue()).unwrap())).await.unwrap().unwrap();
        desk
    }

    pub async fn store(&self) -> Store {
        Store::open(self.ground.location(), GROUP).await.unwrap()
    }

    pub fn ground(&self) -> Arc<Ground> {
        Arc::clone(&self.ground)
    }

    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.ground.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut command = nattoku();
        command.args(arguments).args(self.ground.arguments()).output().unwrap()
    }

    /// Asks who permits a use.
    pub fn permitted(&self, purpose: &str, recipient: &str, more: &[&str]) -> Output {
        self.run(&[&permitted(purpose, recipient)[..], more].concat())
    }

    pub fn import(&self, what: &str, text: &str) -> Output {
        let path = self.file("rows.csv", text);
        self.run(&["import", what, path.to_str().unwrap()])
    }

    /// Every receipt of a patient.
    pub async fn receipts(&self, patient: &str) -> Vec<Receipt> {
        let store = self.store().await;
        let row = store.look_up(patient).await.unwrap().unwrap().row;
        let mut receipts = Vec::new();
        for entry in store.entries(row).await.unwrap() {
            receipts.push(store.receipt(entry.number, Asked::Person(row)).await.unwrap().unwrap());
        }
        receipts
    }

    pub async fn records(&self) -> BTreeMap<String, Record> {
        let mut records = BTreeMap::new();
        let each = |patient: nattoku::store::records::PatientRecord| {
            records.insert(patient.patient, patient.record);
            Ok::<_, sqlx::Error>(())
        };
        self.store().await.for_each_record(each).await.unwrap();
        records
    }
}

pub fn nattoku() -> Command {
    Command::new(env!("CARGO_BIN_EXE_nattoku"))
}

/// The command that asks who permits a use.
pub fn permitted<'a>(purpose: &'a str, recipient: &'a str) -> [&'a str; 7] {
    ["permitted", "--reason", "audit", "--purpose", purpose, "--recipient", recipient]
}

pub fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

pub fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

pub const ANSWERS: &str = "patient,question,answer,channel,language,signed,words,staff\n\
    A,drug-development,allow,paper,en,2026-05-01,1,s-1\n\
    A,abroad,allow,paper,en,2026-05-01,1,s-1\n\
    B,drug-development,allow,phone,,2026-05-01,1,s-1\n\
    B,abroad,refuse,phone,,2026-05-01,1,s-1\n\
    C,drug-development,refuse,paper,,2026-05-01,1,s-1\n\
    C,health-statistics,refuse,paper,,2026-05-01,1,s-1\n\
    D,health-statistics,refuse,paper,,2026-05-01,1,s-1\n\
    D,certified-operator,refuse,paper,,2026-05-01,1,s-1\n\
    E,teaching,undecided,paper,,2026-05-01,1,s-1\n";

pub const NOTICES: &str = "patient,programme,route,on,words\n\
    A,statistics,post,2026-01-10,1\n\
    C,statistics,tablet,2026-01-10,1\n\
    D,statistics,post,2026-01-11,1\n\
    F,statistics,insurance-terminal,2026-02-01,1\n";

pub async fn seeded() -> Desk {
    seeded_on(Ground::default()).await
}

pub async fn seeded_on(ground: Ground) -> Desk {
    let desk = Desk::on(ground).await;
    for (what, text) in [("answers", ANSWERS), ("notices", NOTICES)] {
        let done = desk.import(what, text);
        assert!(done.status.success(), "{}", stderr(&done));
    }
    desk
}

/// A use of data for which releases are recorded.
pub const USE: &str = r#"
id = "trial-1"
programme = "registry"
purposes = ["drug-development"]
recipient = { name = { ja = "製薬", en = "Pharma" }, kind = "drug-company", country = "JP", for_profit = true }
summary = { ja = "薬の研究", en = "Drug research" }
data = { ja = "診断名", en = "Diagnosis" }
"#;
