//! `cargo xtask test`: native tests, component tests in a browser, and journeys against the real server.
//!
//! A failing step does not keep the others from running; the last line counts them all.

use crate::postgres::Postgres;
use crate::workspace::{Workspace, say, shown};
use crate::{app, embed, setup};
use anyhow::{Context, Result, bail};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
}

/// A step: its name and what it does.
type Step = (&'static str, fn(&Workspace) -> Result<Count>);

/// Runs every test.
///
/// # Errors
/// A test failed, or could not be run.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::for_tests(workspace)?;
    let steps: [Step; 6] = [
        ("Native tests", native),
        ("The store's tests on PostgreSQL", on_postgres),
        ("FHIR, judged by other programs", fhir),
        ("Component tests in the browser", components),
        ("Journeys in the browser", journeys),
        ("The demo, as a newcomer starts it", demo),
    ];
    let mut total = Count::default();
    for (name, work) in steps {
        let count = timed(name, || work(workspace));
        total.passed += count.passed;
        total.failed += count.failed;
    }
    say(&format!("{} passed, {} failed", total.passed, total.failed))?;
    if total.failed > 0 { bail!("the failures stand above") } else { Ok(()) }
}

/// Does a step and says how it went. What cannot be run counts as one failure.
fn timed(name: &str, work: impl FnOnce() -> Result<Count>) -> Count {
    eprintln!("── {name}");
    let start = Instant::now();
    let count = work().unwrap_or_else(|error| {
        eprintln!("── {name}: {error:#}");
        Count { passed: 0, failed: 1 }
    });
    let result = match count {
        Count { passed: 0, failed: 0 } => "there are none".to_owned(),
        Count { passed, failed: 0 } => format!("all {passed} passed"),
        Count { passed, failed } => format!("{failed} of {} FAILED", passed + failed),
    };
    eprintln!("── {name}: {result}, after {:.0} s", start.elapsed().as_secs_f32());
    count
}

fn native(workspace: &Workspace) -> Result<Count> {
    cargo_tests(&mut workspace.cargo(&[
        "test",
        "--locked",
        "--workspace",
        "--all-features",
        "--no-fail-fast",
    ]))
}

/// Every test of the server again, on the other database; but for those that watch the file of the first.
fn on_postgres(workspace: &Workspace) -> Result<Count> {
    let server = Postgres::start(workspace)?;
    // Of the whole workspace, as the native tests are: so nothing is compiled twice.
    let mut command =
        workspace.cargo(&["test", "--locked", "--workspace", "--all-features", "--no-fail-fast"]);
    command.args(["--test", "suite", "--test", "faults"]);
    command.args(["--", "--skip", "a2_", "--skip", "a3_"]);
    cargo_tests(command.env("NATTOKU_POSTGRES", server.address()))
}

fn components(workspace: &Workspace) -> Result<Count> {
    if !mentions(&workspace.root.join("src"), "wasm_bindgen_test")? {
        return Ok(Count::default());
    }
    // The ledger, too: what verifies a receipt on a phone is tested where it runs.
    let packages = ["--package", "nattoku-app", "--package", "nattoku-ledger"];
    let words =
        ["test", "--locked", "--lib", "--tests", "--no-fail-fast", "--target", "wasm32-unknown-unknown"];
    let mut command = workspace.cargo(&[&words[..], &packages].concat());
    let runner = ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    // Each package's tests run in its own folder, where the runner would not find it.
    command.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", workspace.root.join("webdriver.json"));
    cargo_tests(command.envs([
        runner,
        ("CHROMEDRIVER", "chromedriver"),
        ("WASM_BINDGEN_TEST_TIMEOUT", "120"),
    ]))
}

