//! `nattoku`: the server and the hospital's command line. See [`nattoku::cli`].

use clap::Parser;
use nattoku::cli::{Arguments, run};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    run(Arguments::parse()).await
}
