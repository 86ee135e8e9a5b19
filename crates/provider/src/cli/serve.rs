//! `nattoku serve`: starts the server, if everything it needs is sound.

use super::database::Database;
use super::failure::Failure;
use crate::api::router;
use crate::catalogue::Published;
use crate::deliver::Sender;
use crate::deliver::fhir::FhirServer;
use crate::deliver::fhir::config::Config;
use crate::deliver::key::WebhookKey;
use crate::deliver::target::Target;
use crate::deliver::webhook::Webhook;
use crate::http::app::built_in;
use crate::http::listen::{self, CONNECTIONS_PER_ADDRESS, Limits};
use crate::http::security::Transport;
use crate::mirror::fetch::{self, Fetcher};
use crate::mirror::rounds::{Rounds, Schedule};
use crate::portal::{Portal, PortalId, Portals};
use crate::provider::{Provider, Settings};
use crate::store::{GROUP, Store};
use crate::transport::Authorities;
use axum::http::HeaderName;
use chrono::{Duration, Utc};
use clap::Args;
use nattoku_consent::time::write_instant;
use nattoku_fhir::Base;
use reqwest::Url;
use serde_json::Value;
use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;

/// Serves the app and records decisions, until it is told to stop (SIGINT, SIGTERM).
#[derive(Debug, Args)]
pub struct Serve {
    /// The folder with the catalogue's source files.
    #[arg(long, value_name = "DIR")]
    catalogue: PathBuf,
    /// Puts the catalogue in force although it is older than the one in force, or differs from it under the same
    /// version. For going back after a mistake; the log says so.
    #[arg(long)]
    allow_older_catalogue: bool,
    #[command(flatten)]
    database: Database,
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// How many connections one address may have open at once. Behind a proxy, all of them come from its address.
    #[arg(long, value_name = "N", default_value_t = CONNECTIONS_PER_ADDRESS)]
    connections_per_address: NonZeroUsize,
    /// The header in which the proxy before the server writes the client's address, such as X-Forwarded-For. Give it
    /// only if every request comes through that proxy.
    #[arg(long, value_name = "NAME")]
    client_address_header: Option<HeaderName>,
    /// How patients reach the server; with https, browsers are told to insist on it.
    #[arg(long, value_name = "URL", value_parser = super::invite::base_url)]
    base_url: Option<String>,
    /// How long a session lasts, in minutes.
    #[arg(long, value_name = "N", default_value = "30")]
    session_minutes: NonZeroU32,
    /// How long the wait after five wrong birth dates lasts, in seconds; after each five more it lasts twice as long,
    /// up to a day.
    #[arg(long, value_name = "N", default_value = "900")]
    lock_seconds: NonZeroU32,
    /// How often the providers that are followed are asked for news, in seconds; one that cannot be reached
    /// is asked later and later, at the most after four times that.
    #[arg(long, value_name = "N", default_value = "900")]
    follow_every: NonZeroU32,
    /// The certificate of your own authority, as PEM, if a site that is followed has a certificate of it.
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// The portals that may show the app in a frame, as a TOML file (docs/portals.md).
    #[arg(long, value_name = "FILE")]
    portals: Option<PathBuf>,
    /// Signs what portals are told by a new key from now on. Restart the other processes on this database afterwards.
    #[arg(long, requires = "portals")]
    new_webhook_key: bool,
    /// The FHIR server that is told of every entry, as a TOML file (docs/fhir.md).
    #[arg(long, value_name = "FILE")]
    fhir_server: Option<PathBuf>,
    /// Starts although the clock stands far behind the ledger's last entry. Until the clock has caught up, nothing is
    /// permitted that is not permitted at both instants.
    #[arg(long)]
    accept_clock_behind: bool,
    /// How many decisions share a commit; 1 shows what sharing brings.
    #[arg(long, hide = true, default_value_t = GROUP)]
    group_commit: NonZeroUsize,
}

impl Serve {
    /// Serves until told to stop.
    ///
    /// # Errors
    /// The catalogue does not pass, or the database or the address cannot be used.
    pub async fn run(self) -> Result<(), Failure> {
        let catalogue = Published::read(&self.catalogue)?;
        let portals = self.portals.as_deref().map(Portals::read).transpose()?.unwrap_or_default();
        let fhir_server = self.fhir_server.as_deref().map(Config::read).transpose()?;
        let location = self.database.location()?;
        let store = Store::open(location.clone(), self.group_commit).await?;
        self.check_clock(&store).await?;
        let files = built_in();
        if files.is_empty() {
            eprintln!(
                "The app is not inside this binary: it was not built before the binary was. Only the API is served. \
                 `cargo xtask demo` builds both."
            );
        }
        start_log();
        let settings = self.settings();
        let rounds = self.rounds(store.clone())?;
        let provider = Provider::start(store, catalogue, &files, settings, Arc::new(Utc::now)).await?;
        let key = (location.ledger(), self.new_webhook_key);
        let mut senders = senders(&portals, key, &provider.store).await?;
        senders.senders.extend(fhir_server.map(|config| to_server(config, &provider)).transpose()?);
        let provider = provider.with_portals(portals, senders.keys);
        let limits = Limits { per_address: self.connections_per_address, ..Limits::default() };
        let listener = TcpListener::bind(self.listen).await.map_err(|source| Failure::File {
            path: format!("{} cannot be listened on; choose another with --listen", self.listen),
            source,
        })?;
        let stop = stop_signal()?;
        let address = listener.local_addr().unwrap_or(self.listen);
        tracing::info!(%address, version = provider.catalogues.current().version, "serving");
        let mut tasks = JoinSet::new();
        tasks.spawn(rounds.run());
        senders.senders.into_iter().for_each(|sender| drop(tasks.spawn(sender.run())));
        listen::serve(listener, router(Arc::new(provider)), limits, stop).await;
        // What was being fetched or sent is fetched or sent again after the next start.
        tasks.abort_all();
        tracing::info!("stopped");
        Ok(())
    }

