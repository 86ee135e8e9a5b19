//! A hospital's disk: its database with invited patients, which outlives every server that is killed on it.

use crate::common::ground::Ground;
use crate::common::{BORN, sample};
use crate::server::Server;
use chrono::{Duration, Utc};
use nattoku::catalogue::Published;
use nattoku::cli::invite::make;
use nattoku::cli::letter::Invitee;
use nattoku::store::{GROUP, Store, invitations::Invite};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// The disk.
pub(crate) struct Premises {
    ground: Ground,
    /// Of the invitations, one for each patient.
    pub(crate) tokens: Vec<String>,
}

impl Premises {
    /// With so many invited patients, born on [`BORN`].
    pub(crate) async fn with_patients(count: usize) -> Self {
        let ground = Ground::default();
        let store = Store::open(ground.location(), GROUP).await.unwrap();
        let catalogue = Published::read(&sample::original()).unwrap().catalogue;
        let invitee = |number| Invitee {
            patient: format!("P{number}"),
            birth_date: BORN.parse().unwrap(),
            language: "ja".parse().unwrap(),
            name: None,
        };
        let until = Utc::now() + Duration::days(30);
        let (letters, invitations) =
            make((0..count).map(invitee).collect(), &catalogue, "http://localhost", until).unwrap();
        let invite = Invite { invitations, anew: BTreeSet::new(), now: Utc::now() };
        store.write(invite).await.unwrap().unwrap();
        let token = |link: &str| link.split_once("#i=").unwrap().1.to_owned();
        Self { ground, tokens: letters.iter().map(|letter| token(&letter.link)).collect() }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.ground.path()
    }

    pub(crate) const fn ground(&self) -> &Ground {
        &self.ground
    }

    /// `nattoku serve` on this disk.
    pub(crate) fn serve(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nattoku"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--session-minutes", "600", "--catalogue"]);
        command.arg(sample::original()).args(self.ground.arguments());
        command
    }

    /// Starts the server.
    pub(crate) async fn start(&self) -> Server {
        Server::start(self.serve()).await.expect("nothing keeps the server from starting")
    }

    /// Verifies the whole ledger; answers how many entries it has besides those that register the patients.
    pub(crate) async fn audit(&self) -> u64 {
        let store = Store::open_existing(self.ground.location()).await.unwrap();
        let entries = store.audit(|| ()).await.unwrap().entries;
        entries - u64::try_from(self.tokens.len()).unwrap()
    }
}
