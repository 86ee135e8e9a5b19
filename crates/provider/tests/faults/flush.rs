//! A2: strace watches that every acknowledgement is written to its socket only after a flush of the write-ahead log
//! that began after the decision was written there. With `synchronous=NORMAL`, the same watch must find fault.

use crate::common::sample;
use crate::device::{Device, stop};
use crate::premises::Premises;
use crate::scale::{scaled, tell};
use crate::server::Server;
use crate::strace::{Line, traced};
use nattoku::api::router;
use nattoku::catalogue::Published;
use nattoku::http::listen::{Limits, serve};
use nattoku::provider::Provider;
use nattoku::store::writer::Write;
use nattoku::store::{GROUP, Store};
use sqlx::AnyConnection;
use std::collections::HashMap;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use uuid::Uuid;

const CLIENTS: usize = 16;
/// Where the control finds its database: see [`serves_without_waiting_for_the_disk`].
const CONTROL: &str = "NATTOKU_FAULTS_CONTROL";
/// Whole pages and answers are needed, to find in them which decision they are of.
const WATCHED: [&str; 5] =
    ["-y", "-s", "8192", "-e", "trace=fsync,fdatasync,pwrite64,pwritev,write,writev,sendto,sendmsg"];

/// What was seen so far. Instants are counted in lines.
#[derive(Default)]
struct Watch {
    line: usize,
    /// When each decision was first written to the log.
    written: HashMap<Uuid, usize>,
    /// When the flushes now under way began, by thread.
    flushing: HashMap<String, usize>,
    /// When the last completed flush began.
    flushed: Option<usize>,
    /// Whether each decision was flushed when its acknowledgement was first written to a socket.
    durable: HashMap<Uuid, bool>,
}

impl Watch {
    fn see(&mut self, text: &str) {
        self.line += 1;
        let Some(line) = Line::parse(text) else { return };
        match line.call {
            "fsync" | "fdatasync" => self.see_flush(&line, text),
            "pwrite64" | "pwritev" if line.path.ends_with("-wal") => {
                for id in ids(text) {
                    self.written.entry(id).or_insert(self.line);
                }
            }
            _ if line.begins && text.contains("HTTP/1.1 200") => {
                for id in ids(text) {
                    let written = self.written.get(&id);
                    let durable = written.is_some_and(|written| self.flushed > Some(*written));
                    self.durable.entry(id).or_insert(durable);
                }
            }
            _ => {}
        }
    }

    fn see_flush(&mut self, line: &Line<'_>, text: &str) {
        if line.begins && line.path.ends_with("-wal") {
            self.flushing.insert(line.process.to_owned(), self.line);
        }
        if line.ends
            && let Some(began) = self.flushing.remove(line.process)
            && text.trim_end().ends_with("= 0")
        {
            self.flushed = self.flushed.max(Some(began));
        }
    }
}

/// Every UUID in what was written: of the decisions, nothing else has one.
fn ids(text: &str) -> impl Iterator<Item = Uuid> + '_ {
    let dashes = text.match_indices('-').map(|(at, _)| at);
    dashes.filter_map(|at| text.get(at.checked_sub(8)?..at + 28)?.parse().ok())
}

/// Lets the clients decide on a server that is watched; answers of how many decisions the acknowledgement came
/// after the flush, and of how many before.
async fn watch(premises: &Premises, server: &Command, decisions: usize) -> (usize, usize) {
    let (command, watching) = traced(premises.folder(), &WATCHED, server, Watch::default(), Watch::see);
    let server = Server::start(command).await.expect("the watch keeps nothing from starting");
    let address = server.address;
    let devices = Device::sign_all_in(address, &premises.tokens).await;
    let mut deciding = JoinSet::new();
    for device in devices {
        deciding.spawn(async move {
            let mut ids = Vec::new();
            for turn in 0..decisions / CLIENTS {
                let request = device.request(stop(turn));
                device.proven(&device.ask(address, &request, None).await);
                ids.push(request.id.0);
            }
            ids
        });
    }
    let acknowledged: Vec<Uuid> = deciding.join_all().await.into_iter().flatten().collect();
    drop(server);
    let durable = watching.end().await.durable;
    let seen = acknowledged.iter().map(|id| durable.get(id).expect("strace saw every acknowledgement"));
    let after = seen.filter(|durable| **durable).count();
    (after, acknowledged.len() - after)
}

#[tokio::test(flavor = "multi_thread")]
async fn a2_what_is_acknowledged_was_flushed_before() {
    let premises = Premises::with_patients(CLIENTS).await;
    let (after, before) = watch(&premises, &premises.serve(), scaled(208, 10_000)).await;
    tell(&format!("A2: {after} acknowledgements after their flush, {before} before"));
    assert_eq!(before, 0, "of {}", after + before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a2_the_watch_finds_a_server_that_does_not_wait() {
    let premises = Premises::with_patients(CLIENTS).await;
    let mut control = Command::new(std::env::current_exe().unwrap());
    control.args(["--exact", "flush::serves_without_waiting_for_the_disk", "--ignored", "--nocapture"]);
    control.env(CONTROL, premises.ground().file());
    let (after, before) = watch(&premises, &control, scaled(208, 1_008)).await;
    tell(&format!("A2, control: {after} acknowledgements after their flush, {before} before"));
    assert!(before > after, "{before} of {}", after + before);
}

/// Turns the writer's connection to `synchronous=NORMAL`, which no server of ours ever does.
struct Careless;

impl Write for Careless {
    type Done = ();

    const ONE_STATEMENT: bool = true;

    async fn run(self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        for statement in ["COMMIT", "PRAGMA synchronous=NORMAL", "BEGIN IMMEDIATE"] {
            sqlx::query(statement).execute(&mut *connection).await?;
        }
        let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut *connection).await?;
        assert_eq!(synchronous, 1);
        Ok(())
    }
}

/// The control's server, in a process of its own: all as it should be, but for the flush.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "not a test: the control of A2 runs it"]
async fn serves_without_waiting_for_the_disk() {
    let Some(database) = std::env::var_os(CONTROL) else { return };
    let store = Store::open(Path::new(&database), GROUP).await.unwrap();
    let catalogue = Published::read(&sample::original()).unwrap();
    let (files, settings) = Default::default();
    let clock = Arc::new(chrono::Utc::now);
    let provider = Provider::start(store, catalogue, &files, settings, clock).await.unwrap();
    provider.store.write(Careless).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let told = serde_json::json!({"fields": {"address": listener.local_addr().unwrap()}});
    writeln!(std::io::stderr(), "\n{told}").unwrap();
    serve(listener, router(Arc::new(provider)), Limits::default(), std::future::pending()).await;
}
