//! The running server of the demo: started, waited for, stopped.

use super::Demo;
use crate::workspace::shown;
use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How long the server may take to answer first, or to stop.
const PATIENCE: Duration = Duration::from_secs(20);
const GLANCE: Duration = Duration::from_millis(100);

pub(super) struct Server {
    child: Child,
    log: PathBuf,
    stop: Receiver<()>,
}

impl Server {
    /// Starts the server and waits until it answers.
    pub(super) fn start(demo: &Demo<'_>) -> Result<Self> {
        let stop = stop_signals()?;
        let log = demo.var.join("server.log");
        let (address, url) = (demo.address(), demo.base_url());
        let database = demo.var.join("nattoku.db").to_string_lossy().into_owned();
        let catalogue = crate::catalogue::SAMPLE;
        let words = [
            "serve",
            "--catalogue",
            catalogue,
            "--database",
            &database,
            "--listen",
            &address,
            "--base-url",
            &url,
        ];
        let mut command = demo.workspace.command(&demo.program.to_string_lossy(), &words);
        command.stdin(Stdio::null()).stderr(File::create(&log)?);
        let child = command.spawn().with_context(|| format!("`{}` cannot be started", shown(&command)))?;
        let mut server = Self { child, log, stop };
        let answered = server.wait_until_healthy(&address);
        if answered.is_err() {
            server.end()?;
        }
        answered.map(|()| server)
    }

    fn wait_until_healthy(&mut self, address: &str) -> Result<()> {
        let start = Instant::now();
        while !is_healthy(address) {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended at once ({status}):\n{}", fs::read_to_string(&self.log)?.trim());
            }
            if start.elapsed() > PATIENCE {
                bail!("the server does not answer; it said:\n{}", fs::read_to_string(&self.log)?.trim());
            }
            if self.stop.recv_timeout(GLANCE) != Err(RecvTimeoutError::Timeout) {
                bail!("stopped before the server answered");
            }
        }
        eprintln!("── Serving on http://{address}; what it says goes to {}", self.log.display());
        Ok(())
    }

    /// Serves until somebody presses Ctrl-C, and ends in order.
    pub(super) fn serve_until_stopped(mut self) -> Result<()> {
        while self.stop.recv_timeout(GLANCE) == Err(RecvTimeoutError::Timeout) {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended by itself ({status}); see {}", self.log.display());
            }
        }
        let status = self.end()?;
        eprintln!("\n── Stopped ({status}).");
        Ok(())
    }

    /// Ends the server in order.
    pub(super) fn stop(mut self) -> Result<()> {
        self.end().map(drop)
    }

    /// Asks the server to stop, and insists after a while. Ctrl-C may have told it already.
    fn end(&mut self) -> Result<ExitStatus> {
        if self.child.try_wait()?.is_none() {
            kill_process(Pid::from_child(&self.child), Signal::TERM)?;
        }
        let start = Instant::now();
        while self.child.try_wait()?.is_none() {
            if start.elapsed() > PATIENCE {
                self.child.kill()?;
            }
            // A second Ctrl-C does not hurry it: it is writing what was decided.
            let _ = self.stop.recv_timeout(GLANCE);
        }
        Ok(self.child.wait()?)
    }
}

fn stop_signals() -> Result<Receiver<()>> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let (send, receive) = channel();
    std::thread::spawn(move || signals.forever().try_for_each(|_| send.send(())));
    Ok(receive)
}

fn is_healthy(address: &str) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(stream, "GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 2"))
}
