//! `nattoku site`: shows a published site on this machine, as a web host would. For looking at it before it goes
//! out, and for trials; a public site belongs on a web host with https.

use super::failure::Failure;
use super::serve::stop_signal;
use crate::http::listen::{self, Limits};
use crate::http::security::{self, Policy, Transport};
use crate::portal::Portals;
use axum::Router;
use axum::middleware::from_fn_with_state;
use clap::Args;
use nattoku_disclosure::manifest::SIGNED_MANIFEST_PATH;
use std::net::SocketAddr;
use std::path::PathBuf;
use tokio::net::TcpListener;
use tower_http::services::ServeDir;

/// Shows a published site on this machine, until it is told to stop.
#[derive(Debug, Args)]
pub struct Site {
    /// The folder that `nattoku publish` made.
    #[arg(value_name = "SITE")]
    site: PathBuf,
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
}

impl Site {
    /// Serves the files until told to stop.
    ///
    /// # Errors
    /// The folder holds no site, or the address cannot be used.
    pub async fn run(self) -> Result<(), Failure> {
        if !self.site.join(SIGNED_MANIFEST_PATH).is_file() {
            let why = format!("{} holds no published site; `nattoku publish` makes one", self.site.display());
            return Err(Failure::NotDone(why));
        }
        let listener = TcpListener::bind(self.listen).await.map_err(|source| Failure::File {
            path: format!("{} cannot be listened on; choose another with --listen", self.listen),
            source,
        })?;
        let stop = stop_signal()?;
        eprintln!("http://{}/", listener.local_addr().unwrap_or(self.listen));
        let policy = Policy { transport: Transport::Http, portals: Portals::default() };
        let files = Router::new().fallback_service(ServeDir::new(&self.site));
        let router = files.layer(from_fn_with_state(policy, security::headers));
        listen::serve(listener, router, Limits::default(), stop).await;
        Ok(())
    }
}
