//! The project's own commands: `cargo xtask demo`, `test`, `ci` and what they are made of.
//!
//! Whatever is missing on the machine is installed on the way, and said first.

mod app;
mod bench;
mod catalogue;
mod ci;
mod demo;
mod embed;
mod faults;
mod packages;
mod postgres;
mod setup;
mod size;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;
use workspace::Workspace;

const USAGE: &str = "\
cargo xtask demo [--port N] [--prepare-only]   build everything and start the sample hospital
cargo xtask test                               run every test, installing what they need
cargo xtask ci                                 everything that continuous integration checks
cargo xtask setup [--tests]                    install what building (or testing) needs
cargo xtask build-app                          build the app into dist/
cargo xtask embed                              build the elements for portals into embed/dist
cargo xtask tidy                               check the rules of the house
cargo xtask size                               print the app's sizes and hold them to the budget
cargo xtask faults                             every fault at full count, which takes a while
cargo xtask bench                              measure the server, as ratios in one run";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> anyhow::Result<()> {
    let workspace = Workspace::find()?;
    match words {
        ["demo", options @ ..] => demo::run(&workspace, options),
        ["test"] => test::run(&workspace),
        ["ci"] => ci::run(&workspace),
        ["setup"] => setup::for_app(&workspace),
        ["setup", "--tests"] => setup::for_tests(&workspace),
        ["build-app"] => app::build(&workspace),
        ["embed"] => embed::build(&workspace),
        ["tidy"] => tidy::run(&workspace),
        ["size"] => size::run(&workspace),
        ["faults"] => faults::run(&workspace),
        ["bench"] => bench::run(&workspace),
        _ => anyhow::bail!("no such command. There are:\n{USAGE}"),
    }
}