/// Runs tests by cargo, its output in sight, and counts its results.
fn cargo_tests(command: &mut Command) -> Result<Count> {
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let mut count = Count::default();
    for line in BufReader::new(child.stdout.take().context("the output is piped")?).lines() {
        let line = line?;
        eprintln!("{line}");
        let result = result_of(&line);
        count.passed += result.passed;
        count.failed += result.failed;
    }
    if !child.wait()?.success() {
        eprintln!("── To repeat this alone: {}", with_variables(command));
        // What does not compile fails, too.
        count.failed = count.failed.max(1);
    }
    Ok(count)
}

/// What a line such as `test result: ok. 3 passed; 0 failed; 1 ignored` counts.
fn result_of(line: &str) -> Count {
    let Some((_, result)) = line.split_once("test result: ") else { return Count::default() };
    let number = |word: &str| {
        let before = result.split(word).next().and_then(|text| text.split_whitespace().last());
        before.and_then(|number| number.parse().ok()).unwrap_or(0)
    };
    Count { passed: number(" passed"), failed: number(" failed") }
}

/// Lets validators of others judge what the native tests wrote: HL7's schema and Medplum's in Node, and Python's.
fn fhir(workspace: &Workspace) -> Result<Count> {
    let (tests, written) = (workspace.root.join("tests"), workspace.target.join("tmp/fhir"));
    let python = setup::fhir_python(workspace).display().to_string();
    let mut total = Count::default();
    for (program, script) in [("node", "fhir/validate.mjs"), (python.as_str(), "fhir/validate.py")] {
        let mut command = workspace.command(program, &[script]);
        let count = counted(command.arg(&written).current_dir(&tests))?;
        total.passed += count.passed;
        total.failed += count.failed;
    }
    Ok(total)
}

fn journeys(workspace: &Workspace) -> Result<Count> {
    let folder = workspace.root.join("tests");
    if !folder.join("package.json").exists() {
        return Ok(Count::default());
    }
    app::build(workspace)?;
    embed::build(workspace)?;
    crate::workspace::run(&mut workspace.cargo(&["build", "--release", "--locked", "--package", "nattoku"]))?;
    let program = workspace.target.join("release/nattoku");
    let server = Postgres::start(workspace)?;
    let mut command = workspace.command("npm", &["test"]);
    command.env("NATTOKU_POSTGRES", server.address());
    counted(command.current_dir(&folder).env("NATTOKU", &program))
}

fn demo(workspace: &Workspace) -> Result<Count> {
    crate::demo::starts(workspace)?;
    Ok(Count { passed: 1, failed: 0 })
}

/// Runs a command in `tests/` whose last line counts, its output in sight.
fn counted(command: &mut Command) -> Result<Count> {
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let mut count = None;
    for line in BufReader::new(child.stdout.take().context("the output is piped")?).lines() {
        let line = line?;
        eprintln!("{line}");
        count = count_of(&line).or(count);
    }
    if !child.wait()?.success() {
        eprintln!("── To repeat this alone: cd tests && {}", with_variables(command));
    }
    count.with_context(|| format!("{} did not say how many passed", shown(command)))
}

/// What a line such as `3 passed, 0 failed` counts.
fn count_of(line: &str) -> Option<Count> {
    let (passed, failed) = line.strip_suffix(" failed")?.split_once(" passed, ")?;
    Some(Count { passed: passed.parse().ok()?, failed: failed.parse().ok()? })
}

fn with_variables(command: &Command) -> String {
    let variables = command.get_envs().filter_map(|(name, value)| Some((name.to_str()?, value?.to_str()?)));
    let words: Vec<_> = variables.map(|(name, value)| format!("{name}={value} ")).collect();
    format!("{}{}", words.concat(), shown(command))
}

fn mentions(folder: &Path, word: &str) -> Result<bool> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let found =
            if path.is_dir() { mentions(&path, word)? } else { fs::read_to_string(&path)?.contains(word) };
        if found {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_counted_and_other_lines_are_not() {
        let line = "test result: FAILED. 15 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out";
        assert_eq!(result_of(line), Count { passed: 15, failed: 2 });
        assert_eq!(result_of("test a ... ok"), Count::default());
    }
}
