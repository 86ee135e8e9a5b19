//! A server in a process of its own, which can be killed.

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use tokio::sync::oneshot;

/// On the air until it is dropped: then it is killed, as by `kill -9`.
pub(crate) struct Server {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

/// On its way, or not: it may be killed before it ever listens.
pub(crate) struct Starting {
    child: Option<Child>,
    listening: oneshot::Receiver<SocketAddr>,
}

impl Starting {
    pub(crate) fn new(mut command: Command) -> Self {
        let child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn();
        let program = command.get_program().display();
        let mut child = child.unwrap_or_else(|error| {
            panic!("{program} cannot be started ({error}); `cargo xtask test` installs what the tests need")
        });
        let (tell, listening) = oneshot::channel();
        let log = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            let mut tell = Some(tell);
            // To the end, so that the server never waits for somebody to read its log.
            for line in log.lines().map_while(Result::ok) {
                if let Some(address) = address(&line)
                    && let Some(tell) = tell.take()
                {
                    // Whoever gave up waiting needs no address.
                    let _ = tell.send(address);
                }
            }
        });
        Self { child: Some(child), listening }
    }

    /// None: it ended without listening.
    pub(crate) async fn listening(mut self) -> Option<Server> {
        let address = (&mut self.listening).await.ok()?;
        Some(Server { child: self.child.take()?, address })
    }
}

impl Drop for Starting {
    fn drop(&mut self) {
        self.child.iter_mut().for_each(kill);
    }
}

impl Server {
    /// None: it ended without listening.
    pub(crate) async fn start(command: Command) -> Option<Self> {
        Starting::new(command).listening().await
    }
}

impl Server {
    /// Sends it a signal, by its name.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        kill(&mut self.child);
    }
}

/// SIGKILL; what has ended already need not be ended.
fn kill(child: &mut Child) {
    drop(child.kill());
    drop(child.wait());
}

/// Where the server says that it serves.
fn address(line: &str) -> Option<SocketAddr> {
    let line: Value = serde_json::from_str(line).ok()?;
    line["fields"]["address"].as_str()?.parse().ok()
}
