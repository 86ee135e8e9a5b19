//! Under strace: what the server asks of the system, in order, and calls that fail as on a bad or full disk. The
//! server stays this process's own child (`-D`), so that killing it is killing it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Command;
use std::thread::JoinHandle;

/// Reads what strace writes.
pub(crate) struct Watching<S>(JoinHandle<S>);

/// `server` under strace with these options; `each` is told of every line that strace writes. `folder` is for the
/// pipe between strace and this process.
pub(crate) fn traced<S: Send + 'static>(
    folder: &Path,
    options: &[&str],
    server: &Command,
    mut seen: S,
    each: fn(&mut S, &str),
) -> (Command, Watching<S>) {
    let pipe = folder.join(format!("trace-{}", uuid::Uuid::new_v4()));
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success(), "mkfifo");
    let mut command = Command::new("strace");
    command.args(["-D", "-f", "-qq", "-e", "signal=none"]).args(options).arg("-o").arg(&pipe);
    command.arg("--").arg(server.get_program()).args(server.get_args());
    command.envs(server.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let reader = std::thread::spawn(move || {
        let mut lines = BufReader::new(File::open(pipe).unwrap());
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).unwrap() > 0 {
            each(&mut seen, &String::from_utf8_lossy(&line));
            line.clear();
        }
        seen
    });
    (command, Watching(reader))
}

impl<S: Send + 'static> Watching<S> {
    /// What was seen; waits until strace, and so the server, has ended.
    pub(crate) async fn end(self) -> S {
        tokio::task::spawn_blocking(|| self.0.join().unwrap()).await.unwrap()
    }
}

/// A line of strace's, as far as it is known: `PID CALL(DESCRIPTOR<PATH>, ...) = RESULT`, in one piece or in two.
pub(crate) struct Line<'a> {
    pub(crate) process: &'a str,
    pub(crate) call: &'a str,
    /// What the first descriptor stands for; empty in the second piece.
    pub(crate) path: &'a str,
    pub(crate) begins: bool,
    pub(crate) ends: bool,
}

impl<'a> Line<'a> {
    pub(crate) fn parse(line: &'a str) -> Option<Self> {
        let (process, rest) = line.split_once(' ')?;
        let rest = rest.trim_start();
        if let Some(resumed) = rest.strip_prefix("<... ") {
            let call = resumed.split(' ').next()?;
            return Some(Self { process, call, path: "", begins: false, ends: true });
        }
        let (call, arguments) = rest.split_once('(')?;
        let path = arguments.split_once('<').map_or("", |(_, path)| path);
        let path = path.split_once('>').map_or("", |(path, _)| path);
        let ends = !rest.trim_end().ends_with("<unfinished ...>");
        Some(Self { process, call, path, begins: true, ends })
    }
}

#[test]
fn lines_in_one_piece_and_in_two_are_read() {
    let whole = Line::parse("12 fdatasync(9</a/b-wal>) = 0").unwrap();
    assert_eq!((whole.process, whole.call, whole.path), ("12", "fdatasync", "/a/b-wal"));
    assert!(whole.begins && whole.ends);
    let begun = Line::parse("12 fdatasync(9</a/b-wal> <unfinished ...>\n").unwrap();
    assert!(begun.begins && !begun.ends && begun.path == "/a/b-wal");
    let ended = Line::parse("12 <... fdatasync resumed>) = 0").unwrap();
    assert!(!ended.begins && ended.ends && ended.call == "fdatasync");
}