    /// Refuses a clock that stands far behind the ledger: it, or the clock by which the last entry came in, is wrong.
    async fn check_clock(&self, store: &Store) -> Result<(), Failure> {
        let clock = Utc::now();
        let Some(behind) = store.clock_behind(clock).await? else { return Ok(()) };
        let text = format!(
            "the clock of this machine shows {}, {} minutes before the ledger's last entry",
            write_instant(clock),
            behind.num_minutes()
        );
        if self.accept_clock_behind {
            eprintln!("Warning: {text}. Waits and expiries are judged by both.");
            return Ok(());
        }
        Err(Failure::NotDone(format!(
            "{text}. Set the clock right. If the clock is right and stood ahead when that entry came in, start with \
             --accept-clock-behind: nothing is then permitted that is not permitted at both instants"
        )))
    }

    /// What keeps the providers that are followed up to date.
    fn rounds(&self, store: Store) -> Result<Rounds, Failure> {
        let authorities = self.ca_file.as_deref().map(Authorities::read).transpose();
        let authorities = authorities.map_err(|error| Failure::Usage(format!("--ca-file: {error}")))?;
        let fetcher = Fetcher::trusting(fetch::LIMIT, &authorities.unwrap_or_default());
        let fetcher = fetcher.map_err(|error| Failure::NotDone(error.to_string()))?;
        Ok(Rounds { store, fetcher, schedule: Schedule::every(self.follow_every), clock: Arc::new(Utc::now) })
    }

    /// The address of everything that is served: as patients reach it, or as it is listened on.
    fn base(&self) -> Base {
        let listened = || format!("http://{}", self.listen);
        Base::new(&self.base_url.clone().unwrap_or_else(listened))
    }

    fn settings(&self) -> Settings {
        let secure = self.base_url.as_ref().is_some_and(|url| url.starts_with("https:"));
        Settings {
            session: Duration::minutes(self.session_minutes.get().into()),
            lock: Duration::seconds(self.lock_seconds.get().into()),
            base: self.base(),
            client_address_header: self.client_address_header.clone(),
            allow_older_catalogue: self.allow_older_catalogue,
            transport: if secure { Transport::Https } else { Transport::Http },
            ..Settings::default()
        }
    }
}

/// What tells portals of decisions, and the keys by which they verify it.
struct Senders {
    senders: Vec<Sender>,
    keys: Option<Value>,
}

/// Makes what tells portals. The key they verify it by is the database's; `folder`: where an earlier version kept it;
/// `renew`: whether a new one takes its place.
async fn senders(
    portals: &Portals,
    (folder, renew): (PathBuf, bool),
    store: &Store,
) -> Result<Senders, Failure> {
    let with_webhook =
        |(id, portal): (_, &Portal)| Some((id, portal.webhook.clone()?, portal.authorities.clone()));
    let webhooks: Vec<_> = portals.iter().filter_map(with_webhook).collect();
    if webhooks.is_empty() {
        return Ok(Senders { senders: Vec::new(), keys: None });
    }
    let key = Arc::new(WebhookKey::open(store, &folder, renew).await?);
    let sender = |(id, address, authorities): (&PortalId, Url, Authorities)| {
        let webhook = Webhook::new(address, &authorities, Arc::clone(&key));
        let webhook =
            webhook.map_err(|error| Failure::NotDone(format!("webhooks cannot be sent: {error}")))?;
        let target = Target::Portal { id: id.clone(), webhook };
        Ok(Sender { store: store.clone(), target, clock: Arc::new(Utc::now) })
    };
    let senders: Result<_, Failure> = webhooks.into_iter().map(sender).collect();
    Ok(Senders { senders: senders?, keys: Some(key.published()) })
}

/// What tells the hospital's FHIR server of every entry.
fn to_server(config: Config, provider: &Provider) -> Result<Sender, Failure> {
    let (base, catalogues) = (provider.settings.base.clone(), Arc::clone(&provider.catalogues));
    let server = FhirServer::new(config, base, catalogues);
    let server =
        server.map_err(|error| Failure::NotDone(format!("the FHIR server cannot be told: {error}")))?;
    let target = Target::FhirServer(Box::new(server));
    Ok(Sender { store: provider.store.clone(), target, clock: Arc::clone(&provider.clock) })
}

/// Structured lines on stderr; stdout stays clean.
fn start_log() {
    tracing_subscriber::fmt().json().with_writer(std::io::stderr).with_target(false).init();
}

/// Ready when the server is told to stop.
pub(super) fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
    let received =
        |kind| signal(kind).map_err(|error| Failure::NotDone(format!("signals cannot be received: {error}")));
    let (mut interrupt, mut terminate) =
        (received(SignalKind::interrupt())?, received(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
