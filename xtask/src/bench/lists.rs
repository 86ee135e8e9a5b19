//! A society with thousands of recipients and results: how long its spreadsheet takes to come in, and how its
//! list opens, searches and scrolls on a slow phone, from the spreadsheet to the screen by the real commands.

use super::program;
use crate::workspace::{Workspace, run as run_command, say, step};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

const RECIPIENTS: usize = 5_000;
const OUTCOMES: usize = 2_000;
const SOCIETY: &str = "examples/society";
const PATIENCE: Duration = Duration::from_secs(20);
const GLANCE: Duration = Duration::from_millis(50);

/// A society and a hospital that follows it.
struct Bench<'a> {
    workspace: &'a Workspace,
    folder: PathBuf,
}

/// A server, on the air until this is dropped.
struct OnAir(Child);

impl Drop for OnAir {
    fn drop(&mut self) {
        // What has ended already need not be ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Measures and prints.
pub(super) fn run(workspace: &Workspace) -> Result<()> {
    let folder = workspace.root.join("var/bench-lists");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("lists"))?;
    let bench = Bench { workspace, folder };
    let took = bench.import()?;
    say(&format!("a spreadsheet of {RECIPIENTS} rows comes in: {} ms (budget: 2000)", took.as_millis()))?;
    bench.publish()?;
    let (site, hospital) = (free_port()?, free_port()?);
    let _site = bench.serve(&["site", &bench.path("site"), "--listen", &local(site)], site)?;
    let database = bench.path("nattoku.db");
    let catalogue = super::SAMPLE;
    let answers = format!("{catalogue}/answers.csv");
    bench.nattoku(&["import", "answers", &answers, "--catalogue", catalogue, "--database", &database])?;
    let key = format!("--key={}", bench.key()?);
    let url = format!("http://{}/", local(site));
    bench.nattoku(&["follow", &url, &key, "--programme", "registry", "--local", "--database", &database])?;
    let serve = ["serve", "--catalogue", catalogue, "--database", &database, "--listen", &local(hospital)];
    let _hospital = bench.serve(&serve, hospital)?;
    let address = format!("http://{}/ja/recipients", local(hospital));
    step("A list of 5,000 recipients on a phone four times slower", || {
        let mut node = workspace.command("node", &["bench/lists.mjs", &address]);
        run_command(node.current_dir(workspace.root.join("tests")))
    })
}

fn local(port: u16) -> String {
    format!("127.0.0.1:{port}")
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

impl Bench<'_> {
    fn path(&self, name: &str) -> String {
        self.folder.join(name).to_string_lossy().into_owned()
    }

    fn nattoku(&self, words: &[&str]) -> Result<()> {
        let program = program(self.workspace);
        run_command(self.workspace.command(&program.to_string_lossy(), words).stderr(Stdio::null()))
    }

    fn serve(&self, words: &[&str], port: u16) -> Result<OnAir> {
        let program = program(self.workspace);
        let mut command = self.workspace.command(&program.to_string_lossy(), words);
        let child = command.stdin(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let (on_air, start) = (OnAir(child), Instant::now());
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if start.elapsed() > PATIENCE {
                bail!("`nattoku {}` does not answer", words.join(" "));
            }
            std::thread::park_timeout(GLANCE);
        }
        Ok(on_air)
    }

    /// The sample's rows over and over, each with a number of its own.
    fn import(&self) -> Result<Duration> {
        let sample = fs::read_to_string(self.workspace.root.join(SOCIETY).join("recipients.csv"))?;
        let (header, rows) = sample.split_once('\n').context("the sample has no rows")?;
        let rows: Vec<&str> =
            rows.lines().filter_map(|row| row.split_once(',')).map(|(_, rest)| rest).collect();
        let many = rows.iter().cycle().take(RECIPIENTS).enumerate();
        let many = many.map(|(number, row)| format!("B-{number:05},{row}\n")).collect::<String>();
        fs::write(self.folder.join("recipients.csv"), format!("{header}\n{many}"))?;
        let mapping = format!("{SOCIETY}/recipients.mapping.toml");
        let start = Instant::now();
        let (rows, lists) = (self.path("recipients.csv"), self.path("lists"));
        self.nattoku(&["import", "recipients", &rows, "--mapping", &mapping, "--into", &lists])?;
        Ok(start.elapsed())
    }

    fn publish(&self) -> Result<()> {
        let lists = self.folder.join("lists");
        let of = |name: &str| self.workspace.root.join(SOCIETY).join(name);
        fs::copy(of("publisher.toml"), lists.join("publisher.toml"))?;
        let (rows, into) = (format!("{SOCIETY}/reviews.csv"), self.path("lists"));
        let mapping = format!("{SOCIETY}/reviews.mapping.toml");
        self.nattoku(&["import", "reviews", &rows, "--mapping", &mapping, "--into", &into])?;
        fs::write(lists.join("outcomes.json"), serde_json::to_string(&outcomes(&lists)?)?)?;
        let (keys, site) = (self.path("keys"), self.path("site"));
        self.nattoku(&["keys", "make", "--keys", &keys, "--provider", "minato"])?;
        self.nattoku(&["publish", &into, &site, "--keys", &keys])
    }

    fn key(&self) -> Result<String> {
        let keys: Value = serde_json::from_str(&fs::read_to_string(self.folder.join("keys/keys.json"))?)?;
        Ok(keys["keys"][0]["x"].as_str().context("there is no key")?.to_owned())
    }
}

/// Results that between them name every recipient.
fn outcomes(lists: &Path) -> Result<Vec<Value>> {
    let recipients: Vec<Value> = serde_json::from_str(&fs::read_to_string(lists.join("recipients.json"))?)?;
    let each = RECIPIENTS.div_ceil(OUTCOMES);
    let outcome = |(number, named): (usize, &[Value])| {
        let text = |says: &str| json!({ "ja": says, "en": says });
        let result = json!({ "kind": "paper", "title": text("a paper"), "summary": text("what was found"), "on": "2026-01-10" });
        let named: Vec<_> = named.iter().map(|entry| entry["id"].clone()).collect();
        json!({ "id": format!("o-{number}"), "recipients": named, "came": { "result": result } })
    };
    Ok(recipients.chunks(each).enumerate().map(outcome).collect())
}
