//! `cargo xtask demo`: the sample hospital on this machine, with a fresh database and five patients.

mod patients;
mod server;
mod society;

use crate::catalogue::SAMPLE;
use crate::workspace::{Workspace, run as run_command, say, step};
use crate::{app, setup};
use anyhow::{Context, Result, bail};
use chrono::{Days, NaiveDate, Utc};
use server::Server;
use society::Society;
use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;

/// The first port tried.
const PORT: u16 = 8080;

/// The demo's folders and address.
struct Demo<'a> {
    workspace: &'a Workspace,
    var: PathBuf,
    program: PathBuf,
    port: u16,
}

/// Builds, prepares and serves until Ctrl-C.
pub(crate) fn run(workspace: &Workspace, options: &[&str]) -> Result<()> {
    let (wanted, prepare_only) = read_options(options)?;
    let demo = Demo::prepared(workspace, "demo", wanted)?;
    if prepare_only {
        return demo.print_patients();
    }
    let society = Society::open(&demo)?;
    let server = Server::start(&demo)?;
    demo.print_patients()?;
    say(&format!("\nWho received data, and what came of it: {}/ja/recipients", demo.base_url()))?;
    say(&format!("The society's own site, which the hospital follows: {}/", society.url()))?;
    say("\nPress Ctrl-C to stop. The database is made anew at the next start.")?;
    server.serve_until_stopped()
}

/// Starts it as a newcomer does, in a folder of its own, and stops it once it answers.
pub(crate) fn starts(workspace: &Workspace) -> Result<()> {
    let demo = Demo::prepared(workspace, "demo-tried", None)?;
    let _society = Society::open(&demo)?;
    let server = Server::start(&demo)?;
    demo.print_patients()?;
    server.stop()
}

fn read_options(options: &[&str]) -> Result<(Option<u16>, bool)> {
    let (mut port, mut prepare_only) = (None, false);
    let mut rest = options.iter();
    while let Some(option) = rest.next() {
        match *option {
            "--prepare-only" => prepare_only = true,
            "--port" => {
                let number = rest.next().context("--port needs a number, such as --port 8080")?;
                port = Some(number.parse().with_context(|| format!("\"{number}\" is not a port"))?);
            }
            other => bail!("demo has no option {other}; it has --port N and --prepare-only"),
        }
    }
    Ok((port, prepare_only))
}

/// The wanted port; without a wish, the first free one from some port on.
fn free_port(wanted: Option<u16>, from: u16) -> Result<u16> {
    let free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
    match wanted {
        Some(port) if free(port) => Ok(port),
        Some(port) => bail!("port {port} is taken; choose another with --port, or none"),
        None => (from..from.saturating_add(100))
            .find(|port| free(*port))
            .context("no port is free; choose one with --port"),
    }
}

impl<'a> Demo<'a> {
    /// Builds everything, and makes the sample hospital anew in a folder of this name.
    fn prepared(workspace: &'a Workspace, folder: &str, port: Option<u16>) -> Result<Self> {
        setup::for_app(workspace)?;
        app::build(workspace)?;
        step("Building the server with the app inside (about 3 minutes the first time)", || {
            run_command(&mut workspace.cargo(&["build", "--release", "--locked", "--package", "nattoku"]))
        })?;
        let program = workspace.target.join("release/nattoku");
        let port = free_port(port, PORT)?;
        let demo = Self { workspace, var: workspace.root.join("var").join(folder), program, port };
        step("A fresh database with the sample hospital", || demo.prepare())?;
        Ok(demo)
    }

    fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn base_url(&self) -> String {
        format!("http://{}", self.address())
    }

    fn prepare(&self) -> Result<()> {
        if self.var.exists() {
            fs::remove_dir_all(&self.var)?;
        }
        fs::create_dir_all(&self.var)?;
        for table in ["patients", "notices", "answers"] {
            let name = format!("{table}.csv");
            let rows = fs::read_to_string(self.workspace.root.join(SAMPLE).join(&name))?;
            fs::write(self.var.join(&name), dated(&rows, Utc::now().date_naive())?)?;
        }
        let out = self.var.join("invitations").to_string_lossy().into_owned();
        let url = self.base_url();
        self.nattoku(
            &["invite"],
            "patients.csv",
            &["--catalogue", SAMPLE, "--base-url", &url, "--out", &out],
        )?;
        self.nattoku(&["import", "notices"], "notices.csv", &[])?;
        self.nattoku(&["import", "answers"], "answers.csv", &[])
    }

    fn nattoku(&self, command: &[&str], file: &str, options: &[&str]) -> Result<()> {
        let (file, database) = (self.path(file), self.path("nattoku.db"));
        self.run(&[command, &[&file, "--database", &database], options].concat())
    }

    /// Something of the demo's own.
    fn path(&self, name: &str) -> String {
        self.var.join(name).to_string_lossy().into_owned()
    }

    fn run(&self, words: &[&str]) -> Result<()> {
        run_command(&mut self.workspace.command(&self.program.to_string_lossy(), words))
    }

    fn print_patients(&self) -> Result<()> {
        let links = fs::read_to_string(self.var.join("invitations/invitations.csv"))?;
        let people = fs::read_to_string(self.var.join("patients.csv"))?;
        patients::lines(&people, &links)?.iter().try_for_each(|line| say(line))
    }
}

/// Turns `today-10` into a date, so that the sample never grows old.
fn dated(rows: &str, today: NaiveDate) -> Result<String> {
    let mut text = String::new();
    for line in rows.lines() {
        let cells = line.split(',').map(|cell| {
            let Some(days) = cell.strip_prefix("today-") else { return Ok(cell.to_owned()) };
            let days =
                days.parse().with_context(|| format!("\"{cell}\" is not today minus a number of days"))?;
            let day = today.checked_sub_days(Days::new(days)).context("the day is before all calendars")?;
            Ok(day.to_string())
        });
        text.push_str(&cells.collect::<Result<Vec<_>>>()?.join(","));
        text.push('\n');
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_before_today_become_dates_and_everything_else_stays() {
        let today = NaiveDate::from_ymd_opt(2027, 1, 5).unwrap();
        let rows = "patient,on\nP-1,today-10\nP-2,2026-01-02\n";
        assert_eq!(dated(rows, today).unwrap(), "patient,on\nP-1,2026-12-26\nP-2,2026-01-02\n");
        assert!(dated("today-soon", today).is_err());
    }

    #[test]
    fn options_are_read_and_unknown_ones_named() {
        assert_eq!(read_options(&["--port", "81", "--prepare-only"]).unwrap(), (Some(81), true));
        assert!(read_options(&["--prot"]).is_err_and(|error| error.to_string().contains("--prot")));
        assert!(read_options(&["--port"]).is_err());
    }
}
