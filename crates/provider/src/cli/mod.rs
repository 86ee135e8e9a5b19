//! The command line. Results go to stdout, everything else to stderr; every error names the place and
//! the way out. Exit codes: 0 done, 1 not done, 2 the command itself makes no sense.

pub mod anew;
pub mod check;
pub mod client;
pub mod database;
pub mod deliveries;
pub mod entries;
pub mod erase;
pub mod failure;
pub mod follow;
pub mod import;
pub mod invite;
pub mod keys;
pub mod ledger;
pub mod letter;
pub mod list;
pub mod migrate;
pub mod outbox;
pub mod output;
pub mod permitted;
pub mod proxy;
pub mod publish;
pub mod reads;
pub mod reason;
pub mod record;
pub mod release;
pub mod revoke;
pub mod serve;
pub mod sheet;
pub mod site;
pub mod staff;
pub mod status;
pub mod statuses;
pub mod subjects;
pub mod table;
pub mod terms;
pub mod validity;
pub mod verify;

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
    /// Lists who read a patient's record, when and why.
    Reads(reads::Reads),
    /// Records that data are given, after asking every subject's record.
    Release(release::Release),
    /// Records an answer from paper or the phone, and writes its receipt.
    Record(record::Record),
    /// Begins, ends and lists mandates: who may act for a patient.
    Proxy(proxy::Proxy),
    /// Gives and takes the tokens with which staff use the desk's page.
    Staff(staff::Staff),
    /// Gives and takes the tokens with which hospital systems ask by FHIR.
    Client(client::Client),
    /// Lists who has to be told of a patient's no, or takes in what came of it.
    Outbox(outbox::Outbox),
    /// Erases what is personal of a patient, for good.
    Erase(erase::Erase),
    /// Checks the whole ledger, and names the first thing that is not right.
    Verify(verify::Verify),
    /// Looks after the key under which the ledger is signed.
    Ledger(ledger::Ledger),
    /// Moves a hospital from a SQLite file to PostgreSQL.
    Migrate(migrate::Migrate),
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
        Command::Reads(reads) => reads.run().await,
        Command::Release(release) => release.run().await,
        Command::Record(record) => record.run().await,
        Command::Proxy(proxy) => proxy.run().await,
        Command::Staff(staff) => staff.run().await,
        Command::Client(client) => client.run().await,
        Command::Outbox(outbox) => outbox.run().await,
        Command::Erase(erase) => erase.run().await,
        Command::Verify(verify) => verify.run().await,
        Command::Ledger(ledger) => ledger.run().await,
        Command::Migrate(migrate) => migrate.run().await,
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
            eprintln!("nattoku: {}", output::printable(&failure.to_string()));
            failure.exit_code()
        }
    }
}
