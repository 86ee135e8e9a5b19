//! The command line. Results go to stdout, everything else to stderr; every error names the place and
//! the way out. Exit codes: 0 done, 1 not done, 2 the command itself makes no sense.

pub mod check;
pub mod entries;
pub mod failure;
pub mod follow;
pub mod import;
pub mod invite;
pub mod keys;
pub mod output;
pub mod permitted;
pub mod publish;
pub mod release;
pub mod revoke;
pub mod serve;
pub mod sheet;
pub mod site;
pub mod status;
pub mod statuses;
pub mod table;
pub mod terms;

use clap::{Parser, Subcommand};
use failure::Failure;
use std::process::ExitCode;

/// Lets patients decide how their medical data may be used.
#[derive(Debug, Parser)]
#[command(name = "nattoku", version, about)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Checks a catalogue's source files.
    Check(check::Check),
    /// Serves the app and records decisions.
    Serve(serve::Serve),
    /// Makes invitations, with a sheet to print for each patient.
    Invite(invite::Invite),
    /// Ends a patient's invitations and sessions.
    Revoke(revoke::Revoke),
    /// Brings in what happened on paper, by phone or by post, and the spreadsheets that are published.
    Import(import::Import),
    /// Counts, for each question, who has answered it, and who still has to be asked after a change.
    Status(status::Status),
    /// Lists each patient's status in each opt-out programme: 未通知, 通知済 or 不同意.
    Statuses(statuses::Statuses),
    /// Lists the patients who permit a use.
    Permitted(permitted::Permitted),
    /// Records that data are given, after asking every subject's record.
    Release(release::Release),
    /// Shows what another provider publishes, from its site.
    Follow(follow::Follow),
    /// Makes, lists and renews the keys under which a society signs.
    Keys(keys::Keys),
    /// Makes a society's site from its lists.
    Publish(publish::Publish),
    /// Shows a published site on this machine.
    Site(site::Site),
}

/// Runs a command.
pub async fn run(arguments: Arguments) -> ExitCode {
    let done = match arguments.command {
        Command::Check(check) => check.run(),
        Command::Serve(serve) => serve.run().await,
        Command::Invite(invite) => invite.run().await,
        Command::Revoke(revoke) => revoke.run().await,
        Command::Import(import) => import.run().await,
        Command::Status(status) => status.run().await,
        Command::Statuses(statuses) => statuses.run().await,
        Command::Permitted(permitted) => permitted.run().await,
        Command::Release(release) => release.run().await,
        Command::Follow(follow) => follow.run().await,
        Command::Keys(keys) => keys.run(),
        Command::Publish(publish) => publish.run(),
        Command::Site(site) => site.run().await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read our output has seen enough, as in `nattoku permitted | head`.
        Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("nattoku: {failure}");
            failure.exit_code()
        }
    }
}
