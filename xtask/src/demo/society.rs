//! The sample society: its spreadsheets become a signed site on a port of its own, which the sample hospital
//! follows and to which it has given data.

use super::{Demo, free_port};
use crate::workspace::{shown, step};
use anyhow::{Context, Result, bail};
use std::fs;
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

const SAMPLE: &str = "examples/society";
const RELEASE: &str = "examples/release";
const KINDS: [&str; 3] = ["recipients", "outcomes", "reviews"];
const PATIENCE: Duration = Duration::from_secs(20);
const GLANCE: Duration = Duration::from_millis(50);

/// The society's site, on the air until this is dropped.
pub(super) struct Society {
    child: Child,
    port: u16,
}

impl Society {
    /// Publishes, serves and lets the hospital follow.
    pub(super) fn open(demo: &Demo<'_>) -> Result<Self> {
        step("The sample society: from its spreadsheets to a signed site", || publish(demo))?;
        let port = free_port(None, demo.port + 1)?;
        let mut society = Self { child: serve(demo, port)?, port };
        society.wait()?;
        step("The hospital follows the society, and gives it data", || society.followed_by(demo))?;
        Ok(society)
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn wait(&mut self) -> Result<()> {
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            if let Some(status) = self.child.try_wait()? {
                bail!("the society's site ended at once ({status})");
            }
            if start.elapsed() > PATIENCE {
                bail!("the society's site does not answer");
            }
            std::thread::park_timeout(GLANCE);
        }
        Ok(())
    }

    fn followed_by(&self, demo: &Demo<'_>) -> Result<()> {
        let keys = fs::read_to_string(demo.var.join("keys/keys.json"))?;
        let keys: serde_json::Value = serde_json::from_str(&keys)?;
        let key = keys["keys"][0]["x"].as_str().context("the society has no key")?;
        let (url, database) = (self.url(), demo.path("nattoku.db"));
        let key = format!("--key={key}");
        demo.run(&["follow", &url, &key, "--programme", "registry", "--local", "--database", &database])?;
        let [described, listed] = ["release.toml", "release.csv"].map(|name| format!("{RELEASE}/{name}"));
        demo.run(&["release", "--use", &described, "--list", &listed, "--database", &database])
    }
}

impl Drop for Society {
    fn drop(&mut self) {
        // It holds nothing that could be lost; where it has ended already, there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn publish(demo: &Demo<'_>) -> Result<()> {
    let (lists, keys, site) = (demo.path("society"), demo.path("keys"), demo.path("site"));
    fs::create_dir_all(&lists)?;
    fs::copy(
        demo.workspace.root.join(SAMPLE).join("publisher.toml"),
        demo.var.join("society/publisher.toml"),
    )?;
    demo.run(&["keys", "make", "--keys", &keys, "--provider", "minato"])?;
    for kind in KINDS {
        let [rows, mapping] = [".csv", ".mapping.toml"].map(|end| format!("{SAMPLE}/{kind}{end}"));
        demo.run(&["import", kind, &rows, "--mapping", &mapping, "--into", &lists])?;
    }
    demo.run(&["publish", &lists, &site, "--keys", &keys])
}

fn serve(demo: &Demo<'_>, port: u16) -> Result<Child> {
    let (site, listen) = (demo.path("site"), format!("127.0.0.1:{port}"));
    let words = ["site", &site, "--listen", &listen];
    let mut command = demo.workspace.command(&demo.program.to_string_lossy(), &words);
    command.stdin(Stdio::null()).stderr(Stdio::null());
    command.spawn().with_context(|| format!("`{}` cannot be started", shown(&command)))
}
