//! Everything a running server holds: the store, the catalogues, the texts, the app and the clock.

use crate::catalogue::Published;
use crate::disclosures::Disclosures;
use crate::http::app::{App, Files};
use crate::http::asset::{Asset, Keep};
use crate::http::desk::DeskPages;
use crate::http::security::Transport;
use crate::portal::Portals;
use crate::portal::attempts::LoginAttempts;
use crate::rate::TokenRates;
use crate::store::Store;
use crate::store::catalogues::{CatalogueRefused, PutInForce, PutOlderInForce};
use crate::store::writer::WriteError;
use crate::texts::{Texts, TextsError};
use axum::http::HeaderName;
use chrono::{DateTime, Duration, Utc};
use nattoku_consent::wire::LedgerKeys;
use nattoku_consent::{Catalogues, Digest};
use nattoku_fhir::Base;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a hospital may set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How long a session lasts.
    pub session: Duration,
    /// How long a ticket to come back after a reload lasts.
    pub ticket: Duration,
    /// How long the first wait after too many wrong birth dates lasts.
    pub lock: Duration,
    /// The header in which the proxy before the server writes the client's address, if there is one.
    pub client_address_header: Option<HeaderName>,
    /// Whether a catalogue is put in force that is older than the one in force, or differs under the same version.
    pub allow_older_catalogue: bool,
    /// Until a request's body is complete.
    pub body: std::time::Duration,
    /// How patients reach the server.
    pub transport: Transport,
    /// The address below which everything of the provider's is found.
    pub base: Base,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            session: Duration::minutes(30),
            ticket: Duration::minutes(60),
            lock: Duration::minutes(15),
            client_address_header: None,
            allow_older_catalogue: false,
            body: std::time::Duration::from_secs(15),
            transport: Transport::Http,
            base: Base::new("http://localhost:8080"),
        }
    }
}

/// Tells the time; tests turn it.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// A running server's state.
pub struct Provider {
    /// What is recorded.
    pub store: Store,
    /// To decide by.
    pub catalogues: Arc<Catalogues>,
    /// To serve: each catalogue by its digest.
    pub served: BTreeMap<Digest, Asset>,
    /// To serve: the catalogue in force.
    pub in_force: Asset,
    /// What is shown of every provider.
    pub disclosures: Disclosures,
    /// The server's words.
    pub texts: Texts,
    /// The built app.
    pub app: App,
    /// The desk's page.
    pub desk: DeskPages,
    /// What the hospital set.
    pub settings: Settings,
    /// Tells the time.
    pub clock: Clock,
    /// By which receipts are verified.
    pub ledger: LedgerKeys,
    /// Who may show the app in a frame, and say who has signed in.
    pub portals: Portals,
    /// How often codes are exchanged at their identity providers.
    pub login_attempts: LoginAttempts,
    /// How often each token of staff and systems asks.
    pub token_rates: TokenRates,
    /// By which they verify what they are told, if any wants to be told.
    pub webhook_keys: Option<Value>,
}

/// Why the server cannot start.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each message is its meaning")]
pub enum StartError {
    #[error("the catalogue cannot be put in force: {0}")]
    Write(#[from] WriteError),
    #[error(transparent)]
    CatalogueRefused(#[from] CatalogueRefused),
    #[error("the database cannot be read: {0}")]
    Read(#[from] sqlx::Error),
    #[error("the pages cannot be prepared: {0}")]
    Pages(#[from] std::io::Error),
    #[error(transparent)]
    Texts(#[from] TextsError),
    #[error("the catalogue that was just put in force is gone from the database")]
    Gone,
}

/// Puts a catalogue in force. `allow_older`: whichever is in force now; the log says if it would have been refused.
async fn put_in_force(store: &Store, catalogue: Published, allow_older: bool) -> Result<(), StartError> {
    if !allow_older {
        return Ok(store.write(PutInForce(catalogue)).await??);
    }
    if let Err(refused) = store.write(PutInForce(catalogue.clone())).await? {
        let (version, digest) = (catalogue.catalogue.version, &catalogue.digest);
        tracing::warn!(version, %digest, %refused, "--allow-older-catalogue puts this catalogue in force all the same");
        store.write(PutOlderInForce(catalogue)).await?;
    }
    Ok(())
}

impl Provider {
    /// Puts a catalogue in force and prepares everything that is served.
    ///
    /// # Errors
    /// The database or the app cannot be used.
    pub async fn start(
        store: Store,
        catalogue: Published,
        files: &Files,
        settings: Settings,
        clock: Clock,
    ) -> Result<Self, StartError> {
        put_in_force(&store, catalogue, settings.allow_older_catalogue).await?;
        let ledger = store.ledger_keys().await?.ok_or(StartError::Gone)?;
        let ledger = LedgerKeys { origin: ledger.origin, keys: ledger.keys };
        let known = store.catalogues().await?.ok_or(StartError::Gone)?;
        let app = App::new(files, known.catalogues.current())?;
        let mut served = BTreeMap::new();
        for (digest, body) in known.bodies {
            let asset = Asset::new("application/json", digest.as_str(), Keep::ForGood, body)?;
            served.insert(digest, asset);
        }
        let in_force =
            served.get(known.catalogues.current_digest()).ok_or(StartError::Gone)?.kept(Keep::AskAgain);
        let texts = Texts::load()?;
        let desk = DeskPages::new(known.catalogues.current(), &texts, &app.styles())?;
        Ok(Self {
            store,
            catalogues: known.catalogues,
            ledger,
            served,
            in_force,
            disclosures: Disclosures::default(),
            texts,
            app,
            desk,
            settings,
            clock,
            portals: Portals::default(),
            login_attempts: LoginAttempts::default(),
            token_rates: TokenRates::default(),
            webhook_keys: None,
        })
    }

    /// The same, with portals, and the keys by which they verify what they are told.
    #[must_use]
    pub fn with_portals(self, portals: Portals, webhook_keys: Option<Value>) -> Self {
        Self { portals, webhook_keys, ..self }
    }

    /// The instant now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }
}
