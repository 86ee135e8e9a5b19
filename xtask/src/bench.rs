//! `cargo xtask bench`: how fast the server is, as ratios within one run. Never a test: a busy machine is no fault.

mod lists;

use crate::workspace::{Workspace, run as run_command, say, step};
use crate::{app, catalogue::SAMPLE, setup};
use anyhow::{Context, Result, bail};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// How many patients the smaller of two lists has; the larger has ten times as many.
const PATIENTS: usize = 10_000;

/// Measures and prints.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::for_app(workspace)?;
    app::build(workspace)?;
    run_command(&mut workspace.cargo(&["build", "--release", "--locked", "--package", "nattoku"]))?;
    let load =
        ["run", "--release", "--locked", "--package", "nattoku", "--example", "load", "--", "10", "64"];
    step("Durable decisions, 64 clients", || run_command(&mut workspace.cargo(&load)))?;
    let (few, many) = (permitted(workspace, PATIENTS)?, permitted(workspace, 10 * PATIENTS)?);
    let milliseconds = |time: Duration| time.as_millis();
    say(&format!("permitted over {PATIENTS} patients: {} ms", milliseconds(few)))?;
    say(&format!("permitted over {} patients: {} ms", 10 * PATIENTS, milliseconds(many)))?;
    let ratio = many.as_secs_f64() / few.as_secs_f64();
    say(&format!("ten times the patients take {ratio:.1} times as long (budget: 12)"))?;
    setup::for_tests(workspace)?;
    lists::run(workspace)
}

/// The time of one list over so many patients, each told and each with two answers; the median of five.
fn permitted(workspace: &Workspace, patients: usize) -> Result<Duration> {
    let folder = workspace.root.join("var/bench");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let database = folder.join("nattoku.db");
    let answers = folder.join("answers.csv");
    fs::write(&answers, rows(patients)?)?;
    let nattoku = |arguments: &[&str]| {
        let mut command = workspace.command(&program(workspace).to_string_lossy(), arguments);
        command.arg("--database").arg(&database).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let sample = workspace.root.join(SAMPLE);
    let mut import = nattoku(&["import", "answers", text(&answers)?, "--catalogue", text(&sample)?]);
    run_command(&mut import)?;
    let mut times = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        let use_ = [
            "permitted",
            "--reason",
            "audit",
            "--purpose",
            "drug-development",
            "--recipient",
            "drug-company",
            "--data",
            "diagnoses",
        ];
        if !nattoku(&use_).status()?.success() {
            bail!("`nattoku permitted` failed; run it by hand on {}", database.display());
        }
        times.push(start.elapsed());
    }
    times.sort_unstable();
    Ok(times[2])
}

fn rows(patients: usize) -> Result<String> {
    let mut rows = "patient,question,answer,channel,signed,words,staff\n".to_owned();
    for patient in 0..patients {
        let answer = ["allow", "refuse", "undecided"][patient % 3];
        writeln!(rows, "B-{patient:07},drug-development,{answer},paper,2026-11-01,1,bench")?;
        writeln!(rows, "B-{patient:07},abroad,refuse,paper,2026-11-01,1,bench")?;
    }
    Ok(rows)
}

fn program(workspace: &Workspace) -> PathBuf {
    workspace.target.join("release/nattoku")
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("the repository's path is not UTF-8; move it to one that is")
}
